"""All that people look at in a result folder: figures, the replay, and the report that holds the figures."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from sim.kernel.journal import Journal
from sim.record.files import write_text
from sim.report.document import Facts, Section, gathered, told, write_document
from sim.report.figure import Shown, Taking
from sim.report.figures import OF_LOGS, Work, drawings, numbers
from sim.report.material import Material
from sim.report.replay import REPLAY, Replay, fold, page, texts
from sim.report.style import LOOKS
from sim.report.together import together

__all__ = ["write_all"]


class _Logs(NamedTuple):
    """What the logs give: figures with what they took, the replay, and the report's story."""

    shown: list[Shown]
    replay: Replay
    story: tuple[Section, ...]


def write_all(folder: Path, jobs: int | None = None, lang: str | None = None, style: str = "light") -> list[Path]:
    """Write every figure, replay.html, report.html and report.md of a complete result folder; return the files by name.

    Logs are read beside the drawing of the numbers, then their figures are drawn beside each other and the replay.
    `lang` is the scenario's own when left out; `style` is that of the figures.
    Raises: UserError when the folder is not complete or the disk refuses.
    """
    facts, figures = gathered(folder, lang), folder / "figures"
    material = Material(facts.results, facts.scenario, facts.say, LOOKS[style])
    first: list[Callable[[], Any]] = [partial(_logs, facts), numbers(material, figures)]
    logs, drawn = together(first, jobs)
    works: list[Work] = [*drawings(material, figures, logs.shown), partial(_replay, folder / REPLAY, logs.replay)]
    return sorted(chain(drawn, *together(works, jobs), write_document(facts, logs.story)))


def _logs(facts: Facts) -> _Logs:
    """Read the log of each case once, for all that is made of it; two at most are held at a time."""
    taking, kept = Taking(OF_LOGS, facts.focus), dict[str, Journal]()

    def read(case: str) -> Journal:
        journal = facts.results.journal(case)
        taking.add(case, journal)
        if case in (facts.baseline, facts.focus):
            kept[case] = journal
        return journal

    journals = {case: partial(read, case) for case in facts.results.cases}
    replay = fold(facts.scenario, journals, facts.say.lang, texts())
    return _Logs(taking.shown(), replay, tuple(told(facts, kept.__getitem__)))


def _replay(path: Path, replay: Replay) -> list[Path]:
    write_text(path, page(replay))
    return [path]
