"""The sea by region: where each climate holds along the routes between Europe and the Pacific.

Monthly means of significant wave height, in metres from January to December, in round figures: general knowledge of
the monsoons, the trades and the westerlies, assumed. A position in several boxes has the climate of the first.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from sim.world.areas import Box
from sim.world.weather import EAST_CHINA_SEA, Climate

__all__ = ["OPEN_OCEAN", "regions"]

HOUR_S: Final = 3600.0
SPELL_S: Final = 18.0 * HOUR_S
OPEN_OCEAN: Final = Climate.from_heights("open ocean", (2.2,) * 12, SPELL_S, "assumed")
_HEIGHTS: Final = (  # west, east, south, north, and the heights
    ("Red Sea", 32.0, 43.4, 12.5, 30.2, (1.1, 1.1, 1.1, 1.0, 0.9, 0.9, 0.9, 0.8, 0.9, 0.9, 1.0, 1.1)),
    ("Gulf of Aden", 43.4, 51.0, 10.0, 16.0, (1.2, 1.1, 1.0, 0.8, 0.9, 1.5, 1.7, 1.5, 1.0, 0.9, 1.1, 1.2)),
    ("Arabian Sea", 51.0, 77.0, 5.0, 27.0, (1.3, 1.2, 1.1, 1.0, 1.5, 2.8, 3.1, 2.6, 1.8, 1.2, 1.2, 1.4)),
    ("Bay of Bengal", 77.0, 95.0, 4.0, 22.5, (1.3, 1.1, 1.1, 1.2, 1.7, 2.3, 2.4, 2.2, 1.8, 1.4, 1.5, 1.5)),
    ("Malacca and Singapore", 95.0, 105.0, -2.0, 8.0, (0.6, 0.5, 0.5, 0.4, 0.4, 0.5, 0.5, 0.5, 0.5, 0.5, 0.6, 0.6)),
    ("South China Sea", 105.0, 121.0, 0.0, 23.5, (2.1, 1.8, 1.4, 1.0, 0.9, 1.2, 1.3, 1.4, 1.2, 1.6, 2.2, 2.5)),
    ("Sea of Japan", 128.5, 142.0, 35.5, 48.0, (2.2, 1.9, 1.6, 1.2, 0.9, 0.8, 0.8, 0.9, 1.1, 1.5, 1.9, 2.3)),
    ("Philippine Sea", 121.0, 160.0, 0.0, 27.0, (2.2, 2.1, 1.9, 1.7, 1.4, 1.3, 1.4, 1.6, 1.7, 2.0, 2.2, 2.3)),
    ("Pacific off Japan", 131.0, 165.0, 27.0, 46.0, (2.6, 2.5, 2.4, 2.0, 1.7, 1.5, 1.6, 1.8, 2.1, 2.3, 2.5, 2.7)),
    ("Mediterranean", -5.6, 36.3, 30.2, 46.0, (1.5, 1.5, 1.3, 1.1, 0.8, 0.7, 0.7, 0.7, 0.8, 1.0, 1.3, 1.5)),
    ("English Channel", -5.0, 3.0, 48.5, 52.0, (2.0, 1.9, 1.6, 1.3, 1.1, 0.9, 0.9, 1.0, 1.3, 1.6, 1.8, 2.0)),
    ("North-east Atlantic", -25.0, 10.0, 30.0, 65.0, (3.4, 3.2, 2.9, 2.4, 2.0, 1.8, 1.7, 1.8, 2.3, 2.8, 3.1, 3.5)),
)


@cache
def regions() -> tuple[tuple[Box, Climate], ...]:
    """Return the regions, each with its climate."""
    told = [
        (Box(name, west, east, south, north), Climate.from_heights(name, heights, SPELL_S, "assumed"))
        for name, west, east, south, north, heights in _HEIGHTS
    ]
    return ((Box(EAST_CHINA_SEA.name, 119.0, 131.0, 24.0, 35.5), EAST_CHINA_SEA), *told)
