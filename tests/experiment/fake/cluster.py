"""A scheduler and its workers, in processes of their own on this machine."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


class Cluster:
    """One scheduler, and as many workers as a test asks for; `close` leaves nothing behind."""

    def __init__(self) -> None:
        self.processes: list[subprocess.Popen[str]] = []
        arguments = ["dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        self.scheduler = self._start(*arguments)
        self.address = self._told(self.scheduler, "Scheduler at:").split()[-1]

    def join(self, home: Path = ROOT) -> subprocess.Popen[str]:
        """Start a worker that finds its `sim` in a folder, and return when it has registered."""
        arguments = ["--host", "127.0.0.1", "--no-nanny", "--nthreads", "1", "--no-dashboard", "--death-timeout", "10"]
        worker = self._start("dask_worker", self.address, *arguments, home=home)
        self._told(worker, "Registered to:")
        return worker

    def _start(self, name: str, *arguments: str, home: Path = ROOT) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", f"distributed.cli.{name}", *arguments]
        given = {**os.environ, "PYTHONPATH": str(home)}
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        self.processes.append(subprocess.Popen(command, stderr=pipe, stdout=nowhere, text=True, env=given, cwd=home))
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
            if process.stderr:
                process.stderr.close()
