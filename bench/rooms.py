"""Which room a run spends its time in, by sampling.

A timer interrupts the run every few milliseconds of processor time and notes the function that was executing. This
costs next to nothing, where a tracing profiler adds a third and charges it to whoever calls most. Arithmetic that
NumPy does in compiled code counts for the room that asked for it; `numpy` is NumPy's own Python.
"""

from __future__ import annotations

import gc
import io
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Final

from bench.apart import Figures

__all__ = ["command", "replications", "room", "sampled"]

TICK_S: Final = 1e-3
PACKAGES: Final = ("sim", "simpy", "numpy", "matplotlib")


def room(path: str) -> str:
    """Return the room that a source file lies in: `sim/contact`, `simpy`, `numpy`, `matplotlib` or `other`."""
    for package in PACKAGES:
        home = _home(package)
        if Path(path).is_relative_to(home):
            inside = Path(path).relative_to(home).parts
            return f"sim/{inside[0]}" if package == "sim" and len(inside) > 1 else package
    return "other"


@cache
def _home(package: str) -> Path:
    spec = find_spec(package)
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent


@contextmanager
def sampled() -> Iterator[Counter[str]]:
    """Count, while the block runs, in which source file each sample fell."""
    files: Counter[str] = Counter()

    def note(_: int, frame: FrameType | None) -> None:
        # Python answers the timer between two instructions, often as the next call begins: the time was the caller's.
        if frame is not None and frame.f_back is not None and frame.f_lineno == frame.f_code.co_firstlineno:
            frame = frame.f_back
        if frame is not None:
            files[frame.f_code.co_filename] += 1

    before = signal.signal(signal.SIGPROF, note)
    signal.setitimer(signal.ITIMER_PROF, TICK_S, TICK_S)
    try:
        yield files
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before)


def replications(n: int) -> Figures:
    """Run so many replications of one case of `msa`, and return the share of each room in per cent."""
    import sim
    from bench.msa import CASE, SCENARIO
    from sim.experiment.simulate import prepare

    scenario = sim.load(SCENARIO)
    prepare(scenario)
    gc.disable()  # as `sim run` does
    with sampled() as files:
        for replication in range(n):
            sim.run(scenario, case=CASE, replication=replication)
    return _shares(files)


def command(n: int) -> Figures:
    """Run `sim run` on `msa` with so many replications on one process, pictures and all, and return the same."""
    from bench.msa import SCENARIO

    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()), sampled() as files:
        from sim.face.run import run_command

        run_command(SCENARIO, replications=n, jobs=1, out=f"{folder}/run")
    return _shares(files)


def _shares(files: Counter[str]) -> Figures:
    shares: Counter[str] = Counter()
    for path, count in files.items():
        shares[room(path)] += count
    total = max(files.total(), 1)
    return {name: 100.0 * count / total for name, count in shares.most_common()} | {"samples": files.total()}
