"""What is to be compared with what, and whether that makes sense: result folders, their cases, scenarios to be run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sim.base.errors import Fault, UserError, nearest, unknown
from sim.base.units import show
from sim.record.files import read_json
from sim.record.folder import RUN, SCENARIO, read
from sim.record.provenance import provenance
from sim.record.results import Results
from sim.scenario.source import brief

if TYPE_CHECKING:
    from sim.scenario.load import Scenario

__all__ = ["Pair", "Source", "Thing", "cautions", "changes", "labels", "open_source", "pair_up", "refuse_senseless"]

UNCOMPARED: Final = frozenset(
    {"title", "purpose", "expect", "illustrates", "sources", "cases", "measures", "replications", "seed"}
)
SIDES: Final = ("west", "east", "south", "north")
MAKERS: Final = ("sim", "numpy", "git_revision")


@dataclass(frozen=True, slots=True)
class Source:
    """What one argument names: a complete result folder, or a scenario that has no results yet."""

    given: str
    case: str
    scenario: Scenario
    cases: tuple[str, ...]
    results: Results | None = None
    at: Path | None = None

    @property
    def place(self) -> Path:
        """The folder, the scenario's file or where it is said to be: two sources of one place are the same."""
        from sim.scenario.load import file_of

        if self.at:
            return self.at
        return Path(self.given).resolve() if Path(self.given).is_dir() else file_of(self.given).resolve()

    @property
    def name(self) -> str:
        return self.results.scenario if self.results else self.scenario.name


class Thing(NamedTuple):
    """One case of a source."""

    source: Source
    case: str

    def __str__(self) -> str:
        return f"{self.source.given}#{self.case}"

    @property
    def results(self) -> Results:
        assert self.source.results is not None, "compared only once it has been run"
        return self.source.results

    def values(self, measure: str) -> dict[int, float]:
        """Return what a measure came to in each replication."""
        return self.results.values(self.case, measure)

    @property
    def seed(self) -> int:
        return self.source.scenario.spec.seed


class Pair(NamedTuple):
    """A case and the baseline that it is compared with."""

    of: Thing
    to: Thing

    @property
    def shares_luck(self) -> bool:
        """Whether replications of one number drew from the same streams, which the seed alone decides."""
        return self.of.seed == self.to.seed


def open_source(argument: str, sets: Sequence[str] = ()) -> Source:
    """Return what an argument names: `DIR`, `SCENARIO`, or one case of either after a `#`.

    Raises: UserError, with the nearest spelling where there is one.
    """
    from sim.scenario.load import load

    given, case = (argument, "") if Path(argument).exists() or "#" not in argument else argument.rsplit("#", 1)
    if given and Path(given).is_dir():
        results = read(Path(given))
        source = Source(given, case, load(Path(given) / SCENARIO), results.cases, results)
    else:
        _suggest_folder(given)
        scenario = load(given, sets)
        source = Source(given, case, scenario, scenario.cases)
    if "#" in argument and given != argument and case not in source.cases:
        raise UserError(Fault(given, "", f"there is no case '{case}'", unknown(case, source.cases)))
    return source


def _suggest_folder(given: str) -> None:
    """Refuse what is neither file nor scenario when a folder beside it is spelled nearly so."""
    path = Path(given)
    if path.exists() or not path.parent.is_dir():
        return
    close = nearest(given, [str(each.parent) for each in path.parent.glob(f"*/{RUN}")])
    if close:
        raise UserError(Fault(given, "", "there is no such folder", f"did you mean '{close}'?"))


def pair_up(sources: Sequence[Source]) -> list[Pair]:
    """Say what is compared with what.

    One source: its cases, the first being the baseline. Several: the first is the baseline, case by case where they
    have cases of the same names. A source without a named case takes the case that another names.
    Raises: UserError when that leaves nothing to compare, or one thing to be compared with itself.
    """
    rows = _rows(sources) if len(sources) > 1 else [[Thing(sources[0], case) for case in _cases_of(sources[0])]]
    for row in rows:
        _refuse_twice(row)
    return [Pair(of, row[0]) for row in rows for of in row[1:]]


def _cases_of(source: Source) -> tuple[str, ...]:
    if source.case or len(source.cases) < 2:
        found = "there is nothing to compare it with"
        raise UserError(Fault(source.given, "", found, "name a second folder, case (DIR#case) or scenario"))
    return source.cases


def _rows(sources: Sequence[Source]) -> list[list[Thing]]:
    named = next((source.case for source in sources if source.case), "")
    if named or all(len(source.cases) == 1 for source in sources):
        return [[Thing(source, _one_case(source, named)) for source in sources]]
    shared = [case for case in sources[0].cases if all(case in source.cases for source in sources)]
    if not shared:
        found = (
            f"has the cases {', '.join(sources[-1].cases)}, and {sources[0].given} has {', '.join(sources[0].cases)}"
        )
        raise UserError(Fault(sources[-1].given, "", found, "name one case of each: DIR#case"))
    return [[Thing(source, case) for source in sources] for case in shared]


def _one_case(source: Source, named: str) -> str:
    if source.case or len(source.cases) == 1:
        return source.case or source.cases[0]
    if named in source.cases:
        return named
    found = f"has several cases: {', '.join(source.cases)}"
    raise UserError(Fault(source.given, "", found, f"name one: {source.given}#{source.cases[0]}"))


def _refuse_twice(row: Sequence[Thing]) -> None:
    seen: dict[tuple[Path, str], Thing] = {}
    for thing in row:
        first = seen.setdefault((thing.source.place, thing.case), thing)
        if first is not thing:
            several = len(thing.source.cases) > 1 and thing.source.at is None  # what is in memory has no command
            advice = (
                f"name each once; `sim compare {thing.source.given}` compares its cases"
                if several
                else "name each once"
            )
            raise UserError(Fault(str(thing), "", f"is the same run as {first}", advice))


def refuse_senseless(pairs: Sequence[Pair]) -> None:
    """Refuse pairs whose measures count over different spans of time or different seas.

    Raises: UserError that names each field with both its values.
    """
    faults: dict[Any, Fault] = {}
    for pair in pairs:
        for fault in _senseless(pair):  # told once for all cases of a scenario
            faults.setdefault((pair.of.source.place, fault.field, fault.found.partition(" in ")[0]), fault)
    if faults:
        raise UserError(*faults.values())


def _senseless(pair: Pair) -> Iterator[Fault]:
    one, two = (thing.source.scenario.setting(thing.case) for thing in pair)
    times = {
        "duration": (one.duration_s, two.duration_s, "totals grow with it"),
        "warm_up": (one.warm_up_s, two.warm_up_s, "what is counted begins after it"),
    }
    for field, (mine_s, theirs_s, why) in times.items():
        if mine_s != theirs_s:
            yield _differs(pair, field, show(mine_s, "time"), show(theirs_s, "time"), why)
    if replace(one.area, name="") != replace(two.area, name=""):
        mine, theirs = (brief({side: _content(thing)["area"][side] for side in SIDES}) for thing in pair)
        yield _differs(pair, "area", mine, theirs, "measures are of what happens inside it")


def _differs(pair: Pair, field: str, mine: str, theirs: str, why: str) -> Fault:
    return Fault(
        str(pair.of), field, f"found {mine}, and {theirs} in {pair.to}", f"{why}: run both with the same {field}"
    )


def cautions(pairs: Sequence[Pair]) -> list[str]:
    """Return what a reader should know of pairs that differ in more than is compared, each once."""
    return list(dict.fromkeys(said for pair in pairs for said in _cautions(pair)))


def _cautions(pair: Pair) -> Iterator[str]:
    of, to = pair
    starts = [f"{thing.source.scenario.setting(thing.case).start:%Y-%m-%dT%H:%MZ}" for thing in pair]
    if starts[0] != starts[1]:
        yield f"{of} starts at {starts[0]}, {to} at {starts[1]}: season and daylight differ."
    for one, other in ((of, to), (to, of)):
        missing = [name for name in one.results.units if name not in other.results.units]
        if missing:
            yield f"Only {one} has the {'measures' if len(missing) > 1 else 'measure'} {', '.join(missing)}."
    counts = [len(thing.results.of(thing.case)) for thing in pair]
    if counts[0] != counts[1]:
        used = f"; the {min(counts)} that both have make the pairs" if pair.shares_luck else ""
        yield f"{of} has {counts[0]} replications, {to} {counts[1]}{used}."
    if pair.shares_luck and _logs_agree(pair):
        yield f"The logs of {of} and {to} are the same: what was changed had no effect at all."
    yield from _made_by(pair)


def _logs_agree(pair: Pair) -> bool:
    hashes = [[each.log_hash for each in thing.results.of(thing.case)] for thing in pair]
    return all(mine == theirs for mine, theirs in zip(*hashes, strict=False))


def _made_by(pair: Pair) -> Iterator[str]:
    """Say which versions of the program differ, by which measures may have changed their meaning."""
    if pair.of.results.folder == pair.to.results.folder:
        return
    one, two = (_makers(thing) for thing in pair)
    for name in MAKERS:
        if one.get(name) != two.get(name):
            of, to = pair.of.source.given, pair.to.source.given
            made = f"{of} was made by {name} {one.get(name)}, {to} by {two.get(name)}"
            yield f"{made}: measures may have changed with it."


def _makers(thing: Thing) -> Mapping[str, Any]:
    folder = thing.results.folder
    manifest = provenance() if folder is None else read_json(folder / RUN)
    return {**manifest.get("versions", {}), "git_revision": manifest.get("git_revision")}


def labels(pairs: Sequence[Pair]) -> dict[tuple[Path, str], str]:
    """Return the shortest names that tell things apart, by place and case."""
    things = [thing for pair in pairs for thing in pair]
    sources = {thing.source.place: thing.source for thing in things}
    schemes = [
        {place: each.name if len(sources) > 1 else "" for place, each in sources.items()},
        {place: place.name for place in sources},
        {place: str(place) for place in sources},
    ]
    where = next(scheme for scheme in schemes if len(set(scheme.values())) == len(sources))
    several = len({thing.case for thing in things}) > 1
    return {
        (place := thing.source.place, thing.case): "#".join(filter(None, [where[place], thing.case if several else ""]))
        for thing in things
    }


def changes(pair: Pair) -> list[tuple[str, str, str]]:
    """Return where two scenarios, as run in their cases, say different things: path, value in `to`, value in `of`."""
    of, to = ({key: each for key, each in _content(thing).items() if key not in UNCOMPARED} for thing in pair)
    return list(_changes("", of, to))


def _content(thing: Thing) -> dict[str, Any]:
    """Return what the file says in a case."""
    content: dict[str, Any] = thing.source.scenario.variants[thing.case][0].plain()
    return content


def _changes(path: str, of: Any, to: Any) -> Iterator[tuple[str, str, str]]:
    mine, theirs = _entries(of), _entries(to)
    if mine is None or theirs is None:
        if of != to:
            yield path, _shown(to), _shown(of)
        return
    for key in dict.fromkeys([*theirs, *mine]):
        yield from _changes(f"{path}.{key}" if path else key, mine.get(key), theirs.get(key))


def _entries(value: Any) -> Mapping[str, Any] | None:
    """Return what a path may lead on to: fields by name, parts by id."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, list) and value and all(isinstance(each, Mapping) and "id" in each for each in value):
        return {str(each["id"]): each for each in value}
    return None


def _shown(value: Any) -> str:
    return "nothing" if value is None else brief(value)
