"""Routes at sea: the shortest way that keeps off land, and the lane that ships spread over about it.

A shortest way bends only round corners of land. The corners, and which of them see each other, are made ahead of time
(`tools/make_sea_graph.py`) and shipped; a route is a search over them, its ends joined to the corners that they see.
In open water a route keeps at least `CLEARANCE_M` from land as drawn; where nothing else fits it goes nearer,
at `NARROW_COST` the price a mile. `design/world.md` compares the results with published distances.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.base.errors import Fault, UserError, unknown
from sim.world import coast
from sim.world.geodesy import EARTH_RADIUS_M, NAUTICAL_MILE_M, FloatArray, angle, latlon, unit
from sim.world.motion import starboard

__all__ = [
    "CLEARANCE_M",
    "LENGTH_ERROR",
    "NARROW_COST",
    "PASSAGES",
    "in_passage",
    "lane_half_width_m",
    "route_length_m",
    "sea_route",
]

CLEARANCE_M: Final = 2.5 * NAUTICAL_MILE_M
NARROW_COST: Final = 2.0
LENGTH_ERROR: Final = 0.04  # against published distances, which follow traffic lanes and currents where ours does not
PASSAGES: Final = {  # waterways narrower than the outlines show: here alone may a route lie on land as drawn
    "Suez Canal": ((31.55, 32.45), (31.27, 32.31), (30.57, 32.31), (30.33, 32.37), (29.93, 32.57), (29.72, 32.54)),
    "Panama Canal": ((9.55, -79.95), (9.27, -79.92), (9.12, -79.75), (8.95, -79.57), (8.70, -79.50)),
    "Dardanelles": ((39.99, 26.08), (40.15, 26.40), (40.22, 26.42), (40.42, 26.70), (40.55, 27.20)),
    "Bosporus": ((40.88, 28.95), (41.02, 29.00), (41.12, 29.07), (41.30, 29.17)),
    "Kanmon Strait": ((34.05, 130.75), (33.93, 130.90), (33.95, 130.95), (33.97, 131.03), (33.88, 131.25)),
}
REACH_M: Final = 60.0 * NAUTICAL_MILE_M
FARTHER: Final = 400
DETOUR: Final = 1.25

Position = tuple[float, float]
IntArray = NDArray[np.int64]


def sea_route(a: Position, b: Position, closed: Iterable[str] = (), *, where: str = "") -> FloatArray:
    """Return the shortest sea route between two positions on water, ends included, as (k, 2) latitudes and longitudes.

    `closed` names passages that may not be used. Routes are kept for the life of the process; copy before changing.
    Raises: UserError when an end is on land, a passage is unknown, or no way leads from one end to the other.
    """
    shut = frozenset(closed)
    for name in shut - PASSAGES.keys():
        raise UserError(Fault(where, "closed", f"no passage called '{name}'", unknown(name, PASSAGES)))
    for lat, lon in (a, b):
        if coast.load().on_land(lat, lon):
            found = f"{lat:g}, {lon:g} is on land"
            raise UserError(Fault(where, "route", found, "give a position on water, such as a port's roads"))
    first, last = sorted([(float(a[0]), float(a[1])), (float(b[0]), float(b[1]))])
    route = _route(first, last, shut)
    if route is None:
        found = f"no sea route from {a[0]:g}, {a[1]:g} to {b[0]:g}, {b[1]:g}"
        raise UserError(Fault(where, "route", found, "move an end to open water, or open a passage"))
    return route if first == (a[0], a[1]) else route[::-1]


def route_length_m(waypoints_deg: ArrayLike) -> float:
    """Return the length of a route, great circle by great circle."""
    points = np.asarray(waypoints_deg, dtype=np.float64)
    u = unit(points[:, 0], points[:, 1])
    return float(EARTH_RADIUS_M * angle(u[:-1], u[1:]).sum())


def in_passage(waypoints_deg: ArrayLike) -> NDArray[np.bool_]:
    """Say which legs of a route run along a passage, where the outlines show land; shape (k - 1,)."""
    points = np.asarray(waypoints_deg, dtype=np.float64)
    found = np.zeros(len(points) - 1, np.bool_)
    for line in PASSAGES.values():
        off = np.abs(points[:, None] - np.array(line)).sum(axis=2)
        found |= (off[:-1].min(axis=1) < 1e-6) & (off[1:].min(axis=1) < 1e-6)
    return found


def lane_half_width_m(waypoints_deg: ArrayLike, spread_m: float) -> FloatArray:
    """Return how far from a route ships may spread at each waypoint, at most `spread_m`, without touching land.

    Shapes: `waypoints_deg` (k, 2); returns (k,), ready for `motion.voyages`. Halved at both ends of a leg until
    the water between the lane's edges is clear, and zero where that never comes, as in a canal.
    """
    points = np.asarray(waypoints_deg, dtype=np.float64)
    u = unit(points[:, 0], points[:, 1])
    side, width = starboard(u), np.full(len(u), float(spread_m))
    for _ in range(8):
        turn = (width / EARTH_RADIUS_M)[:, None]
        left, right = np.cos(turn) * u - np.sin(turn) * side, np.cos(turn) * u + np.sin(turn) * side
        tight = np.nonzero(coast.load().cover.meets_strip(left, right) & (np.maximum(width[:-1], width[1:]) > 0.0))[0]
        if not len(tight):
            return width
        narrowed = np.unique(np.concatenate([tight, tight + 1]))
        width[narrowed] = np.where(width[narrowed] > spread_m / 64.0, width[narrowed] / 2.0, 0.0)
    return width


@dataclass(frozen=True, slots=True)
class _Graph:
    """Corners and the clear ways between them: those from corner i are `to[first[i]:first[i + 1]]`, at `cost_m`."""

    nodes: FloatArray
    before: FloatArray
    after: FloatArray
    first: list[int]
    to: list[int]
    cost_m: list[float]
    wide: coast.Cover  # land, its wide margin and ice

    def ways(self, point: FloatArray) -> tuple[IntArray, FloatArray]:
        """Return the corners that a shortest way from a point could make for, and what each costs."""
        away_m = EARTH_RADIUS_M * angle(self.nodes, point)
        near = np.nonzero(away_m < REACH_M)[0]
        far = np.nonzero((away_m[: len(self.before)] >= REACH_M) & self._taut(point))[0]
        both = np.concatenate([near, far[np.argsort(away_m[far])][:FARTHER]])
        cost_m = away_m[both] * self.price(np.broadcast_to(point, (len(both), 3)), self.nodes[both])
        clear = np.isfinite(cost_m)
        return both[clear], cost_m[clear]

    def price(self, a: FloatArray, b: FloatArray) -> FloatArray:
        """Return what a mile of each great circle costs: more inside the wide margin, and infinity over land.

        The margin is entered only on a short run, or from an end that already lies in it.
        """
        price, tight = np.ones(len(a)), self.wide.meets(a, b)
        short = (EARTH_RADIUS_M * angle(a, b) < REACH_M) | self.wide.holds(*latlon(a))
        price[tight] = np.inf
        look = np.nonzero(tight & short)[0]
        look = look[~coast.load().crosses(a[look], b[look])]
        price[look] = 1.0 + (NARROW_COST - 1.0) * self.wide.share(a[look], b[look])
        return price

    def _taut(self, point: FloatArray) -> NDArray[np.bool_]:
        """Say at which wide corners a way from a point would leave both neighbours on one side."""
        normal = np.cross(self.nodes[: len(self.before)], point)
        return np.asarray(np.sum(normal * self.before, axis=1) * np.sum(normal * self.after, axis=1) >= -1e-18)


@dataclass(frozen=True, slots=True)
class _End:
    """An end of routes: its unit vector, the corners that they could make for from it, and what each costs."""

    point: FloatArray
    corner: IntArray
    cost_m: FloatArray

    def among(self, wanted: NDArray[np.bool_]) -> dict[int, float]:
        """Return what the corners of those wanted cost."""
        mine = wanted[self.corner]
        return dict(zip(self.corner[mine].tolist(), self.cost_m[mine].tolist(), strict=True))


@lru_cache(maxsize=512)
def _route(a: Position, b: Position, shut: frozenset[str]) -> FloatArray | None:
    graph, path = _graph(shut), _path(_near(a), _near(b), shut)
    if path is None:
        return None
    inner = np.column_stack(latlon(graph.nodes[np.array(path, np.int64)]))
    route = _thin(np.concatenate([[a], _through_passages(inner, path, len(graph.nodes)), [b]]), graph)
    route.flags.writeable = False
    return route


def _near(at: Position) -> Position:
    """Return a position to the tenth of a millimetre: who has sailed to a place is there but for the last bit."""
    return round(at[0], 9), round(at[1], 9)


@lru_cache(maxsize=512)
def _path(a: Position, b: Position, shut: frozenset[str]) -> list[int] | None:
    return _search(_graph(shut), _end(shut, a), _end(shut, b))


@lru_cache(maxsize=512)
def _end(shut: frozenset[str], at: Position) -> _End:
    """Join a position to the corners; kept, since many routes begin or end at the same port."""
    point = unit(*at)
    return _End(point, *_graph(shut).ways(point))


def _search(graph: _Graph, a: _End, b: _End) -> list[int] | None:
    """Return the corners of the cheapest way from a to b, first among those on no great detour, then among all."""
    if not graph.wide.meets(a.point[None], b.point[None])[0]:
        return []
    for longest_m in (DETOUR * EARTH_RADIUS_M * float(angle(a.point, b.point)), np.inf):
        path = _cheapest(graph, a, b, longest_m)
        if path is not None:
            return path
    return None


def _cheapest(graph: _Graph, start: _End, end: _End, longest_m: float) -> list[int] | None:
    """Return the corners of the cheapest way that costs no more than so much.

    By A*: nothing is cheaper than the great circle.
    """
    a, b = start.point, end.point
    behind_m, to_go_m = EARTH_RADIUS_M * angle(graph.nodes, a), EARTH_RADIUS_M * angle(graph.nodes, b)
    wanted, ahead_m = behind_m + to_go_m <= longest_m, to_go_m.tolist()
    goal, cost_in = len(graph.nodes), end.among(wanted)
    direct_m = float(EARTH_RADIUS_M * angle(a, b) * graph.price(a[None], b[None])[0])
    known: dict[int, float] = {}
    came: dict[int, int] = {}
    queue = [(cost + ahead_m[i], cost, i, -1) for i, cost in start.among(wanted).items()]
    queue += [(direct_m, direct_m, goal, -1)] if np.isfinite(direct_m) else []
    heapq.heapify(queue)
    while queue and queue[0][0] <= longest_m:
        _, cost, i, previous = heapq.heappop(queue)
        if i in came:
            continue
        came[i] = previous
        if i == goal:
            return _trace(came, previous)
        if i in cost_in:
            heapq.heappush(queue, (cost + cost_in[i], cost + cost_in[i], goal, i))
        for edge in range(graph.first[i], graph.first[i + 1]):
            j, total = graph.to[edge], cost + graph.cost_m[edge]
            if j not in came and total < known.get(j, np.inf):
                known[j] = total
                heapq.heappush(queue, (total + ahead_m[j], total, j, i))
    return None


def _trace(came: dict[int, int], last: int) -> list[int]:
    path = []
    while last >= 0:
        path.append(last)
        last = came[last]
    return path[::-1]


def _through_passages(inner: FloatArray, path: list[int], corners: int) -> FloatArray:
    """Put the waypoints of a passage between its two mouths, which are the last corners, two by two."""
    lines, mouths = list(PASSAGES.values()), corners - 2 * len(PASSAGES)
    parts = [inner[:0]]
    for k, node in enumerate(path):
        parts.append(inner[k : k + 1])
        if node >= mouths and k + 1 < len(path) and (path[k + 1] - mouths) // 2 == (node - mouths) // 2:
            line = np.array(lines[(node - mouths) // 2])[1:-1]
            parts.append(line if node < path[k + 1] else line[::-1])
    return np.concatenate(parts)


def _thin(route: FloatArray, graph: _Graph) -> FloatArray:
    """Leave out waypoints, one after another, that the ship can pass without going nearer to land or farther round."""
    k = 1
    while k < len(route) - 1:
        u = unit(route[[k - 1, k + 1], 0], route[[k - 1, k + 1], 1])
        if graph.wide.meets(u[:1], u[1:])[0]:
            k += 1
        else:
            route = np.delete(route, k, axis=0)
            k = max(k - 1, 1)
    return route


@cache
def _graph(shut: frozenset[str]) -> _Graph:
    """Read the corners and the ways between them, less those through shut passages."""
    with (files("sim") / "data" / "sea_graph.npz").open("rb") as file, np.load(file) as data:
        nodes, before, after = (unit(*(data[name] * coast.STEP_DEG)) for name in ("nodes", "before", "after"))
        pairs = np.column_stack([np.repeat(np.arange(len(nodes)), data["degree"]), data["to"].astype(np.int64)])
        dear = 1.0 + (NARROW_COST - 1.0) * data["share"] / 255.0
        wide = coast.Cover(coast.rings(data, "wide"))
    cost = EARTH_RADIUS_M * angle(nodes[pairs[:, 0]], nodes[pairs[:, 1]]) * dear
    through = [k for k, name in enumerate(PASSAGES) if name not in shut]
    mouths = len(nodes) - 2 * len(PASSAGES) + 2 * np.array(through, np.int64)
    lengths = [route_length_m(list(PASSAGES.values())[k]) for k in through]
    pairs = np.concatenate([pairs, np.column_stack([mouths, mouths + 1])])
    both, cost = np.concatenate([pairs, pairs[:, ::-1]]), np.tile(np.concatenate([cost, lengths]), 2)
    order = np.argsort(both[:, 0], kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(both[:, 0], minlength=len(nodes)))])
    return _Graph(nodes, before, after, first.tolist(), both[order, 1].tolist(), cost[order].tolist(), wide)
