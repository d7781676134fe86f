"""What a scenario says of being played: injects, decisions, and the exercise's cells, objectives and stocks."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints, model_validator

from sim.base.spec import AreaName, SideName, Spec, param
from sim.base.units import Delay, Duration, Text, fault, show

__all__ = [
    "CellSpec", "Changes", "ConditionSpec", "DecisionSpec", "Id", "InjectSpec", "ObjectiveSpec", "PlaySpec",
    "WeatherEffect", "WhiteSpec",
]  # fmt: skip

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
Changes = dict[str, Any]
Amount = Annotated[float, Field(ge=0.0, le=1e9)]
Price = dict[Id, Amount]


class WeatherEffect(Spec):
    """Weather that an inject brings."""

    sea_state: int = Field(ge=0, le=9, description="sea state of the Douglas scale")
    for_: Duration = Field(alias="for", description="how long it lasts")
    area: AreaName | None = Field(None, description="where it blows; everywhere when left out")


class ConditionSpec(Spec):
    """What must have come about, looked at where a turn ends: so many events of a kind, or a measure past a value."""

    event: str | None = Field(None, description="a kind of event of the log")
    count: int = Field(1, ge=1, description="how many of it there must have been")
    measure: str | None = Field(None, description="a measure, taken from the warm-up to now")
    above: float | None = Field(None, description="what the measure must exceed, in its unit")
    below: float | None = Field(None, description="what it must lie under, in its unit")
    after: Delay = param("0 h", about="not before this time from the start")

    @model_validator(mode="after")
    def _asks_one_thing(self) -> ConditionSpec:
        if (self.event is None) == (self.measure is None):
            raise fault("found both an event and a measure, or neither", "write one: {event: transfer_ended, count: 3}")
        bounds = [bound for bound in (self.above, self.below) if bound is not None]
        if len(bounds) != (0 if self.measure is None else 1):
            raise fault(f"found {len(bounds)} bounds", "write {measure: …, above: …} or below; an event has a count")
        return self

    def shown(self) -> str:
        """Say in English what is waited for."""
        late = f", after {show(self.after, 'time')}" if self.after else ""
        if self.event is not None:
            return f"when {self.event} has come {self.count} times{late}"
        bound = f"above {self.above:g}" if self.above is not None else f"below {self.below:g}"
        return f"when {self.measure} is {bound}{late}"


class InjectSpec(Spec):
    """An event of the exercise's list: what happens when, and the rest of its line in a master scenario events list."""

    at: Delay | None = Field(None, description="when it happens, from the start")
    when: ConditionSpec | None = Field(None, description="instead of a time: what must have come about")
    id: Id = Field(description="its name in this scenario")
    text: Text = Field(description="what the audience is told")
    effect: Changes = Field(
        default_factory=dict, description="what it does: 'weather: {sea_state: 7, for: 3 d}', and changes by path"
    )
    audience: tuple[SideName, ...] = Field((), description="the sides that are told; all of them when left out")
    sender: Text | None = Field(None, alias="from", description="who it comes from, in the story")
    how: Text | None = Field(None, description="how it is delivered: email, radio, telephone, in person")
    expected: Text | None = Field(None, description="what the audience is expected to do")
    controller: Text | None = Field(None, description="who of the white cell is responsible for it")
    objective: Id | None = Field(None, description="the objective that it serves")
    minutes: int | None = Field(None, ge=1, le=600, description="minutes allowed for it at the table")
    learning: Text | None = Field(None, description="the learning point")

    @model_validator(mode="after")
    def _has_a_moment(self) -> InjectSpec:
        if (self.at is None) == (self.when is None):
            found = "found neither 'at' nor 'when'" if self.at is None else "found both 'at' and 'when'"
            raise fault(found, "write when it happens: at: 20 d, or when: {event: …, count: 3}")
        return self


class DecisionSpec(Spec):
    """A point at which players choose."""

    at: Delay = Field(description="when it is due, from the start")
    id: Id = Field(description="its name in this scenario")
    asks: Text = Field(description="the question put to the players")
    options: dict[Id, Changes] = Field(min_length=1, description="what may be chosen: changes from then on")
    default: str = Field(description="the option taken when nobody chooses")
    labels: dict[Id, Text] = Field(default_factory=dict, description="what people call the options")
    cell: Id | None = Field(None, description="whose decision it is; all cells decide together when left out")
    costs: dict[Id, Price] = Field(default_factory=dict, description="what an option takes from the cell's stocks")
    objective: Id | None = Field(None, description="the objective that it serves")

    @model_validator(mode="after")
    def _options_are_known(self) -> DecisionSpec:
        write = f"write one of its options: {', '.join(self.options)}"
        if self.default not in self.options:
            raise fault(f"found the default '{self.default}'", write)
        for name in (*self.labels, *self.costs):
            if name not in self.options:
                raise fault(f"found a label or cost of '{name}'", write)
        return self


class CellSpec(Spec):
    """One of the groups at the table: it plays a side, or some parts of one."""

    side: SideName = Field(description="whose picture it sees")
    name: Text | None = Field(None, description="what people call it")
    brief: Text | None = Field(None, description="what its role card says")
    parts: tuple[str, ...] = Field((), description="the parts it commands; all of its side when left out")


class WhiteSpec(Spec):
    """The facilitators."""

    brief: Text | None = Field(None, description="what they are told")


class ObjectiveSpec(Spec):
    """What the exercise is for: one thing that a cell should come to do well."""

    id: Id = Field(description="its name in this scenario")
    text: Text = Field(description="what is to be learnt or shown")
    measures: tuple[str, ...] = Field((), description="the measures that tell")
    questions: tuple[Text, ...] = Field((), description="what to ask in the hotwash")


class PlaySpec(Spec):
    """How a scenario is played in turns."""

    turn: Duration | None = Field(None, description="length of a turn; a sixth of the duration when left out")
    case: Id | None = Field(None, description="the case that is played; the first when left out")
    cells: dict[Id, CellSpec] = Field(default_factory=dict, description="who plays; one a side when left out")
    white: WhiteSpec = Field(WhiteSpec(), description="the facilitators")
    objectives: tuple[ObjectiveSpec, ...] = Field((), description="what the exercise is for")
    stocks: dict[Id, dict[Id, Amount]] = Field(default_factory=dict, description="what cells have to spend, by name")
    prices: dict[str, Price] = Field(default_factory=dict, description="what an order along a path takes from stocks")
    orders: tuple[str, ...] | None = Field(None, description="the paths that may be ordered; all when left out")
