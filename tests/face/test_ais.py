"""`sim ais`: what it finds in small files, how it says so, and what it says of mistakes."""

from __future__ import annotations

import csv
import importlib
import io
import json
import re
import shlex
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer

from sim.face import cli
from tests.docs.pages import blocks, text

pytestmark = pytest.mark.slow
Capture = pytest.CaptureFixture[str]
HEADER = (
    "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,"
    "TransceiverClass"
)
BEGIN = datetime(2024, 3, 1, tzinfo=UTC).timestamp()
MILE = 1.0 / 60.0
Fix = tuple[float, float, float, float]
NASTY = ["=1+1", "\x1b[31mRED\x07\u202e", "N" * 10_000, "試験丸", "[bold]x[/]", "@SUM(A1)", "-2+3", "<b>", "a\u0085b"]


def lying(hours: Iterable[float], lat: float, lon: float, speed: float = 0.0) -> list[Fix]:
    return [(hour, lat, lon, speed) for hour in hours]


def sailing(hours: Iterable[float], lat: float, lon: float, speed: float) -> list[Fix]:
    return [(hour, lat + speed * hour * MILE, lon, speed) for hour in hours]


def every(minutes: float, hours: float) -> np.ndarray:
    return np.arange(0.0, hours, minutes / 60.0)


Ships = dict[int, tuple[str, list[Fix]]]
Written = Callable[[Ships], str]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write ships, by MMSI a name and fixes (hour, lat, lon, knots), and return the file's name."""

    def write(ships: Ships) -> str:
        lines = [HEADER]
        for mmsi, (name, fixes) in ships.items():
            quoted = '"' + name.replace('"', '""') + '"'
            for hour, lat, lon, speed in fixes:
                when = f"{datetime.fromtimestamp(BEGIN + 3600 * hour, UTC):%Y-%m-%dT%H:%M:%S}"
                lines.append(f"{mmsi},{when},{lat:.5f},{lon:.5f},{speed:.1f},0,511,{quoted},,,70,0,100,20,5,70,A")
        path = tmp_path / "ships.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return str(path)

    return write


def meeting(
    names: tuple[str, str] = ("ONE", "OTHER"), lat: float = 28.0, lon: float = 125.0, hours: float = 3.0
) -> Ships:
    """Return two ships that lie 111 m apart for some hours, one of which comes and goes at ten knots."""
    beside = every(5, hours)
    goes = [(hour + hours, lat + 0.001 + 10 * MILE * hour, lon, 10.0) for hour in every(5, 2)]
    return {
        431000001: (names[0], lying(every(5, hours + 2), lat, lon)),
        431000002: (names[1], [*lying(beside, lat + 0.001, lon), *goes]),
    }


def answered(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    code = cli.run(["ais", *arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return code, out, err


def data(capsys: Capture, *arguments: str) -> dict[str, Any]:
    code, out, err = answered(capsys, *arguments, "--json")
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def test_an_encounter_as_data_is_as_the_contract_has_it(capsys: Capture, written: Written) -> None:
    found = data(capsys, "encounters", written(meeting()))
    assert found.keys() == {"encounters", "read"}
    (one,) = found["encounters"]
    assert list(one) == [
        "pair", "start", "end", "mean_lat_deg", "mean_lon_deg", "median_distance_m", "median_speed_kn"
    ]  # fmt: skip
    assert one["pair"] == [431000001, 431000002]
    assert one["start"] == "2024-03-01T00:00:00Z"
    # It leaves at three, and at ten knots the 389 m that make 500 take 76 s.
    assert one["end"] in {"2024-03-01T03:01:15Z", "2024-03-01T03:01:16Z"}
    assert one["mean_lat_deg"] == pytest.approx(28.0005, abs=1e-4)
    assert one["mean_lon_deg"] == pytest.approx(125.0, abs=1e-4)
    assert one["median_distance_m"] == pytest.approx(111.2, abs=0.5)
    assert one["median_speed_kn"] == pytest.approx(0.0, abs=0.05)
    assert found["read"]["rows"] == found["read"]["fixes"] + sum(found["read"]["dropped"].values())
    assert (found["read"]["ships"], found["read"]["start"]) == (2, "2024-03-01T00:00:00Z")


@pytest.mark.parametrize(
    ("option", "value", "left"),
    [
        ("--max-distance", "100 m", 0), ("--max-distance", "120 m", 1), ("--min-duration", "4 h", 0),
        ("--min-duration", "170 min", 1), ("--max-gap", "4 min", 0), ("--max-gap", "5 min", 1),
        ("--min-coast", "500 km", 0), ("--min-coast", "50 km", 1), ("--max-speed", "2 km/h", 1),
    ],
)  # fmt: skip
def test_every_option_counts(capsys: Capture, written: Written, option: str, value: str, left: int) -> None:
    assert len(data(capsys, "encounters", written(meeting()), option, value)["encounters"]) == left


def test_speed_and_coast_keep_ships_out(capsys: Capture, written: Written) -> None:
    together = {431000001 + n: ("", sailing(every(5, 4), 28.0 + n * 0.001, 125.0, 3.0)) for n in (0, 1)}
    name = written(together)
    assert data(capsys, "encounters", name)["encounters"] == []
    assert len(data(capsys, "encounters", name, "--max-speed", "3.5 kn")["encounters"]) == 1
    _, out, _ = answered(capsys, "encounters", name)
    assert "of these, below 2 kn: none." in out


@pytest.mark.parametrize(
    ("lat", "lon", "said"),
    [
        (34.90, 139.20, "10 km or more from land, a port or its roads: none."),  # off Izu
        (35.40, 139.70, "Stays within 500 m for 2 h, out of harbour: none."),  # in Tokyo Bay
    ],
)
def test_a_meeting_near_shore_counts_only_if_asked(
    capsys: Capture, written: Written, lat: float, lon: float, said: str
) -> None:
    path = written(meeting(lat=lat, lon=lon))
    assert data(capsys, "encounters", path)["encounters"] == []
    assert said in answered(capsys, "encounters", path)[1]
    for nearest in ("0 km", "1 km"):
        assert len(data(capsys, "encounters", path, "--min-coast", nearest)["encounters"]) == 1


def test_a_silence_ends_an_encounter_and_a_break_need_not(capsys: Capture, written: Written) -> None:
    ships = meeting(hours=8.0)
    name, fixes = ships[431000002]
    ships[431000002] = (name, [fix for fix in fixes if not 3.0 < fix[0] < 4.5])
    path = written(ships)
    assert len(data(capsys, "encounters", path)["encounters"]) == 2
    assert len(data(capsys, "encounters", path, "--max-gap", "2 h")["encounters"]) == 1
    assert len(data(capsys, "encounters", path, "--max-break", "100 min")["encounters"]) == 1


def test_no_encounter_is_a_sentence_with_what_was_looked_at(capsys: Capture, written: Written) -> None:
    ships = meeting(hours=1.0) | {431000003: ("", sailing(every(10, 5), 20.0, 125.0, 10.0))}
    code, out, _ = answered(capsys, "encounters", written(ships))
    assert code == 0
    assert out.startswith(
        "No encounters among 3 ships. Pairs of them looked at: 3. Stays within 500 m for 2 h, out of harbour: none.\n"
    )
    code, out, err = answered(capsys, "encounters", written(ships), "--csv")
    assert (code, out, err.startswith("No encounters among 3 ships.")) == (0, "", True)


def gap() -> Ships:
    """Return a ship that is silent for 20 hours on its way north, in company of one that is not."""
    return {
        431000001: ("SILENT", sailing([*every(10, 10), *(30.0 + every(10, 5))], 27.0, 125.0, 6.0)),
        431000002: ("STEADY", sailing(every(10, 35), 27.0, 125.1, 6.0)),
    }


def test_a_gap_as_data_and_as_a_table(capsys: Capture, written: Written) -> None:
    path = written(gap())
    found = data(capsys, "gaps", path)
    (one,) = found["gaps"]
    assert (one["mmsi"], one["name"]) == (431000001, "SILENT")
    assert (one["start"], one["end"]) == ("2024-03-01T09:50:00Z", "2024-03-02T06:00:00Z")
    assert one["hours"] == pytest.approx(20.17, abs=0.01)
    assert one["distance_nm"] == pytest.approx(121.0, rel=1e-2)
    assert one["implied_speed_kn"] == pytest.approx(6.0, rel=1e-2)
    assert (one["speed_before_kn"], one["reports_before"], one["share_others_heard"]) == (6.0, 60, 1.0)
    out = answered(capsys, "gaps", path)[1]
    assert "431000001 SILENT" in out
    assert "1 gap among 2 ships." in out


@pytest.mark.parametrize(
    ("options", "left", "said"),
    [
        (["--min-silence", "21 h"], 0, "Silences of 21 h or more: none."),
        (["--min-before", "61"], 0, "after at least 61 reports in 12 h: none."),
        (["--min-speed", "7 kn"], 0, "of ships that did not lie still: none."),
        (["--min-coast", "500 km"], 0, "begun 500 km or more from land, a port or its roads: none."),
        (["--near", "1 nm"], 0, "for 50 % of the hours: none."),
        (["--near", "1 nm", "--min-heard", "0"], 1, "1 gap among 2 ships."),
        (["--min-heard", "100 %"], 1, "1 gap among 2 ships."),
    ],
)
def test_every_option_of_gaps_counts(
    capsys: Capture, written: Written, options: list[str], left: int, said: str
) -> None:
    path = written(gap())
    assert len(data(capsys, "gaps", path, *options)["gaps"]) == left
    assert said in answered(capsys, "gaps", path, *options)[1]


def test_a_ship_at_anchor_may_be_silent(capsys: Capture, written: Written) -> None:
    still = {431000001: ("", lying([*every(10, 10), *(30.0 + every(10, 5))], 27.0, 125.0, 0.1))}
    out = answered(capsys, "gaps", written(still | {431000002: gap()[431000002]}))[1]
    assert "of ships that did not lie still: none." in out


def test_tracks_sum_up_each_ship(capsys: Capture, written: Written) -> None:
    path = written(gap())
    silent, steady = data(capsys, "tracks", path)["tracks"]
    assert (silent["mmsi"], silent["name"], silent["fixes"], silent["longest_gap_h"]) == (
        431000001,
        "SILENT",
        90,
        20.167,
    )
    assert (steady["first"], steady["last"]) == ("2024-03-01T00:00:00Z", "2024-03-02T10:50:00Z")
    assert (steady["median_speed_kn"], steady["most_speed_kn"]) == (6.0, 6.0)
    assert steady["distance_nm"] == pytest.approx(209.0, rel=1e-2)
    assert (steady["south_deg"], steady["west_deg"], steady["east_deg"]) == (27.0, 125.1, 125.1)
    assert "2 ships heard." in answered(capsys, "tracks", path)[1]


def test_a_long_table_is_cut_and_says_so(capsys: Capture, written: Written) -> None:
    path = written({431000001 + n: ("", lying([0, 1], 27.0 + n / 10, 125.0)) for n in range(60)})
    out = answered(capsys, "tracks", path)[1]
    assert "and 10 more: --csv or --json for all of them" in out
    assert "431000050" in out and "431000051" not in out
    assert len(answered(capsys, "tracks", path, "--csv")[1].splitlines()) == 61


@pytest.mark.parametrize("name", NASTY)
def test_a_name_is_shown_and_not_obeyed(capsys: Capture, written: Written, tmp_path: Path, name: str) -> None:
    path = written(meeting((name, "PLAIN")))
    for how in ([], ["--csv"]):
        code, out, err = answered(capsys, "encounters", path, *how, "--map", str(tmp_path / "m.svg"))
        assert code == 0
        assert all(letter.isprintable() for letter in (out + err).replace("\n", ""))
        assert max(map(len, out.splitlines())) < 300
    (row,) = csv.DictReader(io.StringIO(answered(capsys, "encounters", path, "--csv")[1]))
    assert not row["name_1"].startswith(("=", "+", "-", "@"))
    assert (row["mmsi_1"], row["name_2"]) == ("431000001", "PLAIN")
    assert all(letter.isprintable() for letter in data(capsys, "tracks", path)["tracks"][0]["name"])


def test_numbers_below_nought_stay_numbers_in_csv(capsys: Capture, written: Written) -> None:
    (row,) = csv.DictReader(
        io.StringIO(answered(capsys, "encounters", written(meeting(lat=-30.0, lon=-100.0)), "--csv")[1])
    )
    assert float(row["mean_lat_deg"]) == pytest.approx(-29.9995, abs=1e-3)
    assert float(row["mean_lon_deg"]) == pytest.approx(-100.0, abs=1e-3)


@pytest.mark.parametrize("suffix", ["png", "svg", "PNG"])
def test_a_map_is_drawn(capsys: Capture, written: Written, tmp_path: Path, suffix: str) -> None:
    for command, ships in (("encounters", meeting()), ("gaps", gap()), ("tracks", gap())):
        path = tmp_path / f"{command}.{suffix}"
        code, out, _ = answered(capsys, command, written(ships), "--map", str(path))
        assert (code, f"Map: {path}" in out) == (0, True)
        assert path.read_bytes().startswith(b"<?xml" if suffix == "svg" else b"\x89PNG")


def test_a_map_leaves_json_alone(capsys: Capture, written: Written, tmp_path: Path) -> None:
    path = tmp_path / "m.svg"
    code, out, err = answered(capsys, "encounters", written(meeting()), "--json", "--map", str(path))
    assert (code, len(json.loads(out)["encounters"]), err) == (0, 1, f"Map: {path}\n")


MISTAKES = [
    (
        ["encounters", "F", "--max-distance", "500"],
        "--max-distance: found the bare number '500'; say its unit: '500 m'",
    ),
    (
        ["encounters", "F", "--max-distance", "-1 m"],
        "--max-distance: found '-1 m'; write a length from '1 m' to '20 km'",
    ),
    (["encounters", "F", "--max-distance", "500 km"], "--max-distance: found '500 km'; write a length from"),
    (
        ["encounters", "F", "--min-duration", "-2 h"],
        "--min-duration: found '-2 h'; write a time from '1 min' to '30 d'",
    ),
    (["encounters", "F", "--min-duration", "soon"], "--min-duration: found 'soon', not a time; write a time such as"),
    (["encounters", "F", "--max-speed", "2 knots"], "--max-speed: found '2 knots', the unknown unit 'knots'"),
    (["encounters", "F", "--max-speed", "2 h"], "--max-speed: found '2 h', a time, where a speed is due"),
    (["encounters", "F", "--min-coast", "nan km"], "--min-coast: found 'nan km', not a length"),
    (["encounters", "F", "--map", "m.pdf"], "--map: found 'm.pdf'; write a file name that ends in png or svg"),
    (["encounters", "F", "--json", "--csv"], "sim ais: found --json and --csv; choose one"),
    (["gaps", "F", "--min-heard", "150 %"], "--min-heard: found '150 %'; write a share from 0 to 1, such as 0.5"),
    (["gaps", "F", "--min-heard", "half"], "--min-heard: found 'half'; write a share from 0 to 1"),
    (["gaps", "F", "--min-silence", "10 min"], "--min-silence: found '10 min'; write a time from '1 h' to '365 d'"),
    (["gaps", "F", "--min-before=-1"], "--min-before: found -1; write a number of reports, 0 or more"),
    (["tracks", "nowhere.csv"], "nowhere.csv: "),
]


@pytest.mark.parametrize(("arguments", "said"), MISTAKES, ids=[" ".join(case[0]) for case in MISTAKES])
def test_a_mistake_is_one_clear_line(capsys: Capture, written: Written, arguments: list[str], said: str) -> None:
    path = written(meeting())
    code, out, err = answered(capsys, *(path if word == "F" else word for word in arguments))
    assert (code, out) == (1, "")
    assert err.startswith(said), err
    assert len(err.splitlines()) == 1


def test_a_map_that_cannot_be_written_is_said(capsys: Capture, written: Written, tmp_path: Path) -> None:
    code, _, err = answered(capsys, "tracks", written(gap()), "--map", str(tmp_path / "none" / "m.png"))
    assert (code, "cannot be written" in err) == (1, True)


def test_alone_it_shows_help_and_an_unknown_word_is_usage(capsys: Capture) -> None:
    code, out, err = answered(capsys)
    assert code == 2
    for name in ("encounters", "gaps", "tracks"):
        assert name in out + err
    assert answered(capsys, "nope")[0] == 2
    assert answered(capsys, "gaps", "--help")[0] == 0


def parsed(line: str) -> None:
    """Parse a line of the docs, the options of a command within a command included."""
    group: Any = typer.main.get_command(cli.app)
    words = shlex.split(line, comments=True)[1:]
    context = group.make_context("sim", words)
    while hasattr(group, "resolve_command"):
        name, group, words = group.resolve_command(context, [*context._protected_args, *context.args])
        context = group.make_context(name, words, parent=context)


def test_lines_of_the_docs_parse() -> None:
    lines = [line for _, block in blocks("sh", "docs/ais.md", "README.md") for line in block.splitlines()]
    mine = [line for line in lines if line.startswith("sim ais ")]
    assert len(mine) >= 6
    for line in mine:
        parsed(line)
    with pytest.raises(Exception, match="No such option"):
        parsed("sim ais gaps x --nope 1")


def test_every_command_and_option_is_told() -> None:
    group: Any = typer.main.get_command(cli.app)
    page = text("docs/ais.md")
    for name, command in group.commands["ais"].commands.items():
        assert re.search(rf"^sim ais {name}\b", text("README.md"), re.MULTILINE)
        for parameter in command.params:
            if parameter.opts[0].startswith("--"):
                assert f"`{parameter.opts[0]}`" in page, f"{name} {parameter.opts[0]}"
                if isinstance(parameter.default, str | int) and not isinstance(parameter.default, bool):
                    assert f"| `{parameter.opts[0]}` | {parameter.default} |" in page


def test_defaults_are_those_of_the_engine() -> None:
    engine = importlib.import_module("sim.contact.encounters")
    assert (engine.DISTANCE_M, engine.DURATION_S, engine.SPEED_M_S) == (500.0, 7200.0, 2 * 1852 / 3600)
    for option, default in (("max-distance", "500 m"), ("min-duration", "2 h"), ("max-speed", "2 kn")):
        assert f"| `--{option}` | {default} |" in text("docs/ais.md")


def test_the_jitter_of_a_receiver_is_not_speed(capsys: Capture, written: Written) -> None:
    generator = np.random.default_rng(2)
    hours = np.arange(0.0, 3.0, 5 / 3600)  # every five seconds, 4 m off: a median of 2.6 knots from fix to fix
    ships = {
        431000001 + n: (
            "",
            [(h, 28.0 + n * 0.001 + dlat, 125.0 + dlon, 0.0) for h, (dlat, dlon) in zip(hours, off, strict=True)],
        )
        for n, off in enumerate(generator.normal(0.0, 4.0 / 111_195.0, (2, len(hours), 2)))
    }
    (one,) = data(capsys, "encounters", written(ships))["encounters"]
    assert one["median_speed_kn"] < 1.5
