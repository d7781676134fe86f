"""Decode many position reports at once: types 1, 2, 3 and 18 of ITU-R M.1371, each whole in one sentence."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.world.geodesy import FloatArray

__all__ = ["decoded", "intact"]

IntArray = NDArray[np.int64]

CHARACTERS: Final = 28  # of six bits each, in a report of any of these types
CLASS_B: Final = 18
CLASS_B_SOONER: Final = 4  # bits by which a report of class B gives its speed and position before one of class A


def intact(bodies: list[bytes], checksums: list[bytes]) -> NDArray[np.bool_]:
    """Say which sentences, from behind the '!' to before the '*', have the checksum given as two hexadecimal digits."""
    if not bodies:
        return np.empty(0, np.bool_)
    padded = np.array(bodies)  # with zeros, which change no checksum
    found = np.bitwise_xor.reduce(padded.view(np.uint8).reshape(len(bodies), -1), axis=1)
    return np.asarray(found == np.frombuffer(bytes.fromhex(b"".join(checksums).decode()), np.uint8))


def decoded(payloads: list[bytes]) -> tuple[IntArray, FloatArray, FloatArray, FloatArray]:
    """Return MMSI, latitude and longitude (degrees, to six decimals) and speed (knots) of reports."""
    six = np.frombuffer(b"".join(payloads), np.uint8).reshape(-1, CHARACTERS).T - np.uint8(ord("0"))
    six = np.where(six > 40, six - np.uint8(8), six)
    sooner = np.where(six[0] == CLASS_B, CLASS_B_SOONER, 0)
    speed = _field(six, 50, 10, sooner)
    lon, lat = (_signed(_field(six, start, bits, sooner), bits) for start, bits in ((61, 28), (89, 27)))
    return _field(six, 8, 30, 0), _degrees(lat), _degrees(lon), speed / 10.0


def _field(six: NDArray[np.uint8], start: int, bits: int, sooner: IntArray | int) -> IntArray:
    """Return the number in each report at bits that come so much sooner than a start."""
    first, last = (start - CLASS_B_SOONER) // 6, (start + bits - 1) // 6
    value = np.zeros(six.shape[1], np.int64)
    for characters in six[first : last + 1]:
        value = value << 6 | characters
    return np.asarray(value >> (6 * (last + 1) - start - bits + sooner) & (1 << bits) - 1)


def _signed(value: IntArray, bits: int) -> IntArray:
    return value - (value >> bits - 1 << bits)


def _degrees(value: IntArray) -> FloatArray:
    """Return 1/10,000 minutes as degrees rounded to six decimals, in whole numbers up to the one division."""
    return np.asarray((10 * value + 3) // 6 / 1e6)
