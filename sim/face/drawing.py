"""How pictures may be asked for, as options of commands."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Lang", "Style"]


class Style(StrEnum):
    """The ground that pictures are drawn on."""

    LIGHT = "light"
    DARK = "dark"


class Lang(StrEnum):
    """The language of pictures and pages."""

    EN = "en"
    JA = "ja"
