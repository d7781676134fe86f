"""What `scenarios/msa.yaml` takes: one replication, the default run, a thousand replications, and busier lanes."""

from __future__ import annotations

import gc
import subprocess
import sys
import tempfile
from typing import Final

import numpy as np

from bench.apart import Figures, mended, timed

__all__ = ["busy", "default_run", "many", "one", "thousand"]

SCENARIO: Final = "scenarios/msa.yaml"
CASE: Final = "arrangement"
MANY: Final = 1000
FEW: Final = 4  # replications from which what a run does once is told apart
SIM: Final = "import sys; from sim.face.cli import main; sys.exit(main())"
# Arrivals that make about 20,000 voyages in the scenario's 60 days, each lane with its share.
BUSY: Final = (
    "parts.shanghai-busan.arrivals=48 /d",
    "parts.busan-shanghai.arrivals=48 /d",
    "parts.shanghai-osaka.arrivals=38 /d",
    "parts.osaka-shanghai.arrivals=38 /d",
    "parts.kaohsiung-busan.arrivals=48 /d",
    "parts.busan-kaohsiung.arrivals=48 /d",
    "parts.keelung-nagasaki.arrivals=22 /d",
    "parts.qingdao-naha.arrivals=16 /d",
    "parts.coasters.arrivals=27 /d",
)
LANES: Final = tuple(change.split(".")[1] for change in BUSY)


def one(replication: int) -> Figures:
    """Run one replication of one case, its scenario loaded and its theatre laid out."""
    return _replication(replication, ())


def busy(replication: int) -> Figures:
    """Run one replication of one case with busier lanes."""
    return _replication(replication, BUSY)


def _replication(replication: int, changes: tuple[str, ...]) -> Figures:
    import sim
    from sim.experiment.simulate import prepare

    scenario = sim.load(SCENARIO, changes)
    prepare(scenario)
    gc.disable()  # as `sim run` does
    journal, took_s = timed(lambda: sim.run(scenario, case=CASE, replication=replication))
    vessels = journal.table("vessel")
    voyages = np.unique(vessels["vessel"][np.isin(vessels["part"], LANES)])
    return {"s": took_s, "voyages": len(voyages), "records": len(journal.records)}


def default_run(_: int) -> Figures:
    """Run `sim run scenarios/msa.yaml`, pictures and all, from a cold start."""
    return {"s": _run()}


def thousand(replications: int) -> Figures:
    """Tell from so many replications of one case how long a thousand take, on as many processes as there are cores."""
    few_s, some_s = _run(_case(FEW)), _run(_case(replications))
    fixed_s = few_s - FEW * (some_s - few_s) / (replications - FEW)
    return {"s": mended(fixed_s, some_s, replications / MANY)}


def many(replications: int) -> Figures:
    """Run so many replications of one case."""
    return {"s": _run(_case(replications))}


def _case(replications: int) -> list[str]:
    return ["--case", CASE, "-n", str(replications), "--no-figures"]


def _run(arguments: list[str] | None = None) -> float:
    """Run the scenario from the command line into a folder that is thrown away, and return how long it took."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", SIM, "run", SCENARIO, "--out", f"{folder}/run", *(arguments or [])]
        return timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))[1]
