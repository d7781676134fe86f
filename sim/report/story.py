"""One story of a result: a transfer that sharing showed and silence hid, or whatever chain of causes tells most."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from sim.kernel.events import EVERYBODY, Record
from sim.kernel.journal import Journal
from sim.models.sts_measures import Transfer, transfers_of
from sim.record.log import trace
from sim.report.teller import Teller

__all__ = ["ABOUT_ALL", "QUEUEING", "TransferStory", "best", "concerning", "difference", "knows", "plain", "richest",
           "says", "stories"]  # fmt: skip

SAME_S: Final = 1.0
ABOUT_ALL: Final = ("transfer_agreed", "transfer_began", "transfer_ended", "evidence_held")
ABOUT_VESSEL: Final = ("went_dark", "contact_gained", "vessel_inspected")
ABOUT_CUE: Final = ("cue_raised", "asset_tasked", "asset_recalled", "cue_expired", "cue_worked")
QUEUEING: Final = frozenset({"queued", "seized", "released"})  # of whom nobody but the queue knows
IN_TRUTH: Final = ("contact_gained", "vessel_inspected")


@dataclass(frozen=True, slots=True)
class TransferStory:
    """One transfer in two cases of equal luck, and the photograph that sharing led to."""

    shared: Journal
    alone: Journal
    transfer: Transfer
    photograph: int

    @property
    def twin(self) -> Transfer:
        """The same transfer as it went alone."""
        return next(each for each in transfers_of(self.alone) if each.number == self.transfer.number)

    def told_shared(self) -> list[Record]:
        """Return what was true, what led to the photograph, and what came of it."""
        held = (
            r for r in self.shared.records if r.kind == "evidence_held" and r.event.transfer == self.transfer.number
        )
        truth = (r for r in concerning(self.shared, self.transfer) if r.kind in (*ABOUT_ALL, "went_dark"))
        chain = {record.seq: record for record in (*truth, *trace(self.shared, self.photograph), *held)}
        return [chain[seq] for seq in sorted(chain) if chain[seq].kind not in QUEUEING]

    def told_alone(self) -> list[Record]:
        """Return all that happened about the same two ships."""
        return concerning(self.alone, self.twin)


def best(alone: Journal, shared: Journal) -> TransferStory | None:
    """Return the first plain story of two logs, or where there is none the first of any sort."""
    spare = None
    for story in stories(alone, shared):
        if plain(story):
            return story
        spare = spare or story
    return spare


def stories(alone: Journal, shared: Journal) -> Iterator[TransferStory]:
    """Yield the transfers that were photographed because of a partner's report, and not alone."""
    unseen = {each.number: each for each in transfers_of(alone) if not each.observed}
    for transfer in transfers_of(shared):
        twin = unseen.get(transfer.number)
        photographs = [seq for seq in transfer.observations if _by_partner(shared, seq, transfer)]
        if twin is not None and photographs and _same(transfer, twin):
            yield TransferStory(shared, alone, transfer, photographs[0])


def plain(story: TransferStory) -> bool:
    """Say whether a side alone knew of the transfer while it lasted, and nobody came."""
    kinds = [record.kind for record in story.told_alone()]
    return "cue_raised" in kinds[kinds.index("transfer_began") :] and not {"vessel_inspected", "cue_worked"} & {*kinds}


def _same(one: Transfer, other: Transfer) -> bool:
    here = (one.vessels, one.lat_deg, one.lon_deg) == (other.vessels, other.lat_deg, other.lon_deg)
    return here and abs(one.began_s - other.began_s) < SAME_S


def _by_partner(journal: Journal, seq: int, transfer: Transfer) -> bool:
    """Say whether a report from a partner, on one of the two ships, led to a photograph."""
    chain = trace(journal, seq)
    before = list(takewhile(lambda record: record.kind != "report_received", chain))
    contacts = [record.event for record in before if record.kind == "contact_gained"]
    return len(before) < len(chain) and any(contact.vessel in transfer.vessels for contact in contacts)


def concerning(journal: Journal, transfer: Transfer) -> list[Record]:
    """Return what happened about a transfer's two ships from agreement to parting, and the end of every cue."""
    agreed = journal.records[transfer.began].cause or 0
    ended_s = next((r.time_s for r in journal.records if _ends(r, transfer)), float("inf"))
    contacts, cues, found = set(), set(), []
    for record in journal.records[agreed:]:
        event, kind = record.event, record.kind
        about = (
            (kind in ABOUT_ALL and event.transfer == transfer.number)
            or (kind in ABOUT_VESSEL and event.vessel in transfer.vessels)
            or (kind in ("report_assessed", "cue_raised") and event.contact in contacts)
            or (kind in ABOUT_CUE and (event.side, event.cue) in cues)
        )
        if about and (record.time_s <= ended_s or kind in ABOUT_CUE):
            found.append(record)
            contacts |= {record.seq} if kind == "contact_gained" else set()
            cues |= {(event.side, event.cue)} if kind == "cue_raised" else set()
    return found


def _ends(record: Record, transfer: Transfer) -> bool:
    return bool(record.kind == "transfer_ended" and record.event.transfer == transfer.number)


def richest(journal: Journal, among: Container[int] | None = None) -> list[Record]:
    """Return the chain of causes with most kinds of event, the first of those; empty where nothing led to anything.

    With `among` only these events, by number, are counted and told. It is told from the last event from which on every
    kind in it still occurs, so that what only repeats is left out.
    """
    kinds: list[int] = []
    bits: dict[str, int] = {}
    for record in journal.records:
        before = kinds[record.cause] if record.cause is not None else 0
        tells = among is None or record.seq in among
        kinds.append(before | 1 << bits.setdefault(record.kind, len(bits)) if tells else 0)
    counted = [(kinds[r.seq].bit_count(), -r.seq) for r in journal.records if r.time_s >= journal.header["warm_up_s"]]
    most, end = max(counted, default=(0, 0))
    chain = trace(journal, -end) if most > 1 else []
    return _without_repeats([record for record in chain if among is None or record.seq in among]) if chain else []


def _without_repeats(chain: Sequence[Record]) -> list[Record]:
    last = {record.kind: at for at, record in enumerate(chain)}
    return [record for record in chain[min(last.values()) :] if record.kind not in QUEUEING]


def says(teller: Teller, record: Record) -> str:
    """Tell an event, and of a contact which ship it was in truth."""
    told = teller.says(record)
    if record.kind not in IN_TRUTH:
        return told
    return teller.tongue("{told}; in truth {ship}", told=told, ship=teller.name(record.event.vessel))


def knows(teller: Teller, record: Record) -> str:
    """Name the sides that know of an event at once."""
    sides = record.event.knowers()
    if EVERYBODY in sides:
        return teller.tongue("all sides")
    return ", ".join(teller.sides.get(side, side) for side in sorted(sides)) or teller.tongue("no side knows")


def difference(story: TransferStory, teller: Teller, cases: tuple[str, str]) -> str:
    """Say in a few sentences what sharing changed; `cases` are the one without and the one with it."""
    say, transfer, twin = teller.tongue, story.transfer, story.twin
    chain = trace(story.shared, story.photograph)
    first = next(r for r in chain if r.kind == "contact_gained")
    arrived = next(r for r in chain if r.kind == "report_received")
    look = story.shared.records[story.photograph]
    one, other = (teller.sides.get(side, side) for side in (first.event.side, look.event.side))
    shared = say(
        "In case {case} {one} saw the ships and {other} had somebody to send: the report took {report_s} from the look "
        "to {receiver}, and the photograph was taken {photo_s} after that, {into_s} into the transfer.",
        case=cases[1], one=one, other=other, receiver=teller.sides.get(arrived.event.receiver, arrived.event.receiver),
        report_s=teller.span(arrived.time_s - first.time_s), photo_s=teller.span(look.time_s - arrived.time_s),
        into_s=teller.span(look.time_s - transfer.began_s),
    )  # fmt: skip
    moved = say(
        "{shared_bbl} bbl were moved ({shared_how}), against {alone_bbl} bbl in case {case} ({alone_how}), "
        "where nobody holds a photograph.",
        shared_bbl=f"{transfer.moved_bbl:,.0f}", shared_how=say(transfer.how), case=cases[0],
        alone_bbl=f"{twin.moved_bbl:,.0f}", alone_how=say(twin.how),
    )  # fmt: skip
    return say(
        "{one} {other}", one=say("{one} {other}", one=shared, other=_alone(story, teller, cases[0])), other=moved
    )


def _alone(story: TransferStory, teller: Teller, case: str) -> str:
    """Return what was known alone, and why it did not do."""
    say, told = teller.tongue, story.told_alone()
    raised = [r.event for r in told if r.kind == "cue_raised"]
    weighed = [r.event.probability for r in told if r.kind == "report_assessed"]
    if raised:
        ends = [r.event for r in told if r.kind in ("cue_expired", "cue_worked")]
        reasons = dict.fromkeys(getattr(end, "reason", "") or getattr(end, "outcome", "") for end in ends)
        came = "; ".join(map(say, reasons)) or say("nothing")
        side = teller.sides.get(raised[0].side, raised[0].side)
        return say("In case {case} {side} raised a cue, which came to this: {came}.", case=case, side=side, came=came)
    if weighed:
        most = f"{100 * max(weighed):.0f} %"
        return say(
            "In case {case} no cue was raised: the most that a side made of it was {most}.", case=case, most=most
        )
    return say("In case {case} no analyst had anything to weigh.", case=case)
