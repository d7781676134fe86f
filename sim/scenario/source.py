"""YAML read strictly: plain data whose every value knows the line it stands on.

The event stream is read once and stopped at the first thing that could hurt (depth, size, aliases that multiply), so
nothing is ever composed or constructed by the library. Plain words are read as in the core schema of YAML 1.2, short
of hexadecimal and the infinities: only `true`, `false`, `null`, whole numbers and decimals are not text. `on`, `no`,
`12:30` and `2021-03-01` are text. Keys are text as written. Tags, merge keys and second documents are refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any, Final, NoReturn

import yaml

from sim.base.errors import Fault, UserError

__all__ = ["Mark", "Node", "Scalar", "brief", "dump", "fault", "node", "parse", "read"]

SIZE_MAX: Final = 5_000_000
DEPTH_MAX: Final = 50
_TOO_DEEP: Final = (f"found more than {DEPTH_MAX} levels of nesting", "nest less deeply")
NODES_MAX: Final = 50_000
SHOWN_MAX: Final = 60

Scalar = bool | int | float | str | None

_WORDS: Final[Mapping[str, Scalar]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_WHOLE: Final = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_UNPRINTABLE: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ADVICE: Final = (
    (r"mapping values are not allowed", "put a text that holds ': ' in quotes, and indent alike what belongs together"),
    (r"'\\t'|a tab", "indent with spaces, not tabs"),
    (r"cannot start any token", "put a text that begins with a special character in quotes"),
    (r"',' or '\]'|',' or '\}'", "close the bracket, and put a comma between entries"),
    (r"end of (stream|file)|scanning a quoted", "close the quotes and brackets opened before"),
    (r"expected key|block end|expected ':'", "indent alike what belongs together, and write 'key: value'"),
    (r"alias|anchor", "name an anchor with letters and digits, such as &ship"),
)
_Events = Iterator[Any]


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Where something was written: a line of a file, or (line 0) an argument of the command."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Node:
    """A value and the mark of its key, or of itself in a list."""

    value: Scalar | Mapping[str, Node] | tuple[Node, ...]
    mark: Mark

    def plain(self) -> Any:
        """Return dicts, lists and scalars of one's own."""
        if isinstance(self.value, Mapping):
            return {key: node.plain() for key, node in self.value.items()}
        return [node.plain() for node in self.value] if isinstance(self.value, tuple) else self.value

    def follow(self, path: tuple[str | int, ...]) -> Node:
        """Return the node a path leads to, or the last one on the way that there is."""
        node = self
        for step in path:
            inner: Node | None = None
            if isinstance(node.value, Mapping):
                inner = node.value.get(str(step))
            elif isinstance(node.value, tuple) and isinstance(step, int) and step < len(node.value):
                inner = node.value[step]
            if inner is None:
                break
            node = inner
        return node


def node(plain: Any, mark: Mark) -> Node:
    """Return plain data as a tree, all of it at one mark."""
    if isinstance(plain, Mapping):
        return Node({str(key): node(value, mark) for key, value in plain.items()}, mark)
    return Node(tuple(node(each, mark) for each in plain) if isinstance(plain, list | tuple) else plain, mark)


def fault(mark: Mark, field: str, found: str, write: str) -> Fault:
    """Make a fault at a mark."""
    return Fault(str(mark), field, found, write)


def read(path: Path, name: str | None = None) -> Node:
    """Read a file of at most 5 MB.

    Raises: UserError with every fault of its YAML.
    """
    name = name or str(path)
    try:
        status = path.stat()
        if S_ISDIR(status.st_mode):
            _refuse(name, "found a folder", "name a scenario file in it")
        if not S_ISREG(status.st_mode):
            _refuse(name, "found something that is not a regular file", "name a scenario file")
        if status.st_size > SIZE_MAX:
            _refuse(name, f"found {status.st_size / 1e6:.1f} MB", f"a scenario is at most {SIZE_MAX / 1e6:.0f} MB")
        with path.open("rb") as file:
            raw = file.read(SIZE_MAX + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        _refuse(name, f"the file cannot be read: {reason.lower()}", "name a file that you may read")
    return parse(_text(raw, name), Mark(name, 1))


def _refuse(where: object, found: str, write: str) -> NoReturn:
    raise UserError(Fault(str(where), "", found, write))


def _text(raw: bytes, name: str) -> str:
    write = "a scenario is a text file in UTF-8"
    if b"\0" in raw:
        _refuse(name, "found a binary file, or one that is not in UTF-8", write)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        _refuse(f"{name}:{line}", f"found the byte 0x{raw[error.start]:02x}, which is not UTF-8", write)


def parse(text: str, mark: Mark) -> Node:
    """Read one YAML document; a mark without a line stands for every place in it.

    Raises: UserError with every fault of its YAML.
    """
    odd = _UNPRINTABLE.search(text)
    if odd:
        at = replace(mark, line=text.count("\n", 0, odd.start()) + 1) if mark.line else mark
        _refuse(at, f"found the control character U+{ord(odd[0]):04X}", "take it out")
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    reader = _Reader(mark, text)
    try:
        node = reader.document(yaml.parse(text, Loader=loader))
    except yaml.YAMLError as error:
        raise UserError(*reader.faults, reader.syntax(error)) from None
    if reader.faults:
        raise UserError(*reader.faults)
    return node


@dataclass(slots=True)
class _Reader:
    """Build nodes from one document's events, keeping the faults that can be stepped over."""

    base: Mark
    text: str
    faults: list[Fault] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int]] = field(default_factory=dict)
    count: int = 0

    def mark(self, at: Any) -> Mark:
        return Mark(self.base.file, at.line + 1, at.column + 1) if self.base.line else self.base

    def document(self, events: _Events) -> Node:
        next(events)
        event = next(events)
        if isinstance(event, yaml.StreamEndEvent):
            _refuse(self.base, "found nothing", "write a scenario; 'sim new NAME' makes one to start from")
        node = self.node(next(events), events, 1)
        next(events)
        after = next(events)
        if not isinstance(after, yaml.StreamEndEvent):
            where = self.mark(after.start_mark)
            self.note(where, "found a second document", "keep one scenario in a file, without '---'")
        return node

    def node(self, event: Any, events: _Events, depth: int) -> Node:
        mark = self.mark(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, mark)
        before = self.count
        self.grow(1, mark)
        if depth > DEPTH_MAX:
            self.stop(mark, *_TOO_DEEP)
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.note(mark, f"found the tag {tag[:SHOWN_MAX]!r}", "leave tags out: a scenario is plain data")
        node = Node(self.value(event, events, depth), mark)
        if event.anchor:
            self.anchors[event.anchor] = node, self.count - before
        return node

    def value(self, event: Any, events: _Events, depth: int) -> Any:
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event.value) if event.implicit[0] else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return tuple(self.items(events, depth))
        return self.entries(events, depth)

    def items(self, events: _Events, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            yield self.node(event, events, depth + 1)

    def entries(self, events: _Events, depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            mark, key = self.mark(event.start_mark), self.key(event, events, depth)
            node = replace(self.node(next(events), events, depth + 1), mark=mark)
            if key in entries:
                found = f"found the key '{key}' again, first given at {entries[key].mark}"
                self.note(mark, found, "keep one of them")
            elif key is not None:
                entries[key] = node
        return entries

    def key(self, event: Any, events: _Events, depth: int) -> str | None:
        mark = self.mark(event.start_mark)
        if not isinstance(event, yaml.ScalarEvent):
            self.node(event, events, depth + 1)
            self.note(mark, "found a key that is not a text", "write 'key: value' with a plain word as key")
            return None
        if event.tag is not None or (event.value == "<<" and event.implicit[0]):
            what = "the merge key '<<'" if event.value == "<<" else "a tag on a key"
            self.note(mark, f"found {what}", "write the fields out; YAML 1.2 has no merging, and keys are plain")
            return None
        return str(event.value)

    def alias(self, event: Any, mark: Mark) -> Node:
        if event.anchor not in self.anchors:
            self.stop(mark, f"found '*{event.anchor}' before '&{event.anchor}' is complete", "define the anchor first")
        node, size = self.anchors[event.anchor]
        self.grow(size, mark)
        return replace(node, mark=mark)

    def grow(self, by: int, mark: Mark) -> None:
        self.count += by
        if self.count > NODES_MAX:
            self.stop(mark, f"found more than {NODES_MAX:,} values, aliases in full", "make the scenario smaller")

    def note(self, mark: Mark, found: str, write: str) -> None:
        self.faults.append(fault(mark, "", found, write))

    def stop(self, mark: Mark, found: str, write: str) -> NoReturn:
        raise UserError(*self.faults, fault(mark, "", found, write))

    def syntax(self, error: yaml.YAMLError) -> Fault:
        """Say in one line what the parser could not read."""
        at = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        context = " ".join(str(getattr(error, name, None) or "") for name in ("context", "problem")).strip()
        said = f"{context or 'something that is not YAML'}{self.character(at)}"
        write = next((advice for pattern, advice in _ADVICE if re.search(pattern, said)), None)
        mark = self.mark(at) if at else self.base
        mark = replace(mark, line=min(mark.line, len(self.text.rstrip().splitlines()))) if mark.line else mark
        if "nesting depth" in said:  # libyaml 0.2.6 reads a thousand brackets ahead, and refuses them itself
            return fault(mark, "", *_TOO_DEEP)
        return fault(mark, "", f"not readable as YAML: {said}", write or "look at indentation, quotes and brackets")

    def character(self, at: Any) -> str:
        lines = self.text.splitlines()
        here = lines[at.line][at.column :][:1] if at and at.line < len(lines) else ""
        return " (a tab)" if here == "\t" else f" ({here})" if here else ""


def _scalar(text: str) -> Scalar:
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text


class _Writer(yaml.SafeDumper):
    """Quote the texts that `_scalar` would not read back as texts, and no others."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 (the library copies it for each class that adds to it)

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out."""
        return True


for _tag, _pattern in (
    ("bool", "true|True|TRUE|false|False|FALSE"), ("null", "~|null|Null|NULL|"), ("int", _WHOLE.pattern),
    ("float", _DECIMAL.pattern),
):  # fmt: skip
    _Writer.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), None)


def dump(data: Any) -> str:
    """Write plain data as YAML that `parse` reads back as the same."""
    return str(yaml.dump(data, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=120, default_flow_style=None))


def brief(data: Any) -> str:
    """Write plain data on one line."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{key}: {brief(value)}" for key, value in data.items()) + "}"
    if isinstance(data, (list, tuple)):
        return "[" + ", ".join(map(brief, data)) + "]"
    return "null" if data is None else str(data).lower() if isinstance(data, bool) else str(data)
