"""Events told to people: each event's own words, with names for numbers and units for figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from string import Formatter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sim.base.tongue import Tongue
from sim.kernel.events import Record
from sim.kernel.journal import Journal
from sim.record.names import MOVER_FIELDS, movers
from sim.report.escape import line
from sim.report.titles import NAMELESS, Titles

if TYPE_CHECKING:
    from sim.scenario.spec import ScenarioSpec

__all__ = ["Teller", "latitude", "longitude", "lying_in", "names_in", "waters"]

MINUTES_BELOW_S: Final = 5400.0
SIDES: Final = frozenset({"side", "host", "owner", "sender", "receiver", "origin", "taken_by"})
MEASURED: Final = MappingProxyType({"bbl": "bbl", "m3": "m³", "nm": "nm"})
TITLED: Final = frozenset({"step", "serial", "sort", "wave", "severity"})
CODES: Final = frozenset({"outcome", "how", "reason", "product", "purpose", "means"})


def latitude(deg: float) -> str:
    """Write a latitude as charts do.

    Example:
        >>> latitude(31.5), longitude(-0.26)
        ('31° 30′ N', '0° 16′ W')
    """
    return _angle(deg, "NS")


def longitude(deg: float) -> str:
    """Write a longitude as charts do."""
    return _angle((deg + 180.0) % 360.0 - 180.0, "EW")


def _angle(deg: float, letters: str) -> str:
    minutes = round(abs(deg) * 60)
    return f"{minutes // 60}° {minutes % 60:02d}′ {letters[deg < 0]}"


def names_in(called: Mapping[str, Any], tongue: Tongue) -> dict[str, str]:
    """Return what a scenario calls its sides or areas in a language, by their ids: each a harmless line."""
    return {key: line(tongue.pick(each.name, key)) for key, each in called.items()}


@lru_cache(maxsize=1024)
def _named(text: str) -> tuple[str, ...]:
    """Return the names in the braces of a text."""
    return tuple(name for _, name, _, _ in Formatter().parse(text) if name)


def waters(spec: ScenarioSpec, tongue: Tongue) -> dict[str, str]:
    """Return what a scenario calls its areas, by their ids and by those of the parts that lie in one."""
    names = names_in(spec.areas, tongue)
    return {part: names[area] for part, area in lying_in(spec).items()} | names


def lying_in(spec: ScenarioSpec) -> dict[str, str]:
    """Return the area of each part that lies in one, both by their ids."""
    where = {part.id: getattr(part, "area", None) for part in spec.parts}
    return {part: area for part, area in where.items() if isinstance(area, str) and area in spec.areas}


class Teller:
    """Words for the records of one run, in one language; `sides`, `areas` and `titles` say what people call them."""

    def __init__(
        self,
        journal: Journal,
        tongue: Tongue,
        sides: Mapping[str, str],
        areas: Mapping[str, str] | None = None,
        titles: Titles = NAMELESS,
    ) -> None:
        self.tongue, self.sides, self.areas, self.titles = tongue, sides, areas or {}, titles
        self.start = datetime.fromisoformat(journal.header["start"])
        self.movers = movers(journal)

    def clock(self, time_s: float) -> str:
        """Return an instant of the run as date and time."""
        return f"{self.start + timedelta(seconds=time_s):%Y-%m-%d %H:%M}"

    def name(self, number: int) -> str:
        """Return what a vessel or platform is called."""
        known = self.movers.get(number)
        return known.name if known else self.tongue("ship {number}", number=number)

    def says(self, record: Record) -> str:
        """Tell one event in a sentence without its full stop."""
        return self.words(record.event.says or record.kind.replace("_", " "), record)

    def words(self, text: str, record: Record) -> str:
        """Say an English text with an event's fields in its braces."""
        return self.tongue(text, **{name: self._word(name, getattr(record.event, name)) for name in _named(text)})

    def span(self, time_s: float) -> str:
        """Write a span of time."""
        if abs(time_s) < MINUTES_BELOW_S:
            return self.tongue("{n} min", n=f"{time_s / 60:.0f}")
        return self.tongue("{n} h", n=f"{time_s / 3600:.1f}")

    def _word(self, name: str, value: Any) -> str:
        if isinstance(value, str):
            return self._text(name, value)
        if isinstance(value, tuple):
            return ", ".join(self._text("side" if name == "partners" else "reason", str(each)) for each in value)
        if isinstance(value, int) and name in MOVER_FIELDS:
            return self.name(value)
        return self._figure(name, value) if isinstance(value, float) else str(value)

    def _text(self, name: str, value: str) -> str:
        if name in SIDES:
            return self.sides.get(value, value)
        if name in ("area", "subject"):
            return self.areas.get(value, value)
        if name in TITLED:
            return self.titles(value)
        if name == "measure":
            return self.tongue(value.replace("_", " "))
        return self.tongue(value) if name in CODES else value

    def _figure(self, name: str, value: float) -> str:
        unit = name.rpartition("_")[2]
        if name in ("eta_s", "until_s", "planned_s"):
            return self.clock(value)
        if unit == "s":
            return self.span(value)
        if unit == "deg":
            return latitude(value) if "lat" in name else longitude(value)
        if unit in MEASURED:
            return f"{value:,.0f} {MEASURED[unit]}"
        return f"{100 * value:.0f} %" if name == "probability" else f"{value:.3g}"
