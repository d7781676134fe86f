"""Small theatres for tests: parts as a scenario would give them, a sea that is calm, ships that lie still."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

import numpy as np

from sim.base.spec import PartSpec, discover
from sim.kernel.run import Run
from sim.parts.arrangement import LinkSpec
from sim.parts.setting import Setting
from sim.parts.theatre import Theatre
from sim.parts.traffic import NEVER, Batch
from sim.world.areas import Box
from sim.world.geodesy import EARTH_RADIUS_M, unit
from sim.world.motion import Legs

__all__ = ["DAY_S", "HOUR_S", "KN_M_S", "NM_M", "SEA", "box_of", "dark_ships", "link", "part", "sailing", "theatre"]

NM_M, HOUR_S, DAY_S = 1852.0, 3600.0, 86400.0
KN_M_S = NM_M / HOUR_S
SEA = Box("sea", 122.0, 130.0, 25.0, 33.0)
START = datetime(2021, 3, 1, tzinfo=UTC)
DARK_SHIP_M = 100.0  # the length for which sweep widths are stated


@cache
def kinds() -> dict[str, type[PartSpec]]:
    return discover("sim.parts", "sim.models")


def part(kind: str, **given: Any) -> PartSpec:
    """Return a part as a scenario would give it; its id is its kind unless given."""
    return kinds()[kind].model_validate({"kind": kind, "id": given.pop("id", kind), **given})


def link(sender: str, receiver: str, products: Sequence[str], **given: Any) -> LinkSpec:
    """Return one entry of an arrangement."""
    return LinkSpec.model_validate({"from": sender, "to": receiver, "products": products, **given})


def theatre(
    *parts: PartSpec,
    days: float = 2.0,
    warm_up_days: float = 0.0,
    areas: Mapping[str, Box] | None = None,
    links: Sequence[LinkSpec] = (),
    seed: int = 2021,
    replication: int = 0,
    sea_state: int = 0,
) -> Theatre:
    """Build a theatre of two sides, a and b, over a sea of one state."""
    weather = part("weather", constant=sea_state)
    setting = Setting(
        START,
        days * DAY_S,
        warm_up_days * DAY_S,
        SEA,
        areas or {"sea": SEA},
        ("a", "b"),
        (weather, *parts),
        tuple(links),
    )
    run = Run(seed, replication, start=START)
    run.journal.header.update(
        duration_s=setting.duration_s, warm_up_s=setting.warm_up_s, sides=setting.sides,
        links=tuple(each.model_dump() for each in links),
    )  # fmt: skip
    return Theatre(run, setting)


def box_of(area_m2: float, lat_deg: float = 26.0, lon_deg: float = 126.0) -> Box:
    """Return a box of an exact area, about as wide as it is high, centred on a place."""
    half = math.degrees(math.sqrt(area_m2) / EARTH_RADIUS_M) / 2
    south, north = lat_deg - half, lat_deg + half
    band = math.sin(math.radians(north)) - math.sin(math.radians(south))
    half_width = math.degrees(area_m2 / EARTH_RADIUS_M**2 / band) / 2
    return Box("box", lon_deg - half_width, lon_deg + half_width, south, north)


def dark_ships(
    on: Theatre, at_deg: tuple[float, float], begin_s: Sequence[float], end_s: Sequence[float], name: str = "dark"
) -> None:
    """Bring lawful ships without AIS into being that lie at one place, each for its own span of time."""
    n = len(begin_s)
    points = np.tile(unit(*at_deg), (n, 1))
    sailing(on, Legs(np.arange(n), np.array(begin_s, float), np.array(end_s, float), points, points), name)


def sailing(on: Theatre, legs: Legs, name: str = "dark", length_m: float = DARK_SHIP_M) -> None:
    """Bring lawful ships without AIS into being, one for each mover of the legs."""
    n = int(legs.mover.max()) + 1
    never, none = np.full(n, NEVER), np.zeros(n, np.int64)
    on.fleet.batches.append(Batch(name, "ship", legs, np.full(n, length_m), none, never, never, np.full(n, -1)))
