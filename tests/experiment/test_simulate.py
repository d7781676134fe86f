"""A run is a function of its scenario, case and replication."""

import json
import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime

import pytest

import sim
from sim.experiment.replicate import replicate
from sim.experiment.simulate import prepare, simulate
from sim.kernel.journal import Journal
from sim.record.log import Key, create_log, read_log, write_log
from sim.scenario.load import Scenario, load

pytestmark = pytest.mark.slow

SHORT = ["duration=6 d", "warm_up=1 d", "injects=[]", "decisions=[]"]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("msa", SHORT)


@pytest.fixture(scope="module")
def journal(scenario: Scenario) -> Journal:
    return simulate(scenario, "arrangement", 1)


def test_the_same_arguments_give_the_same_log(scenario: Scenario, journal: Journal) -> None:
    assert simulate(scenario, "arrangement", 1).hash() == journal.hash()
    assert simulate(scenario, "arrangement", 2).hash() != journal.hash()


def test_it_is_the_same_in_another_process(journal: Journal) -> None:
    alone = "run(load('msa', sys.argv[1:]), case='arrangement', replication=1)"
    program = f"import sys; from sim import load, run; print({alone}.hash())"
    said = subprocess.run([sys.executable, "-c", program, *SHORT], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == journal.hash()


def test_what_was_prepared_changes_nothing(scenario: Scenario, journal: Journal) -> None:
    prepare(scenario)
    assert simulate(scenario, "arrangement", 1).hash() == journal.hash()


def test_the_header_says_what_was_run(scenario: Scenario, journal: Journal) -> None:
    header = journal.header
    assert (header["scenario"], header["case"], header["replication"]) == ("msa", "arrangement", 1)
    assert (header["seed"], header["duration_s"], header["warm_up_s"]) == (scenario.spec.seed, 6 * 86400, 86400)
    assert header["sides"] == tuple(scenario.spec.sides)
    assert len(header["links"]) == len(scenario.case("arrangement").arrangement) > 0
    assert datetime.fromisoformat(header["start"]) == scenario.spec.start
    assert header["title"]["en"]
    json.dumps(header, allow_nan=False)


def test_the_log_of_a_real_run_reads_back(journal: Journal) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        create_log(db)
        write_log(db, Key("arrangement", 1), journal)
        back = read_log(db, Key("arrangement", 1))
    assert back.hash() == journal.hash()
    assert back.header == journal.header
    assert len(back.records) > 100


def test_serial_is_parallel_and_a_scenario_travels(scenario: Scenario) -> None:
    travelled = pickle.loads(pickle.dumps(scenario))
    one, two = (replicate(each, ["alone", "fused"], 1, jobs=jobs) for each, jobs in ((scenario, 1), (travelled, 2)))
    assert one.log_hashes == two.log_hashes
    assert one.summary == two.summary


@pytest.mark.parametrize("name", ["load", "explain", "run", "replicate", "compare", "read"])
def test_the_door_is_open(name: str) -> None:
    assert name in dir(sim)
    door: Callable[..., object] = getattr(sim, name)
    assert callable(door)
    assert door.__doc__


def test_the_door_has_no_other_handles() -> None:
    with pytest.raises(AttributeError, match="module 'sim' has no attribute 'lod'"):
        sim.lod  # noqa: B018


def test_the_door_imports_nothing_before_it_is_used() -> None:
    heavy = {"numpy", "simpy", "pydantic", "yaml"}
    program = f"import sys, sim; print(*({heavy} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "\n"
