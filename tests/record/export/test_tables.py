"""CSV is read by pandas and by the standard library, and no spreadsheet finds a formula in it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.record.export.layers import Matter
from tests.record.export.matter import HARM, exported, features_of, harmful, rows_of, small, words


def test_pandas_reads_it(tmp_path: Path) -> None:
    matter = Matter(small(), words())
    tracks, contacts, events = (pd.read_csv(path) for path in exported(tmp_path, "csv", matter))
    plain = [features_of(path) for path in exported(tmp_path, "geojson", matter)]
    assert len(tracks) == sum(len(f["properties"]["times"]) for f in plain[0])
    assert (len(contacts), len(events)) == (len(plain[1]), len(plain[2]))
    assert pd.to_datetime(tracks["time_utc"]).dt.tz is not None
    assert {"lat_deg", "lon_deg", "length_m"} <= set(tracks) and {"start_lat_deg", "end_lon_deg"} <= set(contacts)
    ends = [f["geometry"]["coordinates"] for f in plain[1]]
    firsts = [place[0] if isinstance(place[0], list) else place for place in ends]
    assert contacts["start_lon_deg"].tolist() == [place[0] for place in firsts]
    lasts = [place[-1] if isinstance(place[0], list) else place for place in ends]
    assert contacts[["end_lon_deg", "end_lat_deg"]].to_numpy().tolist() == lasts


def test_no_text_is_a_formula_and_all_of_it_comes_back(tmp_path: Path) -> None:
    tracks, contacts, events = (
        rows_of(path) for path in exported(tmp_path, "csv", Matter(harmful(), words(says=lambda _: HARM)))
    )
    for row in (*tracks, *contacts, *events):
        for name, cell in row.items():
            assert name.endswith("_deg") or not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert {row["name"].removeprefix("'") for row in tracks} == {"-1+1", HARM, f"{HARM} 0"}
    assert {row["says"][1:] for row in events} == {HARM}
    assert min(float(row["lon_deg"]) for row in tracks) == -180.0  # a number stays one
