"""Logs of NMEA sentences, timed in every usual way, give the same fixes."""

import numpy as np
import pytest
from pyais import encode_dict

from sim.base.errors import UserError
from sim.world.ais import read
from tests.world.ais.files import saved

START_S = 1_700_000_000
SHIP = 367_000_001


def sentences(seq_id=1, **fields):
    return encode_dict(fields, talker_id="AI", radio_channel="A", seq_id=seq_id)


def position(minute, mmsi=SHIP, msg_type=1, **fields):
    return sentences(msg_type=msg_type, mmsi=mmsi, lat=30 + minute / 300, lon=-90.0, speed=10.5, **fields)[0]


def tagged(sentence, time):
    tag = f"s:rx,c:{time}"
    return f"\\{tag}*{np.bitwise_xor.reduce(list(tag.encode())):02X}\\{sentence}"


TIMED = {
    "tag block": lambda m: tagged(position(m), START_S + 60 * m),
    "tag block in milliseconds": lambda m: tagged(position(m), 1000 * (START_S + 60 * m)),
    "Unix seconds behind": lambda m: f"{position(m)},{START_S + 60 * m}",
    "station and Unix seconds behind": lambda m: (
        f"{position(m)},s25124,d-119,T40.1234567890,r003669713,{START_S + 60 * m}"
    ),
    "Unix seconds and milliseconds behind": lambda m: f"{position(m)},{(START_S + 60 * m) * (1 if m % 2 else 1000)}",
    "Unix seconds in front": lambda m: f"{START_S + 60 * m} {position(m)}",
    "ISO in front": lambda m: f"2023-11-14T22:{13 + m:02d}:20Z,{position(m)}",
    "ISO with a space in front": lambda m: f"2023-11-14 22:{13 + m:02d}:20 {position(m)}",
    "ISO behind, with an offset": lambda m: f"{position(m)}\t2023-11-15T00:{13 + m:02d}:20.0+02:00",
}


def log(folder, *lines):
    return read(saved(folder, "\n".join(lines) + "\n", "some.nmea"))


@pytest.mark.parametrize("form", TIMED)
def test_every_way_to_give_the_time(tmp_path, form):
    found = log(tmp_path, *(TIMED[form](m) for m in range(10)))
    assert (found.rows, dict(found.dropped), found.notes.form) == (10, {}, "NMEA")
    assert found.fixes.time_s.tolist() == [START_S + 60.0 * m for m in range(10)]
    assert found.fixes.lat_deg == pytest.approx(30 + np.arange(10) / 300, abs=2e-6)
    assert found.fixes.ships.mmsi.tolist() == [SHIP] and set(found.fixes.speed_kn.tolist()) == {10.5}


def test_names_and_sizes_come_from_their_own_messages(tmp_path):
    who = sentences(msg_type=5, mmsi=SHIP, shipname="ABLE", ship_type=70, to_bow=100, to_stern=20)
    small = sentences(msg_type=24, mmsi=SHIP + 1, partno=0, shipname="BAKER")
    boats = [f"{position(m, SHIP + 1, 18)},{START_S + 60 * m}" for m in range(4)]
    found = log(tmp_path, *(TIMED["tag block"](m) for m in range(4)), *who, *small, *boats)
    assert len(who) == 2 and sum(found.dropped.values()) == 3
    ships = found.fixes.ships
    assert (ships.name, ships.kind.tolist(), ships.length_m[0]) == (("ABLE", "BAKER"), [70, 0], 120.0)


def test_the_kinds_of_messages_tell_the_class_of_a_ship_s_ais(tmp_path):
    kinds = (1, 2, 3, 18, 19, 27)
    lines = [tagged(position(0, SHIP + kind, kind), START_S) for kind in kinds]
    short = [sentences(msg_type=27, mmsi=SHIP + k, lat=30, lon=-90)[0] for k in (40, 41, 42)]
    lines += [tagged(line, START_S) for line in short]
    lines += [*sentences(msg_type=5, mmsi=SHIP + 40), sentences(msg_type=24, mmsi=SHIP + 41, partno=0)[0]]
    # Of two classes, the one heard first.
    lines += [tagged(position(m, SHIP + 1, kind), START_S + 60 * m) for m, kind in ((1, 18), (2, 1))]
    lines += [tagged(position(m, SHIP + 18, kind), START_S + 60 * m) for m, kind in ((1, 1), (2, 18))]
    lines += [tagged(part, START_S) for part in sentences(msg_type=5, mmsi=SHIP + 42)]
    lines += [tagged(sentences(msg_type=24, mmsi=SHIP + 42, partno=0)[0], START_S + 60)]
    ships = log(tmp_path, *lines).fixes.ships
    assert (ships.mmsi - SHIP).tolist() == [*kinds, 40, 41, 42]
    assert ships.class_a.tolist() == [True, True, True, False, False, True, True, False, True]


def halved(sentence, seq_id, channel="A"):
    """Return the two sentences that a message of one may be sent as."""
    head, payload, fill = sentence.split("*")[0].rsplit(",", 2)
    bodies = [
        f"{head[1:6]},2,1,{seq_id},{channel},{payload[:30]},0",
        f"{head[1:6]},2,2,{seq_id},{channel},{payload[30:]},{fill}",
    ]
    return [f"!{body}*{np.bitwise_xor.reduce(list(body.encode())):02X}" for body in bodies]


def test_parts_of_messages_that_come_between_one_another_are_joined(tmp_path):
    one, two = (halved(position(k, SHIP + k, 19, shipname=f"S{k}"), k) for k in (1, 2))
    found = log(tmp_path, tagged(one[0], START_S), tagged(two[0], START_S + 60), one[1], two[1])
    assert found.fixes.ships.name == ("S1", "S2") and found.fixes.time_s.tolist() == [START_S, START_S + 60.0]
    assert (found.rows, sum(found.dropped.values())) == (4, 2)


def test_what_is_no_position_of_a_ship_is_counted(tmp_path):
    spoilt = position(4)[:-2] + "00"
    base = sentences(msg_type=4, mmsi=3_669_999, lat=30.0, lon=-90.0)[0]
    lines = [*(TIMED["Unix seconds behind"](m) for m in range(4)), "$GPZDA,1*00", "noise", f"{spoilt},{START_S}", base]
    found = log(tmp_path, *lines, "!AIVDM,1,1,,A,1,0*56")
    assert (found.rows, len(found.fixes)) == (9, 4)
    assert {why.split(" (")[0]: n for why, n in found.dropped.items()} == {
        "is not a message of AIS": 1, "cannot be read": 3, "is not a ship": 1,
    }  # fmt: skip
    assert found.notes.example["cannot be read"] == 6


def test_a_log_without_times_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"some\.nmea:1: no position in this log has a time"):
        log(tmp_path, *(position(m) for m in range(5)))


def test_a_log_whose_zone_changes_is_refused_at_the_line(tmp_path):
    lines = [f"2024-01-01T00:0{m}:00{'' if m == 6 else 'Z'},{position(m)}" for m in range(9)]
    with pytest.raises(UserError, match=r"some\.nmea:7: the time '2024-01-01T00:06:00'"):
        log(tmp_path, *lines)


def test_messages_never_finished_are_forgotten(tmp_path):
    whole = position(0, SHIP, 19, shipname="ABLE")
    begun = [halved(whole, k % 10, chr(65 + k // 10)) for k in range(90)]
    found = log(tmp_path, *(first for first, _ in begun), begun[0][1], *(TIMED["tag block"](m) for m in range(4)))
    assert len(found.fixes) == 4 and found.fixes.ships.name == ("",)
