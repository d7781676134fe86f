"""`-n auto`: how many replications are asked for, and why there are no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sim.base.errors import Fault, UserError
from sim.experiment.stopping import Reached
from sim.measure.shown import scale

__all__ = ["AUTO", "how_many", "stopped_because", "told_as_data"]

AUTO: Final = "auto"
USUAL: Final = ("5 %",)


def how_many(asked: int | str | None, precision: Sequence[str], most: int | None) -> tuple[int | None, Sequence[str]]:
    """Return the number of replications that `-n` says, or the precisions that settle it.

    Raises: UserError for a word that is no number, and for a precision without `-n auto`.
    """
    text = str(asked if asked is not None else "").strip()
    if text.lower() == AUTO:
        return None, precision or USUAL
    for option, given in (("--precision", bool(precision)), ("--max", most is not None)):
        if given:
            raise UserError(Fault(option, "", "is only for -n auto", f"add -n auto, or leave {option} out"))
    try:
        return (int(text) if text else None), ()
    except ValueError:
        raise UserError(Fault("-n", "", f"found '{text}'", "write how often to run each case, or auto")) from None


def stopped_because(reached: Sequence[Reached]) -> list[str]:
    """Say for each precision whether it was reached, by the case that is farthest from it."""
    goals = dict.fromkeys(each.goal for each in reached)
    return [_told([each for each in reached if each.goal == goal]) for goal in goals]


def told_as_data(each: Reached) -> dict[str, Any]:
    """Return what was reached in one case; `half` is half its 95 % interval and `asked` what it should be at most."""
    goal = each.goal
    return {"measure": goal.measure, "case": each.case, "asked": goal.half, "relative": goal.relative,
            "unit": goal.unit, "n": each.n, "mean": each.mean, "half": each.half, "met": each.met}  # fmt: skip


def _told(cases: Sequence[Reached]) -> str:
    goal, unmet = cases[0].goal, [each for each in cases if not each.met]
    worst = max(unmet or cases, key=_breadth)
    got = _shown(worst)
    after = f"after {worst.n} replications" if unmet else f"with {worst.n} replications"
    if not unmet:
        return f"{goal.measure}: {got} {after} in case {worst.case}; {goal.said} was asked, and no case is wider."
    others = f" and {len(unmet) - 1} more" if len(unmet) > 1 else ""
    return (
        f"{goal.measure}: NOT reached, {got} {after} in case {worst.case}{others}; {goal.said} was asked. Raise --max."
    )


def _breadth(each: Reached) -> float:
    if each.half is None or each.mean is None:
        return float("inf")
    wide = each.half / (abs(each.mean) or float("nan")) if each.goal.relative else each.half
    return float("inf") if wide != wide and each.half else wide if wide == wide else 0.0


def _shown(each: Reached) -> str:
    if each.half is None:
        return "no interval"
    if each.goal.relative:
        return f"± {100 * each.half / abs(each.mean):.2g} %" if each.mean else f"± {each.half:.2g} about a mean of zero"
    by = scale(each.goal.unit)
    return f"± {each.half * by.factor:.3g} {by.points}".rstrip()
