"""The sea as a Markov process: its shares and spells against the closed form."""

from datetime import UTC, datetime

import numpy as np
import pytest

from sim.world.weather import DOUGLAS_M, EAST_CHINA_SEA, Climate, SeaState

START = datetime(2021, 3, 1, tzinfo=UTC)
DAY_S = 86_400.0
LEVEL = Climate("level", np.tile(EAST_CHINA_SEA.share[0], (12, 1)), 6 * 3600.0, "assumed")


def seas(n, days, climate=LEVEL):
    return [SeaState.sample(climate, START, days * DAY_S, np.random.default_rng([9, k])) for k in range(n)]


@pytest.mark.parametrize("month", range(1, 13))
def test_shares_balance_and_spells_are_as_stated(month):
    rise, fall = EAST_CHINA_SEA.rates_per_s(month)
    share = EAST_CHINA_SEA.share[month - 1]
    assert share[:-1] * rise[:-1] == pytest.approx(share[1:] * fall[1:])
    assert fall[0] == rise[-1] == 0.0
    assert np.sum(share * (rise + fall)) == pytest.approx(1.0 / EAST_CHINA_SEA.spell_s)


def test_heights_follow_the_season():
    rough = EAST_CHINA_SEA.share[:, 5:].sum(axis=1)
    assert rough[0] > rough[4]
    assert len(DOUGLAS_M) == 11


def test_a_mean_height_is_kept():
    climate = Climate.from_heights("exponential", np.full(12, 2.0), 3600.0, "assumed", shape=1.0)
    assert climate.share[0].cumsum()[5] == pytest.approx(1.0 - np.exp(-4.0 / 2.0))


@pytest.mark.slow
def test_the_share_of_each_state_after_a_month_is_the_climates():
    n = 2000
    states = np.array([int(sea.at(20 * DAY_S)) for sea in seas(n, 20)])
    found, share = np.bincount(states, minlength=10) / n, LEVEL.share[0]
    seen = share * n > 5
    assert seen.sum() >= 5
    assert np.abs((found - share)[seen] / np.sqrt(share * (1 - share) / n)[seen]).max() < 4.0


@pytest.mark.slow
def test_spells_in_each_state_last_as_long_as_its_rates_say():
    rise, fall = LEVEL.rates_per_s(3)
    found = [(sea.state[1:-1], np.diff(sea.since_s)[1:]) for sea in seas(100, 120)]
    state, spell_s = (np.concatenate(column) for column in zip(*found, strict=True))
    for k in (3, 4, 5):
        own = spell_s[state == k]
        assert len(own) > 1000
        assert own.mean() == pytest.approx(1.0 / (rise + fall)[k], abs=4.0 * own.std() / np.sqrt(len(own)))


@pytest.mark.slow
def test_changes_come_once_a_spell():
    days = 30
    changes = np.array([len(sea.state) - 1 for sea in seas(1000, days)])
    error = changes.std() / np.sqrt(len(changes))
    assert changes.mean() == pytest.approx(days * DAY_S / LEVEL.spell_s, abs=4.0 * error)


@pytest.mark.slow
def test_a_wait_carries_over_from_month_to_month():
    slow = Climate("slow", LEVEL.share, 20 * DAY_S, "assumed")
    changes = np.array([len(sea.state) - 1 for sea in seas(1000, 365, slow)])
    error = changes.std() / np.sqrt(len(changes))
    assert changes.mean() == pytest.approx(365 / 20, abs=4.0 * error)


def test_the_sea_moves_one_state_at_a_time():
    (sea,) = seas(1, 365, EAST_CHINA_SEA)
    assert len(sea.state) > 300
    assert set(np.abs(np.diff(sea.state)).tolist()) == {1}
    assert np.all(np.diff(sea.since_s) > 0.0) and sea.since_s[0] == 0.0 and sea.since_s[-1] < 365 * DAY_S


def test_the_same_stream_gives_the_same_sea():
    first, second = seas(1, 60), seas(1, 60)
    assert np.array_equal(first[0].since_s, second[0].since_s)


def test_a_longer_scenario_begins_alike():
    (short,), (long,) = seas(1, 20), seas(1, 80)
    assert np.array_equal(long.since_s[: len(short.since_s)], short.since_s)


def test_at_reads_the_series():
    sea = SeaState(np.array([0.0, 10.0, 20.0]), np.array([3, 4, 5]))
    assert sea.at([-1.0, 0.0, 9.9, 10.0, 1e9]).tolist() == [3, 3, 3, 4, 5]
    assert SeaState.constant(2).at(5.0) == 2


def test_time_in_each_state():
    sea = SeaState(np.array([0.0, 10.0, 20.0]), np.array([3, 4, 3]))
    assert sea.time_s(5.0, 40.0)[[3, 4]].tolist() == [25.0, 10.0]
    assert sea.time_s(12.0, 15.0).sum() == sea.time_s(12.0, 15.0)[4] == 3.0


@pytest.mark.parametrize(("from_s", "until_s"), [(5.0, 15.0), (0.0, 10.0), (12.0, 18.0), (15.0, 99.0), (10.0, 20.0)])
def test_a_typhoon_is_imposed_and_passes(from_s, until_s):
    sea = SeaState(np.array([0.0, 10.0, 20.0]), np.array([3, 4, 5]))
    blown = sea.override(7, from_s, until_s)
    times = np.arange(0.0, 120.0, 0.5)
    expected = np.where((times >= from_s) & (times < until_s), 7, sea.at(times))
    assert np.array_equal(blown.at(times), expected)
    assert sea.at(from_s) != 7


@pytest.mark.parametrize("order", [(10, 0.0, 5.0), (-1, 0.0, 5.0), (7, 5.0, 5.0)])
def test_an_override_makes_sense(order):
    with pytest.raises(ValueError, match="cannot impose"):
        SeaState.constant(3).override(*order)


@pytest.mark.parametrize(
    ("share", "spell_s", "said"),
    [(np.full((12, 9), 1 / 9), 1.0, "twelve rows of ten"), (np.full((12, 10), 0.2), 1.0, "sum to one"),
     (np.full((12, 10), 0.1), 0.0, "spell above zero")],
)  # fmt: skip
def test_a_climate_makes_sense(share, spell_s, said):
    with pytest.raises(ValueError, match=said):
        Climate("odd", share, spell_s, "assumed")
