"""Messages of AIS (ITU-R M.1371-5) as sentences of NMEA 0183, many at once.

A message is a row of bits; six make a character. Each sentence has a tag block in front with the second of its
reception, as receivers write them: `\\c:1614556800,s:sim*hh\\!AIVDM,…*hh`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import xor
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Bytes", "packed", "sentences", "text"]

Bytes = NDArray[np.uint8]
CHARS: Final = "@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_ !\"#$%&'()*+,-./0123456789:;<=>?"
HEX: Final = np.frombuffer(b"0123456789ABCDEF", np.uint8)
SIX: Final = np.array([32, 16, 8, 4, 2, 1])
PART: Final = 60  # characters in one sentence, which may have 82 in all


def packed(*fields: tuple[ArrayLike, int]) -> Bytes:
    """Return messages as characters, a row each, from (values, bits) in their order; a single value holds for all rows.

    A value below zero is written as its two's complement.
    """
    rows = next(len(values) for values, _ in fields if isinstance(values, np.ndarray))
    columns = [_bits(np.broadcast_to(np.asarray(values, np.int64), rows), width) for values, width in fields]
    short = -sum(width for _, width in fields) % 6
    bits = np.concatenate([*columns, np.zeros((rows, short), np.int64)], axis=1)
    six = bits.reshape(rows, bits.shape[1] // 6, 6) @ SIX
    return np.asarray(six + np.where(six < 40, 48, 56), np.uint8)


def _bits(values: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    return (values[:, None] >> np.arange(width - 1, -1, -1)) & 1


def text(words: str, length: int) -> list[tuple[int, int]]:
    """Return a word as fields of six bits; what AIS has no character for becomes a blank, and it is cut to length.

    >>> text("a-é", 4)
    [(1, 6), (45, 6), (32, 6), (0, 6)]
    """
    codes = [CHARS.find(each) if each in CHARS else 32 for each in words.upper()[:length]]
    return [(code, 6) for code in codes + [0] * (length - len(codes))]


def sentences(payload: Bytes, unix_s: NDArray[np.int64], fill: int = 0) -> NDArray[np.bytes_]:
    """Return a line for each message, or two joined where it does not go into one; `fill` bits of it mean nothing."""
    parts = [payload[:, at : at + PART] for at in range(0, payload.shape[1], PART)]
    if len(parts) == 1:
        return _joined(_line(b"!AIVDM,1,1,,A,", payload, fill, unix_s))
    heads = [f"!AIVDM,{len(parts)},{nth},1,A,".encode() for nth in range(1, len(parts) + 1)]
    fills = [0] * (len(parts) - 1) + [fill]
    lines = [_line(*each, unix_s) for each in zip(heads, parts, fills, strict=True)]
    return _joined([column for line in lines for column in line])


def _line(head: bytes, payload: Bytes, fill: int, unix_s: NDArray[np.int64]) -> list[Bytes]:
    """Return the columns of lines that differ in payload and time alone."""
    digits = (unix_s[:, None] // 10 ** np.arange(9, -1, -1) % 10 + 48).astype(np.uint8)
    tag, tail = [_all(b"c:", digits), digits, _all(b",s:sim", digits)], f",{fill}".encode()
    said = [_all(head, digits), payload, _all(tail, digits)]
    slash, star = _all(b"\\", digits), _all(b"*", digits)
    return [slash, *tag, star, _sum(tag), slash, *said, star, _sum(said, but=head[0]), _all(b"\r\n", digits)]


def _all(constant: bytes, like: Bytes) -> Bytes:
    return np.broadcast_to(np.frombuffer(constant, np.uint8), (len(like), len(constant)))


def _sum(columns: Sequence[Bytes], but: int = 0) -> Bytes:
    """Return the checksum of each row in hexadecimal; the mark that begins a sentence does not count."""
    total = reduce(xor, (np.bitwise_xor.reduce(column, axis=1) for column in columns)) ^ np.uint8(but)
    return np.asarray(HEX[np.stack([total >> 4, total & 15], axis=1)])


def _joined(columns: Sequence[Bytes]) -> NDArray[np.bytes_]:
    rows = np.ascontiguousarray(np.concatenate(columns, axis=1))
    return rows.view(f"S{rows.shape[1]}")[:, 0]
