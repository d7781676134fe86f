"""Tell from its header which table of AIS this is and which of its columns hold what."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sim.world.ais.source import fault

__all__ = ["Layout", "layout"]

# Names are compared without case, spaces and signs: "# Timestamp" is timestamp, base_date_time is basedatetime.
NAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "ship": ("mmsi", "sourcemmsi", "usermmsi", "vesselid", "shipid", "ssvid"),
    "time": (
        "basedatetime", "timestamp", "timestamputc", "timeutc", "utctime", "utc", "time", "datetime", "datetimeutc",
        "dateandtime", "basedatetimeutc", "unixtime", "unixtimestamp", "epoch", "t", "times",
    ),
    "lat": ("lat", "latitude", "latdeg", "latitudedeg", "latitudedegrees", "y"),
    "lon": ("lon", "longitude", "lng", "long", "londeg", "longitudedeg", "longitudedegrees", "x"),
    "speed": ("sog", "speed", "speedkn", "speedknots", "sogkn", "sogknots", "speedoverground"),
    "name": ("vesselname", "shipname", "name"),
    "kind": ("vesseltype", "shiptype", "shipandcargotype"),
    "length": ("length", "lengthm", "vessellength"),
    "transceiver": ("transceiverclass", "transceiver"),
    "mobile": ("typeofmobile",),
})  # fmt: skip
NEEDED: Final = {"ship": "mmsi", "time": "timestamp", "lat": "lat", "lon": "lon"}
DELIMITERS: Final = ",;\t|"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is laid out: its form in words, its delimiter, its width, and where each field is."""

    form: str
    delimiter: str
    width: int
    at: Mapping[str, int]
    names: tuple[str, ...]

    @property
    def numbered(self) -> bool:
        """Whether its ships are numbered otherwise than by MMSI."""
        return "mmsi" not in _bare(self.names[self.at["ship"]])


def layout(path: Path, header: bytes) -> Layout:
    """Read the header of a table.

    Raises: UserError when a column that is needed is missing, or two could be it.
    """
    text = header.decode("utf-8", "replace").strip("\r\n")
    delimiter = max(DELIMITERS, key=text.count)
    try:
        names = tuple(next(csv.reader([text], delimiter=delimiter), ()))
    except csv.Error as error:
        raise fault(
            path, 1, f"the line of column names cannot be read ({error})", "write CSV, its lines ending in LF"
        ) from error
    bare = [_bare(name) for name in names]
    at = {field: _find(path, field, bare, names) for field in NAMES}
    return Layout(_form(bare), delimiter, len(names), {k: i for k, i in at.items() if i is not None}, names)


def _bare(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _find(path: Path, field: str, bare: list[str], names: tuple[str, ...]) -> int | None:
    """Return the column of a field, None where a field that can be missed is."""
    found = [i for i, name in enumerate(bare) if name in NAMES[field]]
    if len({bare[i] for i in found}) < len(found):
        twice = names[found[-1]]
        raise fault(path, 1, f"the column '{twice}' is there twice", "keep one of them")
    if not found and field in NEEDED:
        shown = ", ".join(name[:30] for name in names[:20])
        write = f"write a first line that names the columns, one of them '{NEEDED[field]}'; or give lines of NMEA"
        raise fault(path, 1, f"no column gives the {_WORDS[field]}; the first line is: {shown}", write)
    return min(found, key=lambda i: NAMES[field].index(bare[i])) if found else None


_WORDS: Final = {"ship": "MMSI", "time": "time", "lat": "latitude", "lon": "longitude"}


def _form(bare: list[str]) -> str:
    if "typeofmobile" in bare:
        return "Danish Maritime Authority CSV"
    return "MarineCadastre CSV" if "basedatetime" in bare else "CSV"
