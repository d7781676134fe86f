"""`sim list` and `sim kinds`: the scenarios that come with the package, and the vocabulary they are written in."""

from __future__ import annotations

from sim.base.errors import Fault, UserError, unknown
from sim.face import show
from sim.scenario.describe import vocabulary
from sim.scenario.explain import english
from sim.scenario.load import bundled, load

__all__ = ["kinds_command", "list_command"]


def list_command(*, as_json: bool) -> int:
    """Print the bundled scenarios, each with the question it answers."""
    specs = {name: load(path).spec for name, path in bundled().items()}
    rows = [(name, english(spec.title), english(spec.purpose)) for name, spec in specs.items()]
    if as_json:
        show.data([{"name": name, "title": title, "purpose": purpose} for name, title, purpose in rows])
    else:
        show.table("", ("scenario", "title", "question"), rows)
        show.line("Next: sim explain NAME, sim run NAME, or sim new MINE --from NAME.")
    return 0


def kinds_command(kind: str | None, *, as_json: bool) -> int:
    """Print every kind of part, or all that may be said of one."""
    known = vocabulary()
    if kind is not None and kind not in known:
        raise UserError(Fault("", "", f"there is no kind '{kind}'", unknown(kind, known, most=40)))
    if as_json:
        show.data(known if kind is None else known[kind])
    elif kind is None:
        show.table("", ("kind", "what it is"), [(name, entry["about"]) for name, entry in known.items()])
        show.line("'sim kinds KIND' lists what may be said of one.")
    else:
        words = known[kind]["parameters"]
        rows = [tuple(word[name] for name in ("name", "write", "default", "source", "about")) for word in words]
        show.table(f"{kind}: {known[kind]['about']}", ("parameter", "write", "default", "source", "meaning"), rows)
        show.line("A parameter without a default must be given.")
    return 0
