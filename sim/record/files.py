"""Files written whole or not at all, and what is said when they cannot be."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from sim.base.errors import Fault, UserError

__all__ = ["read_json", "refuse_overwriting", "replacing", "resumable", "say_why", "write_json", "write_text"]

RESUME: Final = "free the disk or mend its rights, then go on with --resume; what was finished is kept"


@contextmanager
def say_why(
    path: Path, advice: str = "choose a folder that can be written, with room to spare", done: str = "written"
) -> Iterator[None]:
    """Turn a refusal of the disk's into a message to the user."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        raise UserError(Fault(str(path), "", f"cannot be {done} ({_why(path, error)})", advice)) from error


def _why(path: Path, error: Exception) -> str:
    """Return the reason in words; SQLite says of a folder without rights only that it cannot open a file."""
    if isinstance(error, sqlite3.OperationalError) and path.parent.is_dir() and not os.access(path.parent, os.W_OK):
        return "the folder is read-only"
    return str(getattr(error, "strerror", None) or error).lower()


def refuse_overwriting(files: Iterable[Path]) -> None:
    """Refuse to write over files that are there, which somebody may have edited.

    Raises: UserError.
    """
    faults = [Fault(str(path), "", "is there already", "choose another --out, or add --force") for path in files
              if path.exists()]  # fmt: skip
    if faults:
        raise UserError(*faults)


@contextmanager
def resumable() -> Iterator[None]:
    """Say of what cannot be written that nothing is lost: the runs are kept, and --resume writes it."""
    try:
        yield
    except UserError as error:
        raise UserError(*(replace(fault, write=RESUME) for fault in error.faults)) from error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary name beside `path`; what is written there takes its place, or nothing does."""
    part = path.with_name(f".{path.name}.part")
    with say_why(path):
        try:
            yield part
            _flush(part)
            part.replace(path)
            _flush(path.parent)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise


def _flush(path: Path) -> None:
    if os.name == "nt" and path.is_dir():  # Windows opens no folders
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole."""
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as handle:
        handle.write(text)


def write_json(path: Path, content: Any) -> None:
    """Write a JSON file whole, in its own order of keys; a NaN in it is a mistake of ours."""
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def read_json(path: Path) -> Any:
    """Read a JSON file that this package wrote."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        what = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error})"
        raise UserError(Fault(str(path), "", what, "name a folder that `sim run` wrote")) from error
