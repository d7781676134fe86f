"""`sim cluster`: how to start a scheduler and workers, and who is there."""

from __future__ import annotations

from typing import Final

__all__ = ["HOW", "cluster_command"]

HOW: Final = """\
A cluster is one Dask scheduler and any number of workers. All of them, and this machine, need the same sim, the same
Python and the same libraries, because the logs depend on them:

  pip install 'sim-maritime[cluster]'

On one machine, the scheduler:

  dask scheduler --port 8786

On every machine that is to work, with HOST the name of the first; one process for each core, one thread in each:

  dask worker tcp://HOST:8786 --nworkers -1 --nthreads 1

Here:

  sim cluster tcp://HOST:8786
  sim run SCENARIO --cluster tcp://HOST:8786
  sim sweep SCENARIO --assumed --cluster tcp://HOST:8786

The first says whether the workers will do. Workers may join and leave while it runs; what a lost one had in hand is
done again. Whoever reaches the scheduler can run anything on the workers: keep it on a network that you trust, on one
machine with --host 127.0.0.1, or behind TLS certificates (a Dask setting)."""


def cluster_command(address: str | None = None) -> int:
    """Print how to start a cluster; with an address, see that the one there will do.

    Raises: UserError when it will not.
    """
    if address is None:
        print(HOW)
        return 0
    from sim.experiment.executor_dask import connected

    with connected(address) as cluster:
        number = cluster.workers
    print(f"{address} will do: {number} worker{'s' if number != 1 else ''}, running what runs here")
    return 0
