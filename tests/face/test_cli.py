"""The command: exit codes, plain output, and what it says of everything that can be wrong with a file."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.face import cli, show
from tests.scenario.test_source import bomb

pytestmark = pytest.mark.usefixtures("small_words")
Written = Callable[[str], str]
Capture = pytest.CaptureFixture[str]


def answered(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    """Return the exit code and what was printed."""
    code = cli.run(list(arguments))
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return code, out, err


BAD_FILES = [
    ("empty", b"", "bad.yaml:1: found nothing; write a scenario"),
    ("comment", b"# nothing\n", "bad.yaml:1: found nothing; write a scenario"),
    ("binary", bytes(range(256)), "bad.yaml: found a binary file"),
    ("latin", "titre: é\n".encode("latin-1"), "bad.yaml:1: found the byte 0xe9, which is not UTF-8"),
    ("control", b"title: x\nb: \x1b[31m\n", "bad.yaml:2: found the control character U+001B; take it out"),
    ("bomb", bomb(9).encode(), "bad.yaml:5: found more than 50,000 values"),
    (
        "object",
        b"title: !!python/object/apply:os.system [ls]\n",
        "bad.yaml:1: found the tag '!!python/object/apply:os.system'",
    ),
    ("deep", b"[" * 200_000, "bad.yaml:1: found more than 50 levels of nesting; nest less deeply"),
    ("twice", b"title: a\nseed: 1\ntitle: b\n", "bad.yaml:3: found the key 'title' again, first given at bad.yaml:1"),
    ("documents", b"title: a\n---\ntitle: b\n", "bad.yaml:2: found a second document"),
    ("syntax", b"title: a\nparts: [\n", "bad.yaml:2: not readable as YAML"),
    ("text", b"hello\n", "bad.yaml:1: found 'hello'; write fields and values"),
]


@pytest.mark.parametrize(("content", "said"), [case[1:] for case in BAD_FILES], ids=[case[0] for case in BAD_FILES])
@pytest.mark.parametrize("command", ["check", "explain"])
def test_a_file_that_cannot_be_read(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, content: bytes, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.yaml").write_bytes(content)
    code, out, err = answered(capsys, command, "bad.yaml")
    assert code == 1
    assert (out + err).startswith(said)


def test_files_that_are_none(capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Path("big.yaml").open("wb") as file:
        file.truncate(100_000_000)
    code, out, _ = answered(capsys, "check", "big.yaml", "folder", ".", "big.yml")
    assert code == 1
    assert out.splitlines()[0] == "big.yaml: found 100.0 MB; a scenario is at most 5 MB"
    assert out.splitlines()[1].startswith("folder: there is no such file; ")
    assert out.splitlines()[2] == ".: found a folder; name a scenario file in it"
    assert out.splitlines()[3] == "big.yml: there is no such file; did you mean 'big.yaml'?"


def test_a_good_file_gets_a_line_with_counts(capsys: Capture, written: Written, good: str) -> None:
    name = written(good)
    code, out, _ = answered(capsys, "check", name)
    assert code == 0
    assert out == "s.yaml: ok: 3 cases, 4 replications, 2 sides, 3 parts, 2 links, 1 inject, 1 decision\n"


def test_every_fault_is_printed_and_a_good_file_beside_a_bad_one(capsys: Capture, written: Written, good: str) -> None:
    written(good)
    Path("bad.yaml").write_text(good.replace("duration: 60 d", "duration: 60").replace("seed", "sed"), encoding="utf-8")
    code, out, _ = answered(capsys, "check", "s.yaml", "bad.yaml")
    assert code == 1
    assert out.splitlines()[1:] == [
        "bad.yaml:5: duration: found the bare number 60; say its unit: '60 s', '60 min', '60 h', '60 d'",
        "bad.yaml:8: sed: unknown key 'sed'; did you mean 'seed'?",
    ]


def test_no_more_than_fifty_faults_are_printed(capsys: Capture, written: Written, good: str) -> None:
    name = written(good + "".join(f"odd-{n}: 1\n" for n in range(60)))
    code, out, _ = answered(capsys, "check", name)
    assert (code, len(out.splitlines()), out.splitlines()[-1]) == (1, 51, "and 10 more faults")
    code, out, _ = answered(capsys, "check", "--json", name)
    assert (code, len(json.loads(out)[0]["faults"])) == (1, 60)


def test_set_is_checked_like_the_file(capsys: Capture, written: Written, good: str) -> None:
    code, out, _ = answered(capsys, "check", written(good), "--set", "duration=9", "--set", "nope")
    assert code == 1
    assert out.splitlines() == [
        "--set nope: found 'nope'; write path=value, such as arrangement.delay='2 h'",
        "--set duration: found the bare number 9; say its unit: '9 s', '9 min', '9 h', '9 d'",
    ]


def test_check_as_data(capsys: Capture, written: Written, good: str) -> None:
    code, out, _ = answered(capsys, "check", "--json", written(good))
    (entry,) = json.loads(out)
    assert (code, entry["ok"], entry["parts"], entry["faults"]) == (0, True, 3, [])


def test_explain_prints_a_page(capsys: Capture, written: Written, good: str) -> None:
    code, out, err = answered(capsys, "explain", written(good), "--set", "seed=7")
    assert (code, err) == (0, "")
    for words in ("What is shown?", "frigate", "A typhoon.", "Example Register of Ships, 2021", "assumed", "seed 7"):
        assert words in out
    assert "\x1b" not in out


def test_explain_as_data(capsys: Capture, written: Written, good: str) -> None:
    code, out, _ = answered(capsys, "explain", "--json", written(good))
    assert code == 0
    assert json.loads(out)["facts"]["question"] == "What is shown?"


def test_what_a_scenario_says_is_shown_and_not_obeyed(capsys: Capture, written: Written, good: str) -> None:
    text = good.replace("What is shown?", '"[bold red]Loud[/] :ship: \\e[31m\\a"').replace(
        "box-1, speed", '"b\\e[2J", speed'
    )
    name = written(text)
    code, out, _ = answered(capsys, "explain", name)
    assert code == 1
    code, out, _ = answered(capsys, "explain", written(text.replace('"b\\e[2J"', "box-1")))
    assert code == 0
    assert "[bold red]Loud[/] :ship: \\x1b[31m\\x07" in out
    code, out, err = answered(capsys, "check", written(text))
    assert "\x1b" not in out + err


def test_kinds_and_schema(capsys: Capture, tmp_path: Path) -> None:
    code, out, _ = answered(capsys, "kinds")
    assert code == 0
    assert "A ship that patrols a box." in out
    code, out, _ = answered(capsys, "kinds", "cutter")
    assert (code, "Example Register of Ships, 2020" in out) == (0, True)
    assert json.loads(answered(capsys, "kinds", "cutter", "--json")[1])["parameters"]
    assert answered(capsys, "kinds", "cuter")[::2] == (1, "there is no kind 'cuter'; did you mean 'cutter'?\n")
    assert json.loads(answered(capsys, "schema")[1])["title"] == "Scenario"
    path = tmp_path / "it.json"
    assert answered(capsys, "schema", "--out", str(path))[0] == 0
    assert json.loads(path.read_text(encoding="utf-8"))["title"] == "Scenario"
    code, _, err = answered(capsys, "schema", "--out", str(tmp_path / "none" / "it.json"))
    assert (code, "it cannot be written: no such file or directory; choose another place" in err) == (1, True)


def test_new_makes_a_file_and_never_overwrites_one(capsys: Capture, written: Written, good: str) -> None:
    name = written(good)
    assert answered(capsys, "new", "mine", "--from", name)[0] == 0
    assert Path("mine.yaml").read_text(encoding="utf-8") == good
    code, _, err = answered(capsys, "new", "mine")
    assert (code, err) == (1, "mine.yaml: there is a file of that name; choose another name\n")
    assert Path("mine.yaml").read_text(encoding="utf-8") == good
    assert answered(capsys, "new", "other", "--from", "nothing")[0] == 1
    assert not Path("other.yaml").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["fresh", "it's: 'quoted' #1", "日本"])
def test_a_new_scenario_is_a_good_one(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.undo()  # the real vocabulary
    monkeypatch.chdir(tmp_path)
    assert answered(capsys, "new", name)[0] == 0
    code, out, _ = answered(capsys, "check", f"{name}.yaml")
    assert (code, out.split(": ok: ")[0]) == (0, f"{name}.yaml")


@pytest.mark.slow
def test_bundled_scenarios_are_listed_checked_and_explained(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    listed = json.loads(answered(capsys, "list", "--json")[1])
    assert "msa" in [entry["name"] for entry in listed]
    assert all(entry["purpose"] and entry["title"] for entry in listed)
    for entry in listed:
        assert answered(capsys, "check", entry["name"])[0] == 0
        assert answered(capsys, "explain", entry["name"])[0] == 0
    assert "msa" in answered(capsys, "list")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ["nope"],
        ["check"],
        ["check", "--nope", "x"],
        ["run"],
        ["run", "x", "--log", "z"],
        ["run", "x", "-n", "abc"],
        ["run", "x", "-n", ""],
    ],
)
def test_a_mistake_in_the_usage_is_two(capsys: Capture, arguments: list[str]) -> None:
    code, out, err = answered(capsys, *arguments)
    assert code == 2
    assert "Usage: sim" in out + err


def test_help_is_zero_and_no_command_is_usage(capsys: Capture) -> None:
    for arguments in (["--help"], ["-h"], ["check", "--help"]):
        code, out, _ = answered(capsys, *arguments)
        assert (code, "Usage: sim" in out) == (0, True)
    assert answered(capsys)[0] == 2
    assert answered(capsys, "--version")[1].startswith("sim ")


def test_an_interruption_is_three(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.face.check.check_command", interrupt)
    code, _, err = answered(capsys, "check", "x")
    assert (code, err.strip()) == (3, "interrupted")


def test_a_fault_of_ours_is_seventy_and_says_what_to_send(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> int:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("sim.face.check.check_command", fail)
    assert cli.run(["check", "my file.yaml"]) == 70
    err = capsys.readouterr().err
    for words in ("Traceback", "ZeroDivisionError: ours", "Please report it", "Python 3", "sim check 'my file.yaml'"):
        assert words in err


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_output_that_does_not_fit_is_no_fault_of_ours() -> None:
    code = "from sim.face.cli import main; main()"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", code, "list"], stdout=full, stderr=subprocess.PIPE, text=True, check=False,
            cwd=Path(__file__).resolve().parents[2],
        )  # fmt: skip
    said = "the output cannot be written (no space left on device); free the disk\n"
    assert (done.returncode, done.stderr) == (1, said)


@pytest.mark.slow
def test_help_imports_nothing_heavy() -> None:
    heavy = ("numpy", "pydantic", "yaml", "matplotlib", "rich.table", "simpy", "shapely")
    code = f"import sys; from sim.face.cli import run; run(['--help']); print([m for m in {heavy} if m in sys.modules])"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.slow
def test_output_is_plain_whatever_the_terminal_can_write(written: Written, good: str) -> None:
    name = Path(written(good)).resolve()
    root = Path(__file__).resolve().parents[2]
    code = (
        "import sys; from sim.scenario import vocabulary; vocabulary.PACKAGES = ('tests.scenario.words',); "
        f"from sim.face.cli import run; sys.exit(run(['explain', {str(name)!r}]))"
    )
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "NO_COLOR": "1", "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=root, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"frigate" in done.stdout
    assert b"\x1b" not in done.stdout


def test_control_characters_are_shown() -> None:
    assert show.safe("a\x1b[31m\x07\n\x9b") == "a\\x1b[31m\\x07\\n\\x9b"
    assert show.safe("試験 [bold]") == "試験 [bold]"
