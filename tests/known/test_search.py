"""Koopman's laws, flown: sorties and cues of a real unit of patrol aircraft against ships that lie still.

Closing is left out (nothing is suspicious enough), so that each pair of a sortie and a ship is one independent trial.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from sim.kernel.journal import Journal
from sim.parts.flight import TookOff
from sim.parts.sensing import ContactGained
from sim.parts.theatre import Theatre
from sim.picture.tasking import Cue
from tests.intervals import covers_share
from tests.theatres import DAY_S, HOUR_S, KN_M_S, NM_M, box_of, dark_ships, part, theatre

HULLS, SHIPS = 200, 300
ROWS = list(csv.DictReader((Path(__file__).parent / "search.csv").read_text().splitlines()))
Row = dict[str, str]


def rows(law: str) -> list[Row]:
    found = [row for row in ROWS if row["law"] == law]
    assert found, f"search.csv has no {law}"
    return found


def aircraft(row: Row, **given: Any) -> Any:
    """Return a unit whose endurance, crews and airframes are no limit, and which closes nothing."""
    return part(
        "patrol_aircraft", id="mpa", side="a", base="Naha", area="box", airframes=50, crews=50, endurance="60 h",
        sweep_width=f"{row['sweep_width_nm']} nm", search_speed=f"{row['search_speed_kn']} kn",
        investigate=1.0, datum_radius="5000 nm", **given,
    )  # fmt: skip


def with_targets(on: Theatre, at_deg: tuple[float, float], days: float) -> Theatre:
    """Lay directed and planned ships of 100 m at one place, for which a sweep width holds as it is stated."""
    for number in range(HULLS):
        on.new_hull(f"hull {number}", 100.0, at_deg)
    dark_ships(on, at_deg, [0.0] * SHIPS, [days * DAY_S] * SHIPS)
    return on


def detected(journal: Journal) -> dict[int, set[int]]:
    """Return the vessels that each sortie found, by the number of its take-off."""
    found: dict[int, set[int]] = {record.seq: set() for record in journal.of(TookOff)}
    for record in journal.of(ContactGained):
        assert record.event.vessel not in found[record.cause], "a search finds a ship once"
        found[record.cause].add(record.event.vessel)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("row", rows("random_search"), ids=lambda row: row["probability"])
def test_sorties_find_what_random_search_finds(row: Row) -> None:
    box = box_of(float(row["area_nm2"]) * NM_M**2)
    unit = aircraft(row, sorties="1 /d", on_station=f"{row['time_h']} h")
    on = with_targets(theatre(unit, days=8, areas={"box": box}), box.centre, 8)
    by_sortie = list(detected(on.play()).values())[:5]  # those that are home before the end
    assert len(by_sortie) == 5
    of = len(by_sortie) * (HULLS + SHIPS)
    covers_share(sum(map(len, by_sortie)), of, float(row["probability"]))


def cue(on: Theatre, row: Row, number: int, error_m: float, eta_s: float) -> Cue:
    """Return a cue whose disc has the row's radius at the instant at which the aircraft begins to search it."""
    at = on.setting.areas["box"].centre
    drift = float(row["target_speed_kn"]) * KN_M_S
    return Cue(number, "a", at, eta_s, error_m, drift, 0.9, 10 * DAY_S, suspect=number, contact=0)


@pytest.mark.slow
@pytest.mark.parametrize("row", rows("expanding_datum"), ids=lambda row: row["probability"])
def test_cues_find_what_the_search_of_an_expanding_datum_finds(row: Row) -> None:
    on = theatre(aircraft(row, sorties="0 /d", datum_search=f"{row['time_h']} h"), days=2, areas={"box": box_of(1e10)})
    with_targets(on, on.setting.areas["box"].centre, 2)
    desk = on.parties["a"].desk
    error_m = float(row["datum_radius_nm"]) * NM_M / 2  # a disc of twice the standard error

    def send() -> None:
        eta_s = desk.assets[0].quote(cue(on, row, 0, error_m, 0.0))
        assert eta_s is not None
        for number in range(1, 6):
            order = cue(on, row, number, error_m, eta_s)
            assert desk.open(order)
            assert order.eta_s == eta_s

    on.run.at(HOUR_S, send)
    by_sortie = detected(on.play())
    assert len(by_sortie) == 5
    covers_share(sum(map(len, by_sortie.values())), 5 * (HULLS + SHIPS), float(row["probability"]))
