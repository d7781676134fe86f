"""`sim run --warm-up auto`: propose how much of the beginning to leave out, and change nothing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.base.errors import Fault, UserError
from sim.base.units import show as quantity
from sim.experiment.pilots import PILOTS, Proposal, propose_warm_up
from sim.experiment.replicate import Setup
from sim.face import show
from sim.face.progress import shown_progress
from sim.face.stopping import AUTO, how_many
from sim.measure.catalogue import PACKAGES
from sim.record.provenance import now_utc

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["warm_up_command"]

ROOT: Final = Path("results")


def warm_up_command(
    scenario: Scenario,
    asked: str,
    cases: Sequence[str],
    pilots: int | str | None,
    *,
    jobs: int | None,
    cluster: str | None = None,
    out: str | Path | None,
    figures: bool,
    as_json: bool,
    setup: Setup | None = None,
) -> int:
    """Run pilots, print the warm-up that they propose and draw why; return the exit code.

    Raises: UserError, for the door to print.
    """
    if asked.strip().lower() != AUTO:
        advice = f"write --warm-up auto for a proposal; to set it: --set 'warm_up={asked}'"
        raise UserError(Fault("--warm-up", "", f"found '{asked}'", advice))
    number = how_many(pilots, (), None)[0] or PILOTS
    progress: AbstractContextManager[Any] = nullcontext(lambda _: None) if as_json else shown_progress()
    with progress as told:
        proposal = propose_warm_up(scenario, cases, number, jobs=jobs, cluster=cluster, on_progress=told, setup=setup)
    if as_json:
        show.data(_told(proposal))
    else:
        _show(scenario, proposal)
    if figures:
        from sim.report.warm_up import draw_warm_up

        into = Path(out) if out else ROOT / scenario.name / f"{now_utc():%Y%m%dT%H%M%SZ}-warm-up"
        drawn = draw_warm_up(proposal, into, (setup.packages if setup else PACKAGES))
        show.line(f"picture:  {drawn[0]}", error=as_json)
    return 0


def _told(proposal: Proposal) -> dict[str, Any]:
    return {
        "warm_up_s": proposal.warm_up_s,
        "step_s": proposal.step_s,
        "pilots": proposal.pilots,
        "measures": [{"case": case, "measure": name, "cut_s": each.cut * proposal.step_s, "real": each.real,
                      "settles": each.settles} for (case, name), each in proposal.found.items()],
    }  # fmt: skip


def _show(scenario: Scenario, proposal: Proposal) -> None:
    rows = [(name, case, quantity(each.observations * proposal.step_s, "time"), "" if each.settles else "not settled")
            for (case, name), each in proposal.found.items() if each.real]  # fmt: skip
    if rows:
        show.table("What takes time to settle", ("measure", "case", "leave out", ""), rows)
    for case, name in proposal.unsettled:
        show.line(f"{name} in case {case} has not settled by the middle of the run: write a longer duration.")
    now, wanted = scenario.spec.warm_up, proposal.warm_up_s
    if not wanted:
        show.line("No measure differs at the start by more than luck: no warm-up is needed.")
    show.line(f"The scenario says {quantity(now, 'time')}. To take the proposal, write into {scenario.file}:")
    show.line(f"  warm_up: {quantity(wanted, 'time')}")
