"""Names in what is said of play: each that leads nowhere is told, with its line and the nearest spelling."""

from pathlib import Path

import pytest

from sim.base.errors import UserError
from sim.scenario.load import load
from tests.table.exercise import exercise

WRONG = [
    # what is replaced, by what, and the fault that is told
    ("cell: first", "cell: frist", "decisions.choose-first.cell: there is no cell 'frist'; did you mean 'first'?"),
    ("objective: goal", "objective: gaol", "there is no objective 'gaol'; did you mean 'goal'?"),
    ("first: 11", "third: 11", "play.stocks.hours: there is no cell 'third'"),
    ("hours: 3", "houres: 3", "play.prices.parts.mpa.area: there is no stock 'houres'; did you mean 'hours'?"),
    ("[cues]", "[cuse]", "play.objectives.goal.measures[0]: there is no measure 'cuse'; did you mean 'cues'?"),
    ("case: arrangement", "case: arangement", "play.case: there is no case 'arangement'; did you mean 'arrangement'?"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("good", "bad", "told"), WRONG, ids=[bad for _, bad, _ in WRONG])
def test_a_name_that_leads_nowhere_is_told(tmp_path: Path, good: str, bad: str, told: str) -> None:
    file = Path(exercise(tmp_path).file)
    text = file.read_text(encoding="utf-8")
    assert good in text
    file.write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(UserError) as refused:
        load(file)
    assert told in str(refused.value)


@pytest.mark.slow
def test_an_option_may_not_cost_what_nobody_has(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"decisions\.x\.costs\.go: there is no stock 'money'; write one of: hours"):
        exercise(tmp_path, decisions=[
            {"at": "1 d", "id": "x", "asks": "?", "options": {"go": {}}, "default": "go", "costs": {"go": {"money": 1}}}
        ])  # fmt: skip
