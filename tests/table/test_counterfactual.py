"""What a decision was worth: against runs made one by one, kept, resumed, and never of the game's own luck."""

from dataclasses import replace
from pathlib import Path

import pytest

from sim.base.errors import UserError
from sim.experiment.executor import Outcome, Serial, Task
from sim.experiment.replicate import Interrupted, Progress
from sim.experiment.simulate import Replication, simulate
from sim.measure.catalogue import measured
from sim.measure.estimate import paired
from sim.scenario.orders import Amendment
from sim.table.counterfactual import Counterfactuals, kept_beside, keys, worth_of
from sim.table.game import Game
from tests.table.played import played

pytestmark = pytest.mark.slow
N = 3


@pytest.fixture(scope="module")
def game(tmp_path_factory: pytest.TempPathFactory) -> Game:
    return played(tmp_path_factory.mktemp("game"))


@pytest.fixture(scope="module")
def found(game: Game) -> Counterfactuals:
    made = Counterfactuals(game, N, jobs=1)
    made.run()
    return made


def test_everything_that_was_decided_can_be_changed(game: Game) -> None:
    told = {each.id: (each.sort, each.took, each.others, each.cells) for each in keys(game)}
    assert told == {
        "order-2": ("order", "3 /d", ("left out",), ("a",)),
        "request-4": ("refusal", "north", ("granted",), ("a",)),
        "hunt": ("choice", "north", ("south", "both"), ("a",)),
        "level": ("choice", "loosely", ("closely",), ("a", "b")),
    }


def test_values_are_those_of_runs_made_one_by_one(game: Game, found: Counterfactuals) -> None:
    names, orders = game.rules.spec.measures, game.state.orders
    changed = {
        "order-2": replace(orders, amendments=tuple(a for a in orders.amendments if a.id != "order-2")),
        "request-4": replace(
            orders, amendments=(orders.amendments[0], Amendment(0.0, "x", {"parts.mpa.area": "north"}),
                                *orders.amendments[1:])
        ),
        "level": replace(orders, choices={**orders.choices, "level": "closely"}),
    }  # fmt: skip
    for key, other in changed.items():
        (alternative,) = found.of(key)
        one, two = ({k: measured(simulate(game.scenario, "base", k, each), names) for k in range(N + 1)}
                    for each in (orders, other))  # fmt: skip
        for worth in alternative.worth:
            name = worth.measure
            assert (worth.actual, worth.changed) == pytest.approx((one[0][name], two[0][name]), nan_ok=True), (
                key,
                name,
            )
            by_hand = paired({k: one[k][name] for k in range(1, N + 1)}, {k: two[k][name] for k in range(1, N + 1)})
            if by_hand.mean == by_hand.mean:
                assert worth.judgement.difference.mean == pytest.approx(by_hand.mean), (key, name)
                assert worth.judgement.difference.ci95 == pytest.approx(by_hand.ci95), (key, name)


def test_the_game_s_own_luck_is_none_of_the_other(game: Game, found: Counterfactuals) -> None:
    assert set(found.of("order-2")[0].worth[0].differences) == set(range(1, N + 1))


def test_the_rounding_of_sums_is_no_difference() -> None:
    one, two = {k: {"cues": 0.1 + 0.2} for k in range(1, 4)}, {k: {"cues": 0.3} for k in range(1, 4)}
    worth = worth_of("cues", {"cues": 0.3}, {"cues": 0.1 + 0.2}, one, two)
    assert worth.own == 0.0
    assert set(worth.differences.values()) == {0.0}
    assert (worth.judgement.difference.mean, worth.judgement.steady) == (0.0, True)


def test_what_changes_nothing_is_not_run(found: Counterfactuals) -> None:
    south, both = found.of("hunt")
    assert south.worth and not south.void
    assert (both.worth, both.void) == ((), "it changes nothing")


def test_what_was_not_decided_has_no_worth(found: Counterfactuals) -> None:
    with pytest.raises(UserError, match="did you mean 'hunt'"):
        found.of("hund")


def test_only_what_was_played_counts(tmp_path: Path) -> None:
    """Of a game that goes on nothing is told that lies ahead of it."""
    with played(tmp_path, turns=1) as early:
        assert [each.id for each in keys(early)] == ["order-2", "request-4"]
        one = Counterfactuals(early, 2, jobs=1)
        whole = simulate(early.scenario, "base", 0, early.state.orders)
        begun = [r for r in whole.records if r.kind == "transfer_began" and 21600 <= r.time_s < early.state.now_s]
        assert one.of("order-2")[0].of("transfers").actual == len(begun)  # type: ignore[union-attr]
        assert one.journal().header["duration_s"] == early.state.now_s


class Stopping(Serial):
    """Ctrl-C after some tasks."""

    def __init__(self, after: int) -> None:
        self.after, self.ran = after, list[Task]()

    def run(self, work: Replication, tasks: list[Task]) -> object:  # type: ignore[override]
        for task in tasks:
            if len(self.ran) == self.after:
                raise KeyboardInterrupt
            self.ran.append(task)
            outcomes: list[Outcome] = work(task)
            yield [outcomes]


def test_what_was_finished_before_ctrl_c_is_not_run_again(
    game: Game, found: Counterfactuals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, told = tmp_path / "a.replications", list[Progress]()
    first, second = Stopping(1), Stopping(99)
    for engine in (first, second):
        monkeypatch.setattr("sim.table.counterfactual.choose", lambda *_, engine=engine: engine)
        resumed = Counterfactuals(game, N, kept=kept, on_progress=told.append)
        if engine is first:
            with pytest.raises(Interrupted) as stopped:
                resumed.run()
            assert (stopped.value.done, stopped.value.total) == (5, 15)
    resumed.run()
    assert [task.replication for task in second.ran] == [2, 3]
    assert (told[-1].done, told[-1].total, told[-1].before) == (15, 15, 5)
    assert resumed.of("order-2") == found.of("order-2")


def test_a_damaged_store_is_told_in_a_message(game: Game, tmp_path: Path) -> None:
    kept = tmp_path / "a.replications"
    kept.write_bytes(b"no database at all" * 100)
    with pytest.raises(UserError, match=r"is damaged.*remove a\.replications: it saves work, and holds nothing else"):
        Counterfactuals(game, N, jobs=1, kept=kept).run()


def test_it_is_kept_beside_the_game() -> None:
    assert kept_beside(Path("x/a.game")) == Path("x/a.game.replications")
