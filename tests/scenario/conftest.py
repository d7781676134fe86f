"""A small vocabulary and a good scenario written in it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.base.errors import UserError
from sim.scenario import vocabulary
from sim.scenario.load import load

GOOD = Path(__file__).with_name("good.yaml").read_text(encoding="utf-8")


@pytest.fixture
def small_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let scenarios speak of cutters, lanes and buoys only."""
    monkeypatch.setattr(vocabulary, "PACKAGES", ("tests.scenario.words",))


@pytest.fixture
def good() -> str:
    """Give the text of a scenario without faults."""
    return GOOD


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Write a text to `s.yaml` in the folder one is in."""
    monkeypatch.chdir(tmp_path)

    def write(text: str) -> str:
        Path("s.yaml").write_text(text, encoding="utf-8")
        return "s.yaml"

    return write


@pytest.fixture
def faults_of(written: Callable[[str], str]) -> Callable[..., list[str]]:
    """Load a text and return its faults as they are printed."""

    def faults(text: str, *changes: str) -> list[str]:
        try:
            load(written(text), changes)
        except UserError as error:
            return [str(fault) for fault in error.faults]
        return []

    return faults
