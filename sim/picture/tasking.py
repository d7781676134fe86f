"""Cues and the desk that gives them to assets.

A cue says: there, at that time, was probably a transfer. The desk gives it to the asset that can be there first; if
none can before the cue is stale, it waits for one to come free. A partner's tasking plan, when shared, keeps two
assets from being sent to one datum.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Final, Protocol

from sim.kernel.events import Event
from sim.kernel.run import Run
from sim.world.geodesy import apart_m

__all__ = ["Asset", "AssetRecalled", "AssetTasked", "Cue", "CueExpired", "CueRaised", "Desk", "Plan"]

SAME_DATUM_M: Final = 40_000.0


@dataclass(frozen=True, slots=True)
class CueRaised(Event):
    """A side has enough evidence to send somebody; the vessel is within `radius_m` of the datum, and that grows.

    After `until_s` nobody is sent to it.
    """

    says: ClassVar[str] = "{side} raises cue {cue}, illicit with probability {probability}"
    draws: ClassVar[tuple[str, ...]] = ("cue", "radius_m", "drift_m_s", "until_s")

    side: str
    cue: int
    suspect: int
    contact: int
    lat_deg: float
    lon_deg: float
    probability: float
    needs_partner: bool
    radius_m: float = 0.0
    drift_m_s: float = 0.0
    until_s: float = 0.0


@dataclass(frozen=True, slots=True)
class AssetTasked(Event):
    """An asset was given a cue."""

    says: ClassVar[str] = "{side}: cue {cue} goes to {asset}"

    side: str
    asset: str
    cue: int
    eta_s: float


@dataclass(frozen=True, slots=True)
class AssetRecalled(Event):
    """An asset was called off, because a partner's will be there sooner."""

    says: ClassVar[str] = "{side}: {asset} is called off cue {cue}"

    side: str
    asset: str
    cue: int


@dataclass(frozen=True, slots=True)
class CueExpired(Event):
    """A cue went stale, or was dropped, before an asset could be sent."""

    says: ClassVar[str] = "{side}: cue {cue} is dropped: {reason}"

    side: str
    cue: int
    reason: str


@dataclass(slots=True)
class Cue:
    """An order to look: the datum, when it was true, its error and how fast that grows; `raised` is its event."""

    number: int
    side: str
    position: tuple[float, float]
    datum_s: float
    error_m: float
    drift_m_s: float
    probability: float
    expires_s: float
    suspect: int
    contact: int
    raised: int = -1
    asset: Asset | None = None
    eta_s: float = float("inf")

    def radius_m(self, time_s: float) -> float:
        """Return how far from the datum the vessel may be by a time."""
        return 2 * self.error_m + self.drift_m_s * max(0.0, time_s - self.datum_s)


@dataclass(frozen=True, slots=True)
class Plan:
    """A partner's word that its asset will be at a place by a time."""

    position: tuple[float, float]
    eta_s: float
    until_s: float


class Asset(Protocol):
    """Something that can be sent to a datum."""

    @property
    def name(self) -> str: ...

    def quote(self, cue: Cue) -> float | None:
        """Return when it could be there, or None if it cannot go."""
        ...

    def assign(self, cue: Cue, cause: int) -> None:
        """Go."""
        ...

    def recall(self, cue: Cue, cause: int) -> bool:
        """Turn back if not yet there, and say whether it did."""
        ...


@dataclass(slots=True)
class Desk:
    """One side's tasking desk: its assets, and the cues that wait or are being worked."""

    run: Run
    side: str
    assets: list[Asset] = field(default_factory=list)
    waiting: list[Cue] = field(default_factory=list)
    working: list[Cue] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    announce: Callable[[Cue, int], None] = lambda cue, cause: None

    def open(self, cue: Cue) -> bool:
        """Take a cue, and say whether an asset was sent at once."""
        if self._dispatch(cue):
            return True
        self.waiting.append(cue)
        self.run.at(cue.expires_s, lambda: self._expire(cue))
        return False

    def retry(self) -> None:
        """Try the waiting cues again, the most probable first, because an asset has come free."""
        for cue in sorted(self.waiting, key=lambda cue: -cue.probability):
            if cue.expires_s > self.run.now and self._dispatch(cue):
                self.waiting.remove(cue)

    def done(self, cue: Cue) -> None:
        """Close a cue that an asset has worked."""
        if cue in self.working:
            self.working.remove(cue)

    def learn(self, plan: Plan, cause: int) -> None:
        """Hear of a partner's tasking, and call off what it makes needless."""
        self.plans.append(plan)
        for cue in list(self.working):
            asset = cue.asset
            if asset and self._covers(plan, cue) and plan.eta_s < cue.eta_s and asset.recall(cue, cause):
                self.run.log(AssetRecalled(self.side, asset.name, cue.number), cause)
                self.done(cue)
        for cue in [cue for cue in self.waiting if self._covers(plan, cue)]:
            self._drop(cue, "a partner's asset is on its way", cause)

    def _dispatch(self, cue: Cue) -> bool:
        self.plans = [plan for plan in self.plans if plan.until_s > self.run.now]
        quotes = [(eta_s, i) for i, asset in enumerate(self.assets) if (eta_s := asset.quote(cue)) is not None]
        soonest_s = min(quotes)[0] if quotes else math.inf
        if any(self._covers(plan, cue) and plan.eta_s <= soonest_s for plan in self.plans):
            self.run.log(CueExpired(self.side, cue.number, "a partner's asset is on its way"), cue.raised)
            return True
        if soonest_s > cue.expires_s:
            return False
        cue.eta_s, best = min(quotes)
        cue.asset = self.assets[best]
        self.working.append(cue)
        cause = self.run.log(AssetTasked(self.side, cue.asset.name, cue.number, cue.eta_s), cue.raised)
        cue.asset.assign(cue, cause)
        self.announce(cue, cause)
        return True

    def _covers(self, plan: Plan, cue: Cue) -> bool:
        return apart_m(plan.position, cue.position) <= SAME_DATUM_M and plan.until_s > self.run.now

    def _expire(self, cue: Cue) -> None:
        if cue in self.waiting:
            self._drop(cue, "no asset could be there in time", cue.raised)

    def _drop(self, cue: Cue, reason: str, cause: int) -> None:
        self.waiting.remove(cue)
        self.run.log(CueExpired(self.side, cue.number, reason), cause)
