"""Which story a log has to tell where there is no transfer that only sharing showed."""

import pytest

from sim.base.tongue import Tongue
from sim.kernel.journal import Journal
from sim.models.sts_transfer import TransferAgreed, TransferBegan
from sim.parts.sensing import ContactGained, VesselInspected
from sim.picture.tasking import AssetTasked, CueRaised
from sim.report.story import knows, richest, says, stories
from sim.report.teller import Teller
from tests.report.synthetic import journal

AGREED = TransferAgreed(1, 5_000_000, 5_000_001, "box-1", 29.0, 124.0, 9000.0)
BEGAN = TransferBegan(1, 5_000_000, 5_000_001, 29.0, 124.0, 9000.0, 3600.0, 1)
CONTACT = ContactGained("red", "goto", 5_000_000, 29.0, 124.0, ("dark",))
CUE = CueRaised("red", 3, 1, 2, 31.5, 124.0, 0.558, False)
TASKED = AssetTasked("red", "p1", 3, 3660.0)


def log(*events: tuple[object, int | None], warm_up_s: float = 0.0) -> Journal:
    made = Journal({"start": "2021-03-01T00:00:00+00:00", "warm_up_s": warm_up_s, "duration_s": 1e6})
    for at, (event, cause) in enumerate(events):
        made.add(60.0 * at, event, cause)  # type: ignore[arg-type]
    return made


def seqs(made: Journal) -> list[int]:
    return [record.seq for record in richest(made)]


def test_most_kinds_win_over_most_events() -> None:
    again = [(CONTACT, None), (CONTACT, 0), (CONTACT, 1), (CONTACT, 2)]
    assert seqs(log(*again, (CONTACT, None), (CUE, 4), (TASKED, 5))) == [4, 5, 6]


def test_the_first_of_equals_is_told() -> None:
    assert seqs(log((CONTACT, None), (CUE, 0), (CONTACT, None), (CUE, 2))) == [0, 1]


def test_what_only_repeats_is_left_out() -> None:
    assert seqs(log((CONTACT, None), (CUE, 0), (CONTACT, 1), (CUE, 2), (TASKED, 3))) == [2, 3, 4]


def test_what_ended_before_the_warm_up_is_not_told() -> None:
    made = [(CONTACT, None), (CUE, 0), (TASKED, 1), (AGREED, None), (BEGAN, 3)]
    assert seqs(log(*made, warm_up_s=200.0)) == [3, 4]


@pytest.mark.parametrize("made", [[], [(CONTACT, None)], [(CONTACT, None), (CONTACT, 0)]])
def test_where_nothing_led_to_anything_there_is_none(made: list[tuple[object, int | None]]) -> None:
    assert seqs(log(*made)) == []


def test_a_contact_is_told_with_the_truth_and_with_who_knows() -> None:
    made = log((CONTACT, None), (VesselInspected("red", "p1", 5_000_000, "lawful"), 0), (AGREED, None))
    teller = Teller(made, Tongue(), {"red": "Red side"})
    assert says(teller, made.records[0]) == "Red side: goto has a contact (dark); in truth ship 5000000"
    assert [knows(teller, record) for record in made.records] == ["Red side", "Red side", "no side knows"]


def test_a_photograph_without_a_partner_is_no_such_story() -> None:
    assert list(stories(journal("one", photographed=0), journal("two", photographed=4))) == []
