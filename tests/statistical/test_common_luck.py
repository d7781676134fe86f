"""Shared luck narrows differences where the pages say so, and the interval of that claim covers what it should."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.replicate import replicate
from sim.scenario.load import load
from tests.docs.pages import text
from tests.experiment.fake.model import SETUP, Scenario
from tests.intervals import covers_share
from tools.common_luck import BASELINE, CASE, CLAIMED, factor, factors
from tools.marked import between


@pytest.mark.slow
def test_the_factors_interval_covers_it() -> None:
    """Two normal columns of correlation 0.6: the factor is 1 / (1 − 0.6) = 2.5."""

    def found(seed: int) -> bool:
        shared, mine, theirs = np.random.default_rng(seed).normal(size=(3, 30))
        told = factor(*(np.sqrt(0.6) * shared + np.sqrt(0.4) * own for own in (mine, theirs)))
        return told.low <= 2.5 <= told.high

    covers_share(sum(map(found, range(2000))), 2000, 0.95)


def test_luck_that_is_not_shared_is_worth_nothing() -> None:
    mine, theirs = np.random.default_rng(5).normal(size=(2, 10_000))
    told = factor(mine, theirs)
    assert told.low <= 1 <= told.high
    assert told.value == pytest.approx(1, abs=0.05)


def test_what_is_claimed_is_in_the_page_with_an_interval_above_one() -> None:
    page = between(text("docs/msa.md"), "common-luck") or ""
    rows = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `")}
    for name in CLAIMED:
        assert float(rows[name].split("|")[3].split(" to ")[0]) > 1, name


def test_pairs_of_several_seeds_are_one_sample() -> None:
    boxes = [replicate(Scenario(seed=seed), replications=9, jobs=1, setup=SETUP) for seed in (7, 8)]
    found, (one, other) = factors(boxes, ("boxes_found",), ("together", "alone"))["boxes_found"], boxes
    both = [[*one.values(case, "boxes_found").values(), *other.values(case, "boxes_found").values()]
            for case in ("together", "alone")]  # fmt: skip
    assert found == factor(*map(np.array, both))
    assert found.pairs == 18


@pytest.mark.slow
def test_what_is_claimed_of_transfers_shows_in_a_few_replications() -> None:
    """Only what eight of them can tell: the factor for transfers, over five in the page."""
    result = replicate(load("msa", ["measures=[transfers]"]), [BASELINE, CASE], 8, jobs=1)
    columns = [np.array(list(result.values(case, "transfers").values())) for case in (CASE, BASELINE)]
    assert factor(*columns).low > 1
