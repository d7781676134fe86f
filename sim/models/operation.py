"""Operations inside a year of effort: each period is a run of a scenario of its own, set by what ministries gave.

A scenario inside a scenario has luck of its own, by operation and period: the same in every case, whatever is ordered.
So two cases that put the same effort into an operation have the same period of it, and it is run once for both.
"""

from __future__ import annotations

import gc
import math
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from pydantic import Field

from sim.base.errors import unknown
from sim.base.spec import PartSpec, Plays, ScenarioName, SideName, Spec, Trouble, kind, param
from sim.base.units import Delay, Duration, Text
from sim.kernel.measures import Measure, find_measures
from sim.kernel.run import Run
from sim.models.ministry import Amount, Cabinet
from sim.models.operation_events import EffortGiven, OperationPlayed, OperationShowed
from sim.parts.sensing import ChangeMade
from sim.parts.setting import Setting
from sim.parts.theatre import Theatre

__all__ = ["Operation", "SettingSpec", "played"]

DAY_S: Final = 86400.0
Changes = dict[str, Any]


class SettingSpec(Spec):
    """What effort makes of an operation: changes to its scenario when there is enough, others while there is not."""

    id: str = param(about="its name among the settings")
    needs: dict[SideName, dict[str, Amount]] = param(about="least effort of each side, by unit")
    changes: Changes = Field(default_factory=dict, description="changes to the scenario when all of that is given")
    otherwise: Changes = Field(default_factory=dict, description="changes to it when something is lacking")

    def met(self, given: Mapping[str, Mapping[str, float]]) -> bool:
        """Say whether the effort of each side is enough."""
        return all(
            given.get(side, {}).get(unit, 0.0) >= least
            for side, needs in self.needs.items()
            for unit, least in needs.items()
        )


@kind("operation")
class Operation(PartSpec):
    """An operation with a scenario of its own, which is run once in each period, as ministries' effort has set it."""

    scenario: ScenarioName = param(about="the scenario: a bundled one, or a file beside this one")
    name: Text | None = param(None, about="what people call it")
    changes: Changes = param({}, about="changes that are always made to it, to shorten it for instance")
    settings: tuple[SettingSpec, ...] = param((), about="what effort makes of it, in the order in which it is made")
    shows: tuple[str, ...] = param(("transfers_observed",), about="its measures, the one that is scored first")
    nought: float = param(0.0, about="value of that measure without any effort: a score of 0")
    full: float = param(1.0, about="value of that measure with every setting: a score of 1")
    every: Duration = param("91 d", about="length of a period", gt=2 * DAY_S)
    starts: Delay = param("1 d", about="how long after a period begins its effort is fixed", le=DAY_S)
    reports: Delay = param("1 d", about="how long before a period ends its result is known", ge=60.0, le=DAY_S)

    def build(self, theatre: Theatre) -> _Operation:
        return _Operation(self, theatre)

    def plays(self) -> Plays:
        """Name its scenario, and what it may be made: without effort, with all of it, and with each setting alone."""
        numbers = range(len(self.settings))
        ways = [(), tuple(numbers), *((number,) for number in numbers)]
        return Plays(self.scenario, tuple(tuple(self._way(met)) for met in ways))

    def _way(self, met: tuple[int, ...]) -> Iterator[tuple[str | int, ...]]:
        """Yield the paths to the changes that are made with some settings met, where there are any."""
        if self.changes:
            yield ("changes",)
        for number, setting in enumerate(self.settings):
            name = "changes" if number in met else "otherwise"
            if getattr(setting, name):
                yield ("settings", number, name)

    def takes(self, side: str) -> set[str]:
        """Return the units that some setting needs of a side."""
        return {unit for setting in self.settings for unit in setting.needs.get(side, {})}

    def trouble(self, whole: Any) -> Iterator[Trouble]:
        """Find measures there are not, settings of one name, and a scale without length."""
        for place, name in enumerate(self.shows):
            if name.partition(".")[0] not in _measures():
                yield Trouble(("shows", place), f"there is no measure '{name}'", unknown(name, _measures(), most=40))
        if not self.shows:
            yield Trouble(("shows",), "nothing is shown", "write a measure, such as transfers_observed")
        names = [setting.id for setting in self.settings]
        for place, name in enumerate(names):
            if name in names[:place]:
                yield Trouble(("settings", place, "id"), f"a second setting '{name}'", "write another id")
        if self.nought == self.full:
            yield Trouble(("full",), f"nought and full are both {self.full:g}", "write what all effort makes of it")


@cache
def _measures() -> Mapping[str, Measure]:
    return find_measures("sim.parts", "sim.models")


def played(setting: Setting, seed: int, shows: tuple[str, ...], shelf: dict[Any, Any]) -> tuple[float, ...]:
    """Run a scenario inside another one, and return the measures that it shows."""
    run = Run(seed, start=setting.start)
    run.journal.header.update(scenario="", title={}, case="", replication=0, seed=seed, **setting.header)
    journal = Theatre(run, setting, shelf).play()
    return tuple(_measures()[name.partition(".")[0]].values(journal).get(name, math.nan) for name in shows)


@dataclass
class _Operation:
    spec: Operation
    theatre: Theatre
    _taken: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)

    def start(self) -> None:
        """Begin the first period."""
        self.run = self.theatre.run
        self.run.process(self._year())

    def _year(self) -> Generator[Any, Any, None]:
        """Fix the effort at the beginning of each period, and tell at its end what came of it."""
        for period in range(int(self.theatre.setting.duration_s // self.spec.every)):
            begins_s = period * self.spec.every
            yield self.run.env.timeout(begins_s + self.spec.starts - self.run.now)
            self._take()
            met, cause = self._met(), max((seq for _, seq in self._taken.values()), default=None)
            reported_s = begins_s + self.spec.every - self.spec.reports
            yield self.run.env.timeout(reported_s - self.run.now)
            self._tell(period, met, cause)

    # What is put into it

    def _cabinets(self) -> Iterator[Cabinet]:
        yield from (actor for actor in self.theatre.actors.values() if isinstance(actor, Cabinet))

    def _take(self) -> None:
        """Log what each ministry gives that it did not give before, or gives no more."""
        for cabinet in self._cabinets():
            spec, given = cabinet.spec, cabinet.given(self.spec.id)
            before = {unit: amount for (who, unit), (amount, _) in self._taken.items() if who == spec.id}
            for unit in sorted({*given, *before}):
                amount = given.get(unit, 0.0)
                if amount != before.get(unit, 0.0):
                    event = EffortGiven(spec.side, spec.id, self.spec.id, unit, amount)
                    self._taken[spec.id, unit] = amount, self.run.log(event, self._ordered(spec.id))

    def _ordered(self, ministry: str) -> int | None:
        """Return the last change of what a ministry gives, if there was one."""
        mine = {each.id for each in self.theatre.setting.changes if any(part.id == ministry for part in each.parts)}
        return max((r.seq for r in self.run.journal.of(ChangeMade) if r.event.change in mine), default=None)

    def _met(self) -> tuple[int, ...]:
        """Return the numbers of the settings for which there is effort enough."""
        given: dict[str, dict[str, float]] = {}
        for cabinet in self._cabinets():
            side = given.setdefault(cabinet.spec.side, {})
            for unit, amount in cabinet.given(self.spec.id).items():
                side[unit] = side.get(unit, 0.0) + amount
        return tuple(number for number, each in enumerate(self.spec.settings) if each.met(given))

    # What comes of it

    def _tell(self, period: int, met: tuple[int, ...], cause: int | None) -> None:
        spec = self.spec
        settings = tuple(spec.settings[number].id for number in met)
        seed = int(self.run.stream("parts", spec.id, "luck", period).integers(2**53))
        first, *others = zip(spec.shows, self._values(met, seed), strict=True)
        worth = (first[1] - spec.nought) / (spec.full - spec.nought)
        took_s = spec.every - spec.starts - spec.reports
        event = OperationPlayed(spec.id, period + 1, settings, *first, _unit(first[0]), worth, took_s, seed)
        seq = self.run.log(event, cause)
        for name, value in others:
            self.run.log(OperationShowed(spec.id, period + 1, name, value, _unit(name)), seq)

    def _values(self, met: tuple[int, ...], seed: int) -> tuple[float, ...]:
        """Run the scenario, unless some case of this replication has run the same."""
        spec, shelf = self.spec, self.theatre.fleet.shelf
        made = (each.changes if nth in met else each.otherwise for nth, each in enumerate(spec.settings))
        changes = [spec.changes, *made]
        key = ("played", spec.scenario, repr(changes), seed, spec.shows)
        if key not in shelf:
            nest = self.theatre.setting.nest
            assert nest is not None, "the scenario floor opened the scenarios that are played"
            shelf[key] = played(nest.setting(spec.scenario, changes), seed, spec.shows, shelf)
            gc.collect(0)  # a theatre is full of cycles, and whoever runs many cases has switched the collector off
        values: tuple[float, ...] = shelf[key]
        return values


def _unit(name: str) -> str:
    return _measures()[name.partition(".")[0]].unit
