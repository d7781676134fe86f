"""Exercises as they are held: serials through a pool of ranges and people, and the level that rises and fades.

What is learnt together rises as 100 - (100 - L) exp(-h / learns) over h hours, and fades as L exp(-t / forgets) over a
time t: exponential learning and forgetting. design/decks.md has the closed form for a regular series.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sim.kernel.network import Done, Task, carry_out
from sim.kernel.pool import Pool
from sim.kernel.resource import Resource
from sim.kernel.run import Run
from sim.models.training_events import (
    ConferenceHeld,
    ExerciseBegan,
    ExerciseEnded,
    SerialDone,
    TaskTried,
    TroopsArrived,
)  # fmt: skip
from sim.parts.interoperability import Table, table_of
from sim.parts.theatre import Theatre

if TYPE_CHECKING:
    from sim.models.exercise_series import ExerciseSeries, Serial

__all__ = ["TOP", "Exercise", "Series"]

TOP: Final = 100.0
DAY_S: Final = 86400.0
HOUR_S: Final = 3600.0
Spells = list[tuple[float, float]]
Step = Generator[Any, Any, Any]


@dataclass(slots=True)
class Series:
    """The series in a run."""

    spec: ExerciseSeries
    theatre: Theatre
    table: Table = field(init=False)
    since_s: float = 0.0

    @property
    def run(self) -> Run:
        return self.theatre.run

    def start(self) -> None:
        """Begin with the first exercise's planning."""
        self.table = table_of(self.theatre)
        self.table.fades_s = self.spec.forgets
        self.run.process(self._hold())

    def level(self) -> float:
        """Return the level of interoperability now, with what has been forgotten since the last time together."""
        return self.table.level * math.exp(-(self.run.now - self.since_s) / self.spec.forgets)

    def learn(self, hours_s: float, cause: int | None) -> int:
        """Raise the level by some time together."""
        level = TOP - (TOP - self.level()) * math.exp(-hours_s / self.spec.learns)
        self.since_s = self.run.now
        return self.table.rise(level, cause)

    def look(self) -> None:
        """Let what has been forgotten show in what partners do for each other."""
        level, self.since_s = self.level(), self.run.now
        self.table.rise(level)

    def _hold(self) -> Step:
        last_s = -math.inf
        for nth in count():
            begins_s = self.spec.begins_s(nth)
            if not begins_s < self.theatre.setting.duration_s:
                return
            for number, lead_s in enumerate(sorted(self.spec.conferences, reverse=True), 1):
                if begins_s - lead_s >= max(self.run.now, last_s):
                    yield self.run.env.timeout(begins_s - lead_s - self.run.now)
                    self._meet(nth, number)
            yield self.run.env.timeout(max(0.0, begins_s - self.run.now))
            yield from Exercise(self, nth, self.spec).hold()
            last_s = self.run.now

    def _meet(self, nth: int, number: int) -> None:
        cost = self.spec.planners * self.spec.conference / (8 * HOUR_S)
        seq = self.run.log(ConferenceHeld(self.name(nth), number, cost))
        self.learn(self.spec.conference, seq)

    def name(self, nth: int) -> str:
        """Return what the n-th exercise is called."""
        return f"{self.spec.id} {nth + 1}"


@dataclass(slots=True)
class Exercise:
    """One exercise."""

    series: Series
    nth: int
    spec: ExerciseSeries
    pool: Pool = field(init=False)
    name: str = field(init=False)
    bad: Spells = field(init=False)
    nights: Spells = field(init=False)
    done: set[str] = field(default_factory=set)
    cause: int | None = None

    def __post_init__(self) -> None:
        run, spec = self.run, self.spec
        self.name = self.series.name(self.nth)
        self.pool = Pool(run, [Resource(run, name, size) for name, size in spec.resources.items()])
        begins_s, ends_s = run.now, run.now + spec.days
        self.bad = list(_spells(run.stream("parts", spec.id, "weather", self.nth), spec, begins_s, ends_s))
        whole = spec.day >= DAY_S
        self.nights = [] if whole else [
            (at_s + spec.day, at_s + DAY_S) for at_s in np.arange(begins_s, ends_s, DAY_S).tolist()
        ]  # fmt: skip

    @property
    def run(self) -> Run:
        return self.series.run

    def hold(self) -> Step:
        """Bring everybody in, train until the final exercise, and hold that."""
        spec, begins_s = self.spec, self.run.now
        self.series.look()
        serials = list(self._serials())
        names = tuple(name for name, _ in serials)
        resources = tuple(f"{name}={size}" for name, size in spec.resources.items())
        self.cause = self.run.log(ExerciseBegan(self.name, spec.people, names, resources))
        yield from self._arrive()
        final_s = begins_s + spec.days - spec.final
        tasks = [self._task(nth, name, serial, final_s) for nth, (name, serial) in enumerate(serials)]
        told = partial(self._told, dict(serials))
        carry_out(self.run, self.pool, tasks, told, key=self.name, cause=self.cause)
        yield self.run.env.timeout(max(0.0, final_s - self.run.now))
        yield from self._final()
        cost = spec.people * spec.days / DAY_S
        undone_s = sum(serial.takes.mean for name, serial in serials if name not in self.done)
        self.run.log(ExerciseEnded(self.name, len(self.done), len(serials), undone_s, cost), self.cause)

    def _arrive(self) -> Step:
        """Wait for the last chalk and for in-processing."""
        spec, luck = self.spec, self.run.stream("parts", self.spec.id, "arrival", self.nth)
        planned_s = (spec.chalks - 1) * spec.chalk_every
        late = spec.chalk_late.samples(luck, spec.chalks)
        last_s = max(nth * spec.chalk_every + float(each) for nth, each in enumerate(late))
        process_s = spec.in_processing.sample(luck)
        yield self.run.env.timeout(last_s + process_s)
        late_s = max(0.0, last_s + process_s - planned_s - spec.in_processing.mean)
        self.cause = self.run.log(TroopsArrived(self.name, late_s), self.cause)

    def _serials(self) -> Iterator[tuple[str, Serial]]:
        """Yield each serial as often as it is held, under a name of its own."""
        for serial in self.spec.serials:
            for time in range(serial.times):
                yield (serial.name if serial.times == 1 else f"{serial.name} {time + 1}"), serial

    def _task(self, nth: int, name: str, serial: Serial, final_s: float) -> Task:
        luck = self.run.stream("parts", self.spec.id, self.nth, name)
        work_s, stop = serial.takes.sample(luck), luck.random()
        work_s += self.spec.stopped.sample(luck) if stop < serial.stops else 0.0
        before = tuple(each for each, other in self._serials() if other.name in serial.after)
        return Task(name, work_s, serial.needs, before, nth, fit_s=self._fit(serial, work_s, final_s))

    def _fit(self, serial: Serial, work_s: float, final_s: float) -> Callable[[float], float]:
        """Return the function that says when a serial may next be begun, so that it ends before the final exercise."""
        closed = sorted([*self.nights, *(self.bad if serial.outdoors else [])])

        def from_s(now_s: float) -> float:
            for start_s, end_s in closed:
                if start_s <= now_s < end_s:
                    now_s = end_s
            return now_s if now_s + work_s <= final_s else math.inf

        return from_s

    def _told(self, serials: dict[str, Serial], done: Done) -> None:
        serial, name = serials[done.task.name], done.task.name
        table, host, guest = self.series.table, self.spec.host, self.spec.guest
        joint = not serial.service or table.may(host, guest, serial.service)
        waited_s, worked_s = done.began_s - done.ready_s, self.run.now - done.began_s
        night_s = _overlap(self.nights, done.ready_s, done.began_s)
        bad = self.bad if serial.outdoors else []
        weather_s = _overlap(_cut(bad, self.nights), done.ready_s, done.began_s)
        luck = self.run.stream("parts", self.spec.id, self.nth, name)
        plain_s = serial.takes.sample(luck)
        self.done.add(name)
        event = SerialDone(
            self.name, name, serial.name, joint, waited_s, worked_s, self._scarce(serial), weather_s, night_s,
            worked_s - plain_s,
        )  # fmt: skip
        seq = self.run.log(event, done.event)
        self.series.learn(plain_s * (1.0 if joint else self.spec.apart), seq)

    def _scarce(self, serial: Serial) -> str:
        """Return what of a serial's needs is most in demand: wanted most for each that there is."""
        wanted = dict.fromkeys(serial.needs, 0)
        for claim in self.pool.waiting:
            for resource, n in claim.needs:
                if resource.name in wanted:
                    wanted[resource.name] += n
        return max(wanted, key=lambda name: wanted[name] / self.spec.resources[name], default="")

    def _final(self) -> Step:
        """Meet the event list together, one event after another."""
        spec, luck = self.spec, self.run.stream("parts", self.spec.id, "final", self.nth)
        chances = luck.random(spec.tasks)
        for nth, chance in enumerate(chances.tolist(), 1):
            yield self.run.env.timeout(spec.final / spec.tasks)
            able = spec.untrained + (1.0 - spec.untrained) * self.series.level() / TOP
            seq = self.run.log(TaskTried(self.name, nth, "achieved" if chance < able else "not achieved"), self.cause)
            self.series.learn(spec.final / spec.tasks / 3, seq)
        if not spec.tasks:
            yield self.run.env.timeout(spec.final)


def _spells(
    luck: np.random.Generator, spec: ExerciseSeries, begins_s: float, ends_s: float
) -> Iterator[tuple[float, float]]:
    """Yield the spells of bad weather in an exercise."""
    now_s = begins_s + spec.good_weather.sample(luck)
    while now_s < ends_s:
        lasts_s = spec.bad_weather.sample(luck)
        yield now_s, now_s + lasts_s
        now_s += lasts_s + spec.good_weather.sample(luck)


def _overlap(spells: Spells, from_s: float, until_s: float) -> float:
    return sum(max(0.0, min(end, until_s) - max(start, from_s)) for start, end in spells)


def _cut(spells: Spells, away: Spells) -> Spells:
    """Return what is left of spells outside others."""
    edges = sorted({edge for spell in [*spells, *away] for edge in spell})
    return [
        (a, b) for a, b in pairwise(edges)
        if any(start <= a < end for start, end in spells) and not any(start <= a < end for start, end in away)
    ]  # fmt: skip
