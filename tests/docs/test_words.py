"""The words keep up with the code: everything there is has its name in the pages, and what the pages name is there."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable

import pytest

from sim.face.cli import app
from sim.face.play.session import VERBS
from sim.measure.catalogue import catalogue
from sim.models.carrier_transit import CarrierGroup
from sim.models.transit_programme import Flying, Supply
from sim.parts.fusion_cell import FusionCell
from sim.picture.links import MECHANISMS
from sim.scenario.describe import vocabulary
from sim.scenario.load import bundled
from sim.scenario.spec import ScenarioSpec
from tests.docs.pages import PAGES, ROOT, headings, text
from tools.make_docs import PAGES as WRITTEN
from tools.marked import between
from tools.play_session import session
from tools.validation import PAGES as VALIDATED
from tools.validation import block

LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
LINKS = [(page, link) for page in PAGES for link in LINK.findall(text(page)) if "://" not in link]


def test_something_was_found() -> None:
    assert len(LINKS) > 20
    assert {"README.md", "docs/msa.md", "design/msa.md", "docs/kinds.md"} <= set(PAGES)


def test_every_command_is_in_the_readme() -> None:
    names = [command.name for command in app.registered_commands]
    assert len(names) >= 7
    for name in names:
        assert re.search(rf"^sim {name}\b", text("README.md"), re.MULTILINE), f"sim {name} is not in the README"


def test_every_scenario_is_named_and_has_a_page() -> None:
    for name in bundled():
        assert f"docs/{name}.md" in PAGES
        assert f"docs/{name}.md" in text("README.md")


def test_every_kind_and_every_parameter_is_told() -> None:
    for kind, entry in vocabulary().items():
        assert kind in headings("docs/kinds.md")
        for word in entry["parameters"]:
            assert f"| `{word['name']}` |" in text("docs/kinds.md")


def test_every_measure_is_told() -> None:
    for name in catalogue():
        assert f"| `{name}` |" in text("docs/measures.md")


def test_every_mechanism_is_told() -> None:
    for name, product in MECHANISMS.items():
        assert re.search(rf"^\| {name} \|.*`{product}`", text("docs/msa.md"), re.MULTILINE)


def test_every_field_of_a_scenario_is_told() -> None:
    fields = re.findall(r"^\| (`.*?) \|", text("docs/scenario-file.md"), re.MULTILINE)
    told = {name for cell in fields for name in re.findall(r"`(\w+)`", cell)}
    assert ScenarioSpec.model_fields.keys() <= told


@pytest.mark.parametrize(("page", "written"), WRITTEN.items(), ids=list(WRITTEN))
def test_reference_pages_are_as_the_code_has_it(page: str, written: Callable[[], str]) -> None:
    assert text(page) == written(), f"{page} lags behind: python tools/make_docs.py"


@pytest.mark.parametrize(("page", "link"), LINKS, ids=[f"{page}: {link}" for page, link in LINKS])
def test_links_lead_somewhere(page: str, link: str) -> None:
    path, _, anchor = link.partition("#")
    target = (ROOT / page).parent / path if path else ROOT / page
    assert target.exists(), f"{page} leads to {link}"
    if anchor:
        assert anchor in headings(target.resolve().relative_to(ROOT).as_posix())


def test_tools_that_pages_name_are_there() -> None:
    named = {name for page in PAGES for name in re.findall(r"\btools/(\w+)\.py", text(page))}
    assert {"story", "mechanisms", "make_docs"} <= named
    for name in named:
        assert (ROOT / "tools" / f"{name}.py").is_file()


@pytest.mark.parametrize(
    ("page", "name", "held"),
    [
        ("README.md", "sample", "transfers_observed"),
        ("docs/msa.md", "answer", "transfers_observed"),
        ("docs/f35.md", "answer", "more-jets"),
        ("docs/amphibious.md", "answer", "one-pool"),
        ("docs/sts.md", "answer", "undeterred"),
        ("docs/two_plus_two.md", "answer", "japan-alone"),
        ("docs/vigilant_isles.md", "answer", "second-year"),
        ("docs/msa.md", "mechanisms", "| without custody |"),
        ("docs/msa.md", "story", "**Alone**"),
        ("docs/csg21.md", "answer", "programme_kept"),
        ("docs/csg21.md", "validation", "leg_lengths"),
        ("docs/sealane.md", "answer", "boardings"),
        ("docs/sealane.md", "validation", "lane_groups"),
        ("docs/play.md", "session", "log why"),
    ],
)
def test_what_is_written_by_a_tool_is_there(page: str, name: str, held: str) -> None:
    assert held in (between(text(page), name) or ""), f"{page} lacks its {name}"


@pytest.mark.slow
@pytest.mark.parametrize("page", VALIDATED)
def test_the_validation_is_as_the_code_has_it(page: str) -> None:
    held = (between(text(f"docs/{page}.md"), "validation") or "").strip()
    assert held == block(page), f"docs/{page}.md lags behind: python tools/validation.py"


@pytest.mark.slow
def test_the_session_is_as_it_is_played() -> None:
    held = (between(text("docs/play.md"), "session") or "").strip()
    assert held == f"```text\n{session()}\n```", "docs/play.md lags behind: python tools/play_session.py"


def test_every_command_at_the_table_is_told() -> None:
    for name in VERBS:
        assert re.search(rf"^\|.*`{name}\b", text("docs/play.md"), re.MULTILINE), f"{name} is not in docs/play.md"


def test_defaults_quoted_of_a_voyage_are_those_of_the_code() -> None:
    group, page = CarrierGroup.model_fields, text("docs/csg21.md")
    assert "within 10 and 18 knots" in page
    assert (group["economical"].default, group["speed_max"].default) == ("10 kn", "18 kn")
    assert "below 70 %" in page and Supply().top_up_below == 0.7
    assert "three hours into the wind at 20 knots" in page and Flying().into_wind == 3 * 3600.0


def test_weights_of_evidence_are_as_written() -> None:
    cell = FusionCell.model_validate({"kind": "fusion_cell", "id": "cell", "side": "a", "analysts": 1})
    rows = re.findall(r"^\| ([a-z, ]+) \| (0\.\d{3}) \|", text("design/msa.md"), re.MULTILINE)
    assert len(rows) >= 8
    for signs, probability in rows:
        assert f"{cell.weights().probability(signs.split(', ')):.3f}" == probability, signs


def test_defaults_quoted_in_the_design_are_those_of_the_code() -> None:
    cell = FusionCell.model_fields
    assert "prior 0.003" in text("design/msa.md") and cell["prior"].default == 0.003
    assert "threshold of 0.3" in text("design/msa.md") and cell["threshold"].default == 0.3
    picture = importlib.import_module("sim.picture.picture")
    assert "within 12 h (24 h if once named)" in text("design/msa.md")
    assert (picture.KEPT_S, picture.NAMED_KEPT_S, picture.FADES_S) == (43_200.0, 86_400.0, 432_000.0)
    tasking = importlib.import_module("sim.picture.tasking")
    assert "within 40 km of the datum" in text("design/msa.md") and tasking.SAME_DATUM_M == 40_000.0


def test_targets_of_make_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {name for page in PAGES for name in re.findall(r"(?:^|`)make (\w+)", text(page), re.MULTILINE)}
    assert {"demo", "test"} <= named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"there is no make {target}"
