"""`sim verify`: the known-answer report, which sets what the models give beside what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from sim.base.errors import Fault, UserError, unknown
from sim.experiment.simulate import simulate
from sim.face import show
from sim.kernel.journal import Journal
from sim.kernel.validation import Check, Validation, find_validations
from sim.measure.catalogue import PACKAGES
from sim.scenario.load import load

__all__ = ["HEADS", "row", "verified", "verify_command"]

HEADS: Final = ("", "known", "found", "difference", "")
DONE, OURS = 0, 70


def verify_command(names: list[str], *, as_json: bool) -> int:
    """Print the tables of some validations, or of all; a known answer that does not hold is a fault of ours."""
    found = verified(names)
    if as_json:
        tables = [
            {"name": each.name, "title": each.title, "source": each.source, "checks": [asdict(c) for c in checks]}
            for each, checks in found
        ]
        show.data(tables)
    else:
        for each, checks in found:
            show.table(each.title, HEADS, [row(check) for check in checks], f"Known from: {each.source}.")
    told = [check.holds for _, checks in found for check in checks if check.holds is not None]
    if not as_json:
        show.line(f"{sum(told)} of {len(told)} known answers hold.")
    return DONE if all(told) else OURS


def verified(names: Sequence[str] = ()) -> list[tuple[Validation, list[Check]]]:
    """Work out some validations, or all; runs that several of them need are made once."""
    known = find_validations(*PACKAGES)
    for name in names:
        if name not in known:
            raise UserError(Fault("", "", f"there is no validation '{name}'", unknown(name, known)))
    wanted = [each for name, each in known.items() if name in names or not names]
    runs: dict[tuple[str, str, int], list[Journal]] = {}
    return [(each, each.checks(_journals(each, runs))) for each in wanted]


def row(check: Check) -> tuple[str, ...]:
    """Return a check as a row of text."""
    broken = "" if check.holds in (True, None) else "DOES NOT HOLD: "
    return check.what, check.known, check.found, check.error, broken + check.says


def _journals(each: Validation, runs: dict[tuple[str, str, int], list[Journal]]) -> list[Journal]:
    if not each.scenario:
        return []
    key = (each.scenario, each.case, each.replications)
    if key not in runs:
        scenario = load(each.scenario)
        runs[key] = [simulate(scenario, each.case, number) for number in range(each.replications)]
    return runs[key]
