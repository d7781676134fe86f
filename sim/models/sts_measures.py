"""What became of the transfers: measures over the journal of a run with a transfer network."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from sim.kernel.journal import Journal
from sim.kernel.measures import Values, mean, measure
from sim.models.mda_sharing import chain
from sim.models.sts_transfer import TransferAgreed, TransferBegan, TransferEnded
from sim.parts.flight import Landed
from sim.parts.sensing import ContactGained, EvidenceHeld
from sim.picture.links import ReportReceived
from sim.picture.tasking import CueRaised

__all__ = [
    "CAP_BBL", "Transfer", "asset_hours_per_observation", "broken_off", "cap_share_unobserved", "delay_to_detection",
    "delay_to_evidence", "displaced", "partner_share", "transfers", "transfers_completed", "transfers_detected",
    "transfers_in_progress", "transfers_observed", "transfers_observed_count", "transfers_of", "volume_moved",
    "volume_unobserved",
]  # fmt: skip

HOUR_S: Final = 3600.0
YEAR_S: Final = 365.25 * 86400.0
CAP_BBL: Final = 500_000.0  # refined petroleum a year: UN Security Council resolution 2397 (2017), paragraph 5


@dataclass(slots=True)
class Transfer:
    """One transfer as the journal tells it; times in seconds, `evidence` the first time each side held some."""

    number: int
    vessels: tuple[int, int]
    lat_deg: float
    lon_deg: float
    began_s: float
    began: int
    ended_s: float = math.inf
    moved_bbl: float = 0.0
    how: str = "in progress"
    detected_s: float = math.inf
    evidence: dict[str, float] = field(default_factory=dict)
    observations: list[int] = field(default_factory=list)

    @property
    def observed(self) -> bool:
        return bool(self.evidence)


def transfers_of(journal: Journal, *, all_of_them: bool = False) -> list[Transfer]:
    """Return the transfers that began after the warm-up, in order, with what was seen of them."""
    warm_up_s = journal.header["warm_up_s"]
    return [each for each in journal.once(_told) if all_of_them or each.began_s >= warm_up_s]


def _told(journal: Journal) -> list[Transfer]:
    found: dict[int, Transfer] = {}
    alongside: dict[int, Transfer] = {}
    for record in journal.of(TransferBegan, TransferEnded, ContactGained, EvidenceHeld):
        event = record.event
        if isinstance(event, TransferBegan):
            began = Transfer(
                event.transfer,
                (event.receiver, event.supplier),
                event.lat_deg,
                event.lon_deg,
                record.time_s,
                record.seq,
            )
            found[event.transfer] = alongside[event.receiver] = alongside[event.supplier] = began
        elif isinstance(event, TransferEnded):
            if event.transfer in found:
                ended = found[event.transfer]
                ended.ended_s, ended.moved_bbl, ended.how = record.time_s, event.moved_bbl, event.how
                for vessel in ended.vessels:
                    alongside.pop(vessel, None)
        elif isinstance(event, ContactGained):
            seen = alongside.get(event.vessel)
            if seen is not None and event.sensor != "AIS silence":
                seen.detected_s = min(seen.detected_s, record.time_s)
        elif event.transfer in found:
            held = found[event.transfer]
            held.detected_s = min(held.detected_s, record.time_s)
            held.evidence.setdefault(event.side, record.time_s)
            if event.side == event.taken_by:
                held.observations.append(record.seq)
    return list(found.values())


@measure("transfers", unit="count", about="transfers that began")
def transfers(journal: Journal) -> Values:
    return float(len(transfers_of(journal)))


@measure(
    "transfers_observed", unit="share", about="share of transfers of which somebody holds photographs", better="high"
)
def transfers_observed(journal: Journal) -> Values:
    began = transfers_of(journal)
    known = {side: _share(side in each.evidence for each in began) for side in journal.header["sides"]}
    return {"": _share(each.observed for each in began), **known}


@measure("transfers_observed_count", unit="count", about="transfers of which somebody holds photographs", better="high")
def transfers_observed_count(journal: Journal) -> Values:
    return float(sum(each.observed for each in transfers_of(journal)))


@measure(
    "transfers_detected",
    unit="share",
    about="share of transfers during which a sensor saw one of the ships",
    better="high",
)
def transfers_detected(journal: Journal) -> Values:
    return _share(math.isfinite(each.detected_s) for each in transfers_of(journal))


@measure(
    "delay_to_detection", unit="h", about="mean time from start to first detection, of those detected", better="low"
)
def delay_to_detection(journal: Journal) -> Values:
    delays = [each.detected_s - each.began_s for each in transfers_of(journal) if math.isfinite(each.detected_s)]
    return mean(delays) / HOUR_S


@measure(
    "delay_to_evidence", unit="h", about="mean time from start to first photograph, of those observed", better="low"
)
def delay_to_evidence(journal: Journal) -> Values:
    seen = [each for each in transfers_of(journal) if each.observed]
    return mean([min(each.evidence.values()) - each.began_s for each in seen]) / HOUR_S


@measure("volume_moved", unit="bbl", about="cargo moved in transfers, photographed or not", better="low")
def volume_moved(journal: Journal) -> Values:
    return float(sum(each.moved_bbl for each in transfers_of(journal)))


@measure("volume_unobserved", unit="bbl", about="cargo moved in transfers that nobody photographed", better="low")
def volume_unobserved(journal: Journal) -> Values:
    return float(sum(each.moved_bbl for each in transfers_of(journal) if not each.observed))


@measure(
    "cap_share_unobserved",
    unit="share",
    about="cargo moved unobserved, as a yearly rate, over the cap of 500,000 bbl",
    better="low",
)
def cap_share_unobserved(journal: Journal) -> Values:
    span_s = journal.header["duration_s"] - journal.header["warm_up_s"]
    moved_bbl = sum(each.moved_bbl for each in transfers_of(journal) if not each.observed)
    return float(moved_bbl * YEAR_S / span_s / CAP_BBL)


@measure("transfers_completed", unit="share", about="share of transfers that moved their whole cargo", better="low")
def transfers_completed(journal: Journal) -> Values:
    return _share(each.how == "complete" for each in transfers_of(journal) if math.isfinite(each.ended_s))


@measure("broken_off", unit="count", about="transfers broken off because somebody came")
def broken_off(journal: Journal) -> Values:
    return float(sum(each.how == "broken off" for each in transfers_of(journal)))


@measure("displaced", unit="share", about="share of transfers agreed elsewhere because somebody was seen, as expected")
def displaced(journal: Journal) -> Values:
    return mean(record.event.moved for record in journal.counted(TransferAgreed))


@measure("transfers_in_progress", unit="count", about="mean number of transfers in progress")
def transfers_in_progress(journal: Journal) -> Values:
    start_s, end_s = journal.header["warm_up_s"], journal.header["duration_s"]
    spans = ((max(t.began_s, start_s), min(t.ended_s, end_s)) for t in transfers_of(journal, all_of_them=True))
    return float(sum(max(0.0, end - begin) for begin, end in spans) / (end_s - start_s))


@measure("partner_share", unit="share", about="share of observed transfers that needed the partner's report")
def partner_share(journal: Journal) -> Values:
    return _share(_needed_partner(journal, each) for each in transfers_of(journal) if each.observed)


def _needed_partner(journal: Journal, transfer: Transfer) -> bool:
    """Say whether every observation of a transfer has a partner's report, or a cue on one, among its causes."""
    return all(
        any(
            isinstance(record.event, ReportReceived)
            or (isinstance(record.event, CueRaised) and record.event.needs_partner)
            for record in chain(journal, seq)
        )
        for seq in transfer.observations
    )


@measure("asset_hours_per_observation", unit="h", about="hours flown for each transfer observed", better="low")
def asset_hours_per_observation(journal: Journal) -> Values:
    flown_s = sum(r.event.flown_s for r in journal.counted(Landed))
    observed = sum(each.observed for each in transfers_of(journal))
    return float(flown_s / HOUR_S / observed) if observed else math.nan


def _share(each: Iterable[bool]) -> float:
    found = list(each)
    return sum(found) / len(found) if found else math.nan
