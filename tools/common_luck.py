"""What shared luck is worth: by how much it reduces the variance of the difference between two cases.

`python tools/common_luck.py RESULT_FOLDER` writes the table into docs/msa.md, from a folder with the cases `alone` and
`arrangement`. With luck of their own the difference of two runs would have the variance var(a) + var(b); with shared
luck it has var(a − b). The factor is their quotient, (1 + var(a + b) / var(a − b)) / 2, so its 95 % interval follows
from that of a quotient of two variances (Fisher's F), exact for normal values with equal variances in both cases.
"""

from __future__ import annotations

import sys
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


def factors(result: Result) -> dict[str, Factor]:
    """Return the factor of each measure that is told."""
    columns = {(case, name): np.array(list(result.values(case, name).values()))
               for case in (CASE, BASELINE) for name in NAMES}  # fmt: skip
    return {name: factor(columns[CASE, name], columns[BASELINE, name]) for name in NAMES}


def table(result: Result) -> str:
    """Return the table."""
    found = factors(result)
    rows = [f"| `{name}` | {each.value:.1f} | {each.low:.1f} to {each.high:.1f} |" for name, each in found.items()]
    lines = ["| measure | variance is smaller by a factor of | 95 % interval |", "| --- | ---: | ---: |", *rows]
    note = (f"Case {CASE} against {BASELINE}, {max(each.pairs for each in found.values())} replications. A factor of 2 "
            "saves half of the replications; one whose interval holds 1 is not claimed.\nBy `python "
            "tools/common_luck.py`.")  # fmt: skip
    return "\n".join(lines) + f"\n\n{note}"


def main() -> None:
    """Write the table into docs/msa.md."""
    put(ROOT / "docs" / "msa.md", "common-luck", table(read(sys.argv[1])))
    print("wrote what shared luck is worth")


if __name__ == "__main__":
    main()
