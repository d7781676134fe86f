"""Measure the shape of the code, and refuse what must not land.

Run it from anywhere: it reads what git tracks or would add, prints the sizes, and exits 1 on a fault.
"""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[1]
FUNCTION_MEDIAN, FUNCTION_P90, FUNCTION_MAX = 8, 30, 60
FILE_MAX = 400
DOCSTRING_LOW, DOCSTRING_HIGH, COMMENT_HIGH = 0.3, 0.5, 0.12
TEST_LOW, TEST_HIGH = 1.0, 1.5
BYTES_MAX = 3_500_000
# Assembled, so that this file does not hold what it refuses.
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:" + "|".join(["work", "farm", "root"]) + r")/")
INDEX_ADDRESS = re.compile(
    r"https?://[^\s\"']*/(?:simple|packages)/|\"resolved\":\s*\"https?://|"
    + "|".join([r"(?:test\.)?py" + r"pi\.org/", r"files\.python" + r"hosted\.org", r"registry\.npm" + r"js\.org"])
)
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Function:
    place: str
    lines: int


@dataclass(frozen=True)
class Shape:
    """What one Python file is made of, in lines; a blank line is none of these."""

    path: str
    total: int
    code: int
    docstrings: int
    comments: int
    functions: tuple[Function, ...]


def tracked() -> list[Path]:
    """Return the files that git tracks or would add."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return sorted(path for name in set(names) if name and (path := ROOT / name).is_file())


def functions(path: str, tree: ast.Module) -> Iterator[Function]:
    """Yield each function with its length from `def` to its last line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Function(f"{path}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)


def docstring_lines(tree: ast.Module) -> set[int]:
    """Return the numbers of the lines that docstrings cover."""
    firsts = (node.body[0] for node in ast.walk(tree) if isinstance(node, DOCUMENTED) and ast.get_docstring(node))
    return {line for first in firsts for line in range(first.lineno, (first.end_lineno or first.lineno) + 1)}


def measure(path: str, text: str) -> Shape:
    """Count one file's lines of code, docstring and comment; a comment behind code counts as code."""
    tree = ast.parse(text)
    docs = docstring_lines(tree)
    filled = {number for number, line in enumerate(text.splitlines(), 1) if line.strip()}
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = {t.start[0] for t in tokens if t.type == tokenize.COMMENT and t.line.lstrip().startswith("#")}
    code = len(filled - docs - comments)
    return Shape(path, text.count("\n"), code, len(filled & docs), len(comments), tuple(functions(path, tree)))


def size_faults(shapes: list[Shape]) -> list[str]:
    """List the functions and files past the house's limits."""
    every = [function for shape in shapes for function in shape.functions]
    long = [f"{f.place}: {f.lines} lines (at most {FUNCTION_MAX})" for f in every if f.lines > FUNCTION_MAX]
    long += [f"{shape.path}: {shape.total} lines (at most {FILE_MAX})" for shape in shapes if shape.total > FILE_MAX]
    if (middle := median([f.lines for f in every] or [0])) > FUNCTION_MEDIAN:
        long.append(f"functions: median {middle:g} lines (at most {FUNCTION_MEDIAN})")
    if (ninth := ninety(every)) > FUNCTION_P90:
        long.append(f"functions: nine in ten within {ninth:g} lines (at most {FUNCTION_P90})")
    return long


def ninety(every: list[Function]) -> float:
    """Return the length that nine functions in ten do not pass."""
    lengths = [function.lines for function in every]
    return float(quantiles(lengths, n=10, method="inclusive")[-1]) if len(lengths) > 1 else sum(lengths)


def ratio(shapes: list[Shape], part: str) -> float:
    """Return the lines of a part (docstrings, comments) for each line of code."""
    words: int = sum(getattr(shape, part) for shape in shapes)
    return words / max(1, sum(shape.code for shape in shapes))


def prose_faults(shapes: list[Shape]) -> list[str]:
    """List the ratios of words to code that are too high; too few words are only warned of."""
    bounds = [("docstrings", DOCSTRING_HIGH), ("comments", COMMENT_HIGH)]
    return [
        f"{part}: {r:.2f} a line of code (at most {high})" for part, high in bounds if (r := ratio(shapes, part)) > high
    ]


def text_faults(name: str, text: str) -> Iterator[str]:
    """Yield each line that names a package index or a path of one machine."""
    for number, line in enumerate(text.splitlines(), 1):
        if INDEX_ADDRESS.search(line):
            yield f"{name}:{number}: address of a package index"
        if MACHINE_PATH.search(line):
            yield f"{name}:{number}: path of one machine"


def file_faults(path: Path) -> Iterator[str]:
    """Yield what one tracked file must not be, or hold."""
    name = path.relative_to(ROOT).as_posix()
    if (size := path.stat().st_size) > BYTES_MAX:
        yield f"{name}: {size:,} bytes (at most {BYTES_MAX:,})"
        return
    data = path.read_bytes()
    if b"\0" not in data[:8192]:
        yield from text_faults(name, data.decode("utf-8", errors="replace"))


def shapes_under(files: list[Path], *rooms: str) -> list[Shape]:
    """Measure the Python files below the given directories of the repository."""
    named = {path.relative_to(ROOT).as_posix(): path for path in files}
    mine = [name for name in named if name.endswith(".py") and name.split("/")[0] in rooms]
    return [measure(name, named[name].read_text(encoding="utf-8")) for name in mine]


def report(code: list[Shape], tests: list[Shape]) -> str:
    """Describe the shape in a few lines, with a word where a ratio lies outside the house's range."""
    every = [function for shape in code for function in shape.functions]
    lengths = [function.lines for function in every] or [0]
    middle, ninth, lines = median(lengths), ninety(every), sum(shape.code for shape in code)
    tested = sum(shape.code for shape in tests) / max(1, lines)
    longest = max((shape.total for shape in code), default=0)
    return "\n".join(
        [
            f"files       {len(code)}, {lines} lines of code, longest {longest} (at most {FILE_MAX})",
            f"functions   {len(every)}, median {middle:g}, nine in ten within {ninth:g}, longest {max(lengths)}",
            f"docstrings  {ranged(ratio(code, 'docstrings'), DOCSTRING_LOW, DOCSTRING_HIGH)}",
            f"comments    {ranged(ratio(code, 'comments'), 0, COMMENT_HIGH)}",
            f"tests       {ranged(tested, TEST_LOW, TEST_HIGH)}",
        ]
    )


def ranged(value: float, low: float, high: float) -> str:
    """Write a ratio with its range, and a warning where it lies outside."""
    word = "" if low <= value <= high else "  <- warning: " + ("few" if value < low else "many")
    return f"{value:.2f} lines a line of code ({low:g} to {high:g}){word}"


def main() -> int:
    """Print the shape and the faults; return 1 if there are any."""
    files = tracked()
    code, tests = shapes_under(files, "sim"), shapes_under(files, "tests")
    print(report(code, tests))
    faults = size_faults(code) + prose_faults(code) + [fault for path in files for fault in file_faults(path)]
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
