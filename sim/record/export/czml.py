"""CZML for Cesium: one document with a packet a path, a contact and an event that has a place.

Positions are sampled from an epoch, degrees on the ellipsoid at height 0, and to be joined straight. Text in a
description is escaped, since Cesium reads it as HTML.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.record.export.layers import Layer, Matter, Row
from sim.record.files import replacing

__all__ = ["write_czml"]

GREY: Final = "#767676"
SHOWN_S: Final = 3600.0  # how long what happened at one instant is shown
TRAIL_S: Final = 6 * 3600.0


def write_czml(files: Sequence[Path], layers: Sequence[Layer], matter: Matter) -> None:
    """Write all layers into one file."""
    (path,) = files
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as out:
        out.write("[" + _text(_document(matter)))
        for layer in layers:
            for nth, row in enumerate(layer.rows(), 1):
                if row.shape != "none":
                    out.write(",\n" + _text(_packet(row, layer.name, nth, matter)))
        out.write("\n]\n")


def _text(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _document(matter: Matter) -> dict[str, Any]:
    begin, end = matter.utc(np.array([0.0, matter.duration_s]))
    clock = {"interval": f"{begin}/{end}", "currentTime": begin, "multiplier": 3600, "range": "LOOP_STOP",
             "step": "SYSTEM_CLOCK_MULTIPLIER"}  # fmt: skip
    said = escape(matter.sentence)
    return {"id": "document", "name": matter.words.title, "version": "1.0", "clock": clock, "description": said}


def _packet(row: Row, layer: str, nth: int, matter: Matter) -> dict[str, Any]:
    """Return one thing: a point that moves, or stands for as long as it lasts."""
    told = row.fields
    colour = {"rgba": _rgba(matter.words.colours.get(str(told["side"]), GREY))}
    begin_s, end_s = float(row.time_s[0]), float(row.time_s[-1])
    span = matter.utc(np.array([begin_s, end_s if end_s > begin_s else begin_s + SHOWN_S]))
    name = told["kind"] if layer == "events" else told["name"] or told["sensor" if layer == "contacts" else "sort"]
    packet = {
        "id": f"{layer}/{nth}", "name": str(name), "availability": "/".join(span), "description": _description(row),
        "position": _position(row, matter), "point": {"pixelSize": 8 if layer == "tracks" else 5, "color": colour},
    }  # fmt: skip
    if layer == "tracks" and told["side"]:
        trail = {"solidColor": {"color": colour}}
        packet["path"] = {"leadTime": 0, "trailTime": TRAIL_S, "width": 2, "material": trail}
        packet["label"] = {
            "text": str(name),
            "font": "12px sans-serif",
            "fillColor": colour,
            "pixelOffset": {"cartesian2": [8, -8]},
        }
    return packet


def _position(row: Row, matter: Matter) -> dict[str, Any]:
    lat, lon = row.lat_deg.round(6).tolist(), row.lon_deg.round(6).tolist()
    if row.shape == "point":
        return {"cartographicDegrees": [lon[0], lat[0], 0]}
    samples = zip((row.time_s - row.time_s[0]).round(3).tolist(), lon, lat, strict=True)
    flat = [value for t, east, north in samples for value in (t, east, north, 0)]
    return {"epoch": matter.utc(row.time_s[:1])[0], "cartographicDegrees": flat, "interpolationAlgorithm": "LINEAR",
            "interpolationDegree": 1}  # fmt: skip


def _rgba(colour: str) -> list[int]:
    return [*bytes.fromhex(colour[1:]), 255]


def _description(row: Row) -> str:
    rows = (
        f"<tr><th>{escape(k)}</th><td>{escape(str(v))}</td></tr>" for k, v in row.fields.items() if v not in (None, "")
    )
    return f"<table>{''.join(rows)}</table>"
