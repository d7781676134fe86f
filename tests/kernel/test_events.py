"""An event says who knows of it at once."""

from sim.kernel.events import EVERYBODY
from sim.kernel.resource import Queued
from sim.models.sts_transfer import WentDark
from sim.parts.sensing import ChangeMade, VesselInspected
from sim.picture.links import ReportReceived, ReportSent


def test_a_side_knows_what_it_did_itself() -> None:
    assert VesselInspected("uk", "frigate", 1, "lawful").knowers() == {"uk"}


def test_a_report_is_known_where_it_is() -> None:
    assert ReportSent("uk", "japan", "track", "contact 1").knowers() == {"uk"}
    assert ReportReceived("uk", "japan", "track", "contact 1").knowers() == {"japan"}


def test_the_truth_is_known_to_nobody() -> None:
    assert WentDark(1, "x").knowers() == frozenset() == Queued("analysts of uk").knowers()


def test_what_is_announced_is_known_to_all() -> None:
    assert ChangeMade("typhoon").knowers() == {EVERYBODY}
