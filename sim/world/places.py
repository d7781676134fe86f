"""A gazetteer: ports, airfields and named points at sea."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from sim.base.errors import Fault, UserError, unknown

__all__ = ["Kind", "Place", "find", "names", "places"]

Kind = Literal["port", "airfield", "point"]


@dataclass(frozen=True, slots=True)
class Place:
    """A named place. `roads` is where a voyage to or from it begins, on water; an airfield has none."""

    name: str
    kind: Kind
    country: str
    locode: str
    position: tuple[float, float]
    roads: tuple[float, float] | None
    also: tuple[str, ...]


@cache
def places() -> tuple[Place, ...]:
    """Return every place of the gazetteer, ports first."""
    with (files("sim") / "data" / "places.csv").open(encoding="utf-8") as file:
        return tuple(_place(row) for row in csv.DictReader(file))


def names(kind: Kind | None = None) -> list[str]:
    """Return the names that `find` knows, without other spellings."""
    return sorted({place.name for place in places() if kind in (None, place.kind)})


def find(name: str, kind: Kind | None = None, *, where: str = "", field: str = "place") -> Place:
    """Return a place by name, other name or UN/LOCODE, whatever the case; a port before an airfield of that name.

    Raises: UserError with the nearest spelling; `where` and `field` say where the name was written.

    >>> find("pusan").name
    'Busan'
    """
    index = _index(kind)
    place = index.get(_fold(name))
    if place is None:
        spellings = [other for entry in index.values() for other in (entry.name, *entry.also)]
        sort = kind or "place"
        found = f"no {sort} called '{name}'"
        raise UserError(Fault(where, field, found, unknown(name, set(spellings))))
    return place


@cache
def _index(kind: Kind | None) -> dict[str, Place]:
    index: dict[str, Place] = {}
    chosen = [place for place in places() if kind in (None, place.kind)]
    for place in chosen:
        index.setdefault(_fold(place.name), place)
    for place in chosen:  # another place's own name goes before this one's other names
        for word in (*place.also, place.locode):
            index.setdefault(_fold(word), place)
    index.pop("", None)
    return index


def _fold(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _place(row: dict[str, str]) -> Place:
    position = float(row["lat_deg"]), float(row["lon_deg"])
    roads = (float(row["roads_lat_deg"]), float(row["roads_lon_deg"])) if row["roads_lat_deg"] else None
    also = tuple(filter(None, row["also"].split(";")))
    kind: Kind = "port" if row["kind"] == "port" else "airfield" if row["kind"] == "airfield" else "point"
    return Place(row["name"], kind, row["country"], row["locode"], position, roads, also)
