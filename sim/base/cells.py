"""Text in tables that people open in a spreadsheet."""

from __future__ import annotations

from typing import Any, Final

__all__ = ["harmless"]

RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "'")


def harmless(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before text that could be one.

    Text that begins with an apostrophe gets one too, so that taking one away gives the text back.

    >>> harmless("=1+1"), harmless("-5 to 5"), harmless(-5.0), harmless("'tis")
    ("'=1+1", "'-5 to 5", -5.0, "''tis")
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value
