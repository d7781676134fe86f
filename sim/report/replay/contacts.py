"""Contacts with planned vessels as whole numbers, to whom each is passed on, and which are the same in every case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.kernel.journal import Journal
from sim.report.replay.columns import Columns, smallest
from sim.report.replay.movers import Grid, IntArray

__all__ = ["Contacts", "contacts_of", "links_of", "pack_contacts", "shared_contacts"]

MIXED: Final = np.int64(0x1E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts by mover, then beginning: a row of `what` is mover, side, sensor, t0 and t1; `shared` has a bit a side.

    `luck` tells contacts apart that are otherwise alike, and in which cases one contact is the same.
    """

    what: IntArray
    luck: NDArray[np.float64]
    shared: IntArray

    def select(self, rows: Any) -> Contacts:
        """Return some of the contacts."""
        return replace(self, what=self.what[rows], luck=self.luck[rows], shared=self.shared[rows])


def contacts_of(journal: Journal, grid: Grid, sensor: Callable[[str], int], number: IntArray) -> Contacts:
    """Fold a journal into its contacts with movers of some numbers; `sensor` numbers a sensor by its name."""
    table, sides = journal.table("contact"), list(journal.header["sides"])
    if not table:
        return Contacts(np.empty((0, 5), np.int64), np.empty(0), np.empty(0, np.int64))
    mine = np.isin(table["vessel"], number) & (table["start_s"] <= grid.duration_s) & (table["end_s"] >= 0.0)
    side = _numbered(table["side"][mine], lambda name: sides.index(name))
    what = np.stack(
        [table["vessel"][mine], side, _numbered(table["sensor"][mine], sensor), grid.times(table["start_s"][mine]),
         grid.times(table["end_s"][mine])], axis=1,
    )  # fmt: skip
    luck = table["luck"][mine]
    order = np.lexsort((what[:, 3], what[:, 0]))
    return Contacts(what, luck, _shared(journal, side, luck)).select(order)


def _numbered(words: NDArray[Any], number: Callable[[str], int]) -> IntArray:
    """Return numbers for a column of words, which come in long runs of equals."""
    first = np.flatnonzero(np.append(True, words[1:] != words[:-1])[: len(words)])
    numbers = np.array([number(str(word)) for word in words[first]], dtype=np.int64)
    return np.repeat(numbers, np.diff(np.append(first, len(words))))


def links_of(journal: Journal) -> list[dict[str, Any]]:
    """Return the links over which contacts are passed on, sides by number."""
    return [
        {"sender": sender, "receiver": receiver, "delay_s": delay_s} for sender, receiver, delay_s, _ in _links(journal)
    ]


def _links(journal: Journal) -> list[tuple[int, int, float, float]]:
    """Return the sender, receiver, delay (s) and chance of passing a contact on of each link that does."""
    number, links = list(journal.header["sides"]).index, journal.header["links"]
    passing = [link for link in links if "coverage" in link["mechanisms"] and "track" in link["products"]]
    return [
        (number(link["sender"]), number(link["receiver"]), link["delay"], link["releasable"] * (1 - link["loss"]))
        for link in passing
    ]


def _shared(journal: Journal, side: IntArray, luck: NDArray[np.float64]) -> IntArray:
    """Return for each contact the sides that get it over a link, a bit each."""
    shared = np.zeros(len(side), np.int64)
    for sender, receiver, _, chance in _links(journal):
        shared |= np.where((side == sender) & (luck < chance), 1 << receiver, 0)
    return shared


def shared_contacts(cases: Sequence[Contacts]) -> list[IntArray]:
    """Return for each case the rows of the contacts that all of several cases have, in one order."""
    if len(cases) < 2:
        return [np.empty(0, np.int64) for _ in cases]
    keys = [_key(case) for case in cases]
    rows = [np.arange(len(cases[0].what))]
    for case, key in zip(cases[1:], keys[1:], strict=True):
        order = np.argsort(key, kind="stable")
        at = np.minimum(np.searchsorted(key[order], keys[0][rows[0]]), len(key) - 1)
        theirs = order[at] if len(key) else np.empty(0, np.int64)
        mine = rows[0][: len(theirs)]
        same = (case.what[theirs] == cases[0].what[mine]).all(axis=1) & (case.luck[theirs] == cases[0].luck[mine])
        rows = [*(each[: len(same)][same] for each in rows), theirs[same]]
    return rows


def _key(contacts: Contacts) -> IntArray:
    """Return a number for each contact that hardly two have in common; whoever uses it compares the contacts too."""
    mixed = contacts.luck.view(np.int64)
    for column in contacts.what.T:
        mixed = (mixed ^ column) * MIXED
    return mixed


def pack_contacts(columns: Columns, contacts: Contacts, tag: str, sensors: int) -> None:
    """Pack contacts, but not to whom they are passed on, under names that end with a tag."""
    mover, side, sensor, t0, t1 = contacts.what.T
    columns.add(f"contact.mover@{tag}", "i32", mover)
    columns.add(f"contact.side@{tag}", "u8", side)
    columns.add(f"contact.sensor@{tag}", smallest(sensors), sensor)
    columns.add(f"contact.t0@{tag}", "i32", np.diff(t0, prepend=0))
    columns.add(f"contact.t1@{tag}", "i32", t1 - t0)
