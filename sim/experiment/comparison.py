"""`sim.compare`: what `sim compare` works out, as a table that shows and draws itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.base.errors import Fault, UserError, unknown
from sim.base.tidy import Tidy
from sim.experiment.comparable import Source, open_source
from sim.experiment.compare import cases_to_run, compare_all, planned, ran, to_run
from sim.experiment.drawn import drawn
from sim.experiment.replicate import Setup, replicate
from sim.experiment.result import Result

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

    Named = str | Path | Result | Scenario

__all__ = ["Comparison", "Contrasted", "compare"]


class Contrasted(NamedTuple):
    """How far one measure of `of` lies above that of `to`, the baseline; what cannot be told is None.

    `low` and `high` are the ends of the 95 % interval; `stands` is Holm's verdict among all differences of the table.
    """

    of: str
    to: str
    measure: str
    unit: str
    difference: float | None
    low: float | None
    high: float | None
    percent: float | None
    p: float | None
    p_holm: float | None
    stands: bool
    verdict: str


class Comparison(Tidy[Contrasted]):
    """A row for each pair and measure; `told` is all that `comparison.json` would hold."""

    __slots__ = ("told",)

    def __init__(self, told: Mapping[str, Any]) -> None:
        super().__init__(Contrasted, list(_rows(told)))
        self.told = told

    def _repr_html_(self) -> str:
        return "".join(f"<p>Mind: {escape(each)}</p>" for each in self.told["cautions"]) + super()._repr_html_()

    def plot(self) -> Any:
        """Return matplotlib figures of the differences, which show themselves in a notebook."""
        return drawn(self)


def _rows(told: Mapping[str, Any]) -> Iterator[Contrasted]:
    for pair in told["comparisons"]:
        for name, each in pair["measures"].items():
            difference, share = each["difference"], each["share"]
            low, high = difference["ci95"] or (None, None)
            yield Contrasted(
                pair["of"]["name"], pair["to"]["name"], name, told["measures"][name]["unit"], difference["mean"],
                low, high, share and 100 * share["mean"], each["p"], each["p_holm"], each["stands"], each["verdict"],
            )  # fmt: skip


def compare(
    first: Named | tuple[Named, str],
    *others: Named | tuple[Named, str],
    measures: str | Sequence[str] = (),
    replications: int | None = None,
    jobs: int | None = None,
    setup: Setup | None = None,
) -> Comparison:
    """Compare results, result folders (`"DIR"`, `"DIR#case"`) and scenarios with the first; or the cases of only one.

    `(result, "case")` names one case of a result or a scenario. A scenario is run first, in memory.
    Raises: UserError where that makes no sense, with what to name instead; what `replicate` raises.
    """
    setup = setup or Setup()
    named = [each if isinstance(each, tuple) else (each, "") for each in (first, *others)]
    pairs = planned([_source(thing, case, [other is thing for other, _ in named].index(True)) for thing, case in named])
    waiting = list(to_run(pairs))
    if replications is not None and not waiting:
        found = "is for scenarios that are run, and all have results"
        raise UserError(Fault("replications", "", found, "leave it out"))
    for source in waiting:
        result = replicate(source.scenario, cases_to_run(pairs, source), replications, jobs=jobs, setup=setup)
        pairs = ran(pairs, source, result)
    return Comparison(compare_all(pairs, [measures] if isinstance(measures, str) else measures, setup.packages))


def _source(thing: Named, case: str, at: int) -> Source:
    """Return where a thing and its case come from; what is in memory is known by its place among the arguments."""
    if isinstance(thing, Result) and thing.folder:
        thing = thing.folder
    if isinstance(thing, (str, Path)):
        return open_source(f"{thing}#{case}" if case else str(thing))
    results = thing if isinstance(thing, Result) else None
    scenario, name = thing.ran if isinstance(thing, Result) else thing, f"argument {at + 1}"
    if scenario is None:
        raise UserError(Fault(name, "", "its scenario is not known", "compare what `replicate` or `read` returned"))
    cases = results.cases if results else scenario.cases
    if case and case not in cases:
        raise UserError(Fault(name, "", f"there is no case '{case}'", unknown(case, cases)))
    return Source(name, case, scenario, cases, results, Path(name))
