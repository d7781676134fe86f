"""`sim schema`: the JSON Schema of a scenario file, for editors."""

from __future__ import annotations

from pathlib import Path

from sim.face import show
from sim.scenario.schema import schema_text

__all__ = ["schema_command"]


def schema_command(out: Path | None) -> int:
    """Print the schema, or write it to a file."""
    if out is None:
        print(schema_text(), end="")
    else:
        show.write_text(out, schema_text())
        show.line(f"wrote {out}; begin a scenario with: # yaml-language-server: $schema=./{out.name}")
    return 0
