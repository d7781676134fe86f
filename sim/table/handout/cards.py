"""The role card of a cell: what it is there for, what it commands, may order and will be asked; nothing of others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sim.base.spec import PartSpec
from sim.base.tongue import phrase
from sim.report.area_map import area_map
from sim.report.document.blocks import Bullets, Document, Paragraph, Picture, Section, Table
from sim.report.document.facts import PROSE
from sim.report.escape import line
from sim.report.words import lasting
from sim.scenario.play import DecisionSpec, Price
from sim.scenario.source import brief
from sim.table.entries import WHITE
from sim.table.handout.desk import Desk
from sim.table.possible import possible
from sim.table.state import fold

__all__ = ["card"]

SHORT: Final = 72  # letters of a value that stands in a line with others
COLUMNS: Final = 6
CELL_DOES: Final = tuple(map(phrase, (
    "You know what your own posts, ships and aircraft report, and what reaches you from others. Nothing else is "
    "true yet.",
    "In each turn: read, plan, order, say that you are done. What is ordered holds from that moment on.",
    "Ask other cells, in writing, for what is theirs to order. Say what it is for.",
    "Write down why you decide as you do, and what you expect. The review asks for both.",
)))  # fmt: skip
WHITE_DOES: Final = tuple(map(phrase, (
    "Deliver each event of the list at its turn; hold one back or write one on the spot where that teaches more.",
    "The simulation decides what happens. Overrule it with a reason alone; the reason is kept and shown.",
    "Show no cell what another knows, and nobody the truth, before the review.",
    "Keep the time: what is not decided when the turn ends stays as it was.",
)))  # fmt: skip
HIDDEN: Final = frozenset({"id", "kind", "side", "sources", "source", "record", "recorded", "precision"})


def card(desk: Desk, cell: str) -> Document:
    """Return the role card of a cell, or of the white cell."""
    say, rules = desk.say, desk.rules
    below = say(
        "Role card for {title}: {n} turns of {turn}. For this cell alone.",
        title=desk.title, n=rules.turns, turn=lasting(rules.spec.turn_s, say),
    )  # fmt: skip
    task = rules.spec.play.white.brief if cell == WHITE else rules.cells[cell].brief
    said = desk.prose(task) or desk.prose(rules.spec.purpose)
    return desk.page(
        desk.cell(cell), below,
        Section(say("Your task"), (Paragraph(said, large=True),) if said else ()),
        desk.objectives(), _map(desk, cell), _commanded(desk, cell), _orders(desk, cell), _links(desk, cell),
        _decisions(desk, cell), _stocks(desk, cell), _conduct(desk, cell),
    )  # fmt: skip


def _map(desk: Desk, cell: str) -> Section:
    """Draw the area with what stands where: a cell's own alone, everything for the white cell."""
    say, spec = desk.say, desk.rules.spec
    parts = spec.parts if cell == WHITE else desk.rules.parts(cell)
    title = say("The area") if cell == WHITE else say("The area, and what you have there")
    drawn = area_map(spec, parts, title, desk.footer, say)
    return Section(say("Map"), (Picture("area.svg", "image/svg+xml", drawn, title),))


def _commanded(desk: Desk, cell: str) -> Section:
    """List the parts of a cell, with what the scenario says of each."""
    say, data = desk.say, _given(desk)
    own = desk.rules.parts(cell)
    rows = tuple((line(each.id), say(each.kind.replace("_", " ")), _facts(data[each.id])) for each in own)
    heads = (say("name"), say("what it is"), say("as it is at the start"))
    caption = say("What you command") if cell != WHITE else say("What nobody at the table commands")
    lists = (table for each in own for table in _lists(each, data[each.id]))
    parts = say("Posts, ships, aircraft and people, with what the scenario says of them")
    tables = (Table(parts, heads, rows, numbers_from=len(heads)), *lists) if rows else ()
    return Section(caption, tables or (Paragraph(say("Nothing: you ask others, and decide with them.")),))


def _given(desk: Desk) -> Mapping[str, Mapping[str, Any]]:
    """Return what the scenario says of each part, in the case that is played."""
    parts: list[dict[str, Any]] = desk.scenario.variants[desk.rules.case][0].plain()["parts"]
    return {each["id"]: {name: value for name, value in each.items() if name not in HIDDEN} for each in parts}


def _facts(given: Mapping[str, Any]) -> str:
    said = ((name, _joined(value) if _paired(value) else brief(value)) for name, value in given.items())
    short = ((name, value) for name, value in said if len(value) <= SHORT or _paired(given[name]))
    return line("; ".join(f"{name}: {value}" for name, value in short), PROSE)


def _entries(value: Any) -> list[dict[str, Any]]:
    """Return a list of entries as it is, and nothing of any other value."""
    return value if isinstance(value, list) and all(isinstance(each, dict) for each in value) else []


def _paired(value: Any) -> bool:
    """Tell whether a list's entries are so small that they stand in a line."""
    return bool(_entries(value)) and max(map(len, _entries(value))) <= 2


def _joined(entries: list[dict[str, Any]]) -> str:
    return ", ".join(" ".join(map(brief, each.values())) for each in entries)


def _lists(part: PartSpec, given: Mapping[str, Any]) -> Iterator[Table]:
    """Yield a table for each list of entries that a part is given, with the columns that most of them have."""
    for name, entries in given.items():
        if _entries(entries) and not _paired(entries):
            names = [key for each in entries for key in each if key not in HIDDEN - {"id"}]
            heads = sorted(dict.fromkeys(names), key=names.count, reverse=True)[:COLUMNS]
            rows = tuple(tuple(line(brief(each[key])) if key in each else "" for key in heads) for each in entries)
            caption = f"{line(part.id)}: {line(name)}"
            yield Table(caption, tuple(map(line, heads)), rows, numbers_from=len(heads))


def _orders(desk: Desk, cell: str) -> Section:
    say, rules = desk.say, desk.rules
    setting = desk.scenario.setting(rules.case)
    found = [each for each in possible(rules, fold(rules, ()), setting, cell, say) if each.cell == cell]
    rows = tuple(
        (line(each.says), line(each.path), line(each.shown, PROSE), line(", ".join(each.choices) or each.write, PROSE),
         _price(each.price))
        for each in found
    )  # fmt: skip
    heads = (say("order"), say("written"), say("now"), say("instead"), say("costs"))
    title = say("What you may order")
    table = Table(
        say("Write the path and the new value; the order holds from then on"), heads, rows, numbers_from=len(heads)
    )
    return Section(title, (table,) if rows else ())


def _price(price: Mapping[str, float]) -> str:
    return ", ".join(f"{line(stock)}: {amount:g}" for stock, amount in price.items()) or "–"


def _links(desk: Desk, cell: str) -> Section:
    """Tell what a cell passes on and on what terms, and who passes something to it."""
    say, side = desk.say, desk.rules.side(cell)
    said = []
    for link in desk.rules.spec.arrangement:
        products = ", ".join(say(product) for product in link.products)
        if side and link.sender == side:
            said.append(say("You pass on to {side}: {products}", side=desk.sides[link.receiver], products=products))
        elif side and link.receiver == side:
            said.append(say("You may receive from {side}: {products}", side=desk.sides[link.sender], products=products))
    return Section(say("What is passed on"), (Bullets(tuple(said)),) if said else ())


def _decisions(desk: Desk, cell: str) -> Section:
    """List the decisions that a cell takes, alone or with others; the white cell watches over all of them."""
    say, rules = desk.say, desk.rules
    mine = [each for each in rules.spec.decisions if cell == WHITE or cell in rules.deciders(each)]
    rows = tuple(
        (
            str(rules.turn_of(each.at)),
            desk.clock(each.at),
            desk.prose(each.asks),
            _options(desk, each),
            _who(desk, each),
        )
        for each in sorted(mine, key=lambda each: each.at)
    )
    heads = (say("turn"), say("when"), say("question"), say("options"), say("who decides"))
    title = say("Decisions that will be put to you") if cell != WHITE else say("Decisions of the cells")
    table = Table(say("In order of time; where nobody chooses, what is marked holds"), heads, rows, len(heads))
    return Section(title, (table,) if rows else ())


def _options(desk: Desk, decision: DecisionSpec) -> str:
    return "; ".join(_option(desk, decision, name) for name in decision.options)


def _option(desk: Desk, decision: DecisionSpec, name: str) -> str:
    said = desk.prose(decision.labels.get(name)) or line(name)
    cost: Price = decision.costs.get(name, {})
    usual = desk.say("{option} (without a choice)", option=said) if name == decision.default else said
    return f"{usual} ({_price(cost)})" if cost else usual


def _who(desk: Desk, decision: DecisionSpec) -> str:
    return desk.cell(decision.cell) if decision.cell else desk.say("all cells together")


def _stocks(desk: Desk, cell: str) -> Section:
    say, held = desk.say, desk.rules.stocks(cell)
    rows = tuple((line(stock), f"{amount:g}") for stock, amount in held.items())
    title = say("What you have to spend")
    table = Table(say("Orders and options take from it"), (say("stock"), say("for the whole game")), rows)
    return Section(title, (table,) if rows else ())


def _conduct(desk: Desk, cell: str) -> Section:
    return Section(
        desk.say("At the table"), (Bullets(tuple(map(desk.say, WHITE_DOES if cell == WHITE else CELL_DOES))),)
    )
