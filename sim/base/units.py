"""Quantities with units: read from text, shown as text, SI inside (barrels and degrees kept as they are).

A bare number where a quantity is due is refused: `18` may be knots or kilometres an hour, and the reader of a
scenario should not have to guess.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.base.errors import nearest

__all__ = [
    "DIMENSIONS", "LAST_YEAR", "Angle", "Delay", "Dimension", "Duration", "Flow", "Fraction", "Latitude", "Length",
    "Longitude", "Moment", "Position", "Rate", "Speed", "Text", "Volume", "fault", "parse", "say", "show", "unit_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)  # told apart by identity, so that `Volume | None` can be written
class Dimension:
    """Name a kind of quantity, its units in SI, the one it is shown in and an example to teach with."""

    name: str
    units: Mapping[str, float]
    shown: str
    example: str


HOUR_S: Final = 3600.0
DAY_S: Final = 86400.0
KNOT_M_S: Final = 1852.0 / 3600.0
LAST_YEAR: Final = 2199
BARREL_M3: Final = 0.158987294928

DIMENSIONS: Final[Mapping[str, Dimension]] = MappingProxyType(
    {
        "time": Dimension("time", {"s": 1, "min": 60, "h": HOUR_S, "d": DAY_S, "week": 7 * DAY_S}, "h", "90 min"),
        "length": Dimension("length", {"m": 1, "km": 1000, "nm": 1852, "ft": 0.3048}, "nm", "20 nm"),
        "speed": Dimension("speed", {"m/s": 1, "kn": KNOT_M_S, "km/h": 1 / 3.6}, "kn", "18 kn"),
        "rate": Dimension("rate", {"/s": 1, "/min": 1 / 60, "/h": 1 / HOUR_S, "/d": 1 / DAY_S, "/week": 1 / DAY_S / 7,
                                   "/y": 1 / DAY_S / 365.25}, "/d", "30 /d"),
        "volume": Dimension("volume", {"bbl": 1, "m3": 1 / BARREL_M3}, "bbl", "9000 bbl"),
        "flow": Dimension("flow", {"bbl/h": 1 / HOUR_S, "m3/h": 1 / BARREL_M3 / HOUR_S}, "bbl/h", "1500 bbl/h"),
        "angle": Dimension("angle", {"deg": 1}, "deg", "45 deg"),
        "latitude": Dimension("latitude", {"N": 1, "S": -1}, "N", "30.5 N"),
        "longitude": Dimension("longitude", {"E": 1, "W": -1}, "E", "125 E"),
    }
)  # fmt: skip

_QUANTITY: Final = re.compile(r"\s*([+-]?(?:\d[\d_ ]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([^\d\s].*?)?\s*")
_TIME_SHOWN: Final = (("d", 2 * DAY_S), ("h", 1.5 * HOUR_S), ("min", 60.0), ("s", 0.0))
_TOP: Final[Mapping[str, float]] = MappingProxyType({"latitude": 90.0, "longitude": 180.0})


def fault(found: str, write: str) -> PydanticCustomError:
    """Make the error from which a fault's two halves are taken."""
    return PydanticCustomError("quantity", "{found}; {write}", {"found": found, "write": write})


def parse(value: object, dimension: str) -> float:
    """Read a quantity such as `18 kn` and return it in SI.

    Raises: ValueError (pydantic's) whose context holds `found` and `write`.
    Example:
        >>> round(parse("18 kn", "speed"), 2)
        9.26
    """
    dim = DIMENSIONS[dimension]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        units = ", ".join(f"'{value} {unit}'" for unit in list(dim.units)[:4])
        raise fault(f"found the bare number {value}", f"say its unit: {units}")
    match = _QUANTITY.fullmatch(value) if isinstance(value, str) else None
    if match is None or not isinstance(value, str):
        raise fault(f"found {say(value)}, not a {dimension}", f"write a {dimension} such as '{dim.example}'")
    number = float(re.sub(r"[ _]", "", match[1]))
    return _checked(number * _factor(value, match[1].strip(), match[2], dim), value, dim)


def _factor(text: str, number: str, unit: str | None, dim: Dimension) -> float:
    if unit is None:
        options = ", ".join(f"'{number} {name}'" for name in list(dim.units)[:4])
        raise fault(f"found the bare number '{text}'", f"say its unit: {options}")
    if unit in dim.units:
        return dim.units[unit]
    elsewhere = [other.name for other in DIMENSIONS.values() if unit in other.units]
    what = f"a {elsewhere[0]}" if elsewhere else f"the unknown unit '{unit}'"
    close = nearest(unit, dim.units) if not elsewhere else None
    advice = f"did you mean '{number} {close}'?" if close else f"write a {dim.name} such as '{dim.example}'"
    raise fault(f"found '{text}', {what}, where a {dim.name} is due", advice)


def _checked(value: float, text: str, dim: Dimension) -> float:
    top = _TOP.get(dim.name, math.inf)
    if not math.isfinite(value) or abs(value) > top:
        raise fault(f"found '{text}', beyond any {dim.name}", f"write a {dim.name} such as '{dim.example}'")
    return value


def say(value: object) -> str:
    """Quote what was found, shortened."""
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def show(value: float, dimension: str, unit: str | None = None) -> str:
    """Write an SI value as text that `parse` reads back.

    Example:
        >>> show(5400, "time")
        '1.5 h'
    """
    dim = DIMENSIONS[dimension]
    if unit is None and dimension == "time":
        unit = next(name for name, least in _TIME_SHOWN if abs(value) >= least)
    if dimension in _TOP:
        unit = list(dim.units)[int(value < 0)]
    unit = unit or dim.shown
    return f"{value / dim.units[unit]:.12g} {unit}"


def unit_of(dimension: str) -> str:
    """Return the unit in which quantities of a dimension are shown."""
    return DIMENSIONS[dimension].shown


def _reader(dimension: str, lowest: float, strict: bool) -> Callable[[object], float]:
    def read(value: object) -> float:
        number = parse(value, dimension)
        if number < lowest or (strict and number == lowest):
            bound = "above zero" if strict else "zero or more"
            example = DIMENSIONS[dimension].example
            raise fault(f"found '{value}'", f"a {dimension} here is {bound}, such as '{example}'")
        return number

    return read


def _quantity(dimension: str, lowest: float = 0.0, *, strict: bool = True) -> tuple[Any, ...]:
    dim = DIMENSIONS[dimension]
    schema = {
        "type": "string",
        "pattern": rf"^\s*[+-]?[\d_ .eE+-]+\s*({'|'.join(map(re.escape, dim.units))})\s*$",
        "examples": [dim.example],
        "x-dimension": dimension,
    }
    writer = PlainSerializer(lambda value: show(value, dimension), return_type=str, when_used="json")
    return dim, BeforeValidator(_reader(dimension, lowest, strict)), writer, WithJsonSchema(schema)


def _fraction(value: object) -> float:
    if isinstance(value, str) and value.strip().endswith("%"):
        try:
            value = float(value.strip()[:-1]) / 100
        except ValueError:
            raise fault(f"found {say(value)}", "write a share such as 0.9 or '90 %'") from None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise fault(f"found {say(value)}", "write a share from 0 to 1, such as 0.9 or '90 %'")
    return float(value)


def _position(value: object) -> tuple[float, float]:
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise fault(f"found {say(value)}", "write a position as [latitude, longitude], such as [30.5 N, 125 E]")
    return parse(value[0], "latitude"), parse(value[1], "longitude")


def _moment(value: object) -> datetime:
    example = "write the date and time in UTC, such as 2021-03-01T00:00Z"
    if isinstance(value, datetime):
        return value
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise fault(f"found {say(value)}", example) from None
    if moment.tzinfo is None:
        raise fault(f"found {say(value)}, without its zone", example)
    if not 1900 < moment.year < LAST_YEAR:
        raise fault(f"found the year {moment.year}", example)
    return moment.astimezone(UTC)


def _text(value: object) -> dict[str, str]:
    if isinstance(value, str):
        return {"en": value}
    if isinstance(value, dict) and value and all(isinstance(x, str) for pair in value.items() for x in pair):
        return dict(value)
    raise fault(f"found {say(value)}", "write a text, or texts by language such as {en: …, ja: …}")


_TEXT_SCHEMA: Final = {"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]}
_POSITION_SCHEMA: Final = {"anyOf": [{"type": "string"}, {"type": "array", "minItems": 2, "maxItems": 2}],
                           "examples": ["30.5 N, 125 E"]}  # fmt: skip
_MOMENT_SCHEMA: Final = {
    "type": "string", "examples": ["2021-03-01T00:00Z"], "pattern": r"^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$",
}  # fmt: skip
_FRACTION_SCHEMA: Final = {
    "anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string", "pattern": r"^\s*[\d.]+\s*%\s*$"}],
    "examples": [0.9],
}

Duration = Annotated[float, *_quantity("time")]
Delay = Annotated[float, *_quantity("time", strict=False)]
Length = Annotated[float, *_quantity("length")]
Speed = Annotated[float, *_quantity("speed")]
Rate = Annotated[float, *_quantity("rate", strict=False)]
Volume = Annotated[float, *_quantity("volume")]
Flow = Annotated[float, *_quantity("flow")]
Angle = Annotated[float, *_quantity("angle", -math.inf)]
Latitude = Annotated[float, *_quantity("latitude", -math.inf)]
Longitude = Annotated[float, *_quantity("longitude", -math.inf)]
Fraction = Annotated[float, BeforeValidator(_fraction), WithJsonSchema(_FRACTION_SCHEMA)]
Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema(_MOMENT_SCHEMA)]
Position = Annotated[tuple[float, float], BeforeValidator(_position), WithJsonSchema(_POSITION_SCHEMA)]
Text = Annotated[dict[str, str], BeforeValidator(_text), WithJsonSchema(_TEXT_SCHEMA)]
