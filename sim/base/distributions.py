"""Distributions a scenario may give instead of a fixed quantity, each with its mean and variance."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

import numpy as np
from pydantic import BeforeValidator, InstanceOf, PlainSerializer, WithJsonSchema

from sim.base.errors import unknown
from sim.base.units import DIMENSIONS, fault, parse, say, show

__all__ = ["Distribution", "RandomDuration", "RandomLength", "RandomSpeed", "RandomVolume"]

Family = Literal["constant", "uniform", "triangular", "exponential", "lognormal"]


@dataclass(frozen=True, slots=True)
class Distribution:
    """One random quantity: a family and its parameters in SI."""

    family: Family
    parameters: tuple[float, ...]
    dimension: str = "time"

    @property
    def mean(self) -> float:
        return _moments(self)[0]

    @property
    def variance(self) -> float:
        return _moments(self)[1]

    def sample(self, rng: np.random.Generator) -> float:
        """Draw one value."""
        return float(_SAMPLERS[self.family](rng, None, *self.parameters))

    def samples(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """Draw `n` values."""
        return np.asarray(_SAMPLERS[self.family](rng, n, *self.parameters))

    def __str__(self) -> str:
        names = _FAMILIES[self.family]
        parts = [f"{name} {show(value, self.dimension)}" for name, value in zip(names, self.parameters, strict=True)]
        return parts[0].split(" ", 1)[1] if self.family == "constant" else f"{self.family} ({', '.join(parts)})"


def _lognormal(mean: float, sd: float) -> tuple[float, float]:
    sigma2 = math.log1p((sd / mean) ** 2)
    return math.log(mean) - sigma2 / 2, math.sqrt(sigma2)


def _moments(d: Distribution) -> tuple[float, float]:
    p = d.parameters
    match d.family:
        case "constant":
            return p[0], 0.0
        case "uniform":
            return (p[0] + p[1]) / 2, (p[1] - p[0]) ** 2 / 12
        case "triangular":
            low, mode, high = p
            spread = low * low + mode * mode + high * high - low * mode - low * high - mode * high
            return (low + mode + high) / 3, spread / 18
        case "exponential":
            return p[0], p[0] ** 2
        case "lognormal":
            return p[0], p[1] ** 2


_FAMILIES: Final[Mapping[Family, tuple[str, ...]]] = MappingProxyType(
    {
        "constant": ("value",),
        "uniform": ("low", "high"),
        "triangular": ("low", "mode", "high"),
        "exponential": ("mean",),
        "lognormal": ("mean", "sd"),
    }
)
_SAMPLERS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        "constant": lambda rng, n, value: value if n is None else np.full(n, value),
        "uniform": lambda rng, n, low, high: rng.uniform(low, high, n),
        "triangular": lambda rng, n, low, mode, high: rng.triangular(low, mode, high, n),
        "exponential": lambda rng, n, mean: rng.exponential(mean, n),
        "lognormal": lambda rng, n, mean, sd: rng.lognormal(*_lognormal(mean, sd), n),
    }
)


def _read(value: object, dimension: str) -> Distribution:
    example = DIMENSIONS[dimension].example
    if isinstance(value, Distribution):
        return value
    if not isinstance(value, dict):
        return _sane(Distribution("constant", (parse(value, dimension),), dimension), value)
    family = next((known for known in _FAMILIES if known in value), None)
    if len(value) != 1 or family is None:
        known = unknown(str(next(iter(value), "")), _FAMILIES)
        raise fault(f"found {say(value)}", f"write '{example}' or one distribution; {known}")
    return _sane(Distribution(family, _parameters(value[family], family, dimension), dimension), value)


def _parameters(given: object, family: Family, dimension: str) -> tuple[float, ...]:
    names, example = _FAMILIES[family], DIMENSIONS[dimension].example
    if isinstance(given, dict) and set(given) == set(names):
        given = [given[name] for name in names]
    if not isinstance(given, (list, dict)):
        given = [given]
    if isinstance(given, dict) or len(given) != len(names):
        shape = ", ".join(f"{name}: {example}" for name in names)
        raise fault(f"found {say(given)} for {family}", f"write {{{family}: {{{shape}}}}}")
    return tuple(parse(item, dimension) for item in given)


def _sane(d: Distribution, value: object) -> Distribution:
    ordered = d.family not in ("uniform", "triangular") or list(d.parameters) == sorted(d.parameters)
    positive = d.parameters[0] >= 0 and d.mean > 0 and d.parameters[-1] > 0
    if not ordered or not positive or (d.family == "triangular" and d.parameters[0] == d.parameters[2]):
        raise fault(f"found {say(value)}", "values are zero or more, in rising order, and not all zero")
    return d


def _annotations(dimension: str) -> tuple[Any, ...]:
    quantity = {"type": "string", "examples": [DIMENSIONS[dimension].example]}
    families: dict[str, Any] = {name: {} for name in _FAMILIES}
    schema = {"anyOf": [quantity, {"type": "object", "properties": families, "additionalProperties": False}],
              "x-dimension": dimension}  # fmt: skip
    reader = BeforeValidator(lambda value: _read(value, dimension))
    writer = PlainSerializer(str, return_type=str, when_used="json")
    return DIMENSIONS[dimension], reader, writer, WithJsonSchema(schema)


RandomDuration = Annotated[InstanceOf[Distribution], *_annotations("time")]
RandomLength = Annotated[InstanceOf[Distribution], *_annotations("length")]
RandomSpeed = Annotated[InstanceOf[Distribution], *_annotations("speed")]
RandomVolume = Annotated[InstanceOf[Distribution], *_annotations("volume")]
