"""KML 2.2 with Google's extension for tracks: one file, a folder a layer and in it one a side, in the sides' colours.

Text is escaped for XML, and once more where a viewer reads it as HTML; characters that XML does not allow are left
out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any, Final, TextIO

from sim.record.export.layers import Layer, Matter, Row
from sim.record.files import replacing

__all__ = ["write_kml"]

NO_SIDE: Final = "#767676"
TITLES: Final = ("name", "says")  # what a thing is called by, and so not said twice
HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">
<Document>
"""
# XML 1.0 allows tab, newline and return of the control characters, and no surrogate or non-character.
NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_kml(files: Sequence[Path], layers: Sequence[Layer], matter: Matter) -> None:
    """Write all layers into one file."""
    (path,) = files
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as out:
        out.write(HEAD + _tag("name", matter.words.title) + _tag("description", _html(matter.sentence)) + "\n")
        for nth, side in enumerate(_sides(matter)):
            out.write(_style(nth, matter.words.colours.get(side, NO_SIDE)))
        for layer in layers:
            _folder(out, layer, matter)
        out.write("</Document>\n</kml>\n")


def _sides(matter: Matter) -> list[str]:
    return ["", *matter.words.sides]


def _html(text: Any) -> str:
    """Return what a viewer that reads text as HTML shows as it is."""
    return escape(str(text), quote=False)


def _tag(name: str, text: Any) -> str:
    return f"<{name}>{escape(NOT_XML.sub('', str(text)), quote=False)}</{name}>"


def _style(nth: int, colour: str) -> str:
    """Return the style of a side; KML has colours as opacity, blue, green, red."""
    colour = f"<color>ff{colour[5:7]}{colour[3:5]}{colour[1:3]}</color>".lower()
    icon, line = (
        f"<IconStyle>{colour}<scale>0.6</scale></IconStyle>",
        f"<LineStyle>{colour}<width>2</width></LineStyle>",
    )
    return f'<Style id="side-{nth}">{icon}<LabelStyle><scale>0.7</scale></LabelStyle>{line}</Style>\n'


def _folder(out: TextIO, layer: Layer, matter: Matter) -> None:
    """Write a layer; events stay in order of time, in one folder."""
    out.write(f"<Folder>{_tag('name', layer.name)}\n")
    for side, rows in groupby(layer.rows(), key=lambda row: None if layer.name == "events" else row.fields["side"]):
        if side is not None:
            out.write(f"<Folder>{_tag('name', matter.words.sides.get(str(side), side) or 'no side')}\n")
        out.writelines(_placemark(row, layer.name, matter) for row in rows)
        out.write("" if side is None else "</Folder>\n")
    out.write("</Folder>\n")


def _placemark(row: Row, layer: str, matter: Matter) -> str:
    side, sides = str(row.fields["side"]), _sides(matter)
    style = f"<styleUrl>#side-{sides.index(side) if side in sides else 0}</styleUrl>"
    data = "".join(
        _datum(name, value) for name, value in row.fields.items() if name not in TITLES and value not in (None, "")
    )
    what = f"{_time(row, layer, matter)}{style}<ExtendedData>{data}</ExtendedData>{_place(row, matter)}"
    return f"<Placemark>{_tag('name', _name(row, layer))}{what}</Placemark>\n"


def _name(row: Row, layer: str) -> Any:
    """Return what a viewer writes beside a thing."""
    if layer == "events":
        return row.fields["says"]
    return row.fields["name"] or row.fields["sensor" if layer == "contacts" else "sort"]


def _datum(name: str, value: Any) -> str:
    return f'<Data name="{name}">{_tag("value", _html(value))}</Data>'


def _time(row: Row, layer: str, matter: Matter) -> str:
    """Return when a thing was; a track in motion says it place by place."""
    if row.shape == "line":
        return ""
    begin, end = matter.utc(row.time_s[[0, -1]])
    instant = f"<TimeStamp><when>{begin}</when></TimeStamp>"
    return f"<TimeSpan><begin>{begin}</begin><end>{end}</end></TimeSpan>" if layer == "tracks" else instant


def _place(row: Row, matter: Matter) -> str:
    if row.shape == "none":
        return ""
    places = list(zip(row.lon_deg.tolist(), row.lat_deg.tolist(), strict=True))
    if row.shape == "point":
        return f"<Point><coordinates>{places[0][0]:.6f},{places[0][1]:.6f}</coordinates></Point>"
    whens = "".join(f"<when>{each}</when>" for each in matter.utc(row.time_s))
    return (
        f"<gx:Track>{whens}{''.join(f'<gx:coord>{lon:.6f} {lat:.6f} 0</gx:coord>' for lon, lat in places)}</gx:Track>"
    )
