"""Comma-separated values: a file a layer, with a header and units in names.

Tracks have a line for each position, contacts one for each with where it began and ended, events one each.

Text that a spreadsheet would take for a formula has an apostrophe in front (`base/cells`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from sim.base.cells import harmless
from sim.record.export.layers import Layer, Matter, Row
from sim.record.files import replacing

__all__ = ["write_csv"]

SPAN: Final = ("start_lat_deg", "start_lon_deg", "end_lat_deg", "end_lon_deg")
POINT: Final = ("lat_deg", "lon_deg")


def write_csv(files: Sequence[Path], layers: Sequence[Layer], matter: Matter) -> None:
    """Write a file for each layer."""
    for path, layer in zip(files, layers, strict=True):
        with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow([*layer.columns, *_places(layer.name)])
            for row in layer.rows():
                writer.writerows(_lines(row, layer.name, matter))


def _places(layer: str) -> Sequence[str]:
    return {"tracks": ("time_utc", *POINT), "contacts": SPAN, "events": POINT}[layer]


def _lines(row: Row, layer: str, matter: Matter) -> Iterator[list[Any]]:
    cells = ["" if value is None else harmless(value) for value in row.fields.values()]
    lat, lon = row.lat_deg.round(6).tolist(), row.lon_deg.round(6).tolist()
    if layer == "tracks":
        for when, *place in zip(matter.utc(row.time_s), lat, lon, strict=True):
            yield [*cells, when, *place]
    elif not lat:
        yield [*cells, *[""] * len(_places(layer))]
    else:
        yield [*cells, lat[0], lon[0], *([lat[-1], lon[-1]] if layer == "contacts" else [])]
