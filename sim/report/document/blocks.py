"""What a document is made of; every text in it is plain, and escaped where it is written."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Block", "Bullets", "Code", "Document", "Figures", "Number", "Paragraph", "Picture", "Ruled", "Section",
           "Step", "Steps", "Table"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences; those that matter most are set large. `lang` is theirs where it is not the document's."""

    text: str
    large: bool = False
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Bullets:
    """Things of one sort, each in a line."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """One number in large type: what it is of, and how sure it is."""

    label: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers that are to be seen first."""

    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing: where it lies below the document, what it is (a MIME type), its bytes, and its finding."""

    path: str
    mime: str
    data: bytes
    says: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; the first cell of a row names it, and the columns from `numbers_from` on hold numbers.

    `nested` are rows that are part of the one above, `strong` those that stand out; a `roomy` one is to be written in.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers_from: int = 1
    nested: frozenset[int] = frozenset()
    strong: frozenset[int] = frozenset()
    roomy: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a story: when, in machines' form and in people's, what, and who knew of it at once."""

    moment: str
    clock: str
    text: str
    who: str


@dataclass(frozen=True, slots=True)
class Steps:
    """What led to what, in order of time."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Commands, each on a line of its own."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ruled:
    """Room to write by hand: what is asked for, and how many lines."""

    label: str
    lines: int


Block = Paragraph | Bullets | Figures | Picture | Table | Steps | Code | Ruled


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it; `level` is 2, 3 inside such a section, or 4 inside that."""

    title: str
    blocks: tuple[Block, ...]
    level: int = 2


@dataclass(frozen=True, slots=True)
class Document:
    """A page in one language: title, a line below it, sections in order, a line at the end."""

    lang: str
    title: str
    below: str
    sections: tuple[Section, ...]
    footer: str
