"""What people call the steps, serials, waves and teams of a scenario, in one language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sim.base.spec import PartSpec, Spec
from sim.base.tongue import ENGLISH, Tongue
from sim.report.escape import line

__all__ = ["NAMELESS", "Titles"]


class Titles:
    """Called with a name, it gives its title in the scenario, else its translation if it is a usual one, else itself.

    A number after a name stays: the third `live fire` is `live fire 3`. A name that two parts give with different
    titles has the last of them.
    """

    def __init__(self, parts: Iterable[PartSpec], tongue: Tongue) -> None:
        pieces: list[Any] = [
            piece for part in parts for _, value in part if isinstance(value, tuple)
            for piece in value if isinstance(piece, Spec)
        ]  # fmt: skip
        self.tongue = tongue
        self.given = {piece.name: line(tongue.pick(piece.title)) for piece in pieces if getattr(piece, "title", None)}

    def __call__(self, name: str) -> str:
        if name in self.given:
            return self.given[name]
        stem, _, number = name.rpartition(" ")
        return f"{self(stem)} {number}" if stem and number.isdigit() else self.tongue(name)


NAMELESS: Final = Titles((), ENGLISH)
