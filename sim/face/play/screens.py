"""What a cell is shown: each screen is made of one view and nothing else, in one language, for one width."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.base.tongue import Tongue, phrase
from sim.face.show import safe
from sim.measure.shown import cell, scale
from sim.report.teller import latitude, longitude
from sim.table.entries import WHITE
from sim.table.lookahead import Outlook
from sim.table.shown import Due, Held, Number, Possible, Stock, Told, View, Word

__all__ = ["Screens", "priced"]

LATEST: Final = 8
PHASES: Final = MappingProxyType(
    {
        "brief": phrase("briefing"), "plan": phrase("planning"),
        "adjudicate": phrase("adjudication"), "review": phrase("review"),
    }
)  # fmt: skip
HOLLOW: Final = "–"


@dataclass(frozen=True)
class Screens:
    """How to show: the language, the width of the terminal, and the name and colour of each side."""

    say: Tongue
    width: int
    sides: Mapping[str, str]
    colours: Mapping[str, str]

    # What a turn begins with

    def brief(self, view: View) -> RenderableType:
        """Show where the game is, what came of the last turn, what was told, and what is to be decided."""
        parts: list[RenderableType] = [self.heading(view)]
        if view.brief and view.clock.turn == 1 and view.clock.phase in ("brief", "plan"):
            parts += [Padding(Text(safe(view.brief)), (0, 0, 1, 2))]
        turn_s = view.clock.ends_s - view.clock.begins_s
        new = [each for each in view.injects if each.time_s >= view.clock.now_s - turn_s]
        parts += self._news(view) + self.words(view, new) + self._waiting(view) + self._due(view) + self._asked(view)
        parts += self._in_force(view)
        return Group(*parts)

    def turn(self, view: View) -> RenderableType:
        """Show what came of a turn that was run, and what was said in it."""
        return Group(self.heading(view), *self._news(view), *self._in_force(view))

    def heading(self, view: View) -> Text:
        """Say whose screen it is, and where the game is."""
        say, clock = self.say, view.clock
        name = Text(safe(view.name), f"bold {self.colours.get(view.side, '')}".strip())
        line = say(
            "turn {turn} of {turns}, {phase}",
            turn=clock.turn,
            turns=clock.turns,
            phase=say(PHASES.get(clock.phase, clock.phase)),
        )
        if clock.over:
            line = say("the game is over, after {turns} turns", turns=clock.turns)
        spell = say("{begins} to {ends}", begins=clock.begins, ends=clock.ends)
        return Text.assemble(name, f" · {safe(view.title)}\n{line} · {spell}\n")

    def _news(self, view: View) -> list[RenderableType]:
        """Show the events of the kinds that came least often: the many others are in the log."""
        if not view.told:
            return []
        kinds = Counter(each.kind for each in view.told)
        rarest = sorted(view.told, key=lambda each: (kinds[each.kind], -each.number))[:LATEST]
        head = self.say("What happened")
        if len(view.told) > LATEST:
            head = self.say("What happened: {n} of {all} events, of the rarest kinds (log shows all)", n=LATEST,
                            all=len(view.told))  # fmt: skip
        return self._block(head, self.events(sorted(rarest, key=lambda each: each.number)))

    def events(self, told: Sequence[Told]) -> RenderableType:
        """List events by time."""
        return self._table((), [(each.clock, safe(each.says)) for each in told])

    def log(self, told: Sequence[Told]) -> RenderableType:
        """List events under the numbers that the cell knows them by."""
        return self._table((), [(str(each.number), each.clock, safe(each.says)) for each in told])

    def chain(self, causes: Sequence[Told]) -> RenderableType:
        """Show an event under what led to it."""
        steps = [f"{'  ' * depth}{each.clock}  {safe(each.says)}" for depth, each in enumerate(causes)]
        return Group(*(Text(step) for step in steps))

    def said(self, view: View) -> RenderableType:
        """List what was told and said in every turn."""
        rows = [
            (self.say("turn {n}", n=each.turn), self._name(view, each.cell), safe(each.says))
            for each in view.entered if each.sort != "advance"
        ]  # fmt: skip
        said = self._block(self.say("What was said"), self._table((), rows)) if rows else []
        return Group(*self.words(view, view.injects), *said)

    def words(self, view: View, injects: Sequence[Word]) -> list[RenderableType]:
        """Show what the cells were told in the story."""
        rows = []
        for each in injects:
            by = " · ".join(safe(part) for part in (each.sender, each.how) if part)
            minutes = self.say(" [{n} minutes allowed]", n=each.minutes) if each.minutes else ""
            rows.append((each.clock, f"{safe(each.text)}{f' ({by})' if by else ''}{minutes}"))
        return self._block(self.say("What was told"), self._table((), rows)) if rows else []

    def _waiting(self, view: View) -> list[RenderableType]:
        if not view.waiting:
            return []
        text = self.say("Injects that come next, unless they are held: {names}", names=", ".join(view.waiting))
        return [Text(text), Text()]

    def _due(self, view: View) -> list[RenderableType]:
        if not view.decisions:
            return []
        return self._block(self.say("To decide in this turn"), Group(*map(self._decision, view.decisions)))

    def _decision(self, due: Due) -> RenderableType:
        say = self.say
        joint = say(" (all cells together)") if due.joint else ""
        head = Text.assemble((safe(due.id), "bold"), f"  {due.clock}  {safe(due.asks)}{joint}")
        rows = []
        for option in due.options:
            chosen = option.id == due.chosen
            word = say("chosen") if chosen else say("if nobody chooses") if option.id == due.default else ""
            label = safe(option.label) if option.label != option.id else ""
            rows.append(("*" if chosen else "", safe(option.id), label, priced(option.price), word))
        return Group(head, self._table((), rows))

    def _asked(self, view: View) -> list[RenderableType]:
        """Show the requests that are open, and those of this turn and the last."""
        say, rows = self.say, []
        for each in view.requests:
            if each.granted is not None and each.turn < view.clock.turn - 1:
                continue
            stands = say("open") if each.granted is None else say("granted") if each.granted else say("refused")
            to_me = each.to == view.cell and each.granted is None
            hint = f"answer {each.number} yes|no" if to_me else ""
            ask = say("{cell} asks {to}", cell=self._name(view, each.cell), to=self._name(view, each.to))
            rows.append((str(each.number), ask, f"{each.path} {each.value}", stands, hint))
        return self._block(say("Requests"), self._table((), rows)) if rows else []

    def _in_force(self, view: View) -> list[RenderableType]:
        mine = [each for each in view.entered if each.turn == view.clock.turn and each.sort != "advance"]
        rows = [(str(each.number), self._name(view, each.cell), safe(each.says)) for each in mine]
        return self._block(self.say("Said in this turn"), self._table((), rows)) if rows else []

    def _name(self, view: View, cell: str) -> str:
        white = self.say("White cell") if cell == WHITE else cell
        return next((safe(each.name) for each in view.seats if each.cell == cell), white)

    # What is known

    def picture(self, view: View) -> RenderableType:
        """Show own platforms, tracks by age, those with something odd about them, and the schedule."""
        parts = self._platforms(view) + self._tracks(view) + self._bars(view)
        return Group(self.heading(view), *(parts or [Text(self.say("Nothing is known yet."))]))

    def _platforms(self, view: View) -> list[RenderableType]:
        if not view.platforms:
            return []
        say, rows = self.say, []
        for each in view.platforms:
            speed = say("{n} kn", n=f"{each.speed_kn:.0f}") if each.moving and each.speed_kn is not None else ""
            course = f"{each.course_deg:03.0f}°" if each.moving and each.course_deg is not None else ""
            side = Text(self.sides.get(each.side, each.side), self.colours.get(each.side, ""))
            rows.append((safe(each.name), side, _position(each.lat_deg, each.lon_deg), course, speed))
        heads = (say("platform"), say("side"), say("position"), say("course"), say("speed"))
        return self._block(say("Platforms"), self._table(heads, rows, whole=3))

    def _tracks(self, view: View) -> list[RenderableType]:
        say, held = self.say, [each for each in view.tracks if each.held_by]
        if not view.tracks:
            return []
        if not held:  # the white cell is told what is there
            sorts = Counter(each.signs[0].replace("_", " ") for each in view.tracks if each.signs)
            seen = ", ".join(f"{n} {safe(say(sort))}" for sort, n in sorts.most_common())
            return [Text(say("Vessels: {n}, {seen}", n=len(view.tracks), seen=seen))]
        young = [sum(each.age_s <= hours * 3600 for each in held) for hours in (1, 6)]
        head = say(
            "Tracks: {n}, of which {a} were seen within 1 h and {b} within 6 h", n=len(held), a=young[0], b=young[1]
        )
        odd = sorted((each for each in held if each.signs), key=lambda each: each.age_s)[: 2 * LATEST]
        return self._block(head, self._odd(odd) if odd else Text(say("None with anything odd about it.")))

    def _odd(self, odd: Sequence[Held]) -> RenderableType:
        say = self.say
        rows = [
            (each.seen, _position(each.lat_deg, each.lon_deg), self.sides.get(each.held_by, each.held_by),
             safe(each.sensor), ", ".join(map(say, each.signs)))
            for each in odd
        ]  # fmt: skip
        return self._table((say("seen"), say("position"), say("by"), say("sensor"), say("what is odd")), rows, whole=2)

    def _bars(self, view: View) -> list[RenderableType]:
        if not view.bars:
            return []
        say, latest = self.say, view.bars[-2 * LATEST :]
        start = datetime.fromisoformat(view.clock.begins) - timedelta(seconds=view.clock.begins_s)
        rows = [
            (_clock(start, n.from_s), say("going on") if n.until_s is None else _clock(start, n.until_s), safe(n.lane),
             safe(n.label))
            for n in latest
        ]  # fmt: skip
        heads = (say("from"), say("until"), say("where"), say("what"))
        head = say("Schedule: the last {n} of {all}", n=len(rows), all=len(view.bars))
        return self._block(head, self._table(heads, rows, whole=2))

    # What may be done

    def orders(self, view: View, only: Sequence[Possible] | None = None) -> RenderableType:
        """Show what may be ordered, with the value now, what to write and the price; others' as requests."""
        say, shown = self.say, view.orders if only is None else only
        mine = [each for each in shown if view.cell in (each.cell, WHITE)]
        parts = self._block(say("Orders you may give"), self._orders(mine)) if mine else []
        for other in dict.fromkeys(each.cell for each in shown if each not in mine):
            theirs = [each for each in shown if each.cell == other and each not in mine]
            head = say("Requests you may make of {cell}, with what was published", cell=self._name(view, other))
            parts += self._block(head, self._orders(theirs))
        return Group(*parts) if parts else Text(say("Nothing can be ordered."))

    def _orders(self, shown: Sequence[Possible]) -> RenderableType:
        say = self.say
        columns = [(say("path"), [each.path.removeprefix("parts.") for each in shown])]
        columns += [(say("now"), [safe(each.shown) for each in shown])]
        columns += [(say("ordered"), [safe(each.ordered) for each in shown])]
        columns += [(say("what to write"), [safe(", ".join(each.choices) or each.write) for each in shown])]
        columns += [(say("price"), [priced(each.price) for each in shown])]
        columns = [(head, column) for head, column in columns if any(column)]
        return self._table(
            [head for head, _ in columns], list(zip(*(column for _, column in columns), strict=True)), whole=1
        )

    def one_order(self, each: Possible) -> RenderableType:
        """Show one order in full."""
        say = self.say
        rows = [(say("what it means"), safe(each.says)), (say("what it is"), safe(each.about))]
        rows += [(say("now"), safe(each.shown)), (say("what to write"), safe(each.write))]
        rows += [(say("ordered"), safe(each.ordered))] if each.ordered else []
        rows += [(say("choices"), safe(", ".join(each.choices)))] if each.choices else []
        rows += [(say("price"), priced(each.price))] if each.price else []
        return Group(Text(each.path, "bold"), self._table((), rows))

    def stocks(self, stocks: Sequence[Stock], view: View) -> RenderableType:
        """Show what is left of the stocks."""
        say = self.say
        if not stocks:
            return Text(say("This scenario has no stocks: orders cost nothing."))
        rows = [
            (safe(each.name), self._name(view, each.cell), *(f"{n:g}" for n in (each.had, each.spent, each.left)))
            for each in stocks
        ]
        return self._table((say("stock"), say("cell"), say("had"), say("spent"), say("left")), rows, right=3)

    def measures(self, numbers: Sequence[Number]) -> RenderableType:
        """Show measures so far; one that was ruled is marked, with the reason."""
        say = self.say
        rows = [(safe(each.name), *_told(each, say), "" if "." in each.name else safe(each.about)) for each in numbers]
        table = self._table((say("measure"), say("so far"), "", say("what it is")), rows, whole=3)
        ruled = [
            say("* ruled: {name} counts as {value}, because {reason}", name=n.name, value=n.ruled, reason=n.reason)
            for n in numbers if n.reason
        ]  # fmt: skip
        return Group(table, *(Text(safe(each)) for each in ruled))

    def outlook(self, outlooks: Sequence[Outlook], number: int, *, tried: bool) -> RenderableType:
        """Show what measures may come to at the end, and what the orders tried would change."""
        say, rows = self.say, []
        for each in outlooks:
            of, to, by = each.contrast.of, each.contrast.to, scale(each.unit, each.contrast.to.mean or 0.0, self.say)
            difference = each.contrast.difference
            mark = " *" if each.contrast.stands else ""
            change = cell(difference.mean, difference.ci95, by, signed=True) + mark
            seen = (cell(of.mean, of.ci95, by), change) if tried else ()
            rows.append((f"{each.measure}, {by.unit}" if by.unit else each.measure, cell(to.mean, to.ci95, by), *seen))
        heads = (say("measure"), say("as it is"), *((say("with these"), say("change")) if tried else ()))
        note = say("{n} runs each with other luck, to the end; what others do is not known", n=number)
        marked = [Text(say("* more than luck, with all measures looked at"))] if tried else []
        return Group(self._table(heads, rows, right=len(heads) - 1), Text(note), *marked)

    # How it is set

    def _block(self, head: str, body: RenderableType) -> list[RenderableType]:
        return [Text(head, "bold"), body, Text()]

    def _table(self, heads: Sequence[str], rows: Sequence[Sequence[Any]], right: int = 0, whole: int = 0) -> Table:
        """Set rows in columns; the first `whole` are never broken, the last `right` are set flush right."""
        made = Table(box=None, show_header=bool(heads), padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
        count = len(heads) or max((len(row) for row in rows), default=0)
        for place in range(count):
            justify: Any = "right" if place >= count - right else "left"
            made.add_column(heads[place] if heads else "", justify=justify, overflow="fold", no_wrap=place < whole)
        for row in rows:
            made.add_row(*(each if isinstance(each, Text) else Text(each) for each in row))
        return made


def _told(each: Number, say: Tongue) -> Iterator[str]:
    """Yield a measure's value and unit as people read them."""
    by = scale(each.unit, each.value or 0.0, say)
    value = HOLLOW if each.value is None else cell(each.value, None, by)
    if each.value is not None and not by.unit and each.value == round(each.value):
        value = f"{each.value:,.0f}"
    yield f"{value} *" if each.reason else value
    yield by.unit


def _position(lat_deg: float | None, lon_deg: float | None) -> str:
    """Write a position as charts do."""
    return HOLLOW if lat_deg is None or lon_deg is None else f"{latitude(lat_deg)}, {longitude(lon_deg)}"


def _clock(start: datetime, time_s: float) -> str:
    return f"{start + timedelta(seconds=time_s):%Y-%m-%d %H:%M}"


def priced(price: Mapping[str, float]) -> str:
    """Write a price.

    Example:
        >>> priced({"ship-days": 10.0})
        '10 ship-days'
    """
    return ", ".join(f"{amount:g} {stock}" for stock, amount in price.items())
