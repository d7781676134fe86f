"""What holds of every run: whose luck is whose, who may know what, and what a mechanism is when it is off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.base.spec import PartSpec
from sim.experiment.replicate import replicate
from sim.experiment.simulate import simulate
from sim.kernel.events import Event
from sim.kernel.journal import Journal
from sim.kernel.run import Run
from sim.measure.catalogue import measured
from sim.models.mda_sharing import chain, picture_series
from sim.models.sts_transfer import TransferAgreed, TransferBegan
from sim.parts.fleet import HULLS_FROM
from sim.parts.fusion_cell import ReportAssessed
from sim.parts.setting import Setting
from sim.parts.theatre import ContactGained, EvidenceHeld, Theatre, VesselInspected
from sim.picture.links import ReportReceived, ReportSent, ReportWithheld
from sim.picture.tasking import AssetRecalled, CueExpired, CueRaised
from sim.scenario.load import Scenario, load
from tests.theatres import DAY_S, part

SMALL = Path(__file__).parents[1] / "scenarios" / "small.yaml"
WITHOUT = ("no-coverage", "no-cueing", "no-corroboration", "no-deconfliction", "no-custody")
SENSORS = ("coastal_station", "patrol_aircraft", "patrol_ship", "sar_satellite", "ais_satellite")

pytestmark = pytest.mark.slow


@cache
def scenario() -> Scenario:
    return load(SMALL)


@cache
def journals() -> Mapping[str, Journal]:
    """Run every case once, with the same luck."""
    shelf: dict[Any, Any] = {}
    return {case: simulate(scenario(), case, 0, shelf=shelf) for case in scenario().cases}


def played(setting: Setting) -> tuple[Theatre, Journal]:
    """Play a setting of one's own with the scenario's luck, and keep the theatre."""
    run = Run(scenario().spec.seed, 0, start=setting.start)
    run.journal.header.update(
        duration_s=setting.duration_s, warm_up_s=setting.warm_up_s, sides=setting.sides,
        links=tuple(each.model_dump() for each in setting.links),
    )  # fmt: skip
    theatre = Theatre(run, setting)
    return theatre, theatre.play()


def setting_of(case: str = "arrangement", *, days: float | None = None) -> Setting:
    setting = scenario().setting(case)
    return replace(setting, duration_s=days * DAY_S) if days else setting


def events(journal: Journal, *classes: type[Event]) -> list[Any]:
    """Return the events of some classes, of which there must be some."""
    found = [record.event for record in journal.of(*classes)]
    assert found, f"nothing of {classes} happened, so nothing was tested"
    return found


# A run is a function


def test_the_same_arguments_give_the_same_log() -> None:
    for case in ("alone", "arrangement"):
        assert simulate(scenario(), case, 0).hash() == journals()[case].hash()
    assert simulate(scenario(), "alone", 1).hash() != journals()["alone"].hash()


def test_serial_is_parallel() -> None:
    brief = load(SMALL, ["duration=3 d"])
    one, two = (replicate(brief, cases=["alone", "arrangement"], replications=2, jobs=jobs) for jobs in (1, 2))
    assert one.log_hashes == two.log_hashes
    assert one.summary == two.summary


@pytest.mark.parametrize("lots", [1, 2, 3])
def test_shuffled_ties_move_no_measure(lots: int) -> None:
    shuffled = simulate(scenario(), "arrangement", 0, shuffle_ties=lots)
    expected = measured(journals()["arrangement"])
    assert expected
    assert measured(shuffled) == pytest.approx(expected, rel=1e-9, nan_ok=True)


def test_shuffled_ties_move_no_measure_of_the_first_scenario() -> None:
    msa = load("msa", ["duration=9 d", "warm_up=1 d", "injects=[]", "decisions=[]"])
    straight, shuffled = simulate(msa, "arrangement", 0), simulate(msa, "arrangement", 0, shuffle_ties=1)
    assert measured(shuffled) == pytest.approx(measured(straight), rel=1e-9, nan_ok=True)


# Whose luck is whose


def traffic(theatre: Theatre) -> dict[str, list[np.ndarray]]:
    """Return everything that was drawn for the planned vessels of each part."""
    return {
        batch.part: [batch.legs.start_s, batch.legs.end_s, batch.legs.a, batch.legs.b, batch.length_m, batch.ais,
                     batch.dark_from_s, batch.dark_until_s, batch.mate]
        for batch in theatre.fleet.batches
    }  # fmt: skip


def same(one: dict[str, list[np.ndarray]], two: dict[str, list[np.ndarray]], names: list[str]) -> None:
    assert names
    for name in names:
        for mine, theirs in zip(one[name], two[name], strict=True):
            np.testing.assert_array_equal(mine, theirs)


NEWCOMERS = [
    part("lane_traffic", **{"from": "Shanghai", "to": "Naha"}, id="newcomer", arrivals="6 /d"),
    part("fishing_fleet", id="newcomer", centre="29 N, 127 E", radius="20 nm", boats=9),
    part("transfer_network", id="newcomer", receivers=1, suppliers=1, rendezvous=["north"]),
    part("patrol_aircraft", id="newcomer", side="a", base="Naha", area="north"),
]


@pytest.mark.parametrize("first", [True, False], ids=["before the others", "after the others"])
@pytest.mark.parametrize("newcomer", NEWCOMERS, ids=lambda spec: spec.kind)
def test_a_newcomer_leaves_the_traffic_of_others_alone(newcomer: PartSpec, first: bool) -> None:
    usual = setting_of(days=1)
    parts = (newcomer, *usual.parts) if first else (*usual.parts, newcomer)
    run = lambda: Run(scenario().spec.seed, 0, start=usual.start)  # noqa: E731
    before, after = traffic(Theatre(run(), usual)), traffic(Theatre(run(), replace(usual, parts=parts)))
    same(before, after, list(before))


@pytest.mark.parametrize("first", [True, False], ids=["before the others", "after the others"])
@pytest.mark.parametrize("newcomer", NEWCOMERS, ids=lambda spec: spec.kind)
def test_a_newcomer_leaves_what_satellites_see_of_others_alone(newcomer: PartSpec, first: bool) -> None:
    """Whether one ship is heard, or shows in an image, is her luck alone."""
    usual = setting_of("alone", days=2)
    parts = (newcomer, *usual.parts) if first else (*usual.parts, newcomer)
    before, after = (heard(each) for each in (usual, replace(usual, parts=parts)))
    assert len(before) > 100
    assert before == {each for each in after if not (each[0] == "newcomer" or each[1].startswith("newcomer"))}


def heard(setting: Setting) -> set[tuple[str, str, float]]:
    theatre, journal = played(setting)
    table = journal.table("contact")
    rows = zip(table["sensor"].tolist(), table["vessel"].tolist(), table["start_s"].tolist(), strict=True)
    return {
        (sensor, theatre.fleet.name(vessel), round(start, 3)) for sensor, vessel, start in rows if sensor != "radar"
    }


def test_one_more_boat_in_a_port_far_away_changes_nobody_elses_day() -> None:
    """A part without ships, sensors or orders of its own leaves the journal as it was, to the last record."""
    usual = setting_of("alone", days=3)
    idle = part("patrol_aircraft", id="idle", side="a", base="Naha", area="north", sorties="0 /d", sea_state_max=0)
    _, before = played(usual)
    _, after = played(replace(usual, parts=(*usual.parts, idle)))
    assert len(before.records) > 100
    assert after.hash() == before.hash()


def test_ships_of_another_lane_do_not_touch_what_is_intended() -> None:
    """Boats too small and too far away to be looked at change nothing that any directed ship does."""
    usual = setting_of("alone", days=3)
    boats = part("fishing_fleet", id="far", centre="26 N, 128.9 E", radius="5 nm", boats=5, pairs=0, length="11 m")
    _, before = played(usual)
    _, after = played(replace(usual, parts=(*usual.parts, boats)))
    assert intentions(before) == intentions(after) != []


def intentions(journal: Journal) -> list[Any]:
    return [(record.time_s, record.event) for record in journal.of(TransferAgreed)]


# Cases share everything until somebody knows more


@pytest.mark.parametrize("case", [case for case in scenario().cases if case != "alone"])
def test_cases_see_the_same_traffic(case: str) -> None:
    one, two = journals()["alone"], journals()[case]
    for key, column in one.table("vessel").items():
        np.testing.assert_array_equal(column, two.table("vessel")[key])
    mine, theirs = (each.table("leg") for each in (one, two))
    for key in mine:
        planned = [table[key][table["platform"] < HULLS_FROM] for table in (mine, theirs)]
        assert len(planned[0]) > 100
        np.testing.assert_array_equal(*planned)


@pytest.mark.parametrize("case", [case for case in scenario().cases if case != "alone"])
def test_cases_are_one_until_somebody_passes_something_on(case: str) -> None:
    """The first difference is a report into a link, or a silence that a partner's receivers give away."""
    pairs = zip_longest(journals()["alone"].records, journals()[case].records)
    alone, other = next((a, b) for a, b in pairs if a is None or b is None or a[1:] != b[1:])
    assert other is not None
    parting = [each.event for each in (alone, other) if each is not None]
    silences = [each for each in parting if isinstance(each, ContactGained) and each.sensor == "AIS silence"]
    assert silences or any(isinstance(each, ReportSent | ReportWithheld) for each in parting), parting
    before = [each for each in intentions(journals()["alone"]) if each[0] < other.time_s]
    assert before == [each for each in intentions(journals()[case]) if each[0] < other.time_s]


@pytest.mark.parametrize("case", [case for case in scenario().cases if case != "alone"])
def test_a_receiver_intends_the_same_voyages_in_every_case(case: str) -> None:
    """Its n-th cargo is the same, wherever and whenever it takes it."""
    mine, theirs = (cargoes(journals()[each]) for each in ("alone", case))
    assert mine.keys() == theirs.keys()
    for receiver, cargo in mine.items():
        common = min(len(cargo), len(theirs[receiver]))
        assert common > 0
        assert cargo[:common] == theirs[receiver][:common]


def cargoes(journal: Journal) -> dict[int, list[float]]:
    found: dict[int, list[float]] = {}
    for event in events(journal, TransferAgreed):
        found.setdefault(event.receiver, []).append(event.cargo_bbl)
    return found


# Who may know what


@pytest.mark.parametrize("case", [case for case in scenario().cases if case != "alone"])
def test_no_product_is_faster_than_its_link_or_without_one(case: str) -> None:
    journal, links = journals()[case], {(each.sender, each.receiver): each for each in scenario().setting(case).links}
    events(journal, ReportReceived)
    for record in journal.of(ReportReceived):
        sent = journal.records[record.cause]
        assert isinstance(sent.event, ReportSent)
        link = links[record.event.sender, record.event.receiver]
        assert record.event.product in link.products
        assert record.time_s - sent.time_s >= link.delay - 1e-6
        assert (sent.event.sender, sent.event.receiver) == (link.sender, link.receiver)


@pytest.mark.parametrize("case", scenario().cases)
def test_what_a_side_holds_of_another_came_by_a_report(case: str) -> None:
    journal = journals()[case]
    foreign = [
        record for record in journal.of(EvidenceHeld, ReportAssessed)
        if record.event.side != getattr(record.event, "taken_by", getattr(record.event, "origin", ""))
    ]  # fmt: skip
    assert bool(foreign) == (case != "alone")
    for record in foreign:
        assert any(
            isinstance(each.event, ReportReceived) and each.event.receiver == record.event.side
            for each in chain(journal, record.seq)
        )


def test_alone_means_that_nothing_is_passed_on() -> None:
    alone = journals()["alone"]
    assert not list(alone.of(ReportSent, ReportReceived, ReportWithheld))
    assert not any(event.needs_partner for event in events(alone, CueRaised))


def test_without_sensors_nothing_is_ever_observed() -> None:
    usual = setting_of()
    blind = replace(usual, parts=tuple(spec for spec in usual.parts if spec.kind not in SENSORS))
    assert len(blind.parts) < len(usual.parts)
    _, journal = played(blind)
    events(journal, TransferBegan)
    assert not list(journal.of(ContactGained, EvidenceHeld, VesselInspected, CueRaised, ReportSent, AssetRecalled))
    assert not len(journal.table("contact").get("vessel", ()))
    told = measured(journal)
    assert told["transfers_observed"] == told["transfers_detected"] == told["picture_completeness"] == 0.0
    assert told["volume_unobserved"] > 0


def test_with_perfect_sensing_everything_is_observed_at_once() -> None:
    usual = setting_of("alone")
    eye = part("perfect_watch", id="eye", side="a")
    _, journal = played(replace(usual, parts=(*usual.parts, eye)))
    told = measured(journal)
    assert told["transfers"] > 0
    assert told["transfers_observed"] == told["transfers_observed.a"] == told["transfers_detected"] == 1.0
    assert told["delay_to_detection"] == told["delay_to_evidence"] == told["volume_unobserved"] == 0.0


# Each mechanism, off


def test_without_deconfliction_nobody_is_called_off() -> None:
    events(journals()["arrangement"], AssetRecalled)
    journal = journals()["no-deconfliction"]
    assert not list(journal.of(AssetRecalled))
    reasons = {record.event.reason for record in journal.of(CueExpired)}
    assert "a partner's asset is on its way" not in reasons


def reported(journal: Journal) -> Iterator[Any]:
    """Yield the cues that have a partner's report among their causes."""
    for record in journal.of(CueRaised):
        if any(isinstance(each.event, ReportReceived) for each in chain(journal, record.seq)):
            yield record


def test_without_cueing_no_report_raises_a_cue() -> None:
    assert list(reported(journals()["arrangement"]))
    events(journals()["no-cueing"], CueRaised)
    assert not list(reported(journals()["no-cueing"]))


def test_without_corroboration_nobody_weighs_a_partners_contact() -> None:
    for case, weighed in (("arrangement", True), ("no-corroboration", False)):
        assert any(event.side != event.origin for event in events(journals()[case], ReportAssessed)) == weighed


def test_without_corroboration_no_foreign_sign_counts() -> None:
    for case, counted in (("arrangement", True), ("no-corroboration", False)):
        theatre, _ = played(setting_of(case, days=4))
        origins = {
            (side, origin)
            for side, party in theatre.parties.items()
            for suspect in party.picture.suspects
            for origin, _ in suspect.signs.values()
        }
        assert any(side != origin for side, origin in origins) == counted


def test_without_custody_a_side_lists_only_whom_it_saw_itself() -> None:
    for case, passed_on in (("arrangement", True), ("no-custody", False)):
        theatre, journal = played(setting_of(case))
        foreign = {name for side in theatre.parties for name in listed_by_others(theatre, journal, side)}
        assert bool(foreign) == passed_on, case


def listed_by_others(theatre: Theatre, journal: Journal, side: str) -> set[str]:
    """Return the names on a side's list of ships that it has not looked at, nor photographed beside one it did."""
    met = {event.transfer: (event.receiver, event.supplier) for event in events(journal, TransferBegan)}
    own = {event.vessel for event in events(journal, VesselInspected) if event.side == side}
    for event in events(journal, EvidenceHeld):
        own |= set(met[event.transfer]) if event.side == event.taken_by == side else set()
    return theatre.parties[side].picture.listed - {theatre.fleet.name(vessel) for vessel in own}


def test_without_coverage_a_picture_holds_what_its_own_sensors_saw() -> None:
    for case, more in (("arrangement", True), ("no-coverage", False)):
        journal = journals()[case]
        own = Journal({**journal.header, "links": ()})
        for name in ("vessel", "contact"):
            own.append(name, **journal.table(name))
        mine, shown = (np.concatenate([each[1] for each in picture_series(j).values()]) for j in (own, journal))
        assert np.all(shown >= mine)
        assert bool(np.any(shown > mine)) == more


def test_without_coverage_a_silence_is_noticed_by_ones_own_receivers() -> None:
    """What a side makes of silences depends on whose tracks it gets."""
    silences = {
        case: [(r.time_s, r.event.vessel) for r in journals()[case].of(ContactGained)
               if r.event.sensor == "AIS silence" and r.event.vessel < HULLS_FROM]
        for case in ("alone", "arrangement", "no-coverage")
    }  # fmt: skip
    assert silences["alone"] == silences["no-coverage"] != silences["arrangement"]


def test_every_mechanism_has_a_case_without_it() -> None:
    links = {case: scenario().setting(case).links for case in WITHOUT}
    assert {case: {f"no-{each}" for each in _left_out(links[case])} for case in WITHOUT} == {c: {c} for c in WITHOUT}


def _left_out(links: Any) -> set[str]:
    usual = {mechanism for each in scenario().setting("arrangement").links for mechanism in each.mechanisms}
    return usual - {mechanism for each in links for mechanism in each.mechanisms}
