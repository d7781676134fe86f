"""GeoParquet 1.1: a file a layer, geometry as WKB, written a group of rows at a time.

`times` are the instants of a geometry's points, in UTC.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from sim.base.errors import Fault, UserError
from sim.record.export.layers import Layer, Matter, Row
from sim.record.files import replacing

__all__ = ["write_geoparquet"]

GROUP: Final = 16_384
SORTS: Final = ("text", "whole", "number")


def write_geoparquet(files: Sequence[Path], layers: Sequence[Layer], matter: Matter) -> None:
    """Write a file for each layer.

    Raises: UserError when pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow.parquet import ParquetWriter
    except ModuleNotFoundError as error:
        found = f"GeoParquet needs {error.name}, which is not installed"
        raise UserError(Fault("sim export", "", found, "pip install 'sim-maritime[export]'")) from error
    stamp = pa.timestamp("ms", tz="UTC")
    types = dict(zip(SORTS, (pa.string(), pa.int64(), pa.float64()), strict=True))
    for path, layer in zip(files, layers, strict=True):
        fields = [(name, types[sort]) for name, sort in layer.columns.items()]
        meta = {"geo": json.dumps(_geo()), "about": json.dumps(matter.about, ensure_ascii=False)}
        schema = pa.schema([*fields, ("times", pa.list_(stamp)), ("geometry", pa.binary())], metadata=meta)
        with replacing(path) as part, ParquetWriter(part, schema, compression="zstd") as out:
            for rows in _groups(layer.rows()):
                columns: dict[str, Any] = {name: [row.fields[name] for row in rows] for name in layer.columns}
                columns["times"] = [matter.instants(row.time_s) for row in rows]
                columns["geometry"] = shapely.to_wkb(np.array([_geometry(row) for row in rows], dtype=object)).tolist()
                out.write_table(pa.table(columns, schema=schema))


def _groups(rows: Iterator[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        group.append(row)
        if len(group) == GROUP:
            yield group
            group = []
    if group:
        yield group


def _geo() -> dict[str, Any]:
    """Return what the standard asks to be said of the geometry; without a `crs` it is OGC:CRS84."""
    column = {"encoding": "WKB", "geometry_types": [], "edges": "planar"}
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


def _geometry(row: Row) -> Any:
    if row.shape == "none":
        return None
    places = np.stack([row.lon_deg, row.lat_deg], axis=1)
    return shapely.Point(places[0]) if row.shape == "point" else shapely.LineString(places)
