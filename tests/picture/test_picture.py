"""Which contacts are of one vessel, and what a side believes of it."""

from __future__ import annotations

from typing import Any

import pytest

from sim.picture.evidence import Contact, Weights
from sim.picture.picture import FADES_S, KEPT_S, SPEED_MAX_M_S, Picture
from sim.world.geodesy import destination

HERE = (28.0, 125.0)
RATIOS = {"gap": 10.0, "dark": 14.0, "broadcasting": 0.1, "small": 0.15, "slow": 3.0, "pair": 20.0, "listed": 100.0}
WEIGHTS = Weights(0.01, RATIOS)
HOUR_S, ERROR_M = 3600.0, 200.0


def picture(side: str = "a") -> Picture:
    return Picture(side, WEIGHTS)


def contact(
    number: int,
    time_s: float = 0.0,
    off_m: float = 0.0,
    *,
    bearing_deg: float = 90.0,
    signs: str = "dark",
    **given: Any,
) -> Contact:
    """Return a contact so far from HERE, to the east if not said otherwise, with the signs named."""
    lat, lon = destination(*HERE, bearing_deg, off_m)
    return Contact(number, time_s, float(lat), float(lon), ERROR_M, "test", frozenset(signs.split()), **given)


@pytest.mark.parametrize("bearing_deg", [0.0, 45.0, 90.0, 180.0])
def test_a_vessel_that_could_have_run_so_far_is_the_same(bearing_deg: float) -> None:
    held = picture()
    first = held.take(contact(1), "a")
    reach_m = SPEED_MAX_M_S * HOUR_S + 4 * ERROR_M
    assert held.take(contact(2, HOUR_S, 0.99 * reach_m, bearing_deg=bearing_deg), "a") is first
    assert first.contacts == [1, 2]


@pytest.mark.parametrize("bearing_deg", [0.0, 45.0, 90.0, 180.0])
def test_one_that_could_not_is_another(bearing_deg: float) -> None:
    held = picture()
    first = held.take(contact(1), "a")
    reach_m = SPEED_MAX_M_S * HOUR_S + 4 * ERROR_M
    assert held.take(contact(2, HOUR_S, 1.01 * reach_m, bearing_deg=bearing_deg), "a") is not first
    assert len(held.suspects) == 2


def test_after_two_days_anything_is_another() -> None:
    held = picture()
    first = held.take(contact(1), "a")
    assert held.associate(contact(2, KEPT_S - 1)) is first
    assert held.associate(contact(2, KEPT_S + 1)) is None


def test_of_two_it_is_the_one_that_reaches_it_most_easily() -> None:
    held = picture()
    near = held.take(contact(1, 0.0, 20_000), "a")
    far = held.take(contact(2, 0.0, 0), "a")
    assert near is not far
    assert held.associate(contact(3, HOUR_S, 15_000)) is near
    assert held.associate(contact(3, HOUR_S, 5_000)) is far


def test_lengths_that_cannot_be_one_ships_are_of_two() -> None:
    held = picture()
    first = held.take(contact(1, length_m=100.0), "a")
    assert held.associate(contact(2, length_m=70.0)) is first
    assert held.associate(contact(2, length_m=60.0)) is None
    assert held.associate(contact(2, length_m=None)) is first


def test_an_identity_is_believed_wherever_it_is_met() -> None:
    held = picture()
    first = held.take(contact(1, identity="kara"), "a")
    assert held.associate(contact(2, HOUR_S, 500_000, identity="kara")) is first
    assert held.associate(contact(2, HOUR_S, 0, identity="mira")) is None


def test_the_latest_contact_is_where_it_is_and_what_was_known_is_kept() -> None:
    held = picture()
    suspect = held.take(contact(1, 0.0, identity="kara", length_m=100.0), "a")
    held.take(contact(2, HOUR_S, 1000.0), "a")
    assert (suspect.latest.number, suspect.latest.identity, suspect.latest.length_m) == (2, "kara", 100.0)
    held.take(contact(3, 0.5 * HOUR_S, 500.0), "a")  # one that comes in late does not move it back
    assert suspect.latest.number == 2


def test_two_looks_at_one_dark_ship_are_one_fact() -> None:
    held = picture()
    suspect = held.take(contact(1), "a")
    once = held.probability(suspect)
    assert held.take(contact(2, HOUR_S), "b") is suspect
    assert held.probability(suspect) == once == WEIGHTS.probability(["dark"])


def test_signs_add_up_on_a_track() -> None:
    held = picture()
    suspect = held.take(contact(1, signs="dark"), "a")
    held.take(contact(2, HOUR_S, signs="dark pair slow"), "a")
    assert held.probability(suspect) == pytest.approx(WEIGHTS.probability(["dark", "pair", "slow"]))


def test_a_sign_fades_and_may_be_seen_anew() -> None:
    held = picture()
    suspect = held.take(contact(1, signs="gap", identity="kara"), "a")
    held.take(contact(2, FADES_S - 1, signs="dark", identity="kara"), "a")
    assert held.probability(suspect) == pytest.approx(WEIGHTS.probability(["gap", "dark"]))
    held.take(contact(3, FADES_S + 1, signs="dark", identity="kara"), "a")
    assert held.probability(suspect) == pytest.approx(WEIGHTS.probability(["dark"]))
    held.take(contact(4, FADES_S + 2, signs="gap", identity="kara"), "a")
    assert held.probability(suspect) == pytest.approx(WEIGHTS.probability(["gap", "dark"]))


def test_what_a_partner_vouches_for_is_told_apart() -> None:
    held = picture("a")
    suspect = held.take(contact(1, signs="dark"), "a")
    held.take(contact(2, signs="pair"), "b")
    assert held.probability(suspect) == pytest.approx(WEIGHTS.probability(["dark", "pair"]))
    assert held.probability(suspect, own_only=True) == pytest.approx(WEIGHTS.probability(["dark"]))


def test_signs_that_do_not_count_leave_the_track_as_it_was() -> None:
    held = picture()
    suspect = held.take(contact(1, signs="dark pair"), "b", counts=False)
    assert held.probability(suspect) == pytest.approx(WEIGHTS.prior)
    assert suspect.contacts == [1]


def test_a_name_on_the_list_is_a_sign() -> None:
    held = picture()
    held.listed.add("kara")
    assert held.signs_of(contact(1, signs="broadcasting", identity="kara")) == {"broadcasting", "listed"}
    assert held.signs_of(contact(1, signs="broadcasting", identity="mira")) == {"broadcasting"}
    assert held.signs_of(contact(1, signs="dark")) == {"dark"}
    assert held.probability(held.take(contact(1, identity="kara"), "a")) > 0.9


def test_judging_a_contact_takes_what_is_held_about_it_but_keeps_nothing() -> None:
    held = picture()
    held.take(contact(1, signs="gap"), "a")
    assert held.judge(contact(2, HOUR_S, signs="dark")) == pytest.approx(WEIGHTS.probability(["gap", "dark"]))
    assert held.judge(contact(2, HOUR_S, 900_000, signs="dark")) == pytest.approx(WEIGHTS.probability(["dark"]))
    assert len(held.suspects) == 1
    assert held.suspects[0].contacts == [1]


def test_who_was_cleared_is_left_alone_for_a_while() -> None:
    held = picture()
    suspect = held.take(contact(1), "a")
    assert not held.cleared(contact(2), 0.0)
    suspect.cleared_until_s = 10 * HOUR_S
    assert held.cleared(contact(2, HOUR_S), 9 * HOUR_S)
    assert not held.cleared(contact(2, HOUR_S), 10 * HOUR_S)
    assert not held.cleared(contact(2, HOUR_S, 900_000), 9 * HOUR_S)
