"""`-n auto`: as many replications as reach a precision, and the same runs as that number of them gives."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from sim.base.errors import UserError
from sim.experiment.replicate import Progress, replicate
from sim.experiment.stopping import LEAST, Stopping, stopping
from sim.face.stopping import how_many, stopped_because
from tests.experiment.fake.model import PACKAGES, SETUP, Scenario

run = partial(replicate, setup=SETUP, jobs=1)
goal = partial(stopping, Scenario(), packages=PACKAGES)  # type: ignore[arg-type]
TIMES = ("started", "finished", "command")


def content(path: Path) -> dict[str, object]:
    """Return what a folder holds, bar the command and the times."""
    files: dict[str, object] = {item.name: item.read_bytes() for item in path.iterdir() if item.name != "run.json"}
    manifest = json.loads((path / "run.json").read_text())
    return files | {"run.json": {name: each for name, each in manifest.items() if name not in TIMES}}


@pytest.mark.parametrize(
    ("text", "measure", "half", "relative"),
    [
        ("5%", "boxes_found", 0.05, True),
        (" 5 % ", "boxes_found", 0.05, True),
        ("3 points", "boxes_found", 0.03, False),
        ("finding_delay=90 min", "finding_delay", 1.5, False),
        ("finding_delay = 2 h", "finding_delay", 2.0, False),
        ("boxes_found.odd=10%", "boxes_found.odd", 0.1, True),
    ],
)
def test_a_precision_is_read(text: str, measure: str, half: float, relative: bool) -> None:
    (found,) = goal([text]).goals
    assert (found.measure, found.relative) == (measure, relative)
    assert found.half == pytest.approx(half)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("5", "--precision: boxes_found: found '5'; write '5 %' of the mean, or '3 points'"),
        ("finding_delay=2", "found '2'; write '5 %' of the mean, or '2 h'"),
        ("finding_delay=2 kn", "found '2 kn'; write '5 %' of the mean, or '2 h'"),
        ("0 %", "write more than zero"),
        ("-5 %", "found '-5 %'"),
        ("1e999 %", "write more than zero"),
        ("nan %", "found 'nan %'"),
        ("", "found ''"),
        ("boxes_fond=5%", "there is no|has no measure 'boxes_fond'; did you mean 'boxes_found'"),
        ("=5%", "has no measure ''"),
    ],
)
def test_what_is_no_precision_is_told(text: str, message: str) -> None:
    with pytest.raises(UserError) as told:
        goal([text])
    assert any(each in str(told.value) for each in message.split("|"))


def test_too_few_at_most_is_told() -> None:
    with pytest.raises(UserError, match="--max: found 5; write 10 or more"):
        goal(["5%"], 5)


def test_looks_grow_by_half_and_end_at_the_most() -> None:
    rule, looks = Stopping((), 60), [0]
    while looks[-1] < 60:
        looks.append(rule.after(looks[-1]))
    assert looks == [0, 10, 15, 22, 33, 49, 60]
    assert rule.after(30) == 33


def test_it_stops_when_every_case_is_narrow_enough() -> None:
    result = run(Scenario(), until="5 points", at_most=100)
    assert LEAST <= len(result.of("alone")) < 100
    assert all(each.met and each.half is not None and each.half <= 0.05 for each in result.reached)
    assert [each.case for each in result.reached] == ["alone", "together"]
    before = run(Scenario(), replications=10)
    assert len(result.of("alone")) == 10 or any(
        not each.met for each in goal(["5 points"]).reached(before.summary)
    )  # fmt: skip


def test_it_stops_at_the_most_and_says_so() -> None:
    result = run(Scenario(), until="0.1 points", at_most=12)
    assert len(result.of("alone")) == 12
    assert not any(each.met for each in result.reached)
    (said,) = stopped_because(result.reached)
    assert "boxes_found: NOT reached, ± " in said and "after 12 replications" in said and "Raise --max" in said


def test_what_was_reached_is_said() -> None:
    (said,) = stopped_because(run(Scenario(), until=["finding_delay=40 %"]).reached)
    assert said.startswith("finding_delay: ± ") and "40 % was asked, and no case is wider" in said


def test_a_measure_that_runs_cannot_tell_never_stops_it() -> None:
    result = run(Scenario(cases=("alone", "never")), until="finding_delay=50 h", at_most=15)
    assert len(result.of("never")) == 15
    assert [each.met for each in result.reached] == [True, False]


def test_a_part_that_there_is_not_is_told_with_the_nearest() -> None:
    with pytest.raises(UserError, match=r"there is no such part of a measure; did you mean 'boxes_found\.odd'"):
        run(Scenario(), until="boxes_found.od=5%")


def test_the_folder_is_that_of_so_many_replications(tmp_path: Path) -> None:
    made = run(Scenario(), until="5 points", out=tmp_path / "auto")
    number = len(made.of("alone"))
    assert number > LEAST, "a first look that suffices proves little"
    run(Scenario(), replications=number, out=tmp_path / "plain")
    assert content(tmp_path / "auto") == content(tmp_path / "plain")


def test_it_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    def stop(made: Progress) -> None:
        if made.done == 24:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(Scenario(), until="5 points", out=tmp_path / "auto", on_progress=stop)
    seen: list[int] = []
    run(
        Scenario(),
        until="5 points",
        out=tmp_path / "auto",
        resume=True,
        on_progress=lambda made: seen.append(made.done),
    )
    run(Scenario(), until="5 points", out=tmp_path / "whole")
    assert seen[0] == 24
    assert content(tmp_path / "auto") == content(tmp_path / "whole")


def test_the_number_on_the_command_line() -> None:
    assert how_many(None, [], None) == (None, ())
    assert how_many("12", [], None) == (12, ())
    assert how_many("auto", [], None) == (None, ("5 %",))
    assert how_many("AUTO", ["2 h"], 40) == (None, ["2 h"])
    with pytest.raises(UserError, match="-n: found 'many'; write how often to run each case, or auto"):
        how_many("many", [], None)
    with pytest.raises(UserError, match="--precision: is only for -n auto"):
        how_many("30", ["5%"], None)
    with pytest.raises(UserError, match="--max: is only for -n auto"):
        how_many(None, [], 50)
