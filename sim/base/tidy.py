"""A table with a row for each number: it shows itself in notebooks and turns into a data frame where one is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, Final, Generic, NamedTuple, TypeVar, overload

__all__ = ["Tidy", "as_html"]

SHOWN: Final = 20
Row = TypeVar("Row", bound=NamedTuple)


class Tidy(Sequence[Row], Generic[Row]):
    """Rows of one named tuple, in order; a slice of a table is a table."""

    __slots__ = ("_rows", "columns")

    def __init__(self, kind: type[Row], rows: Sequence[Row]) -> None:
        self.columns: tuple[str, ...] = tuple(kind._fields)
        self._rows = tuple(rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Tidy[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Tidy[Row]:
        if isinstance(index, int):
            return self._rows[index]
        part = Tidy.__new__(Tidy)
        part.columns, part._rows = self.columns, self._rows[index]
        return part

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        rows = [self.columns, *([_cell(value) for value in row] for row in self._rows[:10])]
        widths = [max(len(row[at]) for row in rows) for at in range(len(self.columns))]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
        return "\n".join([*lines, f"… {len(self):,} rows"] if len(self) > 10 else lines)

    def _repr_html_(self) -> str:
        more = f"{len(self):,} rows" if len(self) > SHOWN else ""
        return as_html(self.columns, self._rows[:SHOWN], more)

    def to_pandas(self) -> Any:
        """Return the table as a pandas DataFrame; pandas is the caller's to install."""
        import pandas as pd  # type: ignore[import-untyped,import-not-found,unused-ignore]

        return pd.DataFrame(list(self._rows), columns=list(self.columns))

    def to_polars(self) -> Any:
        """Return the table as a polars DataFrame; polars is the caller's to install."""
        import polars as pl  # type: ignore[import-not-found,unused-ignore]

        return pl.DataFrame(list(self._rows), schema=list(self.columns), orient="row", infer_schema_length=None)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def as_html(columns: Sequence[str], rows: Sequence[Sequence[Any]], note: str = "") -> str:
    """Return a table as HTML, every word of it escaped."""
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    lines = ["".join(f"<td>{escape(_cell(value))}</td>" for value in row) for row in rows]
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    below = f"<p>{escape(note)}</p>" if note else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{below}"
