"""A side's AIS picture: whom its receivers heard, and whose silence is a sign.

A vessel that was heard and then is not, for longer than the cell's `gap`, has gone dark; or its transponder failed, or
satellites missed it several times running. All three look alike. A partner that shares its tracks adds what it heard.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from sim.parts.fleet import Hull
from sim.parts.theatre import Party, Theatre
from sim.picture.evidence import Contact

__all__ = ["AisPicture", "Heard", "while_broadcasting"]

Heard = tuple[np.ndarray, np.ndarray, np.ndarray]


def while_broadcasting(theatre: Theatre, vessel: np.ndarray, enter_s: np.ndarray, leave_s: np.ndarray) -> Heard:
    """Cut from spells in range of a receiver the time in which the vessel does not transmit."""
    c = theatre.traffic.columns
    first = np.minimum(leave_s, c.dark_from_s[vessel])
    again = np.maximum(enter_s, c.dark_until_s[vessel])
    again = np.where(np.isfinite(again), again, leave_s)
    vessel, start = np.concatenate([vessel, vessel]), np.concatenate([enter_s, again])
    end = np.concatenate([first, leave_s])
    keep = (end > start) & (c.ais[vessel] > 0)
    return vessel[keep], start[keep], end[keep]


class AisPicture:
    """Watches for silences on behalf of one side's cell."""

    def __init__(self, theatre: Theatre, party: Party, gap_s: float) -> None:
        self.theatre, self.party, self.gap_s = theatre, party, gap_s

    def watch(self, submit: Callable[[Contact, int], None]) -> None:
        """Hand every silence to the cell when it has lasted long enough to be noticed."""
        self._submit = submit
        self.theatre.when_dark.append(self._lost)
        rows = [source.heard() for party in self._parties() for source in party.ais]
        if not rows:
            return
        key = ("silences", tuple(map(id, rows)), self.gap_s, self.theatre.setting.area)
        _, silences = self.theatre.traffic.memo(key, lambda: (rows, _silences(self.theatre, _joined(rows), self.gap_s)))
        for vessel, last_s in silences:
            self.theatre.run.at(last_s + self.gap_s, partial(self._planned, vessel, last_s))

    def _parties(self) -> list[Party]:
        """Return this side and the partners whose tracks it gets, in the order of the scenario."""
        return [
            party
            for party in self.theatre.parties.values()
            if party is self.party
            or any(link.receiver == self.party.name and link.terms.carries("coverage") for link in party.out)
        ]

    def _planned(self, vessel: int, last_s: float) -> None:
        self._notice(vessel, last_s, None)

    def _lost(self, hull: Hull, cause: int) -> None:
        """Have a directed vessel that fell silent missed once nobody has heard it for the gap."""
        now = self.theatre.run.now
        heard = [source.last_heard(hull, now) for party in self._parties() for source in party.ais]
        known = [last_s for last_s in heard if last_s is not None]
        if known:
            identity = hull.identity

            def missed() -> None:
                if not (hull.broadcasting and hull.identity == identity):
                    self._notice(hull.vessel, max(known), cause, identity)

            self.theatre.run.at(max(known) + self.gap_s, missed)

    def _notice(self, vessel: int, last_s: float, cause: int | None, identity: str | None = None) -> None:
        contact = self.theatre.silence(self.party.name, vessel, last_s, identity, cause)
        if contact is not None:
            self._submit(contact, contact.number)


def _joined(rows: list[Heard]) -> Heard:
    vessel, start, end = (np.concatenate([row[column] for row in rows]) for column in range(3))
    order = np.lexsort((start, vessel))
    return vessel[order], start[order], end[order]


def _silences(theatre: Theatre, heard: Heard, gap_s: float) -> list[tuple[int, float]]:
    """Return (vessel, last heard) of every planned vessel missed for longer than the gap while still in the area."""
    vessel, start_s, end_s = heard
    last_s = _running_max(end_s, vessel)
    stayed_s = theatre.traffic.leaves_s(theatre.setting.area)[vessel]
    next_s = np.append(start_s[1:], np.inf)
    final = np.append(vessel[1:] != vessel[:-1], True)
    missed_until = np.where(final, stayed_s, next_s)
    expected = theatre.traffic.columns.ais[vessel] == 2  # class B is too weak for its silence to say anything
    silent = expected & (missed_until - last_s > gap_s)
    return list(zip(vessel[silent].tolist(), last_s[silent].tolist(), strict=True))


def _running_max(values: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Return the running maximum of values within groups that are contiguous."""
    if not len(values):
        return values
    span = float(values.max()) - float(values.min()) + 1.0
    step = np.cumsum(np.append(0, group[1:] != group[:-1])) * span
    return np.asarray(np.maximum.accumulate(values + step) - step)
