"""One side's picture of the vessels it has reason to watch."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Final

from sim.picture.evidence import Contact, Weights
from sim.world.geodesy import EARTH_RADIUS_M, apart_m

__all__ = ["Picture", "Suspect"]

# A vessel without identity can be told from the next one for as long as its reach holds less than one other dark ship:
# some 7 in 400,000 square miles, at 14 kn, make about half a day. One that was named by AIS before is worth a day.
KEPT_S: Final = 12 * 3600.0
NAMED_KEPT_S: Final = 24 * 3600.0
FADES_S: Final = 5 * 86400.0  # a sign says nothing of a vessel any more after five days (assumed)
SPEED_MAX_M_S: Final = 7.2  # 14 kn: a laden coastal tanker
LENGTH_GATE: Final = 0.35
DEGREE_M: Final = EARTH_RADIUS_M * math.pi / 180


@dataclass(slots=True)
class Suspect:
    """A track with evidence on it: each sign with the side that vouched for it and when, and where it was last."""

    number: int
    latest: Contact
    signs: dict[str, tuple[str, float]] = field(default_factory=dict)
    contacts: list[int] = field(default_factory=list)
    cleared_until_s: float = -1.0
    cue_until_s: float = -1.0


class Picture:
    """What one side holds: suspects by number, identities on its list, and where it believes each to be."""

    def __init__(self, side: str, weights: Weights) -> None:
        self.side = side
        self.weights = weights
        self.suspects: list[Suspect] = []
        self.listed: set[str] = set()
        self._fresh: list[Suspect] = []  # those a contact without identity could still be
        self._by_identity: dict[str, Suspect] = {}

    def take(self, contact: Contact, origin: str, *, counts: bool = True) -> Suspect:
        """Put a contact on the track it belongs to, a new one if none fits, and count its signs if they count."""
        suspect = self.associate(contact) or self._begin(contact)
        if contact.time_s >= suspect.latest.time_s:
            suspect.latest = _with_what_was_known(contact, suspect.latest)
        if contact.identity is not None:
            self._by_identity[contact.identity] = suspect
        for sign in self.signs_of(contact) if counts else ():
            known = suspect.signs.get(sign)
            if known is None or known[1] < contact.time_s - FADES_S:
                suspect.signs[sign] = origin, contact.time_s
        suspect.contacts.append(contact.number)
        return suspect

    def signs_of(self, contact: Contact) -> frozenset[str]:
        """Return a contact's signs and, when its identity is on this side's list, that too."""
        return contact.signs | {"listed"} if contact.identity in self.listed else contact.signs

    def probability(self, suspect: Suspect, *, own_only: bool = False) -> float:
        """Return how probable it is that a suspect is illicit, if wished on this side's own evidence alone."""
        return self.weights.probability(self._standing(suspect, own_only=own_only))

    def judge(self, contact: Contact) -> float:
        """Return how probable it is that a contact is illicit, with what is already held about it."""
        held = self.associate(contact)
        return self.weights.probability(self.signs_of(contact) | (self._standing(held) if held else set()))

    def _standing(self, suspect: Suspect, *, own_only: bool = False) -> set[str]:
        """Return the signs that still count: those not faded, and if wished only those this side vouches for."""
        since_s = suspect.latest.time_s - FADES_S
        return {
            sign
            for sign, (origin, seen_s) in suspect.signs.items()
            if seen_s >= since_s and (origin == self.side or not own_only)
        }

    def cleared(self, contact: Contact, now_s: float) -> bool:
        """Say whether this contact belongs to a vessel that was looked at and found lawful not long ago.

        Two ships alongside are news even where one of them was looked at alone.
        """
        held = self.associate(contact)
        if held is None or ("pair" in contact.signs and "pair" not in held.signs):
            return False
        return held.cleared_until_s > now_s

    def associate(self, contact: Contact) -> Suspect | None:
        """Return the suspect this contact may be: the same identity, or else the one most easily within its reach.

        A track without identity is reachable if the vessel could have run the distance since, at most 14 kn.
        """
        if contact.identity is not None:
            return self._by_identity.get(contact.identity)
        best, easiest = None, 1.0
        self._fresh = [each for each in self._fresh if contact.time_s - each.latest.time_s <= NAMED_KEPT_S]
        for suspect in reversed(self._fresh):
            effort = _effort(suspect.latest, contact)
            if effort < easiest:
                best, easiest = suspect, effort
        return best

    def _begin(self, contact: Contact) -> Suspect:
        suspect = Suspect(len(self.suspects), contact)
        self.suspects.append(suspect)
        self._fresh.append(suspect)
        return suspect


def _with_what_was_known(contact: Contact, last: Contact) -> Contact:
    identity, length_m = contact.identity or last.identity, contact.length_m or last.length_m
    if identity == contact.identity and length_m == contact.length_m:
        return contact
    return replace(contact, identity=identity, length_m=length_m)


def _effort(last: Contact, contact: Contact) -> float:
    """Return the share of its reach that a vessel would have used up to be this contact; one or more is too far."""
    elapsed_s = abs(contact.time_s - last.time_s)
    if elapsed_s > (NAMED_KEPT_S if last.identity else KEPT_S) or not _like_length(last, contact):
        return 1.0
    reach_m = 2 * (last.error_m + contact.error_m) + SPEED_MAX_M_S * elapsed_s + 1.0
    if abs(contact.lat_deg - last.lat_deg) * DEGREE_M > reach_m:
        return 1.0  # most are, and need no distance worked out
    return apart_m(last.position, contact.position) / reach_m


def _like_length(a: Contact, b: Contact) -> bool:
    if a.length_m is None or b.length_m is None:
        return True
    return abs(a.length_m - b.length_m) <= LENGTH_GATE * max(a.length_m, b.length_m)
