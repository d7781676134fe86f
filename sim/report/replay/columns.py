"""Columns as the page reads them: typed arrays one after another, compressed, as text."""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["Columns", "smallest"]

TYPES: Final = {"i8": "<i1", "u8": "<u1", "i16": "<i2", "u16": "<u2", "i32": "<i4", "u32": "<u4", "f32": "<f4"}
LEVEL: Final = 6  # of gzip: 9 takes four times as long for 2 % less


def smallest(most: int) -> str:
    """Return the narrowest unsigned type that holds numbers up to `most`."""
    return next(name for name in ("u8", "u16", "u32") if most <= np.iinfo(TYPES[name]).max)


class Columns:
    """Columns being packed; `index` says of each its type, where it begins and how long it is.

    `letters` are those of all the JSON in them.
    """

    def __init__(self) -> None:
        self.index: dict[str, tuple[str, int, int]] = {}
        self.letters: set[str] = set()
        self._bytes = bytearray()

    def add(self, name: str, sort: str, values: ArrayLike) -> None:
        """Pack numbers.

        Raises: OverflowError when one does not fit its type.
        """
        given = np.asarray(values)
        packed = given.astype(TYPES[sort])
        if not np.array_equal(packed, given):
            raise OverflowError(f"column {name} does not fit {sort}")
        self._append(name, sort, packed.tobytes(), len(packed), packed.itemsize)

    def add_json(self, name: str, value: Any) -> None:
        """Pack anything that JSON can say."""
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        self.letters.update(text)
        packed = text.encode("utf-8", "replace")
        self._append(name, "json", packed, len(packed), 1)

    def _append(self, name: str, sort: str, packed: bytes, length: int, size: int) -> None:
        if name in self.index:
            raise ValueError(f"column {name} is packed twice")
        self._bytes.extend(bytes(-len(self._bytes) % size))
        self.index[name] = sort, len(self._bytes), length
        self._bytes.extend(packed)

    def text(self) -> str:
        """Return all columns as base64 of gzip: the same columns give the same text."""
        return b64encode(gzip.compress(self._bytes, LEVEL, mtime=0)).decode("ascii")
