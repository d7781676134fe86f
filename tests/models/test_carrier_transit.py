"""A group under way: what it burns, when it comes, who serves whom, who is left behind and joins again."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.kernel.journal import Journal
from sim.models.transit_events import (
    Arrived,
    BrokeAway,
    CanalEntered,
    CanalJoined,
    ExerciseHeld,
    FellOut,
    Filled,
    FlyingBegan,
    Held,
    LeftForGood,
    Mended,
    Missed,
    RanDry,
    Rejoined,
    Replenished,
    ReplenishmentBegan,
    Sailed,
    SentAway,
)
from sim.models.transit_measures import (
    appointments_kept,
    days_out_of_company,
    distance_sailed,
    exercises_held,
    flying_days,
    fuel_used,
    lateness,
    lowest_fuel,
    programme_kept,
    replenishments,
    sea_days_shared,
    voyage,
)
from sim.world.areas import Box
from sim.world.geodesy import apart_m
from tests.theatres import DAY_S, HOUR_S, KN_M_S, NM_M, part
from tests.voyages import at, events, group, sail, ship

NAHA = {"id": "naha", "place": "Naha", "planned": at(0)}
FLAG = ship("flag", role="carrier", fuel="3000 m3")
TANKER = ship("oiler", role="auxiliary", cargo="5000 m3", fuel="2000 m3")


def to(hours: float, **given: object) -> dict[str, object]:
    return {"id": "keelung", "place": "Keelung", "planned": at(hours), **given}


def spells(journal: Journal) -> dict[str, np.ndarray]:
    table = journal.table("spell")
    mine = table["formation"] == "group"
    return {name: column[mine] for name, column in table.items()}


def test_spells_follow_each_other_and_make_the_way() -> None:
    journal = sail(FLAG, group(NAHA, to(40.0)))
    table = spells(journal)
    assert table["start_s"][1:] == pytest.approx(table["end_s"][:-1])
    spans = table["end_s"] - table["start_s"]
    way_m = events(journal, Sailed)[0].distance_nm * NM_M
    assert (spans * table["onward_m_s"]).sum() == pytest.approx(way_m, abs=2.0)
    assert distance_sailed.values(journal)["distance_sailed"] > way_m / NM_M - 0.01


def test_a_group_comes_when_it_means_to() -> None:
    journal = sail(FLAG, group(NAHA, to(30.0)))
    (arrived,) = events(journal, Arrived)
    assert arrived.kept and abs(arrived.late_s) < 60.0
    assert programme_kept.values(journal) == {"programme_kept": 1.0}
    assert appointments_kept.values(journal) == {"appointments_kept": 1.0}


def test_an_early_group_waits_near_by() -> None:
    journal = sail(FLAG, group(NAHA, to(120.0, early="3 h")))
    (held,), (arrived,) = events(journal, Held), events(journal, Arrived)
    assert held.wait_s > 24 * HOUR_S and arrived.late_s == pytest.approx(-3 * HOUR_S, abs=60.0)
    assert "hold" in spells(journal)["state"]


def test_a_late_group_cuts_its_stay_and_misses_an_exercise() -> None:
    sea = {"id": "sea", "sort": "exercise", "at": ["30 N", "126 E"], "planned": at(50), "stay": "12 h", "late": "1 h",
           "partners": ["b"]}  # fmt: skip
    journal = sail(FLAG, group(NAHA, to(15.0, stay="10 h", late="1 h"), sea), sea_state=7)
    first, second = events(journal, Arrived)[:2]
    assert first.late_s > HOUR_S and not first.kept and not second.kept
    sailed = [record.time_s for record in journal.of(Sailed)]
    arrived = [record.time_s for record in journal.of(Arrived)]
    assert sailed[1] - arrived[0] == pytest.approx(5 * HOUR_S, abs=60.0)
    assert [each.reason for each in events(journal, Missed)] == ["its partner has gone"]
    assert lateness.values(journal)["lateness.keelung"] == pytest.approx(first.late_s / HOUR_S)
    assert programme_kept.values(journal)["programme_kept"] == 0.0


def test_one_appointment_lost_is_the_programme_lost() -> None:
    back = {**NAHA, "id": "back", "planned": at(65), "late": "1 h"}
    journal = sail(FLAG, group(NAHA, to(50.0, stay="2 h"), back), sea_state=7)
    assert [each.kept for each in events(journal, Arrived)] == [True, False]
    assert programme_kept.values(journal)["programme_kept"] == 0.0
    assert appointments_kept.values(journal)["appointments_kept"] == 0.5


def test_an_exercise_is_shared_with_its_partner() -> None:
    sea = {
        "id": "sea",
        "sort": "exercise",
        "at": ["30 N", "126 E"],
        "planned": at(48),
        "stay": "12 h",
        "partners": ["b"],
    }
    journal = sail(FLAG, group(NAHA, sea, to(100.0)))
    assert exercises_held.values(journal) == {"exercises_held": 1.0, "exercises_held.b": 1.0}
    assert events(journal, ExerciseHeld)[0].held_s == pytest.approx(12 * HOUR_S, abs=60.0)
    assert sea_days_shared.values(journal)["sea_days_shared.b"] == pytest.approx(0.5, abs=0.01)


def test_no_fuel_comes_from_nowhere() -> None:
    bases = [{"place": "Keelung", "side": "a"}]
    parts = [FLAG, TANKER, ship("escort", fuel="300 m3")]
    journal = sail(*parts, group(NAHA, to(200.0, stay="12 h"), {**NAHA, "id": "back", "planned": at(330)}, bases=bases),
                   days=15.0)  # fmt: skip
    assert events(journal, Replenished) and events(journal, Filled)
    table = journal.table("fuel")
    last = [np.flatnonzero(table["ship"] == name)[-1] for name in ("flag", "oiler", "escort")]
    left_m3 = sum(float(table["fuel_m3"][n] + table["cargo_m3"][n]) for n in last)
    began_m3 = 3000.0 + 2000.0 + 5000.0 + 300.0
    filled_m3 = sum(each.taken_m3 for each in events(journal, Filled))
    burnt_m3 = _burnt(journal)
    assert left_m3 == pytest.approx(began_m3 + filled_m3 - burnt_m3, abs=1e-6)


def _burnt(journal: Journal) -> float:
    """Return what three ships with the default hotel load and screws burn in the spells at sea of their formation."""
    table = spells(journal)
    spans_h = (table["end_s"] - table["start_s"]) / HOUR_S
    speed = table["through_m_s"] / (15.0 * KN_M_S)
    rate = np.where(table["state"] == "port", 0.0, 0.6 + 1.2 * speed**3)
    return float((rate * spans_h * table["ships"]).sum())


def test_a_ship_below_the_mark_is_served_in_a_calm_and_not_in_a_storm() -> None:
    parts = [FLAG, TANKER, ship("escort", fuel="200 m3"), group(NAHA, to(300.0))]
    calm, storm = sail(*parts, days=14.0), sail(*parts, days=14.0, sea_state=6)
    assert replenishments.values(calm)["replenishments.oiler"] >= 1.0
    assert min(each.before for each in events(calm, Replenished)) == pytest.approx(0.7, abs=0.02)
    assert lowest_fuel.values(calm)["lowest_fuel.escort"] > 0.68
    assert not events(storm, ReplenishmentBegan)
    assert lowest_fuel.values(storm)["lowest_fuel.escort"] < 0.5


def test_rigs_are_a_resource() -> None:
    escorts = [ship(f"escort-{n}", fuel="200 m3") for n in range(4)]
    one = ship("oiler", role="auxiliary", cargo="5000 m3", rigs=1, pumping="20 m3/h")
    journal = sail(FLAG, one, *escorts, group(NAHA, to(200.0)), days=10.0)
    ends = [record.time_s for record in journal.of(Replenished)][:4]
    least_s = 0.75 * HOUR_S + 0.25 * 200.0 / 20.0 * HOUR_S  # hook up, and a quarter of the tanks
    assert len(ends) == 4
    assert np.diff(ends).min() > least_s


def test_a_rising_sea_breaks_replenishment_off() -> None:
    slow = ship("oiler", role="auxiliary", cargo="5000 m3", pumping="5 m3/h")
    weather = part("weather", id="sea", spell="12 h")
    programme = group(NAHA, to(1400.0), supply={"sea_state_max": 2})
    journal = sail(FLAG, slow, ship("escort", fuel="200 m3"), programme, weather, days=60.0)
    assert events(journal, BrokeAway)
    part_served = [each for each in events(journal, Replenished) if each.after < 0.99]
    assert part_served


def test_flying_costs_way_and_fuel() -> None:
    plain, flown = (sail(FLAG, group(NAHA, to(110.0), flying=days)) for days in (0.0, 1.0))
    assert flying_days.values(plain)["flying_days"] == 0.0
    assert flying_days.values(flown)["flying_days"] >= 3.0
    onward = np.array([each.onward for each in events(flown, FlyingBegan)])
    assert (np.abs(onward) <= 1.0).all() and len(set(onward)) > 1
    assert fuel_used.values(flown)["fuel_used"] > fuel_used.values(plain)["fuel_used"]
    table = spells(flown)
    assert table["through_m_s"][table["state"] == "fly"] == pytest.approx(20 * KN_M_S)


def test_nobody_flies_in_high_seas_or_without_a_deck() -> None:
    assert not events(sail(FLAG, group(NAHA, to(110.0), flying=1.0), sea_state=6), FlyingBegan)
    assert not events(sail(ship("flag"), group(NAHA, to(110.0), flying=1.0)), FlyingBegan)


def test_the_sea_takes_speed() -> None:
    calm, rough = (sail(FLAG, group(NAHA, to(12.0)), sea_state=state) for state in (0, 7))
    assert events(rough, Arrived)[0].late_s > events(calm, Arrived)[0].late_s + 10 * HOUR_S
    assert spells(rough)["through_m_s"].max() == pytest.approx(9 * KN_M_S)


def test_who_breaks_down_is_left_behind_and_joins_again() -> None:
    lame = ship("escort", defects="1 /d", repair="10 h", dockyard=0.0)
    sea = {"id": "sea", "sort": "exercise", "at": ["30 N", "126 E"], "planned": at(60), "stay": "48 h"}
    journal = sail(FLAG, lame, group(NAHA, sea, to(200.0, stay="24 h")), days=12.0)
    out, back = events(journal, FellOut), events(journal, Rejoined)
    assert out and len(back) == len(events(journal, Mended)) <= len(out)
    assert all(each.ships == ("escort",) and each.away_s > 9 * HOUR_S for each in back)
    assert days_out_of_company.values(journal)["days_out_of_company"] > 0.4
    ships = spells(journal)["ships"]
    assert ships.min() == 1 and np.diff(ships).max() == 1


def test_a_group_waits_for_its_guide() -> None:
    flag = ship("flag", defects="2 /d", repair="5 h")
    journal = sail(flag, ship("escort"), group(NAHA, to(60.0)))
    assert "the group waits for its guide" in {each.reason for each in events(journal, FellOut)}
    table = spells(journal)
    assert (table["ships"] == 2).all()
    assert table["through_m_s"][table["state"] == "stopped"] == pytest.approx(0.0)


def test_a_defect_for_a_dockyard_is_mended_in_port() -> None:
    lame = ship("escort", defects="3 /d", repair="10 h", dockyard=1.0)
    bases = [{"place": "Keelung", "side": "b"}]
    journal = sail(FLAG, lame, group(NAHA, to(60.0, stay="60 h"), supporters=["b"], bases=bases), days=8.0)
    port = [record.time_s for record in journal.of(Filled) if record.event.ship == "escort"]
    mended = [record.time_s for record in journal.of(Mended)]
    assert mended and port and port[0] >= mended[0]


def test_an_auxiliary_leaves_to_fill_and_comes_back() -> None:
    small = ship("oiler", role="auxiliary", cargo="400 m3", fuel="2000 m3")
    sea = {"id": "sea", "sort": "exercise", "at": ["29 N", "126 E"], "planned": at(100), "stay": "40 h"}
    later = {"id": "later", "sort": "exercise", "at": ["28 N", "124 E"], "planned": at(260), "stay": "48 h"}
    parts = [FLAG, small, *(ship(f"escort-{n}", fuel="250 m3") for n in range(4))]
    journal = sail(*parts, group(NAHA, sea, later, to(400.0), bases=[{"place": "Naha", "side": "a"}]), days=18.0)
    (sent,) = events(journal, SentAway)[:1]
    assert sent.ships == ("oiler",) and sent.errand == "fuel from Naha"
    assert any(each.ship == "oiler" and each.place == "Naha" for each in events(journal, Filled))
    assert any(each.ships == ("oiler",) for each in events(journal, Rejoined))


def test_a_group_is_split_for_two_tasks_and_joins_again() -> None:
    task = {"id": "task", "sort": "exercise", "at": ["31 N", "125 E"], "planned": at(40), "stay": "10 h",
            "ships": ["escort"], "rejoin": "keelung", "partners": ["b"]}  # fmt: skip
    journal = sail(FLAG, ship("escort"), group(NAHA, task, to(110.0, stay="48 h")), days=12.0)
    assert [(each.ships, each.errand) for each in events(journal, SentAway)] == [(("escort",), "task")]
    assert voyage(journal)["task"].kept and exercises_held.values(journal)["exercises_held.b"] == 1.0
    (back,) = events(journal, Rejoined)
    assert back.ships == ("escort",) and back.appointment == "keelung"
    missed = sail(FLAG, group(NAHA, task, to(110.0)), days=12.0)
    assert [each.reason for each in events(missed, Missed)] == ["its ships are not in company"]


def test_a_ship_leaves_for_good() -> None:
    journal = sail(
        FLAG, ship("escort", leaves="20 h"), group(NAHA, to(40.0, stay="5 h"), {**NAHA, "id": "n", "planned": at(90)})
    )
    assert [each.ship for each in events(journal, LeftForGood)] == ["escort"]
    assert spells(journal)["ships"].tolist()[-1] == 1


def test_who_runs_dry_is_helped() -> None:
    thirsty = ship("escort", fuel="25 m3")
    journal = sail(
        FLAG, thirsty, group(NAHA, to(60.0, stay="12 h"), {**NAHA, "id": "back", "planned": at(200)}), days=20.0
    )
    assert [each.ship for each in events(journal, RanDry)][:1] == ["escort"]
    dry = next(record.time_s for record in journal.of(RanDry))
    mended = next(record.time_s for record in journal.of(Mended))
    assert mended - dry == pytest.approx(4 * DAY_S, abs=60.0)
    table = journal.table("fuel")
    after = (table["ship"] == "escort") & (table["time_s"] > dry)
    assert table["fuel_m3"][after].max() == pytest.approx(12.5, abs=0.5)
    assert lowest_fuel.values(journal)["lowest_fuel"] == 0.0


def test_an_appointment_is_skipped_by_choice() -> None:
    back = {**NAHA, "id": "back", "planned": at(100)}
    journal = sail(FLAG, group(NAHA, to(40.0, stay="5 h"), back, skip=["keelung"]))
    assert [each.reason for each in events(journal, Missed)] == ["skipped by choice"]
    assert [each.appointment for each in events(journal, Sailed)] == ["back"]
    assert "lateness.keelung" not in lateness.values(journal)


def test_a_strait_is_passed_slowly() -> None:
    box = {"narrow": Box("narrow", 124.0, 125.0, 24.0, 28.0)}
    journal = sail(FLAG, part("strait", area="narrow", speed="5 kn"), group(NAHA, to(60.0)), areas=box)
    table = spells(journal)
    assert table["through_m_s"][table["state"] == "strait"] == pytest.approx(5 * KN_M_S)
    assert abs(events(journal, Arrived)[0].late_s) < 8 * HOUR_S


def test_a_canal_is_passed_with_a_convoy() -> None:
    start = {"id": "said", "place": "Port Said", "planned": at(0)}
    beyond = {"id": "jeddah", "place": "Jeddah", "planned": at(120)}
    flag = ship("flag", home="Port Said")
    journal = sail(flag, part("canal_convoy", first="3.5 h"), group(start, beyond))
    (joined,), (entered,) = events(journal, CanalJoined), events(journal, CanalEntered)
    at_s = next(record.time_s for record in journal.of(CanalEntered))
    assert at_s % DAY_S == pytest.approx(3.5 * HOUR_S) and entered.wait_s > 0.0 and joined.canal == "Suez Canal"
    table = spells(journal)
    canal = table["state"] == "canal"
    assert (table["end_s"] - table["start_s"])[canal].sum() == pytest.approx(14 * HOUR_S)
    unqueued = sail(flag, group(start, beyond))
    assert events(unqueued, CanalEntered)[0].wait_s == 0.0


def test_ships_keep_station_and_close_up_at_either_end() -> None:
    wing = ship("wing", station="6 nm", bearing="90 deg")
    journal = sail(FLAG, wing, group(NAHA, to(40.0)))
    table, names = journal.table("leg"), journal.table("platform")
    tracks = {}
    for number, name in zip(names["platform"].tolist(), names["name"].tolist(), strict=True):
        mine = table["platform"] == number
        tracks[name] = list(zip(table["b_lat_deg"][mine].tolist(), table["b_lon_deg"][mine].tolist(), strict=True))
    off = [apart_m(a, b) / NM_M for a, b in zip(tracks["flag"], tracks["wing"], strict=True)]
    assert max(off) <= 6.01 and off[-1] == pytest.approx(0.0, abs=0.01)
    assert max(off) > 1.0


def test_the_same_luck_gives_the_same_voyage() -> None:
    parts = [FLAG, TANKER, ship("escort", defects="0.3 /d"), group(NAHA, to(100.0, stay="10 h"), flying=0.5)]
    one, again, other = (sail(*parts, seed=seed) for seed in (1, 1, 2))
    assert one.hash() == again.hash() != other.hash()


def test_what_no_voyage_tells_is_left_empty() -> None:
    empty = Journal({"sides": ("a",), "links": (), "warm_up_s": 0.0, "duration_s": DAY_S})
    assert math.isnan(programme_kept.values(empty)["programme_kept"])
    assert math.isnan(lowest_fuel.values(empty)["lowest_fuel"])
    assert fuel_used.values(empty) == {"fuel_used": 0.0}
