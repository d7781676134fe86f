"""YAML read strictly: what plain words mean, where things stand, and what is refused."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.base.errors import UserError
from sim.scenario.source import Mark, brief, dump, parse, read

START = Mark("s.yaml", 1)


def refused(text: str) -> list[str]:
    with pytest.raises(UserError) as caught:
        parse(text, START)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("on", "on"), ("off", "off"), ("yes", "yes"), ("no", "no"), ("NO", "NO"), ("y", "y"),
        ("true", True), ("False", False), ("null", None), ("~", None), ("", None), ("none", "none"),
        ("12", 12), ("-3", -3), ("007", 7), ("1.5", 1.5), (".5", 0.5), ("1e3", 1000.0), ("2.", 2.0),
        ("12:30", "12:30"), ("1:30:00", "1:30:00"), ("2021-03-01", "2021-03-01"),
        ("2021-03-01T00:00Z", "2021-03-01T00:00Z"), ("0x1f", "0x1f"), ("0o7", "0o7"), ("1_000", "1_000"),
        (".inf", ".inf"), (".nan", ".nan"), ("1e999", "1e999"), ("9" * 30, 1e30), ("=", "="), ("<<", "<<"),
        ("18 kn", "18 kn"), ("'12'", "12"), ('"true"', "true"), ("'null'", "null"), ("''", ""), ("'~'", "~"),
        ("|\n  two\n  lines\n", "two\nlines\n"), (">-\n  one\n  line\n", "one line"),
    ],
)  # fmt: skip
def test_plain_words_mean_what_yaml_1_2_says(written: str, value: object) -> None:
    found = parse(f"key: {written}", START).plain()["key"]
    assert (found, type(found)) == (value, type(value))


def test_keys_are_text_as_written() -> None:
    text = "{no: 1, 12: 2, true: 3, null: 4, 'on': 5, 1.0: 6}"
    assert parse(text, START).plain() == {"no": 1, "12": 2, "true": 3, "null": 4, "on": 5, "1.0": 6}


def test_every_value_knows_its_line() -> None:
    node = parse("a: 1\nb:\n  - x\n  - {c: 2,\n     d: 3}\ne:\n  5\n", START)
    places = {(): 1, ("a",): 1, ("b",): 2, ("b", 0): 3, ("b", 1): 4, ("b", 1, "c"): 4, ("b", 1, "d"): 5, ("e",): 6}
    assert {path: node.follow(path).mark.line for path in places} == places
    assert node.follow(("b", 1, "d")).mark == Mark("s.yaml", 5, 6)


def test_a_path_that_ends_early_gives_the_last_there_is() -> None:
    node = parse("a: 1\nb: [x]\n", START)
    assert [node.follow(path).mark.line for path in [("b", 7), ("c",), ("a", "x"), ("b", 0, "y")]] == [2, 1, 1, 2]


def test_an_alias_stands_where_it_is_used() -> None:
    node = parse("a: &it\n  x: 1\nb: *it\n", START)
    assert node.plain() == {"a": {"x": 1}, "b": {"x": 1}}
    assert (node.follow(("b",)).mark.line, node.follow(("b", "x")).mark.line) == (3, 2)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "s.yaml:1: found nothing; write a scenario; 'sim new NAME' makes one to start from"),
        ("# only a comment\n", "s.yaml:1: found nothing; write a scenario; 'sim new NAME' makes one to start from"),
        ("a: 1\na: 2", "s.yaml:2: found the key 'a' again, first given at s.yaml:1; keep one of them"),
        ("x:\n  y: 1\n  'y': 2", "s.yaml:3: found the key 'y' again, first given at s.yaml:2; keep one of them"),
        ("a: 1\n---\nb: 2", "s.yaml:2: found a second document; keep one scenario in a file, without '---'"),
        ("a: !!python/object:os.system x",
         "s.yaml:1: found the tag '!!python/object:os.system'; leave tags out: a scenario is plain data"),
        ("a: !ship {b: 1}", "s.yaml:1: found the tag '!ship'; leave tags out: a scenario is plain data"),
        ("a: !!str 1", "s.yaml:1: found the tag '!!str'; leave tags out: a scenario is plain data"),
        ("!!map a: 1",
         "s.yaml:1: found a tag on a key; write the fields out; YAML 1.2 has no merging, and keys are plain"),
        ("<<: {a: 1}",
         "s.yaml:1: found the merge key '<<'; write the fields out; YAML 1.2 has no merging, and keys are plain"),
        ("? [a, b]\n: 1", "s.yaml:1: found a key that is not a text; write 'key: value' with a plain word as key"),
        ("a: *it", "s.yaml:1: found '*it' before '&it' is complete; define the anchor first"),
        ("a: &it [*it]", "s.yaml:1: found '*it' before '&it' is complete; define the anchor first"),
        ("a: x\x07", "s.yaml:1: found the control character U+0007; take it out"),
        ("a: 1\nb: x\x1b[31m", "s.yaml:2: found the control character U+001B; take it out"),
    ],
)  # fmt: skip
def test_what_is_refused(text: str, fault: str) -> None:
    assert refused(text) == [fault]


@pytest.mark.parametrize(
    ("text", "line", "advice"),
    [
        ("a: b: c", 1, "put a text that holds ': ' in quotes"),
        ("a: 1\n b: 2", 2, "put a text that holds ': ' in quotes"),
        ("a: 1\n\tb: 2", 2, "indent with spaces, not tabs"),
        ("a: [1, 2\nb: 3", 2, "close the bracket"),
        ("a: {b: 1", 1, "close the bracket"),
        ("a: 'x", 1, "close the quotes"),
        ("a: @x", 1, "put a text that begins with a special character in quotes"),
        ("a:\n  - 1\n b: 2", 3, "indent alike"),
        ('a: "\\q"', 1, "look at indentation, quotes and brackets"),
        ("%YAML 3\n---\na: 1", 1, "look at indentation, quotes and brackets"),
    ],
)
def test_what_is_not_yaml_is_said_with_its_line(text: str, line: int, advice: str) -> None:
    (fault,) = refused(text)
    assert fault.startswith(f"s.yaml:{line}: not readable as YAML: ")
    assert advice in fault


def test_faults_that_can_be_stepped_over_are_told_together() -> None:
    assert [fault.split(":")[1] for fault in refused("a: 1\na: 2\nb: !x 1\n<<: 2\n? {}\n: 1\n")] == ["2", "3", "4", "5"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[{a: "])
def test_deep_nesting_is_refused_before_it_can_hurt(opening: str) -> None:
    (fault,) = refused(opening * 200_000)
    assert "found more than 50 levels of nesting; nest less deeply" in fault


def test_fifty_levels_are_fine() -> None:
    assert parse("[" * 50 + "]" * 50, START).plain()


def bomb(levels: int) -> str:
    lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines)


def test_aliases_that_multiply_are_refused() -> None:
    (fault,) = refused(bomb(9))
    assert fault == "s.yaml:5: found more than 50,000 values, aliases in full; make the scenario smaller"
    assert len(parse(bomb(3), START).plain()["l2"]) == 10


def test_many_values_are_refused() -> None:
    assert "more than 50,000 values" in refused("a: [" + "1, " * 50_001 + "1]")[0]


def read_fault(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        read(path, path.name)
    (fault,) = caught.value.faults
    return str(fault)


def test_a_file_of_100_mb_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    assert read_fault(path) == "big.yaml: found 100.0 MB; a scenario is at most 5 MB"


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\x89PNG\r\n\x00\x01")
    assert read_fault(path) == (
        "x.yaml: found a binary file, or one that is not in UTF-8; a scenario is a text file in UTF-8"
    )


def test_another_encoding_is_refused_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes("a: 1\nb: \xe9\n".encode("latin-1"))
    assert read_fault(path) == "x.yaml:2: found the byte 0xe9, which is not UTF-8; a scenario is a text file in UTF-8"
    path.write_bytes("a: 1\n".encode("utf-16"))
    assert "UTF-8" in read_fault(path)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes("a: 1\r\nb: 2\r\n".encode("utf-8-sig"))
    node = read(path)
    assert node.plain() == {"a": 1, "b": 2}
    assert node.follow(("b",)).mark.line == 2


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert read_fault(tmp_path).endswith(": found a folder; name a scenario file in it")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert read_fault(tmp_path / "pipe") == "pipe: found something that is not a regular file; name a scenario file"


def test_a_file_that_may_not_be_read_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: 1")

    def refuse(*_: Any, **__: Any) -> None:  # whoever is root may read everything
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert read_fault(path) == "x.yaml: the file cannot be read: permission denied; name a file that you may read"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions")
@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() == 0, reason="root may read everything")
def test_permissions_are_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: 1")
    path.chmod(0)
    assert "permission denied" in read_fault(path)


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20)
words = st.sampled_from(
    ["on", "no", "1e3", "12:30", "null", "~", "007", "- x", "a: b", "#", "", " x ", "'", "\n", "1.", "<<"]
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
    | words
)
keys = (texts | words).filter(lambda key: key != "<<")
plain_data = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
)


@given(st.dictionaries(keys, plain_data, min_size=1, max_size=5))
def test_what_is_written_is_read_back(data: dict[str, Any]) -> None:
    assert parse(dump(data), START).plain() == data


def test_data_are_said_on_one_line() -> None:
    assert brief({"a": [1, True, None], "b": {"c": "x y"}}) == "{a: [1, true, null], b: {c: x y}}"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse(text.encode("utf-8", "ignore").decode(), START)
    except UserError as error:
        assert all(fault.where.startswith("s.yaml:") and fault.write for fault in error.faults)
