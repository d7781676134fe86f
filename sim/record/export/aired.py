"""What goes out on AIS: legs of vessels while they transmit, and how often they report.

Class B is the sort that listens before it sends. A ship that turns reports no quicker, and one whose leg stands still
lies at anchor. `MMSI_FROM` begins with 790, a country code that ITU has given to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sim.base.errors import Fault, UserError
from sim.contact.laws import KNOT_M_S, ais_interval_s
from sim.record.export.known import named_by
from sim.record.export.layers import Matter
from sim.record.names import Mover
from sim.world.motion import IntArray, Legs, clip

__all__ = ["ALIASES_FROM", "MMSI_FROM", "STATIC_S", "Aired", "aired"]

MMSI_FROM: Final = 790_000_000
ALIASES_FROM: Final = 9_000_000  # above every vessel's own number, and below the platforms'
STATIC_S: Final = 360


@dataclass(frozen=True, slots=True)
class Aired:
    """Legs on which reports go out, how often positions and names are sent on each, and whose they are."""

    legs: Legs
    every_s: IntArray
    static_s: IntArray
    senders: Mapping[int, Mover]


def aired(matter: Matter) -> Aired:
    """Return what is sent, no oftener than is wanted; for a side, what reached it of that.

    Raises: UserError for a log that does not tell who was silent when.
    """
    if "silence" not in matter.journal.tables():
        advice = "run the scenario again with this version of sim"
        raise UserError(Fault("log.sqlite", "", "does not tell when vessels were silent on AIS", advice))
    silences = matter.journal.table("silence")
    senders = {number: mover for number, mover in matter.movers.items() if mover.ais}
    legs = matter.legs.select(np.isin(matter.legs.mover, list(senders)))
    quiet = np.isin(legs.mover, silences["vessel"])
    spoken = list(_spoken(legs.select(quiet), silences, senders)) if quiet.any() else []
    legs = Legs.concat([legs.select(~quiet), *spoken]).sort("mover")
    once = np.zeros(len(legs), np.bool_)
    if matter.side:
        legs, once = _heard(matter, legs)
    usual, names = _usual_s(legs, senders), np.full(len(legs), max(STATIC_S, matter.every_s))
    return Aired(legs, np.where(once, 1, np.maximum(usual, matter.every_s)), np.where(once, 1, names), senders)


def _spoken(legs: Legs, silences: Mapping[str, np.ndarray], senders: dict[int, Mover]) -> Iterator[Legs]:
    """Yield legs without their silences, and those under another name as another sender's, who joins the senders."""
    aliases = sorted({name for name in silences["identity"].tolist() if name})
    rows = zip(*(silences[name].tolist() for name in ("vessel", "start_s", "end_s", "identity")), strict=True)
    spells: dict[int, list[tuple[float, float, str]]] = {}
    for vessel, *spell in sorted(rows):
        spells.setdefault(vessel, []).append(tuple(spell))
    for vessel in np.unique(legs.mover).tolist():
        low, high = np.searchsorted(legs.mover, [vessel, vessel + 1]).tolist()
        mine, since_s = legs.select(slice(low, high)), 0.0
        for start_s, end_s, alias in spells[vessel]:
            yield clip(mine, since_s, start_s)
            since_s = end_s
            if alias:
                number = ALIASES_FROM + aliases.index(alias)
                senders[number] = replace(senders[vessel], number=number, name=alias)
                under = clip(mine, start_s, end_s)
                yield Legs(np.full(len(under), number), under.start_s, under.end_s, under.a, under.b)
        yield clip(mine, since_s, np.inf)


def _heard(matter: Matter, legs: Legs) -> tuple[Legs, np.ndarray]:
    """Return the parts of legs that a side's receivers heard, or its partners' and passed on; some only for once."""
    table = matter.journal.table("contact")
    parts, once = [Legs.empty()], [np.empty(0, np.bool_)]
    for bulk in matter.known.contacts(table) if table else ():
        ours = np.array([named_by(sensor) for sensor in table["sensor"][bulk.row].tolist()], dtype=np.bool_)
        start_s, end_s, vessel = bulk.start_s[ours], bulk.end_s[ours], table["vessel"][bulk.row[ours]]
        instant = end_s <= start_s
        whose, found = legs.within(vessel, start_s, np.where(instant, start_s + 1.0, end_s))
        parts.append(found)
        once.append(instant[whose])
    return Legs.concat(parts), np.concatenate(once)


def _usual_s(legs: Legs, senders: Mapping[int, Mover]) -> IntArray:
    """Return how often positions are sent on each leg; a speed at an edge of the table stays there."""
    knots = np.round(legs.speed_m_s / KNOT_M_S, 9)
    each = zip(legs.mover.tolist(), (knots * KNOT_M_S).tolist(), strict=True)
    found = [ais_interval_s("A" if senders[n].ais == 2 else "B-CS", speed, moored=speed == 0.0) for n, speed in each]
    return np.array(found, dtype=np.int64)
