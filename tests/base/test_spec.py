"""Specs: frozen, closed, found by walking packages, with a source for every figure."""

import pytest
from pydantic import ValidationError

from sim.base.spec import PartSpec, Reference, Spec, discover, parameters
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


def test_a_figure_has_the_source_that_is_given_for_it() -> None:
    cutter = platforms.Cutter(kind="cutter", id="c", side="uk", area="box", sources={"crew": "a book"}, crew=50)
    assert cutter.source("crew") == "a book"
    assert cutter.source("speed") == "Example Register of Ships, 2020"
    assert cutter.source("helicopter") == "assumed"


def test_a_value_given_without_a_source_is_assumed() -> None:
    cutter = platforms.Cutter(kind="cutter", id="c", side="uk", area="box", speed="9 kn")
    assert cutter.source("speed") == "assumed"


def test_parameters_tell_dimension_meaning_and_source() -> None:
    found = {name: (dimension, about, source) for name, dimension, about, source in parameters(platforms.Cutter)}
    assert found["speed"] == ("speed", "speed on patrol", "Example Register of Ships, 2020")
    assert found["side"][0] is None
    assert "id" not in found


def test_a_mark_survives_in_the_field() -> None:
    marks = [meta for meta in platforms.Cutter.model_fields["area"].metadata if isinstance(meta, Reference)]
    assert marks == [Reference("area")]
    assert issubclass(platforms.Watch, Spec)
