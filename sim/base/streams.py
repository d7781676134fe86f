"""Named random streams: the luck of one owner is a pure function of (seed, replication, path).

Adding a ship disturbs no other ship's luck, and cases share theirs, because neither a case's name nor the order of
creation enters the key. The key is hashed by BLAKE2b into the 128-bit key of a Philox generator, which is
counter-based: distinct keys give independent streams.
Source: Salmon et al., Parallel random numbers: as easy as 1, 2, 3 (SC'11).
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.random.bit_generator import ISeedSequence

__all__ = ["Streams"]


class _Key(ISeedSequence):
    """A generator's key as a seed, which spares it the gathering of entropy that it would not use."""

    def __init__(self, digest: bytes) -> None:
        self._digest = digest

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> np.ndarray:
        """Return the words of the key."""
        return np.frombuffer(self._digest, "<u8", n_words).astype(dtype)


@dataclass(frozen=True, slots=True)
class Streams:
    """Give each owner in a replication its own generator."""

    seed: int
    replication: int

    def stream(self, *path: str | int) -> np.random.Generator:
        """Return the generator of one owner, fresh from its beginning each time it is asked for."""
        name = "\x1f".join(map(str, (self.seed, self.replication, *path)))
        key = _Key(blake2b(name.encode(), digest_size=16).digest())
        return np.random.Generator(np.random.Philox(key))  # type: ignore[arg-type]  # as documented, not as typed

    def uniform(self, *path: str | int) -> float:
        """Return the one uniform number in [0, 1) that belongs to a path: a coin tossed once for all cases."""
        name = "\x1f".join(map(str, (self.seed, self.replication, *path)))
        return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little") * 2.0**-64 * (1 - 2.0**-53)
