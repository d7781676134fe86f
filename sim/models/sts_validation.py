"""Transfers beside the published record: how often, how much, and how few were ever publicised."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from sim.kernel.journal import Journal
from sim.kernel.validation import Check, known_rows, validation
from sim.models.sts_measures import transfers_of

__all__ = ["deliveries"]

DAY_S: Final = 86400.0


@validation(
    "deliveries",
    title="Transfers beside deliveries reported to the Security Council, those photographed beside those publicised",
    source="US report 2018, US Treasury 2019, report of 44 countries 2020; Japan's Ministry of Defence, press",
    scenario="sts",
    case="patrol",
    replications=4,
)  # fmt: skip
def deliveries(journals: Sequence[Journal]) -> Iterator[Check]:
    told = [each for journal in journals for each in transfers_of(journal)]
    days = sum(journal.header["duration_s"] - journal.header["warm_up_s"] for journal in journals) / DAY_S
    rate, whole = len(told) / days, [each.moved_bbl for each in told if each.how == "complete"]
    for row in known_rows("petroleum_deliveries"):
        span = _days(row["from"], row["to"])
        known, mean = int(row["deliveries"]), rate * span
        said = f"{(mean - known) / math.sqrt(mean):+.1f} standard deviations of a Poisson count"
        yield Check(
            f"{row['from']} to {row['to']}, deliveries", f"{known}", f"{mean:.0f}", f"{mean / known - 1:+.0%}", said
        )
        cargo, found = int(row["barrels"]) / known, sum(whole) / len(whole)
        basis = row["basis"].replace("%", " %")
        yield Check("their mean cargo", f"{cargo:,.0f} bbl", f"{found:,.0f} bbl", f"{found / cargo - 1:+.0%}", basis)
    share = sum(each.observed for each in told) / len(told)
    for row in known_rows("mofa_sts_cumulative"):
        happened = rate * _days("2018-01-01", row["as_of"])
        publicised = int(row["cumulative_cases_publicised"])
        yield Check(
            f"publicised by {row['as_of']}", f"{publicised}", f"{share * happened:.0f} photographed",
            f"{share * happened / publicised:.1f} times", f"of some {happened:.0f} in the model; not all is publicised",
        )  # fmt: skip


def _days(begin: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(begin)).days + 1
