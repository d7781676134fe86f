"""The table says what was measured: ratios the right way up, extrapolations and missed targets marked."""

import os
import platform
import socket

import pytest

from bench import table
from bench.rows import Row, Target, columns, number, render

EXACT = {"confirmed": 90.0, "extra": 0.0, "missed": 2.0, "between": 1.0, "joined": 1.0}


def found(**changed: dict[str, float]) -> dict[str, dict[str, float]]:
    """Measurements with the engine at half a second."""
    made = {
        "engine": {"s": 0.5, "legs_s": 0.1, "peak_mb": 60.0, "windows": 92.0, "events": 184.0},
        "floor": {"s": 0.25},
        "alone": {"s": 0.1},
        "steps": {"s": 15.0, "share": 1.0, **EXACT},
        "mesa_space": {"s": 400.0, "share": 0.1, **EXACT},
        "mesa_columns": {"s": 100.0, "share": 1.0, **EXACT},
    }
    return {name: figures | changed.get(name, {}) for name, figures in made.items()}


def cells(by_size, label: str, nth: int = 0) -> tuple[str, ...]:
    rows = [row for row in columns(by_size) if row.label.strip() == label]
    return rows[nth].cells


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.01234, "0.0123"),
        (1.0, "1.00"),
        (9.996, "10.00"),
        (12.34, "12.3"),
        (99.96, "100"),
        (12345.6, "12,346"),
    ],
)
def test_a_figure_has_three_digits_that_count(value, text):
    assert number(value) == text


def test_rivals_are_so_many_times_slower_and_what_is_extrapolated_or_missed_is_marked():
    by_size = {2000: found()}
    assert cells(by_size, "Mesa, continuous space") == ("~800",)
    assert cells(by_size, "Mesa, positions in columns") == ("200!",)
    assert cells(by_size, "NumPy") == ("30.0",)
    assert cells(by_size, "NumPy, the engine solving alone") == ("150",)
    assert cells(by_size, "times as long as SimPy with as many events") == ("2.00",)


def test_a_target_of_one_size_says_nothing_of_another():
    assert cells({200: found()}, "Mesa, positions in columns") == ("200",)


def test_seconds_follow_the_ratios_and_have_targets_of_their_own():
    by_size = {2000: found(engine={"s": 0.7}), 20_000: found(engine={"s": 4.0, "peak_mb": 1200.0})}
    assert cells(by_size, "engine, every edge an event") == ("0.700!", "4.00")
    assert cells(by_size, "engine, MB at most") == ("60.0", "1,200!")
    assert cells(by_size, "Mesa, continuous space", nth=1) == ("~400", "~400")


def test_growth_is_the_exponent_from_one_size_to_the_next():
    by_size = {200: found(), 2000: found(engine={"s": 5.0}), 20_000: found(engine={"s": 500.0})}
    assert cells(by_size, "engine's time grows as N to the") == ("", "1.00", "2.00!")


def test_windows_are_told_as_far_as_the_rival_got():
    by_size = {2000: found()}
    assert cells(by_size, "NumPy", nth=2) == ("90/0/2",)
    assert cells(by_size, "Mesa, continuous space", nth=2) == ("~90/0/2",)


@pytest.mark.parametrize("wrong", [{"extra": 1.0}, {"missed": 3.0}])
def test_a_window_that_stepping_does_not_explain_is_marked(wrong):
    text = cells({2000: found(steps=wrong)}, "NumPy", nth=2)[0]
    assert text.endswith("!")


def test_without_mesa_its_rows_are_left_out():
    by = found()
    del by["mesa_space"], by["mesa_columns"]
    labels = [row.label for row in columns({2000: by})]
    assert not [label for label in labels if "Mesa" in label]
    assert "  NumPy" in labels


def test_rows_line_up():
    lines = render([Row("a", ("1", "2"), "at most 3"), Row("bb", ("10", "20"))]).splitlines()
    assert lines[0].index("2") == lines[1].index("20") + 1
    assert lines[0].endswith("   at most 3")


def test_one_figure_stands_beside_its_target():
    assert table.bounded("x", 7.0, Target("at most 5", high=5.0)) == Row("x", ("7.00!",), "at most 5")
    assert table.bounded("x", 7.0, rough=True) == Row("x", ("~7.00",))


def test_the_heading_names_versions_and_cores_but_not_the_machine():
    head = table.heading()
    assert f"python {platform.python_version()}" in head
    assert f"{os.cpu_count()} cores" in head
    assert "numpy" in head
    assert socket.gethostname() not in head
    assert "/" not in head


@pytest.mark.parametrize(("load", "said"), [(0.2, False), (3.0, True)])
def test_the_heading_says_when_the_machine_is_busy(load, said, monkeypatch):
    monkeypatch.setattr(os, "getloadavg", lambda: (load, load, load))
    assert ("too busy" in table.heading()) is said


def test_a_table_is_appended_to_the_history(tmp_path):
    history = tmp_path / "HISTORY.md"
    history.write_text("# History\n", encoding="utf-8")
    table.keep("today", "1  2", history)
    table.keep("tomorrow", "3  4", history)
    assert history.read_text(encoding="utf-8") == (
        "# History\n\n## today\n\n```text\n1  2\n```\n\n## tomorrow\n\n```text\n3  4\n```\n"
    )
