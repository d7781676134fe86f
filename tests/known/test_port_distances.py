"""Routes against published distances between ports."""

import csv
from importlib.resources import files

import pytest

from sim.world.geodesy import NAUTICAL_MILE_M, distance_m
from sim.world.places import find
from sim.world.routes import LENGTH_ERROR, route_length_m, sea_route

with (files("sim") / "data" / "known" / "port_distances.csv").open() as file:
    ROWS = list(csv.DictReader(file))


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['from']}-{row['to']}-{row['via']}")
def test_route_lengths_are_as_published(row):
    a, b = find(row["from"]), find(row["to"])
    closed = ["Suez Canal", "Panama Canal"] if row["via"] == "Cape" else []
    # A published distance begins in port; ours at the roads.
    length_m = route_length_m(sea_route(a.roads, b.roads, closed))
    length_m += float(distance_m(*a.position, *a.roads) + distance_m(*b.position, *b.roads))
    assert length_m / NAUTICAL_MILE_M == pytest.approx(float(row["published_nm"]), rel=LENGTH_ERROR)
