"""GeoJSON (RFC 7946): one FeatureCollection a layer, written feature by feature.

Longitude before latitude, WGS 84, nothing crosses the antimeridian. Each feature has `times`, an instant for each of
its positions; a feature that has no place has no geometry.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.record.export.layers import Layer, Matter, Row
from sim.record.files import replacing

__all__ = ["write_geojson"]

DIGITS: Final = 6  # a millionth of a degree is 0.1 m


def write_geojson(files: Sequence[Path], layers: Sequence[Layer], matter: Matter) -> None:
    """Write a file for each layer."""
    for path, layer in zip(files, layers, strict=True):
        with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as out:
            head = {"type": "FeatureCollection", "name": layer.name, "about": matter.about, "features": []}
            out.write(_text(head)[:-2])
            for nth, row in enumerate(layer.rows()):
                out.write(("" if nth == 0 else ",") + "\n" + _text(_feature(row, matter)))
            out.write("\n]}\n")


def _text(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _feature(row: Row, matter: Matter) -> dict[str, Any]:
    properties = {**row.fields, "times": matter.utc(row.time_s)}
    return {"type": "Feature", "geometry": _geometry(row), "properties": properties}


def _geometry(row: Row) -> dict[str, Any] | None:
    if row.shape == "none":
        return None
    places = np.round(np.stack([row.lon_deg, row.lat_deg], axis=1), DIGITS).tolist()
    if row.shape == "point":
        return {"type": "Point", "coordinates": places[0]}
    return {"type": "LineString", "coordinates": places}
