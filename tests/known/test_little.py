"""Little's law, number = rate × time, for transfers in progress and for ships on a lane; and a pass over transfers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.base.spec import PartSpec
from sim.kernel.journal import Journal
from sim.measure.catalogue import measured
from sim.models.sts_measures import Transfer, transfers_of
from sim.models.sts_transfer import TransferBegan, TransferEnded
from sim.parts.sensing import ContactGained
from sim.world.areas import Box
from tests.intervals import LEVEL, covers_share
from tests.theatres import DAY_S, HOUR_S, part, theatre

DAYS, WARM_UP_DAYS = 40.0, 4.0
LASTING_S = 7 * HOUR_S  # an hour to make fast and six to pump
SEEN, REVISIT_S = 0.8, 12 * HOUR_S
BOX = Box("box", 126.6, 127.4, 27.3, 27.9)


def network(receivers: int = 60) -> PartSpec:
    """Return ships near home, always on the move, whose transfers all last as long; rest blurs the hour of the day."""
    return part(
        "transfer_network", id="network", receivers=receivers, suppliers=receivers, rendezvous=["box"], home="Naha",
        supply="Naha", speed="60 kn", cargo="9000 bbl", pumping="1500 bbl/h", mooring="60 min", night=0.0,
        rest={"exponential": "12 h"}, dark_lead="1 min",
    )  # fmt: skip


@pytest.fixture(scope="module")
def journal() -> Journal:
    satellite = part("sar_satellite", side="a", revisit="12 h", recall=SEEN)
    return theatre(network(), satellite, days=DAYS, warm_up_days=WARM_UP_DAYS, areas={"box": BOX}).play()


def in_progress(journal: Journal) -> tuple[np.ndarray, np.ndarray]:
    """Return the instants at which the number of transfers in progress changes, and the number from each on."""
    events = [(r.time_s, +1) for r in journal.of(TransferBegan)] + [(r.time_s, -1) for r in journal.of(TransferEnded)]
    times, steps = np.array(sorted(events)).T
    return times, np.cumsum(steps)


def number_at(journal: Journal, *time_s: float) -> list[int]:
    times, number = in_progress(journal)
    return [int(each) for each in number[np.searchsorted(times, time_s, side="right") - 1]]


@pytest.mark.slow
def test_the_number_in_progress_is_the_rate_times_the_time(journal: Journal) -> None:
    """Over a span, L · span = N · D but for what sticks out at the two ends: no more than D times those in progress."""
    mean = measured(journal, ["transfers_in_progress"])["transfers_in_progress"]
    span_s, began = (DAYS - WARM_UP_DAYS) * DAY_S, len(transfers_of(journal))
    edges = number_at(journal, WARM_UP_DAYS * DAY_S, DAYS * DAY_S)
    assert began >= 2000
    assert abs(mean * span_s - began * LASTING_S) <= LASTING_S * max(edges)


@pytest.mark.slow
def test_the_measure_is_the_time_average_of_the_number(journal: Journal) -> None:
    times, number = in_progress(journal)
    edges = np.clip(np.append(times, DAYS * DAY_S), WARM_UP_DAYS * DAY_S, DAYS * DAY_S)
    mean = float(np.sum(number * np.diff(edges)) / ((DAYS - WARM_UP_DAYS) * DAY_S))
    assert measured(journal, ["transfers_in_progress"])["transfers_in_progress"] == pytest.approx(mean, rel=1e-9)
    began = list(journal.of(TransferBegan))
    assert [record.event.in_progress for record in began] == number_at(journal, *(record.time_s for record in began))


@pytest.mark.slow
def test_every_transfer_moves_its_cargo_in_its_time(journal: Journal) -> None:
    whole = [each for each in transfers_of(journal, all_of_them=True) if math.isfinite(each.ended_s)]
    assert {each.how for each in whole} == {"complete"}
    assert {each.moved_bbl for each in whole} == {9000.0}
    assert [each.ended_s - each.began_s for each in whole] == pytest.approx([LASTING_S] * len(whole))


@pytest.mark.slow
def test_a_satellite_sees_a_share_of_transfers(journal: Journal) -> None:
    """One look a pass at each of the two ships: Pd · D / T for one, (1 − (1 − Pd)²) · D / T for either."""
    whole = [each for each in transfers_of(journal) if each.began_s + LASTING_S < DAYS * DAY_S]
    looks: dict[int, list[float]] = {}
    for record in journal.of(ContactGained):
        looks.setdefault(record.event.vessel, []).append(record.time_s)
    share = LASTING_S / REVISIT_S
    covers_share(sum(map(bool, (seen_of(each, looks, 0) for each in whole))), len(whole), SEEN * share)
    either = sum(math.isfinite(each.detected_s) for each in whole)
    covers_share(either, len(whole), (1 - (1 - SEEN) ** 2) * share)


def seen_of(transfer: Transfer, looks: dict[int, list[float]], which: int) -> list[float]:
    """Return the looks at one of the ships while it lay alongside: never more than one."""
    vessel = transfer.vessels[which]
    seen = [time_s for time_s in looks.get(vessel, []) if transfer.began_s <= time_s < transfer.ended_s]
    assert len(seen) <= 1
    return seen


@pytest.mark.slow
def test_the_number_of_ships_on_a_lane_is_the_rate_times_the_time() -> None:
    """Arrivals are Poisson and voyages independent, so the number at an instant is Poisson of mean λ · E[voyage]."""
    per_day, runs, under_way, lasting_s = 40.0, 30, 0, []
    lane = part("lane_traffic", **{"from": "Keelung", "to": "Nagasaki"}, arrivals=f"{per_day} /d")
    for replication in range(runs):
        traffic = theatre(lane, days=4, replication=replication).traffic
        under_way += len(traffic.under_way(2 * DAY_S)[0])
        first = np.unique(traffic.legs.mover, return_index=True)[1]
        lasting_s.append(np.add.reduceat(traffic.legs.end_s - traffic.legs.start_s, first))
    voyages_s = np.concatenate(lasting_s)
    assert len(voyages_s) >= 2000
    expected = per_day / DAY_S * float(voyages_s.mean()) * runs
    error = math.sqrt(expected + (per_day / DAY_S * runs) ** 2 * float(voyages_s.var(ddof=1)) / len(voyages_s))
    assert abs(under_way - expected) <= stats.norm.ppf((1 + LEVEL) / 2) * error


@pytest.mark.slow
def test_ships_arrive_at_the_rate_that_was_asked_for() -> None:
    lane = part("lane_traffic", **{"from": "Keelung", "to": "Nagasaki"}, arrivals="40 /d")
    begun = 0
    for replication in range(15):
        legs = theatre(lane, days=4, replication=replication).traffic.legs
        starts = legs.start_s[np.unique(legs.mover, return_index=True)[1]]
        begun += int(np.sum((starts >= 0) & (starts < 4 * DAY_S)))
    low, high = stats.poisson.interval(LEVEL, 40.0 * 4 * 15)
    assert begun >= 2000
    assert low <= begun <= high
