"""What a scenario file may say, as frozen models."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field, InstanceOf, model_validator

from sim.base.spec import PartSpec, Spec, param
from sim.base.units import LAST_YEAR, Delay, Duration, Latitude, Longitude, Moment, Text, fault, show
from sim.parts.arrangement import LinkSpec
from sim.scenario.play import Changes, DecisionSpec, Id, InjectSpec, PlaySpec
from sim.world.areas import Box

__all__ = ["BoxSpec", "ScenarioSpec", "SideSpec"]

TURNS: Final = 6  # of a game whose scenario does not say


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
    play: PlaySpec = Field(PlaySpec(), description="how it is played in turns: cells, objectives, stocks")
    measures: tuple[str, ...] = Field((), description="what is measured; everything when left out")
    sources: dict[str, str] = Field(default_factory=dict, description="citations, by the key that parts use")

    @property
    def turn_s(self) -> float:
        """How long a turn lasts: no longer than the run."""
        return min(self.play.turn or self.duration / TURNS, self.duration)

    @model_validator(mode="after")
    def _time_is_sane(self) -> ScenarioSpec:
        if self.warm_up >= self.duration:
            found = f"found a warm-up of {show(self.warm_up, 'time')} in {show(self.duration, 'time')}"
            raise fault(found, "write a warm_up shorter than the duration")
        if self.start.year + self.duration / (365 * 86400) > LAST_YEAR:
            raise fault(f"found a duration of {show(self.duration, 'time')}", f"end before the year {LAST_YEAR}")
        return self
