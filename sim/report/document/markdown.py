"""A document as Markdown, for those who read it as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from sim.report.document.blocks import Block, Bullets, Code, Document, Figures, Paragraph, Picture, Ruled, Steps, Table
from sim.report.escape import markdown

__all__ = ["as_markdown"]


def as_markdown(document: Document) -> str:
    """Write a document as Markdown; pictures are those in the folder."""
    lines = [f"# {markdown(document.title)}", "", markdown(document.below), ""]
    for section in document.sections:
        lines += [f"{'#' * section.level} {markdown(section.title)}", ""]
        for block in section.blocks:
            lines += [*_block(block), ""]
    return "\n".join([*lines, "---", "", markdown(document.footer), ""])


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text, large, _):
            yield f"**{markdown(text)}**" if large else markdown(text)
        case Bullets(items):
            yield from (f"- {markdown(item)}" for item in items)
        case Figures(numbers):
            yield from (f"- {markdown(n.label)}: **{markdown(n.value)}** {markdown(n.note)}".rstrip() for n in numbers)
        case Picture(path, _, _, says):
            yield f"![{markdown(says)}]({quote(path)})"
        case Table():
            yield from _table(block)
        case Steps(steps):
            yield from (f"{n}. {markdown(each.clock)}, {markdown(each.who)}: {markdown(each.text)}"
                        for n, each in enumerate(steps, 1))  # fmt: skip
        case Ruled(label, lines):
            yield from [f"{markdown(label)}:", *["", "\\_" * 40] * lines]
        case Code(lines):
            yield from _code([" ".join(line.split()) for line in lines])


def _code(lines: Sequence[str]) -> list[str]:
    """Fence lines off by more backticks than there are in them."""
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence, *lines, fence]


def _table(table: Table) -> Iterator[str]:
    yield from [f"*{markdown(table.caption)}*", ""]
    yield _cells([markdown(head) for head in table.heads])
    yield _cells(["---" if nth < table.numbers_from else "---:" for nth in range(len(table.heads))])
    for nth, row in enumerate(table.rows):
        first, *others = (markdown(cell) for cell in row)
        first = f"– {first}" if nth in table.nested else f"**{first}**" if nth in table.strong else first
        yield _cells([first, *others])


def _cells(texts: Sequence[str]) -> str:
    return f"| {' | '.join(texts)} |"
