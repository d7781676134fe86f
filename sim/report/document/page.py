"""A document as one HTML file that runs nothing and asks for nothing: no script, and a policy that allows none."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from importlib.resources import files

from sim.report.document.blocks import (
    Block,
    Bullets,
    Code,
    Document,
    Figures,
    Paragraph,
    Picture,
    Ruled,
    Section,
    Steps,
    Table,
)  # fmt: skip
from sim.report.escape import html
from sim.report.typeface import embedded

__all__ = ["Markup", "as_html", "element", "empty"]


class Markup(str):
    """HTML that is already written; any other text is escaped when it is put into an element."""

    __slots__ = ()


def element(tag: str, *inside: str, **attributes: str | None) -> Markup:
    """Write an element; `class_` is written `class`, and attributes that are None are left out."""
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{html(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{tag}{given}>{_joined(inside)}</{tag}>")


def empty(tag: str, **attributes: str) -> Markup:
    """Write an element that holds nothing and is not closed."""
    return Markup(element(tag, **attributes).removesuffix(f"</{tag}>"))


def _joined(parts: Iterable[str]) -> Markup:
    return Markup("".join(part if isinstance(part, Markup) else html(part) for part in parts))


def as_html(document: Document) -> str:
    """Write a document as one HTML file, pictures and what glyphs it needs within."""
    body = _body(document)
    style = embedded(document.title + body) + _style()
    head = _joined([
        empty("meta", charset="utf-8"),
        empty("meta", http_equiv="Content-Security-Policy", content=_policy(style)),
        empty("meta", name="viewport", content="width=device-width, initial-scale=1"),
        empty("meta", name="color-scheme", content="light dark"),
        element("title", document.title),
        element("style", Markup(style)),
    ])  # fmt: skip
    page = element("html", element("head", head), "\n", body, lang=document.lang)
    return f"<!doctype html>\n{page}\n"


def _policy(style: str) -> str:
    """Allow the page's own style, and pictures and glyphs inside the file; nothing else."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    fonts = " font-src data:;" if "@font-face" in style else ""
    return f"default-src 'none'; img-src data:;{fonts} style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _style() -> str:
    return files("sim.report.document").joinpath("page.css").read_text(encoding="utf-8")


def _body(document: Document) -> Markup:
    head = element("header", element("h1", document.title), element("p", document.below))
    main = element("main", *(_section(each) for each in document.sections))
    return element("body", head, "\n", main, "\n", element("footer", element("p", document.footer)))


def _section(section: Section) -> Markup:
    heading = element(f"h{section.level}", section.title)
    return element("section", heading, *(part for block in section.blocks for part in ("\n", _block(block))), "\n")


def _block(block: Block) -> Markup:
    match block:
        case Paragraph(text, large, lang):
            return element("p", text, class_="large" if large else None, lang=lang)
        case Bullets(items):
            return element("ul", *(element("li", item) for item in items))
        case Figures(numbers):
            return element("dl", *(
                element("div", element("dt", n.label), element("dd", element("strong", n.value), " ", n.note))
                for n in numbers
            ))  # fmt: skip
        case Picture(_, mime, data, says):
            source = f"data:{mime};base64,{b64encode(data).decode()}"
            return element("figure", empty("img", alt=says, src=source))
        case Table():
            return _table(block)
        case Steps(steps):
            return element("ol", *(
                element("li", element("time", each.clock, datetime=each.moment), " ",
                        element("span", each.who, class_="who"), " ", element("span", each.text))
                for each in steps
            ))  # fmt: skip
        case Code(lines):
            return element("pre", element("code", "\n".join(lines)), tabindex="0")
        case Ruled(label, lines):
            return element("div", element("p", label), *[element("hr")] * lines, class_="ruled")


def _table(table: Table) -> Markup:
    """Write a table in a frame that can be scrolled, by keyboard too, where the screen is narrow."""
    heads = element("tr", *(element("th", head, scope="col", class_=_sort(table, nth))
                            for nth, head in enumerate(table.heads)))  # fmt: skip
    rows = element("tbody", *(_row(table, nth) for nth in range(len(table.rows))))
    parts = element("caption", table.caption), element("thead", heads), "\n", rows
    words = "text" if table.numbers_from >= len(table.heads) else None
    held = element("table", *parts, class_="roomy" if table.roomy else words)
    return element("div", held, class_="frame", role="region", tabindex="0", aria_label=table.caption)


def _row(table: Table, nth: int) -> Markup:
    first, *others = table.rows[nth]
    look = "nested" if nth in table.nested else "strong" if nth in table.strong else None
    cells = (element("td", cell, class_=_sort(table, at)) for at, cell in enumerate(others, 1))
    return _joined([element("tr", element("th", first, scope="row"), *cells, class_=look), Markup("\n")])


def _sort(table: Table, nth: int) -> str | None:
    return "number" if nth >= table.numbers_from else None
