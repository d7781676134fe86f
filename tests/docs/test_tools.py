"""The tools that write parts of the pages, on small worlds."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiment.replicate import replicate
from sim.experiment.result import Result
from sim.picture.links import MECHANISMS
from sim.record.log import trace
from sim.report.story import best, stories
from sim.scenario.load import Scenario, load
from tools import mechanisms, sample, story
from tools.marked import between, put


def test_text_is_put_between_markers(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- begin x -->\nold\n<!-- end x -->\nb\n", encoding="utf-8")
    put(page, "x", "\\1 new")
    once = page.read_text(encoding="utf-8")
    assert once == "a\n<!-- begin x -->\n\n\\1 new\n\n<!-- end x -->\nb\n"
    put(page, "x", "\\1 new")
    assert page.read_text(encoding="utf-8") == once
    assert (between(once, "x") or "").strip() == "\\1 new"
    assert between(once, "y") is None


def test_a_page_without_markers_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n", encoding="utf-8")
    with pytest.raises(ValueError, match="begin x"):
        put(page, "x", "new")
    assert page.read_text(encoding="utf-8") == "a\n"


@pytest.mark.slow
def test_each_mechanism_is_left_out_once(small: Scenario) -> None:
    made = load(small.file, mechanisms.variants())
    assert made.cases == ("all", "none", *(f"no-{name}" for name in MECHANISMS))
    for name in MECHANISMS:
        for link in made.setting(f"no-{name}").links:
            assert set(link.mechanisms) == MECHANISMS.keys() - {name}
    assert made.setting("none").links == ()


@pytest.mark.slow
def test_the_worth_of_mechanisms_is_a_row_for_each(small: Scenario) -> None:
    result = replicate(load(small.file, [*mechanisms.variants(), "duration=3 d"]), replications=2, jobs=1)
    lines = mechanisms.table(result).splitlines()
    assert [line.split(" | ")[0] for line in lines[2:9]] == [
        "| with all five", "| without any", *(f"| without {name}" for name in MECHANISMS)
    ]  # fmt: skip
    assert {line.count("|") for line in lines[:9]} == {len(mechanisms.MEASURES) + 2}
    assert lines[-1].startswith("2 replications, paired")


@pytest.mark.slow
def test_the_sample_holds_what_the_command_prints(result: Result) -> None:
    few = sample.only(dict(result.summary), sample.FEW)
    assert list(few["cases"]["alone"]["measures"]) == list(sample.FEW)
    told = sample.block(few)
    assert all(name in told for name in sample.FEW)
    assert sample.said(few).startswith("> Share of transfers of which somebody holds photographs")


@pytest.fixture(scope="module")
def found(small: Scenario) -> story.Found:
    found = story.find(small, 8)
    assert found is not None, "no story in eight replications: the small scenario has become too tame"
    return found


@pytest.mark.slow
def test_a_story_leads_from_a_partners_report_to_a_photograph(found: story.Found, small: Scenario) -> None:
    given = found.story
    kinds = [record.kind for record in trace(given.shared, given.photograph)]
    assert kinds.index("contact_gained") < kinds.index("report_received") < kinds.index("cue_raised")
    assert kinds[-1] == "evidence_held"
    told = story.tell(found, small)
    assert f"seq = {given.photograph}" in told
    assert "**Alone**" in told and "nobody holds a photograph" in told
    assert "{" not in told


@pytest.mark.slow
def test_both_cases_tell_of_the_same_ships(found: story.Found) -> None:
    given = found.story
    assert given.twin.vessels == given.transfer.vessels and not given.twin.observed
    assert {"transfer_began", "transfer_ended"} <= {record.kind for record in given.told_alone()}
    seqs = [record.seq for record in given.told_shared()]
    assert seqs == sorted(seqs) and given.photograph in seqs


@pytest.mark.slow
def test_a_log_compared_with_itself_has_no_story(found: story.Found) -> None:
    assert not list(stories(found.story.shared, found.story.shared))
    assert best(found.story.alone, found.story.alone) is None
