"""The engine tells its listeners in order, keeps windows through a turn, and records what came to pass."""

from __future__ import annotations

import numpy as np
import pytest

from sim.contact.engine import Engine
from sim.contact.windows import Windows, solve
from sim.kernel.run import Run
from sim.world.geodesy import EARTH_RADIUS_M
from sim.world.motion import Legs, along, still

DEG_M = EARTH_RADIUS_M * np.pi / 180.0
END_S = 20_000.0


class Diary:
    """Writes down every call."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.lines: list[tuple[float, str, int, int, float | None]] = []

    def gained(self, watcher: int, target: int, until_s: float) -> None:
        self.lines.append((round(self.run.now, 3), "gained", watcher, target, round(until_s, 3)))

    def lost(self, watcher: int, target: int) -> None:
        self.lines.append((round(self.run.now, 3), "lost", watcher, target, None))

    def changed(self, watcher: int, target: int, until_s: float) -> None:
        self.lines.append((round(self.run.now, 3), "changed", watcher, target, round(until_s, 3)))

    @property
    def words(self) -> list[tuple[float, str, int, int]]:
        return [line[:4] for line in self.lines]


def eastward(mover: int, lat: float = 0.0, start_s: float = 0.0) -> Legs:
    """Cross two degrees of the equator's neighbourhood in 10,000 s, past the origin half-way."""
    return along(mover, start_s, [(lat, -1.0), (lat, 1.0)], 2.0 * DEG_M / 10_000.0)


def test_a_fixed_watcher_gains_and_loses_a_ship_that_passes() -> None:
    run = Run()
    engine, diary = Engine(run), Diary(run)
    engine.add_watcher(still(1, (0.0, 0.0)), 0.5 * DEG_M, gained=diary.gained, lost=diary.lost)
    engine.add_targets(eastward(7))
    run.until(END_S)
    assert diary.lines == [(2500.0, "gained", 1, 7, 7500.0), (7500.0, "lost", 1, 7, None)]
    assert engine.windows().leave_s.tolist() == pytest.approx([7500.0], abs=1e-3)


def test_a_window_nobody_listens_to_is_recorded_but_is_no_event() -> None:
    run = Run()
    engine, diary = Engine(run), Diary(run)
    engine.add_watcher(still(1, (0.0, 0.0)), 0.5 * DEG_M, cares={8}, gained=diary.gained, lost=diary.lost)
    engine.add_watcher(still(2, (0.0, 0.0)), 0.5 * DEG_M)
    engine.add_targets(Legs.concat([eastward(7), eastward(8, start_s=100.0)]))
    run.until(END_S)
    assert diary.words == [(2600.0, "gained", 1, 8), (7600.0, "lost", 1, 8)]
    assert len(engine.windows()) == 4


def test_a_mask_narrows_as_a_set_does_and_a_target_beyond_it_is_not_listened_for() -> None:
    run = Run()
    engine, diary = Engine(run), Diary(run)
    engine.add_watcher(still(1, (0.0, 0.0)), 0.5 * DEG_M, cares=np.arange(8) == 7, gained=diary.gained)
    engine.add_targets(Legs.concat([eastward(m) for m in (6, 7, 8)]))
    run.until(END_S)
    assert diary.words == [(2500.0, "gained", 1, 7)]


def test_a_watcher_that_turns_inside_a_window_keeps_it() -> None:
    run = Run()
    engine, diary = Engine(run), Diary(run)
    engine.add_watcher(still(1, (0.0, 0.0)), 0.5 * DEG_M, gained=diary.gained, lost=diary.lost, changed=diary.changed)
    engine.add_targets(eastward(7))
    follow = along(1, 4000.0, [(0.0, 0.0), (0.0, 0.5)], 2.0 * DEG_M / 10_000.0)
    run.at(4000.0, lambda: engine.redirect(1, Legs.concat([follow, still(1, (0.0, 0.5), follow.end_s[0])])))
    run.until(END_S)
    # It keeps 0.2 degrees ahead until 6,500 s, then stands at 0.5 E, from where the ship at its end is just in range.
    assert diary.words[:2] == [(2500.0, "gained", 1, 7), (4000.0, "changed", 1, 7)]
    assert diary.words[2:] == [(10_000.0, "lost", 1, 7)]
    found = engine.windows()
    assert (found.enter_s.round(3).tolist(), found.leave_s.round(3).tolist()) == ([2500.0], [10_000.0])


def test_a_target_that_turns_away_is_lost_early_and_its_old_windows_never_come() -> None:
    run = Run()
    engine, diary = Engine(run), Diary(run)
    engine.add_watcher(still(1, (0.0, 0.0)), 0.25 * DEG_M, gained=diary.gained, lost=diary.lost)
    engine.add_watcher(still(2, (0.0, 0.9)), 0.25 * DEG_M, gained=diary.gained, lost=diary.lost)
    engine.add_targets(eastward(7))
    run.at(5000.0, lambda: engine.redirect(7, along(7, 5000.0, [(0.0, 0.0), (1.0, 0.0)], 2.0 * DEG_M / 10_000.0)))
    run.until(END_S)
    assert diary.words == [(3750.0, "gained", 1, 7), (6250.0, "lost", 1, 7)]
    assert len(engine.windows()) == 1


def test_a_turn_that_breaks_contact_at_once_loses_at_once() -> None:
    run = Run()
    engine, diary = Engine(run), Diary(run)
    engine.add_watcher(still(1, (0.0, 0.0)), 0.5 * DEG_M, gained=diary.gained, lost=diary.lost)
    engine.add_targets(eastward(7))
    run.at(3000.0, lambda: engine.remove(7))
    run.until(END_S)
    assert diary.words == [(2500.0, "gained", 1, 7), (3000.0, "lost", 1, 7)]
    assert engine.within(1).tolist() == []
    assert engine.within(1, 2800.0).tolist() == [7]


def test_a_platform_may_carry_two_watchers_and_sees_others_but_not_itself() -> None:
    run = Run()
    engine = Engine(run)
    engine.add_watcher(still(1, (0.0, 0.0)), 0.5 * DEG_M)
    engine.add_watcher(still(1, (0.0, 0.0)), 0.2 * DEG_M, watcher=101)
    engine.add_targets(Legs.concat([still(1, (0.0, 0.0)), still(2, (0.0, 0.3)), still(3, (0.0, 0.1))]))
    assert engine.within(1).tolist() == [2, 3]
    assert engine.within(101).tolist() == [3]


def test_added_late_a_watcher_gains_at_once_what_is_in_range() -> None:
    run = Run()
    engine, diary = Engine(run), Diary(run)
    engine.add_targets(eastward(7))
    run.at(5000.0, lambda: engine.add_watcher(still(1, (0.0, 0.0)), 0.5 * DEG_M, gained=diary.gained, lost=diary.lost))
    run.until(END_S)
    assert diary.words == [(5000.0, "gained", 1, 7), (7500.0, "lost", 1, 7)]
    assert engine.windows().enter_s.tolist() == [5000.0]


def test_listening_anew_gains_whom_it_finds_and_drops_the_others_silently() -> None:
    run = Run()
    engine, diary = Engine(run), Diary(run)
    engine.add_watcher(still(1, (0.0, 0.0)), 0.5 * DEG_M, cares={7}, gained=diary.gained, lost=diary.lost)
    engine.add_targets(Legs.concat([eastward(7), eastward(8)]))
    run.at(4000.0, lambda: engine.listen(1, {8}))
    run.until(END_S)
    assert diary.words == [(2500.0, "gained", 1, 7), (4000.0, "gained", 1, 8), (7500.0, "lost", 1, 8)]
    assert len(engine.windows()) == 2


def test_a_callback_may_redirect_and_the_platform_comes_back_from_nowhere() -> None:
    run = Run()
    engine, diary = Engine(run), Diary(run)

    def flee(watcher: int, target: int, until_s: float) -> None:
        diary.gained(watcher, target, until_s)
        engine.remove(target)
        run.at(run.now + 100.0, lambda: engine.redirect(target, still(target, (0.0, 0.1))))

    engine.add_watcher(still(1, (0.0, 0.0)), 0.5 * DEG_M, gained=flee, lost=diary.lost)
    engine.add_targets(eastward(7))
    run.until(2650.0)
    assert diary.words == [
        (2500.0, "gained", 1, 7),
        (2500.0, "lost", 1, 7),
        (2600.0, "gained", 1, 7),
        (2600.0, "lost", 1, 7),
    ]


def test_the_past_is_recorded_and_the_future_is_not() -> None:
    run = Run()
    engine = Engine(run)
    engine.add_watcher(still(1, (0.0, 0.0)), 0.5 * DEG_M)
    engine.add_targets(Legs.concat([eastward(7), eastward(8, start_s=10_000.0)]))
    run.until(5000.0)
    found = engine.windows()
    assert (found.target.tolist(), found.leave_s.tolist()) == ([7], [5000.0])


def test_positions_are_those_of_the_movers_that_exist() -> None:
    run = Run()
    engine = Engine(run)
    engine.add_targets(Legs.concat([eastward(7), eastward(8, start_s=10_000.0), still(9, (0.0, 0.0))]))
    movers, points = engine.positions(5000.0)
    assert movers.tolist() == [7, 9]
    assert np.allclose(points, [[1.0, 0.0, 0.0]] * 2)


def test_bad_requests_say_what_to_do() -> None:
    engine = Engine(Run())
    engine.add_targets(eastward(7))
    with pytest.raises(ValueError, match="mover 7 is in the engine already; use redirect"):
        engine.add_targets(eastward(7))
    with pytest.raises(ValueError, match="mover 8 is not in the engine; add it"):
        engine.redirect(8, eastward(8))
    with pytest.raises(ValueError, match="carried by one mover"):
        engine.add_watcher(Legs.concat([eastward(1), eastward(2)]), 1.0)
    with pytest.raises(ValueError, match="neither may be < 0"):
        engine.add_watcher(eastward(1), -1.0)
    with pytest.raises(ValueError, match="legs of another"):
        engine.redirect(7, eastward(8))


def test_many_targets_go_in_bulk_and_one_of_them_may_be_turned() -> None:
    run = Run()
    engine = Engine(run)
    ships = Legs.concat([eastward(k, lat=0.001 * (k - 400)) for k in range(100, 700)])
    engine.add_watcher(still(1, (0.0, 0.0)), 0.5 * DEG_M)
    engine.add_targets(ships)
    run.at(4000.0, lambda: engine.redirect(400, still(400, (0.0, -0.2), 4000.0)))
    run.until(9000.0)
    found = engine.windows()
    rest = solve(still(1, (0.0, 0.0)), ships.select(ships.mover != 400), 0.5 * DEG_M)
    of_it = found.target == 400
    assert found.leave_s[of_it].tolist() == [9000.0]
    assert isinstance(found, Windows)
    assert np.allclose(found.select(~of_it).leave_s, rest.leave_s)
