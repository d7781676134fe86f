"""The gazetteer."""

import pytest

from sim.base.errors import UserError
from sim.world.coast import load
from sim.world.geodesy import distance_m
from sim.world.places import find, names, places


def test_there_are_places():
    assert len(names("port")) > 100 and len(names("airfield")) > 20 and len(names("point")) > 30


@pytest.mark.parametrize("kind", ["port", "airfield", "point"])
def test_names_are_distinct(kind):
    assert len(names(kind)) == sum(place.kind == kind for place in places())


def test_every_roads_is_on_water():
    roads = [place.roads for place in places() if place.kind != "airfield"]
    assert None not in roads
    dry = load().on_land(*zip(*roads, strict=True))
    assert [place.name for place, bad in zip(places(), dry, strict=False) if bad] == []


def test_every_port_has_roads_near_and_a_locode_of_its_country():
    for place in places():
        if place.kind == "port":
            assert float(distance_m(*place.position, *place.roads)) < 115 * 1852.0, place.name
            assert place.locode == "" or (len(place.locode) == 5 and place.locode.startswith(place.country)), place.name


def test_locodes_are_distinct():
    codes = [place.locode for place in places() if place.locode]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("word", "name"), [("busan", "Busan"), ("KRPUS", "Busan"), ("Pusan", "Busan"), ("bab el mandeb", "Bab-el-Mandeb")]
)
def test_find_knows_other_names(word, name):
    assert find(word).name == name


def test_a_port_goes_before_an_airfield():
    assert find("Naha").kind == "port"
    assert find("Naha", "airfield").kind == "airfield"
    assert find("Kanoya").roads is None


def test_a_place_goes_before_another_name_of_a_place():
    assert find("Guam", "airfield").name == "Andersen"
    assert find("Guam").kind == "port"


def test_an_unknown_place_is_answered_with_the_nearest_spelling():
    with pytest.raises(UserError) as caught:
        find("Busam", where="msa.yaml:21", field="from")
    (fault,) = caught.value.faults
    assert (fault.where, fault.field) == ("msa.yaml:21", "from")
    assert "Busam" in fault.found and "'Busan'" in fault.write


@pytest.mark.parametrize("word", ["", "  ", "Atlantis", "Kanoya"])
def test_no_port_of_that_name(word):
    with pytest.raises(UserError, match="no port called"):
        find(word, "port")
