"""What happened where, as a map marks it: one fold for each sort of thing that operations have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sim.base.tongue import phrase
from sim.kernel.journal import Journal
from sim.report.transfers import rows_of

__all__ = ["SPOTS", "Spot", "Spots", "spots_of"]


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing that happened; `by` is the side that saw it, or did it, and "" where nobody did."""

    lat_deg: float
    lon_deg: float
    by: str = ""


@dataclass(frozen=True, slots=True)
class Spots:
    """Things of one sort and what is said of them in English: with `{done}`, `{all}` and `{case}`, `{side}`, alone."""

    at: tuple[Spot, ...]
    title: str
    by: str
    by_nobody: str

    @property
    def done(self) -> int:
        return sum(bool(spot.by) for spot in self.at)


def _transfers(journal: Journal) -> Spots:
    """Return where ships lay alongside to transfer oil, and who photographed them."""
    return Spots(
        tuple(Spot(row.lat_deg, row.lon_deg, row.photographed_by) for row in rows_of(journal)),
        phrase(
            "{done} of {all} transfers photographed in replication 0 of {case}: where they were, and who was looking"
        ),
        phrase("photographed by {side}"),
        phrase("not photographed"),
    )


SPOTS: Final[tuple[Callable[[Journal], Spots], ...]] = (_transfers,)
"""What maps mark; the title speaks of the first sort that there was any of."""


def spots_of(journal: Journal) -> tuple[Spots, ...]:
    """Return every sort of thing of which a run had any."""
    return tuple(spots for fold in SPOTS if (spots := fold(journal)).at)
