"""What a scenario says of being played, and what is said of it when it cannot be."""

import pytest

from sim.base.errors import UserError
from sim.scenario.load import load

OBJECTIVES = ", ".join(f"{{id: {name}, text: See more.}}" for name in ("see", "sharing", "tasking", "judgement"))
PLAY = f"play={{cells: {{here: {{side: uk}}}}, objectives: [{OBJECTIVES}], stocks: {{days: {{here: 3}}}}}}"


def refused(*changes: str) -> str:
    with pytest.raises(UserError) as caught:
        load("msa", [PLAY, *changes])
    return str(caught.value)


def test_all_that_a_scenario_may_say_of_play_is_taken() -> None:
    decision = "decisions.priority.cell=here"
    made = load("msa", [PLAY, decision, "decisions.priority.costs={north: {days: 1}}", "play.turn=10 d"]).spec
    assert made.turn_s == 10 * 86400
    assert made.decisions[0].costs == {"north": {"days": 1.0}}
    assert load("msa").spec.turn_s == made.duration / 6
    assert load("msa", ["play.turn=90 d"]).spec.turn_s == made.duration


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("play.case=alon", "there is no case 'alon'; did you mean 'alone'?"),
        ("play.cells.here.side=ukk", "there is no side 'ukk'; did you mean 'uk'?"),
        ("play.cells.here.parts=[frigat]", "there is no part 'frigat'; did you mean 'frigate'?"),
        ("play.cells.there={side: japan, parts: [p1, p1]}", "'p1' is commanded by there too"),
        ("play.stocks.days.hre=2", "there is no cell 'hre'; did you mean 'here'?"),
        ("play.prices={parts.frigate.area: {day: 2}}", "there is no stock 'day'; did you mean 'days'?"),
        ("play.objectives=[{id: see, text: See., measures: [cue]}]", "there is no measure 'cue'"),
        ("decisions.priority.cell=hre", "there is no cell 'hre'"),
        ("decisions.priority.costs={north: {day: 1}}", "there is no stock 'day'"),
        ("decisions.priority.costs={nort: {days: 1}}", "found a label or cost of 'nort'"),
        ("decisions.priority.objective=se", "there is no objective 'se'"),
        ("injects.typhoon.objective=se", "there is no objective 'se'"),
        ("injects.typhoon.when={event: cue_raised}", "found both 'at' and 'when'"),
        ("injects.a={text: A.}", "found neither 'at' nor 'when'"),
        ("injects.a={text: A., when: {event: cue_rased}}", "there is no kind of event 'cue_rased'"),
        ("injects.a={text: A., when: {measure: cuess, above: 1}}", "there is no measure 'cuess'"),
        ("injects.a={text: A., when: {measure: cues}}", "found 0 bounds"),
        ("injects.a={text: A., when: {}}", "found both an event and a measure, or neither"),
    ],
)
def test_what_cannot_be_played_is_told_with_what_to_write(change: str, found: str) -> None:
    assert found in refused(change)
