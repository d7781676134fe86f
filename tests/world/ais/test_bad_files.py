"""What is no file of AIS is refused in one message that says where and what to do."""

import gzip
import os
import sys

import pytest

from sim.base.errors import UserError
from sim.world.ais import read
from tests.world.ais.files import HEADER, ROWS, row, saved, table
from tests.world.ais.test_table import GOOD, zipped

NAMELESS = "no column gives the MMSI"
PACKED = gzip.compress(GOOD.encode())
BAD = {  # what is in the file, the line that the message names ("" for none), and what it says
    "empty": (b"", "", "is empty"),
    "nothing once unpacked": (gzip.compress(b""), "", "nothing in it"),
    "header only": (HEADER + "\n", ":1", "nothing under it"),
    "header without a line end": (HEADER, ":1", "nothing under it"),
    "one row": (table(ROWS[0]), "", "one row"),
    "wrong columns": ("a,b,c\n1,2,3\n", ":1", NAMELESS),
    "no header": ("\n".join(ROWS), ":1", NAMELESS),
    "a letter": ("Dear reader,\nnothing here is a ship.\n", ":1", NAMELESS),
    "a column twice": (table(*(f"{r},1" for r in ROWS), header=f"{HEADER},LAT"), ":1", "'LAT' is there twice"),
    "no time column": (GOOD.replace("BaseDateTime", "When"), ":1", "no column gives the time"),
    "old line ends": (GOOD.replace("\n", "\r"), ":1", "column names cannot be read"),
    "zones differ": (table(*ROWS[:10], row(10, zone="Z"), *ROWS[11:]), ":12", "not in the zone of the rows before it"),
    "offsets differ": (table(row(0, zone="Z"), row(1, zone="Z"), row(2, zone="+02:00")), ":4", "(Z)"),
    "a zone is lost": (table(row(0, zone="Z"), row(1, zone="Z"), row(2)), ":4", "'2024-01-01T00:02:00'"),
    "times of no known kind": (GOOD.replace("2024-01-01T", "1/1/24 "), ":2", "30 of 30 rows cannot be read"),
    "nearly all rows malformed": (table(*(["no row"] * 99), ROWS[0]), ":2", "this one first: no row"),
    "vessels with words for numbers": (GOOD.replace("367000001", "able"), ":2", "cannot be read"),
    "NUL bytes": (table(*ROWS[:5], "\0\0", *ROWS[5:]), ":7", "NUL byte"),
    "UTF-16": (GOOD.encode("utf-16"), ":1", "UTF-16"),
    "UTF-16 without its mark": (GOOD.encode("utf-16-le"), ":1", "UTF-16"),
    "one endless line": ("x" * 10_000_000, ":1", "goes on for more than"),
    "a gzip cut short": (PACKED[:-20], "", "break off"),
    "a damaged gzip": (PACKED[:60] + bytes(4) + PACKED[64:], "", "damaged"),
    "a zip cut short": (zipped("a.csv")[:-50], "", "damaged"),
    "a zip of two": (zipped("a.csv", "b.csv"), "", "holds 2 files: a.csv, b.csv"),
    "a zip of none": (zipped(), "", "holds no file"),
    "no ship has a position": (table(*(row(m, lat=91.0) for m in range(9))), "", "9 gives no position"),
    "base stations": (table(*(row(m, mmsi=3_669_999) for m in range(9))), "", "is not a ship"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_where_it_is_bad(tmp_path, case):
    text, line, said = BAD[case]
    file = saved(tmp_path, text)
    with pytest.raises(UserError) as refused:
        read(file)
    (fault,) = refused.value.faults
    assert fault.where == f"{file}{line}"
    assert said in fault.found and fault.write
    assert "\n" not in str(fault) and len(str(fault)) < len(str(file)) + 500


def test_a_gzip_cut_late_names_a_line_near_the_cut(tmp_path):
    text = table(*(row(m % 1440, mmsi=367_000_000 + m) for m in range(5000)))
    packed = gzip.compress(text.encode())
    with pytest.raises(UserError, match="break off") as refused:
        read(saved(tmp_path, packed[: len(packed) // 2]))
    line = int(refused.value.faults[0].where.rsplit(":", 1)[1])
    assert 1000 < line < 3500


def test_a_folder_nothing_and_a_device_are_refused(tmp_path):
    for path, said in ((tmp_path, "is a folder"), (tmp_path / "none", "no such file"), (os.devnull, "is not a file")):
        with pytest.raises(UserError, match=said):
            read(path)


def test_a_library_that_is_missing_is_named_with_its_extra(tmp_path, monkeypatch):
    for module in ("sim.world.ais.table", "sim.world.ais.clock"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UserError, match=r"pyarrow.*pip install 'sim-maritime\[ais\]'"):
        read(saved(tmp_path, GOOD))


def test_reading_alone_loads_the_columnar_library():
    script = "import sys, sim.world.ais; assert not {'pyarrow', 'pyais'} & set(sys.modules)"
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", script]) == 0
