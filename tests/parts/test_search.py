"""A search spends effort on whoever is inside; a vessel that turns takes its luck along."""

from __future__ import annotations

import math

import pytest

from sim.parts.fleet import Hull
from sim.parts.search import BoxRegion, DatumRegion, Search
from sim.parts.theatre import Theatre
from sim.world.geodesy import destination
from tests.theatres import HOUR_S, box_of, dark_ships, theatre

BOX = box_of(1e10)
FAR = (32.0, 129.0)
WIDTH_M, SPEED_M_S = 20_000.0, 100.0
MEAN_S = BOX.area_m2 / WIDTH_M / SPEED_M_S  # mean time to find somebody who stays inside


def begin(on: Theatre, until_s: float = 1e9, region: BoxRegion | DatumRegion | None = None) -> dict[int, float]:
    """Start a search and return what it will have found, and when, as it goes on."""
    found: dict[int, float] = {}

    def tell(vessel: int) -> None:
        assert vessel not in found
        found[vessel] = on.run.now

    Search(on, region or BoxRegion(BOX), ("test",), lambda _: WIDTH_M, SPEED_M_S, until_s, tell)
    return found


def luck(on: Theatre, hull: Hull) -> float:
    """Return the effort after which a vessel is found, as the law has it."""
    return -math.log1p(-on.run.streams.uniform("search", "test", hull.name))


def test_who_stays_is_found_when_the_effort_has_used_its_luck_up() -> None:
    on = theatre(days=20)
    hulls = [on.new_hull(f"hull {number}", 100.0, BOX.centre) for number in range(5)]
    found = begin(on)
    on.run.until(20 * 24 * HOUR_S)
    assert found == pytest.approx({hull.vessel: luck(on, hull) * MEAN_S for hull in hulls})


def test_who_is_outside_is_not_found() -> None:
    on = theatre()
    on.new_hull("far", 100.0, FAR)
    found = begin(on)
    on.run.until(100 * MEAN_S)
    assert not found


def test_nobody_is_found_after_the_end_or_after_it_was_stopped() -> None:
    on = theatre()
    hull = on.new_hull("hull", 100.0, BOX.centre)
    when_s = luck(on, hull) * MEAN_S
    assert begin(on, until_s=0.99 * when_s) == {}
    found: dict[int, float] = {}
    search = Search(on, BoxRegion(BOX), ("test",), lambda _: WIDTH_M, SPEED_M_S, 1e9, lambda v: found.update({v: 0.0}))
    on.run.at(0.99 * when_s, search.stop)
    on.run.until(2 * when_s)
    assert not found
    search.stop()  # a second time does no harm


def test_who_leaves_and_comes_back_goes_on_with_what_luck_is_left() -> None:
    """Half the effort, an absence, then the other half: found as late as the absence was long."""
    on = theatre()
    hull = on.new_hull("hull", 100.0, BOX.centre)
    stay_s, away_s = luck(on, hull) * MEAN_S, 10 * HOUR_S
    found = begin(on)
    jump = 1e9  # so fast that the way costs no effort

    def go(to: tuple[float, float]) -> None:
        hull.track.go(on.run.now, [to], jump)
        on.moved(hull)

    on.run.at(stay_s / 2, lambda: go(FAR))
    on.run.at(stay_s / 2 + away_s, lambda: go(BOX.centre))
    on.run.until(3 * stay_s + 2 * away_s)
    assert found[hull.vessel] == pytest.approx(stay_s + away_s, abs=2.0)


def test_who_comes_only_later_is_found_by_its_own_luck() -> None:
    on = theatre()
    hull = on.new_hull("hull", 100.0, FAR)
    found, come_s = begin(on), 7 * HOUR_S

    def come() -> None:
        hull.track.go(on.run.now, [BOX.centre], 1e9)  # so fast that the way costs no effort
        on.moved(hull)

    on.run.at(come_s, come)
    on.run.until(come_s + 20 * MEAN_S)
    assert found == pytest.approx({hull.vessel: come_s + luck(on, hull) * MEAN_S}, abs=2.0)


def test_turning_about_inside_changes_nothing() -> None:
    on = theatre()
    hull = on.new_hull("hull", 100.0, BOX.centre)
    stay_s = luck(on, hull) * MEAN_S
    found = begin(on)

    def wander(number: int) -> None:
        hull.track.go(on.run.now, [(BOX.centre[0], BOX.centre[1] + 0.01 * number)], 5.0)
        on.moved(hull)

    for number in range(1, 6):
        on.run.at(stay_s * number / 7, lambda number=number: wander(number))  # type: ignore[misc]
    on.run.until(2 * stay_s)
    assert found[hull.vessel] == pytest.approx(stay_s, rel=1e-9)


def test_who_was_found_is_not_found_again_when_it_turns() -> None:
    on = theatre()
    hull = on.new_hull("hull", 100.0, BOX.centre)
    found = begin(on)
    stay_s = luck(on, hull) * MEAN_S

    def turn() -> None:
        hull.track.go(on.run.now, [FAR], 5.0)
        on.moved(hull)

    on.run.at(1.5 * stay_s, turn)
    on.run.until(20 * stay_s)
    assert list(found) == [hull.vessel]


def test_planned_vessels_are_found_only_while_they_are_there() -> None:
    on = theatre()
    dark_ships(on, BOX.centre, [0.0, 1e6, 0.0], [1e5, 1e7, 1.0])
    found = begin(on, until_s=9e5)
    on.run.until(9e5)
    assert 1 not in found
    assert 2 not in found
    assert found.get(0, 0.0) <= 1e5


def test_a_datum_is_searched_out_to_its_disc() -> None:
    on = theatre()
    datum, radius_m = BOX.centre, 20_000.0
    inside, outside = (
        on.new_hull(name, 100.0, tuple(map(float, destination(*datum, 70.0, away_m))))  # type: ignore[arg-type]
        for name, away_m in (("inside", 0.99 * radius_m), ("outside", 1.01 * radius_m))
    )
    found = begin(on, region=DatumRegion(datum, radius_m, 0.0, 0.0))
    on.run.until(1e7)
    assert inside.vessel in found
    assert outside.vessel not in found
    disc_s = math.pi * radius_m**2 / WIDTH_M / SPEED_M_S
    assert found[inside.vessel] == pytest.approx(luck(on, inside) * disc_s)
