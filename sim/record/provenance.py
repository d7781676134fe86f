"""What made a result: versions, machine, revision."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import numpy as np
import simpy

__all__ = ["now_utc", "provenance"]

PACKAGE: Final = "sim-maritime"


def provenance() -> dict[str, Any]:
    """Return versions, revision and machine, as run.json holds them."""
    return {
        "versions": {
            "sim": _version(),
            "python": platform.python_version(),
            "numpy": np.__version__,
            "simpy": simpy.__version__,
        },
        "git_revision": _revision(),
        "machine": {
            "system": platform.system(),
            "release": platform.release(),
            "architecture": platform.machine(),
            "cores": os.cpu_count(),
        },
    }


def _version() -> str:
    try:
        return version(PACKAGE)
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


def now_utc() -> datetime:
    """Return this moment, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
