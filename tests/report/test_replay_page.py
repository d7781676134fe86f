"""The page holds its data where it can do no harm, runs nothing but its own scripts, and is written whole."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from contextlib import closing
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from sim.base.errors import UserError
from sim.kernel.journal import Journal
from sim.measure.summary import summarise
from sim.parts.sensing import ChangeMade
from sim.record.folder import Plan, begin, complete
from sim.record.results import Finished, Results
from sim.report.replay import Replay, fold, page, texts, write_replay
from sim.report.replay.columns import Columns
from sim.report.replay.movers import Grid
from sim.scenario.load import Scenario, load
from sim.world.geodesy import latlon
from tests.report.unpacked import case_of, folded

HOSTILE = (
    "</script><script>alert(1)</script>", "<!-- <script>", "a\u2028b\u2029c", "\"'`&amp;&lt;\\", "\u202eRTL",
    "\U0001f6a2", "x" * 10_000, "]]>", "{braces} {0}", "日本語",
)  # fmt: skip
YAML = """
title: {text}
purpose: {text}
start: 2021-03-01T00:00Z
duration: {days} d
seed: 7
area: {{name: {text}, west: {west}, east: {east}, south: 25 N, north: 36 N, antimeridian: {over}}}
areas:
  box-1: {{name: {text}, west: 179 E, east: 179.5 E, south: 30.5 N, north: 32.5 N}}
sides:
  red: {{name: {text}, colour: vermilion}}
  blue: {{name: Blue side, colour: blue}}
parts:
  - {{kind: patrol_ship, id: frigate, side: red, area: box-1}}
arrangement:
  - {{from: red, to: blue, products: [track], delay: 1 h, releasable: 0.5}}
injects:
  - {{at: 1 d, id: told, text: {text}}}
"""


def scenario(folder: Path, text: str = "plain", days: int = 10, west: str = "170 E", east: str = "170 W") -> Scenario:
    """Return a scenario that says one text wherever it may say something."""
    over = str(west.endswith("E") and east.endswith("W")).lower()
    file = folder / "scenario.yaml"
    file.write_text(
        YAML.format(text=json.dumps(text, ensure_ascii="\u2028" in text), days=days, west=west, east=east, over=over),
        encoding="utf-8",
    )
    return load(file)


def journal(days: float = 10.0, replication: int = 0) -> Journal:
    """Return the log of a run over the antimeridian: one ship there and back, and one that is seen twice."""
    span_s = days * 86400.0
    log = Journal({
        "scenario": "over", "case": "base", "replication": replication, "seed": 7, "duration_s": span_s,
        "start": "2021-03-01T00:00:00+00:00", "warm_up_s": 0.0, "sides": ("red", "blue"), "links": (),
    })  # fmt: skip
    log.add(60.0, ChangeMade("told"), None)
    log.append("vessel", vessel=[4], part=["lane"], sort=["lane_traffic"], length_m=[120.0], ais=[2], enter_s=[0.0],
               leave_s=[span_s])  # fmt: skip
    log.append("platform", platform=[10_000_000], name=["frigate"], side=["red"], sort=["patrol_ship"], range_m=[9.0])
    turns = {"a_lat_deg": [30.0, 31.0, 28.0], "a_lon_deg": [179.0, -179.0, 178.0], "b_lat_deg": [31.0, 30.0, 28.0],
             "b_lon_deg": [-179.0, 179.0, 178.0]}  # fmt: skip
    log.append(
        "leg", platform=[4, 4, 10_000_000], start_s=[-3600.0, 3600.0, 0.0], end_s=[3600.0, 7200.0, np.inf], **turns
    )
    log.append("contact", side=["red", "red"], sensor=["SAR", "SAR"], vessel=[4, 4], start_s=[10.0, 20.0],
               end_s=[10.0, 20.0], luck=[0.1, 0.1])  # fmt: skip
    return log


def made(folder: Path, text: str = "plain", lang: str = "en") -> Replay:
    return fold(scenario(folder, text), {"base": journal}, lang, texts())


class Elements(HTMLParser):
    """What a page is made of: each element with its attributes, and the text in each script, style and title."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.open = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside.append("")
        self.open = True

    def handle_endtag(self, tag: str) -> None:
        self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            self.inside[-1] += data

    def text(self, tag: str, **having: str) -> list[str]:
        return [text for (name, given), text in zip(self.tags, self.inside, strict=True)
                if name == tag and having.items() <= given.items()]  # fmt: skip


# What the page is made of


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_leaves_its_place(tmp_path: Path, text: str) -> None:
    given = made(tmp_path, text)
    plain, found = Elements(page(made(tmp_path))), Elements(page(given))
    assert [tag for tag, _ in found.tags] == [tag for tag, _ in plain.tags]
    assert found.text("title") == [text] or "\u2028" in text
    (told,) = found.text("script", id="replay-meta")
    assert json.loads(told) == json.loads(json.dumps(given.meta))
    assert json.loads(told)["sides"][0]["name"] == json.loads(told)["cases"][0]["injects"][0]["text"] == text


@pytest.mark.slow
def test_it_runs_its_own_scripts_and_nothing_else(tmp_path: Path) -> None:
    """Every script and style that runs is named by its hash, none comes from elsewhere, no attribute is a script."""
    found = Elements(page(made(tmp_path, "日本語")))
    (policy,) = [
        given["content"] or "" for tag, given in found.tags if given.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    run = [text for (tag, given), text in zip(found.tags, found.inside, strict=True) if tag == "script" and not given]
    assert rules["default-src"] == "'none'" and len(run) > 5
    for name, parts in {"script-src": run, "style-src": found.text("style")}.items():
        assert rules[name].split() == [
            f"'sha256-{b64encode(sha256(part.encode()).digest()).decode()}'" for part in parts
        ]
    assert {
        name for tag, given in found.tags for name in given if name in ("src", "href", "style") or name[:2] == "on"
    } == set()


@pytest.mark.slow
def test_glyphs_that_a_machine_may_lack_come_with_it(tmp_path: Path) -> None:
    (plain,), (styled,) = (Elements(page(made(tmp_path, text))).text("style") for text in ("plain", "日本語"))
    assert "@font-face" not in plain and styled.endswith(plain) and "data:font/woff" in styled


def test_every_word_of_the_page_is_in_its_language(tmp_path: Path) -> None:
    meta = made(tmp_path, lang="ja").meta
    assert set(meta["texts"]) == set(texts()) and meta["lang"] == "ja"
    assert [
        english for english, said in meta["texts"].items() if said == english and re.search("[a-z]{3}", english)
    ] == []


# What the columns can hold


def test_an_area_over_the_antimeridian_runs_on_past_180(tmp_path: Path) -> None:
    meta = made(tmp_path).meta
    assert (meta["area"]["west"], meta["area"]["east"]) == (170.0, 190.0)
    assert meta["known"] == {"west": 160.0, "east": 200.0, "south": 19.5, "north": 41.5}


def test_a_leg_over_the_antimeridian_is_short_and_is_cut_at_the_beginning(tmp_path: Path) -> None:
    shown = case_of(made(tmp_path), 0)
    ship = shown.legs.mover == 4
    assert shown.legs.start_s[ship].tolist() == [0.0, 3600.0] and shown.legs.length_m[ship].max() < 250_000.0
    lat, lon = latlon(shown.legs.position(np.flatnonzero(ship)[0], 0.0))  # half of the leg is over by then
    assert abs(lon) == pytest.approx(180.0, abs=0.01) and lat == pytest.approx(30.5, abs=0.01)
    frigate = shown.legs.mover == 10_000_000
    assert shown.legs.end_s[frigate].tolist() == [864_000.0]


def test_a_long_run_has_coarser_times(tmp_path: Path) -> None:
    given = fold(scenario(tmp_path, days=400), {"base": lambda: journal(400.0)})
    assert given.meta["time_unit_s"] == 0.02
    assert case_of(given, 0).legs.end_s.max() == 400 * 86400.0
    assert Grid.of(7300 * 86400.0).unit_s == 0.5


def test_what_does_not_fit_a_column_is_not_packed() -> None:
    columns = Columns()
    with pytest.raises(OverflowError, match="mover"):
        columns.add("mover", "u8", [1, 256])
    columns.add("mover", "u8", [1])
    with pytest.raises(ValueError, match="twice"):
        columns.add("mover", "u8", [1])


def test_a_log_without_anybody_can_be_shown(tmp_path: Path) -> None:
    bare = Journal(journal().header)
    shown = case_of(folded(scenario(tmp_path), {"base": bare}), 0)
    assert len(shown.who["id"]) == len(shown.legs) == len(shown.contacts["mover"]) == len(shown.events) == 0
    assert shown.meta["anchors"] == [{"lat": 30.5, "lon": 180.0 - 360.0}] * 2
    assert shown.meta["links"] == []


@pytest.mark.slow
def test_the_whole_world_is_shown_once_round(tmp_path: Path) -> None:
    given = fold(scenario(tmp_path, west="180 W", east="179 E"), {"base": journal})
    assert given.meta["known"]["east"] - given.meta["known"]["west"] == 360.0
    assert len(given.columns) < 600_000


# Writing it


def result(folder: Path, replications: int = 2) -> Path:
    """Write a complete result folder with the log of its first replication."""
    told = scenario(folder)
    runs = tuple(
        Finished("base", k, {"transfers": 1.0}, f"{k}", journal=None if k else journal()) for k in range(replications)
    )
    plan, path = Plan("over", told.hash, 7, ("base",), replications, order=("base",)), folder / "result"
    with closing(begin(path, plan, told.to_yaml())) as unfinished:
        unfinished.add(runs)
        given = Results("over", ("base",), {"transfers": "count"}, runs, {})
        complete(unfinished, Results("over", ("base",), {"transfers": "count"}, runs, summarise(given)))
    return path


@pytest.mark.slow
def test_it_is_written_into_the_folder_or_where_one_says(tmp_path: Path) -> None:
    folder = result(tmp_path)
    written = write_replay(folder)
    assert written == folder / "replay.html" and not list(folder.glob(".*part"))
    other = write_replay(folder, tmp_path / "other.html", ["base"])
    assert other.read_bytes() == written.read_bytes()
    assert write_replay(folder, tmp_path) == tmp_path / "replay.html"


def test_what_cannot_be_replayed_is_refused(tmp_path: Path) -> None:
    folder = result(tmp_path)
    for given, said in {
        ("bas", 0): "there is no case 'bas'; did you mean 'base'?",
        ("base", 1): "base, replication 1: its log was not kept; there is: base 0; to keep all, run with --log all",
    }.items():
        with pytest.raises(UserError, match=re.escape(said)):
            write_replay(folder, None, given[:1], given[1])
    (folder / "log.sqlite").write_text("junk")
    with pytest.raises(UserError, match=r"log\.sqlite: is damaged"):
        write_replay(folder)
    assert not (folder / "replay.html").exists()
