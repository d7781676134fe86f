"""Print what each operation of `two_plus_two` shows first without any effort and with all of it.

Run it from anywhere, `python tools/effort_scale.py [RUNS]`, after a scenario has changed, and write the two numbers,
rounded, as `nought` and `full` of the operation.
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import fmean, stdev

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sim.models.operation import Operation, played  # noqa: E402
from sim.scenario.load import Scenario, load  # noqa: E402

RUNS = 60


def shown(scenario: Scenario, operation: Operation, whole: bool, runs: int) -> list[float]:
    """Return what an operation shows first in so many runs, with all of the effort or none."""
    made = (each.changes if whole else each.otherwise for each in operation.settings)
    setting = scenario.nest.setting(operation.scenario, [operation.changes, *made])
    return [played(setting, seed, operation.shows, {})[0] for seed in range(runs)]


def main() -> None:
    """Print a line for each operation."""
    runs, scenario = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS, load("two_plus_two")
    for part in scenario.spec.parts:
        if isinstance(part, Operation):
            found = [shown(scenario, part, whole, runs) for whole in (False, True)]
            told = "   ".join(f"{fmean(each):8.3f} ± {1.96 * stdev(each) / runs**0.5:.3f}" for each in found)
            print(f"{part.id:16} {part.shows[0]:24} {told}   (written: {part.nought:g}, {part.full:g})", flush=True)


if __name__ == "__main__":
    main()
