"""Put what `sim verify` prints into docs/csg21.md: `python tools/validation.py`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sim.face.verify import row, verified  # noqa: E402
from sim.kernel.validation import find_validations  # noqa: E402
from sim.measure.catalogue import PACKAGES  # noqa: E402
from tools.make_docs import table  # noqa: E402
from tools.marked import put  # noqa: E402

PAGE = ROOT / "docs" / "csg21.md"
VOYAGE = "sim.models.transit_validation"
HEADS = ("", "known", "found", "difference", "a word on it")


def block(names: tuple[str, ...] = ()) -> str:
    """Return the tables as Markdown: those of the voyage, or those named."""
    told = []
    names = names or tuple(name for name, each in find_validations(*PACKAGES).items() if each.fold.__module__ == VOYAGE)
    for each, checks in verified(names):
        told.append(f"**{each.title}** (`{each.name}`; known from: {each.source})\n\n{table(HEADS, map(row, checks))}")
    return "\n\n".join(told)


def main() -> None:
    """Write the page's tables."""
    put(PAGE, "validation", block())
    print("wrote the validation")


if __name__ == "__main__":
    main()
