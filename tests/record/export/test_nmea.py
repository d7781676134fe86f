"""NMEA is decoded by pyais and read by `sim ais`: who sends, what, where, how often, and who is silent."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyais.stream import FileReaderStream

from sim.base.errors import UserError
from sim.face import cli
from sim.kernel.journal import Journal
from sim.record.export.aired import ALIASES_FROM, MMSI_FROM
from sim.record.export.formats import FORMATS, export
from sim.record.export.layers import Matter
from sim.record.export.nmea import expected
from sim.world.geodesy import NAUTICAL_MILE_M, bearing_deg, destination, distance_m
from tests.record.export.matter import HARM, HOUR_S, START, harmful, small, words

EVERY_S = 900
KNOT_M_S = NAUTICAL_MILE_M / HOUR_S
POSITIONS = (1, 18)


def sent(folder: Path, matter: Matter) -> tuple[Path, list[tuple[int, Any]]]:
    """Export AIS and return the file, and of each message the second of its reception and what pyais makes of it."""
    files = FORMATS["nmea"].files(folder, "run", ["tracks"])
    export(matter, "nmea", ["tracks"], files)
    found = []
    with FileReaderStream(str(files[0])) as stream:
        for sentence in stream:
            sentence.tag_block.init()
            assert sentence.is_valid and sentence.tag_block.is_valid
            found.append((int(sentence.tag_block.receiver_timestamp), sentence.decode()))
    return files[0], found


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Matter, Path, list[tuple[int, Any]]]:
    matter = Matter(small(), words(), every_s=EVERY_S)
    return matter, *sent(tmp_path_factory.mktemp("nmea"), matter)


def begins_s(matter: Matter) -> int:
    return int(np.datetime64(matter.start, "s").astype(int))


@pytest.mark.slow
def test_every_sentence_is_good_and_in_order(day: Any) -> None:
    matter, path, messages = day
    assert len(messages) > 1000
    assert {message.msg_type for _, message in messages} == {1, 5, 18, 24}
    assert [when for when, _ in messages] == sorted(when for when, _ in messages)
    for line in path.read_bytes().splitlines():
        assert len(line.rpartition(b"\\")[2]) + 2 <= 82  # NMEA 0183, with its end of line
    assert expected(matter) == pytest.approx(path.stat().st_size, rel=0.2)


@pytest.mark.slow
def test_positions_are_where_the_ships_were(day: Any) -> None:
    """To the ten-thousandth of a minute, the tenth of a knot and of a degree that AIS has room for."""
    matter, _, messages = day
    looked = 0
    for when, message in messages[::5]:
        if message.msg_type not in POSITIONS:
            continue
        number, time_s = message.mmsi - MMSI_FROM, float(when - begins_s(matter))
        if number >= ALIASES_FROM:
            continue
        lat, lon = matter.at(number, time_s)
        assert distance_m(message.lat, message.lon, lat, lon)[0] <= NAUTICAL_MILE_M * 1e-4
        assert message.second == when % 60
        if (later := matter.at(number, time_s + 1.0))[0].size and message.speed > 1.0:
            speed = float(distance_m(lat, lon, *later)[0]) / KNOT_M_S
            if abs(speed - message.speed) > 0.2:  # she turned within the second
                continue
            off = abs(float(bearing_deg(lat, lon, *later)[0]) - message.course)
            assert min(off, 360.0 - off) < 0.2
            looked += 1
    assert looked > 100


@pytest.mark.slow
def test_nobody_reports_oftener_than_is_wanted(day: Any) -> None:
    _, _, messages = day
    times: dict[int, list[int]] = {}
    for when, message in messages:
        if message.msg_type in POSITIONS:
            times.setdefault(message.mmsi, []).append(when)
    apart = [after - before for each in times.values() for before, after in pairwise(each)]
    assert min(apart) == EVERY_S


@pytest.mark.slow
def test_a_silent_ship_is_not_heard_and_an_alias_is(day: Any) -> None:
    """Nothing goes out under a ship's own number in her silences; what went out is from where she was."""
    matter, _, messages = day
    table, start_s = small().table("silence"), begins_s(matter)
    heard = {number: [] for number in table["vessel"].tolist()}
    aliases = [(when, message) for when, message in messages if message.mmsi >= MMSI_FROM + ALIASES_FROM]
    for when, message in messages:
        if message.mmsi - MMSI_FROM in heard:
            heard[message.mmsi - MMSI_FROM].append(when - start_s)
    assert sum(map(len, heard.values())) > 50
    for vessel, begin_s, end_s in zip(*(table[name].tolist() for name in ("vessel", "start_s", "end_s")), strict=True):
        assert not [time_s for time_s in heard[vessel] if begin_s < time_s < end_s]
    assert bool(aliases) == bool([name for name in table["identity"].tolist() if name])


def test_an_alias_is_another_ship_in_the_same_place(tmp_path: Path) -> None:
    journal = harmful()
    journal.append("silence", vessel=[0], start_s=[6 * HOUR_S], end_s=[8 * HOUR_S], identity=["OTHER"])
    matter = Matter(journal, words(), every_s=600)
    _, messages = sent(tmp_path, matter)
    spans = {}
    for when, message in messages:
        low, high = spans.get(message.mmsi, (when, when))
        spans[message.mmsi] = min(low, when), max(high, when)
    own, alias = sorted(spans)
    assert own == MMSI_FROM and alias == MMSI_FROM + ALIASES_FROM
    begin, end = ((each - begins_s(matter)) / HOUR_S for each in spans[alias])
    assert 6.0 <= begin < 6.2 and 7.8 < end <= 8.0
    under = [(when, message) for when, message in messages if message.mmsi == alias and message.msg_type in POSITIONS]
    for when, message in under:
        assert distance_m(message.lat, message.lon, *matter.at(0, when - begins_s(matter)))[0] < 0.2
    assert {message.shipname for _, message in messages if message.mmsi == alias and message.msg_type == 5} == {"OTHER"}


@pytest.mark.slow
def test_sim_ais_reads_it_back(day: Any, capsys: pytest.CaptureFixture[str]) -> None:
    matter, path, messages = day
    assert cli.run(["ais", "tracks", str(path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    reported = {message.mmsi for _, message in messages if message.msg_type in POSITIONS}
    assert {track["mmsi"] for track in said["tracks"]} <= reported
    assert len({track["mmsi"] for track in said["tracks"]}) > 0.8 * len(reported)
    for track in said["tracks"]:
        mover = matter.movers.get(track["mmsi"] - MMSI_FROM)
        assert mover is None or track["name"] == mover.name.upper()[:20]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("knots", "ais", "interval_s"), [(0, 2, 180), (14, 2, 10), (18, 2, 6), (24, 2, 2), (2, 1, 180), (14, 1, 30)]
)
def test_as_often_as_the_standard_says(knots: float, ais: int, interval_s: int, tmp_path: Path) -> None:
    """Table 1 and 2 of ITU-R M.1371, and names every six minutes."""
    journal = Journal({**harmful().header, "duration_s": HOUR_S})
    lat_deg = float(destination(0.0, 0.0, 0.0, knots * NAUTICAL_MILE_M)[0])
    journal.append("vessel", vessel=[5], part=["ship"], sort=["lane"], length_m=[100.0], ais=[ais], enter_s=[0.0],
                   leave_s=[HOUR_S])  # fmt: skip
    journal.append("leg", platform=[5], start_s=[0.0], end_s=[HOUR_S], a_lat_deg=[0.0], a_lon_deg=[0.0],
                   b_lat_deg=[lat_deg], b_lon_deg=[0.0])  # fmt: skip
    journal.append("silence", vessel=[], start_s=[], end_s=[], identity=np.array([], dtype=np.str_))
    _, messages = sent(tmp_path, Matter(journal, words()))
    for kinds, apart_s in (POSITIONS, interval_s), ((5, 24), 360):
        whens = sorted({when for when, message in messages if message.msg_type in kinds})
        assert {after - before for before, after in pairwise(whens)} == {apart_s}


@pytest.mark.slow
@pytest.mark.parametrize("side", ["a", "b"])
def test_of_a_side_only_what_it_heard(side: str, tmp_path: Path) -> None:
    matter = Matter(small(), words(), side)
    _, messages = sent(tmp_path, matter)
    table = small().table("contact")
    ais = np.char.startswith(table["sensor"].astype(str), "AIS")
    partners = {link["sender"] for link in small().header["links"] if link["receiver"] == side}
    mine = ais & np.isin(table["side"], [side, *partners])
    spans: dict[int, list[tuple[float, float]]] = {}
    for vessel, begin, end in zip(
        *(table[name][mine].tolist() for name in ("vessel", "start_s", "end_s")), strict=True
    ):
        spans.setdefault(vessel, []).append((begin, max(end, begin + 1.0)))
    assert len(messages) > 50
    for when, message in messages:
        time_s = when - begins_s(matter)
        assert any(begin <= time_s <= end for begin, end in spans[message.mmsi - MMSI_FROM])


def test_names_are_cut_to_what_ais_has_letters_for(tmp_path: Path) -> None:
    _, messages = sent(tmp_path, Matter(harmful(), words(), every_s=600))
    (name,) = {message.shipname for _, message in messages if message.msg_type == 5}
    assert name == HARM[:20].upper().replace("|", " ").rstrip()


def _before_ais(journal: Journal) -> None:
    journal.header["start"] = START.replace("2021", "1941")


def _older(journal: Journal) -> Journal:
    old = Journal(dict(journal.header))
    for name in journal.tables():
        if name != "silence":
            old.append(name, **journal.table(name))
    return old


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (_before_ais, "AIS counts from 1970"),
        (_older, "does not tell when vessels were silent on AIS; run the scenario"),
    ],
)
def test_what_cannot_be_told_is_refused(
    changed: Callable[[Journal], Journal | None], said: str, tmp_path: Path
) -> None:
    journal = harmful()
    journal = changed(journal) or journal
    with pytest.raises(UserError, match=said):
        sent(tmp_path, Matter(journal, words()))
    assert list(tmp_path.iterdir()) == []
