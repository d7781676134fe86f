"""Run tasks on a Dask cluster that somebody else started: one scheduler, and workers that come and go.

The log of a run depends on the code and on the libraries that do arithmetic for it, so every worker says what it has
before it is given work, and says it again with each batch, since workers may join later. The cluster is the user's:
what was asked of it is called off at the end, and nothing is ever shut down. See docs/scale.md.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import pickle
import platform
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import closing, contextmanager
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sim.base.errors import Fault, UserError
from sim.experiment.batches import Batches, streamed, timed
from sim.experiment.executor import Lost

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["PATIENCE_S", "Dask", "connected", "what_runs_here"]

PATIENCE_S: Final = 10.0
LIBRARIES: Final = ("numpy", "simpy", "shapely")
ADVICE: Final = "give every machine the same sim, Python and libraries, and start its workers again; see `sim cluster`"
T = TypeVar("T")
R = TypeVar("R")
Versions = Mapping[str, str]


@cache
def what_runs_here() -> Versions:
    """Return what the log of a run depends on: the code and data of sim as a digest, and versions."""
    root = Path(__file__).resolve().parents[1]
    digest = blake2b(digest_size=6)
    for path in sorted([*root.rglob("*.py"), *filter(Path.is_file, (root / "data").rglob("*"))]):
        digest.update(f"{path.relative_to(root).as_posix()}\n".encode() + path.read_bytes())
    python = ".".join(platform.python_version_tuple()[:2])
    return {"sim": digest.hexdigest(), "python": python, **{name: version(name) for name in LIBRARIES}}


def _differences(there: Versions, here: Versions) -> str:
    differing = [name for name in here if there.get(name) != here[name]]
    return ", ".join(f"{name} {there.get(name, 'unknown')} instead of {here[name]}" for name in differing)


def _checked(here: Versions, work: bytes, tasks: Sequence[Any]) -> tuple[list[Any], float]:
    """Do a batch on a worker, which may have joined after all others were checked."""
    differences = _differences(what_runs_here(), here)
    if differences:
        from distributed import get_worker

        raise UserError(Fault(get_worker().address, "", f"runs {differences}", ADVICE))
    return timed(pickle.loads(work), tasks)


class Dask:
    """Run tasks on the workers of a scheduler; a lost worker's batches are given to others by Dask itself."""

    def __init__(self, client: Client, address: str) -> None:
        self._client, self._address = client, address

    @property
    def workers(self) -> int:
        """How many tasks can be worked on at once, now."""
        return sum(self._client.nthreads().values())

    def run(self, work: Callable[[T], R], tasks: Sequence[T]) -> Generator[list[R], None, None]:
        """Yield outcomes as they come back.

        Raises: Lost when the scheduler is gone; UserError when a worker runs something else, or a batch ends every
        worker that it is given to.
        """
        packed, here = pickle.dumps(work), what_runs_here()
        executor = self._client.get_executor(pure=False)

        def submit(batch: list[T]) -> Future[tuple[list[R], float]]:
            future: Future[tuple[list[R], float]] = executor.submit(_checked, here, packed, batch)
            return future

        batches = Batches(tasks)
        try:
            yield from streamed(submit, batches, lambda: self.workers)
        except UserError:
            raise
        except Exception as error:
            raise self._reason(error, batches) from error
        finally:
            executor.shutdown(wait=False)

    def _reason(self, error: Exception, batches: Batches[Any]) -> Exception:
        """Say what it means that a batch did not come back."""
        from distributed import KilledWorker

        if isinstance(error, CancelledError | OSError) or self._client.status != "running":
            return Lost(f"the scheduler at {self._address} is gone")
        faults = _strangers(self._client)
        if isinstance(error, KilledWorker) and not faults:
            found = f"workers were killed again and again, at {batches.first} or soon after it"
            faults = [Fault(self._address, "", found, "they may be out of memory: start fewer on a machine")]
        return UserError(*faults) if faults else error


@contextmanager
def connected(address: str, patience_s: float = PATIENCE_S) -> Iterator[Dask]:
    """Reach a cluster, see that every worker runs what runs here, and let it go in the end.

    Raises: UserError when Dask is missing, nobody answers, nobody works, or somebody runs something else.
    """
    if find_spec("distributed") is None:
        raise UserError(Fault("--cluster", "", "Dask is not installed", "pip install 'sim-maritime[cluster]'"))
    with _quiet(), closing(_reached(address, patience_s)) as client:
        _wait_for_workers(client, address, patience_s)
        faults = _strangers(client)
        if faults:
            raise UserError(*faults)
        yield Dask(client, address)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask from telling the user, at length, what we tell in a line."""
    importlib.import_module("distributed")
    loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict if name.startswith("distributed")]
    levels = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _reached(address: str, patience_s: float) -> Client:
    from distributed import Client

    try:
        asyncio.run(_greet(address, patience_s))  # a client that reaches nobody complains again when it is collected
        return Client(address, timeout=patience_s, set_as_default=False)
    except Exception as error:  # there is no end to what something else that listens there may lead to
        found = f"no Dask scheduler answers ({str(error) or f'nothing for {patience_s:g} s'})"
        advice = "start one, or write the address that it gave; see `sim cluster`"
        raise UserError(Fault("--cluster", address, found, advice)) from error


async def _greet(address: str, patience_s: float) -> None:
    from distributed.comm.core import connect

    async with asyncio.timeout(patience_s):
        comm = await connect(address, timeout=patience_s)
    comm.abort()


def _wait_for_workers(client: Client, address: str, patience_s: float) -> None:
    try:
        client.wait_for_workers(1, timeout=patience_s)
    except TimeoutError as error:
        advice = f"start some: dask worker {address} --nworkers -1 --nthreads 1"
        raise UserError(Fault("--cluster", address, "the scheduler has no workers", advice)) from error


def _strangers(client: Client) -> list[Fault]:
    """Return a fault for each worker, or the scheduler, that does not run what runs here."""
    told = client.run(what_runs_here, on_error="return")
    here, faults = what_runs_here(), []
    for address, there in told.items():
        if isinstance(there, BaseException):
            faults.append(Fault(address, "", f"has no sim that fits ({there})", ADVICE))
        elif there != here:
            faults.append(Fault(address, "", f"runs {_differences(there, here)}", ADVICE))
    return faults
