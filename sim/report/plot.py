"""`sim.plot`: the figures of what is in memory, to be shown, changed or saved."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING

from sim.experiment.comparison import Comparison, compare
from sim.experiment.result import Result
from sim.experiment.sweep_result import Sweep
from sim.report import comparison, sweep
from sim.report.sheet import Sheet
from sim.report.style import styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Plots", "plot"]


class Plots(tuple["Figure", ...]):
    """Matplotlib figures that a notebook shows one below the other, whatever its matplotlib settings."""

    def _repr_html_(self) -> str:
        return "".join(map(_image, self))


def plot(shown: Result | Comparison | Sweep) -> Plots:
    """Draw how cases differ, or what each factor does.

    Raises: UserError for a result with only one case.
    """
    with styled():
        return Plots(sheet.figure for sheet in _sheets(shown))


def _sheets(shown: Result | Comparison | Sweep) -> Iterable[Sheet]:
    if isinstance(shown, Sweep):
        return _of_sweep(shown)
    return comparison.sheets((compare(shown) if isinstance(shown, Result) else shown).told)


def _of_sweep(shown: Sweep) -> Iterator[Sheet]:
    for name in shown.told["measures"]:
        yield from sweep.sheets(shown.told, name)


def _image(figure: Figure) -> str:
    """Return a figure as HTML; its title says what there is to see."""
    held = BytesIO()
    with styled():
        figure.savefig(held, format="png", dpi=80)
    said = " ".join(figure.texts[0].get_text().split()) if figure.texts else ""
    return f'<img alt="{escape(said)}" src="data:image/png;base64,{b64encode(held.getvalue()).decode()}">'
