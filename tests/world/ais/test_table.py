"""Tables of AIS in every layout, packed or not, give the same fixes."""

import gzip
import io
import zipfile

import numpy as np
import pyarrow as pa
import pytest

from sim.world.ais import read
from sim.world.areas import Box
from tests.world.ais.files import DANISH_HEADER, HEADER, NEW_HEADER, ROWS, START_S, row, saved, table

GOOD = table(*ROWS)


def zipped(*names):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, GOOD)
    return packed.getvalue()


def semicolons(text):
    return text.replace(",", ";").replace(".", ",")


FORMS = {
    "plain": GOOD.encode(),
    "no last line end": GOOD.rstrip("\n").encode(),
    "gzip": gzip.compress(GOOD.encode()),
    "two gzips end to end": gzip.compress(GOOD[:500].encode()) + gzip.compress(GOOD[500:].encode()),
    "zip": zipped("a.csv"),
    "zip with a folder": zipped("a/", "a/b.csv", "__MACOSX/a/._b.csv"),
    "zstd": pa.compress(GOOD.encode(), "zstd", asbytes=True),
    "byte order mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "carriage returns": GOOD.replace("\n", "\r\n").encode(),
    "blank lines": GOOD.replace("\n", "\n\n").encode(),
    "semicolons and decimal commas": semicolons(GOOD).encode(),
    "quoted": GOOD.replace("ABLE", '"ABLE"').encode(),
    "spaces": GOOD.replace(",-90.00000,", ", -90.00000 ,").encode(),
    "one zone": GOOD.replace(":00,", ":00Z,").encode(),
    "one zone, two ways": GOOD.replace(":00,", ":00Z,").replace("29:00Z", "29:00+00:00").encode(),
    "an offset": table(*(row(m + 120, lat=30 + m / 300, zone="+02:00") for m in range(30))).encode(),
    "spelt-out zone": GOOD.replace(":00,", ":00 UTC,").encode(),
    "space for T": GOOD.replace("01T", "01 ").encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_fixes(tmp_path, form):
    reading = read(saved(tmp_path, FORMS[form]))
    assert (reading.rows, len(reading.fixes), dict(reading.dropped)) == (30, 30, {})
    assert reading.notes.form == "MarineCadastre CSV"
    assert reading.fixes.time_s.tolist() == [START_S + 60.0 * m for m in range(30)]
    assert reading.fixes.lat_deg == pytest.approx(30.0 + np.arange(30) / 300, abs=5e-6)
    assert set(reading.fixes.lon_deg.tolist()) == {-90.0} and set(reading.fixes.speed_kn.tolist()) == {10.0}
    ships = reading.fixes.ships
    assert (ships.mmsi.tolist(), ships.part.tolist(), ships.name) == ([367_000_001], [0], ("ABLE",))
    assert (ships.kind.tolist(), ships.length_m.tolist()) == ([70], [100.0])


def test_the_newer_marinecadastre_header(tmp_path):
    rows = [f"367000001,2025-01-01 00:0{m}:00,-76.43,{36 + m / 100},4.7,321.6,327,MORAN,IMO1,W,52,0,26,11,5.0,52,A"
            for m in range(9)]  # fmt: skip
    fixes = read(saved(tmp_path, table(*rows, header=NEW_HEADER))).fixes
    assert (fixes.lat_deg[0], fixes.lon_deg[0], fixes.speed_kn[0], fixes.time_s[0]) == (
        36.0,
        -76.43,
        4.7,
        1_735_689_600,
    )
    assert (fixes.ships.name, fixes.ships.kind.tolist(), fixes.ships.length_m.tolist()) == (("MORAN",), [52], [26.0])


def test_the_danish_table(tmp_path):
    kinds = (("Class A", 219_000_001), ("Base Station", 2_190_064), ("AtoN", 219_000_009))
    rows = [
        f"13/02/2024 00:{m:02d}:00,{kind},{mmsi},{55 + m / 100},10.5,Unknown value,,12.5,,,Unknown,Unknown,"
        f'"LARSEN, SØREN",Cargo,,10,120,GPS,5,ODENSE,,AIS,,,,'
        for m in range(5)
        for kind, mmsi in kinds
    ]
    reading = read(saved(tmp_path, table(*rows, header=DANISH_HEADER)))
    assert (reading.rows, len(reading.fixes), sum(reading.dropped.values())) == (15, 5, 10)
    (why,) = reading.dropped
    assert "not a ship" in why and reading.notes.example[why] == 3
    assert reading.fixes.time_s[0] == 1_707_782_400  # 13 February, not a month 13
    assert (reading.fixes.ships.name, reading.fixes.ships.kind.tolist()) == (("LARSEN, SØREN",), [70])


def test_the_class_of_a_ship_s_ais(tmp_path):
    said = {1: ["A"], 2: ["B"], 3: [""], 4: ["", "b", ""], 5: ["C"], 6: ["B", "A"], 7: ["A", "B"], 8: ["C", "B"]}
    rows = [f"{row(m, mmsi=367_000_000 + k)[:-1]}{a}" for k, each in said.items() for m, a in enumerate(each)]
    ships = read(saved(tmp_path, table(*rows))).fixes.ships
    assert ships.class_a.tolist() == [True, False, True, False, True, False, True, False]  # of two, what was said first


def test_the_class_of_a_ship_s_ais_in_the_danish_table(tmp_path):
    rows = [f"13/02/2024 00:0{m}:00,Class {k},21900000{m},55,10.5{',' * 21}" for m, k in enumerate("ABAB")]
    assert read(saved(tmp_path, table(*rows, header=DANISH_HEADER))).fixes.ships.class_a.tolist() == [True, False] * 2


def test_unix_times_may_change_from_milliseconds_to_seconds(tmp_path):
    rows = [f"1,{(1_700_000_000 + 60 * m) * (1 if m else 1000)},{m / 100},1" for m in range(4)]
    reading = read(saved(tmp_path, table(*rows, header="vessel_id,t,lat,lon")))
    assert reading.fixes.time_s.tolist() == [1_700_000_000.0 + 60 * m for m in range(4)]


@pytest.mark.parametrize("scale", [1, 1000])
def test_a_plain_table_with_unix_times_and_numbers_for_vessels(tmp_path, scale):
    rows = [f"a,{ship},{(1_700_000_000 + 60 * m) * scale},{m / 100},{ship}" for m in range(4) for ship in (1, 2)]
    reading = read(saved(tmp_path, table(*rows, header="series,vessel_id,t,lat,lon")))
    assert reading.fixes.ships.mmsi.tolist() == [1, 2]
    assert reading.fixes.time_s[:4].tolist() == [1_700_000_000.0 + 60 * m for m in range(4)]
    assert np.isnan(reading.fixes.speed_kn).all()


def test_latin_names_are_read(tmp_path):
    reading = read(saved(tmp_path, GOOD.replace("ABLE", "SØR").encode("latin-1")))
    assert reading.fixes.ships.name == ("SØR",)


def test_no_speed_is_no_number(tmp_path):
    reading = read(saved(tmp_path, table(row(0, speed=102.3), row(1, speed=""), row(2, speed=7.5))))
    assert np.isnan(reading.fixes.speed_kn).tolist() == [True, True, False]


def test_malformed_rows_are_counted_with_the_first_line(tmp_path):
    rows = [*ROWS[:7], "367000001,2024-01-01T00:00:00", ROWS[8].replace("T00", "T25"), *ROWS[9:], "x" + ROWS[0]]
    reading = read(saved(tmp_path, table(*rows)))
    assert dict(reading.dropped) == {"cannot be read": 3}
    assert reading.notes.example == {"cannot be read": 9}
    assert reading.rows == 31 and len(reading.fixes) == 28


def test_a_quote_left_open_swallows_nothing(tmp_path):
    rows = [*ROWS[:7], ROWS[7].replace("ABLE", '"ABLE'), *ROWS[8:]]
    assert len(read(saved(tmp_path, table(*rows))).fixes) == 30


def test_lines_are_counted_over_chunks(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.world.ais.source.CHUNK_BYTES", 1000)
    monkeypatch.setattr("sim.world.ais.source.BLOCK_BYTES", 500)
    rows = [*ROWS[:25], "oops", *ROWS[25:]]
    seen = []
    reading = read(saved(tmp_path, table(*rows)), on_progress=seen.append)
    assert len(reading.fixes) == 30 and reading.notes.example == {"cannot be read": 27}
    assert len(seen) > 3 and seen == sorted(seen) and seen[-1] == 1.0


def test_only_the_time_and_box_asked_for(tmp_path):
    file = saved(tmp_path, GOOD)
    reading = read(file, between=(START_S + 600, START_S + 1200))
    assert len(reading.fixes) == 11 and dict(reading.dropped) == {"lies outside the time asked for": 19}
    assert len(read(file, box=Box("north", -91.0, -89.0, 30.05, 31.0)).fixes) == 15
    assert len(read(file, box=Box("elsewhere", 0.0, 1.0, 0.0, 1.0)).fixes) == 0


def test_columns_are_found_in_any_order(tmp_path):
    order = [16, 3, 1, 0, 2, 4]
    turned = table(
        *(",".join(np.array(r.split(","))[order]) for r in ROWS), header=",".join(np.array(HEADER.split(","))[order])
    )
    assert np.array_equal(read(saved(tmp_path, turned)).fixes.lat_deg, read(saved(tmp_path, GOOD)).fixes.lat_deg)
