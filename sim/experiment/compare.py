"""`sim compare`: every measure of every pair, as one family of differences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any, Final

from sim.base.errors import Fault, UserError, unknown
from sim.experiment.comparable import Pair, Source, Thing, cautions, changes, labels, pair_up, refuse_senseless
from sim.measure.catalogue import PACKAGES, catalogue
from sim.measure.compare import Contrast, Share, contrast, family_of, within
from sim.measure.estimate import Estimate
from sim.measure.verdict import scale_of, verdict
from sim.record.results import Results

__all__ = ["cases_to_run", "compare_all", "planned", "ran", "to_run"]

METHODS: Final[Mapping[bool, str]] = {
    True: "paired: both draw the same luck (seed {0}), so each difference is taken replication by replication",
    False: "unpaired, by Welch's method: each has luck of its own (seeds {0} and {1})",
}


def planned(sources: Sequence[Source]) -> list[Pair]:
    """Say what will be compared with what, and refuse what makes no sense before anything is run."""
    pairs = pair_up(sources)
    refuse_senseless(pairs)
    return pairs


def to_run(pairs: Sequence[Pair]) -> Iterator[Source]:
    """Yield each scenario that has no results yet, once."""
    waiting = {
        thing.source.place: thing.source for pair in pairs for thing in reversed(pair) if not thing.source.results
    }
    yield from waiting.values()


def cases_to_run(pairs: Sequence[Pair], source: Source) -> tuple[str, ...]:
    """Return the cases of a source's file that pairs need, whichever argument named them."""
    wanted = {thing.case for pair in pairs for thing in pair if thing.source.place == source.place}
    return tuple(case for case in source.cases if case in wanted)


def ran(pairs: Sequence[Pair], source: Source, results: Results) -> list[Pair]:
    """Return pairs with the results of a scenario put in."""

    def filled(thing: Thing) -> Thing:
        here = thing.source.place == source.place
        return Thing(replace(thing.source, results=results), thing.case) if here else thing

    return [Pair(filled(pair.of), filled(pair.to)) for pair in pairs]


def compare_all(
    pairs: Sequence[Pair], measures: Sequence[str] = (), packages: tuple[str, ...] = PACKAGES
) -> dict[str, Any]:
    """Compare every pair in the measures named (those that all have), and return what comparison.json holds.

    Raises: UserError for a measure that is not there, or has different units.
    """
    names = _measures(pairs, measures)
    found = [contrast(of.values(name), to.values(name), pairs=pair.shares_luck)
             for pair in pairs for of, to in [pair] for name in names]  # fmt: skip
    family = family_of(found)
    called, by_pair = labels(pairs), iter(family)
    return {
        "level": 0.95,
        "correction": {"method": "Holm", "family": family[0].family},
        "cautions": cautions(pairs),
        "measures": {name: {"unit": _unit(pairs, name), "about": _about(name, packages)} for name in names},
        "comparisons": [_told(pair, called, {name: next(by_pair) for name in names}, packages) for pair in pairs],
    }


def _measures(pairs: Sequence[Pair], wanted: Sequence[str]) -> list[str]:
    """Return the measures to compare, a whole with its parts, in the order of the first baseline."""
    things = [thing for pair in pairs for thing in pair]
    shared = [name for name in pairs[0].to.results.units if all(name in thing.results.units for thing in things)]
    if not shared:
        raise UserError(Fault(str(pairs[0].of), "measures", f"has none in common with {pairs[0].to}", "run both anew"))
    for name in wanted:
        if name not in shared and name not in {each.partition(".")[0] for each in shared}:
            raise UserError(
                Fault("--measure", "", f"there is no measure '{name}' in all of them", unknown(name, shared))
            )
    names = [name for name in shared if not wanted or name in wanted or name.partition(".")[0] in wanted]
    for pair in pairs:
        _refuse_units(pair, names)
    return names


def _refuse_units(pair: Pair, names: Sequence[str]) -> None:
    units = [(name, pair.of.results.units[name], pair.to.results.units[name]) for name in names]
    faults = [
        Fault(
            str(pair.of), name, f"found the unit {mine}, and {theirs} in {pair.to}", "run both with one version of sim"
        )
        for name, mine, theirs in units
        if mine != theirs
    ]
    if faults:
        raise UserError(*faults)


def _unit(pairs: Sequence[Pair], name: str) -> str:
    return pairs[0].to.results.units[name]


def _about(name: str, packages: tuple[str, ...]) -> str:
    """Return what a measure is of; its name where this version knows it no more."""
    whole, _, part = name.partition(".")
    known = catalogue(packages).get(whole)
    about = known.about if known else whole.replace("_", " ")
    return f"{about} ({part})" if part else about


def _told(
    pair: Pair, called: Mapping[Any, str], found: Mapping[str, Contrast], packages: tuple[str, ...]
) -> dict[str, Any]:
    of, to = (called[thing.source.place, thing.case] for thing in pair)
    return {
        "of": {"name": of, **_thing(pair.of)},
        "to": {"name": to, **_thing(pair.to)},
        "paired": pair.shares_luck,
        "method": METHODS[pair.shares_luck].format(pair.of.seed, pair.to.seed),
        "changes": [{"path": path, "to": theirs, "of": mine} for path, theirs, mine in changes(pair)],
        "measures": {
            name: {
                **_numbers(each),
                "differences": _by_replication(pair, name) if pair.shares_luck else [],
                "verdict": verdict(_about(name, packages), of, to, each, scale_of(each, _unit([pair], name))),
            }
            for name, each in found.items()
        },
    }


def _by_replication(pair: Pair, name: str) -> list[float]:
    of, to = pair.of.values(name), pair.to.values(name)
    return [found for key in sorted(of.keys() & to.keys()) if isfinite(found := of[key] - to[key])]


def _thing(thing: Thing) -> dict[str, Any]:
    return {
        "folder": thing.results.folder and str(thing.results.folder),
        "scenario": thing.source.name,
        "case": thing.case,
        "seed": thing.seed,
        "replications": len(thing.results.of(thing.case)),
    }


def _numbers(found: Contrast) -> dict[str, Any]:
    difference = found.difference
    return {
        "of": _estimate(found.of),
        "to": _estimate(found.to),
        "difference": {
            "mean": difference.mean, "ci95": _ends(difference.ci95), "paired": difference.paired, "n": difference.n,
            "df": difference.df, "ci95_together": _ends(within(difference, found.family)),
        },
        "share": _share(found.share),
        "p": found.p,
        "p_holm": found.adjusted,
        "stands": found.stands,
        "correlation": found.correlation,
        "narrower": found.narrower,
    }  # fmt: skip


def _estimate(found: Estimate) -> dict[str, Any]:
    return {"mean": found.mean, "ci95": _ends(found.ci95), "sd": found.sd, "n": found.n}


def _share(found: Share | None) -> dict[str, Any] | None:
    return found and {"mean": found.mean, "ci95": _ends(found.ci95)}


def _ends(interval: tuple[float, float] | None) -> list[float] | None:
    return None if interval is None else list(interval)
