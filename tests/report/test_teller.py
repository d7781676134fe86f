"""Events are told with names and units."""

from sim.base.tongue import Tongue
from sim.kernel.journal import Journal
from sim.parts.sensing import VesselInspected
from sim.picture.tasking import AssetTasked, CueRaised
from sim.report.teller import Teller


def teller(lang: str = "en") -> tuple[Journal, Teller]:
    journal = Journal({"start": "2021-03-01T00:00:00+00:00"})
    journal.append("hull", vessel=[5_000_000], name=["network-receiver-1"], length_m=[90.0])
    journal.append("vessel", vessel=[7], part=["lane"])
    return journal, Teller(journal, Tongue(lang), {"japan": "Japan <b>"})


def test_names_stand_for_numbers_and_sides() -> None:
    journal, told = teller()
    journal.add(60.0, VesselInspected("japan", "p1", 5_000_000, "lawful"), None)
    assert told.says(journal.records[0]) == "Japan <b>: p1 looks at a vessel from close by: lawful"
    assert [told.name(number) for number in (5_000_000, 7, 9)] == ["network-receiver-1", "lane 7", "ship 9"]


def test_figures_have_units() -> None:
    journal, told = teller()
    journal.add(60.0, CueRaised("japan", 3, 1, 2, 31.5, 124.0, 0.558, False), None)
    journal.add(60.0, AssetTasked("japan", "p1", 3, 3660.0), 0)
    assert told.says(journal.records[0]) == "Japan <b> raises cue 3, illicit with probability 56 %"
    assert told.clock(3660.0) == "2021-03-01 01:01"
    assert (told.span(600.0), told.span(7200.0)) == ("10 min", "2.0 h")


def test_it_is_said_in_japanese() -> None:
    journal, told = teller("ja")
    journal.add(60.0, VesselInspected("japan", "p1", 7, "lawful"), None)
    assert told.says(journal.records[0]) == "Japan <b>：p1が船舶を間近で確認：合法"
