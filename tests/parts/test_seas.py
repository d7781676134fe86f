"""The sea by region: whose sea holds where, and what an inject imposes."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from sim.kernel.run import Run
from sim.parts.seas import Seas
from sim.parts.setting import Change, Setting
from sim.parts.theatre import Theatre
from sim.world.areas import Box
from sim.world.climates import OPEN_OCEAN, regions
from sim.world.weather import SeaState
from tests.theatres import part

HERE, AWAY = Box("here", 0.0, 10.0, 0.0, 10.0), (50.0, 50.0)


def test_the_first_region_that_holds_a_place_counts() -> None:
    seas = Seas(
        SeaState.constant(1), [(HERE, SeaState.constant(3)), (Box("wide", -10, 20, -10, 20), SeaState.constant(5))]
    )
    assert [int(seas.at(place).at(0.0)) for place in ((5.0, 5.0), (-5.0, 5.0), AWAY)] == [3, 5, 1]


def test_a_storm_is_imposed_on_an_area_or_on_all() -> None:
    seas = Seas(SeaState.constant(1), [(HERE, SeaState.constant(3))])
    seas.impose(7, 100.0, 200.0, HERE)
    assert seas.at((5.0, 5.0)).at([50.0, 150.0, 250.0]).tolist() == [3, 7, 3]
    assert seas.at(AWAY).at(150.0) == 1
    seas.impose(6, 300.0, 400.0)
    assert seas.at((5.0, 5.0)).at(350.0) == seas.at(AWAY).at(350.0) == 6


def test_regions_have_the_seas_that_they_are_known_for() -> None:
    by_name = {box.name: climate for box, climate in regions()}
    assert len(by_name) == len(regions()) >= 12
    rough = {name: (climate.share[:, 5:].sum(axis=1)) for name, climate in by_name.items()}
    assert rough["Arabian Sea"][6] > 5 * rough["Arabian Sea"][2]  # the south-west monsoon
    assert rough["South China Sea"][11] > 3 * rough["South China Sea"][4]  # the north-east monsoon
    assert rough["North-east Atlantic"][0] > rough["Mediterranean"][0] > rough["Malacca and Singapore"][0]
    assert np.allclose(OPEN_OCEAN.share, OPEN_OCEAN.share[0])


def world(replication: int = 0, shelf: dict[object, object] | None = None) -> Theatre:
    start = datetime(2021, 6, 1, tzinfo=UTC)
    setting = Setting(
        start, 90 * 86400.0, 0.0, Box("world", -20, 160, -10, 60), {}, (), (part("weather", climate="world"),)
    )
    return Theatre(Run(5, replication, start=start), setting, shelf)


def test_each_region_has_luck_of_its_own_that_cases_share() -> None:
    shelf: dict[object, object] = {}
    one, again, other = world(shelf=shelf).seas, world(shelf=shelf).seas, world(1).seas
    assert all(a[1] is b[1] for a, b in zip(one.regions, again.regions, strict=True))
    changes = [sea.since_s.tolist() for _, sea in one.regions]
    assert len({tuple(each) for each in changes}) == len(changes)
    assert changes[0] != other.regions[0][1].since_s.tolist()


def test_an_inject_blows_in_its_area_alone() -> None:
    effect = {"weather": {"sea_state": 7, "for_s": 86400.0, "area": "here"}}
    here = Box("here", 138.0, 150.0, 8.0, 22.0)
    start = datetime(2021, 6, 1, tzinfo=UTC)
    parts = (part("weather", constant=2),)
    setting = Setting(
        start, 5 * 86400.0, 0.0, here, {"here": here}, (), parts, (), (Change(86400.0, "storm", (), None, effect),)
    )
    theatre = Theatre(Run(5, start=start), setting)
    theatre.play()
    assert theatre.seas.at((13.5, 144.8)).at([0.5 * 86400.0, 1.5 * 86400.0, 2.5 * 86400.0]).tolist() == [2, 7, 2]
    assert theatre.seas.at(AWAY).at(1.5 * 86400.0) == 2
