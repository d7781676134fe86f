"""`sim run --warm-up auto` proposes, draws and changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.base.errors import UserError
from sim.face.run import run_command
from tests.docs.pages import ROOT

SMALL = str(ROOT / "tests" / "scenarios" / "small.yaml")


@pytest.mark.slow
def test_a_proposal_is_a_line_of_the_scenario_and_a_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = Path(SMALL).read_bytes()
    assert run_command(SMALL, ["alone"], "8", jobs=1, out=tmp_path / "out", warm_up="auto") == 0
    said = capsys.readouterr().out
    assert "picture_completeness" in said and "The scenario says 24 h." in said
    assert any(line.startswith("  warm_up: ") and line.endswith(" h") for line in said.splitlines())
    assert sorted(item.name for item in (tmp_path / "out").iterdir()) == ["warm-up.png", "warm-up.svg"]
    assert Path(SMALL).read_bytes() == before


@pytest.mark.slow
def test_json_tells_every_measure(capsys: pytest.CaptureFixture[str]) -> None:
    run_command(SMALL, ["alone"], "8", jobs=1, warm_up="auto", figures=False, as_json=True)
    told = json.loads(capsys.readouterr().out)
    real = {each["measure"]: each["cut_s"] for each in told["measures"] if each["real"]}
    assert told["warm_up_s"] == max(real.values()) > 0
    assert (told["step_s"], told["pilots"]) == (7200.0, 8)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "given", "message"),
    [
        ("5 d", {}, "--warm-up: found '5 d'; write --warm-up auto for a proposal; to set it: --set 'warm_up=5 d'"),
        ("auto", {"replications": "2"}, "-n: found 2; write 5 pilots or more"),
        ("auto", {"jobs": 0}, "--jobs: found 0"),
        ("auto", {"cases": ["alnoe"]}, "there is no case 'alnoe'"),
        ("auto", {"sets": ["duration=10 min", "warm_up=0 h"]}, "is too short to see anything settle"),
    ],
)
def test_a_wrong_request_is_told(asked: str, given: dict[str, object], message: str) -> None:
    with pytest.raises(UserError) as told:
        run_command(SMALL, warm_up=asked, **given)  # type: ignore[arg-type]
    assert message in str(told.value)
