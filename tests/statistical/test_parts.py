"""Chances that a scenario gives are kept by the parts: shares of thousands, within 99.9 % limits."""

from __future__ import annotations

import numpy as np
import pytest

from sim.contact.laws import recall
from sim.parts.theatre import ContactGained, VesselInspected
from sim.parts.traffic import NEVER
from sim.picture.evidence import Contact
from sim.world.motion import Legs, still
from tests.intervals import covers_mean, covers_share
from tests.theatres import DAY_S, HOUR_S, part, sailing, theatre

HERE = (29.0, 126.3)


def test_a_satellite_hears_a_ship_as_often_as_it_is_said_to() -> None:
    receiver = part("ais_satellite", side="a", revisit="3 h", hears_a=0.8)
    on = theatre(receiver, part("bunkering", area="sea", rate="40 /d", tracked=1.0, lasting="12 h"), days=12)
    heard = len(on.play().table("contact")["vessel"])
    _, enter_s, leave_s = on.traffic.presence(on.setting.area)
    phase_s = on.run.streams.uniform("parts", "ais_satellite", "phase") * 3 * HOUR_S
    until_s = np.minimum(leave_s, 12 * DAY_S)
    passes = np.floor((until_s - phase_s) / (3 * HOUR_S)) - np.ceil((enter_s - phase_s) / (3 * HOUR_S)) + 1
    covers_share(heard, int(passes.sum()), 0.8)


@pytest.mark.slow
@pytest.mark.parametrize("length_m", [35.0, 60.0, 150.0])
def test_a_radar_satellite_sees_ships_by_their_length(length_m: float) -> None:
    on = theatre(part("sar_satellite", side="a", revisit="24 h"), days=2)
    sailing(on, Legs.concat([still(number, HERE, 0.0, 2 * DAY_S) for number in range(1500)]), length_m=length_m)
    contacts = on.play().table("contact")
    passes = len(np.unique(contacts["start_s"]))
    covers_share(len(contacts["vessel"]), passes * 1500, float(recall(length_m)))


@pytest.mark.parametrize(("photo", "hour"), [(0.9, 3.0), (0.3, 15.0)])  # noon and midnight at 126 E
def test_a_look_gives_evidence_as_often_as_it_is_said_to(photo: float, hour: float) -> None:
    """Each look is a chance of its own, by day and by night."""
    on = theatre(days=2)
    assert on.is_day(*HERE) or hour != 3.0
    seen = Contact(-1, 0.0, *HERE, 100.0, "test", frozenset({"dark"}))
    looks = 2500

    class Meeting:
        number = 1

        def observed(self, cause: int) -> tuple[str, str]:
            """Let the photograph be taken."""
            return "x", "y"

    for number in range(looks):
        on.new_hull(f"ship {number}", 100.0, HERE).meeting = Meeting()
    on.run.at(hour * HOUR_S, lambda: [on.inspect("a", "p1", hull.vessel, seen, photo, -1) for hull in on.fleet.hulls])
    on.run.until(DAY_S)
    outcomes = [record.event.outcome for record in on.run.journal.of(VesselInspected)]
    assert set(outcomes) == {"observed", "identified"}
    covers_share(outcomes.count("observed"), looks, photo)


def test_a_first_glimpse_comes_after_the_mean_time_it_is_said_to_take() -> None:
    station = part("coastal_station", side="a", position=["29 N", "126 E"], sees=["radar"], glimpse="10 min")
    on = theatre(station, days=2)
    sailing(on, Legs.concat([still(number, HERE, 0.0, 2 * DAY_S) for number in range(2000)]))
    first = [record.time_s for record in on.play().of(ContactGained)]
    assert len(first) == 2000
    covers_mean(first, 600.0)


def test_boats_and_ships_carry_ais_as_often_as_they_are_said_to() -> None:
    on = theatre(
        part("fishing_fleet", centre="29 N, 126 E", radius="50 nm", boats=3000, tracked=0.25),
        part("lane_traffic", **{"from": "Keelung", "to": "Nagasaki"}, arrivals="900 /d", fleet="coasters", outages=0.1),
        days=1,
    )
    boats, ships = on.fleet.batches
    covers_share(int(np.sum(boats.ais > 0)), 3000, 0.25)
    covers_share(int(np.sum(ships.ais > 0)), len(ships.ais), 0.93)
    covers_share(int(np.sum(ships.dark_from_s < NEVER)), len(ships.ais), 0.1)
