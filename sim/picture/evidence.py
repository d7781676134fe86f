"""Contacts, the signs they bear, and the weight of signs as evidence.

A sign is something a lawful vessel shows too, only less often. Given the vessel's nature signs are taken as
independent, so their likelihood ratios multiply the prior odds:

    odds(illicit | signs) = odds(illicit) · ∏ P(sign | illicit) / P(sign | lawful).

A sign counts once a track, however often it is seen: two looks at one dark ship are not two facts about it. So a
report heard from two sides is never counted twice either.
Source: Bayes' rule; Pearl, Probabilistic Reasoning in Intelligent Systems (1988), §2.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["USUAL", "Contact", "Weights"]


@dataclass(frozen=True, slots=True)
class Contact:
    """What a sensor says about one vessel at one instant.

    `number` is the journal's number of the contact, `error_m` the standard error of the position, `identity` what the
    vessel broadcasts or was read on its hull, and `drift_m_s` how fast the datum ages.
    """

    number: int
    time_s: float
    lat_deg: float
    lon_deg: float
    error_m: float
    sensor: str
    signs: frozenset[str]
    identity: str | None = None
    length_m: float | None = None
    drift_m_s: float = 5.0

    @property
    def position(self) -> tuple[float, float]:
        return self.lat_deg, self.lon_deg


@dataclass(frozen=True, slots=True)
class Weights:
    """The prior probability that a vessel is illicit and each sign's likelihood ratio."""

    prior: float
    ratios: Mapping[str, float]

    def probability(self, signs: Iterable[str]) -> float:
        """Return the probability that a vessel with these signs is illicit."""
        odds = self.prior / (1 - self.prior)
        held = frozenset(signs)
        for sign, ratio in self.ratios.items():  # in one order always, so that the last bit is the same
            if sign in held:
                odds *= ratio
        return odds / (1 + odds)


USUAL: Final = Weights(0.003, {"gap": 10.0, "dark": 14.0, "broadcasting": 0.1, "small": 0.15, "slow": 3.0,
                               "pair": 20.0, "listed": 100.0})  # fmt: skip
