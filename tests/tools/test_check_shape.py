"""Check the checker: each limit is seen on both sides, and each refusal once."""

from pathlib import Path

import pytest

from tools import check_shape

MODULE = '''"""Say what.

And why.
"""

# A remark of its own.
def double(x):
    """Double."""
    return 2 * x  # beside code
'''


def function(lines: int) -> str:
    return "def f():\n" + "    x = 1\n" * (lines - 1)


def faults_of(text: str) -> list[str]:
    return check_shape.size_faults([check_shape.measure("sim/a.py", text)])


def test_lines_are_told_apart() -> None:
    shape = check_shape.measure("sim/a.py", MODULE)
    assert (shape.total, shape.code, shape.docstrings, shape.comments) == (9, 2, 4, 1)
    assert shape.functions == (check_shape.Function("sim/a.py:7 double", 3),)


def test_a_string_with_a_hash_is_code() -> None:
    assert check_shape.measure("a.py", 'x = """\n# not a comment\n"""\n').comments == 0


@pytest.mark.parametrize(("lines", "count"), [(60, 0), (61, 1)])
def test_a_long_function_is_refused(lines: int, count: int) -> None:
    short = "".join(f"def g{n}():\n    pass\n" for n in range(40))
    assert len(faults_of(short + function(lines))) == count


@pytest.mark.parametrize(("lines", "count"), [(400, 0), (401, 1)])
def test_a_long_file_is_refused(lines: int, count: int) -> None:
    assert len(faults_of("x = 1\n" * lines)) == count


@pytest.mark.parametrize(("lines", "count"), [(8, 0), (9, 1), (31, 2)])
def test_the_usual_length_is_held(lines: int, count: int) -> None:
    assert len(faults_of(function(lines) * 5)) == count


def test_too_many_words_are_refused() -> None:
    wordy = check_shape.measure("sim/a.py", MODULE)
    assert len(check_shape.prose_faults([wordy])) == 2
    assert check_shape.prose_faults([check_shape.measure("sim/a.py", "x = 1\n")]) == []


@pytest.mark.parametrize(
    "line",
    [
        "see " + "/".join(["", "work", "main"]),
        'open("' + "/".join(["", "root", ".cache"]) + '")',
        "index = https://mirror.example/" + "simple/",
        '"resolved": ' + '"https://mirror.example/x.tgz"',
        "https://py" + "pi.org/project/simpy",
    ],
)
def test_addresses_and_machine_paths_are_refused(line: str) -> None:
    assert len(list(check_shape.text_faults("a.md", f"fine\n{line}\n"))) == 1


@pytest.mark.parametrize("line", ["docs/work/plan.md", "https://keepachangelog.com/en/1.1.0/", "a network/root/leaf"])
def test_other_addresses_and_paths_pass(line: str) -> None:
    assert list(check_shape.text_faults("a.md", line)) == []


def test_a_large_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_shape, "ROOT", tmp_path)
    (tmp_path / "a.bin").write_bytes(bytes(check_shape.BYTES_MAX + 1))
    (tmp_path / "b.bin").write_bytes(bytes(check_shape.BYTES_MAX))
    assert len(list(check_shape.file_faults(tmp_path / "a.bin"))) == 1
    assert list(check_shape.file_faults(tmp_path / "b.bin")) == []
