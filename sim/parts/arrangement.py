"""Who passes what to whom: one entry of `arrangement:`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.base.spec import SideName, Spec, param
from sim.base.units import Delay, Fraction
from sim.picture.links import Terms

__all__ = ["LinkSpec"]

Product = Literal["track", "anomaly", "image", "tasking", "warning"]
Mechanism = Literal["coverage", "cueing", "corroboration", "deconfliction", "custody"]


class LinkSpec(Spec):
    """One direction of sharing between two sides."""

    sender: SideName = Field(alias="from", description="the side that passes products on")
    receiver: SideName = Field(alias="to", description="the side that gets them")
    products: tuple[Product, ...] = param(
        about="what is passed: tracks, anomalies, images, tasking plans, warnings", order="Pass other products on"
    )
    delay: Delay = param("45 min", about="time from release to arrival", order="Release sooner, or later")
    releasable: Fraction = param(1.0, about="share of products that may be released", order="Release more, or less")
    loss: Fraction = param(0.0, about="share of released products that never arrive")
    mechanisms: tuple[Mechanism, ...] = param(
        ("coverage", "cueing", "corroboration", "deconfliction", "custody"),
        about="what the receiver does with them; leave one out to see what it is worth",
    )
    sources: dict[str, str] = Field(default_factory=dict, description="where each figure given here comes from")

    def terms(self) -> Terms:
        """Return the link's terms as the picture floor takes them."""
        return Terms(self.delay, self.releasable, self.loss, frozenset(self.products), frozenset(self.mechanisms))
