"""What a scenario file may say, as frozen models."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, InstanceOf, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sim.base.spec import AreaName, PartSpec, SideName, Spec, param
from sim.base.units import LAST_YEAR, Delay, Duration, Latitude, Longitude, Moment, Text, show
from sim.parts.arrangement import LinkSpec
from sim.world.areas import Box

__all__ = ["BoxSpec", "DecisionSpec", "InjectSpec", "ScenarioSpec", "SideSpec", "WeatherEffect", "fault"]

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
Changes = dict[str, Any]


def fault(found: str, write: str) -> PydanticCustomError:
    """Make the error from which a fault's two halves are taken."""
    return PydanticCustomError("quantity", "{found}; {write}", {"found": found, "write": write})


class BoxSpec(Spec):
    """A box between two meridians and two parallels."""

    name: Text | None = Field(None, description="what people call it")
    west: Longitude = Field(description="its western edge")
    east: Longitude = Field(description="its eastern edge")
    south: Latitude = Field(description="its southern edge")
    north: Latitude = Field(description="its northern edge")
    antimeridian: bool = Field(False, description="say true when the box spans the antimeridian (west above east)")

    @model_validator(mode="after")
    def _ordered(self) -> BoxSpec:
        if self.south >= self.north:
            found = f"found south {show(self.south, 'latitude')} and north {show(self.north, 'latitude')}"
            raise fault(found, "write a south that lies below the north")
        if self.west == self.east or (self.west > self.east) != self.antimeridian:
            found = f"found west {show(self.west, 'longitude')} and east {show(self.east, 'longitude')}"
            raise fault(found, "write a west that lies west of the east, or 'antimeridian: true' where it does not")
        return self

    def box(self, name: str) -> Box:
        """Return the area itself."""
        return Box(name, self.west, self.east, self.south, self.north)


class SideSpec(Spec):
    """One of those who take part."""

    name: Text | None = Field(None, description="what people call it")
    colour: Literal["blue", "orange", "green", "purple", "sky", "yellow", "vermilion", "black"] | None = Field(
        None, description="its colour on maps and figures, one of those that colour-blind readers can tell apart"
    )


class WeatherEffect(Spec):
    """Weather that an inject brings."""

    sea_state: int = Field(ge=0, le=9, description="sea state of the Douglas scale")
    for_: Duration = Field(alias="for", description="how long it lasts")
    area: AreaName | None = Field(None, description="where it blows; everywhere when left out")


class InjectSpec(Spec):
    """An event of the exercise's list."""

    at: Delay = Field(description="when it happens, from the start")
    id: Id = Field(description="its name in this scenario")
    text: Text = Field(description="what the audience is told")
    effect: Changes = Field(
        default_factory=dict, description="what it does: 'weather: {sea_state: 7, for: 3 d}', and changes by path"
    )
    audience: tuple[SideName, ...] = Field((), description="the sides that are told; all of them when left out")


class DecisionSpec(Spec):
    """A point at which players choose."""

    at: Delay = Field(description="when it is due, from the start")
    id: Id = Field(description="its name in this scenario")
    asks: Text = Field(description="the question put to the players")
    options: dict[Id, Changes] = Field(min_length=1, description="what may be chosen: changes from then on")
    default: str = Field(description="the option taken when nobody chooses")

    @model_validator(mode="after")
    def _default_is_an_option(self) -> DecisionSpec:
        if self.default not in self.options:
            raise fault(f"found the default '{self.default}'", f"write one of its options: {', '.join(self.options)}")
        return self


class ScenarioSpec(Spec):
    """A whole scenario."""

    title: Text = Field(description="its name, as people read it")
    purpose: Text | None = Field(None, description="the question it answers")
    expect: Text | None = Field(None, description="what result to expect")
    lang: Literal["en", "ja"] = Field("en", description="the language of its figures and pages: en or ja")
    illustrates: tuple[str, ...] = Field((), description="what it is drawn from: rows of the announcement")
    start: Moment = Field(description="the date and time at which it begins, in UTC")
    duration: Duration = Field(description="how long it runs")
    warm_up: Delay = param("0 h", about="how much of its beginning is left out of the measures")
    replications: int = Field(30, ge=1, le=100_000, description="how often each case is run, each time with other luck")
    seed: int = Field(0, ge=0, le=2**63 - 1, description="the number that all luck is drawn from")
    area: BoxSpec = Field(description="the sea it plays on")
    areas: dict[Id, BoxSpec] = Field(default_factory=dict, description="smaller areas that parts refer to by name")
    sides: dict[Id, SideSpec] = Field(default_factory=dict, description="those who take part")
    parts: tuple[InstanceOf[PartSpec], ...] = Field(min_length=1, description="all that sails, flies, looks or thinks")
    arrangement: tuple[InstanceOf[LinkSpec], ...] = Field((), description="who passes what to whom, and how late")
    cases: dict[Id, Changes] = Field(default_factory=dict, description="what is compared: changes to this file")
    injects: tuple[InjectSpec, ...] = Field((), description="the exercise's event list")
    decisions: tuple[DecisionSpec, ...] = Field((), description="where players choose")
    measures: tuple[str, ...] = Field((), description="what is measured; everything when left out")
    sources: dict[str, str] = Field(default_factory=dict, description="citations, by the key that parts use")

    @model_validator(mode="after")
    def _time_is_sane(self) -> ScenarioSpec:
        if self.warm_up >= self.duration:
            found = f"found a warm-up of {show(self.warm_up, 'time')} in {show(self.duration, 'time')}"
            raise fault(found, "write a warm_up shorter than the duration")
        if self.start.year + self.duration / (365 * 86400) > LAST_YEAR:
            raise fault(f"found a duration of {show(self.duration, 'time')}", f"end before the year {LAST_YEAR}")
        return self
