"""A group's programme as a scenario writes it: appointments, bases, and the figures it steams by."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from sim.base.spec import PlaceName, SeaPosition, SideName, Spec, param
from sim.base.units import Delay, Duration, Fraction, Length, Moment, Speed, fault
from sim.parts.passage import roads_of

__all__ = ["Appointment", "Base", "Flying", "Supply"]

Sort = Literal["port", "exercise", "passage"]


class Base(Spec):
    """A port where ships fill their tanks and are mended, if its owner supports the group."""

    place: PlaceName = param(about="which port")
    side: SideName = param(about="whose it is")


class Appointment(Spec):
    """One line of the programme."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", description="its name in this scenario")
    sort: Sort = param("port", about="a visit in port, an exercise at sea, or a place to pass")
    place: PlaceName | None = param(None, about="where, by name")
    at: SeaPosition | None = param(None, about="where, by position; instead of `place`")
    planned: Moment = param(about="when the group means to be there")
    early: Delay = param("2 h", about="how long before that it may be there")
    late: Delay = param("24 h", about="how long after that it is still in time")
    stay: Delay = param("0 h", about="how long it means to stay")
    partners: tuple[SideName, ...] = param((), about="who exercises with it, or whose guest it is")
    ships: tuple[str, ...] = param((), about="the ships that go there while the others go on; all when left out")
    rejoin: str | None = param(None, about="appointment at which these ships join again")
    record: Moment | None = param(None, about="when the real group was there, for comparison")
    recorded: Literal["arrival", "departure", "canal"] = param(
        "arrival", about="of what the record tells: coming, leaving, or entering the canal that follows"
    )
    precision: Delay = param("12 h", about="how exactly that is known")
    source: str = param("assumed", about="where the date comes from")

    @model_validator(mode="after")
    def _somewhere(self) -> Appointment:
        if (self.place is None) == (self.at is None):
            found = "nowhere to go is given" if self.place is None else f"found both '{self.place}' and a position"
            raise fault(found, "write 'place: …' or 'at: [30 N, 125 E]', one of them")
        if bool(self.ships) != bool(self.rejoin):
            raise fault("found one of 'ships' and 'rejoin' alone", "write both, or neither")
        return self

    @property
    def position(self) -> tuple[float, float]:
        """Where it is."""
        if self.at is not None:
            return self.at
        assert self.place is not None
        return roads_of(self.place)

    @property
    def whereabouts(self) -> str:
        """What the place is called."""
        return self.place or self.id


class Flying(Spec):
    """The flying programme on passage and in exercises."""

    days: Fraction = param(0.35, about="share of days at sea with flying", order="Fly on more days, or on fewer")
    into_wind: Duration = param("3 h", about="time steamed into the wind on such a day")
    speed: Speed = param("20 kn", about="speed into the wind")
    sea_state_max: int = param(5, about="sea state above which nobody flies", ge=0, le=9)
    when_late: bool = param(
        False,
        about="whether to fly although the next appointment would be missed for it",
        order="Fly although it makes the group late, or not",
    )
    watch: Duration = param("6 h", about="time an airborne radar is up on such a day")
    watch_range: Length = param("100 nm", about="range of that radar")


class Supply(Spec):
    """How the group replenishes."""

    top_up_below: Fraction = param(
        0.7, about="state of the emptiest ship at which replenishment begins", order="Replenish earlier, or later"
    )
    full_above: Fraction = param(0.9, about="state above which a ship needs nothing")
    speed: Speed = param("12 kn", about="speed while replenishing")
    sea_state_max: int = param(5, about="sea state above which ships do not lie alongside", ge=0, le=9)
    hook_up: Delay = param("45 min", about="time to pass the rig")
    errand_below: Fraction = param(0.3, about="state of all cargo at which an auxiliary leaves to fill")
    port_time: Duration = param("24 h", about="time to fill in port on such an errand")
    help: Duration = param("4 d", about="time until a ship that ran dry is helped, to half of her fuel")
