"""What each mechanism of sharing is worth: switch one off at a time, on the same luck, and look at the difference.

Run it from anywhere to write the table into docs/msa.md: `python tools/mechanisms.py [REPLICATIONS]`. Seven cases are
run, which takes a little over twice as long as `sim run msa` with as many replications.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sim.experiment.replicate import replicate  # noqa: E402
from sim.experiment.result import Result  # noqa: E402
from sim.measure.shown import cell, scale  # noqa: E402
from sim.picture.links import MECHANISMS  # noqa: E402
from sim.scenario.load import load  # noqa: E402
from tools.marked import put  # noqa: E402

ALL, NONE = "all", "none"
MEASURES = ("transfers_observed", "cues", "false_cues", "double_taskings", "flying_hours", "picture_completeness")
NOTE = (
    "{n} replications, paired; ± 95 % interval; * the interval excludes zero. Differences of shares are in points. "
    "By `python tools/mechanisms.py {n}`."
)


def variants() -> list[str]:
    """Return changes to a scenario that make a case of each mechanism left out."""
    left_out = {f"no-{off}": [name for name in MECHANISMS if name != off] for off in MECHANISMS}
    cases = [f"{name}: {{'arrangement[*].mechanisms': [{', '.join(kept)}]}}" for name, kept in left_out.items()]
    every = f"{ALL}: {{}}, {NONE}: {{arrangement: []}}, {', '.join(cases)}"
    return [f"cases={{{every}}}", f"measures=[{', '.join(MEASURES)}]"]


def table(result: Result) -> str:
    """Return the table: what is had with all of them, and how much of it is lost without each."""
    estimates = result.summary["cases"][ALL]["measures"]
    by = {name: scale(estimates[name]["unit"], estimates[name]["mean"] or 0.0) for name in MEASURES}
    heads = ["", *(f"{name}, {each.unit}".rstrip(", ") for name, each in by.items())]
    rows = [["with all five", *(cell(estimates[name]["mean"], estimates[name]["ci95"], by[name]) for name in MEASURES)]]
    for case in result.cases[1:]:
        told = result.compare(case, to=ALL)
        shown = [cell(told[n].mean, told[n].ci95, by[n], signed=True) + " *" * bool(told[n].sign) for n in MEASURES]
        rows.append(["without any" if case == NONE else f"without {case.removeprefix('no-')}", *shown])
    lines = [heads, ["---", *["---:"] * len(MEASURES)], *rows]
    note = NOTE.format(n=len({value.replication for value in result.measures}))
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + f"\n\n{note}"


def main() -> None:
    """Write the table into docs/msa.md."""
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else None
    result = replicate(load(str(ROOT / "scenarios" / "msa.yaml"), variants()), replications=replications)
    put(ROOT / "docs" / "msa.md", "mechanisms", table(result))
    print("wrote the worth of the mechanisms")


if __name__ == "__main__":
    main()
