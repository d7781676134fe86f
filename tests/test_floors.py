"""Hold the house together: imports look down, fences stand, and what is public is what `__all__` says."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = (
    "base", "kernel", "world", "contact", "picture", "parts", "models",
    "scenario", "record", "measure", "experiment", "report", "table", "face",
)  # fmt: skip
FENCES = {  # a library, and the only modules (or rooms) that may import it
    "matplotlib": ("sim.report",),
    "typer": ("sim.face",),
    "rich": ("sim.face",),
    "yaml": ("sim.scenario.source",),
    "sqlite3": ("sim.record",),
    "pyarrow": ("sim.record", "sim.world.ais"),
    "pyais": ("sim.world.ais",),
    "dask": ("sim.experiment.executor",),
    "distributed": ("sim.experiment.executor",),
    "pydantic": tuple(f"sim.{room}" for room in FLOORS if room not in {"world", "contact", "picture"}),
}
PRINTS = {"print", "pprint", "breakpoint"}
MUTABLE_MAKERS = {"list", "dict", "set", "bytearray", "defaultdict", "deque", "Counter", "OrderedDict"}
READ_ONLY = {"Final", "Mapping", "Sequence", "Set", "AbstractSet", "frozenset", "tuple"}
DISPLAYS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
STORING = (ast.Store, ast.Del)
MUTATORS = {"append", "extend", "insert", "add", "update", "setdefault", "pop", "popitem", "remove", "discard", "clear"}
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Import(NamedTuple):
    target: str
    line: int
    level: int  # dots in front: 0 is absolute


def names_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {names_of(path): path for path in sorted((ROOT / "sim").rglob("*.py"))}
every_module = pytest.mark.parametrize("module", MODULES)


@functools.cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def imports(parsed: ast.AST) -> Iterator[Import]:
    for node in ast.walk(parsed):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, 0) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (Import(f"{node.module or ''}.{alias.name}", node.lineno, node.level) for alias in node.names)


def floor(module: str) -> int:
    """Return the floor of a module; the package's own door stands above them all."""
    room = module.split(".")[1] if "." in module else ""
    return FLOORS.index(room) if room in FLOORS else len(FLOORS)


def within(module: str, places: tuple[str, ...]) -> bool:
    return any(module == place or module.startswith((f"{place}.", f"{place}_")) for place in places)


def climbs(module: str, parsed: ast.AST) -> list[str]:
    """List the imports that are relative, or reach a higher floor."""
    found = [item for item in imports(parsed) if item.level or item.target.split(".")[0] == "sim"]
    return [
        f"{module}:{item.line}: {'relative' if item.level else item.target}"
        for item in found
        if item.level or floor(item.target) > floor(module)
    ]


def broken_fences(module: str, parsed: ast.AST) -> list[str]:
    """List the imports of a library from outside the rooms that own it."""
    return [
        f"{module}:{item.line}: {item.target} belongs to {', '.join(FENCES[library])}"
        for item in imports(parsed)
        if (library := item.target.split(".")[0]) in FENCES and not within(module, FENCES[library])
    ]


def environments(parsed: ast.AST) -> list[int]:
    """List the lines that make a SimPy environment: `simpy.Environment(...)`, or the name imported and called."""
    calls = (node for node in ast.walk(parsed) if isinstance(node, ast.Call))
    makers = ("Environment", "RealtimeEnvironment")
    return [node.lineno for node in calls if called(node) in makers]


def called(node: ast.Call) -> str:
    return getattr(node.func, "id", None) or getattr(node.func, "attr", "")


def prints(parsed: ast.AST) -> list[int]:
    """List the lines that write to the terminal."""
    found = [node.lineno for node in ast.walk(parsed) if isinstance(node, ast.Call) and called(node) in PRINTS]
    attributes = (node for node in ast.walk(parsed) if isinstance(node, ast.Attribute))
    return found + [node.lineno for node in attributes if ast.unparse(node) in {"sys.stdout", "sys.stderr"}]


def is_mutable(value: ast.expr | None) -> bool:
    return isinstance(value, DISPLAYS) or (isinstance(value, ast.Call) and called(value) in MUTABLE_MAKERS)


def is_constant(name: str, annotation: ast.expr | None) -> bool:
    """Tell whether a module-level container is a constant: UPPER_CASE, or typed as one that cannot change."""
    words = {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)} if annotation else set()
    return name == "__all__" or name.isupper() or bool(words & READ_ONLY)


def bindings(parsed: ast.Module) -> Iterator[tuple[str, ast.expr | None, ast.expr | None]]:
    """Yield name, annotation and value of each module-level assignment."""
    for node in parsed.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.annotation, node.value
        elif isinstance(node, ast.Assign):
            yield from ((target.id, None, node.value) for target in node.targets if isinstance(target, ast.Name))


def state(parsed: ast.Module) -> list[str]:
    """List the module-level names that hold something that changes, and the `global` statements."""
    containers = {name: annotation for name, annotation, value in bindings(parsed) if is_mutable(value)}
    held = [name for name, annotation in containers.items() if not is_constant(name, annotation)]
    rebound = [name for node in ast.walk(parsed) if isinstance(node, ast.Global) for name in node.names]
    return held + rebound + [name for name in changed(parsed) if name in containers and name not in held]


def changed(parsed: ast.Module) -> list[str]:
    """List the names that functions store into (`X[k] = v`) or mutate (`X.append(v)`)."""
    stores = (n.value for n in ast.walk(parsed) if isinstance(n, ast.Subscript) and isinstance(n.ctx, STORING))
    calls = (n.func for n in ast.walk(parsed) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute))
    return [n.id for n in (*stores, *(f.value for f in calls if f.attr in MUTATORS)) if isinstance(n, ast.Name)]


def exported(parsed: ast.Module) -> list[str] | None:
    """Return what `__all__` says, or None where there is none."""
    for name, _, value in bindings(parsed):
        if name == "__all__" and value is not None:
            return list(ast.literal_eval(value))
    return None


def defined(parsed: ast.Module) -> set[str]:
    """Return the public classes and functions that a module itself defines."""
    return {node.name for node in parsed.body if isinstance(node, DEFINITIONS) and not node.name.startswith("_")}


def bound(parsed: ast.Module) -> set[str]:
    """Return every name that importing the module binds."""
    imported = (node for node in parsed.body if isinstance(node, ast.Import | ast.ImportFrom))
    aliases = {alias.asname or alias.name for node in imported for alias in node.names}
    definitions = {node.name for node in parsed.body if isinstance(node, DEFINITIONS)}
    return aliases | definitions | {name for name, _, _ in bindings(parsed)}


def test_there_are_modules_to_read() -> None:
    assert len(MODULES) > len(FLOORS)
    assert sum(1 for module in MODULES for _ in imports(tree(module))) > len(MODULES)


def test_every_room_has_a_floor() -> None:
    rooms = {module.split(".")[1] for module, path in MODULES.items() if "." in module and path.parent != ROOT / "sim"}
    assert rooms <= set(FLOORS)


@every_module
def test_imports_look_down(module: str) -> None:
    assert climbs(module, tree(module)) == []


@every_module
def test_fences_stand(module: str) -> None:
    assert broken_fences(module, tree(module)) == []
    if not within(module, ("sim.kernel",)):
        assert environments(tree(module)) == [], "only the kernel makes an environment; models use run.env"


@every_module
def test_nothing_below_the_face_prints(module: str) -> None:
    if not within(module, ("sim.face",)):
        assert prints(tree(module)) == []


@every_module
def test_no_module_holds_state(module: str) -> None:
    assert state(tree(module)) == [], "pass the Run, or name a constant in UPPER_CASE"


@every_module
def test_public_names_equal_all(module: str) -> None:
    parsed, listed = tree(module), exported(tree(module))
    if listed is None:
        assert defined(parsed) == set(), "a module with public names says so in __all__"
        return
    assert len(listed) == len(set(listed))
    assert defined(parsed) <= set(listed), "in the module, not in __all__"
    assert set(listed) <= bound(parsed), "in __all__, not in the module"


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("sim.base.units", "from sim.kernel import run"),
        ("sim.base.units", "import sim.face.cli"),
        ("sim.world.coast", "def f():\n    from sim.contact.laws import glimpse"),
        ("sim.world.coast", "from . import geodesy"),
        ("sim.kernel.run", "from sim import load"),
    ],
)
def test_a_climb_is_seen(module: str, source: str) -> None:
    assert climbs(module, ast.parse(source))


@pytest.mark.parametrize("source", ["from sim.base import units", "from sim.world.areas import Box", "import math"])
def test_looking_down_is_allowed(source: str) -> None:
    assert climbs("sim.world.coast", ast.parse(source)) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("sim.models.mda_sharing", "import matplotlib.pyplot as plt"),
        ("sim.picture.track", "from pydantic import BaseModel"),
        ("sim.scenario.sourcery", "import yaml"),
        ("sim.experiment.replicate", "def f():\n    import distributed"),
        ("sim.reporter", "import matplotlib"),
    ],
)
def test_a_broken_fence_is_seen(module: str, source: str) -> None:
    assert broken_fences(module, ast.parse(source))


@pytest.mark.parametrize("module", ["sim.scenario.source", "sim.scenario.source_events"])
def test_the_owner_passes_its_fence(module: str) -> None:
    assert broken_fences(module, ast.parse("import yaml")) == []


@pytest.mark.parametrize("source", ["simpy.Environment()", "Environment(5)", "simpy.rt.RealtimeEnvironment(factor=1)"])
def test_an_environment_is_seen(source: str) -> None:
    assert environments(ast.parse(source)) == [1]


@pytest.mark.parametrize("source", ["print('x')", "sys.stdout.write('x')", "print(x, file=sys.stderr)"])
def test_a_print_is_seen(source: str) -> None:
    assert prints(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "cache = {}",
        "seen: list[int] = []",
        "todo = deque()",
        "def f():\n    global count\n    count = 1",
        "KINDS = {}\ndef f(k):\n    KINDS[k] = 1",
        "SEEN: Final = []\ndef f(k):\n    SEEN.append(k)",
    ],
)
def test_state_is_seen(source: str) -> None:
    assert state(ast.parse(source))


@pytest.mark.parametrize(
    "source", ["SIZES = {'s': 1}", "__all__ = ['x']", "names: Mapping[str, int] = {}", "pair = (1, 2)", "speed = dict"]
)
def test_a_constant_is_not_state(source: str) -> None:
    assert state(ast.parse(source)) == []
