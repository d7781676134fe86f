"""Every figure draws, says its number, and can be read: from one case to eight, whatever things are called."""

import dataclasses
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from matplotlib.colors import to_hex

from sim.base.errors import UserError
from sim.base.tongue import LANGUAGES, Tongue
from sim.report import draw, figure
from sim.report.chart import chart, courses
from sim.report.delay import delay
from sim.report.difference import difference_by_pair
from sim.report.figure import Figure
from sim.report.figures import FIGURES, draw_all
from sim.report.material import Material
from sim.report.measures import measures
from sim.report.picture import picture
from sim.report.sheet import Sheet
from sim.report.style import DARK, LIGHT, LOOKS, Look, styled
from sim.report.timeline import timeline
from sim.report.transfers import rows_of
from tests.report.paper import faults, texts
from tests.report.synthetic import DAY_S, journal, made, material

CASES = ("alone", "arrangement", "fused", "no-custody", "no-cueing", "no-coverage", "a-case-with-a-long-name", "last")
HOSTILE = {
    "math": "$x^2$ \\frac{1}{0} %s {0}",
    "broken math": "$\\nonsense{$",
    "long": "x" * 10_000,
    "long Japanese": "海" * 10_000,
    "right to left": "שלום עולם אבג",
    "turned round": "abc\u202edef\u2067ghi\u2069",
    "mixed": "船A 🚢 שלום 海B",
    "emoji": "🚢🔥",
    "markup": "<script>alert(1)</script>&amp;",
    "controls": "a\nb\tc\x00\u202e",
}

LONG = "海洋状況把握の共有に関する取決めの下での合同作業"

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _style() -> Iterator[None]:
    with styled():
        yield


def sheets(given: Material, *only: Callable[..., Iterator[Sheet]]) -> dict[str, Sheet]:
    """Draw every figure, or those that are drawn so."""
    wanted = [each for each in FIGURES if not only or each.draw in only]
    return {sheet.name: sheet for sheet in figure.sheets(given, wanted)}


@pytest.mark.parametrize("n", [1, 2, 3, 5, 8])
def test_text_can_be_read_with_any_number_of_cases(tmp_path: Path, n: int) -> None:
    drawn = sheets(material(tmp_path, CASES[:n]))
    assert {"measures", "map", "timeline", "delay", "picture"} <= drawn.keys()
    assert ("difference" in drawn) == (n > 1)
    for name, sheet in drawn.items():
        assert faults(sheet) == [], name


@pytest.mark.parametrize("style", LOOKS)
@pytest.mark.parametrize("n", [1, 2, 8])
def test_japanese_can_be_read_with_any_number_of_cases(tmp_path: Path, n: int, style: str) -> None:
    """Eight cases, each with a long Japanese name, which no scenario file may have."""
    given = material(tmp_path, CASES[:n], title=LONG, area=LONG, side=LONG, tongue=Tongue("ja"), look=LOOKS[style])
    for nth, case in enumerate(CASES[:n]):
        given = renamed(given, case, f"{nth}{LONG}")
    with styled(LOOKS[style]):
        for sheet in sheets(given).values():
            assert faults(sheet) == [], sheet.name
            shown = "".join(words for words, _ in texts(sheet))
            assert "海洋" in shown and "?" not in shown


def test_japanese_figures_say_nothing_in_english(tmp_path: Path) -> None:
    """All that is left in Latin letters is a case, an id, a place, a unit or a degree."""
    given = material(tmp_path, tongue=Tongue("ja"), area="海域", side="赤", title="作例", other="青")
    names = {"one", "two", "goto", "frigate", "sar", "p", "box", "typhoon", "Kanoya", "nm", "SAR", "N", "E"}
    for sheet in sheets(given).values():
        shown = " ".join(words for words, _ in texts(sheet))
        assert set(re.findall(r"[A-Za-z]+", shown)) <= names, sheet.name


def test_everything_is_drawn_in_the_colours_of_its_ground(tmp_path: Path) -> None:
    light, dark = (colours_of(tmp_path, look) for look in (LIGHT, DARK))
    assert set(light) == set(dark)
    only_light = {LIGHT.ink, LIGHT.pale, LIGHT.ground, LIGHT.sea, LIGHT.land, LIGHT.grid} - {DARK.ground}
    for name, colours in dark.items():
        assert colours & {to_hex(colour) for colour in only_light} == set(), name


def colours_of(folder: Path, look: Look) -> dict[str, set[str]]:
    """Return the colours that stand in each figure's SVG."""
    paths = draw_all(material(folder, ("one", "two"), look=look), folder / "drawn")
    svgs = {path.stem: path.read_text(encoding="utf-8") for path in paths if path.suffix == ".svg"}
    return {name: set(re.findall(r"#[0-9a-f]{6}", svg)) for name, svg in svgs.items()}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_are_only_text(tmp_path: Path, name: str, lang: str) -> None:
    written = name.replace("\x00", "")
    given = material(tmp_path, ("one", "two"), title=written, area=written, side=written, tongue=Tongue(lang))
    given = renamed(given, "two", name)
    assert given.focus == name
    drawn = sheets(given)
    for sheet in drawn.values():
        assert faults(sheet) == [], sheet.name
    assert all(path.stat().st_size > 10_000 for path in drawn["timeline"].save(tmp_path))
    assert "<script>" not in (tmp_path / "timeline.svg").read_text(encoding="utf-8")


def renamed(given: Material, case: str, name: str) -> Material:
    """Call a case something that no scenario file could."""
    swap = {case: name}
    results = given.results
    summary = {
        **results.summary,
        "cases": {swap.get(key, key): each for key, each in results.summary["cases"].items()},
        "comparison": {
            **results.summary["comparison"],
            "differences": {
                swap.get(key, key): each for key, each in results.summary["comparison"]["differences"].items()
            },
        },
    }
    finished = tuple(dataclasses.replace(each, case=swap.get(each.case, each.case)) for each in results.finished)
    cases = tuple(swap.get(key, key) for key in results.cases)
    settings = {swap.get(key, key): each for key, each in given.scenario.settings.items()}
    variants = {swap.get(key, key): each for key, each in given.scenario.variants.items()}
    scenario = dataclasses.replace(given.scenario, settings=settings, variants=variants)
    results = dataclasses.replace(results, cases=cases, finished=finished, summary=summary)
    return dataclasses.replace(given, results=results, scenario=scenario)


def test_titles_say_the_numbers_of_the_data(tmp_path: Path) -> None:
    drawn = sheets(material(tmp_path, ("one", "two")))
    both, gain = "32.0 % in two, 22.0 % in one", "+10.0 points, 95 % interval +8.9 to +11.1"
    assert said(drawn["measures"]) == f"Transfers observed: {both} ({gain})"
    assert said(drawn["difference"]) == f"Transfers observed, two against one: {gain} (6 pairs)"
    assert said(drawn["map"]).startswith("5 of 12 transfers photographed in replication 0 of two")
    assert said(drawn["timeline"]) == "Transfers photographed in replication 0: 5 of 12 in two, 4 of 12 in one"
    assert said(drawn["delay"]).startswith("Delay to detection: 2.88 h in two, 1.98 h in one (+0.90 h, 95 % interval")


def said(sheet: Sheet) -> str:
    return sheet.title.replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ")


def test_a_difference_that_may_be_chance_is_called_so(tmp_path: Path) -> None:
    given = material(tmp_path, ("one", "two"))
    entry = {"mean": 0.01, "ci95": [-0.05, 0.07], "paired": True, "n": 6}
    given.results.summary["comparison"]["differences"]["two"]["transfers_observed"] = entry
    drawn = sheets(given, measures, difference_by_pair)
    assert "no difference shown" in said(drawn["measures"]) and "no difference shown" in said(drawn["difference"])


def test_one_replication_has_no_interval(tmp_path: Path) -> None:
    drawn = sheets(material(tmp_path, ("one", "two"), replications=1), measures, difference_by_pair)
    assert said(drawn["measures"]) == "Transfers observed: 29.0 % in two, 20.0 % in one (+9.00 points, one replication)"


def test_what_no_replication_tells_is_not_drawn(tmp_path: Path) -> None:
    given = material(tmp_path, ("one", "two"))
    for each in given.results.summary["cases"].values():
        each["measures"]["transfers_observed"].update(mean=None, ci95=None, sd=None, n=0)
    nothing = {"mean": None, "ci95": None, "paired": True, "n": 0}
    given.results.summary["comparison"]["differences"]["two"]["transfers_observed"] = nothing
    assert "no value in two" in said(sheets(given, measures, difference_by_pair)["measures"])


def test_without_transfers_there_is_a_map_all_the_same(tmp_path: Path) -> None:
    """Forty vessels cross the area, one after the other side by side."""
    drawn = sheets(material(tmp_path, ("one", "two"), transfers={"one": 0, "two": 0}), chart, timeline, delay)
    assert drawn.keys() == {"map"}
    assert said(drawn["map"]) == "40 vessels at a time, on average, in replication 0 of two: where, and who was looking"


def test_each_journal_is_read_once(tmp_path: Path) -> None:
    given, asked = material(tmp_path, ("one", "two", "three")), list[str]()
    counted = [Figure(each.draw, lambda journal: asked.append(journal.header["case"]), focus_only=each.focus_only)
               for each in FIGURES if each.take]  # fmt: skip
    assert list(figure.sheets(given, counted)) == []
    everywhere = sum(not each.focus_only for each in counted)
    assert 2 < everywhere < len(counted)
    assert asked == ["one"] * everywhere + ["two"] * len(counted) + ["three"] * everywhere


def test_where_nothing_moves_or_stands_there_is_no_map(tmp_path: Path) -> None:
    given = material(tmp_path, ("one",))
    empty = {"one": dataclasses.replace(courses(journal("one", 0, 0)), platform={}, leg={})}
    assert list(chart(given, empty))
    setting = dataclasses.replace(given.scenario.settings["one"], parts=())
    bare = dataclasses.replace(given, scenario=dataclasses.replace(given.scenario, settings={"one": setting}))
    assert not list(chart(bare, empty))


def test_one_case_without_transfers_stays_beside_the_others(tmp_path: Path) -> None:
    drawn = sheets(material(tmp_path, ("one", "two"), transfers={"two": 0}), timeline, delay)
    assert "0 of 0 in two" in said(drawn["timeline"])


def test_many_transfers_and_one_case_only_fit(tmp_path: Path) -> None:
    given = material(tmp_path, ("one",))
    row = rows_of(journal("one"))[0]
    rows = {"one": tuple(dataclasses.replace(row, intent=(n, 0), began_s=3e5 + 9e3 * n) for n in range(150))}
    (sheet,), (_,) = timeline(given, rows), delay(given, rows)
    assert "first 60 shown" in said(sheet)
    assert faults(sheet) == []


def test_a_transfer_still_going_on_is_drawn_to_the_end(tmp_path: Path) -> None:
    given = material(tmp_path, ("one",))
    row = dataclasses.replace(rows_of(journal("one"))[0], ended_s=30 * DAY_S, how="in progress", detected_s=math.inf)
    assert [sheet.name for draw in (timeline, delay) for sheet in draw(given, {"one": (row,)})] == ["timeline", "delay"]


def test_without_logs_only_measures_and_differences_are_drawn(tmp_path: Path) -> None:
    names = {path.stem for path in draw(made(tmp_path, logs=False))}
    assert names == {"measures", "measures-2", "difference"}


def test_a_folder_is_drawn_whole_and_alike_on_one_process_and_on_two(tmp_path: Path) -> None:
    folder = made(tmp_path, ("one", "two"))
    first = {path.name: path.read_bytes() for path in draw(folder, jobs=2)}
    again = {path.name: path.read_bytes() for path in draw(folder, jobs=1)}
    assert first == again
    assert {"measures.png", "difference.svg", "map.png", "timeline.svg", "delay.png", "picture.svg"} <= first.keys()
    assert {path.name for path in (folder / "figures").iterdir()} == first.keys()
    assert all(content[:4] == b"\x89PNG" for name, content in first.items() if name.endswith(".png"))
    assert not any(re.search(rb"<dc:date>", content) for content in first.values())


def test_an_unfinished_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not a result folder"):
        draw(tmp_path)


def test_a_folder_that_cannot_be_made_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "figures").write_text("in the way")
    with pytest.raises(UserError, match="cannot be written"):
        draw_all(material(tmp_path), tmp_path / "figures")


def test_the_map_names_what_it_shows(tmp_path: Path) -> None:
    words = [text for text, _ in texts(sheets(material(tmp_path), chart)["map"])]
    assert {"North box", "box-2", "goto", "Kanoya", "100 nm", "not photographed: 7"} <= set(words)
    assert "station, sees 47 nm, Red side" in words
    assert "frigate: North box, Blue side" in words
    assert "photographed by Red side: 3" in words and "photographed by Blue side: 2" in words


def test_the_timeline_draws_each_transfer_as_long_as_it_lasted(tmp_path: Path) -> None:
    axes = sheets(material(tmp_path), timeline)["timeline"].figure.axes[0]
    assert sorted(bar.get_width() for bar in axes.patches) == pytest.approx([4.0] * 3 + [7.0] * 9)
    seen, photographed, broken = (line.get_xdata().tolist() for line in axes.lines)
    assert seen == pytest.approx([2.0] * 8) and photographed == pytest.approx([3.0] * 4)
    assert broken == pytest.approx([4.0] * 3)


def test_the_delay_rises_to_the_share_of_all_transfers(tmp_path: Path) -> None:
    seen, photographed = sheets(material(tmp_path, ("one",)), delay)["delay"].figure.axes
    assert seen.lines[0].get_ydata()[-1] == pytest.approx(100 * 8 / 12)
    assert photographed.lines[0].get_ydata()[-1] == pytest.approx(100 * 4 / 12)
    assert photographed.lines[0].get_xdata()[1] == pytest.approx(3.0)


def test_the_picture_shows_what_is_held_and_when_the_sea_was_rough(tmp_path: Path) -> None:
    """Each side sees half of the vessels until day 20, and holds them for half a day longer."""
    axes = sheets(material(tmp_path, ("one",)), picture)["picture"].figure.axes[0]
    day, held = axes.lines[0].get_xdata(), axes.lines[0].get_ydata()
    assert held[day < 19] == pytest.approx(50.0) and held[day > 22] == pytest.approx(0.0)
    (rough,) = axes.patches
    assert (rough.get_x(), rough.get_width()) == pytest.approx((10.0, 3.0))


def test_the_differences_are_those_of_the_pairs(tmp_path: Path) -> None:
    axes = sheets(material(tmp_path), difference_by_pair)["difference"].figure.axes[0]
    dots = next(line for line in axes.lines if len(line.get_xdata()) == 6)
    assert sorted(dots.get_xdata()) == pytest.approx([9.0] * 3 + [11.0] * 3)
