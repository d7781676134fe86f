"""Responses known by formula: three shares of a real scenario in, one number out, with luck that all points share."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import pi, sin
from typing import Any

from sim.experiment.replicate import Setup
from sim.kernel.events import Event
from sim.kernel.journal import Journal
from sim.kernel.measures import measure
from sim.kernel.run import Run

PACKAGES = ("tests.experiment.surface",)
PATHS = ("arrangement[0].releasable", "arrangement[0].loss", "arrangement[1].releasable")
Shares = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Risen(Event):
    """The response came to this."""

    height: float


def linear(shares: Shares) -> float:
    """Return a response whose effects over 0..1 are 3, -2 and 0."""
    return 1 + 3 * shares[0] - 2 * shares[1]


def ishigami(shares: Shares) -> float:
    """Return the function of Ishigami and Homma (1990) with a = 7, b = 0.1, on -π..π."""
    one, two, three = (pi * (2 * share - 1) for share in shares)
    return sin(one) + 7 * sin(two) ** 2 + 0.1 * three**4 * sin(one)


def trouble(shares: Shares) -> float:
    """Raise where the first share is one."""
    return 1 / (1 - shares[0])


def simulate(
    truth: Callable[[Shares], float], luck: float, scenario: Any, case: str, replication: int, *, shelf: dict[Any, Any]
) -> Journal:
    """Log the response of a setting; a case without sharing answers as if all shares were zero."""
    links = scenario.setting(case).links
    shares = (links[0].releasable, links[0].loss, links[1].releasable) if links else (0.0, 0.0, 0.0)
    run = Run(scenario.spec.seed, replication)
    run.journal.header.update(case=case, replication=replication)
    run.log(Risen(truth(shares) + luck * float(run.stream("luck").normal())))
    return run.journal


@measure("height", unit="m", about="height of the response", better="high")
def height(journal: Journal) -> dict[str, float]:
    """Return the height, and its double as a part."""
    risen = next(iter(journal.of(Risen))).event.height
    return {"": risen, "twice": 2 * risen}


@measure("never", unit="m", about="what no run can tell", better="high")
def never(journal: Journal) -> float:
    """Return nothing that can be told."""
    return float("nan")


def setup(truth: Callable[[Shares], float] = linear, luck: float = 1.0) -> Setup:
    """Return how a response is run."""
    return Setup(partial(simulate, truth, luck), lambda _: None, PACKAGES)
