"""The review of a game: numbers that hold, words that claim no more, and nothing that a stranger wrote is trusted."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from math import nan
from pathlib import Path

import pytest

from sim.base.tongue import Tongue
from sim.experiment.simulate import simulate
from sim.kernel.journal import Journal
from sim.measure.catalogue import measured
from sim.measure.compare import Contrast, contrast, family_of
from sim.table.counterfactual import Counterfactuals, Worth
from sim.table.game import Game
from sim.table.review import write_review
from sim.table.review.facts import Review, reviewed
from sim.table.review.follow import apart, hidden, under_way
from sim.table.review.luck import judged, places
from tests.table.played import HOSTILE, played
from tests.table.tables import game as begun

N = 3


@pytest.fixture(scope="module")
def game(tmp_path_factory: pytest.TempPathFactory) -> Game:
    return played(tmp_path_factory.mktemp("game"))


@pytest.fixture(scope="module")
def found(game: Game) -> Counterfactuals:
    return Counterfactuals(game, N, jobs=1)


@pytest.fixture(scope="module")
def out(game: Game, found: Counterfactuals, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("review")
    write_review(game, found, folder, "en")
    return folder


@pytest.fixture(scope="module")
def page(out: Path) -> str:
    return (out / "review.md").read_text(encoding="utf-8")


def told(page: str, heading: str) -> str:
    """Return what stands below a heading, to the next."""
    return re.split(r"\n#+ ", page.split(f" {heading}\n", 1)[1])[0]


@pytest.mark.slow
def test_measures_on_the_page_are_those_of_the_run(game: Game, page: str) -> None:
    values = measured(simulate(game.scenario, "base", 0, game.state.orders), game.rules.spec.measures)
    assert f"| **Transfers that began** | {values['transfers']:.0f} |" in page
    assert f"(simulated: {values['cues']:.0f})" in page


@pytest.mark.slow
def test_a_ruling_is_marked_wherever_its_value_stands(out: Path, page: str) -> None:
    rows = [line for line in page.splitlines() if line.startswith("| ") and "evidence enough to send" in line]
    whole = [line for line in rows if "(Side" not in line]
    assert len(whole) >= 6
    assert [line for line in whole if "†" not in line] == []
    assert "because: \\<script\\>" in page
    assert "7 † (simulated:" in page


@pytest.mark.slow
def test_entries_taken_back_are_told_as_such(page: str) -> None:
    said = page.split("Everything that was said, in order", 1)[1].split("## ", 1)[0]
    rows = [re.split(r" (?<!\\)\| ", line.strip("| ")) for line in said.splitlines() if line.startswith("| ")][2:]
    fates = {cells[3]: cells[4] for cells in rows}
    assert fates["5"] == "taken back by entry 6"
    assert fates["13"] == "rewound by entry 15"
    assert {fates[name] for name in ("2", "3", "4", "7", "9", "15", "16", "17")} == {"stands"}


@pytest.mark.slow
def test_it_says_how_many_comparisons_were_made(game: Game, found: Counterfactuals, page: str) -> None:
    review = reviewed(game, found, Tongue())
    assert "4 alternatives are judged by one measure each" in page
    stems = len(game.rules.spec.measures)
    assert review.differences == 4 * stems
    assert f"The tables show {4 * stems} differences" in page
    assert {each.family for one in review.decided for _, _, each in one.judged} <= set(range(5))


@pytest.mark.slow
def test_what_was_known_and_what_was_true_are_of_the_moment(game: Game, page: str) -> None:
    known = told(page, "What was known")
    assert "What it saw at 2021-03-01 00:00" in known
    hunt = page.split("Where shall the aircraft search?", 1)[1]
    assert "What it saw at 2021-03-01 12:00" in hunt
    clocks = re.findall(r"2021-03-\d\d \d\d:\d\d", told(hunt, "What was known") + told(hunt, "What was true"))
    assert max(clocks) <= "2021-03-01 12:00"


@pytest.mark.slow
def test_objectives_bring_their_questions_and_their_measures(page: str) -> None:
    assert "- What would you release?" in page
    guide = told(page, "Decide what to release.")
    assert "evidence enough to send somebody" in guide
    assert "P / S / M / U" in guide
    assert guide.count("\\_" * 40) == 7


@pytest.mark.slow
def test_a_review_does_not_change_the_game_and_is_the_same_again(
    game: Game, found: Counterfactuals, out: Path, tmp_path: Path
) -> None:
    before = game.path.read_bytes(), game.look()
    again = Counterfactuals(game, N, jobs=1)
    written = write_review(game, again, tmp_path, "en")
    assert (game.path.read_bytes(), game.look()) == before
    assert {path.name for path in written} == {"review.html", "review.md", "facilitator.html", "facilitator.md"}
    names = [path.relative_to(tmp_path) for path in tmp_path.rglob("*.*") if path.is_file()]
    assert len(names) >= 10
    assert [name for name in names if (tmp_path / name).read_bytes() != (out / name).read_bytes()] == []


class Elements(HTMLParser):
    """The elements of a page, and what attributes they have."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[tuple[str, ...]] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add((tag, *sorted(name for name, _ in attrs)))


@pytest.mark.slow
def test_hostile_words_make_no_elements(out: Path) -> None:
    for name in ("review", "facilitator"):
        text = (out / f"{name}.html").read_text(encoding="utf-8")
        assert {tag for tag, *_ in Elements(text).found} & {"script", "b", "a", "iframe"} == set()
        assert "\u202e" not in text
    assert HOSTILE.partition("(")[0].replace("<", "\\<").replace(">", "\\>") in (out / "review.md").read_text("utf-8")


@pytest.mark.slow
def test_a_japanese_page_is_in_japanese(game: Game, found: Counterfactuals, tmp_path: Path) -> None:
    write_review(game, found, tmp_path, "ja")
    text = (tmp_path / "review.md").read_text(encoding="utf-8")
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert len(headings) > 15
    english = [line for line in headings if not re.search(r"[ぁ-んァ-ヶ一-龠]", line)]
    assert english == ["### Decide what to release."]  # the scenario says it in English alone


@pytest.mark.slow
def test_a_branch_names_its_parent(game: Game, tmp_path: Path) -> None:
    with game.branch(tmp_path / "b.game", turn=2) as branch:
        write_review(branch, Counterfactuals(branch, 2, jobs=1), tmp_path, "en")
    text = (tmp_path / "review.md").read_text(encoding="utf-8")
    assert "It is a branch of the game a.game, with which it shares the first 15 entries." in text
    assert "stands; shared with the parent game" in text
    assert "This is the review so far." in text


@pytest.mark.slow
def test_a_game_that_has_not_begun_can_be_reviewed(tmp_path: Path) -> None:
    with begun(tmp_path) as early:
        write_review(early, Counterfactuals(early, 2, jobs=1), tmp_path, "en")
    text = (tmp_path / "review.md").read_text(encoding="utf-8")
    assert "It is not over: turn 1 of 4, played until 2021-03-01 00:00." in text
    assert "What was decided" not in text


# What followed


@pytest.mark.slow
def test_events_that_differ_are_those_in_one_run_alone(game: Game, found: Counterfactuals) -> None:
    (alternative,) = found.of("order-2")
    one, two = found.journal(), found.journal(alternative.orders)
    here = apart(one, two, 0.0)
    assert {record.kind for record in here.here} >= {"took_off"}
    since = [record for record in one.records if record.kind not in ("queued", "seized", "released", "change_made")]
    assert here.common + len(here.here) == len(since)
    assert apart(one, one, 0.0).here == ()
    first, *rest = here.chain
    assert rest
    assert set(rest) <= set(here.here)
    assert first not in here.here


@pytest.mark.slow
def test_what_is_hidden_names_no_side_that_knows(game: Game, found: Counterfactuals) -> None:
    unseen = hidden(found.journal(), "b", 0.0)
    assert unseen
    assert all("b" not in record.event.knowers() for record in unseen)
    assert hidden(found.journal(), "", 0.0) == []


@pytest.mark.slow
def test_what_is_under_way_has_begun_and_not_ended(game: Game) -> None:
    journal = game.journal()
    begun_s = {r.event.transfer: r.time_s for r in journal.records if r.kind == "transfer_began"}
    ended_s = {r.event.transfer: r.time_s for r in journal.records if r.kind == "transfer_ended"}
    number, at_s = next(iter(begun_s.items()))
    review = Review(game, None, 0, {}, ())  # type: ignore[arg-type]
    cut: Journal = review.until((at_s + ended_s[number]) / 2)
    assert number in {each.record.event.transfer for each in under_way(cut)}
    later = {each.record.event.transfer for each in under_way(review.until(ended_s[number] + 1))}
    assert number not in later


# Luck and judgement

LIFTED = {k: 3.0 + k % 2 for k in range(1, 21)}
FLAT = dict.fromkeys(range(1, 21), 0.0)
NOISY = {k: 9.0 * (-1) ** k + 0.1 for k in range(1, 21)}


def worth(differences: dict[int, float], own: float) -> tuple[Worth, Contrast]:
    """Return a worth whose differences are given."""
    found = contrast(differences, FLAT, pairs=True)
    return Worth("m", "count", "m", "high", own, 0.0, found, differences), family_of([found])[0]


CASES = [
    (LIFTED, 2.0, 1, ("good", "better")), (LIFTED, -2.0, 1, ("good", "worse")), (LIFTED, 0.0, 1, ("good", "same")),
    (LIFTED, 2.0, -1, ("poor", "worse")), (LIFTED, -2.0, -1, ("poor", "better")), (LIFTED, nan, 1, ("good", "untold")),
    (LIFTED, 2.0, 0, ("more", "more")), (LIFTED, -2.0, 0, ("more", "less")), (NOISY, 50.0, 1, ("open", "better")),
    (NOISY, -50.0, 1, ("open", "worse")), (FLAT, 0.0, 1, ("same", "same")), (FLAT, 1.0, 1, ("same", "better")),
]  # fmt: skip


@pytest.mark.parametrize(("differences", "own", "better", "said"), CASES)
def test_words_follow_from_the_interval(
    differences: dict[int, float], own: float, better: int, said: tuple[str, str]
) -> None:
    found = judged(*worth(differences, own), better)
    assert (found.worth, found.came) == said


def test_a_difference_that_does_not_stand_with_all_others_is_left_open() -> None:
    """Alone its interval excludes zero; among a hundred looked at, one of twenty such is expected."""
    one = {k: 1.0 + 2.0 * (-1) ** k for k in range(1, 21)}
    mine, alone = worth(one, 5.0)
    assert alone.difference.sign == 1
    among = family_of([alone, *[replace(alone, p=0.9)] * 99])[0]
    assert judged(mine, alone, 1).worth == "good"
    assert judged(mine, among, 1).worth == "open"


def test_one_replication_judges_nothing() -> None:
    assert judged(*worth({1: 5.0}, 5.0), 1).worth == "open"


def test_places_are_counted() -> None:
    mine, _ = worth({1: -1.0, 2: 0.0, 3: 2.0, 4: 3.0}, 2.5)
    assert places(mine) == (2, 1, 1, 3)
