"""Values, regret and decisions of a two-stage plan against arithmetic on paper."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from optimiser.robust import Robust, robust_plans
from tests.robust.newsvendor import read, two_futures


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Robust:
    inputs = read(two_futures(), tmp_path_factory.mktemp("newsvendor"))
    return robust_plans(inputs, None, gap=0.0, threads=1)


def row(found: Robust, name: str) -> Mapping[Any, Any]:
    return found.candidates.set_index("candidate").loc[name].to_dict()


def test_places_and_costs_of_each_candidate(found: Robust) -> None:
    """Mean: four children, four places: 4 × 30, and half the time two bought at 50: 120 + 50 = 170.

    Two-stage: two places, 2 × 30 = 60, and half the time four bought: 60 + 100 = 160. The 75th percentile is six
    children: six places, 180 whatever comes. With half the dearest tenth (six children: 60 + 200 for two places)
    a place more costs 30 and saves 50 × (½ × ½ + ½ × 1) = 37.5, so there are six.
    """
    costs = {name: row(found, name)["training_cost"] for name in ("mean", "percentile", "two-stage", "cvar")}
    assert costs == pytest.approx({"mean": 170e3, "percentile": 180e3, "two-stage": 160e3, "cvar": 180e3})
    places = {name: row(found, name)["places"] for name in costs}
    assert places == pytest.approx({"mean": 4, "percentile": 6, "two-stage": 2, "cvar": 6})


def test_what_planning_and_knowing_are_worth(found: Robust) -> None:
    """170 − 160 = 10; knowing: two places cost 60, six 180, 120 on average: 160 − 120 = 40."""
    assert found.value_of_planning == pytest.approx((10e3, 10e3))
    assert found.value_of_knowing == pytest.approx((40e3, 40e3))


def test_regret(found: Robust) -> None:
    """Low: the best is 60, of four places 120, of two 60, of six 180. High: 180; 120 + 100; 60 + 200; 180."""
    table = found.regret.set_index(["candidate", "future"])["regret"]
    expected = {
        ("mean", "low"): 60e3, ("mean", "high"): 40e3, ("two-stage", "low"): 0.0, ("two-stage", "high"): 80e3,
        ("percentile", "low"): 120e3, ("percentile", "high"): 0.0, ("cvar", "low"): 120e3, ("cvar", "high"): 0.0,
    }  # fmt: skip
    assert set(table.index) == set(expected), "every plan in every future"
    assert table.to_dict() == pytest.approx(expected, abs=1e-3)
    assert row(found, "mean")["mean_regret"] == pytest.approx(50e3)
    assert row(found, "two-stage")["worst_regret"] == pytest.approx(80e3)


def test_wait_and_see_is_at_most_the_two_stage_plan_and_that_the_mean_plan(found: Robust) -> None:
    alone = found.regret.drop_duplicates("future")
    wait_and_see = float((alone["probability"] * alone["alone"]).sum())
    assert wait_and_see == pytest.approx(120e3)
    assert wait_and_see <= row(found, "two-stage")["training_cost"] <= row(found, "mean")["training_cost"]


def test_what_all_share(found: Robust) -> None:
    """Two places are decided by every candidate."""
    assert set(found.decisions["shared"]) == {2.0}


def test_own_futures_are_counted_again_and_that_is_said(found: Robust) -> None:
    assert (found.origin, found.fresh_seed, found.fresh) == ("given", None, 2)
    assert row(found, "mean")["cost"] == pytest.approx(170e3, rel=1e-6)
    assert row(found, "two-stage")["cvar"] == pytest.approx(260e3, rel=1e-6)
    assert any("the very same ones" in said for said in found.sentences)


def test_equal_futures_give_the_plan_for_one(tmp_path: Path) -> None:
    found = robust_plans(read(two_futures(4, 4), tmp_path), None, gap=0.0, threads=1)
    assert found.candidates["training_cost"].to_list() == pytest.approx([120e3] * 4)
    assert found.candidates["objective"].to_list() == pytest.approx([120e3] * 4)
    assert found.value_of_planning == pytest.approx((0.0, 0.0), abs=0.01)
    assert found.value_of_knowing == pytest.approx((0.0, 0.0), abs=0.01)
    assert set(found.regret["regret"].round(3)) == {0.0}
