"""The map of a view, with its legend: beside it where there is room, else under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from string import ascii_uppercase
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.face.play.chart import OVER, Mark, chart, fitted, placed
from sim.face.play.screens import Screens
from sim.face.show import safe
from sim.report.teller import latitude, longitude
from sim.table.shown import Box as Edges
from sim.table.shown import Held, Own, View
from sim.world.areas import Box

__all__ = ["mapped"]

HEIGHT: Final = 22
BESIDE: Final = 30  # columns that a legend beside the map takes at least
NAMED: Final = 3  # platforms at one place that are named
NM_PER_DEG: Final = 60.0
USUAL: Final = (("*", 1.0), ("o", 6.0), (".", float("inf")))  # signs of tracks, up to so many hours old
ODD: Final = (("!", 6.0), ("?", float("inf")))
RANKS: Final = ".o*?!"


def mapped(view: View, screens: Screens, *, braille: bool = True) -> RenderableType:
    """Return the map of what a view holds: its platforms as letters, its tracks by age, and its areas."""
    made = _Map(view, screens)
    areas = {name: _box(each) for name, each in view.areas.items()}
    lines = chart(made.box, made.size, areas, made.marks(), braille=braille)
    legend = list(made.legend())
    if screens.width - made.size[0] < BESIDE:
        return Group(*lines, made.foot(), *legend)
    both = Table.grid(padding=(0, 2, 0, 0))
    both.add_column(no_wrap=True, width=made.size[0])
    both.add_column(overflow="fold")
    both.add_row(Group(*lines), Group(*legend))
    return Group(both, made.foot())


def _box(area: Edges) -> Box:
    return Box(area.name, area.west, area.east, area.south, area.north)


@dataclass(frozen=True)
class _Map:
    """A view as signs on a map, and what they mean."""

    view: View
    screens: Screens

    @property
    def box(self) -> Box:
        return _box(self.view.area)

    @property
    def size(self) -> tuple[int, int]:
        return fitted(self.box, self.screens.width, HEIGHT)

    @cached_property
    def letters(self) -> dict[str, list[Own]]:
        """The platforms by the letter of the place where they are."""
        places: dict[tuple[int, int], list[Own]] = {}
        for each in self.view.platforms:
            if each.lat_deg is not None and each.lon_deg is not None:
                places.setdefault(placed(self.box, self.size, each.lat_deg, each.lon_deg), []).append(each)
        return dict(zip(ascii_uppercase, places.values(), strict=False))

    @cached_property
    def sorts(self) -> dict[str, str]:
        """A small letter for each sort of vessel, which the white cell alone is told."""
        found: dict[str, str] = {}
        for sort, _ in Counter(_sort(each) for each in self.view.tracks if not each.held_by).most_common():
            letters = (letter for letter in sort.lower() if letter.isascii() and letter.isalpha())
            found[sort] = next((letter for letter in letters if letter not in found.values()), "x")
        return found

    def marks(self) -> Iterator[Mark]:
        """Yield the signs; rarer sorts cover others, newer tracks older ones, and platforms all."""
        order = list(self.sorts)
        for each in self.view.tracks:
            if each.held_by:
                sign = _sign(each)
                yield Mark(
                    each.lat_deg, each.lon_deg, sign, self.screens.colours.get(each.held_by, ""), RANKS.index(sign)
                )
            else:
                sort = _sort(each)
                yield Mark(each.lat_deg, each.lon_deg, self.sorts[sort], "", order.index(sort))
        for letter, group in self.letters.items():
            lat, lon = group[0].lat_deg or 0.0, group[0].lon_deg or 0.0
            yield Mark(lat, lon, letter, self._bold(group[0].side), OVER)

    def _bold(self, side: str) -> str:
        return f"bold {self.screens.colours.get(side, '')}".strip()

    def legend(self) -> Iterator[Text]:
        """Yield what the signs mean, a line each."""
        for letter, group in self.letters.items():
            told = ", ".join(safe(each.name) for each in group[:NAMED])
            more = self.screens.say(" and {n} more", n=len(group) - NAMED) if len(group) > NAMED else ""
            of = f" ({self._side(group[0].side)})" if group[0].side != self.view.side else ""
            yield Text.assemble((letter, self._bold(group[0].side)), f" {told}{more}{of}")
        yield from self._tracks()
        for name, area in self.view.areas.items():
            yield Text(f"{name}: {safe(area.name)}" if area.name != name else name, "dim")

    def _tracks(self) -> Iterator[Text]:
        say, held = self.screens.say, [each for each in self.view.tracks if each.held_by]
        known = {
            "!": say("odd, seen within 6 h"), "?": say("odd, seen before"), "*": say("seen within 1 h"),
            "o": say("seen within 6 h"), ".": say("seen before"),
        }  # fmt: skip
        count = Counter(map(_sign, held))
        yield from (Text(f"{sign} {word} ({count[sign]})") for sign, word in known.items() if count[sign])
        sides = Counter(each.held_by for each in held)
        if len(sides) > 1:
            yield from (self._by(side, n) for side, n in sides.items())
        total = Counter(_sort(each) for each in self.view.tracks if not each.held_by)
        yield from (Text(f"{letter} {safe(say(sort))} ({total[sort]})") for sort, letter in self.sorts.items())

    def _side(self, side: str) -> str:
        return self.screens.sides.get(side, side)

    def _by(self, side: str, number: int) -> Text:
        return Text(
            self.screens.say("{n} from {name}", n=number, name=self._side(side)), self.screens.colours.get(side, "")
        )

    def foot(self) -> Text:
        """Say where the edges are, and how much sea a character covers."""
        box = self.box
        high_nm = (box.north - box.south) * NM_PER_DEG / self.size[1]
        text = self.screens.say(
            "{south} to {north}, {west} to {east}; a character is {n} nm high", south=latitude(box.south),
            north=latitude(box.north), west=longitude(box.west), east=longitude(box.east), n=f"{high_nm:.0f}",
        )  # fmt: skip
        return Text(text, "dim")


def _sign(each: Held) -> str:
    return next(sign for sign, hours in (ODD if each.signs else USUAL) if each.age_s <= hours * 3600)


def _sort(each: Held) -> str:
    return each.signs[0].replace("_", " ") if each.signs else each.name
