"""What the reader of either format hands on: rows as columns, a tally of those dropped, and who ships say they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isnan, nan
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.world.geodesy import FloatArray

__all__ = ["MALFORMED", "NOT_A_SHIP", "UNTIMED", "Identity", "Register", "Rows", "Tally"]

IntArray = NDArray[np.int64]

MALFORMED: Final = "cannot be read"
NOT_A_SHIP: Final = "is not a ship (base station, aid to navigation, aircraft or beacon)"
UNTIMED: Final = "has no time"


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows as columns, all (n,); `line` is where each was in the file."""

    line: IntArray
    mmsi: IntArray
    time_s: FloatArray
    lat_deg: FloatArray
    lon_deg: FloatArray
    speed_kn: FloatArray

    def __len__(self) -> int:
        return len(self.line)

    def select(self, keep: NDArray[np.bool_]) -> Rows:
        """Return the rows of a mask."""
        if keep.all():
            return self
        return Rows(*(getattr(self, name)[keep] for name in Rows.__slots__))


@dataclass(slots=True)
class Tally:
    """How many rows were read, how many dropped by reason, and the first line of each reason."""

    rows: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    example: dict[str, int] = field(default_factory=dict)

    def drop(self, why: str, lines: IntArray) -> None:
        """Count rows dropped for a reason; chunks come in order, so the first line seen is the first there is."""
        self.count(why, len(lines))
        if len(lines):
            self.example.setdefault(why, int(lines.min()))

    def count(self, why: str, n: int) -> None:
        """Count rows dropped whose lines are no longer known."""
        if n:
            self.dropped[why] = self.dropped.get(why, 0) + n

    def sift(self, rows: Rows, why: str, bad: NDArray[np.bool_]) -> Rows:
        """Drop the rows of a mask for a reason and return the others."""
        self.drop(why, rows.line[bad])
        return rows.select(~bad)


class Identity(NamedTuple):
    """What a ship says of itself: name, type code, length, class of transceiver (A or B); each blank when not said."""

    name: str = ""
    kind: int = 0
    length_m: float = nan
    transceiver: str = ""


class Register:
    """Who each MMSI says it is. Of several answers the earliest in time holds, whatever the order of the rows."""

    def __init__(self) -> None:
        self._said: tuple[dict[int, tuple[float, Any]], ...] = ({}, {}, {}, {})

    def note(self, mmsi: int, time_s: float, identity: Identity) -> None:
        """Take down what one row says of its ship."""
        blank = (not identity.name, not identity.kind, isnan(identity.length_m), not identity.transceiver)
        for said, value, missing in zip(self._said, identity, blank, strict=True):
            if not missing and (mmsi not in said or (time_s, value) < said[mmsi]):
                said[mmsi] = (time_s, value)

    def of(self, mmsi: IntArray) -> Iterator[Identity]:
        """Yield the identity of each ship."""
        names, kinds, lengths, transceivers = self._said
        unsaid = Identity()
        for ship in mmsi.tolist():
            name = str(names[ship][1]) if ship in names else unsaid.name
            kind = int(kinds[ship][1]) if ship in kinds else unsaid.kind
            length = float(lengths[ship][1]) if ship in lengths else unsaid.length_m
            transceiver = str(transceivers[ship][1]) if ship in transceivers else unsaid.transceiver
            yield Identity(name, kind, length, transceiver)
