"""GeoJSON is read by what others wrote, and says the same as the run."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import geopandas
import numpy as np
import pytest

from sim.parts.sensing import ContactGained
from sim.record.export.layers import Matter
from sim.world.geodesy import NAUTICAL_MILE_M, distance_m
from tests.record.export.matter import HARM, exported, features_of, harmful, small, words


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return exported(tmp_path_factory.mktemp("geojson"), "geojson", Matter(small(), words()))


def test_it_opens_with_its_system_of_coordinates(files: list[Path]) -> None:
    tracks, contacts, events = (geopandas.read_file(path) for path in files)
    assert {each.crs.to_epsg() for each in (tracks, contacts, events)} == {4326}
    assert tracks.is_valid.all() and contacts.is_valid.all()
    assert len(events) == len(small().records)
    bulk, told = small().table("contact"), len(list(small().of(ContactGained)))
    begun = int((bulk["start_s"] <= small().header["duration_s"]).sum())
    assert contacts["contact"].tolist() == sorted(contacts["contact"])
    assert set(contacts["contact"]) == set(range(1, begun + told + 1))
    legs, until_s = small().table("leg"), small().header["duration_s"]
    assert set(tracks["mover"]) == set(legs["platform"][(legs["start_s"] < until_s) & (legs["end_s"] > 0.0)].tolist())


def test_tracks_are_where_the_ships_were(files: list[Path]) -> None:
    """Each vertex is the ship's own position at its time, but for the digits and the millisecond that are written."""
    matter = Matter(small(), words())
    step_m = NAUTICAL_MILE_M * 60 * 1e-6 + 1e-3 * float(matter.legs.speed_m_s.max())
    tracks = features_of(files[0])
    for feature in tracks:
        places = np.atleast_2d(feature["geometry"]["coordinates"])
        for when, (lon, lat) in zip(feature["properties"]["times"], places.tolist(), strict=False):
            time_s = (datetime.fromisoformat(when[:-1]) - matter.start).total_seconds()
            near = [matter.at(feature["properties"]["mover"], time_s + slip_s) for slip_s in (-1e-3, 0.0, 1e-3)]
            assert min(distance_m(*place, lat, lon)[0] for place in near if len(place[0])) <= step_m
    assert sum(len(feature["properties"]["times"]) for feature in tracks) > 400


def test_the_standard_is_kept(tmp_path: Path) -> None:
    """RFC 7946: no member `crs`, longitude first and in range, nothing across the antimeridian, times with Z."""
    for path in exported(tmp_path, "geojson", Matter(harmful(), words())):
        text = path.read_text(encoding="utf-8")
        assert '"crs"' not in text
        for feature in json.loads(text)["features"]:
            assert all(time.endswith("Z") for time in feature["properties"]["times"])
            if feature["geometry"] and feature["geometry"]["type"] == "LineString":
                places = np.array(feature["geometry"]["coordinates"])
                assert len(places) == len(feature["properties"]["times"]) >= 2
                assert np.abs(places[:, 0]).max() <= 180.0 and np.abs(places[:, 1]).max() <= 90.0
                assert np.abs(np.diff(places[:, 0])).max() < 180.0


def test_tracks_are_cut_at_the_antimeridian_and_where_nobody_was(tmp_path: Path) -> None:
    tracks, contacts, events = exported(tmp_path, "geojson", Matter(harmful(), words()))
    of = [f["properties"] for f in features_of(tracks) if f["properties"]["mover"] == 0]
    assert [(each["part"], each["start_utc"][11:16], each["end_utc"][11:16]) for each in of] == [
        (1, "00:00", "02:20"), (2, "02:20", "04:00"), (3, "05:00", "07:00"), (4, "07:00", "09:00")
    ]  # fmt: skip
    instants = [f for f in features_of(contacts) if f["properties"]["sensor"] == "radar"]
    assert [f["geometry"]["type"] for f in instants] == ["Point"]
    assert [bool(f["geometry"]) for f in features_of(events)] == [True, False, True]


def test_text_is_data(tmp_path: Path) -> None:
    tracks, _, events = exported(tmp_path, "geojson", Matter(harmful(), words(HARM)))
    assert json.loads(tracks.read_text(encoding="utf-8"))["about"]["title"] == HARM
    assert HARM in [feature["properties"]["name"] for feature in features_of(tracks)]
    assert json.loads(features_of(events)[1]["properties"]["fields"]) == {"change": HARM}
