"""Put what a result folder says into its page of docs (of msa into README.md, too): `python tools/sample.py FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import fill
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sim.experiment.result import read  # noqa: E402
from sim.face.tables import differences_table, measures_table  # noqa: E402
from sim.measure.answer import answer  # noqa: E402
from sim.measure.catalogue import catalogue  # noqa: E402
from sim.scenario.load import load  # noqa: E402
from tools.marked import put  # noqa: E402

WIDTH = 100
FEW = (
    "transfers_observed",
    "delay_to_evidence",
    "false_cues",
    "double_taskings",
    "flying_hours",
    "picture_completeness",
)


def only(summary: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return a summary of a few measures, without their parts by side."""
    cases = {
        case: each | {"measures": {name: each["measures"][name] for name in names}}
        for case, each in summary["cases"].items()
    }
    comparison = summary["comparison"]
    differences = {case: {name: each[name] for name in names} for case, each in comparison["differences"].items()}
    return summary | {"cases": cases, "comparison": comparison | {"differences": differences}}


def block(summary: dict[str, Any]) -> str:
    """Return the tables as the command prints them."""
    lines = [*measures_table(summary, WIDTH), "", *differences_table(summary, WIDTH)]
    return "```text\n" + "\n".join(lines) + "\n```"


def said(summary: dict[str, Any]) -> str:
    """Return the answer in a sentence, as a quotation."""
    first = next(iter(next(iter(summary["cases"].values()))["measures"]))
    sentence = answer(summary, catalogue()[first].about).replace(" %", "\N{NO-BREAK SPACE}%")
    return fill(sentence, WIDTH, initial_indent="> ", subsequent_indent="> ").replace("\N{NO-BREAK SPACE}", " ")


def main() -> None:
    """Write the pages."""
    summary: dict[str, Any] = dict(read(sys.argv[1]).summary)
    name = summary["scenario"]
    whole = summary
    if name == "msa":
        put(ROOT / "README.md", "sample", block(only(summary, FEW)) + "\n\n" + said(summary))
    if name in ("csg21", "sealane", "two_plus_two"):  # rows for ships, areas or sorts of effort would be a page
        whole = only(summary, tuple(load(name).spec.measures))
    put(ROOT / "docs" / f"{name}.md", "answer", said(summary) + "\n\n" + block(whole))
    print("wrote the answer")


if __name__ == "__main__":
    main()
