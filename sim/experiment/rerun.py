"""A result folder made again from its own run.json and scenario.yaml, and every hash compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.base.errors import Fault, UserError, unknown
from sim.experiment.replicate import Progress, Setup, replicate
from sim.record.files import read_json
from sim.record.folder import RUN, SCENARIO, refuse_unlike
from sim.record.provenance import unlike

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["Differing", "Rerun", "rerun"]

NEEDED: Final = (
    "complete",
    "scenario",
    "scenario_hash",
    "cases",
    "replications",
    "log_hash",
    "versions",
    "git_revision",
)


@dataclass(frozen=True, slots=True)
class Differing:
    """A run whose log is not what it was."""

    case: str
    replication: int
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Rerun:
    """How many runs were made again, which of them differ, and what else differs between then and now."""

    folder: Path
    runs: int
    differing: tuple[Differing, ...]
    unlike: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Whether every log is what it was."""
        return not self.differing


def rerun(
    folder: str | Path,
    cases: Sequence[str] = (),
    replications: int | None = None,
    *,
    jobs: int | None = None,
    on_progress: Callable[[Progress], object] = lambda _: None,
    setup: Setup | None = None,
) -> Rerun:
    """Make the runs of a complete result folder again (all cases, all replications unless said) and compare their logs.

    Nothing is written.
    Raises: UserError when the folder cannot be compared; Interrupted on Ctrl-C; Failed when a run raised.
    """
    path = Path(folder)
    manifest = _manifest(path)
    _refuse_request(manifest, cases, replications)
    refuse_unlike(path, manifest)
    scenario = _scenario(path, manifest)
    number = manifest["replications"] if replications is None else replications
    result = replicate(
        scenario, list(cases) or manifest["cases"], number, jobs=jobs, on_progress=on_progress, setup=setup
    )
    was = manifest["log_hash"]
    pairs = [(each, was[each.case][each.replication]) for each in result.finished]
    differing = [Differing(*each.key, before, each.log_hash) for each, before in pairs if before != each.log_hash]
    return Rerun(path, len(pairs), tuple(differing), tuple(unlike(manifest)))


def _manifest(path: Path) -> Mapping[str, Any]:
    """Read run.json, and refuse one that does not tell what is needed."""
    found: dict[str, Any] = read_json(path / RUN)
    missing = [name for name in NEEDED if name not in found] if isinstance(found, dict) else list(NEEDED)
    advice = "name a folder that `sim run` wrote, with its run.json as it was"
    if missing:
        raise UserError(Fault(str(path / RUN), "", f"does not tell {', '.join(missing)}", advice))
    if not found["complete"]:
        finish = f"finish it first: sim run … --resume --out {path}"
        raise UserError(Fault(str(path), "", "holds an unfinished run", finish))
    counts = {case: len(found["log_hash"].get(case, ())) for case in found["cases"]}
    for case, count in counts.items():
        if count != found["replications"]:
            told = f"holds {count} hashes of case {case} for {found['replications']} replications"
            raise UserError(Fault(str(path / RUN), "log_hash", told, advice))
    return found


def _refuse_request(manifest: Mapping[str, Any], cases: Sequence[str], replications: int | None) -> None:
    for name in cases:
        if name not in manifest["cases"]:
            raise UserError(Fault("--case", "", f"there is no case '{name}'", unknown(name, manifest["cases"])))
    most = manifest["replications"]
    if replications is not None and not 1 <= replications <= most:
        raise UserError(Fault("-n", "", f"found {replications}", f"write 1 to {most}: so many replications are there"))


def _scenario(path: Path, manifest: Mapping[str, Any]) -> Scenario:
    """Load scenario.yaml, and refuse one that is not what was run."""
    from sim.scenario.load import load

    scenario = load(path / SCENARIO)
    if scenario.hash != manifest["scenario_hash"]:
        found = (
            f"is not what was run: its hash is {scenario.hash[:8]}, and run.json says {manifest['scenario_hash'][:8]}"
        )
        advice = "put the file back as it was, or run it as a scenario of its own: sim run"
        raise UserError(Fault(str(path / SCENARIO), "", found, advice))
    return replace(scenario, name=manifest["scenario"])
