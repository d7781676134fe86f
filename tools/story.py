"""Follow one transfer from cause to effect: seen in the case with sharing because of a partner's report, unseen alone.

Run it from anywhere to write the story into docs/msa.md. It takes the first replication that has such a transfer: the
same ships at the same place from the same instant in both cases, photographed in one and not in the other; if it can,
one for which a cue was raised in both, and alone nobody could be sent.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sim.base.tongue import Tongue  # noqa: E402
from sim.experiment.simulate import simulate  # noqa: E402
from sim.kernel.events import Record  # noqa: E402
from sim.report.story import TransferStory, best, difference, knows, plain, says  # noqa: E402
from sim.report.teller import Teller, names_in  # noqa: E402
from sim.scenario.load import Scenario, load  # noqa: E402
from tools.marked import put  # noqa: E402

ALONE, SHARED = "alone", "arrangement"
MOST = 12


class Found(NamedTuple):
    """A story, and the replication that it is of."""

    story: TransferStory
    replication: int


def find(scenario: Scenario, most: int = MOST) -> Found | None:
    """Return the first plain story, or where there is none the first of any sort."""
    spare = None
    for replication in range(most):
        shelf: dict[Any, Any] = {}
        alone, shared = (simulate(scenario, case, replication, shelf=shelf) for case in (ALONE, SHARED))
        story = best(alone, shared)
        if story and plain(story):
            return Found(story, replication)
        spare = spare or (Found(story, replication) if story else None)
    return spare


def table(teller: Teller, records: Sequence[Record]) -> str:
    """Return records as a table of Markdown."""
    rows = [f"| {r.seq} | {teller.clock(r.time_s)} | {knows(teller, r)} | {says(teller, r)} |" for r in records]
    return "\n".join(["| seq | time (UTC) | who knows | what |", "| ---: | --- | --- | --- |", *rows])


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


def tell(found: Found, scenario: Scenario) -> str:
    """Return the story as Markdown."""
    story, replication = found
    say = Tongue()
    names = names_in(scenario.spec.sides, say), names_in(scenario.spec.areas, say)
    shared, alone = (Teller(journal, say, *names) for journal in (story.shared, story.alone))
    return TEXT.format(
        number=story.transfer.number, replication=replication, again=_again(replication),
        query=QUERY.format(case=SHARED, replication=replication, seq=story.photograph),
        shared=table(shared, story.told_shared()), alone=table(alone, story.told_alone()),
        difference=difference(story, shared, (ALONE, SHARED)),
    )  # fmt: skip


def _again(replication: int) -> str:
    every = f" -n {replication + 1} --log all" if replication else " -n 1"
    return f"--case {ALONE} --case {SHARED}{every} --no-figures --out results/story"


def main() -> None:
    """Write the story into docs/msa.md."""
    scenario = load(str(ROOT / "scenarios" / "msa.yaml"))
    found = find(scenario)
    if found is None:
        sys.exit(f"no transfer of {MOST} replications was photographed because of a partner's report and missed alone")
    put(ROOT / "docs" / "msa.md", "story", tell(found, scenario))
    print(f"wrote the story of transfer {found.story.transfer.number}, replication {found.replication}")


if __name__ == "__main__":
    main()
