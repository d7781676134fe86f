"""Settle the choices of design/world.md: `python design/world.py` prints every figure on that page."""

from __future__ import annotations

import csv
import time
import warnings
from itertools import pairwise
from pathlib import Path

import numpy as np
import searoute
from geographiclib.geodesic import Geodesic

from sim.world import coast
from sim.world.geodesy import EARTH_RADIUS_M, NAUTICAL_MILE_M, bearing_deg, destination, distance_m
from sim.world.places import Place, find, places
from sim.world.routes import in_passage, lane_half_width_m, route_length_m, sea_route

ROOT = Path(__file__).parent.parent
LEGS = [
    ("Shanghai", "Busan"), ("Keelung", "Shanghai"), ("Kaohsiung", "Hong Kong"), ("Shanghai", "Nagasaki"),
    ("Incheon", "Shanghai"), ("Dalian", "Nagoya"), ("Yokohama", "Kaohsiung"), ("Taiwan Strait south", "Hakata"),
    ("Portsmouth", "Gibraltar"), ("Gibraltar", "Limassol"), ("Suez", "Aden"), ("Aden", "Duqm"), ("Mumbai", "Singapore"),
    ("Colombo", "Singapore"), ("Singapore", "Yokosuka"), ("Guam", "Busan"),
]  # fmt: skip


def geodesy() -> None:
    """Print how far the sphere is from WGS84."""
    generator = np.random.default_rng(1)
    n = 20_000
    lat = np.degrees(np.arcsin(generator.uniform(-1, 1, n)))
    lon, course = generator.uniform(-180, 180, n), generator.uniform(0, 360, n)
    length = np.pi * EARTH_RADIUS_M * generator.uniform(1e-4, 0.95, n)
    lat2, lon2 = destination(lat, lon, course, length)
    truth = [Geodesic.WGS84.Inverse(*row) for row in zip(lat, lon, lat2, lon2, strict=True)]
    true_m, azimuth = np.array([[line["s12"], line["azi1"]] for line in truth]).T
    off = np.abs((bearing_deg(lat, lon, lat2, lon2) - azimuth + 180) % 360 - 180)
    near = length < 0.75 * np.pi * EARTH_RADIUS_M
    distance = np.abs(distance_m(lat, lon, lat2, lon2) / true_m - 1)
    print(f"distance: worst {distance.max():.3%}, median {np.median(distance):.3%}")
    print(f"azimuth: worst {off[near].max():.3f} deg within 3/4 of the way round, {off.max():.1f} deg within 95 %")


def land() -> None:
    """Print what the coast costs."""
    started = time.perf_counter()
    shore = coast.load.__wrapped__()
    print(f"coast: read in {time.perf_counter() - started:.2f} s, {len(shore.cover.pieces)} pieces")
    generator = np.random.default_rng(2)
    lat, lon = generator.uniform(18, 46, 100_000), generator.uniform(115, 145, 100_000)
    started = time.perf_counter()
    shore.on_land(lat, lon)
    print(f"on_land: {(time.perf_counter() - started) * 10:.2f} us a position")


def published() -> None:
    """Print our distances, and searoute's, against published ones."""
    with (ROOT / "tests" / "known" / "port_distances.csv").open() as file:
        for row in csv.DictReader(file):
            a, b = find(row["from"]), find(row["to"])
            route = sea_route(a.roads, b.roads, ["Suez Canal", "Panama Canal"] if row["via"] == "Cape" else [])
            ours = whole_nm(a, b, route)
            theirs, true = float(row["searoute_1.6.0"]), float(row["published_nm"])
            errors = f"{ours / true - 1:+.1%}; searoute {theirs / true - 1:+.1%}"
            print(f"{a.name}-{b.name} via {row['via']}: {ours:.0f} nm, {errors}")


def whole_nm(a: Place, b: Place, route: np.ndarray) -> float:
    """Return a route's length from port to port, with a straight run between each port and its roads."""
    ends = float(distance_m(*a.position, *a.roads) + distance_m(*b.position, *b.roads))
    return (route_length_m(route) + ends) / NAUTICAL_MILE_M


def legs() -> None:
    """Print routes and what searoute makes of them: length, land crossed, time."""
    sea_route(*[find(name).roads for name in ("Manila", "Saipan")])
    print("leg; ours nm, searoute nm, its nm over land; ours: waypoints, s, narrowest lane nm of 5")
    for first, second in LEGS:
        a, b = find(first).roads, find(second).roads
        started = time.perf_counter()
        route = sea_route(a, b)
        took_s = time.perf_counter() - started
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = searoute.searoute(a[::-1], b[::-1], restrictions=["northwest"], units="naut")
        width_nm = lane_half_width_m(route, 5 * NAUTICAL_MILE_M).min() / NAUTICAL_MILE_M
        print(
            f"{first}-{second}: {route_length_m(route) / NAUTICAL_MILE_M:.0f}, {theirs.properties['length']:.0f}, "
            f"{over_land_nm(theirs.geometry['coordinates']):.0f}; {len(route)}, {took_s:.2f}, {width_nm:.1f}"
        )


def over_land_nm(lonlat: list[tuple[float, float]]) -> float:
    """Return how much of a line lies over land, sampled each half mile."""
    total = 0.0
    for (lon1, lat1), (lon2, lat2) in pairwise(lonlat):
        nm = float(distance_m(lat1, lon1, lat2, lon2)) / NAUTICAL_MILE_M
        if nm > 0.0:
            bearing = bearing_deg(lat1, lon1, lat2, lon2)
            steps = np.arange(0.25, nm, 0.5)
            total += 0.5 * coast.load().on_land(*destination(lat1, lon1, bearing, steps * NAUTICAL_MILE_M)).sum()
    return total


def every() -> None:
    """Print how routes between random pairs of roads fare."""
    generator = np.random.default_rng(3)
    afloat = [place for place in places() if place.roads]
    times, counts, bad = [], [], []
    for _ in range(200):
        a, b = (afloat[k] for k in generator.choice(len(afloat), 2, replace=False))
        started = time.perf_counter()
        try:
            route = sea_route(a.roads, b.roads)
        except Exception as error:
            bad.append(f"{a.name}-{b.name}: {error}")
            continue
        times.append(time.perf_counter() - started)
        counts.append(len(route))
        if (coast.load().route_crosses(route) & ~in_passage(route)).any():
            bad.append(f"{a.name}-{b.name}: over land")
    print(f"{len(times)} random pairs: median {np.median(times):.2f} s, worst {max(times):.2f} s; "
          f"waypoints median {np.median(counts):.0f}, most {max(counts)}; at fault: {bad or 'none'}")  # fmt: skip


if __name__ == "__main__":
    for part in (geodesy, land, published, legs, every):
        part()
