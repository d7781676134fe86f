"""The lessons: each has its parts, names what is there, and its numbers are those of runs made anew."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import pairwise

import pytest

from sim.base.tongue import LANGUAGES
from sim.experiment.replicate import replicate
from sim.scenario.load import load
from tests.docs.pages import ROOT, headings
from tools.lessons import LESSONS, filled, games, kept, lesson, marks, values_of, written

NAMES = sorted(path.stem for path in LESSONS.glob("*.md") if path.stem != "README")
PARTS = {"aims", "set-up-in-five-minutes", "what-to-project", "the-lesson", "predict-observe-explain", "pitfalls",
         "homework"}  # fmt: skip
FEW = 1
every_lesson = pytest.mark.parametrize("name", NAMES)


def text(name: str) -> str:
    return lesson(name).read_text(encoding="utf-8")


def test_there_is_a_lesson_for_every_scenario_that_says_how_it_is_played() -> None:
    assert len(NAMES) >= 7
    for name in NAMES:
        assert load(name).spec.play.objectives, name
        assert f"({name}.md)" in (LESSONS / "README.md").read_text(encoding="utf-8")


@every_lesson
def test_what_a_class_reads_is_in_every_language(name: str) -> None:
    spec = load(name).spec
    told = [spec.title, spec.purpose, spec.expect, spec.area.name, *(each.name for each in spec.areas.values())]
    assert all(text and text.keys() >= {*LANGUAGES} for text in told)


@every_lesson
def test_a_lesson_has_its_parts(name: str) -> None:
    assert headings(f"docs/teaching/{name}.md") >= PARTS
    assert text(name).count("**Predict.**") == text(name).count("**Observe.**") == text(name).count("**Explain.**") >= 4
    minutes = re.findall(r"^\| (\d+)–(\d+) \|", text(name), re.MULTILINE)
    assert minutes[0][0] == "0" and minutes[-1][1] == "50"
    assert all(one[1] == other[0] for one, other in pairwise(minutes))


@every_lesson
def test_a_lesson_says_what_its_numbers_are_of(name: str) -> None:
    sorts = {sort for sort, _, _ in marks(text(name))}
    assert sorts == {"sim", "play", "pass"}
    bare = re.sub(r"<!-- (?:sim|play|pass): .*?<!-- end -->", "", text(name))
    assert "±" not in bare, "an estimate without its mark"


@every_lesson
def test_numbers_are_those_of_the_values_that_are_kept(name: str) -> None:
    values = kept(name)
    assert values.keys() == {*load(name).cases}
    assert {len(each) for case in values.values() for each in case.values()} == {load(name).spec.replications}
    said = [(of, number) for sort, of, number in marks(text(name)) if sort == "sim"]
    assert len(said) >= 4
    assert dict(said) == {of: written(values, of) for of, _ in said}


@pytest.mark.slow
@every_lesson
def test_the_first_values_are_made_again(name: str) -> None:
    """Runs are the same on every machine, so a scenario or a model that moved is seen in the first of them."""
    made, values = values_of(replicate(load(name), replications=FEW, jobs=1), text(name)), kept(name)
    for case, measures in values.items():
        for measure, each in measures.items():
            assert made[case][measure] == pytest.approx(each[:FEW], rel=1e-9, nan_ok=True), (case, measure)


@pytest.mark.slow
@every_lesson
def test_the_homework_ends_as_a_lesson_says(name: str) -> None:
    """Both games are of one replication, so they are the same to the last digit."""
    ends = {sort: play() for sort, play in games(name).items()}
    for sort, of, number in marks(text(name)):
        if sort != "sim":
            assert number == ends[sort][of], of
    assert ends["play"] != ends["pass"], "the orders change nothing"


@pytest.mark.slow
def test_the_tool_writes_what_it_reads() -> None:
    """Filled from few runs, a lesson differs in its numbers alone."""
    values = values_of(replicate(load("amphibious"), replications=2, jobs=1), text("amphibious"))
    ends = {sort: play() for sort, play in games("amphibious").items()}
    once = filled(text("amphibious"), values, ends)
    assert once == filled(once, values, ends) != text("amphibious")
    assert [each[:2] for each in marks(once)] == [each[:2] for each in marks(text("amphibious"))]


@pytest.mark.slow
def test_the_notebook_runs() -> None:
    """It is a Python file: run, it must end without a fault, and every cell with it."""
    quiet = {"MPLBACKEND": "agg", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default"}
    done = subprocess.run(
        [sys.executable, str(LESSONS / "notebook.py")], capture_output=True, text=True, env={**os.environ, **quiet},
        cwd=ROOT, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Error" not in done.stderr
