"""Position reports decoded all at once are those that PyAIS, written by others, decodes one by one."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyais import decode, encode_dict
from pyais.exceptions import AISBaseException

from sim.world.ais.nmea import Log
from sim.world.ais.positions import decoded, intact
from sim.world.ais.rows import MALFORMED, Register, Tally
from sim.world.ais.source import Chunk

SIX_BITS = "".join(map(chr, [*range(48, 88), *range(96, 120)]))
TYPES = "123B"
START_S = 1_700_000_000


def sentence(payload, head="AIVDM,1,1,,A", fill=0, spoil=0):
    body = f"{head},{payload},{fill}"
    return f"!{body}*{np.bitwise_xor.reduce(list(body.encode())) ^ spoil:02X}"


def one_by_one(line):
    """Return MMSI, latitude, longitude and speed as PyAIS has them, None where it cannot read all of them."""
    try:
        message = decode(line.encode(), error_if_checksum_invalid=True)
        return [message.mmsi, *map(float, (message.lat, message.lon, message.speed))]
    except (AISBaseException, AttributeError, TypeError, ValueError, IndexError):
        return None


def test_any_report_is_what_pyais_makes_of_it():
    draw = np.random.default_rng(1)
    payloads = [TYPES[i % 4] + "".join(draw.choice(list(SIX_BITS), 27)) for i in range(2000)]
    columns = decoded([payload.encode() for payload in payloads])
    assert np.array_equal(np.transpose(columns), [one_by_one(sentence(payload)) for payload in payloads])
    assert columns[1].min() < -100.0 and columns[2].min() < -200.0  # both signs of all that the bits can say


@pytest.mark.parametrize("msg_type", [1, 2, 3, 18])
@pytest.mark.parametrize("lat, lon", [(0, 0), (90, 180), (-90, -180), (91, 181), (-1e-6, 1e-5), (59.123457, -9.87654)])
def test_what_was_sent_is_what_is_read(msg_type, lat, lon):
    sent = {"msg_type": msg_type, "mmsi": 367_000_001, "lat": lat, "lon": lon, "speed": 102.3}
    payload = encode_dict(sent)[0].split(",")[5].encode()
    mmsi, *place, speed = (float(column[0]) for column in decoded([payload]))
    assert (mmsi, speed) == (367_000_001, 102.3)
    assert place == pytest.approx([lat, lon], abs=1 / 1_200_000 + 5e-7)  # half of 1/10,000 minute, then six decimals


def test_checksums_of_sentences_of_any_length():
    bodies = [b"AIVDM,1,1,,A", b"A", b"AIVDM,1,1,7,B,1"]
    right = [b"%02X" % np.bitwise_xor.reduce(list(body)) for body in bodies]
    assert intact(bodies, right).tolist() == [True, True, True]
    assert intact(bodies, [right[0].lower(), b"40", right[0]]).tolist() == [True, False, False]
    assert intact([], []).tolist() == []


LINES = st.lists(
    st.builds(
        sentence,
        st.one_of(
            st.builds("{}{}".format, st.sampled_from("123BCK"), st.text(SIX_BITS, min_size=27, max_size=27)),
            st.builds("{}{}".format, st.sampled_from("123BCK"), st.text(SIX_BITS + "XYZ_!~\x7f", max_size=60)),
        ),
        st.sampled_from(
            ["AIVDM,1,1,,A", "AIVDM,1,1,,A", "BSVDO,1,1,3,B", "AIVDM,1,1,,", "AIVDM,1,2,,A", "ZZVDM,1,1,,#"]
        ),
        st.sampled_from([0, 0, 0, 2, 5, 6]),
        st.sampled_from([0, 0, 0, 1]),
    ),
    max_size=20,
)


@pytest.mark.slow
@given(LINES)
def test_rows_and_what_cannot_be_read_are_those_of_pyais(lines):
    tally = Tally()
    text = "".join(f"{START_S + i} {line}\n" for i, line in enumerate(lines))
    rows = Log(Path("some.nmea"), tally, Register()).rows(Chunk(1, text.encode()))
    wanted = [one_by_one(line) for line in lines]
    good = [i for i, row in enumerate(wanted) if row]
    assert rows.line.tolist() == [i + 1 for i in good]
    assert rows.time_s.tolist() == [START_S + i for i in good]
    columns = np.transpose([rows.mmsi, rows.lat_deg, rows.lon_deg, rows.speed_kn])
    assert columns.tolist() == [wanted[i] for i in good]
    bad = [i + 1 for i, row in enumerate(wanted) if not row]
    assert (tally.rows, tally.dropped, tally.example) == (
        len(lines), {MALFORMED: len(bad)} if bad else {}, {MALFORMED: bad[0]} if bad else {},
    )  # fmt: skip
