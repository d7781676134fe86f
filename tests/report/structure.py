"""What a page is made of, without what it says: elements and attributes of HTML, tokens of Markdown."""

from __future__ import annotations

from html.parser import HTMLParser

from markdown_it import MarkdownIt

WORDS = {"alt", "aria-label", "datetime", "content", "src"}  # attributes that hold text or data


class Skeleton(HTMLParser):
    """Gathers every tag with its attributes, and the text between."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, ...]] = []
        self.sources: list[str] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name if name in WORDS else f"{name}={value}" for name, value in attrs)))
        self.sources += [value or "" for name, value in attrs if name in ("src", "href", "srcset")]

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}",))

    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment", data))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] != ("style",):
            self.text.append(data)


def tokens(text: str) -> list[str]:
    """Return the sorts of all tokens that a reader of Markdown, with tables and HTML, finds."""
    found = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    inner = [child for token in found for child in token.children or []]
    return [token.type for token in (*found, *inner)]
