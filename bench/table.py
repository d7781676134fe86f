"""Time the engine beside its rivals and print one table, ratios first. Every measurement has a process of its own.

`python -m bench.table [N ...] [--keep] [--full]`: with sizes, only their columns. `--keep` appends the table to
HISTORY.md; `--full` runs a thousand replications to the end instead of telling from sixty.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from bench.apart import Figures, apart
from bench.rows import Row, Target, columns, number, render
from sim.record.provenance import provenance

__all__ = ["main"]

HISTORY = Path(__file__).with_name("HISTORY.md")
SIZES = (200, 2000, 20_000, 100_000)
MANY, SOME = 1000, 60
WHOLE = 8  # replications of each case in the command that is sampled
AIS_ROWS = 10_000_000
BUSY = 1.0  # with other work on the machine, long measurements suffer more than short ones
LEGEND = (
    "~ extrapolated   ! target missed\n"
    "A rival that would take over two minutes is stopped early, and its windows are compared as far as it got.\n"
    "A missed window falls between two steps, or the gap before it does."
)


def main(argv: list[str]) -> None:
    """Measure, print, and keep the table if asked."""
    parser = argparse.ArgumentParser(prog="python -m bench.table", description="Time the engine beside its rivals.")
    parser.add_argument("sizes", nargs="*", type=int, metavar="N", help="measure W(N) only, for these N")
    parser.add_argument("--keep", action="store_true", help="append the table to bench/HISTORY.md")
    parser.add_argument("--full", action="store_true", help="run a thousand replications to the end")
    asked = parser.parse_args(argv)
    head = heading()
    text = render(columns({n: column(n) for n in asked.sizes or SIZES})) + "\n\n" + LEGEND
    if not asked.sizes:
        text += "\n\n" + render([*engine_rows(), *msa_rows(full=asked.full), ais_row()]) + "\n\n" + render(rooms_rows())
    print(f"{head}\n\n{text}")
    if asked.keep:
        keep(head, text, HISTORY)


def keep(head: str, text: str, history: Path) -> None:
    """Append a table to the history."""
    with history.open("a", encoding="utf-8") as file:
        file.write(f"\n## {head}\n\n```text\n{text}\n```\n")


def heading() -> str:
    """Say when, what and on what: nothing that names the machine."""
    made = provenance()
    versions, machine = made["versions"], made["machine"]
    if find_spec("mesa"):
        versions["mesa"] = version("mesa")
    tools = ", ".join(f"{name} {number}" for name, number in versions.items() if name != "sim")
    revision = (made["git_revision"] or "no revision").replace("-dirty", " and changes")
    load = os.getloadavg()[0]
    where = f"{machine['cores']} cores, {machine['system']} {machine['architecture']}, load {load:.1f}"
    where += " (too busy to be trusted)" if load >= BUSY else ""
    return f"{datetime.now(UTC):%Y-%m-%d}: sim {versions['sim']} ({_short(revision)}), {where}, {tools}"


def _short(revision: str) -> str:
    """Shorten a revision, keeping what is said of it."""
    commit, *said = revision.split(" ")
    return " ".join([commit[:9], *said]) if len(commit) == 40 else revision


def column(n: int) -> Mapping[str, Figures]:
    """Measure everything about W(n)."""
    engine = measured("engine.dispatch", n)
    found = {"engine": engine, "floor": measured("rivals.floor", int(engine["events"]))}
    found |= {"alone": measured("engine.alone", n), "steps": measured("rivals.steps", n)}
    if find_spec("mesa"):
        found |= {name: measured(f"rivals.{name}", n) for name in ("mesa_columns", "mesa_space")}
    else:
        print("Mesa is left out: pip install '.[bench]' installs it", file=sys.stderr)
    return found


def measured(name: str, n: int) -> Figures:
    """Measure in a fresh process, and say so to whoever waits."""
    print(f"measuring {name} {n:,}", file=sys.stderr, flush=True)
    return apart(name, n)


def engine_rows() -> list[Row]:
    """Return what else the engine does."""
    turn, few, meet = measured("engine.turn", 20_000), measured("engine.turn_few", 40), measured("engine.meet", 20_000)
    return [
        bounded("redirecting a patrol among 20,000 ships, ms", turn["ms"], Target("at most 5", high=5.0)),
        bounded("  at worst", turn["worst_ms"]),
        bounded("redirecting one of few among 40 ships, ms", few["ms"]),
        bounded("encounters among 20,000 ships in 30 d, s", meet["s"], Target("at most 30", high=30.0)),
        bounded("  MB at most", meet["peak_mb"]),
    ]


def bounded(label: str, value: float, target: Target | None = None, rough: bool = False) -> Row:
    """Return one figure beside its target."""
    target = target or Target("")
    return Row(label, ("~" * rough + number(value) + "!" * target.missed(0, value),), target.words)


def msa_rows(full: bool) -> list[Row]:
    """Return what the bundled operation takes."""
    one, busy, run = measured("msa.one", 1), measured("msa.busy", 1), measured("msa.default_run", 0)
    many = measured("msa.many", MANY) if full else measured("msa.thousand", SOME)
    return [
        bounded("msa, one replication of one case, s", one["s"]),
        bounded(f"  with {busy['voyages']:,.0f} voyages instead of {one['voyages']:,.0f}, s", busy["s"]),
        bounded("  MB at most", busy["peak_mb"]),
        bounded("sim run scenarios/msa.yaml, cold, s", run["s"]),
        bounded("  MB at most, of one process", run["peak_mb"]),
        bounded(f"{MANY:,} replications of one case, s", many["s"], rough=not full),
    ]


def ais_row() -> Row:
    """Return what reading a day of AIS takes."""
    label = f"reading {AIS_ROWS:,} rows of AIS, s"
    try:
        return bounded(label, measured("reading.ais", AIS_ROWS)["s"])
    except subprocess.CalledProcessError:
        return Row(label, ("failed",), "said why above")


def rooms_rows() -> list[Row]:
    """Say where the time of a replication of `msa` goes, and that of the whole command."""
    one, whole = measured("rooms.replications", 12), measured("rooms.command", WHOLE)
    names = [name for name in sorted(one.keys() | whole.keys()) if name not in ("samples", "peak_mb")]
    names.sort(key=lambda name: -one.get(name, 0.0))
    label = "own time by room, in % (compiled NumPy counts"
    head = [Row(label, ("one case", f"sim run -n {WHOLE}")), Row("for the room that called it)")]
    shares = [Row(f"  {name}", (f"{one.get(name, 0.0):.1f}", f"{whole.get(name, 0.0):.1f}")) for name in names]
    return [*head, *shares, Row("  samples", (number(one["samples"]), number(whole["samples"])))]


if __name__ == "__main__":
    main(sys.argv[1:])
