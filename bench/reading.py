"""What reading a day of AIS takes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.apart import Figures

__all__ = ["ais"]


def ais(rows: int) -> Figures:
    """Write a file of so many rows, and read it."""
    from bench.ais import cost, write

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "day.csv"
        write(rows, path)
        read = cost(path)
    return {"s": read.seconds, "rows": read.rows, "fixes": read.fixes, "reader_mb": read.peak_mb}
