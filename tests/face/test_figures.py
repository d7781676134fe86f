"""`sim figures` draws a folder's pictures again, as the user asks."""

from pathlib import Path

import pytest

from sim.face.cli import run
from tests.report.synthetic import made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Return what the drawing was asked for."""
    asked: list[tuple[object, ...]] = []

    def draw(folder: Path, *given: object) -> list[Path]:
        asked.append((folder, *given))
        return [folder / "figures" / "map.png"]

    monkeypatch.setattr("sim.report.draw", draw)
    return asked


def test_style_language_and_jobs_are_passed_on(
    asked: list[tuple[object, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["figures", "result", "--style", "dark", "--lang", "ja", "--jobs", "1"]) == 0
    assert run(["figures", "result"]) == 0
    assert asked == [(Path("result"), 1, "ja", "dark"), (Path("result"), None, None, "light")]
    assert capsys.readouterr().out.splitlines()[0] == "pictures: result/figures"


def test_a_style_there_is_not_is_a_mistake_in_the_usage(asked: list[tuple[object, ...]]) -> None:
    assert run(["figures", "result", "--style", "drak"]) == 2
    assert run(["figures", "result", "--lang", "fr"]) == 2
    assert asked == []


def test_a_folder_that_holds_no_result_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["figures", str(tmp_path)]) == 1
    assert "is not a result folder; name a folder that `sim run` wrote" in capsys.readouterr().err


@pytest.mark.slow
def test_pictures_are_drawn_over_those_before(tmp_path: Path) -> None:
    folder = made(tmp_path)
    assert run(["figures", str(folder), "--jobs", "1"]) == 0
    first = (folder / "figures" / "map.svg").read_text(encoding="utf-8")
    assert run(["figures", str(folder), "--jobs", "1", "--style", "dark"]) == 0
    assert "#12181f" not in first
    assert "#12181f" in (folder / "figures" / "map.svg").read_text(encoding="utf-8")
