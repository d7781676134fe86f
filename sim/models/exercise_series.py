"""A series of exercises: conferences, arrival, serials that share ranges and people, learning and forgetting."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

from pydantic import NonNegativeInt

from sim.base.distributions import RandomDuration
from sim.base.spec import PartSpec, SideName, Trouble, kind, param
from sim.base.units import Delay, Duration, Fraction
from sim.models.training import Series
from sim.parts.steps import Step, impossible_order, missing, twice
from sim.parts.theatre import Theatre

__all__ = ["ExerciseSeries", "Serial"]

DAY_S: Final = 86400.0
JOINT: Final = "reconnaissance", "live_fire", "urban", "air_assault"


class Serial(Step):
    """A training serial: a step of the programme that takes people and places, and may be held several times."""

    times: int = param(1, about="how often it is held, with other soldiers each time", ge=1, le=50)
    outdoors: bool = param(True, about="whether bad weather keeps it from being begun")
    stops: Fraction = param(0.0, about="chance that it is stopped for safety")


def _usual() -> tuple[Serial, ...]:
    def serial(name: str, hours: int, needs: dict[str, int], **more: Any) -> Serial:
        takes = {"triangular": [f"{0.8 * hours} h", f"{hours} h", f"{1.6 * hours} h"]}
        return Serial.model_validate({"name": name, "takes": takes, "needs": needs, **more})

    both = {"instructors": 2, "interpreters": 1}
    return (
        serial("reconnaissance", 6, {**both}, times=6, service="reconnaissance"),
        serial("live fire", 5, {"ranges": 1, **both}, times=16, service="live_fire", stops=0.1, daylight=True),
        serial("urban", 6, {"village": 1, **both}, times=12, service="urban", outdoors=False),
        serial("air assault", 5, {"aircraft": 2, "instructors": 2, "interpreters": 1}, times=6, service="air_assault",
               after=["reconnaissance"], stops=0.05),
    )  # fmt: skip


@kind("exercise_series")
class ExerciseSeries(PartSpec):
    """The same exercise, year after year."""

    host: SideName = param(about="who holds it")
    guest: SideName = param(about="who comes")
    first: Delay = param("300 d", about="when the first exercise begins, from the start")
    every: Duration = param("365 d", about="time from one exercise to the next")
    on: tuple[Delay, ...] = param((), about="when each exercise begins, in order, in place of first and every")
    days: Duration = param(
        "12 d",
        about="how long an exercise lasts, from the first chalk",
        le=120 * DAY_S,
        order="Hold longer exercises, or shorter",
    )
    people: int = param(300, about="soldiers of both nations who take part", ge=1, order="Send more soldiers, or fewer")
    conferences: tuple[Duration, ...] = param(
        ("180 d", "90 d", "30 d"), about="how long before each exercise its planners meet", validate_default=True
    )
    planners: int = param(24, about="planners at a conference", ge=0)
    conference: Duration = param("16 h", about="hours that planners work together at a conference")
    chalks: int = param(5, about="flights that bring the guest's soldiers", ge=1, le=100)
    chalk_every: Duration = param("4 h", about="time from chalk to chalk, as planned")
    chalk_late: RandomDuration = param({"exponential": "3 h"}, about="how late each chalk is")
    in_processing: RandomDuration = param(
        {"triangular": ["4 h", "6 h", "12 h"]}, about="from the last chalk to training"
    )
    day: Duration = param("12 h", about="hours of a day in which serials are begun", le=DAY_S)
    resources: dict[str, NonNegativeInt] = param(
        {"ranges": 1, "village": 1, "aircraft": 2, "instructors": 8, "interpreters": 3},
        about="what serials share: places, aircraft and people, each by its number",
        order="Have other numbers of ranges, instructors and interpreters",
    )
    serials: tuple[Serial, ...] = param(_usual(), about="the programme")
    bad_weather: RandomDuration = param({"exponential": "6 h"}, about="how long a spell of bad weather lasts")
    good_weather: RandomDuration = param({"exponential": "40 h"}, about="how long it is fine between two of them")
    stopped: RandomDuration = param({"triangular": ["30 min", "2 h", "6 h"]}, about="how long a stop for safety lasts")
    final: Duration = param("72 h", about="how long the final field exercise lasts, at the end")
    tasks: int = param(12, about="events on the final exercise's list", ge=0, le=500)
    untrained: Fraction = param(0.3, about="chance that strangers meet an event of the list together well enough")
    learns: Duration = param("500 h", about="hours together in which the part not yet learnt falls to 1/e")
    forgets: Duration = param("700 d", about="time in which what was learnt falls to 1/e")
    apart: Fraction = param(0.25, about="what an hour side by side teaches, of what an hour together does")

    @property
    def services_asked(self) -> set[str]:
        """Return the services that serials held together need."""
        return {serial.service for serial in self.serials if serial.service}

    def begins_s(self, nth: int) -> float:
        """Return when the n-th exercise begins; infinity if there is none."""
        if self.on:
            return self.on[nth] if nth < len(self.on) else math.inf
        return self.first + nth * self.every

    def build(self, theatre: Theatre) -> Series:
        return Series(self, theatre)

    def trouble(self, whole: Any) -> Iterator[Trouble]:
        """Find what can never be done in such an exercise."""
        yield from twice("serials", [serial.name for serial in self.serials])
        yield from impossible_order("serials", {serial.name: serial.after for serial in self.serials})
        needs, given = {serial.name: serial.needs for serial in self.serials}, "serials" in self.model_fields_set
        yield from missing("serials", needs, "resources", self.resources, given=given)
        if self.final >= self.days:
            yield Trouble(("final",), "the final exercise leaves no time for training", "write a shorter final")
        if list(self.on) != sorted(self.on):
            yield Trouble(("on",), "exercises are not in order of time", "write the earliest first")
        if self.every <= self.days and not self.on:
            yield Trouble(("every",), "an exercise begins before the last has ended", "write a longer every")
