"""A model small enough to know by heart: boxes lost at sea, some of them found."""

import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np

from sim.experiment.replicate import Setup
from sim.kernel.events import Event
from sim.kernel.journal import Journal
from sim.kernel.measures import measure
from sim.kernel.run import Run

PACKAGES = ("tests.experiment.fake",)
DAY_S = 86400.0
CHANCE: Mapping[str, float] = MappingProxyType({"alone": 0.2, "together": 0.5, "never": 0.0})


@dataclass(frozen=True, slots=True)
class BoxLost(Event):
    """A box went over the side."""

    box: int


@dataclass(frozen=True, slots=True)
class BoxFound(Event):
    """Somebody picked a box up."""

    box: int
    by: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Scenario:
    """What replicate asks of a scenario."""

    cases: tuple[str, ...] = ("alone", "together")
    seed: int = 7
    replications: int = 6
    measures: tuple[str, ...] = ("boxes_found", "finding_delay")
    name: str = "boxes"
    file: str = "boxes.yaml"
    data: tuple[str, ...] = ()
    trouble: Mapping[str, Any] = field(default_factory=dict)

    @property
    def spec(self) -> Any:
        return SimpleNamespace(seed=self.seed, replications=self.replications, measures=self.measures)

    @property
    def hash(self) -> str:
        return f"{self.seed:032x}"

    def to_yaml(self) -> str:
        return f"title: Boxes\nseed: {self.seed}\n"


def simulate(scenario: Scenario, case: str, replication: int, *, shelf: dict[Any, Any] | None = None) -> Journal:
    """Lose twenty boxes at instants of their own, and find each with the case's chance."""
    _trouble(scenario.trouble, case, replication)
    run = Run(scenario.seed, replication)
    run.journal.header.update(
        case=case, replication=replication, seed=scenario.seed, start="2021-03-01T00:00:00+00:00", sides=("red", "blue")
    )
    chance = CHANCE[case]
    for box in range(20):
        lost_s, luck, delay = run.stream("box", box).random(3)
        run.at(lost_s * DAY_S, lambda box=box, luck=luck, delay=delay: _lose(run, box, luck < chance, delay))
    journal = run.until(3 * DAY_S)
    journal.append("box", number=np.arange(20), length_m=np.linspace(6, 12, 20), owner=[f"line {n}" for n in range(20)])
    journal.append("empty", number=[], owner=np.array([], dtype="U3"))
    return journal


def _lose(run: Run, box: int, found: bool, delay: float) -> None:
    lost = run.log(BoxLost(box))
    if found:
        run.at(run.now + delay * DAY_S, lambda: run.log(BoxFound(box, "red", ("worn", "wet")), lost))


def _trouble(trouble: Mapping[str, Any], case: str, replication: int) -> None:
    """Do what a test asks for: raise, or let the worker be killed the first time it comes here."""
    if trouble.get("raise") == (case, replication):
        raise ZeroDivisionError("a mistake of ours")
    if trouble.get("interrupt") == (case, replication):
        raise KeyboardInterrupt
    if trouble.get("signal") == (case, replication):
        os.kill(trouble["pid"], signal.SIGINT)
    if trouble.get("kill") == replication:
        mark = Path(trouble["mark"])
        if trouble.get("always") or not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)


@measure("boxes_found", unit="share", about="share of boxes lost that were found", better="high")
def boxes_found(journal: Journal) -> dict[str, float]:
    """Return the share found, in all and of the odd ones."""
    found = [record.event.box for record in journal.of(BoxFound)]
    return {"": len(found) / 20, "odd": sum(box % 2 for box in found) / 10}


@measure("finding_delay", unit="h", about="mean time from loss to finding", better="low")
def finding_delay(journal: Journal) -> float:
    """Return the mean delay, NaN when nothing was found."""
    delays = [r.time_s - journal.records[r.cause].time_s for r in journal.of(BoxFound) if r.cause is not None]
    return sum(delays) / len(delays) / 3600 if delays else float("nan")


SETUP = Setup(simulate, lambda _: None, PACKAGES)  # type: ignore[arg-type]
