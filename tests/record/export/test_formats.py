"""Whatever the format, a file is written whole or not at all, as the rows come, and the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from sim.record.export.formats import FORMATS
from sim.record.export.layers import LAYERS, Layer, Matter, Row, layers
from tests.record.export.matter import exported, harmful, small, words

BY_ROWS = [name for name in FORMATS if name != "nmea"]
MANY = 20_000


def write(name: str, folder: Path, made: list[Layer], matter: Matter) -> None:
    module, _, function = FORMATS[name].writer.partition(".")
    files = FORMATS[name].files(folder, "run", [layer.name for layer in made])
    getattr(import_module(f"sim.record.export.{module}"), function)(files, made, matter)


def test_every_format_is_here() -> None:
    assert set(FORMATS) == {"geojson", "geoparquet", "czml", "kml", "nmea", "csv"}


@pytest.mark.parametrize("name", BY_ROWS)
def test_a_file_is_whole_or_is_not(name: str, tmp_path: Path) -> None:
    matter = Matter(harmful(), words())
    (layer,) = layers(matter, ["tracks"])

    def stops() -> Iterator[Row]:
        yield next(layer.rows())
        raise RuntimeError("struck by lightning")

    with pytest.raises(RuntimeError, match="lightning"):
        write(name, tmp_path, [replace(layer, rows=stops)], matter)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", BY_ROWS)
def test_rows_are_written_as_they_come(name: str, tmp_path: Path) -> None:
    """Long before the last row is asked for, most of the rows are in the file."""
    matter = Matter(harmful(), words())
    (layer,) = layers(matter, ["events"])
    luck, sizes = np.random.default_rng(1), []

    def many(number: int) -> Iterator[Row]:
        for nth in range(number):
            told = {**dict.fromkeys(layer.columns, ""), "event": nth, "cause": nth, "says": luck.bytes(50).hex()}
            yield Row(told, np.zeros(1), np.ones(1), np.ones(1))
        sizes.extend(path.stat().st_size for path in tmp_path.glob(".*.part"))

    write(name, tmp_path, [replace(layer, rows=partial(many, MANY))], matter)
    (path,) = tmp_path.iterdir()
    assert sizes and sizes[0] > path.stat().st_size / 2


@pytest.mark.slow
@pytest.mark.parametrize("name", list(FORMATS))
def test_the_same_run_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    matter = Matter(small(), words(), every_s=3600)
    first = [path.read_bytes() for path in exported(tmp_path, name, matter)]
    again = [path.read_bytes() for path in exported(tmp_path, name, Matter(small(), words(), every_s=3600))]
    assert first == again and all(first)


@pytest.mark.parametrize("name", list(FORMATS))
def test_progress_goes_up_to_the_end(name: str, tmp_path: Path) -> None:
    shares: list[float] = []
    exported(tmp_path, name, Matter(harmful(), words(), every_s=3600, told=shares.append))
    assert shares == sorted(shares) and shares[-1] == 1.0


def test_an_empty_run_gives_empty_files(tmp_path: Path) -> None:
    journal = harmful()
    empty = type(journal)(dict(journal.header))
    for layer in layers(Matter(empty, words()), LAYERS):
        assert list(layer.rows()) == []
    for name in BY_ROWS:
        assert all(path.stat().st_size > 0 for path in exported(tmp_path, name, Matter(empty, words())))
