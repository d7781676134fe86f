"""A link whose terms change passes on what it passed then, as late as it was then, and no more."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim.experiment.simulate import simulate
from sim.kernel.journal import Journal
from sim.models.mda_sharing import Source, ages, contacts_of, picture_series, shared_with
from sim.picture.links import TermsSet
from sim.record.export.known import Known
from sim.scenario.orders import Amendment, Orders
from tests.table.tables import scenario

TRACK = {"mechanisms": ("coverage",), "products": ("track",), "loss": 0.0}


def journal(*changes: tuple[float, float, float], **terms: Any) -> Journal:
    """Return a log in which b passes contacts on to a; each change is an instant, a delay and a share."""
    link = {"sender": "b", "receiver": "a", "delay": 60.0, "releasable": 0.5, **TRACK, **terms}
    made = Journal({"links": (link,), "sides": ("a", "b"), "duration_s": 1000.0, "warm_up_s": 0.0})
    for at_s, delay_s, share in changes:
        products = ("track",) if share else ("none",)
        made.add(at_s, TermsSet("b", "a", delay_s, share, 0.0, products, ("coverage",)), None)
    return made


def test_terms_that_never_change_hold_for_ever() -> None:
    assert shared_with(journal(), "a") == [Source("b", 60.0, 0.5, -math.inf, math.inf)]
    assert shared_with(journal(), "b") == []


def test_each_of_several_terms_holds_until_the_next() -> None:
    assert shared_with(journal((100.0, 10.0, 1.0), (300.0, 0.0, 0.0), (400.0, 5.0, 0.2)), "a") == [
        Source("b", 60.0, 0.5, -math.inf, 100.0), Source("b", 10.0, 1.0, 100.0, 300.0),
        Source("b", 5.0, 0.2, 400.0, math.inf),
    ]  # fmt: skip


def contact(made: Journal, *rows: tuple[float, float, float]) -> Journal:
    start_s, end_s, luck = zip(*rows, strict=True)
    n = len(rows)
    made.append("contact", side=["b"] * n, sensor=["radar"] * n, vessel=list(range(n)), start_s=list(start_s),
                end_s=list(end_s), luck=list(luck))  # fmt: skip
    return made


@pytest.mark.parametrize(
    ("now_s", "age_s"),
    [(120.0, 60.0), (150.0, 60.0), (160.0, 60.0), (161.0, 61.0), (200.0, 100.0), (309.0, math.inf), (1000.0, math.inf)],
)
def test_a_contact_is_as_old_as_the_terms_of_its_instants_make_it(now_s: float, age_s: float) -> None:
    """Of a contact from 50 to 400 s only what was seen before 100 s is passed on, a minute late."""
    made = contact(journal((100.0, 10.0, 0.3)), (50.0, 400.0, 0.4))
    found = ages(contacts_of(made), shared_with(made, "a"), np.array([0]), np.array([now_s]))
    assert found[0] == (age_s if math.isfinite(age_s) else now_s - 100.0)


def test_what_a_side_knows_is_cut_at_the_change_of_terms() -> None:
    made = contact(journal((100.0, 10.0, 1.0)), (50.0, 400.0, 0.4), (150.0, 400.0, 0.4), (50.0, 90.0, 0.8))
    found = [(bulk.side, bulk.row.tolist(), bulk.start_s.tolist(), bulk.end_s.tolist(), bulk.delay_s)
             for bulk in Known(made, "a", frozenset()).contacts(made.table("contact"))]  # fmt: skip
    assert found == [("a", [], [], [], 0.0), ("b", [0], [50.0], [100.0], 60.0),
                     ("b", [0, 1], [100.0, 150.0], [400.0, 400.0], 10.0)]  # fmt: skip


@pytest.mark.slow
def test_a_run_whose_links_change_says_so_and_its_pictures_follow() -> None:
    cut = Orders(amendments=(Amendment(43200.0, "cut", {"arrangement": []}),))
    more = Orders(amendments=(Amendment(43200.0, "more", {"arrangement[1].releasable": 1.0}),))
    given = {"as": Orders(), "cut": cut, "more": more}
    runs = {name: simulate(scenario(), "base", 0, orders) for name, orders in given.items()}
    said = {
        name: [(r.time_s, r.event.sender, r.event.products) for r in run.of(TermsSet)] for name, run in runs.items()
    }
    assert said["as"] == []
    assert said["cut"] == [(43200.0, "a", ("none",)), (43200.0, "b", ("none",))]
    assert [each[:2] for each in said["more"]] == [(43200.0, "b")]
    (times, _, _), late = picture_series(runs["as"])["a"], 72000.0
    held = {name: picture_series(run)["a"][1] for name, run in runs.items()}
    assert (held["as"][times < 43200.0] == held["cut"][times < 43200.0]).all()
    assert held["cut"][times > late].mean() < held["as"][times > late].mean() < held["more"][times > late].mean()
