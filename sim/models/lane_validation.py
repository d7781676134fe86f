"""A sea lane beside what is known: queues in closed form, group transits, passage times, published yearly counts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from statistics import fmean, stdev
from typing import Final

import numpy as np

from sim.base.units import KNOT_M_S
from sim.kernel.journal import Journal
from sim.kernel.validation import Check, known_rows, validation
from sim.models.lane_measures import attempts, ships_in_strait, strait_time, strait_transits
from sim.models.lane_plan import in_line
from sim.parts.corridor import Corridor

__all__ = ["groups_meet", "groups_sail", "lane_counts", "lane_little", "lane_queue", "lane_times"]

HOUR_S: Final = 3600.0
MINUTE_S: Final = 60.0
LOCAL_S: Final = 3 * HOUR_S  # the zone of the published times
MIDNIGHT: Final = datetime(2021, 1, 1, tzinfo=UTC)
HALF_HOUR_S: Final = 1800.0
LIMIT: Final = 4.0  # standard errors
YEARLY: Final = "published yearly counts; the limit is four standard errors of a Poisson count"


# Closed forms


@validation("lane_queue", title="Ships in line before a strait", source="mean wait of the queue M/D/1, ρh / 2(1 − ρ)")
def lane_queue(_: Sequence[Journal]) -> Iterator[Check]:
    ships, batches = 20_000, 20
    for headway_min, rate_h in ((8.0, 4.47), (8.0, 6.0), (6.0, 9.0)):
        luck, load = np.random.default_rng(2021), rate_h * headway_min / 60.0
        known = load * headway_min / (2.0 * (1.0 - load))
        waits = []
        for _batch in range(batches):
            come = np.cumsum(luck.exponential(60.0 / rate_h, ships))
            waits.append(float((in_line(come, headway_min) - come)[ships // 20 :].mean()))
        found, error = fmean(waits), stdev(waits) / math.sqrt(batches)
        what = f"{rate_h:g} ships an hour, {headway_min:g} min apart: mean wait, min"
        off = found - known
        yield Check(what, f"{known:.3f}", f"{found:.3f} ± {1.96 * error:.3f}", f"{off:+.3f}",
                    f"{ships * batches:,} ships", abs(off) < LIMIT * error)  # fmt: skip


def groups_sail(speed_kn: float) -> float:
    """Return the time of day, in the published zone, at which the eastbound group of a speed sails."""
    corridor = Corridor.model_validate({"kind": "corridor", "id": "irtc"})
    sails = corridor.sails_s(np.array([0.0]), np.array([speed_kn * KNOT_M_S]), MIDNIGHT, onward=True)
    return float((sails[0] + LOCAL_S) % (24 * HOUR_S))


@validation(
    "lane_groups", title="Group transits of the Gulf of Aden, eastbound",
    source="published times of departure, which are multiples of half an hour",
)  # fmt: skip
def groups_meet(_: Sequence[Journal]) -> Iterator[Check]:
    for row in known_rows("group_transits"):
        hour, minute = map(int, row["sails"].split(":"))
        known, found = hour * HOUR_S + minute * MINUTE_S, groups_sail(float(row["speed_kn"]))
        off = found - known
        what, late = f"group of {row['speed_kn']} kn sails at", f"{off / MINUTE_S:+.0f} min"
        yield Check(what, row["sails"], _clock(found), late, "within the half-hour", 0.0 <= off < HALF_HOUR_S)


def _clock(time_s: float) -> str:
    return f"{int(time_s // HOUR_S):02d}:{int(time_s % HOUR_S // MINUTE_S):02d}"


# A year of the scenario


@validation(
    "lane_counts", title="A year of the sea lane against published counts", source=YEARLY, scenario="sealane",
    case="no-sharing", replications=4,
)  # fmt: skip
def lane_counts(journals: Sequence[Journal]) -> Iterator[Check]:
    passed, tried = [strait_transits.values(each) for each in journals], [attempts.values(each) for each in journals]
    for row in known_rows("sea_lane"):
        name = f"{'strait_transits' if row['what'] == 'transits' else 'attempts'}.{row['place']}"
        found = fmean(each[name] for each in (passed if row["what"] == "transits" else tried))
        low, high = float(row["low"]), float(row["high"])
        error = math.sqrt(max(found, 1.0) / len(journals))
        off = found - min(max(found, low), high)
        known = f"{low:,g}" if low == high else f"{low:,g} to {high:,g}"
        what, shown = f"{row['what']} a year, {row['place']}", f"{found:,.1f} ± {1.96 * error:.1f}"
        yield Check(what, known, shown, f"{off:+,.1f}", row["source"], abs(off) < LIMIT * error)


@validation(
    "lane_little", title="Little's law in every strait: ships there = rate × time", source="Little 1961; what ships in "
    "the strait at the year's two ends can explain is allowed", scenario="sealane", case="no-sharing", replications=4,
)  # fmt: skip
def lane_little(journals: Sequence[Journal]) -> Iterator[Check]:
    journal = journals[0]
    span_s = journal.header["duration_s"] - journal.header["warm_up_s"]
    there, time_h, rate_y = (each.values(journal) for each in (ships_in_strait, strait_time, strait_transits))
    longest = _longest_s(journal)
    for name in (each.partition(".")[2] for each in there if "." in each):
        mean, wait_s = there[f"ships_in_strait.{name}"], time_h[f"strait_time.{name}"] * HOUR_S
        known = rate_y[f"strait_transits.{name}"] / (365.25 * 24 * HOUR_S) * wait_s
        ends = longest[name] * 2.0 * (mean + 6.0 * math.sqrt(mean + 1.0)) / span_s
        off = mean - known
        yield Check(name, f"{known:.3f}", f"{mean:.3f}", f"{off:+.4f}", f"allowed {ends:.3f}", abs(off) < ends)


def _longest_s(journal: Journal) -> dict[str, float]:
    table, places = journal.table("passage"), journal.table("place")
    spent = table["leave_s"] - table["arrive_s"]
    names = dict(zip(places["place"].tolist(), places["name"].tolist(), strict=True))
    return {name: float(spent[table["place"] == place].max(initial=0.0)) for place, name in names.items()}


@validation(
    "lane_times", title="Passage times against distance over speed", source="way / own speed, and what straits, canals "
    "and waits add", scenario="sealane", case="no-sharing", replications=4,
)  # fmt: skip
def lane_times(journals: Sequence[Journal]) -> Iterator[Check]:
    journal = journals[0]
    transit, ways = journal.table("transit"), journal.table("way")
    for flow in ("suez-red-sea", "india-singapore", "north-europe-china"):
        number = int(ways["way"][ways["flow"] == flow][0])
        way_m = float(ways["gone_m"][ways["way"] == number].max())
        mine = np.flatnonzero(transit["way"] == number)
        plain_s = way_m / transit["speed_m_s"][mine]
        more_s = _added_s(journal, transit["ship"][mine], transit["speed_m_s"][mine])
        takes_s = transit["arrive_s"][mine] - transit["depart_s"][mine]
        whole = transit["depart_s"][mine] > 0.0
        whole &= transit["arrive_s"][mine] < journal.header["duration_s"]
        off_s = float(np.abs(takes_s - plain_s - more_s)[whole].max(initial=0.0))
        known, found = (float(each[whole].mean()) / HOUR_S for each in (plain_s + more_s, takes_s))
        yield Check(f"{flow}: mean of {int(whole.sum()):,} voyages, h", f"{known:.4f}", f"{found:.4f}",
                    f"{off_s:.1e} s at most", "to the second, each voyage", off_s < 1.0)  # fmt: skip


def _lengths_m(journal: Journal) -> dict[tuple[int, int], float]:
    """Return how far each way leads through each place."""
    table = journal.table("spot")
    pairs = zip(table["way"].tolist(), table["place"].tolist(), strict=True)
    return dict(zip(pairs, (table["until_m"] - table["from_m"]).tolist(), strict=True))


def _added_s(journal: Journal, ships: np.ndarray, own_m_s: np.ndarray) -> np.ndarray:
    """Return what straits and canals add to each voyage: the time in them, less what their miles take at own speed."""
    table, places = journal.table("passage"), journal.table("place")
    narrow = places["place"][np.isin(places["sort"], ("strait", "canal"))]
    rows = np.flatnonzero(np.isin(table["ship"], ships) & np.isin(table["place"], narrow))
    lengths = _lengths_m(journal)
    at = np.searchsorted(ships, table["ship"][rows])
    way = journal.table("transit")["way"][np.searchsorted(journal.table("transit")["ship"], table["ship"][rows])]
    plain = np.array([lengths[pair] for pair in zip(way.tolist(), table["place"][rows].tolist(), strict=True)])
    added = table["leave_s"][rows] - table["arrive_s"][rows] - plain / own_m_s[at]
    return np.bincount(at, added, len(ships))
