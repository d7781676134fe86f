"""Measures on journals made by hand, where the answer can be counted on one's fingers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim.kernel.journal import Journal
from sim.kernel.resource import Released, Seized
from sim.measure.catalogue import catalogue, measured
from sim.models.mda_sharing import chain
from sim.models.sts_measures import transfers_of
from sim.models.sts_transfer import TransferBegan, TransferEnded
from sim.parts.fleet import HULLS_FROM
from sim.parts.flight import CueWorked, Landed
from sim.parts.fusion_cell import CellOpened
from sim.parts.sensing import ContactGained, EvidenceHeld
from sim.picture.links import ReportReceived
from sim.picture.tasking import CueRaised

H = 3600.0
R, S = HULLS_FROM, HULLS_FROM + 1


def journal(hours: float = 100.0, warm_up_h: float = 0.0, links: tuple[Any, ...] = ()) -> Journal:
    return Journal({"duration_s": hours * H, "warm_up_s": warm_up_h * H, "sides": ("a", "b"), "links": links})


def transfer(into: Journal, number: int, hour: float, lasting_h: float | None = 6.0, bbl: float = 9000.0) -> None:
    into.add(hour * H, TransferBegan(number, R, S, 28.0, 125.0, 9000.0, 6 * H, 1), None)
    if lasting_h is not None:
        how = "complete" if bbl == 9000.0 else "broken off"
        into.add((hour + lasting_h) * H, TransferEnded(number, bbl, how), None)


def cue(side: str, number: int, contact: int, *, partner: bool = False, lat: float = 28.0) -> CueRaised:
    return CueRaised(side, number, number, contact, lat, 125.0, 0.5, partner)


def told(of: Journal, *names: str) -> dict[str, float]:
    return measured(of, names)


def test_nothing_happened() -> None:
    empty = journal()
    values = measured(empty)
    assert values.keys() >= catalogue().keys()
    assert values["transfers"] == values["cues"] == values["flying_hours"] == values["volume_unobserved"] == 0.0
    assert all(math.isnan(values[name]) for name in ("transfers_observed", "precision", "delay_to_detection"))


def test_transfers_and_what_was_seen_of_them() -> None:
    j = journal()
    transfer(j, 1, 10.0, None)
    j.add(12 * H, ContactGained("b", "sar", R, 28.0, 125.0, ("dark",)), None)
    j.add(13 * H, EvidenceHeld("a", 1, "a"), None)
    j.add(14 * H, EvidenceHeld("b", 1, "a"), None)
    j.add(16 * H, TransferEnded(1, 9000.0, "complete"), None)
    transfer(j, 2, 30.0)
    transfer(j, 3, 50.0, 2.0, 1500.0)
    transfer(j, 4, 99.0, None)
    values = told(j, "transfers", "transfers_observed", "transfers_observed_count", "transfers_detected",
                  "delay_to_detection", "delay_to_evidence", "volume_unobserved", "transfers_completed", "broken_off",
                  "transfers_in_progress", "partner_share", "cap_share_unobserved")  # fmt: skip
    assert values["transfers"] == 4
    assert values["transfers_observed"] == values["transfers_observed.a"] == values["transfers_observed.b"] == 0.25
    assert (values["transfers_observed_count"], values["transfers_detected"]) == (1.0, 0.25)
    assert (values["delay_to_detection"], values["delay_to_evidence"]) == (2.0, 3.0)
    assert values["volume_unobserved"] == 10_500.0
    assert values["cap_share_unobserved"] == pytest.approx(10_500 / (100 / 24 / 365.25) / 500_000)
    assert values["transfers_completed"] == pytest.approx(2 / 3)
    assert values["broken_off"] == 1.0
    assert values["transfers_in_progress"] == pytest.approx((6 + 6 + 2 + 1) / 100)
    assert values["partner_share"] == 0.0


def test_the_warm_up_does_not_count() -> None:
    j = journal(warm_up_h=20.0)
    transfer(j, 1, 10.0, 15.0)
    transfer(j, 2, 30.0)
    j.add(40 * H, Landed("a", "mpa", 1, 3 * H), None)
    values = told(j, "transfers", "transfers_in_progress", "flying_hours")
    assert values["transfers"] == 1
    assert values["transfers_in_progress"] == pytest.approx((5 + 6) / 80)
    assert values["flying_hours"] == 3.0
    assert [each.number for each in transfers_of(j, all_of_them=True)] == [1, 2]


def test_a_contact_outside_the_meeting_or_a_silence_detects_nothing() -> None:
    j = journal()
    j.add(9 * H, ContactGained("a", "radar", R, 28.0, 125.0, ()), None)
    transfer(j, 1, 10.0, None)
    j.add(11 * H, ContactGained("a", "AIS silence", R, 28.0, 125.0, ("gap",)), None)
    j.add(12 * H, ContactGained("a", "radar", HULLS_FROM + 7, 28.0, 125.0, ()), None)
    j.add(16 * H, TransferEnded(1, 9000.0, "complete"), None)
    j.add(17 * H, ContactGained("a", "radar", R, 28.0, 125.0, ()), None)
    assert told(j, "transfers_detected")["transfers_detected"] == 0.0


@pytest.mark.parametrize("route", ["report", "cue", "own"])
def test_a_transfer_needed_the_partner_if_every_photograph_of_it_did(route: str) -> None:
    j = journal()
    transfer(j, 1, 10.0, None)
    seen = j.add(11 * H, ContactGained("a", "radar", R, 28.0, 125.0, ("dark",)), None)
    cause: int | None = seen
    if route == "report":
        cause = j.add(11 * H, ReportReceived("b", "a", "anomaly", "contact 1"), None)
    raised = j.add(11.5 * H, cue("a", 1, seen, partner=route == "cue"), cause)
    j.add(12 * H, EvidenceHeld("a", 1, "a"), raised)
    assert told(j, "partner_share")["partner_share"] == float(route != "own")
    j.add(13 * H, EvidenceHeld("b", 1, "b"), seen)  # and somebody saw it without help
    assert told(j, "partner_share")["partner_share"] == 0.0


def test_cues_true_and_false_by_side() -> None:
    j = journal()
    true = j.add(1 * H, ContactGained("a", "sar", R, 28.0, 125.0, ("dark",)), None)
    false = j.add(1 * H, ContactGained("b", "sar", 17, 28.0, 125.0, ("dark",)), None)
    for number, (side, contact) in enumerate([("a", true), ("a", true), ("b", false), ("b", true)]):
        j.add(2 * H, cue(side, number, contact), contact)
    values = told(j, "cues", "false_cues", "precision")
    assert (values["cues"], values["cues.a"], values["cues.b"]) == (4.0, 2.0, 2.0)
    assert (values["false_cues"], values["false_cues.a"], values["false_cues.b"]) == (1.0, 0.0, 1.0)
    assert values["precision"] == 0.75


@pytest.mark.parametrize(
    ("side", "hour", "lat", "double"),
    [("b", 3, 28.1, 1.0), ("a", 3, 28.1, 0.0), ("b", 9, 28.1, 0.0), ("b", 3, 28.5, 0.0)],
)
def test_two_sides_at_one_datum_are_counted(side: str, hour: float, lat: float, double: float) -> None:
    j = journal()
    j.add(1 * H, cue("a", 1, -1), None)
    j.add(1 * H, cue(side, 2, -1, lat=lat), None)
    j.add(2 * H, CueWorked("a", 1, "p1", "nothing"), None)
    j.add(2 * H, CueWorked(side, 2, "p3", "recalled"), None)
    j.add(hour * H, CueWorked(side, 2, "ship", "lawful"), None)
    assert told(j, "double_taskings")["double_taskings"] == double


def test_hours_flown_and_what_they_bought() -> None:
    j = journal()
    transfer(j, 1, 10.0, None)
    j.add(11 * H, EvidenceHeld("a", 1, "a"), None)
    j.add(20 * H, Landed("a", "mpa", 1, 6 * H), None)
    j.add(30 * H, Landed("b", "helo", 1, 2 * H), None)
    j.add(30 * H, CueWorked("b", 1, "helo", "nothing"), None)
    values = told(j, "flying_hours", "asset_hours_per_observation", "cues_worked")
    assert (values["flying_hours"], values["flying_hours.a"], values["flying_hours.b"]) == (8.0, 6.0, 2.0)
    assert values["asset_hours_per_observation"] == 8.0
    assert (values["cues_worked"], values["cues_worked.nothing"], values["cues_worked.observed"]) == (1.0, 1.0, 0.0)


def test_analysts_time_and_the_time_spent_waiting_for_them() -> None:
    j = journal(hours=10.0)
    j.add(0.0, CellOpened("a", 2, 0.5), None)
    for wait_h, busy_h in ((0.0, 1.0), (3.0, 2.0)):
        j.add(5 * H, Seized("analysts of a", wait_h * H), None)
        j.add(6 * H, Released("analysts of a", busy_h * H), None)
    j.add(6 * H, Released("airframes of mpa", 99 * H), None)
    values = told(j, "analyst_utilisation", "analyst_wait")
    assert values["analyst_utilisation.a"] == pytest.approx(3 / (2 * 0.5 * 10))
    assert values["analyst_wait.a"] == 1.5
    assert math.isnan(values["analyst_wait.b"])


LINK = {"sender": "b", "receiver": "a", "delay": 1 * H, "releasable": 0.5, "loss": 0.0, "products": ("track",),
        "mechanisms": ("coverage",)}  # fmt: skip


def seen(links: tuple[Any, ...] = ()) -> Journal:
    """Return a day with three vessels: a sees the first at hour 4, b the second from 2 to 8 and the third at 11.5."""
    j = journal(hours=24.0, links=links)
    j.append("vessel", vessel=np.array([0, 1, 2]), enter_s=np.zeros(3), leave_s=np.full(3, 24 * H))
    j.append(
        "contact", side=np.array(["a", "b", "b"]), vessel=np.array([0, 1, 2]), start_s=np.array([4, 2, 11.5]) * H,
        end_s=np.array([4, 8, 11.5]) * H, luck=np.array([0.9, 0.4, 0.6]),
    )  # fmt: skip
    return j


def test_completeness_and_age_of_a_picture() -> None:
    """Samples at 0, 6, 12 and 18 h; a holds the first vessel at 6 and 12 h, two and eight hours old."""
    values = told(seen(), "picture_completeness", "picture_age")
    assert values["picture_completeness.a"] == pytest.approx((0 + 1 + 1 + 0) / 3 / 4)
    assert values["picture_completeness.b"] == pytest.approx((0 + 1 + 2 + 2) / 3 / 4)
    assert values["picture_age.a"] == pytest.approx((2 + 8) / 2)
    assert values["picture_age.b"] == pytest.approx((0 + (4 + 0.5) / 2 + (10 + 6.5) / 2) / 3)


def test_a_partners_tracks_come_late_and_only_if_they_are_released() -> None:
    """The second vessel is shared (its luck is under a half), and known an hour late; the third is not."""
    values = told(seen((LINK,)), "picture_completeness", "picture_age")
    assert values["picture_completeness.a"] == pytest.approx((0 + 2 + 2 + 1) / 3 / 4)
    assert values["picture_age.a"] == pytest.approx(((2 + 1) / 2 + (8 + 4) / 2 + 10) / 3)


@pytest.mark.parametrize(
    "change", [{"mechanisms": ()}, {"products": ("image",)}, {"loss": 1.0}, {"receiver": "b", "sender": "a"}]
)
def test_without_coverage_nothing_of_a_partners_is_held(change: dict[str, Any]) -> None:
    values = told(seen((LINK | change,)), "picture_completeness")
    assert values["picture_completeness.a"] == told(seen(), "picture_completeness")["picture_completeness.a"]


def test_a_chain_of_causes_leads_back_to_the_beginning() -> None:
    j = journal()
    first = j.add(0.0, Landed("a", "x", 1, 0.0), None)
    second = j.add(1.0, Landed("a", "x", 2, 0.0), first)
    j.add(1.5, Landed("a", "x", 9, 0.0), None)
    third = j.add(2.0, Landed("a", "x", 3, 0.0), second)
    assert [record.event.sortie for record in chain(j, third)] == [3, 2, 1]
    assert list(chain(j, None)) == list(chain(j, -1)) == []
