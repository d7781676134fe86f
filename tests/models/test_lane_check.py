"""What a hurried instructor gets wrong about a sea lane is said before anything runs, with where and what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.base.errors import UserError
from sim.experiment.simulate import simulate
from sim.measure.catalogue import measured
from sim.scenario.load import load

LANE = Path("tests/scenarios/lane.yaml")

WRONG = {  # what is changed of the file, and what is said of it, with the number of the line
    "area: gulf, attempts -> area: golf, attempts": "25: parts.aden.area: there is no area 'golf'; did you mean",
    "bulk: 0.6, container: 0.4 -> bulk: 0.6, container: 0.6":
        "22: parts.short.fleet: the shares add up to 1.2; write shares that add up to 1",
    "bulk: 0.6, container: 0.4 -> bulk: 0.6, containers: 0.4":
        "22: parts.short.fleet.containers: there is no type of ship 'containers'; did you mean 'container'?",
    "{a: 0.6, b: 0.4} -> {a: 0.6, b: 0.3}": "20: parts.lane.registered: the shares add up to 0.9",
    "shown: 40 -> masters: {speed_up: 0.9}": "20: parts.lane.masters: the shares add up to 1.55",
    "shown: 40 -> ships: {bulk: {speed: 15 kn}}":
        "20: parts.lane.ships.bulk.speed_max: speed_max 14 kn is below the speed 15 kn",
    "shown: 40 -> ships: {bulk: {speed_max: 90 kn}}":
        "20: parts.lane.ships.bulk.speed_max: 90 kn is faster than any; write 40 kn at most",
    "groups: false} -> start: [2 N, 60 E], end: [0 N, 66 E]}":
        "28: parts.groups.start: no flow comes within 200 nm of both its ends",
    "Port Said, to: Mumbai -> Jeddah, to: Mumbai": "23: parts.suez.passage: no flow leads through the Suez Canal",
    "Jeddah, to: Salalah -> Jeddah, to: Jeddah": "22: parts.short.to: from Jeddah to Jeddah leads no way",
    "west: 43 E, east: 43.6 E -> west: 63 E, east: 63.6 E": "24: parts.bab.area: no flow passes the area 'narrows'",
    "attempts: 1.5 /d -> attempts: 50 /d": "25: parts.aden.attempts: 50 /d attempts on 26 /d passages",
    "headway: 40 min -> headway: 2 h": "24: parts.bab.headway: 15 /d ships come southbound where 12 /d can go in",
    "id: suez -> id: suez, room: 5":
        "23: parts.suez.room: 6 /d ships come southbound where 5 /d can go in; write a larger room",
    "ships: 6 /d -> ships: 600000 /d": "voyages in one run; write flows and a duration of 2,000,000 at most",
    "helicopter: false} -> dash: 900 kn}": "32: parts.patrol-b.dash: 900 kn is faster than any; write 70 kn at most",
    "{kind: sea_lane, -> {kind: sea_lane, id: two}\n  - {kind: sea_lane,": "there is more than one sea_lane",
}  # fmt: skip


def changed(folder: Path, change: str) -> Path:
    text = LANE.read_text(encoding="utf-8")
    before, after = change.split(" -> ")
    assert before in text
    path = folder / "lane.yaml"
    path.write_text(text.replace(before, after), encoding="utf-8")
    return path


@pytest.mark.parametrize("change", WRONG)
def test_what_cannot_work_is_said_with_its_line_and_what_to_write(change: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as error:
        load(changed(tmp_path, change))
    assert WRONG[change] in str(error.value)


def test_flows_without_a_lane_are_told_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "lane.yaml"
    lines = LANE.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if "kind: sea_lane" not in line), encoding="utf-8")
    with pytest.raises(
        UserError, match=r"parts\.long\.kind: no part makes its ships sail; add a part: \{kind: sea_lane"
    ):
        load(path)


def test_a_lane_may_be_as_bare_as_one_flow(tmp_path: Path) -> None:
    path = tmp_path / "bare.yaml"
    path.write_text(
        "title: Bare\nstart: 2021-06-01T00:00Z\nduration: 9 d\n"
        "area: {west: 40 E, east: 60 E, south: 5 N, north: 20 N}\n"
        "parts:\n  - {kind: sea_lane, id: lane}\n"
        "  - {kind: merchant_flow, id: flow, from: Aden, to: Salalah, ships: 3 /d}\n",
        encoding="utf-8",
    )
    told = measured(simulate(load(path)))
    assert told["attempts"] == 0.0 and told["delay_per_transit"] == 0.0


def test_a_flow_may_be_dry(tmp_path: Path) -> None:
    journal = simulate(load(changed(tmp_path, "ships: 6 /d -> ships: 0 /d")), "shared")
    assert set(journal.table("transit")["ship"] >= 0) == {True}
    assert measured(journal)["strait_transits.Suez Canal"] == 0.0


def test_shares_of_types_that_are_not_named_stay(tmp_path: Path) -> None:
    (lane,) = [
        part
        for part in load(changed(tmp_path, "shown: 40 -> ships: {bulk: {speed: 11 kn}}")).spec.parts
        if part.id == "lane"
    ]
    assert lane.ships["bulk"].speed == pytest.approx(11 * 1852 / 3600)
    assert lane.ships["bulk"].freeboard == 5.0 and lane.ships["tanker"].burns == 50.0
