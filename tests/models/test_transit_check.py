"""What a hurried instructor gets wrong in a programme is said before anything runs, with where and what to write."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.base.errors import UserError
from sim.scenario.load import load

SMALL: dict[str, Any] = {
    "title": "A short voyage",
    "start": "2021-06-01T00:00Z",
    "duration": "40 d",
    "area": {"west": "20 W", "east": "159 E", "south": "8 S", "north": "60 N"},
    "sides": {"a": {}, "b": {}},
    "parts": [
        {"kind": "warship", "id": "flag", "side": "a", "group": "group", "fuel": "900 m3"},
        {"kind": "canal_convoy", "id": "suez"},
        {
            "kind": "carrier_group",
            "id": "group",
            "side": "a",
            "guide": "flag",
            "programme": [
                {"id": "out", "place": "Limassol", "planned": "2021-06-01T00:00Z"},
                {"id": "stop", "place": "Jeddah", "planned": "2021-06-08T00:00Z", "stay": "1 d"},
                {"id": "in", "place": "Djibouti", "planned": "2021-06-13T00:00Z"},
            ],
        },
    ],
}


def said(folder: Path, change: Any = lambda data: None) -> str:
    """Return what is said of the small voyage with something changed, or nothing if it is sound."""
    data = deepcopy(SMALL)
    change(data)
    path = folder / "voyage.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    try:
        load(path)
    except UserError as error:
        return str(error)
    return ""


def group(data: dict[str, Any], **given: Any) -> None:
    data["parts"][2].update(given)


def stop(data: dict[str, Any], nth: int, **given: Any) -> None:
    data["parts"][2]["programme"][nth].update(given)


def test_a_sound_programme_is_let_through(tmp_path: Path) -> None:
    assert said(tmp_path) == ""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: stop(d, 2, planned="2021-06-09T12:00Z", late="2 h"),
         "voyage.yaml:34: parts.group.programme.in.planned: the leg stop to in is 645 nm: even at 18 kn the"),
        (lambda d: stop(d, 1, planned="2021-06-02T00:00Z"), "even at 18 kn the group is 10 h too late"),
        (lambda d: stop(d, 1, place=None, at=["46.5 N", "45 E"]), "on land"),
        (lambda d: stop(d, 1, place=None, at=["42 N", "51 E"]), "no sea route from"),
        (lambda d: stop(d, 1, at=["20 N", "38 E"]), "found both 'Jeddah' and a position"),
        (lambda d: stop(d, 1, place="Jedda"), "did you mean 'Jeddah'?"),
        (lambda d: stop(d, 1, id="out"), "the appointment 'out' is there twice"),
        (lambda d: stop(d, 1, ships=["flag"]), "found one of 'ships' and 'rejoin' alone"),
        (lambda d: stop(d, 1, ships=["flagg"], rejoin="in"), "there is no ship 'flagg'; did you mean 'flag'?"),
        (lambda d: stop(d, 1, ships=["flag"], rejoin="out"), "'out' is no later appointment of the whole group"),
        (lambda d: group(d, skip=["stopp"]), "there is no appointment 'stopp' to skip; did you mean 'stop'?"),
        (lambda d: group(d, guide="flat"), "no ship of the group is called 'flat'; did you mean 'flag'?"),
        (lambda d: d["parts"][0].update(fuel="-5 m3"), "found '-5 m3'; a volume here is above zero"),
        (lambda d: d["parts"][0].update(fuel="120 m3"),
         "no ship of the group carries fuel for others, and 'flag' runs dry"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(tmp_path: Path, change: Any, words: str) -> None:
    found = said(tmp_path, change)
    assert words in found, found
    assert "voyage.yaml:" in found


def test_where_it_runs_dry_is_told_by_leg_and_position(tmp_path: Path) -> None:
    found = said(tmp_path, lambda d: d["parts"][0].update(fuel="120 m3"))
    assert "nm after stop at 1" in found and " E" in found and "add a ship with 'cargo'" in found


def test_a_tanker_or_a_base_mends_it(tmp_path: Path) -> None:
    def tanker(data: dict[str, Any]) -> None:
        data["parts"][0].update(fuel="120 m3")
        data["parts"].append({"kind": "warship", "id": "oiler", "side": "a", "group": "group", "cargo": "5000 m3"})

    def base(data: dict[str, Any]) -> None:
        data["parts"][0].update(fuel="120 m3")
        group(data, bases=[{"place": "Jeddah", "side": "b"}], supporters=["b"])

    assert said(tmp_path, tanker) == said(tmp_path, base) == ""


def test_a_decision_that_cannot_work_is_told_at_its_option(tmp_path: Path) -> None:
    def slow(data: dict[str, Any]) -> None:
        options = {"on": {}, "slow": {"parts.group.speed_max": "3 kn"}}
        data["decisions"] = [{"at": "1 d", "id": "pace", "asks": "How fast?", "options": options, "default": "on"}]

    assert "decisions.pace.options.slow" in said(tmp_path, slow)
