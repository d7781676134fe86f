"""`sim ais`: what real ships' AIS tells. Doors only; the work is imported when a command is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

__all__ = ["ais"]

ais: Final = typer.Typer(
    help="Read real AIS: who met whom at sea, who fell silent, who was there.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

File = Annotated[Path, typer.Argument(metavar="FILE", help="MarineCadastre, Danish or plain CSV, or NMEA; gzip, zip.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print data instead of text.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print comma-separated values instead of text.")]
Map = Annotated[Path | None, typer.Option("--map", metavar="FILE", help="Draw a map: a file that ends in png or svg.")]
Length, Time, Speed = "LENGTH", "TIME", "SPEED"
MinCoast = Annotated[str, typer.Option("--min-coast", metavar=Length, help="From land, a port or its roads.")]


@ais.command("encounters")
def _encounters(
    file: File,
    max_distance: Annotated[str, typer.Option(metavar=Length, help="Between the two ships, all the time.")] = "500 m",
    min_duration: Annotated[str, typer.Option(metavar=Time, help="For so long without a break.")] = "2 h",
    max_speed: Annotated[str, typer.Option(metavar=Speed, help="Median of each ship, which stays below it.")] = "2 kn",
    min_coast: MinCoast = "10 km",
    max_gap: Annotated[str, typer.Option(metavar=Time, help="A longer silence of either ship ends it.")] = "70 min",
    max_break: Annotated[str, typer.Option(metavar=Time, help="A shorter time apart does not end it.")] = "0 min",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    map_file: Map = None,
) -> None:
    """Find pairs of ships that stay close together and slow, away from the coast.

    The defaults are the public definition of Global Fishing Watch.
    """
    from sim.face.ais_encounters import Criteria
    from sim.face.ais_show import tell

    criteria = Criteria.read(
        max_distance=max_distance, min_duration=min_duration, max_speed=max_speed, min_coast=min_coast,
        max_gap=max_gap, max_break=max_break,
    )  # fmt: skip
    tell(file, criteria.look, as_json=as_json, as_csv=as_csv, map_file=map_file)


@ais.command("gaps")
def _gaps(
    file: File,
    min_silence: Annotated[str, typer.Option(metavar=Time, help="Between two reports of a ship.")] = "12 h",
    min_before: Annotated[int, typer.Option(metavar="N", help="Reports of it in the 12 h before the silence.")] = 14,
    min_speed: Annotated[
        str, typer.Option(metavar=Speed, help="Before, across or after it, or it lay still.")
    ] = "0.5 kn",
    min_coast: MinCoast = "10 km",
    near: Annotated[str, typer.Option(metavar=Length, help="Others heard within this show coverage.")] = "20 nm",
    min_heard: Annotated[str, typer.Option(metavar="SHARE", help="Of its hours, with another ship heard.")] = "50 %",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    map_file: Map = None,
) -> None:
    """Find ships that fell silent where and while others were heard."""
    from sim.face.ais_gaps import Criteria
    from sim.face.ais_show import tell

    criteria = Criteria.read(
        min_silence=min_silence, min_before=min_before, min_speed=min_speed, min_coast=min_coast, near=near,
        min_heard=min_heard,
    )  # fmt: skip
    tell(file, criteria.look, as_json=as_json, as_csv=as_csv, map_file=map_file)


@ais.command("tracks")
def _tracks(file: File, as_json: AsJson = False, as_csv: AsCsv = False, map_file: Map = None) -> None:
    """List the ships that were heard: when, where, how far and how fast."""
    from sim.face.ais_show import tell
    from sim.face.ais_tracks import look

    tell(file, look, as_json=as_json, as_csv=as_csv, map_file=map_file)
