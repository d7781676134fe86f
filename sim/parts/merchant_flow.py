"""A flow of merchant ships between two places, both ways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from sim.base.spec import PartSpec, PlaceName, SideName, Trouble, kind, param
from sim.base.units import Rate
from sim.parts.merchant_ship import FLEET, Share
from sim.parts.theatre import Planned, Theatre

__all__ = ["MerchantFlow"]

Passage = Literal["Suez Canal", "Panama Canal", "Dardanelles", "Bosporus", "Kanmon Strait"]


@kind("merchant_flow")
class MerchantFlow(PartSpec):
    """Merchant ships from one place to another and back, arriving as Poisson processes, by the shortest sea route."""

    origin: PlaceName = param(about="where the ships come from", alias="from")
    destination: PlaceName = param(about="where they go", alias="to")
    via: tuple[PlaceName, ...] = param((), about="places that they pass on the way")
    ships: Rate = param(about="ships that sail")
    back: Rate | None = param(None, about="ships that sail the other way; as many when left out")
    fleet: dict[str, Share] = param(dict(FLEET), about="share of each type of ship")
    registered: dict[SideName, Share] = param(
        {}, about="share of ships registered with each side; as the sea lane says when left out"
    )
    closed: tuple[Passage, ...] = param(("Kanmon Strait",), about="passages that they do not use")

    def build(self, theatre: Theatre) -> Planned:
        return Planned(self)

    def trouble(self, whole: Any) -> Iterator[Trouble]:
        """Say that nothing makes the ships sail."""
        if not any(part.kind == "sea_lane" for part in whole.parts):
            yield Trouble(("kind",), "no part makes its ships sail", "add a part: {kind: sea_lane, id: lane}")
