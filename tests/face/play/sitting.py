"""A terminal that is read from a list and written to a string."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from rich.console import Console

from sim.face.play.command import opened, screens_of, seated
from sim.face.play.session import Session
from sim.face.play.showing import Shower
from sim.face.show import safe
from sim.table.game import Game

__all__ = ["ROOT", "TABLE", "Script", "begun", "sat", "sitting"]

ROOT = Path(__file__).resolve().parents[3]
TABLE = str(ROOT / "tests" / "scenarios" / "table.yaml")


@dataclass
class Script:
    """Gives lines one after the other, and notes what it was asked with and how often it forgot."""

    lines: list[str]
    shower: Shower
    live: bool = False
    asked: list[str] = field(default_factory=list)
    forgot: int = 0

    def ask(self, prompt: str) -> str | None:
        self.asked.append(prompt)
        if not self.lines:
            return None
        line = self.lines.pop(0)
        if line == "^C":
            raise KeyboardInterrupt
        self.shower.show(f"{prompt}{safe(line)}")
        return line

    def forget(self) -> None:
        self.forgot += 1


def begun(folder: Path, source: str = TABLE, *sets: str) -> Game:
    """Begin a game in a folder."""
    return opened(source, None, None, folder / "one.game", sets)


def sitting(
    game: Game, lines: Sequence[str], *, cells: Sequence[str] = (), lang: str = "en", live: bool = False,
    alone: bool = False, width: int = 80,
) -> tuple[Session, StringIO]:  # fmt: skip
    """Return a session that is to read lines, and what it writes to."""
    out = StringIO()
    console = Console(
        file=out, markup=False, highlight=False, emoji=False, width=width, force_terminal=live, color_system=None,
        legacy_windows=False,
    )  # fmt: skip
    shower, screens = Shower(console), screens_of(game.rules.spec, lang)
    script = Script(list(lines), shower, live)
    return Session(game, seated(game.rules, cells), shower, script, screens.say, screens, alone), out


def sat(game: Game, *lines: str, cells: Sequence[str] = (), lang: str = "en", alone: bool = False) -> str:
    """Return what is printed when lines are typed."""
    session, out = sitting(game, lines, cells=cells, lang=lang, alone=alone)
    assert session.play() == 0
    return out.getvalue()
