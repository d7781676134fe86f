"""What is said of a scenario before it runs: tables, parameters with sources, the vocabulary, the schema."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.describe import vocabulary, words
from sim.scenario.explain import Explanation, Table, english, explain
from sim.scenario.load import load
from sim.scenario.schema import schema, schema_text
from sim.scenario.vocabulary import kinds
from tests.scenario.words import platforms

pytestmark = pytest.mark.usefixtures("small_words")


@pytest.fixture
def page(written: Callable[[str], str], good: str) -> Explanation:
    """Explain the good scenario."""
    return explain(load(written(good)))


def rows(page: Explanation, title: str) -> list[dict[str, str]]:
    (table,) = [table for table in page.tables if table.title == title]
    return table.records()


def test_the_page_begins_with_what_it_is_about(page: Explanation) -> None:
    facts = dict(page.facts)
    assert page.title == "Test"
    assert facts["question"] == "What is shown?"
    assert facts["expect"] == "More is seen when more is shared."
    assert facts["time"] == "2021-03-01 00:00Z to 2021-04-30 00:00Z (60 d)"
    assert facts["measured"] == "after a warm-up of 5 d"
    assert facts["sea"] == "East China Sea 119 E to 131 E, 25 N to 36 N"
    assert facts["runs"] == "3 cases × 4 replications = 12, seed 2021"


def test_the_page_shows_itself_escaped(page: Explanation) -> None:
    shown = replace(page, title="<script>", tables=(Table("<b>", ("&",), (("<i>",),), "<u>"),))._repr_html_()
    assert shown.startswith("<h3>&lt;script&gt;</h3><table>") and "<td>What is shown?</td>" in shown
    assert "<h4>&lt;b&gt;</h4><table><thead><tr><th>&amp;</th>" in shown
    assert shown.endswith("<td>&lt;i&gt;</td></tr></tbody></table><p>&lt;u&gt;</p>")


def test_cases_are_told_by_what_differs(page: Explanation) -> None:
    assert {row["case"]: row["what differs"] for row in rows(page, "cases")} == {
        "alone": "arrangement: []",
        "arrangement": "as the file says",
        "fused": "arrangement[*].delay: 5 min; arrangement[*].releasable: 1.0",
    }


def test_parts_are_told_by_side(page: Explanation) -> None:
    assert [(row["side"], row["id"]) for row in rows(page, "parts")] == [
        ("United Kingdom", "frigate"), ("–", "shanghai-busan"), ("–", "squid"),
    ]  # fmt: skip


def test_the_timetable_counts_what_happens_at_a_rate(page: Explanation) -> None:
    assert rows(page, "timetable") == [
        {
            "part": "shanghai-busan",
            "what": "arrivals",
            "how often or how long": "30 /d",
            "in the whole run": "about 1800",
        }
    ]


def test_links_injects_decisions_and_measures_are_told(page: Explanation) -> None:
    assert rows(page, "arrangement")[1] | {"mechanisms": ""} == {
        "from": "uk", "to": "japan", "products": "track, image", "delay": "45 min", "releasable": "90 %", "loss": "0.0",
        "mechanisms": "",
    }  # fmt: skip
    typhoon, priority = rows(page, "injects and decisions")
    assert (typhoon["when"], priority["id"]) == ("20 d (21 Mar 00:00)", "priority")
    assert priority["effect or options"].endswith("south: {parts.frigate.area: box-1} (default north)")
    assert rows(page, "measures")[0] == {
        "measure": "sightings", "unit": "count", "meaning": "how often something was seen", "reading": "more is better",
    }  # fmt: skip


def test_every_parameter_has_a_source_and_the_assumed_are_counted(page: Explanation) -> None:
    found = {(row["part"], row["parameter"]): (row["value"], row["source"]) for row in rows(page, "parameters")}
    assert found["frigate", "speed"] == ("15 kn", "Example Register of Ships, 2021")  # by its key
    assert found["frigate", "area"] == ("box-1", "the scenario's choice")
    assert found["frigate", "crew"] == ("40", "assumed")
    assert found["frigate", "helicopter"] == ("false", "the kind's default")
    assert found["shanghai-busan", "from"] == ("Shanghai", "the scenario's choice")
    assert found["shanghai-busan", "arrivals"] == ("30 /d", "assumed")
    assert found["shanghai-busan", "pause"] == ("2 h", "Example Study, 2019")
    assert found["squid", "position"] == ("[30.5 N, 125 E]", "assumed")
    assumed = sum(source == "assumed" for _, source in found.values())
    (table,) = [table for table in page.tables if table.title == "parameters"]
    assert table.note == f"{assumed} of {len(found)} parameters are figures without a source: assumed."
    assert all(source for _, source in found.values())


def test_every_field_of_every_part_is_a_parameter(written: Callable[[str], str], good: str) -> None:
    scenario = load(written(good))
    told = {(each.owner, each.name) for each in scenario.parameters()}
    for part in scenario.spec.parts:
        names = {info.alias or name for name, info in type(part).model_fields.items()} - {"kind", "id", "sources"}
        assert {(part.id, name) for name in names} <= told


def test_the_page_is_data_too(page: Explanation) -> None:
    assert json.loads(json.dumps(page.plain()))["parameters"]["rows"]


def test_texts_are_told_in_english_or_in_the_first_language() -> None:
    assert english({"ja": "試験", "en": "Test"}) == "Test"
    assert english({"ja": "試験"}) == "試験"
    assert english(None) == ""


def test_the_vocabulary_says_what_to_write() -> None:
    said = {word.name: (word.write, word.default) for word in words(platforms.Cutter)}
    assert said["side"] == ("name of a side", "")
    assert said["areas"] == ("list of: name of an area", "[]")
    assert said["speed"] == ("speed such as 18 kn", "14 kn")
    assert said["helicopter"] == ("true or false", "false")
    assert said["crew"] == ("whole number", "40")
    assert said["watch"] == ("{hours, where}", "{hours: 8 h, where: –}")
    buoy = {word.name: word.write for word in words(platforms.Buoy)}
    assert buoy["position"] == "position at sea such as [30.5 N, 125 E]"
    assert buoy["share"] == "share such as 0.9 or '90 %'"
    lane = {word.name: word.write for word in words(platforms.Lane)}
    assert lane["pause"] == "time such as 90 min, or a distribution"
    assert lane["fleet"] == "one of: cargo, tanker, fishing"
    assert set(vocabulary()) == {"buoy", "cutter", "lane", "arrangement"}


def test_defaults_have_sources_where_they_are_figures() -> None:
    said = {word.name: word.source for word in words(platforms.Cutter)}
    assert said["speed"] == "Example Register of Ships, 2020"
    assert said["crew"] == "assumed"
    assert (said["side"], said["helicopter"]) == ("", "")


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (target for key, target in value.items() if key == "$ref")
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_the_schema_tells_kinds_apart_by_kind() -> None:
    made = schema()
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    targets = [one["$ref"].rsplit("/", 1)[1] for one in made["properties"]["parts"]["items"]["oneOf"]]
    assert [made["$defs"][target]["properties"]["kind"]["const"] for target in targets] == ["buoy", "cutter", "lane"]
    assert all({"kind", "id"} <= set(made["$defs"][target]["required"]) for target in targets)
    assert all(made["$defs"][target]["additionalProperties"] is False for target in targets)


def test_every_reference_in_the_schema_leads_somewhere() -> None:
    made = schema()
    found = set(references(made))
    assert found
    assert {target.rsplit("/", 1)[1] for target in found} <= set(made["$defs"])


def test_the_schema_describes_every_field_and_checks_quantities() -> None:
    made = schema()
    cutter = next(one for one in made["$defs"].values() if one["title"] == "cutter")
    assert all(field.get("description") for field in cutter["properties"].values())
    assert all(field.get("description") for field in made["properties"].values())
    pattern = re.compile(cutter["properties"]["speed"]["pattern"])
    assert pattern.search("18 kn")
    assert not pattern.search("18")
    assert not pattern.search("18 nm")


def test_the_schema_knows_changes_measures_and_weather() -> None:
    made = schema()
    assert made["properties"]["cases"]["additionalProperties"]["type"] == "object"
    assert made["properties"]["measures"]["items"]["anyOf"][0]["enum"] == ["mean_delay", "sightings"]
    assert "weather" in made["$defs"]["InjectSpec"]["properties"]["effect"]["properties"]
    assert set(made["required"]) == {"title", "start", "duration", "area", "parts"}


def test_the_schema_is_the_same_each_time() -> None:
    assert schema_text() == schema_text()
    assert json.loads(schema_text()) == schema()


def test_kinds_are_those_of_the_packages() -> None:
    assert list(kinds()) == ["buoy", "cutter", "lane"]


def test_the_shipped_schema_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # the real vocabulary
    shipped = Path(__file__).resolve().parents[2] / "scenarios" / "scenario.schema.json"
    assert shipped.read_text(encoding="utf-8") == schema_text(), "run: sim schema --out scenarios/scenario.schema.json"
