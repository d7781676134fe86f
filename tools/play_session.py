"""Play the session that docs/play.md shows, as somebody would who types it, and write it there.

Run it from anywhere after the scenario, a model or a screen has changed; a test refuses a page that lags behind.
"""

from __future__ import annotations

import sys
import tempfile
from io import StringIO
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from rich.console import Console  # noqa: E402

from sim.face.play.command import opened, screens_of, seated  # noqa: E402
from sim.face.play.reading import Pipe  # noqa: E402
from sim.face.play.session import Session  # noqa: E402
from sim.face.play.showing import WIDTH, Shower  # noqa: E402
from tools.marked import put  # noqa: E402

TYPED: Final = """\
orders p1
p1 sorties 1 /d
p1 sorties a lot
request frigate area box-2
commit
brief
answer yes
commit
log why 298
map
quit
"""
PAGE: Final = ROOT / "docs" / "play.md"


def session() -> str:
    """Return what a terminal of 80 columns shows."""
    out = StringIO()
    shower = Shower(Console(file=out, width=WIDTH, color_system=None, markup=False, highlight=False, emoji=False))
    with (
        tempfile.TemporaryDirectory() as folder,
        opened("msa", "arrangement", 2021, Path(folder) / "msa.game", ()) as game,
    ):
        screens = screens_of(game.rules.spec, "en")
        pipe = Pipe(StringIO(TYPED), shower)
        Session(game, seated(game.rules, ()), shower, pipe, screens.say, screens).play()
        return out.getvalue().replace(str(game.path), "games/msa-1.game").rstrip()


if __name__ == "__main__":
    put(PAGE, "session", f"```text\n{session()}\n```")
