"""A ship of a group: what she burns, carries and gives, how often something breaks, and where she keeps station.

Fuel in an hour is hotel load plus a part that grows with the cube of speed through the water: exact over a span in
which the speed does not change.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from sim.base.distributions import RandomDuration
from sim.base.spec import PartSpec, PlaceName, SideName, kind, param
from sim.base.units import BARREL_M3, Angle, Delay, Flow, Fraction, Length, Rate, Speed, Volume
from sim.kernel.resource import Resource
from sim.parts.passage import roads_of
from sim.parts.theatre import Theatre

__all__ = ["Ship", "Warship"]

Role = Literal["carrier", "escort", "submarine", "auxiliary"]
NOTHING: Final = 1e-9  # m3


@kind("warship")
class Warship(PartSpec):
    """A warship or auxiliary that sails in a group."""

    side: SideName = param(about="whose it is")
    group: str | None = param(None, about="id of the group that it sails in; alone it stays in port")
    role: Role = param("escort", about="what it is for")
    home: PlaceName = param("Portsmouth", about="where it lies at the start")
    speed_max: Speed = param("25 kn", about="most that it can keep up")
    fuel: Volume = param("1000 m3", about="fuel it carries for itself; it begins full")
    hotel: Flow = param("0.6 m3/h", about="fuel for everything but the screws")
    burn: Flow = param("1.2 m3/h", about="fuel for the screws at `burn_speed`; grows with the cube of speed")
    burn_speed: Speed = param("15 kn", about="speed for which `burn` is given")
    nuclear: bool = param(False, about="whether it needs no fuel")
    cargo: Volume | None = param(None, about="fuel it carries for others; it begins full")
    rigs: int = param(2, about="ships that can lie alongside it at once, if it has cargo", ge=1, le=4)
    pumping: Flow = param("400 m3/h", about="rate of one rig")
    defects: Rate = param("0.008 /d", about="serious defects, at random")
    repair: RandomDuration = param({"lognormal": ["60 h", "60 h"]}, about="time to mend one")
    dockyard: Fraction = param(0.3, about="share of defects that are mended in port only")
    station: Length = param("2 nm", about="distance of its station from the guide")
    bearing: Angle = param("0 deg", about="bearing of its station from the guide's course")
    leaves: Delay | None = param(None, about="when it leaves the group for good")

    def build(self, theatre: Theatre) -> Ship:
        return Ship(self, theatre)

    def burns_m3_s(self, speed_m_s: float) -> float:
        """Return the fuel burnt in a second at a speed through the water."""
        hotel, cube = self.curve
        return hotel + cube * speed_m_s**3

    @cached_property
    def curve(self) -> tuple[float, float]:
        """Fuel in a second at rest (m3/s), and what the cube of speed adds."""
        if self.nuclear:
            return 0.0, 0.0
        return self.hotel * BARREL_M3, self.burn * BARREL_M3 / self.burn_speed**3

    @cached_property
    def fuel_m3(self) -> float:
        """What its own tanks hold."""
        return self.fuel * BARREL_M3

    @property
    def pumping_m3_s(self) -> float:
        """What one rig pumps in a second."""
        return self.pumping * BARREL_M3

    @property
    def cargo_m3(self) -> float:
        """What its cargo tanks hold."""
        return (self.cargo or 0.0) * BARREL_M3


@dataclass
class Ship:
    """A ship in the run: her tanks, her track and her rigs."""

    spec: Warship
    theatre: Theatre
    fuel_m3: float = 0.0
    cargo_m3: float = 0.0
    alongside: bool = False
    adrift: bool = False
    rigs: Resource = field(init=False)

    def __post_init__(self) -> None:
        spec = self.spec
        self.fuel_m3, self.cargo_m3 = spec.fuel_m3, spec.cargo_m3
        self.track = self.theatre.new_platform(spec.id, spec.side, "warship", roads_of(spec.home))
        self.rigs = Resource(self.theatre.run, f"rigs of {spec.id}", spec.rigs)

    def start(self) -> None:
        """Nothing begins until her group sails."""

    @property
    def name(self) -> str:
        return self.spec.id

    @property
    def state(self) -> float:
        """How full her own tanks are."""
        return 1.0 if self.spec.nuclear else self.fuel_m3 / self.spec.fuel_m3

    @property
    def dry(self) -> bool:
        """Whether she has just burnt her last; she is adrift from then on until helped."""
        return not (self.adrift or self.spec.nuclear) and self.fuel_m3 <= NOTHING

    def burn(self, speed_m_s: float, span_s: float) -> None:
        """Take from the tanks what a span at a speed burns; they do not go below empty, and adrift nothing burns."""
        if not self.adrift:
            hotel, cube = self.spec.curve
            self.fuel_m3 = max(0.0, self.fuel_m3 - (hotel + cube * speed_m_s**3) * span_s)

    def helped(self) -> None:
        """Be given half of what the tanks hold."""
        self.take(self.spec.fuel_m3 / 2)
        self.adrift = False

    def lasts_s(self, speed_m_s: float, down_to: float = 0.0) -> float:
        """Return how long it can go on at a speed until its tanks are down to a share."""
        hotel, cube = self.spec.curve
        if not hotel or self.adrift:
            return math.inf
        return (self.fuel_m3 - down_to * self.spec.fuel_m3) / (hotel + cube * speed_m_s**3)

    def take(self, amount_m3: float) -> float:
        """Fill the tanks by at most so much and return what went in."""
        taken = 0.0 if self.spec.nuclear else min(amount_m3, self.spec.fuel_m3 - self.fuel_m3)
        self.fuel_m3 += taken
        return taken

    def fill(self) -> float:
        """Fill all tanks, as in port, and return what went in."""
        taken = self.take(self.spec.fuel_m3) + self.spec.cargo_m3 - self.cargo_m3
        self.cargo_m3 = self.spec.cargo_m3
        return taken
