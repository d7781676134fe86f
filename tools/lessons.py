"""Put the numbers of default runs into the lessons: `python tools/lessons.py FOLDER...`, a result folder for each.

A number stands between marks, and says what it is of: `<!-- sim: CASE | MEASURE -->31 ± 4 %<!-- end -->` a mean,
`<!-- sim: CASE - BASELINE | MEASURE -->` a paired difference. `<!-- play: MEASURE -->` is what the game of the lesson's
homework ends with, and `<!-- pass: MEASURE -->` the same game without any order. The values that the means are of are
kept in `tests/docs/lessons/`, so that a test can make the first of them again.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sim.experiment.result import read  # noqa: E402
from sim.measure.catalogue import unit_of  # noqa: E402
from sim.measure.estimate import estimate, paired  # noqa: E402
from sim.measure.shown import cell, decimals, number, scale  # noqa: E402
from sim.record.results import Results  # noqa: E402
from sim.table.homework import play_out  # noqa: E402
from sim.table.numbers import measures_of  # noqa: E402

LESSONS = ROOT / "docs" / "teaching"
KEPT = ROOT / "tests" / "docs" / "lessons"
MARKED = re.compile(r"<!-- (sim|play|pass): (.*?) -->(.*?)<!-- end -->", re.DOTALL)
NOBODY = "scenario: {name}\nturns: []\n"


Values = Mapping[str, Mapping[str, list[float]]]  # by case, then by measure, in order of replications


def lesson(name: str) -> Path:
    """Return the page of a scenario's lesson."""
    return LESSONS / f"{name}.md"


def homework(name: str) -> Path:
    """Return the orders of a lesson's homework."""
    return LESSONS / f"{name}.orders.yaml"


def marks(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield each number of a lesson: its sort, what it is of, and how it is written."""
    yield from MARKED.findall(text)


def values_of(result: Results, text: str) -> Values:
    """Return the values of those measures that a lesson speaks of, in order of replications."""
    names = sorted({of.partition("|")[2].strip() for sort, of, _ in marks(text) if sort == "sim"})
    return {case: {name: [each.measures[name] for each in result.of(case)] for name in names} for case in result.cases}


def kept(name: str) -> Values:
    """Return the values that a lesson's numbers are of."""
    found: Values = json.loads((KEPT / f"{name}.json").read_text(encoding="utf-8"))
    return found


def written(values: Values, of: str) -> str:
    """Write what a mark is of: a mean, or a paired difference, with half its interval and its unit."""
    cases, measure = (part.strip() for part in of.split("|"))
    means = [estimate(each[measure]).mean or 0.0 for each in values.values()]
    by = scale(unit_of(measure), max(map(abs, means)))
    case, _, base = cases.partition(" - ")
    if base:
        one, other = (dict(enumerate(values[each][measure])) for each in (case, base))
        difference = paired(one, other)
        return f"{cell(difference.mean, difference.ci95, by, signed=True)} {by.points}".rstrip()
    mean = estimate(values[case][measure])
    return f"{cell(mean.mean, mean.ci95, by)} {by.unit}".rstrip()


def played(name: str, orders: str) -> dict[str, str]:
    """Return how the game of a scenario ends with some orders, as a lesson writes it."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "orders.yaml")
        file.write_text(orders, encoding="utf-8")
        with play_out(file, Path(folder, "game.sqlite")) as game:
            found = measures_of(game.rules, game.state, game.journal(), "")
    return {each.name: _shown(each.value, each.unit) for each in found if each.value is not None}


def _shown(value: float, unit: str) -> str:
    by = scale(unit, value)
    return f"{number(value * by.factor, decimals(value * by.factor))} {by.unit}".rstrip()


def games(name: str) -> Mapping[str, Callable[[], dict[str, str]]]:
    """Return the two games of a lesson's homework, to be played when asked for."""
    orders = homework(name).read_text(encoding="utf-8")
    return {"play": partial(played, name, orders), "pass": partial(played, name, NOBODY.format(name=name))}


def filled(text: str, values: Values, ends: Mapping[str, Mapping[str, str]]) -> str:
    """Return a lesson with every number as the runs have it."""

    def one(found: re.Match[str]) -> str:
        sort, of, _ = found.groups()
        said = written(values, of) if sort == "sim" else ends[sort][of]
        return f"<!-- {sort}: {of} -->{said}<!-- end -->"

    return MARKED.sub(one, text)


def main() -> None:
    """Write the numbers of each folder's scenario into its lesson."""
    for folder in sys.argv[1:]:
        result = read(folder)
        name = result.summary["scenario"]
        ends = {sort: play() for sort, play in games(name).items()}
        page = lesson(name)
        text = page.read_text(encoding="utf-8")
        values = values_of(result, text)
        page.write_text(filled(text, values, ends), encoding="utf-8", newline="\n")
        lines = [f"  {json.dumps(case)}: {json.dumps(of)}" for case, of in values.items()]
        (KEPT / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8", newline="\n")
        print(f"wrote {page.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
