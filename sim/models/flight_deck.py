"""A flight deck: spots, teams that turn jets round, limits of weather and light, and the jets that live on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any, Final, Literal

from pydantic import NonNegativeInt

from sim.base.distributions import RandomDuration
from sim.base.spec import AreaName, PartSpec, SideName, Spec, Trouble, kind, param
from sim.base.units import Delay, Duration, Fraction, Position, Text
from sim.kernel.pool import Pool
from sim.kernel.resource import Resource
from sim.models.sortie import LAND, SPOT, Jet
from sim.models.sortie_events import DeckFouled, DeckOpened
from sim.parts.conditions import Limits, fit
from sim.parts.steps import Step, impossible_order, missing, twice
from sim.parts.theatre import Theatre

__all__ = ["Deck", "FlightDeck", "Repair"]

DAY_S: Final = 86400.0
Fit = Callable[[float], float] | None
CSG21: Final = (
    "published totals of the 2021 deployment: over 1,278 sorties and 2,200 hours by 18 embarked F-35B in 201 days"
)


class Repair(Spec):
    """Unscheduled repairs of one severity."""

    name: str = param(about="its name among the severities")
    title: Text | None = param(None, about="what people call it, in languages; its name when left out")
    chance: Fraction = param(about="chance that a sortie ends with it")
    takes: RandomDuration = param(about="how long it takes one gang of maintainers")
    hangar: bool = param(False, about="whether the jet is struck down to the hangar for it, which frees its spot")


def _turn_round() -> tuple[Step, ...]:
    """Return the usual turn-round: what follows what, and which service each is to a partner."""

    def step(name: str, team: str, minutes: tuple[int, int, int], after: tuple[str, ...], service: str) -> Step:
        takes = {"triangular": [f"{each} min" for each in minutes]}
        return Step.model_validate(
            {"name": name, "needs": {team: 1}, "takes": takes, "after": after, "service": service}
        )

    return (
        step("inspect", "crew", (10, 15, 25), (), LAND),
        step("refuel", "fuellers", (12, 18, 30), ("inspect",), "refuel"),
        step("rearm", "armourers", (25, 40, 70), ("refuel",), "rearm"),
        step("mission data", "planners", (30, 45, 90), (), "mission_data"),
        step("start", "crew", (8, 12, 20), ("rearm", "mission data"), LAND),
    )


@kind("flight_deck")
class FlightDeck(PartSpec):
    """A ship's flight deck with its teams, and the jets that live on it; without jets it is there for guests."""

    side: SideName = param(about="whose deck it is")
    position: Position = param(about="where the ship keeps to")
    jets: int = param(
        8, about="jets that live on board", ge=0, le=72, source="published: 18 embarked in 2021, 36 at most"
    )
    spots: int = param(10, about="spots on which a jet can be turned round", ge=1, le=72)
    teams: dict[str, NonNegativeInt] = param(
        {"landing": 1, "ramp": 1, "crew": 4, "fuellers": 2, "armourers": 2, "planners": 3, "maintainers": 3, "lift": 1},
        about="teams, landing places and lifts, each by its number; 'landing' and 'ramp' must be among them",
        order="Have other numbers in the teams",
    )
    watch: Duration = param("24 h", about="part of each day on which the teams are on watch", le=DAY_S)
    flying_day: Duration = param(
        "12 h",
        about="part of each day in which missions are launched",
        le=DAY_S,
        order="Launch for more hours of the day, or fewer",
    )
    begins: Delay = param(
        "0 h", about="when the watch and the flying day begin, after the start and every 24 h", le=DAY_S
    )
    recover: RandomDuration = param({"triangular": ["2 min", "4 min", "8 min"]}, about="time on the landing place")
    turn_round: tuple[Step, ...] = param(_turn_round(), about="the steps between landing and launch")
    launch: RandomDuration = param({"triangular": ["1 min", "2 min", "4 min"]}, about="time on the ramp")
    mission: RandomDuration = param(
        {"triangular": ["0.9 h", "1.6 h", "2.66 h"]}, about="time in the air on a mission", source=CSG21
    )
    area: AreaName | None = param(None, about="where missions are flown, for maps; nowhere in particular when left out")
    ferry: RandomDuration = param("20 min", about="time in the air from a partner's deck to this one")
    hold: Duration = param("20 min", about="how long a jet can wait overhead before it must land somewhere")
    sea_state: int = param(6, about="highest sea state in which jets land and are launched", ge=0, le=9)
    fouled: Fraction = param(0.01, about="chance that a landing fouls the landing place")
    fouled_for: RandomDuration = param({"triangular": ["20 min", "45 min", "3 h"]}, about="how long it stays fouled")
    repairs: tuple[Repair, ...] = param(
        (
            Repair.model_validate({"name": "minor", "chance": 0.2, "takes": {"lognormal": ["90 min", "60 min"]}}),
            Repair.model_validate(
                {"name": "major", "chance": 0.06, "takes": {"lognormal": ["14 h", "10 h"]}, "hangar": True}
            ),
        ),
        about="unscheduled repairs by severity",
    )
    lift: Duration = param("8 min", about="time to strike a jet down to the hangar, or to bring one up")
    ashore: RandomDuration = param(
        {"triangular": ["3 h", "5 h", "9 h"]}, about="time that a diversion to an airfield ashore costs a jet"
    )
    fly_out: Delay = param("6 h", about="time until own people are flown to a jet that a partner may not work on")
    returns: Literal["home", "freest"] = param(
        "home",
        about="where jets land of several decks that could turn them round: home if open, or the least busy",
        order="Land at home, or where it is least busy",
    )

    @property
    def services_asked(self) -> set[str]:
        """Return the services that a deck may do for a partner."""
        return {LAND, "repair", *(step.service for step in self.turn_round if step.service)}

    def build(self, theatre: Theatre) -> Deck:
        return Deck(self, theatre)

    def trouble(self, whole: Any) -> Iterator[Trouble]:
        """Find what can never be done on this deck."""
        names = [step.name for step in self.turn_round]
        yield from twice("turn_round", names)
        yield from impossible_order("turn_round", {step.name: step.after for step in self.turn_round})
        needs, given = {step.name: step.needs for step in self.turn_round}, "turn_round" in self.model_fields_set
        yield from missing("turn_round", needs, "teams", self.teams, given=given)
        for name in ("landing", "ramp", *(("maintainers",) if self.repairs else ())):
            if self.teams.get(name, 0) < 1:
                yield Trouble(("teams",), f"nobody is in '{name}'", f"write at least '{name}: 1'")
        if any(each.hangar for each in self.repairs) and self.teams.get("lift", 0) < 1:
            yield Trouble(("teams",), "there is no lift to the hangar", "write at least 'lift: 1'")
        if sum(each.chance for each in self.repairs) > 1.0:
            yield Trouble(("repairs",), "the chances of repair add up to more than one", "write smaller chances")
        if not any(part.jets for part in whole.parts if isinstance(part, FlightDeck)):
            yield Trouble(("jets",), "no deck has any jets", "write jets: 8, or how many there are")


@dataclass(slots=True)
class Deck:
    """The deck in a run: its pool of teams and landing places, and which spots are free."""

    current: FlightDeck
    theatre: Theatre
    pool: Pool = field(init=False)
    fit: Fit = field(init=False)
    steps: list[tuple[Step, dict[str, int], Fit]] = field(init=False)
    clear_s: float = 0.0
    _numbers: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        run, spec = self.theatre.run, self.current
        sizes = {SPOT: spec.spots, **spec.teams}
        self.pool = Pool(run, [Resource(run, self.whole(name), size) for name, size in sizes.items()])
        self._numbers = list(range(1, spec.spots + 1))
        self._look_up()
        self.theatre.new_platform(spec.id, spec.side, "carrier", spec.position)

    @property
    def spec(self) -> FlightDeck:
        return self.current

    @spec.setter
    def spec(self, new: FlightDeck) -> None:
        for number in range(self.current.spots + 1, new.spots + 1):
            heappush(self._numbers, number)
        self.current = new
        for name, size in {SPOT: new.spots, **new.teams}.items():
            resource = self.pool.resources[self.whole(name)]
            if size != resource.capacity:
                resource.resize(size)
        self._look_up()

    def _look_up(self) -> None:
        """Work out once for all turn-rounds what each step needs, and which weather."""
        spec = self.current
        self.fit = fit(self.theatre, spec.position, Limits(spec.sea_state))
        self.steps = [
            (
                step,
                {self.whole(name): n for name, n in step.needs.items()},
                fit(self.theatre, spec.position, Limits(step.sea_state, step.daylight)),
            )
            for step in spec.turn_round
        ]

    def whole(self, name: str) -> str:
        """Return the name of a team as the journal has it."""
        return f"{self.current.id} {name}"

    def needs(self, *names: str) -> dict[str, int]:
        """Return the need of one of each."""
        return {self.whole(name): 1 for name in names}

    def start(self) -> None:
        """Set the watches, open, and let the jets begin."""
        spec = self.current
        teams = tuple(f"{name}={size}" for name, size in spec.teams.items())
        self.theatre.run.log(DeckOpened(spec.side, spec.id, spec.spots, spec.jets, teams))
        for name in spec.teams:
            if name not in ("landing", "ramp", "lift"):
                self.pool.resources[self.whole(name)].keep_watch(spec.watch, DAY_S, spec.begins)
        for nth in range(spec.jets):
            self.theatre.run.process(Jet(f"{spec.id}-{nth + 1:02}", self).live())

    def opens_s(self) -> float:
        """Return when the sea next allows a landing and the landing place is clear, as far as can be told."""
        return max(self.calm_s(), self.clear_s)

    def calm_s(self) -> float:
        """Return when the sea next allows flying, now or later."""
        now = self.theatre.run.now
        return now if self.fit is None else self.fit(now)

    def window_s(self) -> float:
        """Return when missions are next launched: now, or at the beginning of the next flying day."""
        now, spec = self.theatre.run.now, self.current
        into = (now - spec.begins) % DAY_S
        return now if into < spec.flying_day else now + DAY_S - into

    def free(self, name: str) -> int:
        """Return how many of a resource are free."""
        return self.pool.resources[self.whole(name)].free

    def busyness(self) -> float:
        """Return the jets that wait here, by the number of spots."""
        return len(self.pool.waiting) / self.current.spots

    def take_number(self) -> int:
        """Return the lowest number of a spot that is free."""
        return heappop(self._numbers) if self._numbers else 0

    def give_number(self, number: int) -> None:
        """Have a numbered spot free again."""
        if number:
            heappush(self._numbers, number)

    def foul(self, jet: str, lasts_s: float, cause: int) -> None:
        """Close the landing places until they are clear."""
        run, spec = self.theatre.run, self.current
        self.clear_s = max(self.clear_s, run.now + lasts_s)
        run.log(DeckFouled(spec.side, spec.id, jet, lasts_s), cause)
        resource = self.pool.resources[self.whole("landing")]
        for _ in range(resource.capacity):
            resource.stand_down([(run.now, run.now + lasts_s)], "fouled")
