"""Write a file of AIS like a day of MarineCadastre, as large as you like, and time its reading.

`python -m bench.ais ROWS FILE [--gz | --nmea]` writes the file. The same arguments write the same bytes.
"""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pyais import encode_dict

HEADER = (
    "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,"
    "VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass"
)
START = np.datetime64("2024-01-01T00:00:00", "s")
PERIOD_S = 70  # between two reports of a ship, as its day's file is thinned
MESSAGES = 20_000  # of a log, before it begins again a minute later
SHARES = {1: 0.5, 2: 0.05, 3: 0.2, 18: 0.18, 5: 0.04, 24: 0.02, 4: 0.01}  # of each type of message in a log
DAY_S = 86_400
READ = """
import json, resource, sys, time
from sim.world.ais import read
began, used = time.perf_counter(), time.process_time()
reading = read(sys.argv[1])
print(json.dumps([time.perf_counter() - began, time.process_time() - used,
    resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(reading.fixes), reading.rows]))
"""


class Cost(NamedTuple):
    """What reading one file took, in a process of its own."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    fixes: int
    rows: int


def main(arguments: list[str]) -> None:
    """Write the file that the command line asks for."""
    rows, file = (word for word in arguments if not word.startswith("--"))
    if "--nmea" in arguments:
        write_log(int(rows), Path(file))
    else:
        write(int(rows), Path(file), zipped="--gz" in arguments)


def write(rows: int, path: Path, *, zipped: bool = False) -> None:
    """Write a header and so many rows in order of time: a day of as many ships as that takes.

    One row in 100 is repeated, one in 200 has no position, one in 50,000 has a time that cannot be read.
    """
    with gzip.open(path, "wt", compresslevel=6) if zipped else path.open("w") as file:
        file.write(HEADER + "\n")
        for lines in _blocks(rows):
            file.write("\n".join(lines) + "\n")


def write_log(lines: int, path: Path) -> None:
    """Write so many lines of NMEA, a tag block with the time on each: the same messages again every minute."""
    sentences = _sentences()
    with path.open("w") as file:
        for at in range(0, lines, len(sentences)):
            tag = f"c:{START.astype(int) + at // len(sentences) * 60}"
            head = f"\\{tag}*{np.bitwise_xor.reduce(list(tag.encode())):02X}\\"
            file.writelines(f"{head}{sentence}\n" for sentence in sentences[: lines - at])


def cost(path: Path) -> Cost:
    """Read a file in a fresh process and return what it took."""
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    return Cost(*json.loads(done.stdout))


def _sentences() -> list[str]:
    """Return the sentences of messages of all types, each from another ship."""
    draw = np.random.default_rng(1)
    kinds = draw.choice(list(SHARES), MESSAGES, p=list(SHARES.values())).tolist()
    lat, lon, speed = (draw.uniform(low, high, MESSAGES).tolist() for low, high in ((25, 31), (-96, -80), (0, 18)))
    sentences = []
    for k, kind in enumerate(kinds):
        fields = {"msg_type": kind, "mmsi": 367_000_000 + k, "shipname": f"VESSEL {k}", "to_bow": 100, "partno": 0}
        place = {"lat": lat[k], "lon": lon[k], "speed": round(speed[k], 1)}
        sentences += encode_dict(fields | place, talker_id="AI", sentence_type="VDM", radio_channel="A", seq_id=k % 10)
    return sentences


def _blocks(rows: int) -> Iterator[list[str]]:
    """Yield the lines of one reporting period after another."""
    draw = np.random.default_rng(1)
    ships = max(rows // (DAY_S // PERIOD_S) + 1, 2)
    lat, lon, course = draw.uniform(25, 31, ships), draw.uniform(-96, -80, ships), draw.uniform(0, 360, ships)
    speed = np.where(draw.random(ships) < 0.4, 0.0, draw.uniform(5, 18, ships))
    tails = [
        _identity(i, int(kind), int(length))
        for i, (kind, length) in enumerate(
            zip(draw.choice([30, 31, 37, 52, 70, 80], ships), draw.uniform(8, 330, ships), strict=True)
        )
    ]
    phase = draw.integers(0, PERIOD_S, ships)
    for at in range(0, rows, ships):
        time_s = at // ships * PERIOD_S + phase
        order = np.argsort(time_s, kind="stable")[: rows - at]
        step = speed / 60.0 * time_s / 3600.0
        north = lat + step * np.cos(np.radians(course)) + draw.normal(0, 3e-5, ships)
        east = lon + step * np.sin(np.radians(course)) / np.cos(np.radians(lat)) + draw.normal(0, 3e-5, ships)
        yield _lines(order, time_s, north, east, speed, course, tails, draw.random(ships))


def _lines(order, time_s, north, east, speed, course, tails, luck) -> list[str]:
    """Return the rows of one period, a few of them spoilt."""
    stamps = np.datetime_as_string(START + time_s[order])
    columns = (
        order.tolist(),
        stamps.tolist(),
        north[order].tolist(),
        east[order].tolist(),
        speed[order].tolist(),
        course[order].tolist(),
        luck[order].tolist(),
    )
    lines: list[str] = []
    for ship, stamp, y, x, v, c, chance in zip(*columns, strict=True):
        if chance < 0.01 and lines:
            lines.append(lines[-1])
            continue
        if chance > 0.995:
            y, x = 91.0, 181.0
        if 0.5 < chance < 0.50002:
            stamp = "not known"
        lines.append(f"{367_000_000 + ship},{stamp},{y:.5f},{x:.5f},{v:.1f},{c:.1f},511,{tails[ship]}")
    return lines


def _identity(ship: int, kind: int, length_m: int) -> str:
    return (
        f"VESSEL {ship},IMO{9_000_000 + ship},WD{ship},{kind},0,{length_m},{length_m // 6},{length_m / 25:.1f},{kind},A"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
