"""Text and marks stand out from what they are drawn on, on both grounds."""

from itertools import combinations

import pytest
from matplotlib.colors import to_rgb

from sim.report.style import LOOKS, Look

TEXT, MARK = 4.5, 3.0  # WCAG 2.2, success criteria 1.4.3 and 1.4.11
SURFACES = ("ground", "sea", "land")


def luminance(colour: str) -> float:
    """Return the relative luminance that WCAG 2.2 defines."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest) -> Look:
    return LOOKS[request.param]


def test_contrast_is_that_of_the_definition() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)  # WCAG's own example of a grey that passes


@pytest.mark.parametrize("surface", SURFACES)
def test_text_stands_out(look: Look, surface: str) -> None:
    for colour in (look.ink, look.pale):
        assert contrast(colour, getattr(look, surface)) >= TEXT, colour


@pytest.mark.parametrize("surface", SURFACES)
def test_marks_and_lines_stand_out(look: Look, surface: str) -> None:
    for name, colour in look.colours.items():
        assert contrast(colour, getattr(look, surface)) >= MARK, name


def test_greys_stand_out_from_the_ground(look: Look) -> None:
    assert contrast(look.filled, look.ground) >= MARK
    assert contrast(look.shore, look.land) >= MARK and contrast(look.shore, look.sea) >= MARK
    assert contrast(look.ink, look.busy) >= MARK  # the edges of marks and areas, over the busiest traffic


def test_no_two_colours_are_alike(look: Look) -> None:
    assert all(one != other for one, other in combinations(look.colours.values(), 2))
    assert len({each["color"] for each in look.cases([str(nth) for nth in range(8)]).values()}) == 8
