"""A fusion cell: analysts on watches who turn contacts into evidence, and evidence into cues.

The queue is a logged resource, served by priority; with exponential times and a full watch it is the M/M/c queue.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar, Final

from sim.base.distributions import RandomDuration
from sim.base.spec import PartSpec, SideName, kind, param
from sim.base.units import Delay, Duration, Fraction, Length
from sim.kernel.events import Event
from sim.kernel.resource import Resource
from sim.parts.ais import AisPicture
from sim.parts.theatre import Party, Theatre
from sim.picture.evidence import USUAL, Contact, Weights
from sim.picture.links import Terms
from sim.picture.picture import Suspect
from sim.picture.tasking import Cue, CueRaised

__all__ = ["Cell", "CellOpened", "FusionCell", "ReportAssessed"]

DAY_S: Final = 86400.0
PARTNER, OWN = 0, 1  # priorities: lower goes first
TOGETHER_S: Final = 1e-3  # what comes in within a millisecond comes in together
_Item = tuple[Contact, str, int, bool]


@dataclass(frozen=True, slots=True)
class CellOpened(Event):
    """A cell began its watches: so many analysts for a share of each day."""

    says: ClassVar[str] = "{side} opens its cell with {analysts} analysts"

    side: str
    analysts: int
    watch_share: float


@dataclass(frozen=True, slots=True)
class ReportAssessed(Event):
    """An analyst has weighed a contact, and this is how probable it now is that its vessel is illicit."""

    says: ClassVar[str] = "{side}: contact {contact} of {origin} is weighed: illicit with probability {probability}"

    side: str
    origin: str
    contact: int
    suspect: int
    probability: float


@kind("fusion_cell")
class FusionCell(PartSpec):
    """Analysts of one side, and the weights they put on signs."""

    side: SideName = param(about="whose cell it is")
    analysts: int = param(about="analysts on watch", ge=1, le=500, order="Put more analysts on watch, or fewer")
    watch: Duration = param("24 h", about="hours of the day that are watched", le=DAY_S)
    analysis: RandomDuration = param({"exponential": "30 min"}, about="time an analyst needs for one contact")
    threshold: Fraction = param(
        0.3,
        about="probability of being illicit at which a cue is raised",
        order="Raise cues from another probability on",
    )
    screen: Fraction = param(
        0.01,
        about="probability of being illicit below which a contact is not analysed",
        order="Analyse contacts from another probability on",
    )
    gap: Duration = param("10 h", about="silence on AIS that is taken for a sign")
    stale: Duration = param("12 h", about="age of a datum beyond which nobody is sent to it")
    datum_radius: Length = param("60 nm", about="uncertainty about a datum beyond which nobody is sent to it")
    prior: Fraction = param(USUAL.prior, about="share of vessels that are illicit, before any evidence")
    lr_gap: float = param(USUAL.ratios["gap"], about="likelihood ratio of a silence on AIS", gt=0)
    lr_dark: float = param(USUAL.ratios["dark"], about="likelihood ratio of being seen but not heard", gt=0)
    lr_broadcasting: float = param(USUAL.ratios["broadcasting"], about="likelihood ratio of being seen and heard", gt=0)
    lr_small: float = param(USUAL.ratios["small"], about="likelihood ratio of being shorter than 60 m", gt=0)
    lr_slow: float = param(USUAL.ratios["slow"], about="likelihood ratio of lying stopped", gt=0)
    lr_pair: float = param(USUAL.ratios["pair"], about="likelihood ratio of lying beside another vessel", gt=0)
    lr_listed: float = param(USUAL.ratios["listed"], about="likelihood ratio of being on the list", gt=0)
    clear_for: Delay = param("72 h", about="how long a vessel that was found lawful is left alone")

    def weights(self) -> Weights:
        """Return the prior and the likelihood ratio of every sign."""
        named = {name[3:]: value for name, value in self if name.startswith("lr_")}
        return Weights(self.prior, named)

    def build(self, theatre: Theatre) -> Cell:
        return Cell(self, theatre)


@dataclass(slots=True)
class Cell:
    """The cell in a run."""

    current: FusionCell
    theatre: Theatre
    party: Party = field(init=False)
    analysts: Resource = field(init=False)
    _times: Any = field(init=False)
    _cues: int = 0
    _inbox: list[_Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        run = self.theatre.run
        self.party = self.theatre.parties[self.spec.side]
        self.party.cell = self
        self.party.picture.weights = self.spec.weights()
        self.analysts = Resource(run, f"analysts of {self.spec.side}", self.spec.analysts)
        self._times = run.stream("parts", self.spec.id)

    @property
    def spec(self) -> FusionCell:
        return self.current

    @spec.setter
    def spec(self, new: FusionCell) -> None:
        self.current = new
        if new.analysts != self.analysts.capacity:
            self.analysts.resize(new.analysts)

    def start(self) -> None:
        """Set the watches and begin to listen for silences."""
        self.theatre.run.log(CellOpened(self.spec.side, self.spec.analysts, self.spec.watch / DAY_S))
        self.analysts.keep_watch(self.spec.watch, DAY_S)
        AisPicture(self.theatre, self.party, self.spec.gap).watch(self.submit)

    def submit(self, contact: Contact, cause: int | None = None) -> None:
        """Queue one of this side's own contacts, if it is worth an analyst's time."""
        picture, run = self.party.picture, self.theatre.run
        weight = picture.weights.probability(picture.signs_of(contact))
        if weight >= self.spec.screen and not picture.cleared(contact, run.now):
            self._post(contact, self.spec.side, contact.number if cause is None else cause)

    def report(self, contact: Contact, sender: str, probability: float, terms: Terms, cause: int) -> None:
        """Take a partner's contact: a ready cue goes to the desk at once, evidence waits for an analyst."""
        if probability >= self.spec.threshold and terms.carries("cueing"):
            suspect = self.party.picture.take(contact, sender, counts=terms.carries("corroboration"))
            self._raise(suspect, contact, sender, probability, cause)
        elif terms.carries("corroboration"):
            self._post(contact, sender, cause, may_cue=terms.carries("cueing"))

    def _post(self, contact: Contact, origin: str, cause: int, *, may_cue: bool = True) -> None:
        self._inbox.append((contact, origin, cause, may_cue))
        if len(self._inbox) == 1:
            self.theatre.run.at(self.theatre.run.now + TOGETHER_S, self._queue)

    def _queue(self) -> None:
        """Queue what came in together, as the contacts of one pass do, in an order of its own, whoever called first."""
        inbox, self._inbox = self._inbox, []
        for contact, origin, cause, may_cue in sorted(inbox, key=_in_order):
            priority, work_s = OWN if origin == self.spec.side else PARTNER, self.spec.analysis.sample(self._times)
            self.analysts.serve(work_s, partial(self._assess, contact, origin, may_cue), priority=priority, cause=cause)

    def _assess(self, contact: Contact, origin: str, may_cue: bool, released: int) -> None:
        """Weigh a contact on which an analyst has done his work."""
        run, picture = self.theatre.run, self.party.picture
        suspect = picture.take(contact, origin)
        probability = picture.probability(suspect)
        seq = run.log(ReportAssessed(self.spec.side, origin, contact.number, suspect.number, probability), released)
        if origin == self.spec.side:
            self._pass_on(contact, probability, seq)
        if may_cue and probability >= self.spec.threshold:
            self._raise(suspect, contact, origin, probability, seq)

    def _pass_on(self, contact: Contact, probability: float, cause: int) -> None:
        sender = self.spec.side

        def deliver(partner: Party, terms: Terms, report: int) -> None:
            if partner.cell is not None:
                partner.cell.report(contact, sender, probability, terms, report)

        self.theatre.share(sender, "anomaly", f"contact {contact.number}", deliver, cause)

    def _raise(self, suspect: Suspect, contact: Contact, origin: str, probability: float, cause: int) -> None:
        run, at, picture = self.theatre.run, suspect.latest, self.party.picture
        if not contact.signs & {"dark", "pair"}:
            return  # a ship under way and on AIS is worth watching, not worth a sortie
        expires_s = at.time_s + self.spec.stale
        vague = 2 * at.error_m + at.drift_m_s * (run.now - at.time_s) > self.spec.datum_radius
        if vague or run.now >= expires_s or run.now < max(suspect.cleared_until_s, suspect.cue_until_s):
            return
        self._cues += 1
        suspect.cue_until_s = expires_s
        own = picture.probability(suspect, own_only=True)
        cue = Cue(
            self._cues, self.spec.side, at.position, at.time_s, at.error_m, at.drift_m_s, probability,
            expires_s, suspect.number, contact.number,
        )  # fmt: skip
        needs_partner = own < self.spec.threshold or origin != self.spec.side
        event = CueRaised(
            self.spec.side,
            cue.number,
            suspect.number,
            contact.number,
            at.lat_deg,
            at.lon_deg,
            probability,
            needs_partner,
            cue.radius_m(run.now),
            cue.drift_m_s,
            expires_s,
        )
        cue.raised = run.log(event, cause)
        self.party.desk.open(cue)

    def close(self, contact: Contact, *, lawful: bool) -> None:
        """Remember that the vessel of a contact has been looked at: leave it alone, longer if it is lawful."""
        suspect = self.party.picture.associate(contact)
        if suspect is None:
            return
        if lawful:
            suspect.cleared_until_s = self.theatre.run.now + self.spec.clear_for
        else:
            suspect.cue_until_s = self.theatre.run.now + self.spec.stale


def _in_order(item: _Item) -> tuple[float, str, str, tuple[float, float]]:
    contact, origin, _, _ = item
    return contact.time_s, origin, contact.sensor, contact.position
