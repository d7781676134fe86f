"""Real ships as background traffic: a file of AIS, played again."""

from __future__ import annotations

import os
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.base.errors import Fault, UserError
from sim.base.spec import DataFile, PartSpec, kind, param
from sim.base.units import Delay, Length, Moment
from sim.parts.theatre import Planned, Theatre
from sim.parts.traffic import NEVER, Batch
from sim.world.ais import Ships, read
from sim.world.areas import Box
from sim.world.geodesy import FloatArray
from sim.world.motion import Legs
from sim.world.thinning import thinned

__all__ = ["AisTraffic"]


@kind("ais_traffic")
class AisTraffic(PartSpec):
    """Ships that sail as a file of real AIS says, as background traffic."""

    file: DataFile = param(
        about="file of AIS (MarineCadastre or Danish CSV, NMEA; gzip, zip or plain), from the folder of the scenario"
    )
    begins: Moment | None = param(
        None, about="moment of the file at which the scenario starts; without it the file is played at its own dates"
    )
    max_gap: Delay = param("6 h", about="a ship silent for longer than this is not there until she is heard again")
    silence: Delay = param("1 h", about="the longest of a ship's silences, if longer than this, is one of her AIS")
    length: Length = param("100 m", about="length of a ship whose length is not in the file")
    tolerance: Length = param("50 m", about="how far a ship may be moved by leaving out fixes on a straight course")

    def build(self, theatre: Theatre) -> Planned:
        return theatre.plan(self, lambda: self._batch(theatre))

    def _batch(self, theatre: Theatre) -> Batch:
        setting = theatre.setting
        begins_s = (self.begins or setting.start).timestamp()
        made = _played(
            self.file, os.stat(self.file).st_mtime_ns, begins_s, setting.duration_s, setting.area,
            self.max_gap, self.silence, self.length, self.tolerance,
        )  # fmt: skip
        if made is None:
            span = f"the {setting.duration_s / 86400:g} days from {self.begins or setting.start:%Y-%m-%d %H:%M} UTC"
            advice = "give a moment of the file: begins: 2023-06-01T00:00Z ('sim ais tracks FILE' shows its dates)"
            raise UserError(Fault(self.file, self.id, f"no ship is in the area in {span}", advice))
        legs, length_m, class_a, dark_s = made
        ais, mate = np.where(class_a, 2, 1), np.full(len(length_m), -1)
        return Batch(self.id, "ais_traffic", legs, length_m, ais, dark_s[0], dark_s[1], mate)


@lru_cache(maxsize=4)
def _played(
    file: str, changed: int, begins_s: float, span_s: float, area: Box, max_gap_s: float, silence_s: float,
    length_m: float, tolerance_m: float,
) -> tuple[Legs, FloatArray, NDArray[np.bool_], FloatArray] | None:  # fmt: skip
    """Return legs in the scenario's time, and of each ship her length, whether her AIS is of class A and her silence.

    The silence is (2, n). None: no ship of the file is there then.

    The same file is read once, not once a replication; `changed` is when it was last written.
    """
    fixes = read(file, between=(begins_s - max_gap_s, begins_s + span_s + max_gap_s), box=area).fixes
    legs = fixes.legs(max_gap_s)
    legs = Legs(legs.mover, legs.start_s - begins_s, legs.end_s - begins_s, legs.a, legs.b)
    legs = legs.select((legs.end_s > 0.0) & (legs.start_s < span_s))
    if not len(legs):
        return None
    rows, mover = np.unique(legs.mover, return_inverse=True)
    legs = Legs(mover, legs.start_s, legs.end_s, legs.a, legs.b)
    lengths_m = _lengths_m(fixes.ships, rows, length_m)
    return thinned(legs, tolerance_m), lengths_m, fixes.ships.class_a[rows], _silences(legs, len(rows), silence_s)


def _lengths_m(ships: Ships, rows: np.ndarray, otherwise_m: float) -> FloatArray:
    given_m = ships.length_m[rows]
    return np.where(given_m > 0.0, given_m, otherwise_m)


def _silences(legs: Legs, ships: int, silence_s: float) -> FloatArray:
    """Return when each ship's longest silence begins and ends (2, n), or never where none is long enough."""
    lasts_s = legs.end_s - legs.start_s
    order = np.lexsort((lasts_s, legs.mover))
    longest = order[np.searchsorted(legs.mover[order], np.arange(ships), side="right") - 1]
    silent = lasts_s[longest] > silence_s
    return np.where(silent, [legs.start_s[longest], legs.end_s[longest]], NEVER)
