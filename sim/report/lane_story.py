"""A story of a sea lane: a ship that was boarded in one case, and in another heard a warning in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sim.base.tongue import phrase
from sim.kernel.events import Record
from sim.kernel.journal import Journal
from sim.models.lane_events import AttemptEnded, AttemptMade, ShipsWarned
from sim.parts.lane_patrol import PatrolCame, PatrolSent
from sim.record.log import trace
from sim.report.teller import Teller

__all__ = ["LaneStory", "in_time", "moral"]

LOOKOUT: Final = "lookout"
ANSWERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "speed_up": phrase("she went faster"),
        "stand_off": phrase("she passed clear of the area"),
        "wait": phrase("she waited outside"),
        "join": phrase("she joined a group"),
        LOOKOUT: phrase("she kept a better lookout"),
    }
)
ENDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "": phrase("nobody attacked her"),
        "repelled": phrase("she repelled the attempt"),
        "interrupted": phrase("a patrol came before she was boarded"),
    }
)
Key = tuple[int, str]  # a ship and a threat area


@dataclass(frozen=True, slots=True)
class LaneStory:
    """One ship in one area in two cases of equal luck: attacked and boarded `alone`; `heard` of it and not boarded.

    `answer` is what her master did, `ending` how an attempt on her ended all the same, "" where there was none.
    """

    shared: Journal
    alone: Journal
    attacked: Record
    heard: Record
    answer: str
    ending: str

    @property
    def key(self) -> Key:
        return self.attacked.event.ship, self.attacked.event.area

    def told_shared(self) -> list[Record]:
        """Return what led to the warning, and what happened to the ship after it."""
        return [*trace(self.shared, self.heard.seq), *_concerning(self.shared, self.key)]

    def told_alone(self) -> list[Record]:
        """Return what happened to the ship."""
        return _concerning(self.alone, self.key)


def in_time(alone: Journal, shared: Journal) -> LaneStory | None:
    """Return the best story of two logs, if any: a warning that was right, on a partner's report, and changed plans."""
    return max(_stories(alone, shared), key=_worth, default=None)


def _worth(story: LaneStory) -> tuple[bool, bool, bool, float]:
    heard = story.heard.event
    warning = story.shared.records[story.heard.cause or 0].event
    return not heard.false, warning.origin != heard.side, story.answer != LOOKOUT, -story.attacked.time_s


def _stories(alone: Journal, shared: Journal) -> Iterator[LaneStory]:
    """Yield the ships that were boarded in one log, and in the other were warned before that and were not."""
    heard = {record.event.warning: record for record in shared.of(ShipsWarned)}
    answers, there, endings = _answers(shared), _ends(alone), _ends(shared)
    for attacked in alone.counted(AttemptMade):
        key = attacked.event.ship, attacked.event.area
        warning, answer = answers.get(key, (-1, ""))
        told = heard.get(warning)
        ending = endings.get(key, "")
        if there.get(key) == "boarded" and told and told.time_s < attacked.time_s and ending in ENDINGS:
            yield LaneStory(shared, alone, attacked, told, answer, ending)


def _answers(journal: Journal) -> dict[Key, tuple[int, str]]:
    """Return the warning that each ship answered in an area, and how."""
    table, place = journal.table("reaction"), journal.table("place")
    if not table:
        return {}
    names = dict(zip(place["place"].tolist(), place["name"].tolist(), strict=True))
    columns = (table[name].tolist() for name in ("ship", "place", "warning", "answer"))
    return {(ship, names[at]): (warning, answer) for ship, at, warning, answer in zip(*columns, strict=True)}


def _ends(journal: Journal) -> dict[Key, str]:
    return {(r.event.ship, r.event.area): r.event.outcome for r in journal.of(AttemptEnded)}


def _concerning(journal: Journal, key: Key) -> list[Record]:
    """Return what happened to a ship in an area."""
    kinds = (AttemptMade, PatrolSent, PatrolCame, AttemptEnded)
    return [record for record in journal.of(*kinds) if (record.event.ship, record.event.area) == key]


def moral(story: LaneStory, teller: Teller, cases: tuple[str, str]) -> tuple[str, str]:
    """Say what the story is about, and what made the difference; `cases` are the one without and the one with it."""
    say, made, told = teller.tongue, story.attacked.event, story.heard
    warning = story.shared.records[told.cause or 0].event
    about = say(
        "Ship {ship} of {side} was boarded in {area} in case {baseline} of replication 0. In case {case} a warning "
        "reached her first, and she was not.",
        ship=made.ship, side=teller.sides.get(made.side, made.side), area=teller.areas.get(made.area, made.area),
        baseline=cases[0], case=cases[1],
    )  # fmt: skip
    difference = say(
        "The warning reached her {span} before the time at which she was attacked without it, on a report from "
        "{origin}: {answer}, and {ending}.",
        span=teller.span(story.attacked.time_s - told.time_s), origin=teller.sides.get(warning.origin, warning.origin),
        answer=say(ANSWERS[story.answer]), ending=say(ENDINGS[story.ending]),
    )  # fmt: skip
    return about, difference
