"""`sim new`: a scenario file to start from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from sim.face import show
from sim.scenario.load import file_of, load

__all__ = ["new_command"]

TEMPLATE: Final = """\
# What it shows: one lane, one coastal station.
# What it is drawn from: nothing yet. Illustrative; public figures only.
title: {title}
purpose: What do you want to know?
expect: What do you expect to see?
start: 2021-03-01T00:00Z
duration: 10 d
warm_up: 2 d
replications: 10
seed: 1

area: {{name: East China Sea, west: 119 E, east: 131 E, south: 25 N, north: 36 N}}

sides:
  japan: {{name: Japan, colour: blue}}

parts:                           # 'sim kinds' lists what there is, 'sim kinds lane_traffic' what may be said of it
  - {{kind: lane_traffic, id: shanghai-busan, from: Shanghai, to: Busan, arrivals: 30 /d}}
  - {{kind: coastal_station, id: goto, side: japan, position: [32.7 N, 128.8 E]}}

cases:                           # what is compared: each case is a set of changes to this file
  as-it-is: {{}}
  busier: {{parts.shanghai-busan.arrivals: 60 /d}}
"""


def new_command(name: str, origin: str | None) -> int:
    """Write a scenario file, a copy of another one if that is named."""
    path = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    if origin is None:
        text = TEMPLATE.format(title=json.dumps(path.stem, ensure_ascii=False))
    else:
        load(origin)
        text = file_of(origin).read_text(encoding="utf-8-sig")
    show.write_new(path, text)
    show.line(f"wrote {path}; next: sim check {path}, sim explain {path}, sim run {path}")
    return 0
