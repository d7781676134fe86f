"""A scheduler and its workers, in processes of their own on this machine."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[3]
BOUND: Final = """
import os, runpy, sys, threading
threading.Thread(target=lambda: (os.read(0, 1), os._exit(1)), daemon=True).start()
del sys.argv[0]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""  # nobody writes to the standard input: it ends when whoever started the process does, however that ends


class Cluster:
    """One scheduler, and as many workers as a test asks for; they end with `close`, or with this process."""

    def __init__(self) -> None:
        self.processes: list[subprocess.Popen[str]] = []
        arguments = ["dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        self.scheduler = self._start(*arguments)
        self.address = self._told(self.scheduler, "Scheduler at:").split()[-1]

    def join(self, home: Path = ROOT, threads: int = 1) -> subprocess.Popen[str]:
        """Start a worker that finds its `sim` in a folder, and return when it has registered."""
        arguments = ["--host", "127.0.0.1", "--no-nanny", "--nthreads", str(threads), "--no-dashboard"]
        arguments += ["--death-timeout", "10"]
        worker = self._start("dask_worker", self.address, *arguments, home=home)
        self._told(worker, "Registered to:")
        return worker

    def has(self, workers: int) -> str:
        """Return the address once there are so many workers, started again where they have ended."""
        while sum(process.poll() is None for process in self.processes[1:]) < workers:
            self.join()
        return self.address

    def _start(self, name: str, *arguments: str, home: Path = ROOT) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", BOUND, f"distributed.cli.{name}", *arguments]
        given = {**os.environ, "PYTHONPATH": str(home)}
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        options = {"stdin": pipe, "stderr": pipe, "stdout": nowhere, "env": given, "cwd": home}
        self.processes.append(subprocess.Popen(command, text=True, **options))  # type: ignore[call-overload]
        return self.processes[-1]

    @staticmethod
    def _told(process: subprocess.Popen[str], what: str) -> str:
        assert process.stderr is not None
        return next(line.strip() for line in process.stderr if what in line)

    def close(self) -> None:
        """End every process, the scheduler last, and wait for it."""
        for process in reversed(self.processes):
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stderr):
                if stream:
                    stream.close()


@contextmanager
def started() -> Iterator[Cluster]:
    """Yield a cluster, and leave nothing behind."""
    made = Cluster()
    try:
        yield made
    finally:
        made.close()
