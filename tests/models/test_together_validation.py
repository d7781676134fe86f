"""The known answers that decks, landings and exercises declare for `sim verify`."""

from __future__ import annotations

import pytest

from sim.kernel.validation import Validation
from sim.models.together_validation import closed_network, craft_cycles, learning

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("told", "lines"), [(closed_network, 3), (craft_cycles, 4), (learning, 6)])
def test_every_known_answer_holds(told: Validation, lines: int) -> None:
    checks = told.checks()
    assert len(checks) == lines
    assert all(check.holds for check in checks), [check for check in checks if not check.holds]
