"""Quantiles of Student's t, so that an interval needs no library of statistics.

Below 1,000 degrees of freedom the distribution function, an incomplete beta by its continued fraction, is inverted by
Newton's method; above, the expansion of the quantile in powers of 1/ν errs by less than 1e-12.
Source: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.5.8, 26.7.1 and 26.7.5.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, inf, lgamma, log, pi
from statistics import NormalDist
from typing import Final

__all__ = ["t_quantile", "t_tail"]

MANY: Final = 1000.0
TINY: Final = 1e-300
CLOSE: Final = 4e-16
STEADY: Final = 1e-13


def t_tail(t: float, df: float) -> float:
    """Return the chance that Student's t with `df` degrees of freedom exceeds `t`, for t ≥ 0."""
    return 0.5 * _beta(df / (df + t * t), t * t / (df + t * t), df / 2, 0.5)


@lru_cache(maxsize=1024)
def t_quantile(p: float, df: float) -> float:
    """Return the t below which Student's distribution holds a share `p`.

    Example:
        >>> round(t_quantile(0.975, 29), 4)
        2.0452
    """
    if p < 0.5:
        return -t_quantile(1 - p, df)
    if p == 1 or df <= 0:
        return inf
    t = _expansion(NormalDist().inv_cdf(p), df)
    return t if df >= MANY else _refined(t, 1 - p, df)


def _expansion(z: float, df: float) -> float:
    """Expand the quantile about the normal's (26.7.5)."""
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return sum(term / df**power for power, term in enumerate(terms))


def _refined(t: float, tail: float, df: float) -> float:
    """Solve t_tail(t) = tail by Newton's method on the logarithms, in which the tail is nearly straight."""
    density = lgamma((df + 1) / 2) - lgamma(df / 2) - 0.5 * log(df * pi)
    t = max(t, 1e-3)
    for _ in range(100):
        here = t_tail(t, df)
        slope = exp(density - (df + 1) / 2 * log(1 + t * t / df)) * t / here
        step = log(here / tail) / slope
        t *= exp(max(-1.0, min(1.0, step)))
        if abs(step) < STEADY:
            break
    return t


def _beta(x: float, y: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function at x = 1 − y."""
    if x <= 0 or y <= 0:
        return 0.0 if x <= 0 else 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(y))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(y, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """Sum the continued fraction 26.5.8 from the front (Lentz's method)."""
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    total = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d, c = 1 / _away(1 + term * d), _away(1 + term / c)
            total *= c * d
        if abs(c * d - 1) < CLOSE:
            break
    return total


def _away(value: float) -> float:
    return value if abs(value) > TINY else TINY
