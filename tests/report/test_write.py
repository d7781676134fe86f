"""All of a result folder at once: the same files as one by one, and each log read once."""

import pickle
from collections import Counter
from pathlib import Path

import pytest

from sim.experiment.replicate import replicate
from sim.kernel.journal import Journal
from sim.record.results import Results
from sim.report import draw, write_all
from sim.report.document import write_report
from sim.report.replay import write_replay
from sim.report.style import LOOKS
from sim.report.together import together
from tests.report.unpacked import CASES, small


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "small"
    replicate(small(), CASES, 1, jobs=1, out=path)
    return path


@pytest.mark.slow
def test_all_at_once_are_the_same_files_as_one_by_one(folder: Path) -> None:
    alone = {path: path.read_bytes() for path in [*draw(folder, jobs=1), write_replay(folder), *write_report(folder)]}
    written = write_all(folder, jobs=2)
    assert written == sorted(alone)
    assert {path: path.read_bytes() for path in written} == alone


@pytest.mark.slow
def test_each_log_is_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, journal = Counter[str](), Results.journal

    def counted(self: Results, case: str, replication: int = 0) -> Journal:
        read[case] += 1
        return journal(self, case, replication)

    monkeypatch.setattr(Results, "journal", counted)
    write_all(folder, jobs=1)
    assert read == dict.fromkeys(CASES, 1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_works_give_what_they_give_in_their_order(jobs: int) -> None:
    assert together([str, int, tuple, float], jobs) == ["", 0, (), 0.0]


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_goes_to_another_process(name: str) -> None:
    assert pickle.loads(pickle.dumps(LOOKS[name])) == LOOKS[name]
