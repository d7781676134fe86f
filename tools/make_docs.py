"""Write the reference pages that follow from the code: docs/kinds.md and docs/measures.md.

Run it from anywhere after a kind or a measure has changed; a test refuses pages that lag behind.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from textwrap import fill

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sim.base.units import DIMENSIONS  # noqa: E402
from sim.kernel.journal import Journal  # noqa: E402
from sim.kernel.measures import Measure  # noqa: E402
from sim.measure.catalogue import catalogue  # noqa: E402
from sim.scenario.describe import vocabulary  # noqa: E402

WIDTH = 120
WRITTEN = "<!-- Written by tools/make_docs.py from the code. Change the code, and run it again. -->"

KINDS = """\
# Kinds of part

What may stand under `parts:` and `arrangement:` of a scenario file. `sim kinds` prints the same list and
`sim kinds KIND` one of its tables; [scenario-file.md](scenario-file.md) says how the file is put together.

Every part also has `kind`, an `id` of its own, and may have `sources`: where each figure given here comes from, as text
or as a key of the file's own `sources:`. A parameter without a default must be given. Where the source of a default
reads *assumed*, nobody has published the figure: try other values before believing a result that hangs on it.

{quantities}

Where a distribution may be given, write one value, which is then the same every time, or one of
`{{exponential: 30 min}}`, `{{uniform: [80 m, 120 m]}}`, `{{triangular: [2 d, 4 d, 9 d]}}`,
`{{lognormal: {{mean: 14400 bbl, sd: 5000 bbl}}}}`.
"""

MEASURES = """\
# Measures

What may stand under `measures:` of a scenario file; all of these are computed when it names none. Each is worked out
from the log of a run alone, leaves out what began during the warm-up, and is named in the result folder as it is here.
Where *by* says `side` there is also one value for each side, under the measure's name, a dot and the side's:
`cues.japan`. A value that a run cannot tell, such as the mean delay of nothing, is left empty, and `n` in
`summary.json` says how many replications told it.

[msa.md](msa.md) says how to read them together.
"""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def kinds_page() -> str:
    """Return docs/kinds.md."""
    known = vocabulary()
    heads = ("parameter", "write", "default", "source of the default", "meaning")
    examples = ", ".join(f"{name} `{each.example}`" for name, each in DIMENSIONS.items())
    quantities = fill(f"A quantity is written with its unit: {examples}. A bare number is refused.", WIDTH)
    index = [(f"[`{name}`](#{name})", each["about"]) for name, each in known.items()]
    parts = [WRITTEN, KINDS.format(quantities=quantities), table(("kind", "what it is"), index)]
    for name, each in known.items():
        rows = [
            (
                f"`{word['name']}`",
                word["write"],
                word["default"],
                word["source"],
                word["about"] + ordered(word["order"]),
            )
            for word in each["parameters"]
        ]
        parts.append(f"\n## {name}\n\n{each['about']}\n\n{table(heads, rows)}")
    return "\n".join(parts) + "\n"


def ordered(order: str) -> str:
    """Return what is added to the meaning of a parameter that players may order."""
    return f"; players may order: *{order[0].lower()}{order[1:]}*" if order else ""


def measures_page() -> str:
    """Return docs/measures.md."""
    rows = [
        (f"`{each.name}`", each.unit, {"neither": "–"}.get(each.better, each.better), parts_of(each), each.about)
        for each in catalogue().values()
    ]
    return "\n".join([WRITTEN, MEASURES, table(("measure", "unit", "better", "by", "meaning"), rows)]) + "\n"


def parts_of(measure: Measure) -> str:
    """Return what a measure is told by besides the whole, from what it makes of an empty run."""
    header = {"sides": ("side",), "links": (), "warm_up_s": 0.0, "duration_s": 86400.0}
    names = measure.values(Journal(header))
    return ", ".join(name.partition(".")[2] for name in names if "." in name)


PAGES = {"docs/kinds.md": kinds_page, "docs/measures.md": measures_page}


def main() -> None:
    """Write the pages."""
    for name, page in PAGES.items():
        (ROOT / name).write_text(page(), encoding="utf-8", newline="\n")
        print(f"wrote {name}")


if __name__ == "__main__":
    main()
