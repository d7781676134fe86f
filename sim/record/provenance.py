"""What made a result: versions, machine, revision, files of data."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import file_digest
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from sim.base.errors import Fault, UserError
from sim.record.files import say_why

__all__ = ["changed", "digests", "now_utc", "provenance", "unlike"]

PACKAGE: Final = "sim-maritime"
LIBRARIES: Final = ("numpy", "simpy", "shapely")  # those whose numbers enter a log


def provenance() -> dict[str, Any]:
    """Return versions, revision and machine, as run.json holds them."""
    return {
        "versions": {
            "sim": _version(PACKAGE),
            "python": platform.python_version(),
            **{name: _version(name) for name in LIBRARIES},
        },
        "git_revision": _revision(),
        "machine": {
            "system": platform.system(),
            "release": platform.release(),
            "architecture": platform.machine(),
            "cores": os.cpu_count(),
        },
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def _revision() -> str | None:
    """Return the checkout's revision (`-dirty` when changed since), or None when the package is installed."""
    root = Path(__file__).resolve().parents[2]
    if not (root / ".git").exists():
        return None
    ask = ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        return subprocess.run(ask, capture_output=True, text=True, timeout=5, check=True).stdout.strip() or None
    except (OSError, subprocess.SubprocessError):
        return None


def unlike(then: Mapping[str, Any]) -> list[str]:
    """Say what differs between what made a result, as run.json tells it, and what is here."""
    now = provenance()
    said = [f"{what} was {before}, and is {here}" for what, before, here in _told(then, now) if before != here]
    dirty = [when for when, one in (("then", then), ("now", now)) if str(one.get("git_revision")).endswith("-dirty")]
    return said + [f"the code had changes beside its revision {when}" for when in dirty]


def _told(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield what can change a log: its name, its value then and its value now."""
    for name, here in now["versions"].items():
        yield name, then.get("versions", {}).get(name, "not told"), here
    yield "the code's revision", then.get("git_revision"), now["git_revision"]
    for name in ("system", "architecture"):
        yield f"the {name}", then.get("machine", {}).get(name, "not told"), now["machine"][name]


def digests(files: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of each file.

    Raises: UserError for one that cannot be read.
    """
    return {name: _digest(Path(name)) for name in files}


def _digest(path: Path) -> str:
    with say_why(path, "put it back where the scenario looks for it", "read"), path.open("rb") as handle:
        return file_digest(handle, "sha256").hexdigest()


def changed(before: Mapping[str, str]) -> list[Fault]:
    """Return a fault for each file that is gone, or is not what its digest says it was."""
    found: list[Fault] = []
    for name, digest in before.items():
        try:
            now = _digest(Path(name))
        except UserError as error:
            found += error.faults
        else:
            if now != digest:
                what = f"has changed since the runs were made (SHA-256 {now[:12]}…, not {digest[:12]}…)"
                found.append(Fault(name, "", what, "put the file back as it was, or run the scenario anew"))
    return found


def now_utc() -> datetime:
    """Return this moment, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
