"""The screens of a cell hold what its view holds, and nothing of another's."""

import json
import re

import pytest

from sim.table.entries import WHITE
from sim.table.game import Game
from sim.table.views import view
from tests.face.play.sitting import begun, sat

LOOKS = ("brief", "map", "picture", "orders", "stocks", "log", "review", "help")
TURNS = (
    (
        "note Alpha thinks of zeppelins.",
        "mpa sorties 3 /d",
        "commit",
        "note Bravo dreams of krakens.",
        "frigate reach 99 nm",
    ),
    ("choose hunt north", "commit", "request mpa area south"),
    ("choose level closely", "commit", "choose level loosely"),
)
SECRETS = {
    "a": ("krakens", "99 nm", "helicopter", "You keep the clock", "network", "supplier", "northbound "),
    "b": (
        "zeppelins",
        "3 /d",
        "Kanoya",
        "A tip for side A",
        "You keep the clock",
        "network",
        "supplier",
        "northbound ",
    ),
}


@pytest.fixture(scope="module")
def game(tmp_path_factory: pytest.TempPathFactory) -> Game:
    """Play a game of three turns in which each cell keeps something to itself."""
    game = begun(tmp_path_factory.mktemp("secrets"))
    for first, *others in TURNS:
        sat(game, first, *others, "commit")
    return game


def screens(game: Game, cell: str, lang: str = "en") -> str:
    """Return every screen of a cell, as its player sees them."""
    return sat(game, f"hand-over {cell}", *LOOKS, "orders mpa", "log why 3", lang=lang).split(f"hand-over {cell}\n")[1]


@pytest.mark.slow
@pytest.mark.parametrize("cell", ["a", "b"])
def test_no_screen_holds_anothers_secret(game: Game, cell: str) -> None:
    assert game.state.turn == 4
    everything = json.dumps(view(game, WHITE).plain(), ensure_ascii=False)
    mine = screens(game, cell)
    for secret in SECRETS[cell]:
        assert secret in everything + "You keep the clock" + "northbound ", secret  # the white cell sees it all
        assert secret not in mine, secret


@pytest.mark.slow
def test_the_white_cells_screens_hold_them(game: Game) -> None:
    said = screens(game, WHITE)
    assert all(secret in said for secret in ("krakens", "zeppelins", "99 nm"))


@pytest.mark.slow
@pytest.mark.parametrize("cell", ["a", "b"])
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_instant_and_position_shown_is_in_the_view(game: Game, cell: str, lang: str) -> None:
    seen = json.dumps(view(game, cell, lang).plain(), ensure_ascii=False)
    said = screens(game, cell, lang)
    clocks = set(re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d", said))
    assert len(clocks) > 10
    assert {clock for clock in clocks if clock not in seen} <= bars(game, cell)
    names = {each.name for each in view(game, cell, lang).platforms}
    told = re.findall(r"^.*  [A-Z] (\w+)", said.split("> map\n")[1].split("> picture")[0], re.MULTILINE)
    assert told
    assert {name for name in told if not any(each.startswith(name) for each in names)} == set()


def bars(game: Game, cell: str) -> set[str]:
    """Return the instants of the schedule, which views count in seconds."""
    from datetime import datetime, timedelta

    start = datetime.fromisoformat("2021-03-01 00:00")
    times = [each for bar in view(game, cell).bars for each in (bar.from_s, bar.until_s) if each is not None]
    return {f"{start + timedelta(seconds=each):%Y-%m-%d %H:%M}" for each in times}
