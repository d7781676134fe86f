"""The formats of export: for whom each is, which files it makes, and who writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sim.record.export.layers import LAYERS, Matter, layers

__all__ = ["FORMATS", "Format", "export"]


@dataclass(frozen=True, slots=True)
class Format:
    """One format; `whole` when all layers go into one file, `holds` what it can."""

    suffix: str
    writer: str
    whole: bool = False
    holds: tuple[str, ...] = LAYERS

    def files(self, folder: Path, stem: str, wanted: Sequence[str]) -> list[Path]:
        """Return the files that are made of some layers."""
        return [folder / f"{name}.{self.suffix}" for name in ((stem,) if self.whole else wanted)]


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "geojson": Format("geojson", "geojson.write_geojson"),
        "geoparquet": Format("parquet", "geoparquet.write_geoparquet"),
        "czml": Format("czml", "czml.write_czml", whole=True),
        "kml": Format("kml", "kml.write_kml", whole=True),
        "nmea": Format("nmea", "nmea.write_nmea", whole=True, holds=("tracks",)),
        "csv": Format("csv", "tables.write_csv"),
    }
)


def export(matter: Matter, name: str, wanted: Sequence[str], files: Sequence[Path]) -> None:
    """Write layers of a run in a format, each file whole or not at all.

    Raises: UserError when the disk refuses, or a library that the format needs is not installed.
    """
    module, _, function = FORMATS[name].writer.partition(".")
    write: Callable[..., None] = getattr(import_module(f"sim.record.export.{module}"), function)
    write(files, layers(matter, wanted), matter)
    matter.told(1.0)
