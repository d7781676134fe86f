"""What a sweep found, in sentences that claim no more than their intervals, in a table, and on a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from pathlib import Path
from typing import Any, Final

from sim.measure.shown import NOTHING, Scale, cell, decimals, number, scale, span
from sim.record.files import write_text
from sim.report.words import counted, excludes_zero, humane

__all__ = [
    "DESIGNS",
    "HEADS",
    "clear",
    "findings",
    "headline",
    "ranked",
    "rows",
    "scale_of",
    "setting",
    "strength",
    "write_report",
]

Told = Mapping[str, Any]
REPORT: Final = "report.md"
SAID_MAX: Final = 8
LONG: Final = 44
FEW: Final = 5
DESIGNS: Final[Mapping[str, str]] = {
    "grid": "a grid of all combinations",
    "oat": "one factor at a time, the others as the scenario has them",
    "lhs": "a Latin hypercube",
    "morris": "Morris' screening",
    "sobol": "Saltelli's sample for Sobol indices",
}
EFFECT: Final = ("factor", "from", "to", "effect")
HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "grid": EFFECT,
    "oat": (*EFFECT, "at the low end", "at the high end"),
    "lhs": EFFECT,
    "morris": (*EFFECT, "μ*", "luck stays below", "σ"),
    "sobol": (*EFFECT[:3], "alone", "with others"),
}


def scale_of(entry: Told) -> Scale:
    """Return the scale that one measure is shown on."""
    return scale(entry["unit"], max((abs(each["mean"] or 0.0) for each in entry["points"]), default=0.0))


def strength(each: Told) -> float:
    """Return by what factors are ranked: how large the effect is estimated to be."""
    if "total" in each:
        return float(each["total"])
    if "mu_star" in each:
        return float(each["mu_star"])
    means = [each[part]["mean"] for part in ("low", "high") if part in each] or [each["effect"]["mean"]]
    return max((abs(mean) for mean in means if mean is not None), default=-inf)


def ranked(told: Told, entry: Told) -> list[tuple[Told, Told]]:
    """Return the factors with what was found of each, the strongest first."""
    pairs = list(zip(told["factors"], entry["factors"], strict=False))
    return sorted(pairs, key=lambda pair: -strength(pair[1]))


def clear(each: Told) -> bool:
    """Tell whether a factor's effect is told apart from luck, looked at alone."""
    if "total" in each:
        return bool(each["total_ci95"][0] > 0)
    if "mu_star" in each:
        return each["floor"] is not None and bool(each["mu_star"] > each["floor"])
    return any(excludes_zero(each[part]) for part in ("effect", "low", "high") if part in each)


def setting(told: Told) -> str:
    """Say what was run."""
    against = f", its difference from '{told['against']}'" if told["against"] else ""
    points = f"{counted(told['points'], 'point')} ({DESIGNS[told['design']]})"
    return (
        f"Case '{told['case']}'{against}: {points}, {counted(told['replications'], 'replication')} with the same luck."
    )


def findings(told: Told, name: str) -> list[str]:
    """Say of one measure what was found, the strongest factor first."""
    entry = told["measures"][name]
    if "note" in entry:
        return [f"{entry['note'].capitalize()}."]
    if told["replications"] < 2:
        return ["One replication tells nothing of chance: no effect is told apart from luck."]
    by, pairs = scale_of(entry), ranked(told, entry)
    shown = [pair for pair in pairs if clear(pair[1])]
    say = {"morris": _screened, "sobol": _shared}.get(told["design"], _changed)
    said = [say(factor, each, by) for factor, each in shown[:SAID_MAX]]
    if len(shown) > SAID_MAX:
        said.append(f"{counted(len(shown) - SAID_MAX, 'more factor')} with an effect: see the table.")
    said += [*_unshown(pairs, shown, by), *_cautions(told, entry)]
    together = _together(told, shown)
    # What is shown by luck alone must not be read first.
    return [*together, *said] if shown and not any(map(_stands, shown)) else [*said, *together]


def headline(told: Told, name: str) -> str:
    """Return what is said first of a measure, after its name."""
    first = findings(told, name)[0]
    begins = first.startswith(tuple(map(_short, told["factors"])))
    return f"{humane(name)}: {first if begins else first[0].lower() + first[1:]}"


def _short(factor: Told) -> str:
    """Return a factor's name, its end alone where it is very long."""
    name = str(factor["name"])
    return name if len(name) <= LONG else f"…{name[-LONG:]}"


def _changed(factor: Told, each: Told, by: Scale) -> str:
    """Say what a factor does from end to end, or the end that does something where the whole does not."""
    low, high = factor["levels"][0], factor["levels"][-1]
    if excludes_zero(each["effect"]):
        return f"{_short(factor)} from {low} to {high}: {_difference(each['effect'], by)}."
    ends = [(part, at) for part, at in (("low", low), ("high", high)) if excludes_zero(each[part])]
    said = "; ".join(f"at {at} {_difference(each[part], by)}" for part, at in ends)
    return f"{_short(factor)}, against the scenario as it is: {said}."


def _difference(entry: Told, by: Scale) -> str:
    ends = [end * by.factor for end in entry["ci95"]]
    mean = entry["mean"] * by.factor
    shown = f"{number(mean, decimals(mean, ends), signed=True)} {by.points}".rstrip()
    return f"{shown} (95 % interval {span(entry['ci95'], by, signed=True)}, {counted(entry['n'], 'pair')})"


def _screened(factor: Told, each: Told, by: Scale) -> str:
    star = cell(each["mu_star"], each["mu_star_ci95"], by)
    places = decimals(each["mu_star"] * by.factor, [end * by.factor for end in each["mu_star_ci95"]])
    floor, sigma = (number(each[part] * by.factor, places) for part in ("floor", "sigma"))
    shown = f"{star} {by.points}".rstrip()
    return f"{_short(factor)}: μ* {shown} (luck alone stays below {floor} in 19 sweeps of 20), σ {sigma}."


def _shared(factor: Told, each: Told, by: Scale) -> str:
    share = scale("share")
    alone, whole = (cell(each[part], each[f"{part}_ci95"], share) for part in ("first", "total"))
    both = " It acts together with others." if each["total_ci95"][0] > each["first_ci95"][1] else ""
    return f"{_short(factor)}: {alone} % of the variance between points by itself, {whole} % with others.{both}"


def _unshown(pairs: Sequence[Any], shown: Sequence[Any], by: Scale) -> Iterator[str]:
    """Say how many factors show nothing, and how much they might still do."""
    left = [each for _, each in pairs if not clear(each)]
    if not left:
        return
    what = counted(len(left), "other factor" if shown else "factor")
    spans = [each["effect"]["ci95"] for each in left if each.get("effect", {}).get("ci95")]
    widest = max((max(map(abs, ends)) * by.factor for ends in spans), default=None)
    verb = "shows" if len(left) == 1 else "show"
    reach = "" if widest is None else f"; the intervals reach as far as {number(widest, decimals(widest))} {by.points}"
    yield f"{what} {verb} no effect beyond luck{reach.rstrip()}."


def _stands(pair: tuple[Told, Told]) -> bool:
    return bool(pair[1].get("stands"))


def _together(told: Told, shown: Sequence[tuple[Told, Told]]) -> Iterator[str]:
    """Say what is left of effects when all factors are looked at together."""
    many = len(told["factors"])
    if many < 2 or told["design"] == "sobol":
        return
    names = [_short(pair[0]) for pair in shown if _stands(pair)]
    listed = ", ".join(names[:SAID_MAX]) + (", …" if len(names) > SAID_MAX else "")
    if names:
        yield f"With all {many} factors looked at together (Bonferroni) stand: {listed}."
    else:
        yield f"No effect stands with all {many} factors looked at together (Bonferroni)."
    yield f"Of {many} factors without effect {_by_luck(many)} would be marked by luck."


def _by_luck(many: int) -> str:
    return f"about {number(many / 20, 0)}" if many >= 20 else "one in twenty"


def _cautions(told: Told, entry: Told) -> Iterator[str]:
    """Say how far intervals, a fit or indices can be trusted."""
    if told["replications"] < FEW:
        few = counted(told["replications"], "replication")
        yield f"{few} are few: where differences happen to be alike, intervals are too narrow."
    if told["design"] == "lhs" and entry["r2"] is not None:
        yield f"Effects and curves are of a fit that tells {100 * entry['r2']:.0f} % of the variance between points."
    if told["design"] == "sobol":
        noise = f"{100 * entry['noise']:.0f} %"
        yield f"Luck makes {noise} of the variance between the points' means; the indices are freed of it."


def rows(told: Told, name: str) -> list[list[str]]:
    """Return the table of one measure: a row for each factor, the strongest first."""
    entry = told["measures"][name]
    by = scale_of(entry)
    return [
        [factor["name"], factor["levels"][0], factor["levels"][-1], *_cells(each, by)]
        for factor, each in ranked(told, entry)
    ]


def _cells(each: Told, by: Scale) -> Iterator[str]:
    share = scale("share")
    for part in ("effect", "low", "high"):
        if part in each:
            mark = " *" if excludes_zero(each[part]) else ""
            yield cell(each[part]["mean"], each[part]["ci95"], by, signed=True) + mark
    if "mu_star" in each:
        yield cell(each["mu_star"], each["mu_star_ci95"], by)
        for part in ("floor", "sigma"):
            yield NOTHING if each[part] is None else cell(each[part], None, by)
    for part in ("first", "total"):
        if part in each:
            yield cell(each[part], each[f"{part}_ci95"], share) + " %"


def write_report(folder: Path, manifest: Told, told: Told, figures: Sequence[Path]) -> Path:
    """Write report.md: what was asked, what was found, pictures, the table, and how to repeat it."""
    lines = [f"# Sweep of {told['scenario']}", "", setting(told), ""]
    for name, entry in told["measures"].items():
        by = scale_of(entry)
        lines += [f"## {humane(name)}", "", f"{entry['about'].capitalize()}, in {by.unit or 'numbers'}.", ""]
        lines += [*(f"- {each}" for each in findings(told, name)), ""]
        mine = [path for path in figures if path.suffix == ".png" and path.stem.endswith(f"-{name}")]
        lines += [line for path in mine for line in (f"![{path.stem}](figures/{path.name})", "")]
        heads = HEADS[told["design"]]
        lines += [_row(heads), _row(["---"] * len(heads)), *(_row(row) for row in rows(told, name)), ""]
        lines += [f"Effects in {by.points or 'numbers'}, ± 95 % interval; * the interval excludes zero.", ""]
    if manifest["left_out"]:
        lines += ["## Guesses that were not varied", ""]
        lines += [f"- {each['name']}, {each['value']}: {each['why']}" for each in manifest["left_out"]] + [""]
    lines += ["## To repeat it", "", f"    {manifest['command']}", ""]
    path = folder / REPORT
    write_text(path, "\n".join(lines))
    return path


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
