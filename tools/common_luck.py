"""What shared luck is worth: by how much it reduces the variance of the difference between two cases.

`python tools/common_luck.py RESULT_FOLDER...` writes the table into docs/msa.md, from folders that
`sim run msa --case alone --case arrangement -n 100 --seed …` made, each with a seed of its own.

With luck of their own the difference of two runs would have the variance var(a) + var(b); with shared luck it has
var(a − b). The factor is their quotient, (1 + var(a + b) / var(a − b)) / 2, so its 95 % interval follows from that of a
quotient of two variances (Fisher's F), exact for normal values with equal variances in both cases.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy import stats

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sim.experiment.result import Result, read  # noqa: E402
from tools.marked import put  # noqa: E402

CASE, BASELINE = "arrangement", "alone"
CLAIMED = ("transfers_observed", "transfers", "transfers_detected", "false_cues", "picture_completeness")
NAMES = (*CLAIMED, "delay_to_evidence", "flying_hours")


class Factor(NamedTuple):
    """How many times smaller the variance of a difference is for shared luck, its 95 % interval, and pairs used."""

    value: float
    low: float
    high: float
    pairs: int


def factor(a: np.ndarray, b: np.ndarray, level: float = 0.95) -> Factor:
    """Return what sharing luck is worth to the difference of two columns, pair by pair."""
    told = ~(np.isnan(a) | np.isnan(b))
    a, b, n = a[told], b[told], int(told.sum())
    quotient = float(np.var(a + b) / np.var(a - b))
    reach = float(stats.f.ppf((1 + level) / 2, n - 1, n - 1))
    return Factor((1 + quotient) / 2, (1 + quotient / reach) / 2, (1 + quotient * reach) / 2, n)


def factors(
    results: Sequence[Result], names: Sequence[str] = NAMES, cases: Sequence[str] = (CASE, BASELINE)
) -> dict[str, Factor]:
    """Return the factor of each measure, over the pairs of all results."""

    def column(case: str, name: str) -> np.ndarray:
        return np.array([value for result in results for value in result.values(case, name).values()])

    return {name: factor(*(column(case, name) for case in cases)) for name in names}


def table(results: Sequence[Result]) -> str:
    """Return the table."""
    found = factors(results)
    rows = [f"| `{name}` | {each.value:.1f} | {each.low:.1f} to {each.high:.1f} |" for name, each in found.items()]
    lines = ["| measure | variance is smaller by a factor of | 95 % interval |", "| --- | ---: | ---: |", *rows]
    pairs, seeds = max(each.pairs for each in found.values()), len(results)
    made = f"{pairs} replications" + (f" ({seeds} seeds)" if seeds > 1 else "")
    note = (f"Case {CASE} against {BASELINE}, {made}. A factor of 2 saves half of the replications; one whose interval "
            "holds 1 is not claimed.\nBy `python tools/common_luck.py`.")  # fmt: skip
    return "\n".join(lines) + f"\n\n{note}"


def main() -> None:
    """Write the table into docs/msa.md."""
    put(ROOT / "docs" / "msa.md", "common-luck", table([read(path) for path in sys.argv[1:]]))
    print("wrote what shared luck is worth")


if __name__ == "__main__":
    main()
