"""Specs: frozen, closed, found by walking packages, with a source for every figure."""

import pytest
from pydantic import ValidationError

from sim.base.spec import PartSpec, Reference, Spec, discover
from tests.scenario.words import platforms


def buoy(**more: object) -> platforms.Buoy:
    return platforms.Buoy(kind="buoy", id="b", position=["30.5 N", "125 E"], **more)  # type: ignore[arg-type]


def test_kinds_are_found_by_walking_packages() -> None:
    found = discover("tests.scenario.words")
    assert list(found) == ["buoy", "cutter", "lane"]
    assert found["buoy"].kind_name == "buoy"


def test_a_spec_cannot_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        buoy().radius = 5.0


def test_unknown_keys_are_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        buoy(radus="3 nm")


def test_defaults_are_read_like_values() -> None:
    assert buoy().radius == pytest.approx(20 * 1852)


@pytest.mark.parametrize("id_", ["", "-a", "a b", "a.b", "a" * 65, "é"])
def test_an_id_is_a_plain_word(id_: str) -> None:
    with pytest.raises(ValidationError):
        PartSpec(kind="x", id=id_)


def test_a_mark_survives_in_the_field() -> None:
    marks = [meta for meta in platforms.Cutter.model_fields["area"].metadata if isinstance(meta, Reference)]
    assert marks == [Reference("area")]
    assert issubclass(platforms.Watch, Spec)
