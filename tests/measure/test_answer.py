"""The sentence says what the interval says, and no more."""

from typing import Any

import pytest

from sim.base.tongue import Tongue
from sim.measure.answer import answer


def entry(mean: float | None, ci95: list[float] | None, n: int = 30, unit: str = "share") -> dict[str, Any]:
    return {"unit": unit, "mean": mean, "ci95": ci95, "sd": 0.1, "n": n, "paired": True}


def summary(cases: dict[str, Any], differences: dict[str, Any]) -> dict[str, Any]:
    return {
        "scenario": "msa",
        "cases": {case: {"replications": 30, "measures": {"seen": told}} for case, told in cases.items()},
        "comparison": {
            "baseline": "alone",
            "differences": {case: {"seen": told} for case, told in differences.items()},
        },
    }


ALONE = entry(0.22, [0.18, 0.26])
SHARED = entry(0.31, [0.27, 0.35])


def test_a_difference_that_is_shown() -> None:
    told = answer(
        summary({"alone": ALONE, "arrangement": SHARED}, {"arrangement": entry(0.09, [0.05, 0.13])}), "share seen"
    )
    assert told == (
        "Share seen: 31 % in case arrangement, against 22 % in case alone: "
        "+9 points (95 % interval +5 to +13, 30 paired replications)."
    )


@pytest.mark.parametrize("ci95", [[-0.01, 0.13], [0.0, 0.1], [-0.1, 0.0]])
def test_a_difference_that_is_not_shown(ci95: list[float]) -> None:
    told = answer(
        summary({"alone": ALONE, "arrangement": SHARED}, {"arrangement": entry(sum(ci95) / 2, ci95)}), "share seen"
    )
    assert "no difference is shown" in told


def test_three_cases_are_one_sentence() -> None:
    differences = {"arrangement": entry(0.09, [0.05, 0.13]), "fused": entry(-0.02, [-0.06, 0.02], 29)}
    told = answer(summary({"alone": ALONE, "arrangement": SHARED, "fused": ALONE}, differences), "share seen")
    end = "22 % in case fused: -2 points (95 % interval -6 to +2, 29 paired replications; no difference is shown)."
    assert told.endswith(f"; {end}")


def test_one_replication_claims_nothing() -> None:
    cases = {"alone": entry(0.2, None, 1), "arrangement": entry(0.4, None, 1)}
    told = answer(summary(cases, {"arrangement": entry(0.2, None, 1)}), "share seen")
    values = "40.0 % in case arrangement, against 20.0 % in case alone"
    assert told == f"Share seen: {values}: one replication tells nothing of chance."
    assert "interval" not in answer(summary({"alone": cases["alone"]}, {}), "share seen")


def test_a_measure_that_no_run_can_tell() -> None:
    none = entry(None, None, 0, "h")
    assert answer(summary({"alone": none}, {}), "delay") == "Delay: no value (no replication can tell)."


def test_one_case_has_its_interval() -> None:
    told = answer(summary({"alone": entry(12_345.0, [11_000.0, 13_690.0], unit="bbl")}, {}), "volume")
    assert told == "Volume: 12.3 thousand bbl (95 % interval 11.0 to 13.7, 30 replications)."


def test_nothing_measured_is_said() -> None:
    empty = {
        "cases": {"alone": {"replications": 1, "measures": {}}},
        "comparison": {"baseline": "alone", "differences": {}},
    }
    assert answer(empty, "") == "Nothing was measured."


def test_the_answer_is_given_in_japanese() -> None:
    about, cases = "transfers that began", {"alone": ALONE, "arrangement": SHARED, "fused": ALONE}
    differences = {"arrangement": entry(0.09, [0.05, 0.13]), "fused": entry(-0.02, [-0.06, 0.02], 29)}
    assert answer(summary(cases, differences), about, Tongue("ja")) == (
        "始まった瀬取りの数：ケースarrangementで31 %、ケースaloneで22 %、"
        "差は+9 ポイント（95 %信頼区間 +5～+13、対応のある30回の反復）；"
        "ケースfusedで22 %、差は-2 ポイント（95 %信頼区間 -6～+2、対応のある29回の反復、差は示されない）。"
    )
    alone = answer(summary({"alone": ALONE}, {}), about, Tongue("ja"))
    assert alone == "始まった瀬取りの数：22 %（95 %信頼区間 18～26、30回の反復）。"
