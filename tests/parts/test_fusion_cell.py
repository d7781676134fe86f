"""A cell: what is worth an analyst's time, what is worth a cue, and what a partner's word does."""

from __future__ import annotations

from typing import Any

import pytest

from sim.kernel.resource import Queued, Seized
from sim.kernel.run import Run
from sim.parts.fusion_cell import Cell, ReportAssessed
from sim.parts.theatre import Theatre
from sim.picture.evidence import Contact
from sim.picture.links import MECHANISMS, Terms
from sim.picture.tasking import CueRaised
from tests.theatres import HOUR_S, part, theatre

HERE = (28.0, 125.0)


def opened(days: float = 1.0, **given: Any) -> tuple[Theatre, Cell]:
    usual = {"analysts": 2, "analysis": "10 min", "threshold": 0.3}
    on = theatre(part("fusion_cell", id="cell", side="a", **(usual | given)), days=days)
    cell = on.parties["a"].cell
    assert cell is not None
    return on, cell


def contact(number: int = 0, signs: str = "dark pair slow", *, lat: float = HERE[0], **given: Any) -> Contact:
    usual: dict[str, Any] = {"drift_m_s": 1.0}
    return Contact(number, 0.0, lat, HERE[1], 200.0, "test", frozenset(signs.split()), **(usual | given))


def terms(*mechanisms: str) -> Terms:
    return Terms(0.0, 1.0, 0.0, frozenset(MECHANISMS.values()), frozenset(mechanisms))


def events(run: Run, kind: type[Any]) -> list[Any]:
    return [record.event for record in run.journal.of(kind)]


def test_evidence_enough_becomes_a_cue() -> None:
    on, cell = opened()
    on.run.at(0.0, lambda: cell.submit(contact()))
    on.play()
    raised = events(on.run, CueRaised)
    assert len(raised) == 1
    assert raised[0].probability == pytest.approx(cell.spec.weights().probability(["dark", "pair", "slow"]))
    assert (raised[0].lat_deg, raised[0].needs_partner) == (HERE[0], False)
    assessed = next(on.run.journal.of(ReportAssessed))
    assert assessed.time_s == pytest.approx(600.0, abs=0.01)


def test_too_little_is_not_looked_at_or_is_looked_at_and_left() -> None:
    on, cell = opened()
    on.run.at(0.0, lambda: cell.submit(contact(signs="broadcasting")))
    on.run.at(0.0, lambda: cell.submit(contact(signs="dark", lat=29.0)))
    on.play()
    assert [event.origin for event in events(on.run, ReportAssessed)] == ["a"]
    assert not events(on.run, CueRaised)


def test_a_ship_on_ais_is_worth_no_sortie() -> None:
    on, cell = opened(threshold=0.1, prior=0.05)
    on.run.at(0.0, lambda: cell.submit(contact(signs="broadcasting gap slow", identity="kara")))
    on.play()
    assert events(on.run, ReportAssessed)
    assert not events(on.run, CueRaised)


def test_one_cue_a_vessel_until_it_is_stale() -> None:
    on, cell = opened(days=2, stale="12 h")
    for hour in (0, 5, 20):
        on.run.at(hour * HOUR_S, lambda hour=hour: cell.submit(  # type: ignore[misc]
            Contact(hour, on.run.now, *HERE, 200.0, "test", frozenset({"dark", "pair"}), drift_m_s=1.0)))  # fmt: skip
    on.play()
    assert [event.contact for event in events(on.run, CueRaised)] == [0, 20]


def test_a_datum_that_is_too_vague_or_stale_is_left() -> None:
    on, cell = opened(datum_radius="10 nm", analysis="6 h")
    on.run.at(0.0, lambda: cell.submit(contact(drift_m_s=5.0)))
    on.play()
    assert events(on.run, ReportAssessed)
    assert not events(on.run, CueRaised)


def test_who_was_found_lawful_is_left_alone() -> None:
    on, cell = opened(days=5, clear_for="24 h")
    cell.party.picture.take(contact(), "a")
    cell.close(contact(), lawful=True)
    for day in (0.5, 1.5):
        again = Contact(1, day * 24 * HOUR_S, *HERE, 200.0, "test", frozenset({"dark", "pair"}), drift_m_s=1.0)
        on.run.at(again.time_s, lambda again=again: cell.submit(again))  # type: ignore[misc]
    on.play()
    assert [event.contact for event in events(on.run, ReportAssessed)] == [1]
    assert len(events(on.run, CueRaised)) == 1


def test_analysts_work_only_on_their_watch() -> None:
    on, cell = opened(days=2, watch="8 h")
    on.run.at(10 * HOUR_S, lambda: cell.submit(contact()))
    on.play()
    assert [record.time_s for record in on.run.journal.of(Seized)] == [24 * HOUR_S]


@pytest.mark.parametrize("lots", [1, 2, 3, 4])
def test_contacts_of_one_instant_are_queued_in_the_same_order_whoever_calls_first(lots: int) -> None:
    on, cell = opened(analysts=1, analysis={"exponential": "10 min"})
    numbers = [(lots * step) % 5 for step in range(5)]
    for number in numbers:
        on.run.at(HOUR_S, lambda number=number: cell.submit(contact(number, lat=26.0 + number)))  # type: ignore[misc]
    on.play()
    assert [event.contact for event in events(on.run, ReportAssessed)] == [0, 1, 2, 3, 4]
    assert len(events(on.run, Queued)) == 5


# A partner's word


def test_a_partners_cue_goes_to_the_desk_at_once() -> None:
    on, cell = opened()
    on.run.at(0.0, lambda: cell.report(contact(), "b", 0.9, terms(*MECHANISMS), -1))
    on.play()
    assert [event.needs_partner for event in events(on.run, CueRaised)] == [True]
    assert not events(on.run, ReportAssessed)


def test_without_cueing_a_partners_cue_is_evidence() -> None:
    on, cell = opened()
    on.run.at(0.0, lambda: cell.report(contact(), "b", 0.9, terms("corroboration"), -1))
    on.play()
    assert [event.origin for event in events(on.run, ReportAssessed)] == ["b"]
    assert not events(on.run, CueRaised)


def test_without_cueing_and_corroboration_a_partners_contact_is_dropped() -> None:
    on, cell = opened()
    on.run.at(0.0, lambda: cell.report(contact(), "b", 0.9, terms("coverage"), -1))
    on.play()
    assert not events(on.run, ReportAssessed)
    assert not events(on.run, CueRaised)
    assert not cell.party.picture.suspects


def test_two_halves_of_the_evidence_make_a_cue_that_needed_the_partner() -> None:
    on, cell = opened(threshold=0.3)
    on.run.at(0.0, lambda: cell.report(contact(1, "dark"), "b", 0.04, terms(*MECHANISMS), -1))
    on.run.at(HOUR_S, lambda: cell.submit(contact(2, "dark pair")))
    on.run.at(HOUR_S, lambda: cell.submit(contact(3, "gap dark", identity=None)))
    on.play()
    assert [event.needs_partner for event in events(on.run, CueRaised)] == [True]


def test_a_partner_is_served_before_ones_own() -> None:
    on, cell = opened(analysts=1)
    for number in range(3):
        on.run.at(0.0, lambda number=number: cell.submit(contact(number, lat=26.0 + number)))  # type: ignore[misc]
    on.run.at(60.0, lambda: cell.report(contact(9, "dark", lat=24.0), "b", 0.1, terms(*MECHANISMS), -1))
    on.play()
    assert [event.contact for event in events(on.run, ReportAssessed)] == [0, 9, 1, 2]
