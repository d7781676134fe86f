"""What may be compared with what, what is refused and what is only warned of, and what comes of it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.base.errors import UserError
from sim.experiment.comparable import Pair, cautions, labels, open_source
from sim.experiment.compare import cases_to_run, compare_all, planned
from tests.report.synthetic import UNITS, made

PACKAGES = ("sim.models",)
Folder = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Write complete result folders, their scenarios and files changed as a test wants."""
    monkeypatch.chdir(tmp_path)

    def write(name: str, cases: tuple[str, ...] = ("one", "two"), **changes: tuple[str, str]) -> str:
        Path(name).mkdir()
        (made(Path(name), cases, logs=False)).rename(f"{name}.new")
        shutil.rmtree(name)
        Path(f"{name}.new").rename(name)
        for file, (old, new) in changes.items():
            path = next(Path(name).glob(f"{file}.*"))
            text = path.read_text(encoding="utf-8")
            assert old in text
            path.write_text(text.replace(old, new), encoding="utf-8")
        return name

    return write


def pairs(*arguments: str) -> list[Pair]:
    return planned([open_source(each) for each in arguments])


def shown(*arguments: str) -> list[tuple[str, str]]:
    return [(str(pair.of), str(pair.to)) for pair in pairs(*arguments)]


def refused(*arguments: str) -> str:
    with pytest.raises(UserError) as error:
        pairs(*arguments)
    return str(error.value)


def test_one_folder_is_compared_by_its_cases(folder: Folder) -> None:
    assert shown(folder("a", ("one", "two", "three"))) == [("a#two", "a#one"), ("a#three", "a#one")]


def test_folders_are_compared_case_by_case_or_as_named(folder: Folder) -> None:
    a, b, c = folder("a"), folder("b", ("two", "three", "one")), folder("c", ("only",))
    assert shown(a, b) == [("b#one", "a#one"), ("b#two", "a#two")]
    assert shown("a#one", b) == [("b#one", "a#one")]
    assert shown("a#one", "a#two", c) == [("a#two", "a#one"), ("c#only", "a#one")]
    assert shown(a, "b#two") == [("b#two", "a#two")]


def test_what_leaves_nothing_to_compare_is_refused(folder: Folder) -> None:
    a, _, c = folder("a"), folder("b", ("three", "four")), folder("c", ("only",))
    assert refused("a#one") == (
        "a: there is nothing to compare it with; name a second folder, case (DIR#case) or scenario"
    )
    assert refused(c).startswith("c: there is nothing to compare it with")
    assert refused(a, "b") == "b: has the cases three, four, and a has one, two; name one case of each: DIR#case"
    assert refused(a, "b#three") == "a: has several cases: one, two; name one: a#one"
    assert refused(a, "./a").startswith("./a#one: is the same run as a#one; name each once; `sim compare ./a` compares")
    assert (
        refused("a#two", "a#one", "a#two")
        == "a#two: is the same run as a#two; name each once; `sim compare a` compares its cases"
    )


def test_what_is_not_there_is_told_with_the_nearest_spelling(folder: Folder) -> None:
    folder("result")
    assert refused("result#onne") == "result: there is no case 'onne'; did you mean 'one'?"
    assert refused("result#", "result#one").startswith("result: there is no case ''")
    assert refused("reslt") == "reslt: there is no such folder; did you mean 'result'?"
    assert refused("").startswith("'': there is no such file")
    assert refused(".") == ".: is not a result folder; did you mean 'result'?"
    assert refused("masa").startswith("masa: there is no such file; did you mean 'msa'?")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("run", '"complete": true', '"complete": false', "a: holds an unfinished run"),
        ("run", '"log_hash"', '"logs"', "a: its files are damaged (KeyError: 'log_hash'); run the scenario again"),
        ("replications", "one,0,", "one,x,", "a: its files are damaged (ValueError"),
        ("summary", '"cases"', '"casks"', "a: its files are damaged (KeyError"),
    ],
)
def test_damaged_folders_are_refused(folder: Folder, file: str, old: str, new: str, said: str) -> None:
    folder("a", **{file: (old, new)})
    assert refused("a").startswith(said)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("duration: 30 d", "duration: 20 d", "b#one: duration: found 20 d, and 30 d in a#one; totals grow with it"),
        ("warm_up: 2 d", "warm_up: 3 d", "b#one: warm_up: found 3 d, and 2 d in a#one; what is counted begins after"),
        ("north: 36 N", "north: 37 N", "b#one: area: found {west: 119 E, east: 131 E, south: 25 N, north: 37 N}, and"),
    ],
)
def test_what_makes_a_comparison_senseless_is_refused(folder: Folder, old: str, new: str, said: str) -> None:
    told = refused(folder("a"), folder("b", scenario=(old, new)))
    assert told.startswith(said)
    assert len(told.splitlines()) == 1, "told once, not for every case"


def test_equal_spans_written_otherwise_are_equal(folder: Folder) -> None:
    folder("a")
    folder("b", scenario=("duration: 30 d", "duration: 720 h"))
    assert len(pairs("a", "b")) == 2


def test_what_differs_otherwise_is_only_told(folder: Folder) -> None:
    folder("a", scenario=("start: 2021-03-01", "start: 2021-04-01"))
    folder("b", run=('"numpy": "', '"numpy": "0.'))
    said = "\n".join(cautions(pairs("a", "b")))
    assert "b#one starts at 2021-03-01T00:00Z, a#one at 2021-04-01T00:00Z: season and daylight differ." in said
    assert "b was made by numpy 0." in said
    assert "The logs of b#one and a#one are the same: what was changed had no effect at all." in said


def test_measures_that_only_one_has_are_told_and_left_out(folder: Folder) -> None:
    folder("a")
    folder("b", summary=('"precision"', '"recall"'), replications=("precision", "recall"))
    both = pairs("a", "b")
    assert cautions(both)[:2] == ["Only b#one has the measure recall.", "Only a#one has the measure precision."]
    assert "precision" not in compare_all(both)["measures"]
    with pytest.raises(UserError, match="there is no measure 'precision' in all of them"):
        compare_all(both, ["precision"])


def test_measures_of_other_units_are_refused(folder: Folder) -> None:
    folder("a")
    folder("b", summary=('"unit": "bbl"', '"unit": "t"'))
    both = pairs("a", "b")
    with pytest.raises(UserError) as error:
        compare_all(both)
    assert str(error.value).splitlines()[0].startswith("b#one: volume_unobserved: found the unit t, and bbl in a#one")
    assert compare_all(both, ["precision"])["measures"].keys() == {"precision"}


def test_one_seed_is_paired_and_two_are_not(folder: Folder) -> None:
    folder("a")
    folder("b", scenario=("seed: 7", "seed: 8"))
    alike, apart = compare_all(pairs("a"))["comparisons"][0], compare_all(pairs("a#one", "b#two"))["comparisons"][0]
    assert alike["paired"] and alike["method"].startswith("paired: both draw the same luck (seed 7)")
    assert not apart["paired"] and apart["method"].endswith("(seeds 8 and 7)")
    assert apart["measures"]["transfers"]["differences"] == []
    told = alike["measures"]["transfers"]
    assert told["difference"]["mean"] == pytest.approx(4.0) and len(told["differences"]) == 6


def test_a_family_is_every_difference_told(folder: Folder) -> None:
    told: Any = compare_all(pairs(folder("a", ("one", "two", "three"))))
    tested = [each["p"] is not None for pair in told["comparisons"] for each in pair["measures"].values()]
    assert told["correction"] == {"method": "Holm", "family": sum(tested)} and sum(tested) == 2 * len(UNITS)
    json.dumps(told, allow_nan=False)
    one = compare_all(pairs("a"), ["transfers_observed"])
    assert list(one["measures"]) == ["transfers_observed", "transfers_observed.red"]
    assert list(compare_all(pairs("a"), ["transfers_observed.red"])["measures"]) == ["transfers_observed.red"]


def test_names_are_as_short_as_tells_them_apart(folder: Folder) -> None:
    folder("a")
    folder("b")
    assert list(labels(pairs("a")).values()) == ["two", "one"]
    assert list(labels(pairs("a#one", "b")).values()) == ["b", "a"]
    assert list(labels(pairs("a#one", "b#two")).values()) == ["b#two", "a#one"]


def test_changes_are_listed_with_both_values(folder: Folder) -> None:
    folder("a")
    folder("b", scenario=("antenna: 300 m", "antenna: 200 m"))
    told = compare_all(pairs("a#one", "b#one"))["comparisons"][0]
    assert told["changes"] == [{"path": "parts.goto.antenna", "to": "300 m", "of": "200 m"}]


def test_a_scenario_is_run_once_in_the_cases_that_are_compared() -> None:
    both = pairs("msa#fused", "msa#alone")
    assert {cases_to_run(both, thing.source) for pair in both for thing in pair} == {("alone", "fused")}
