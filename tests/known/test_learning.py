"""Learning and forgetting: a regular series of exercises against its closed form."""

from __future__ import annotations

from math import exp

import pytest

from sim.measure.catalogue import measured
from sim.models.training_events import SerialDone
from sim.parts.interoperability import LevelChanged
from tests.theatres import DAY_S, part, theatre

HOURS, LEARNS_H, FORGETS_D, EVERY_D = 60.0, 150.0, 700.0, 365.0
Q, R = exp(-HOURS / LEARNS_H), exp(-EVERY_D / FORGETS_D)


def levels(years: int) -> list[float]:
    """Return the level after the serial of each exercise."""
    spec = part(
        "exercise_series", host="a", guest="b", first="10 d", every=f"{EVERY_D} d", days="10 d", final="1 d", tasks=0,
        chalks=1, chalk_late="1 min", in_processing="1 h", day="24 h", conferences=[], good_weather="100000 d",
        learns=f"{LEARNS_H} h", forgets=f"{FORGETS_D} d", resources={"range": 1},
        serials=[{"name": "together", "takes": f"{HOURS} h", "needs": {"range": 1}}],
    )  # fmt: skip
    journal = theatre(part("interoperability"), spec, days=10 + EVERY_D * years).play()
    done = [record.seq for record in journal.of(SerialDone)]
    after = [record.event.level for record in journal.of(LevelChanged) if record.cause in done]
    assert len(after) == years
    told = measured(journal, ["interoperability", "serials_done"])
    last_s = [record.time_s for record in journal.of(SerialDone)][-1]
    left = exp(-((10 + EVERY_D * years) * DAY_S - last_s) / (FORGETS_D * DAY_S))
    assert told["interoperability.end"] == pytest.approx(after[-1] * left)
    assert told["interoperability.peak"] == pytest.approx(max(after))
    return after


def test_each_exercise_raises_what_the_years_have_left() -> None:
    expected, level = [], 0.0
    for _ in range(6):
        level = 100.0 - (100.0 - level * R) * Q
        expected.append(level)
    assert levels(6) == pytest.approx(expected, rel=1e-9)


def test_a_long_series_comes_to_where_learning_and_forgetting_balance() -> None:
    assert levels(30)[-1] == pytest.approx(100.0 * (1.0 - Q) / (1.0 - Q * R), rel=1e-6)


def test_the_mean_level_is_the_area_under_the_curve() -> None:
    one = part(
        "exercise_series", host="a", guest="b", first="10 d", days="10 d", final="1 d", tasks=0, chalks=1,
        chalk_late="1 min", in_processing="1 h", day="24 h", conferences=[], good_weather="100000 d", forgets="100 d",
        resources={"range": 1}, serials=[{"name": "together", "takes": "60 h", "needs": {"range": 1}}], learns="60 h",
    )  # fmt: skip
    journal = theatre(part("interoperability"), one, days=200).play()
    (done_s,) = [record.time_s / DAY_S for record in journal.of(SerialDone)]
    level = 100.0 * (1 - exp(-1))
    area = level * 100.0 * (1 - exp(-(200 - done_s) / 100.0))
    assert measured(journal, ["interoperability"])["interoperability"] == pytest.approx(area / 200)
