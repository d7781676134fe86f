"""Quantities with units: what is read, what is refused and taught, what is shown."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sim.base.units import (
    DIMENSIONS,
    Angle,
    Delay,
    Duration,
    Fraction,
    Latitude,
    Length,
    Position,
    Rate,
    Speed,
    Text,
    Volume,
    parse,
    say,
    show,
    unit_of,
)  # fmt: skip

KNOT_M_S = 1852 / 3600


def refused(kind: object, value: object) -> tuple[str, str]:
    """Return what was found and what to write instead."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    context = caught.value.errors()[0]["ctx"]
    return context["found"], context["write"]


@pytest.mark.parametrize(
    ("text", "dimension", "si"),
    [
        ("18 kn", "speed", 18 * KNOT_M_S),
        ("18kn", "speed", 18 * KNOT_M_S),
        (" 18  kn ", "speed", 18 * KNOT_M_S),
        ("36 km/h", "speed", 10.0),
        ("20 nm", "length", 37_040.0),
        ("1_000 m", "length", 1000.0),
        ("1 000 m", "length", 1000.0),
        ("90 min", "time", 5400.0),
        ("1.5 h", "time", 5400.0),
        (".5 h", "time", 1800.0),
        ("1e3 s", "time", 1000.0),
        ("60 d", "time", 5_184_000.0),
        ("2 week", "time", 1_209_600.0),
        ("24 /d", "rate", 1 / 3600),
        ("365.25 /y", "rate", 1 / 86400),
        ("9000 bbl", "volume", 9000.0),
        ("0.158987294928 m3", "volume", 1.0),
        ("3600 bbl/h", "flow", 1.0),
        ("33.5 S", "latitude", -33.5),
        ("119 W", "longitude", -119.0),
        ("-45 deg", "angle", -45.0),
    ],
)
def test_a_quantity_is_read_in_si(text: str, dimension: str, si: float) -> None:
    assert parse(text, dimension) == pytest.approx(si, rel=1e-12)


@pytest.mark.parametrize(
    ("value", "dimension", "found", "write"),
    [
        (18, "speed", "found the bare number 18", "say its unit: '18 m/s', '18 kn', '18 km/h'"),
        (1.5, "time", "found the bare number 1.5", "say its unit: '1.5 s', '1.5 min', '1.5 h', '1.5 d'"),
        ("18", "speed", "found the bare number '18'", "say its unit: '18 m/s', '18 kn', '18 km/h'"),
        ("18 nm", "speed", "found '18 nm', a length, where a speed is due", "write a speed such as '18 kn'"),
        ("18 knt", "speed", "found '18 knt', the unknown unit 'knt', where a speed is due", "did you mean '18 kn'?"),
        ("18 furlong", "length", "found '18 furlong', the unknown unit 'furlong', where a length is due",
         "write a length such as '20 nm'"),
        ("fast", "speed", "found 'fast', not a speed", "write a speed such as '18 kn'"),
        (None, "speed", "found nothing, not a speed", "write a speed such as '18 kn'"),
        (True, "speed", "found True, not a speed", "write a speed such as '18 kn'"),
        (["18 kn"], "speed", "found ['18 kn'], not a speed", "write a speed such as '18 kn'"),
        ("91 N", "latitude", "found '91 N', beyond any latitude", "write a latitude such as '30.5 N'"),
        ("181 E", "longitude", "found '181 E', beyond any longitude", "write a longitude such as '125 E'"),
        ("1e999 m", "length", "found '1e999 m', beyond any length", "write a length such as '20 nm'"),
        ("", "time", "found '', not a time", "write a time such as '90 min'"),
    ],
)  # fmt: skip
def test_what_is_not_a_quantity_is_refused_with_advice(value: object, dimension: str, found: str, write: str) -> None:
    with pytest.raises(ValueError, match="; ") as caught:
        parse(value, dimension)
    context = caught.value.context  # type: ignore[attr-defined]
    assert (context["found"], context["write"]) == (found, write)


@pytest.mark.parametrize(
    ("kind", "value", "ok"),
    [
        (Duration, "0 h", False), (Duration, "-1 h", False), (Duration, "1 s", True),
        (Delay, "0 h", True), (Delay, "-1 h", False),
        (Length, "0 nm", False), (Speed, "-3 kn", False), (Volume, "0 bbl", False),
        (Rate, "0 /d", True), (Rate, "-1 /d", False),
        (Angle, "-370 deg", True), (Latitude, "90 S", True), (Latitude, "90.1 S", False),
    ],
)  # fmt: skip
def test_bounds_are_those_of_the_kind(kind: object, value: str, ok: bool) -> None:
    if ok:
        assert TypeAdapter(kind).validate_python(value) is not None
    else:
        assert value in refused(kind, value)[0]


def test_a_bound_is_taught() -> None:
    assert refused(Duration, "0 h") == ("found '0 h'", "a time here is above zero, such as '90 min'")
    assert refused(Delay, "-1 h") == ("found '-1 h'", "a time here is zero or more, such as '90 min'")


@pytest.mark.parametrize(("value", "share"), [(0.9, 0.9), (1, 1.0), (0, 0.0), ("90 %", 0.9), ("12.5%", 0.125)])
def test_a_fraction_is_a_number_or_percent(value: object, share: float) -> None:
    assert TypeAdapter(Fraction).validate_python(value) == pytest.approx(share)


@pytest.mark.parametrize("value", [1.1, -0.1, "0.9", "x %", True, None, "101 %", math.nan])
def test_what_is_not_a_fraction_is_refused(value: object) -> None:
    assert "such as 0.9 or '90 %'" in refused(Fraction, value)[1]


@pytest.mark.parametrize("value", [["30.5 N", "125 E"], ("30.5 N", "125 E"), "30.5 N, 125 E"])
def test_a_position_is_latitude_then_longitude(value: object) -> None:
    assert TypeAdapter(Position).validate_python(value) == (30.5, 125.0)


@pytest.mark.parametrize("value", [["125 E", "30.5 N"], [30.5, 125], ["30.5 N"], "30.5 N", 3, None])
def test_what_is_not_a_position_is_refused(value: object) -> None:
    found, write = refused(Position, value)
    assert found
    assert write


def test_text_is_one_or_by_language() -> None:
    reader = TypeAdapter(Text)
    assert reader.validate_python("Hello") == {"en": "Hello"}
    assert reader.validate_python({"en": "Hello", "ja": "やあ"}) == {"en": "Hello", "ja": "やあ"}
    for value in ({}, {"en": 1}, 5, None, ["x"]):
        assert "by language" in refused(Text, value)[1]


@pytest.mark.parametrize(
    ("value", "dimension", "text"),
    [
        (5400, "time", "1.5 h"), (60, "time", "1 min"), (1, "time", "1 s"), (2 * 86400, "time", "2 d"),
        (KNOT_M_S, "speed", "1 kn"), (-33.5, "latitude", "33.5 S"), (125.0, "longitude", "125 E"),
        (1852.0, "length", "1 nm"),
    ],
)  # fmt: skip
def test_a_quantity_is_shown_in_the_unit_of_its_readers(value: float, dimension: str, text: str) -> None:
    assert show(value, dimension) == text


def test_a_unit_can_be_chosen() -> None:
    assert show(3600.0, "time", "min") == "60 min"
    assert unit_of("speed") == "kn"


numbers = st.floats(min_value=0, max_value=1e9, allow_subnormal=False)


@given(st.sampled_from(sorted(set(DIMENSIONS) - {"latitude", "longitude"})), numbers)
def test_what_is_shown_is_read_back(dimension: str, value: float) -> None:
    # `show` writes 12 significant digits, and the unit's factor is applied twice.
    assert parse(show(value, dimension), dimension) == pytest.approx(value, rel=1e-11, abs=1e-15)


@given(st.sampled_from(["latitude", "longitude"]), st.floats(min_value=-90, max_value=90))
def test_a_coordinate_is_read_back(dimension: str, value: float) -> None:
    assert parse(show(value, dimension), dimension) == pytest.approx(value, rel=1e-11, abs=1e-15)


@given(st.sampled_from(sorted(DIMENSIONS)), st.text() | st.integers() | st.floats() | st.none() | st.booleans())
def test_any_value_is_read_or_refused_with_advice(dimension: str, value: object) -> None:
    try:
        assert math.isfinite(parse(value, dimension))
    except ValueError as error:
        assert error.context["write"]  # type: ignore[attr-defined]


def test_what_is_found_is_quoted_short() -> None:
    assert say(None) == "nothing"
    assert say("x" * 100) == "'" + "x" * 56 + "…"
