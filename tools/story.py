"""Follow one transfer from cause to effect: seen in the case with sharing because of a partner's report, unseen alone.

Run it from anywhere to write the story into docs/msa.md. It takes the first replication that has such a transfer: the
same ships at the same place from the same instant in both cases, photographed in one and not in the other; if it can,
one for which a cue was raised in both, and alone nobody could be sent.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path
from string import Template
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sim.experiment.simulate import simulate  # noqa: E402
from sim.kernel.journal import Journal  # noqa: E402
from sim.models.sts_measures import Transfer, transfers_of  # noqa: E402
from sim.record.log import trace  # noqa: E402
from sim.scenario.load import Scenario, load  # noqa: E402
from tools.marked import put  # noqa: E402

ALONE, SHARED = "alone", "arrangement"
MOST = 12
SAME_S = 1.0
ABOUT_ALL = ("transfer_agreed", "transfer_began", "transfer_ended", "evidence_held")
ABOUT_VESSEL = ("went_dark", "contact_gained", "vessel_inspected")
ABOUT_CUE = ("cue_raised", "asset_tasked", "asset_recalled", "cue_expired", "cue_worked")

SAID = {
    "transfer_agreed": "$receiver and $supplier agree to meet in `$area`",
    "went_dark": "$vessel stops transmitting, or goes on under another name",
    "transfer_began": "they lie alongside and begin to pump $cargo_bbl bbl, which would take $planned_s",
    "transfer_ended": "they part: $how, $moved_bbl bbl moved",
    "strip_imaged": "the satellite `$part` images the strip from $west_deg E to $east_deg E; $seen vessels show",
    "contact_gained": "`$sensor` has a contact at $lat_deg N $lon_deg E ($signs): in truth $vessel",
    "queued": "it waits for one of the $resource",
    "seized": "it is taken up after $wait_s",
    "released": "and weighed in $busy_s",
    "report_assessed": "probability of being illicit: $probability",
    "report_sent": "$product released to $receiver: $subject",
    "report_received": "$product from $sender arrives: $subject",
    "report_withheld": "$product not passed to $receiver: $reason",
    "cue_raised": "cue $cue raised at $lat_deg N $lon_deg E, probability $probability",
    "asset_tasked": "cue $cue given to `$asset`, due $eta_s",
    "asset_recalled": "`$asset` called off cue $cue",
    "cue_expired": "cue $cue dropped: $reason",
    "cue_worked": "`$asset` reports on cue $cue: $outcome",
    "took_off": "an aircraft of `$unit` takes off, sortie $sortie",
    "vessel_inspected": "`$asset` looks at $vessel from close by: $outcome",
    "evidence_held": "holds photographs of transfer $transfer, taken by $taken_by",
}
SILENCE = "nothing more was heard on AIS of a ship last heard at $lat_deg N $lon_deg E ($signs): in truth $vessel"


@dataclass(frozen=True)
class Story:
    """One transfer in two cases of one replication, and the photograph that sharing led to."""

    replication: int
    shared: Journal
    alone: Journal
    transfer: Transfer
    photograph: int


def find(scenario: Scenario, most: int = MOST) -> Story | None:
    """Return the first plain story, or where there is none the first of any sort."""
    spare = None
    for replication in range(most):
        shelf: dict[Any, Any] = {}
        alone, shared = (simulate(scenario, case, replication, shelf=shelf) for case in (ALONE, SHARED))
        for story in stories(replication, alone, shared):
            if _plain(story):
                return story
            spare = spare or story
    return spare


def stories(replication: int, alone: Journal, shared: Journal) -> Iterator[Story]:
    """Yield the transfers of one replication that were photographed because of a partner's report, and not alone."""
    unseen = {each.number: each for each in transfers_of(alone) if not each.observed}
    for transfer in transfers_of(shared):
        twin = unseen.get(transfer.number)
        photographs = [seq for seq in transfer.observations if _by_partner(shared, seq, transfer)]
        if twin is not None and photographs and _same(transfer, twin):
            yield Story(replication, shared, alone, transfer, photographs[0])


def _plain(story: Story) -> bool:
    """Say whether a side alone knew of the transfer while it lasted, and nobody came."""
    told = concerning(story.alone, twin_of(story))
    kinds = [record.kind for record in told]
    return "cue_raised" in kinds[kinds.index("transfer_began") :] and not {"vessel_inspected", "cue_worked"} & {*kinds}


def twin_of(story: Story) -> Transfer:
    """Return the same transfer as it went alone."""
    return next(each for each in transfers_of(story.alone) if each.number == story.transfer.number)


def _same(one: Transfer, other: Transfer) -> bool:
    here = (one.vessels, one.lat_deg, one.lon_deg) == (other.vessels, other.lat_deg, other.lon_deg)
    return here and abs(one.began_s - other.began_s) < SAME_S


def _by_partner(journal: Journal, seq: int, transfer: Transfer) -> bool:
    """Say whether a report from a partner, on one of the two ships, led to a photograph."""
    chain = trace(journal, seq)
    before = list(takewhile(lambda record: record.kind != "report_received", chain))
    contacts = [record.event for record in before if record.kind == "contact_gained"]
    return len(before) < len(chain) and any(contact.vessel in transfer.vessels for contact in contacts)


def concerning(journal: Journal, transfer: Transfer) -> list[Any]:
    """Return what happened about a transfer's two ships from agreement to parting, and the end of every cue."""
    agreed = journal.records[journal.records[transfer.began].cause]
    ended_s = next((r.time_s for r in journal.records if _ends(r, transfer)), float("inf"))
    contacts, cues, found = set(), set(), []
    for record in journal.records[agreed.seq :]:
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


def _ends(record: Any, transfer: Transfer) -> bool:
    return record.kind == "transfer_ended" and record.event.transfer == transfer.number


class Telling:
    """Words for the records of a run."""

    def __init__(self, journal: Journal, transfer: Transfer) -> None:
        self.start = datetime.fromisoformat(journal.header["start"])
        self.ships = dict(zip(transfer.vessels, ("the receiver", "the supplier"), strict=True))

    def table(self, records: Sequence[Any]) -> str:
        """Return records as a table of Markdown."""
        rows = [f"| {r.seq} | {self._clock(r.time_s)} | {_who(r.event)} | {self._said(r)} |" for r in records]
        return "\n".join(["| seq | time (UTC) | who | what |", "| ---: | --- | --- | --- |", *rows])

    def _clock(self, time_s: float) -> str:
        return f"{self.start + timedelta(seconds=time_s):%d %b %H:%M}"

    def _said(self, record: Any) -> str:
        words = {name: self._word(name, value) for name, value in record.event.fields().items()}
        silence = words.get("sensor") == "AIS silence"
        return Template(SILENCE if silence else SAID.get(record.kind, record.kind)).substitute(words)

    def _word(self, name: str, value: Any) -> str:
        if name in ("vessel", "receiver", "supplier") and isinstance(value, int):
            return self.ships.get(value, f"vessel {value}")
        if name == "eta_s":
            return self._clock(value)
        if name.endswith("_s"):
            return f"{value / 60:.0f} min" if value < 5400 else f"{value / 3600:.1f} h"
        if name == "signs":
            return ", ".join(value)
        digits = {"bbl": ",.0f", "deg": ".2f", "probability": ".3f"}.get(name.rpartition("_")[2], ".2g")
        return format(value, digits) if isinstance(value, float) else str(value)


def _who(event: Any) -> str:
    """Return who knows of an event: a side, or nobody but the reader."""
    for name in ("side", "taken_by"):
        if hasattr(event, name):
            return str(getattr(event, name))
    kind = event.kind
    if kind == "report_received":
        return str(event.receiver)
    if kind in ("report_sent", "report_withheld"):
        return str(event.sender)
    return str(event.resource.rpartition(" ")[2]) if hasattr(event, "resource") else "–"


QUERY = """\
WITH RECURSIVE chain AS (
    SELECT * FROM causes WHERE case_name = '{case}' AND replication = {replication} AND seq = {seq}
    UNION ALL
    SELECT causes.* FROM causes JOIN chain ON causes.case_name = chain.case_name
        AND causes.replication = chain.replication AND causes.seq = chain.cause_seq
)
SELECT seq, time_utc, kind, fields FROM chain ORDER BY seq;
"""

TEXT = """\
Transfer {number} of replication {replication}. To have its log, and to ask it for the chain of causes:

```sh
sim run msa {again}
sqlite3 results/story/log.sqlite
```

```sql
{query}```

**With the arrangement**, from the first look to the photograph, and what came of it:

{shared}

**Alone**, all that happened about the same two ships from their agreement to their parting, and the end of every cue:

{alone}

**The difference.** {difference}
"""


def tell(story: Story) -> str:
    """Return the story as Markdown."""
    shared, transfer = story.shared, story.transfer
    twin = twin_of(story)
    truth = [r for r in concerning(shared, transfer) if r.kind in (*ABOUT_ALL, "went_dark")]
    told = concerning(story.alone, twin)
    after = [r for r in shared.records if r.kind == "evidence_held" and r.event.transfer == transfer.number]
    chain = {r.seq: r for r in [*truth, *trace(shared, story.photograph), *after]}
    return TEXT.format(
        number=transfer.number, replication=story.replication, again=_again(story.replication),
        query=QUERY.format(case=SHARED, replication=story.replication, seq=story.photograph),
        shared=Telling(shared, transfer).table([chain[seq] for seq in sorted(chain)]),
        alone=Telling(story.alone, twin).table(told), difference=difference(story, twin, told),
    )  # fmt: skip


def difference(story: Story, twin: Transfer, told: Sequence[Any]) -> str:
    """Return in a few sentences what the report changed."""
    chain, transfer = trace(story.shared, story.photograph), story.transfer
    first = next(r for r in chain if r.kind == "contact_gained")
    arrived = next(r for r in chain if r.kind == "report_received")
    look = story.shared.records[story.photograph]
    hours = (look.time_s - transfer.began_s) / 3600
    return (
        f"With the arrangement {first.event.side} saw the ships and {look.event.side} had somebody to send: the report "
        f"needed {_minutes(arrived.time_s - first.time_s)} from the look to {arrived.event.receiver}, and the "
        f"photograph was taken {_minutes(look.time_s - arrived.time_s)} after that, {hours:.1f} h into the transfer; "
        f"{transfer.moved_bbl:,.0f} bbl were moved ({transfer.how}). "
        f"{_alone(told)} {twin.moved_bbl:,.0f} bbl were moved ({twin.how}), and nobody holds a photograph."
    )


def _minutes(span_s: float) -> str:
    return f"{span_s / 60:.0f} min"


def _alone(told: Sequence[Any]) -> str:
    """Return what was known alone, and why it did not do."""
    raised = [r.event for r in told if r.kind == "cue_raised"]
    weighed = [r.event.probability for r in told if r.kind == "report_assessed"]
    ends = [r.event for r in told if r.kind in ("cue_expired", "cue_worked")]
    if raised:
        said = "; ".join(dict.fromkeys(getattr(end, "reason", "") or getattr(end, "outcome", "") for end in ends))
        return f"Alone {raised[0].side} knew as much and raised a cue, which came to this: {said or 'nothing'}."
    if weighed:
        return f"Alone no cue was raised: the most that a side made of it was a probability of {max(weighed):.3f}."
    return "Alone no analyst had anything to weigh."


def _again(replication: int) -> str:
    every = f" -n {replication + 1} --log all" if replication else " -n 1"
    return f"--case {ALONE} --case {SHARED}{every} --no-figures --out results/story"


def main() -> None:
    """Write the story into docs/msa.md."""
    story = find(load(str(ROOT / "scenarios" / "msa.yaml")))
    if story is None:
        sys.exit(f"no transfer of {MOST} replications was photographed because of a partner's report and missed alone")
    put(ROOT / "docs" / "msa.md", "story", tell(story))
    print(f"wrote the story of transfer {story.transfer.number}, replication {story.replication}")


if __name__ == "__main__":
    main()
