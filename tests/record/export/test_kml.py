"""KML is read by GDAL's library for it, is well formed, and has things where and when they were."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import geopandas
import pyogrio
import pytest

from sim.record.export.layers import Matter
from tests.record.export.matter import HARM, exported, features_of, harmful, small, words

KML, GX = "{http://www.opengis.net/kml/2.2}", "{http://www.google.com/kml/ext/2.2}"
# The order that the schema of KML 2.2 asks of what is in a placemark.
ORDER = ["name", "TimeStamp", "TimeSpan", "styleUrl", "ExtendedData", "Point", "Track"]


def placemarks(path: Path) -> list[ElementTree.Element]:
    return list(ElementTree.parse(path).iter(f"{KML}Placemark"))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (path,) = exported(tmp_path_factory.mktemp("kml"), "kml", Matter(small(), words()))
    return path


def test_gdal_reads_every_folder(file: Path, tmp_path: Path) -> None:
    assert {"tracks", "Side A", "Side B", "no side", "events"} <= {name for name, _ in pyogrio.list_layers(file)}
    frame = geopandas.read_file(file, layer="no side")
    plain = [
        f
        for f in features_of(exported(tmp_path, "geojson", Matter(small(), words()))[0])
        if not f["properties"]["side"]
    ]
    assert frame["mover"].astype(int).tolist() == [f["properties"]["mover"] for f in plain]
    for shape, feature in list(zip(frame.geometry, plain, strict=True))[::7]:
        assert [place[:2] for place in shape.coords] == [tuple(each) for each in feature["geometry"]["coordinates"]]


def test_a_track_has_a_time_for_each_place(file: Path) -> None:
    tracks = list(ElementTree.parse(file).iter(f"{GX}Track"))
    assert len(tracks) > 50
    for track in tracks:
        whens, places = track.findall(f"{KML}when"), track.findall(f"{GX}coord")
        assert len(whens) == len(places) >= 2
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", when.text or "") for when in whens)


def test_the_schema_is_kept(file: Path) -> None:
    for mark in placemarks(file):
        names = [child.tag.partition("}")[2] for child in mark]
        assert names == sorted(names, key=ORDER.index)


def test_sides_have_their_colours(file: Path) -> None:
    root = ElementTree.parse(file).getroot()
    styles = {style.get("id"): style.findtext(f"{KML}LineStyle/{KML}color") for style in root.iter(f"{KML}Style")}
    assert styles == {"side-0": "ff767676", "side-1": "ffb27200", "side-2": "ff009fe6"}  # opacity, blue, green, red
    used = {mark.findtext(f"{KML}styleUrl") for mark in placemarks(file)}
    assert used == {f"#{style}" for style in styles}


def test_text_is_data(tmp_path: Path) -> None:
    """No markup of a name's is markup of the file, nor of what a viewer makes of it; XML's forbidden characters go."""
    forbidden = "\x00\x0b\x1f\ufffe\ud800"
    (path,) = exported(tmp_path, "kml", Matter(harmful(), words(HARM + forbidden, sides={"a": HARM, "b": HARM})))
    names = [mark.findtext(f"{KML}name") for mark in placemarks(path)]
    assert HARM in names
    root = ElementTree.parse(path).getroot()
    assert root.findtext(f"{KML}Document/{KML}name") == HARM
    for data in root.iter(f"{KML}value"):
        assert "<script" not in (data.text or "")
    assert b"&amp;lt;script" in path.read_bytes()
