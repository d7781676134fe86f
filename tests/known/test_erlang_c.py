"""Erlang's C formula, by the analysts of a real fusion cell to whom contacts come at random."""

from __future__ import annotations

import csv
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.kernel.journal import Journal
from sim.kernel.resource import Released, Seized
from sim.measure.catalogue import measured
from sim.parts.theatre import Theatre
from sim.picture.evidence import Contact
from tests.intervals import covers_mean
from tests.theatres import DAY_S, HOUR_S, part, theatre

ROWS = list(csv.DictReader((Path(__file__).parent / "erlang_c.csv").read_text().splitlines()))
BATCHES, CONTACTS = 20, 500  # contacts in a batch


def feed(on: Theatre, arrivals_per_h: float) -> Generator[Any, Any, None]:
    """Hand the cell contacts as a Poisson process: each dark, so that it is worth an analyst's time."""
    luck, cell = on.run.stream("test", "arrivals"), on.parties["a"].cell
    assert cell is not None
    number = 0
    while True:
        yield on.run.env.timeout(luck.exponential(HOUR_S / arrivals_per_h))
        number += 1
        contact = Contact(
            number, on.run.now, 30.0, 125.0, 200.0, "test", frozenset({"dark"}), identity=f"ship {number}"
        )
        cell.submit(contact)


def worked(row: dict[str, str]) -> tuple[Journal, float]:
    """Run a cell that is fed for one batch to forget that it began empty and for as many as are kept."""
    arrivals, service = float(row["arrivals_per_h"]), float(row["service_per_h"])
    batch_d = CONTACTS / arrivals / 24
    cell = part(
        "fusion_cell", side="a", analysts=int(row["servers"]), watch="24 h", threshold=1.0,
        analysis={"exponential": f"{3600 / service:.9f} s"},
    )  # fmt: skip
    on = theatre(cell, days=(BATCHES + 1) * batch_d, warm_up_days=batch_d)
    on.run.process(feed(on, arrivals))
    return on.play(), batch_d * DAY_S


def by_batch(journal: Journal, batch_s: float, kind: type[Any]) -> list[list[Any]]:
    """Return the events of a class in each batch of the time kept."""
    kept: list[list[Any]] = [[] for _ in range(BATCHES)]
    for record in journal.of(kind):
        if record.time_s >= batch_s:
            kept[int(record.time_s / batch_s) - 1].append(record.event)
    return kept


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['servers']} at {float(row['utilisation']):.2f}")
def test_analysts_are_the_queue_of_erlang(row: dict[str, str]) -> None:
    journal, batch_s = worked(row)
    waits = [np.array([event.wait_s for event in batch]) for batch in by_batch(journal, batch_s, Seized)]
    assert sum(map(len, waits)) >= 2000
    covers_mean([float((wait > 0).mean()) for wait in waits], float(row["p_wait"]))
    covers_mean([wait.mean() / HOUR_S for wait in waits], float(row["mean_wait_h"]))
    busy = [sum(event.busy_s for event in batch) for batch in by_batch(journal, batch_s, Released)]
    covers_mean([each / batch_s / int(row["servers"]) for each in busy], float(row["utilisation"]))
    told = measured(journal, ["analyst_wait", "analyst_utilisation"])
    assert told["analyst_wait.a"] == pytest.approx(np.concatenate(waits).mean() / HOUR_S)
    assert told["analyst_utilisation.a"] == pytest.approx(sum(busy) / batch_s / BATCHES / int(row["servers"]))
