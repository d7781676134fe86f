"""Types of merchant ship: how fast, how high, what they burn and what they are worth."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final

from pydantic import Field

from sim.base.spec import Spec, param
from sim.base.units import Length, Speed

__all__ = ["FLEET", "MERCHANTS", "Share", "ShipSort", "unshared"]

Given = Mapping[str, Any]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
ROUNDING: Final = 1e-6


class ShipSort(Spec):
    """One type of merchant ship."""

    speed: Speed = param("13 kn", about="mean service speed")
    spread: Speed = param("1 kn", about="standard deviation of service speeds between ships")
    speed_max: Speed = param("15 kn", about="fastest that a ship goes when in danger")
    freeboard: Length = param("5 m", about="height of her deck above the water where it is lowest, laden")
    burns: float = param(35.0, about="tonnes of fuel a day at service speed", gt=0.0, le=1000.0)
    value: float = param(60.0, about="million US dollars that ship and cargo are worth", ge=0.0, le=10_000.0)
    length: Length = param("200 m", about="her length")


def _sort(speed: str, spread: str, most: str, freeboard: str, burns: float, value: float, length: str) -> Given:
    return {"speed": speed, "spread": spread, "speed_max": most, "freeboard": freeboard, "burns": burns, "value": value,
            "length": length}  # fmt: skip


# As a scenario would give them: general knowledge of each type in round figures, assumed.
MERCHANTS: Final[Mapping[str, Given]] = MappingProxyType(
    {
        "container": _sort("17 kn", "1.5 kn", "22 kn", "9 m", 90.0, 180.0, "300 m"),
        "tanker": _sort("12.5 kn", "0.8 kn", "15 kn", "5 m", 50.0, 110.0, "240 m"),
        "bulk": _sort("12 kn", "0.8 kn", "14 kn", "5 m", 33.0, 40.0, "200 m"),
        "gas": _sort("16 kn", "1 kn", "19.5 kn", "10 m", 80.0, 220.0, "285 m"),
        "car_carrier": _sort("16.5 kn", "1 kn", "20 kn", "12 m", 45.0, 150.0, "200 m"),
        "general": _sort("12 kn", "1.2 kn", "14.5 kn", "4 m", 18.0, 20.0, "120 m"),
    }
)
FLEET: Final[Mapping[str, float]] = MappingProxyType(
    {"container": 0.26, "tanker": 0.26, "bulk": 0.28, "gas": 0.05, "car_carrier": 0.05, "general": 0.10}
)


def unshared(shares: Mapping[Any, float]) -> str:
    """Say what is wrong with shares that should add up to one, if anything is."""
    total = sum(shares.values())
    return "" if abs(total - 1.0) < ROUNDING else f"the shares add up to {total:g}"
