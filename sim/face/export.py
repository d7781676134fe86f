"""`sim export`: hand a run to other tools, the truth of it or what one side knew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sim.base.errors import Fault, UserError, unknown

if TYPE_CHECKING:
    from sim.kernel.journal import Journal
    from sim.record.export.formats import Format
    from sim.record.export.layers import Matter, Words
    from sim.record.results import Results
    from sim.scenario.load import Scenario

__all__ = ["export"]

WHERE: Final = "sim export"
LARGE_BYTES: Final = 1e9


def export(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="A complete result folder.")],
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="geojson, geoparquet, czml, kml, nmea or csv.")
    ],
    what: Annotated[
        str | None, typer.Option("--what", metavar="LAYERS", help="Of tracks,contacts,events; all of them if left out.")
    ] = None,
    case: Annotated[str | None, typer.Option("--case", metavar="NAME", help="The case, if there are several.")] = None,
    replication: Annotated[int, typer.Option("--replication", min=0, help="One whose log was kept.")] = 0,
    side: Annotated[
        str | None, typer.Option("--side", metavar="NAME", help="What this side knew, instead of the truth.")
    ] = None,
    every: Annotated[
        str | None, typer.Option("--every", metavar="TIME", help="With nmea: no ship reports oftener than this.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where to; a folder in RESULT.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over files that are there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print data instead of text.")] = False,
) -> None:
    """Write tracks, contacts and events of a run in the formats of other tools."""
    from sim.face import show
    from sim.record.export.formats import FORMATS, export
    from sim.record.files import refuse_overwriting, say_why
    from sim.record.folder import read

    if form not in FORMATS:
        raise UserError(Fault(WHERE, "--format", f"there is no format '{form}'", unknown(form, FORMATS)))
    wanted, every_s = _layers(what, form, FORMATS[form]), _every_s(every, form)
    results = read(result)
    case, folder = _case(case, results), _folder(result, case, replication, side, out)
    files = FORMATS[form].files(folder, results.scenario, wanted)
    refuse_overwriting([] if force else files)
    matter = _matter(result, results.journal(case, replication), side or "", every_s)
    if form == "nmea":
        _warn_of_size(matter)
    with say_why(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with _progress() as told:
        export(replace(matter, told=told), form, wanted, files)
    if as_json:
        show.data({"files": [{"path": str(path), "bytes": path.stat().st_size} for path in files]})
        return
    show.line(matter.sentence)
    for path in files:
        show.line(f"  {path}  {_size(path.stat().st_size)}")


def _layers(what: str | None, name: str, form: Format) -> list[str]:
    """Return the layers asked for, in their own order."""
    from sim.record.export.layers import LAYERS

    asked = [word.strip() for word in what.split(",") if word.strip()] if what is not None else list(form.holds)
    for word in asked or [""]:
        if word not in LAYERS:
            raise UserError(Fault(WHERE, "--what", f"there is no layer '{word}'", unknown(word, LAYERS)))
        if word not in form.holds:
            advice = f"write --what {','.join(form.holds)}, or choose another --format"
            raise UserError(Fault(WHERE, "--what", f"{name} has no {word}", advice))
    return [name for name in form.holds if name in asked]


def _every_s(every: str | None, form: str) -> int:
    from sim.face.ais_show import quantity

    if every is None:
        return 0
    if form != "nmea":
        raise UserError(Fault(WHERE, "--every", f"thins nmea, and not {form}", "leave it out"))
    return round(quantity("--every", every, "time", "1 s", "7 d"))


def _case(case: str | None, results: Results) -> str:
    if case in results.cases:
        return case
    if case is not None:
        raise UserError(Fault(WHERE, "--case", f"there is no case '{case}'", unknown(case, results.cases)))
    if len(results.cases) > 1:
        found = f"there are {len(results.cases)} cases: {', '.join(results.cases)}"
        raise UserError(Fault(WHERE, "--case", found, f"name one: --case {results.cases[0]}"))
    return results.cases[0]


def _folder(result: Path, case: str, replication: int, side: str | None, out: Path | None) -> Path:
    """Return where the files go: where the user says, or a folder of the result's own."""
    return out or result / "export" / "-".join([case, str(replication), *([side] if side else [])])


def _matter(result: Path, journal: Journal, side: str, every_s: int) -> Matter:
    from sim.record.export.layers import Matter
    from sim.record.folder import SCENARIO
    from sim.scenario.load import load

    sides = journal.header["sides"]
    if side and side not in sides:
        raise UserError(Fault(WHERE, "--side", f"there is no side '{side}'", unknown(side, sides)))
    return Matter(journal, _words(load(result / SCENARIO), journal), side, every_s)


def _words(scenario: Scenario, journal: Journal) -> Words:
    from sim.base.tongue import Tongue
    from sim.record.export.layers import Words
    from sim.report.style import LIGHT
    from sim.report.teller import Teller, names_in
    from sim.report.titles import Titles

    tongue, spec = Tongue(), scenario.spec
    sides, areas = names_in(spec.sides, tongue), names_in(spec.areas, tongue)
    colours = LIGHT.sides({side: each.colour for side, each in spec.sides.items()})
    return Words(
        tongue.pick(spec.title), sides, colours, Teller(journal, tongue, sides, areas, Titles(spec.parts, tongue)).says
    )


def _warn_of_size(matter: Matter) -> None:
    from sim.face import show
    from sim.record.export.nmea import expected

    bytes_ = expected(matter)
    if bytes_ > LARGE_BYTES:
        show.line(f"about {_size(bytes_)}; --every '10 min' makes less of it", error=True)


def _size(size: float) -> str:
    """Write a number of bytes.

    >>> _size(999), _size(8_230_000), _size(1.2e10)
    ('1 kB', '8.2 MB', '12 GB')
    """
    for unit, least in (("GB", 1e9), ("MB", 1e6)):
        if size >= least:
            return f"{size / least:.2g} {unit}" if size < 10 * least else f"{size / least:,.0f} {unit}"
    return f"{max(1, round(size / 1e3))} kB"


@contextmanager
def _progress() -> Iterator[Callable[[float], object]]:
    """Draw a bar on a terminal, and nothing elsewhere."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True, highlight=False)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("writing", total=1.0)
        yield lambda share: bar.update(task, completed=share)
