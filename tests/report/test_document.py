"""The report says what the folder holds, runs nothing, and takes every text from a scenario as text."""

import re
from base64 import b64decode, b64encode
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from sim.base.errors import UserError
from sim.record.files import read_json, write_json
from sim.record.folder import RUN
from sim.report.difference import difference_by_pair
from sim.report.document import write_report
from sim.report.document.blocks import (
    Bullets,
    Code,
    Document,
    Figures,
    Number,
    Paragraph,
    Picture,
    Section,
    Step,
    Steps,
    Table,
)  # fmt: skip
from sim.report.document.markdown import as_markdown
from sim.report.document.page import as_html
from sim.report.figure import Figure
from sim.report.figures import draw_all
from sim.report.material import gather
from sim.report.measures import measures
from tests.report.structure import Skeleton, tokens
from tests.report.synthetic import made

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "out of an attribute": "\"><img src=x onerror='alert(1)'>",
    "out of the style": "</style><style>*{display:none}</style>",
    "comment": "--><!-- <b>",
    "links": "[x](javascript:alert(1)) ![y](http://a.b/c) <http://a.b> javascript:alert(1)",
    "table": "a | b |\n| --- | --- |\n| c",
    "headings": "# one\n## two\n---\n1. x\n- y\n> z",
    "code": "`x` ``` y\n    z\n~~~",
    "right to left": "שלום \u202e\u2066 עולם",
    "emoji": "🚢🔥",
    "entities": "&lt;b&gt; &amp;amp; &#60;",
    "braces": "{title} {0} %s $x$ \\n",
    "long": "x" * 10_000,
    "long markup": "<b>" * 700,
}
every_text = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def document(text: str, lang: str = "en") -> Document:
    """Return a document with a text in every place that can hold one."""
    table = Table(text, (text, text), ((text, text), (text, text)), nested=frozenset({0}), strong=frozenset({1}))
    blocks = (
        Paragraph(text), Paragraph(text, large=True), Bullets((text,)), Figures((Number(text, text, text),)),
        Picture("figures/x.png", "image/png", PNG, text), table, Steps((Step(text, text, text, text),)), Code((text,)),
    )  # fmt: skip
    return Document(lang, text, text, (Section(text, blocks), Section(text, (), 3)), text)


@every_text
def test_no_element_and_no_attribute_comes_from_text(text: str) -> None:
    assert Skeleton(as_html(document(text))).tags == Skeleton(as_html(document("plain"))).tags


@every_text
def test_no_markdown_comes_from_text(text: str) -> None:
    assert set(tokens(as_markdown(document(text)))) - {"text_special"} == set(tokens(as_markdown(document("plain"))))


@pytest.mark.slow
@every_text
def test_no_field_of_a_scenario_reaches_the_page_as_markup(tmp_path: Path, text: str) -> None:
    pages = []
    for nth, words in enumerate(("plain", text)):
        (tmp_path / str(nth)).mkdir()
        folder = made(tmp_path / str(nth), title=words, area=words, side=words, words=words)
        manifest = read_json(folder / RUN)
        write_json(folder / RUN, manifest | {"command": words, "git_revision": words, "scenario": words})
        pages.append([path.read_text(encoding="utf-8") for path in write_report(folder)])
    plain, hostile = pages
    assert Skeleton(hostile[0]).tags == Skeleton(plain[0]).tags
    assert set(tokens(hostile[1])) - {"text_special"} <= set(tokens(plain[1])) and "\u202e" not in hostile[1]
    assert max(map(len, Skeleton(hostile[0]).text)) <= 2_100


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = made(tmp_path_factory.mktemp("made"), ("one", "two", "three"))
    draw_all(gather(path), path / "figures", (Figure(difference_by_pair), Figure(measures)))
    return path


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_page_is_one_file_that_runs_nothing(folder: Path, lang: str) -> None:
    page = write_report(folder, lang)[0].read_text(encoding="utf-8")
    found = Skeleton(page)
    assert found.tags[0] == ("html", f"lang={lang}")
    assert not {"script", "link", "iframe", "a", "form"} & {tag for tag, *_ in found.tags}
    assert found.sources and all(source.startswith("data:image/") for source in found.sources)
    style = page[page.index("<style>") + 7 : page.index("</style>")]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None and policy[1].startswith("default-src &#x27;none&#x27;; img-src data:;")
    assert f"sha256-{digest}" in policy[1] and ("font-src data:" in policy[1]) == (lang == "ja")
    assert "url(" not in style.replace("url(data:", "")


@pytest.mark.slow
def test_the_page_says_what_the_folder_holds(folder: Path) -> None:
    html, text = (path.read_text(encoding="utf-8") for path in write_report(folder))
    said = " ".join("".join(Skeleton(html).text).split())
    for words in ("Some words.", "Share of transfers of which somebody holds photographs", "three against one",
                  "Illustrative", "assumed", "sim rerun result", "p, Holm"):  # fmt: skip
        assert words in said and words in text, words
    assert "22.0 %" in said and "+10.0 points" in said
    assert text.count("](figures/") == html.count("<img ") == len(list((folder / "figures").glob("*.png")))
    assert 'alt="Transfers observed, two against one: ' in html
    assert re.search(r"\d+ of \d+ parameters are figures without a source", said)


@pytest.mark.slow
def test_headings_are_in_order_and_tables_have_heads(folder: Path) -> None:
    tags = [tag for tag, *_ in Skeleton(write_report(folder)[0].read_text(encoding="utf-8")).tags]
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert tags.count("caption") == tags.count("table") == tags.count("thead") > 3


@pytest.mark.slow
def test_the_same_folder_gives_the_same_bytes(folder: Path) -> None:
    once, again = ([path.read_bytes() for path in write_report(folder, "ja")] for _ in range(2))
    assert once == again


@pytest.mark.slow
@pytest.mark.parametrize("cases", [("one",), tuple(f"case-{n}" for n in range(8))])
def test_any_number_of_cases_without_figures_or_logs(tmp_path: Path, cases: tuple[str, ...]) -> None:
    folder = made(tmp_path, cases, logs=False)
    html, text = (path.read_text(encoding="utf-8") for path in write_report(folder))
    assert "<img" not in html and "One story" not in html
    assert ("What differs" in text) == (len(cases) > 1)
    assert all(case in text for case in cases)
    assert all(len(row.split(" | ")) <= 6 for row in text.splitlines())


@pytest.mark.slow
def test_what_was_left_out_of_the_file_is_not_said_in_another_language(folder: Path) -> None:
    page = write_report(folder, "ja")[0].read_text(encoding="utf-8")
    assert '<p class="large" lang="en">Some words.</p>' in page


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is not a result folder; name a folder that `sim run` wrote"):
        write_report(tmp_path)
