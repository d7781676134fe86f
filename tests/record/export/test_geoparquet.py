"""GeoParquet is read by GeoPandas, and holds what GeoJSON holds."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.base.errors import UserError
from sim.record.export.layers import LAYERS, Matter
from tests.record.export.matter import HARM, exported, features_of, harmful, small, words


def test_it_holds_what_geojson_holds(tmp_path: Path) -> None:
    for given in (small(), harmful()):
        matter = Matter(given, words(HARM))
        for path, plain in zip(
            exported(tmp_path, "geoparquet", matter), exported(tmp_path, "geojson", matter), strict=True
        ):
            frame, features = geopandas.read_parquet(path), features_of(plain)
            assert frame.crs.equals("OGC:CRS84")
            assert len(frame) == len(features) > 0
            for k in range(0, len(features), 97):
                _same(frame.iloc[k].to_dict(), features[k])


def _same(row: dict[str, Any], feature: dict[str, Any]) -> None:
    told = feature["properties"]
    assert [f"{each}Z" for each in np.datetime_as_string(row.pop("times"), unit="ms")] == told["times"]
    place = row.pop("geometry")
    if feature["geometry"] is None:
        assert place is None
    else:
        np.testing.assert_allclose(np.array(place.coords), np.atleast_2d(feature["geometry"]["coordinates"]), atol=6e-7)
    assert {name: None if value != value else value for name, value in row.items()} == {n: told[n] for n in row}


def test_the_standard_is_kept(tmp_path: Path) -> None:
    """GeoParquet 1.1: version, primary column, encoding, types (none named: any), planar edges, CRS84 unsaid."""
    for path, layer in zip(exported(tmp_path, "geoparquet", Matter(harmful(), words())), LAYERS, strict=True):
        assert path.name == f"{layer}.parquet"
        geo = json.loads(pq.read_schema(path).metadata[b"geo"])
        assert geo == {
            "version": "1.1.0", "primary_column": "geometry",
            "columns": {"geometry": {"encoding": "WKB", "geometry_types": [], "edges": "planar"}},
        }  # fmt: skip


def test_what_is_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UserError, match=r"needs pyarrow, which is not installed; pip install 'sim-maritime\[export\]'"):
        exported(tmp_path, "geoparquet", Matter(harmful(), words()))
    assert list(tmp_path.iterdir()) == []
