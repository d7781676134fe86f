"""The replay of a result folder, written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from sim.base.errors import Fault, UserError, unknown
from sim.record.files import write_text
from sim.record.folder import SCENARIO, read
from sim.report.replay.assembly import page, texts
from sim.report.replay.folding import fold

__all__ = ["REPLAY", "write_replay"]

REPLAY: Final = "replay.html"


def write_replay(
    folder: Path, into: Path | None = None, cases: Sequence[str] = (), replication: int = 0, lang: str | None = None
) -> Path:
    """Write the replay of some cases (all unless said) of a complete result folder, and return its file.

    `into` is a file, or a folder for it; the result folder itself when it is not given. `lang` is the scenario's own
    when left out.
    Raises: UserError when there is no such case, no log of that replication, or no writing there.
    """
    from sim.scenario.load import load

    results = read(folder)
    for name in cases:
        if name not in results.cases:
            raise UserError(Fault("--case", "", f"there is no case '{name}'", unknown(name, results.cases)))
    wanted = tuple(dict.fromkeys(cases)) or results.cases
    journals = {case: partial(results.journal, case, replication) for case in wanted}
    path = into or folder
    path = path / REPLAY if path.is_dir() else path
    scenario = load(folder / SCENARIO)
    write_text(path, page(fold(scenario, journals, lang or scenario.spec.lang, texts())))
    return path
