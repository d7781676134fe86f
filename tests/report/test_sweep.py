"""Figures and words of a sweep: nothing lies over anything else, and nothing is claimed that is not shown."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.experiment.analysis import analysed, described
from sim.experiment.designs import Design, Sort, make_design
from sim.experiment.factors import Factor, parse_factor
from sim.report.style import styled
from sim.report.sweep import sheets
from sim.report.sweep_words import HEADS, findings, rows
from tests.report.paper import faults, texts

LONG = "fusion_cell.a-name-that-somebody-made-far-longer-than-any-margin-has-room-for"
NAME = "a-name-far-too-long-to-fit-here-at-all"
Truth = Callable[[np.ndarray], np.ndarray]


def ranges(number: int, stem: str = "parts.cell.factor") -> list[Factor]:
    return [parse_factor(f"{stem}-{at}={at}..{at + 10}") for at in range(number)]


def told(design: Design, truth: Truth, noise: float = 0.02, replications: int = 6, against: str | None = None) -> Any:
    """Return what sensitivity.json would hold if a function of the design's coordinates were simulated."""
    rng = np.random.default_rng(3)
    mean = truth(np.nan_to_num(design.x, nan=0.5))[:, None]
    y = mean + rng.normal(0, noise, (len(design), replications)) + rng.normal(0, 0.1, replications)
    numbers = [[level.number if level else None for level in design.levels(at)] for at in range(len(design))]
    return {
        "scenario": "small", "design": design.sort, "case": "arrangement", "against": against, "points": len(design),
        "replications": replications, "factors": [described(factor) for factor in design.factors], "x": numbers,
        "measures": {"seen": {"unit": "share", "about": "share seen", **analysed(design, y, 1)}},
    }  # fmt: skip


def falling(x: np.ndarray) -> np.ndarray:
    """Return a response on which each factor has half the effect of the one before."""
    return np.asarray(0.4 + x @ (0.3 * (-0.5) ** np.arange(x.shape[1])))


def ranged(sort: Sort, number: int, samples: int = 8, stem: str = "parts.cell.factor") -> Design:
    if sort in ("morris", "sobol"):
        pytest.importorskip("SALib")
    return make_design(sort, ranges(number, stem), samples, 1)


def lists(*counts: int) -> Design:
    numbers = [parse_factor(f"parts.cell.{'x' * at}=" + ",".join(f"{n} min" for n in range(count)))
               for at, count in enumerate(counts, 1)]  # fmt: skip
    return make_design("grid", numbers, 0, 1)


CASES = {
    "grid-1-8": lambda: lists(8),
    "grid-3": lambda: lists(2, 3, 4),
    "grid-7": lambda: lists(*[2] * 7),
    "grid-names": lambda: make_design("grid", [parse_factor(f"parts.frigate.area=north, south, {NAME}")], 0, 1),
    "oat-1": lambda: ranged("oat", 1),
    "oat-30": lambda: ranged("oat", 30, stem=LONG),
    "lhs-1": lambda: ranged("lhs", 1, 20),
    "lhs-8": lambda: ranged("lhs", 8, 80, stem=LONG),
    "morris-2": lambda: ranged("morris", 2),
    "morris-30": lambda: ranged("morris", 30, stem=LONG),
    "sobol-2": lambda: ranged("sobol", 2, 64),
    "sobol-30": lambda: ranged("sobol", 30, 64, stem=LONG),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("replications", [1, 6])
def test_figures_keep_their_text_apart(name: str, replications: int) -> None:
    design = CASES[name]()
    data = told(design, falling, replications=replications, against="alone")
    with styled():
        drawn = list(sheets(data, "seen"))
        assert drawn
        for sheet in drawn:
            assert faults(sheet) == []
            assert len(texts(sheet)) > 5


def test_findings_are_those_that_the_intervals_show() -> None:
    said = findings(told(ranged("oat", 12), falling), "seen")
    shown = [re.split(r" from |,", line)[0] for line in said if line.startswith("parts.")]
    assert shown[:2] == ["parts.cell.factor-0", "parts.cell.factor-1"]
    assert re.search(
        rf"^{12 - len(shown)} other factors show no effect beyond luck; .* as far as .* points\.$", said[-3]
    )
    assert "Of 12 factors without effect one in twenty would be marked by luck" in said[-1]


def test_effects_that_may_be_luck_are_not_read_first() -> None:
    """Forty factors that do nothing: some are marked, none stands, and that is the first thing said."""
    said = findings(told(ranged("oat", 40), lambda x: np.zeros(len(x))), "seen")
    assert said[0] == "No effect stands with all 40 factors looked at together (Bonferroni)."
    assert said[1] == "Of 40 factors without effect about 2 would be marked by luck."
    assert any(line.startswith("parts.cell.factor-") for line in said[2:])


def test_nothing_is_found_where_there_is_nothing() -> None:
    said = findings(told(ranged("oat", 1), lambda x: np.zeros(len(x))), "seen")
    assert said[0].startswith("1 factor shows no effect beyond luck")


@pytest.mark.slow
@pytest.mark.parametrize("sort", ["oat", "lhs", "morris", "sobol"])
def test_one_replication_claims_nothing(sort: Sort) -> None:
    data = told(ranged(sort, 3, 32), falling, replications=1)
    assert findings(data, "seen") == ["One replication tells nothing of chance: no effect is told apart from luck."]
    assert rows(data, "seen")[0][0] == "parts.cell.factor-0"


@pytest.mark.slow
def test_luck_is_named_beside_screening_and_indices() -> None:
    assert "(luck alone stays below " in findings(told(ranged("morris", 3), falling), "seen")[0]
    said = findings(told(ranged("sobol", 2, 64), falling), "seen")
    assert re.match(r"parts.cell.factor-0: \d+ ± \d+ % of the variance between points by itself", said[0])
    assert re.match(r"Luck makes \d+ % of the variance", said[-1])


def test_a_table_has_a_row_for_each_factor_the_strongest_first() -> None:
    table = rows(told(ranged("oat", 3), falling, noise=0.001), "seen")
    assert [row[0] for row in table] == [f"parts.cell.factor-{at}" for at in range(3)]
    assert table[0][1:3] == ["0", "10"] and re.match(r"\+(29\.9|30\.0)\d ± 0\.\d+ \*$", table[0][3])
    assert len(table[0]) == len(HEADS["oat"])


@pytest.mark.slow
def test_a_measure_that_cannot_be_told_is_not_drawn() -> None:
    data = told(ranged("lhs", 1), lambda x: np.full(len(x), np.nan))
    assert list(sheets(data, "seen")) == []
    assert findings(data, "seen") == ["No replication tells this measure at every point."]
