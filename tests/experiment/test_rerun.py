"""A result folder made again: every log is what it was, or what is not is told, with the likely why."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import sim.scenario.load
from sim.base.errors import UserError
from sim.experiment.replicate import replicate
from sim.experiment.rerun import rerun
from sim.face.rerun import rerun_command
from sim.record.folder import RUN
from tests.experiment.fake.model import SETUP, Scenario
from tests.parts.test_ais_traffic import FILE, SCENARIO

again = partial(rerun, jobs=1, setup=SETUP)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a result folder whose scenario reads a file of data."""
    (tmp_path / "ships.csv").write_text("a,b\n")
    scenario = Scenario(data=(str(tmp_path / "ships.csv"),))
    monkeypatch.setattr(sim.scenario.load, "load", lambda path: replace(scenario, name=path.stem))
    replicate(scenario, jobs=1, out=tmp_path / "out", setup=SETUP)  # type: ignore[arg-type]
    return tmp_path / "out"


def altered(made: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    manifest = json.loads((made / RUN).read_text())
    change(manifest)
    (made / RUN).write_text(json.dumps(manifest))
    return made


def test_what_is_made_again_is_what_it_was(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {item.name: item.read_bytes() for item in made.iterdir()}
    found = again(made)
    assert (found.runs, found.differing, found.equal) == (12, (), True)
    assert rerun_command(made, jobs=1, setup=SETUP) == 0
    assert capsys.readouterr().out == "All 12 logs are what they were.\n"
    assert {item.name: item.read_bytes() for item in made.iterdir()} == before


def test_a_part_of_it(made: Path) -> None:
    assert again(made, ["together"], 2).runs == 2


def test_a_log_that_differs_is_told_with_what_else_does(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def change(manifest: dict[str, Any]) -> None:
        manifest["log_hash"]["together"][3] = "0" * 32
        manifest["versions"]["numpy"] = "1.0"

    assert rerun_command(altered(made, change), jobs=1, setup=SETUP) == 1
    said = capsys.readouterr().out
    assert "1 of 12 logs are not what they were:\n  case together, replication 3: was 000000000000…, is " in said
    assert "This is likely why:\n  numpy was 1.0, and is " in said


def test_json(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    altered(made, lambda manifest: manifest["log_hash"]["alone"].__setitem__(0, "0" * 32))
    assert rerun_command(made, jobs=1, as_json=True, setup=SETUP) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["equal"], told["runs"]) == (False, 12)
    assert [(each["case"], each["replication"]) for each in told["differing"]] == [("alone", 0)]


def test_hashes_of_another_form_are_no_mismatch(made: Path) -> None:
    altered(made, lambda manifest: manifest.pop("log_hash_form"))
    for action in (again, partial(replicate, Scenario(), jobs=1, out=made, resume=True, setup=SETUP)):
        with pytest.raises(
            UserError, match=r"hashed in form 1 by sim .*; this sim hashes in form 2, and the two cannot"
        ):
            action(made) if action is again else action()


def test_data_that_changed_or_went_is_told(made: Path, tmp_path: Path) -> None:
    (tmp_path / "ships.csv").write_text("a,c\n")
    with pytest.raises(UserError, match=r"ships.csv: has changed since the runs were made"):
        again(made)
    (tmp_path / "ships.csv").unlink()
    with pytest.raises(UserError, match=r"ships.csv: cannot be read \(no such file"):
        again(made)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda manifest: manifest.update(scenario_hash="f" * 32), "scenario.yaml: is not what was run"),
        (lambda manifest: manifest.update(complete=False), "holds an unfinished run; finish it first: sim run"),
        (lambda manifest: manifest.pop("log_hash"), "does not tell log_hash; name a folder that `sim run` wrote"),
        (lambda manifest: manifest["log_hash"]["alone"].pop(), "holds 5 hashes of case alone for 6 replications"),
        (lambda manifest: manifest["log_hash"].pop("alone"), "holds 0 hashes of case alone"),
    ],
)
def test_a_folder_that_cannot_be_compared_is_told(
    made: Path, change: Callable[[dict[str, Any]], object], message: str
) -> None:
    with pytest.raises(UserError) as told:
        again(altered(made, change))
    assert message in str(told.value)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"cases": ["togther"]}, "there is no case 'togther'; did you mean 'together'?"),
        ({"replications": 7}, "-n: found 7; write 1 to 6"),
        ({"replications": 0}, "-n: found 0; write 1 to 6"),
        ({"jobs": 0}, "--jobs: found 0"),
    ],
)
def test_a_wrong_request_is_told(made: Path, given: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError) as told:
        rerun(made, **{"setup": SETUP, "jobs": 1} | given)
    assert message in str(told.value)


def test_no_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is missing; name a folder that `sim run` wrote"):
        again(tmp_path / "nowhere")


@pytest.mark.slow
def test_a_scenarios_file_of_data_is_in_run_json(tmp_path: Path) -> None:
    """The real thing, from file to file: AIS as traffic, one case, one replication."""
    ships = tmp_path / "ships.csv"
    ships.write_bytes(Path(FILE).read_bytes())
    (tmp_path / "real.yaml").write_text(SCENARIO % "ships.csv")
    replicate(sim.scenario.load.load(tmp_path / "real.yaml"), replications=1, jobs=1, out=tmp_path / "out")
    told = json.loads((tmp_path / "out" / RUN).read_text())
    assert told["data"] == {str(ships): sha256(ships.read_bytes()).hexdigest()}
    assert rerun(tmp_path / "out", jobs=1).equal
    ships.write_text(ships.read_text().replace("27.0", "27.1"))
    with pytest.raises(UserError, match="has changed since the runs were made"):
        rerun(tmp_path / "out", jobs=1)
