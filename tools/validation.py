"""Put what `sim verify` prints into the pages of voyages and sea lanes: `python tools/validation.py`."""

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

PAGES = {"csg21": "sim.models.transit_validation", "sealane": "sim.models.lane_validation"}
HEADS = ("", "known", "found", "difference", "a word on it")


def block(page: str) -> str:
    """Return the tables of a page as Markdown."""
    told, known = [], find_validations(*PACKAGES).items()
    for each, checks in verified([name for name, each in known if each.fold.__module__ == PAGES[page]]):
        told.append(f"**{each.title}** (`{each.name}`; known from: {each.source})\n\n{table(HEADS, map(row, checks))}")
    return "\n\n".join(told)


def main() -> None:
    """Write the page's tables."""
    for page in sys.argv[1:] or PAGES:
        put(ROOT / "docs" / f"{page}.md", "validation", block(page))
    print("wrote the validation")


if __name__ == "__main__":
    main()
