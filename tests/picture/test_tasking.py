"""Which asset is sent where, what waits, and who is called off."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from sim.kernel.run import Run
from sim.picture.tasking import AssetTasked, Cue, CueExpired, Desk, Plan
from sim.world.geodesy import destination

DATUM = (28.0, 125.0)
HOUR_S = 3600.0


@dataclass
class Ship:
    """An asset that is so far from any datum, or cannot go."""

    name: str
    away_s: float | None
    run: Run
    turns_back: bool = True
    given: list[int] = field(default_factory=list)
    recalled: list[int] = field(default_factory=list)

    def quote(self, cue: Cue) -> float | None:
        return None if self.away_s is None else self.run.now + self.away_s

    def assign(self, cue: Cue, cause: int) -> None:
        self.given.append(cue.number)
        self.away_s = None

    def recall(self, cue: Cue, cause: int) -> bool:
        self.recalled.append(cue.number)
        return self.turns_back


def desk(*away_h: float | None) -> tuple[Run, Desk, list[Ship]]:
    run = Run()
    ships = [Ship(f"ship-{i}", None if h is None else h * HOUR_S, run) for i, h in enumerate(away_h)]
    return run, Desk(run, "a", list(ships)), ships


def cue(number: int = 1, *, probability: float = 0.5, expires_h: float = 6.0, at: tuple[float, float] = DATUM) -> Cue:
    return Cue(number, "a", at, 0.0, 200.0, 5.0, probability, expires_h * HOUR_S, suspect=number, contact=0)


def off(km: float) -> tuple[float, float]:
    lat, lon = destination(*DATUM, 45.0, km * 1000.0)
    return float(lat), float(lon)


def reasons(run: Run) -> list[str]:
    return [record.event.reason for record in run.journal.of(CueExpired)]


def test_the_asset_that_can_be_there_first_goes() -> None:
    run, at, ships = desk(3.0, 1.0, None, 2.0)
    order = cue()
    assert at.open(order)
    assert [ship.given for ship in ships] == [[], [1], [], []]
    assert (order.asset, order.eta_s) == (ships[1], HOUR_S)
    assert run.journal.records[0].event == AssetTasked("a", "ship-1", 1, HOUR_S)
    assert at.working == [order]
    assert not at.waiting


def test_of_equals_the_first_of_the_list_goes() -> None:
    _, at, ships = desk(1.0, 1.0)
    at.open(cue())
    assert [ship.given for ship in ships] == [[1], []]


def test_nobody_is_sent_who_would_be_too_late() -> None:
    run, at, ships = desk(7.0)
    assert not at.open(cue(expires_h=6.0))
    run.until(10 * HOUR_S)
    assert ships[0].given == []
    assert reasons(run) == ["no asset could be there in time"]
    assert run.journal.records[-1].time_s == 6 * HOUR_S


def test_a_cue_waits_for_an_asset_to_come_free() -> None:
    run, at, ships = desk(None)
    assert not at.open(cue())

    def free() -> None:
        ships[0].away_s = HOUR_S
        at.retry()

    run.at(2 * HOUR_S, free)
    run.until(10 * HOUR_S)
    assert ships[0].given == [1]
    assert not at.waiting
    assert not reasons(run)


def test_the_most_probable_of_those_that_wait_goes_first() -> None:
    run, at, ships = desk(None)
    for number, probability in ((1, 0.4), (2, 0.9), (3, 0.6)):
        at.open(cue(number, probability=probability))
    ships[0].away_s = HOUR_S
    at.retry()
    assert ships[0].given == [2]
    assert {each.number for each in at.waiting} == {1, 3}
    run.until(10 * HOUR_S)
    assert len(reasons(run)) == 2


def test_work_that_is_done_is_off_the_desk() -> None:
    _, at, _ = desk(1.0)
    order = cue()
    at.open(order)
    at.done(order)
    at.done(order)
    assert not at.working


def test_an_announcement_follows_every_tasking() -> None:
    run, at, _ = desk(1.0)
    told: list[tuple[int, int]] = []
    at.announce = lambda order, cause: told.append((order.number, cause))
    at.open(cue())
    assert told == [(1, run.journal.records[-1].seq)]


@pytest.mark.parametrize(
    ("km", "theirs_h", "recalled"), [(10, 1.0, True), (39, 1.0, True), (41, 1.0, False), (10, 3.0, False)]
)
def test_an_asset_is_called_off_when_a_partners_will_be_sooner_at_that_datum(
    km: float, theirs_h: float, recalled: bool
) -> None:
    run, at, ships = desk(2.0)
    at.open(cue())
    at.learn(Plan(off(km), theirs_h * HOUR_S, 9 * HOUR_S), 0)
    assert bool(ships[0].recalled) == recalled
    assert ("asset_recalled" in {record.kind for record in run.journal.records}) == recalled
    assert bool(at.working) != recalled


def test_an_asset_that_is_there_already_stays() -> None:
    run, at, ships = desk(2.0)
    ships[0].turns_back = False
    at.open(cue())
    at.learn(Plan(DATUM, HOUR_S, 9 * HOUR_S), 0)
    assert ships[0].recalled == [1]
    assert [order.number for order in at.working] == [1]
    assert "asset_recalled" not in {record.kind for record in run.journal.records}


def test_a_partners_plan_settles_cues_that_wait_and_cues_to_come() -> None:
    run, at, ships = desk(None)
    at.open(cue(1))
    at.open(cue(2, at=off(100)))
    at.learn(Plan(DATUM, HOUR_S, 5 * HOUR_S), 0)
    assert [each.number for each in at.waiting] == [2]
    ships[0].away_s = HOUR_S
    assert at.open(cue(3, at=off(5)))
    assert ships[0].given == []
    assert reasons(run) == ["a partner's asset is on its way"] * 2


def test_a_plan_is_forgotten_when_its_time_is_over() -> None:
    run, at, ships = desk(1.0)
    at.learn(Plan(DATUM, HOUR_S, 5 * HOUR_S), 0)
    run.at(5 * HOUR_S, lambda: at.open(cue(expires_h=9.0)))
    run.until(6 * HOUR_S)
    assert ships[0].given == [1]


def test_the_disc_of_a_cue_grows_from_its_datum() -> None:
    order = Cue(1, "a", DATUM, 1000.0, 300.0, 2.0, 0.5, 9e9, suspect=1, contact=0)
    assert order.radius_m(1000.0) == order.radius_m(0.0) == 600.0
    assert order.radius_m(2000.0) == 2600.0
