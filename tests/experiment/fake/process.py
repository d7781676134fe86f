"""Run something in a process of its own, to be killed, starved or listened to."""

import multiprocessing
import os
import select
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from itertools import count
from types import FrameType
from typing import Any, NamedTuple

PATIENCE_S = 60.0


class Ended(NamedTuple):
    """How a process ended: by which signal (0: by itself), and what it and those it started said."""

    signal: int
    said: str


def apart(action: Callable[[], object]) -> Ended:
    """Fork, act, and wait until the child and every process it started are gone."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a test runner's threads do not matter here
        child = os.fork()
    if child == 0:
        _act(action, writer)
    os.close(writer)
    said = _listen(reader)  # ends when nobody holds the other end
    _, status = os.waitpid(child, 0)
    return Ended(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, said)


def _act(action: Callable[[], object], writer: int) -> None:
    try:
        said = str(action())
    except BaseException as error:
        traceback.print_exc()
        said = f"{type(error).__name__}: {error}"
    os.write(writer, said.encode())
    os._exit(0)


def _listen(reader: int) -> str:
    said = b""
    while True:
        ready, _, _ = select.select([reader], [], [], PATIENCE_S)
        assert ready, "a process is left behind"
        chunk = os.read(reader, 65536)
        if not chunk:
            os.close(reader)
            return said.decode()
        said += chunk


def killed_at(moment: int, action: Callable[[], object]) -> Callable[[], object]:
    """Make an action die by SIGKILL at its so-many-th call, or say how many calls there were."""
    parent = os.getpid()

    def doomed() -> int:
        calls = count(1)

        def look(frame: FrameType, event: str, argument: Any) -> None:
            if event in ("call", "c_call") and next(calls) == moment and _is_first(parent):
                os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(look)
        try:
            action()
        finally:
            sys.setprofile(None)
        return next(calls) - 1

    return doomed


def _is_first(parent: int) -> bool:
    """Tell the process that a test forked from the workers that it forks in turn."""
    return os.getppid() == parent and multiprocessing.parent_process() is None
