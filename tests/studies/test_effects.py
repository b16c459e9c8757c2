"""Effects of ten per cent more and less, each against the arithmetic of the hand case (see :mod:`.hand_case`)."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from optimiser.errors import OptimiserError
from optimiser.studies.columns import STUDY_COLUMNS
from optimiser.studies.effects import Effects, Step, assumption_effects, in_question
from optimiser.studies.first_order import Estimate
from tests.cases.casebook import rows
from tests.studies.hand_case import COST, hand_inputs

PENNY = 0.005


@pytest.fixture(scope="module")
def effects(tmp_path_factory: pytest.TempPathFactory) -> Effects:
    return assumption_effects(hand_inputs(tmp_path_factory.mktemp("case")), gap=0.0)


def row(effects: Effects, table: str, name: str, column: str) -> dict[str, Any]:
    found = effects.table
    (only,) = found[(found["table"] == table) & (found["row"] == name) & (found["column"] == column)].to_dict(
        "records"
    )
    return {str(key): value for key, value in only.items()}


@pytest.mark.parametrize(
    ("table", "name", "column", "down", "up"),
    [
        ("demand", "child / home / 2025/26 / ", "children", -100_000, 100_000),  # 9 or 11: one child is bought for
        ("provisions", "bought", "weekly_cost", -20_000, 20_000),  # of the 2 × £100,000 that are bought
        ("options", "home / home", "running_cost", -60_000, 60_000),  # of the 2 × £300,000 that homes cost
        ("options", "home / home", "places_per_unit", 80_000, -80_000),  # 0.8 of a place less or more
        ("suitability", "child / bought", "share_max", 0, None),  # at most 9 of 10: 2 are
    ],
)
def test_each_effect_is_what_the_sum_says(
    effects: Effects, table: str, name: str, column: str, down: float, up: float | None
) -> None:
    found = row(effects, table, name, column)
    assert found["effect_down"] == pytest.approx(down, abs=PENNY)
    assert found["objective_down"] == pytest.approx(COST + down, abs=PENNY)
    if up is not None:
        assert found["effect_up"] == pytest.approx(up, abs=PENNY)
        assert found["objective_up"] == pytest.approx(COST + up, abs=PENNY)
        assert found["note"] == ""


def test_the_plan_as_it_is_stands_beside_them(effects: Effects) -> None:
    assert (effects.objective, effects.bound) == pytest.approx((COST, COST), abs=PENNY)
    assert effects.complete
    assert list(effects.table) == [column.name for column in STUDY_COLUMNS["effects"]]


def test_what_matters_most_comes_first(effects: Effects) -> None:
    sizes = effects.table[["effect_down", "effect_up"]].abs().max(axis=1).round(2).tolist()
    assert sizes == sorted(sizes, reverse=True)
    assert effects.table["rank"].tolist() == list(range(1, len(sizes) + 1))
    first = effects.table[["table", "column"]].head(1).to_dict("records")
    assert first == [{"table": "demand", "column": "children"}]
    assert sizes[:5] == [100_000, 80_000, 80_000, 60_000, 20_000]


def test_a_share_of_one_cannot_rise(effects: Effects) -> None:
    found = row(effects, "provisions", "own", "occupancy")
    assert found["effect_down"] == pytest.approx(80_000, abs=PENNY)
    assert math.isnan(found["effect_up"])
    assert math.isnan(found["objective_up"])
    assert found["note"] == 'up: not possible: "1.1" is not a share'


def test_what_is_left_out_says_why(effects: Effects) -> None:
    key = ["table", "row", "column"]
    why = effects.left_out.set_index(key)["reason"]
    assert why["needs", "child", "age_from"] == "a whole number"
    assert why["provisions", "bought", "price_growth"] == "nought"
    assert why["options", "home / home", "max_total"] == "a limit on whole units, of which 10% is less than one"
    assert not set(why.index) & set(effects.table.set_index(key).index)


def test_the_plan_is_made_again_where_another_is_cheaper(tmp_path: Path) -> None:
    """At £70,000 a home for 4 saves 280,000 < 300,000: nobody opens one, and 10 × 70,000 = 700,000."""
    found = assumption_effects(hand_inputs(tmp_path), step=0.3, gap=0.0)
    price = row(found, "provisions", "bought", "weekly_cost")
    assert price["effect_down"] == pytest.approx(-100_000, abs=PENNY)
    assert price["effect_up"] == pytest.approx(60_000, abs=PENNY)


def test_a_change_that_leaves_no_plan_comes_first_and_has_no_cost(tmp_path: Path) -> None:
    """8 in two homes and 2 bought for: an eleventh has no home, nor has the tenth if 1.8 can be bought."""
    market = rows("provision area children_max", ("bought", "home", 2))
    found = assumption_effects(hand_inputs(tmp_path, market=market), gap=0.0)
    limit = row(found, "market", "bought / home /  / 1", "children_max")
    assert limit["note"].startswith("down: no plan: 10 children of all need groups together need a home")
    assert math.isnan(limit["effect_down"])
    assert limit["effect_up"] == pytest.approx(0, abs=PENNY)
    children = row(found, "demand", "child / home / 2025/26 / ", "children")
    assert children["note"].startswith("up: no plan: 11 children")
    half_suitable = row(found, "suitability", "child / bought", "share_max")
    assert half_suitable["note"].startswith("up: not possible")
    no_plan = found.table["note"].str.contains("no plan")
    assert no_plan.tolist() == sorted(no_plan, reverse=True)
    assert children["rank"] == 1


def test_figures_of_all_periods_and_areas_change_together(tmp_path: Path) -> None:
    """Two years of 10 and 10 children: together 2 × £100,000, one by one £100,000 each."""
    two = {
        "periods": rows("period years", ("2025/26", 1), ("2026/27", 1)),
        "demand": [
            {"need": "child", "home_area": "home", "period": period, "children": 10}
            for period in ("2025/26", "2026/27")
        ],
        "placements": rows("need home_area provision area children", ("child", "home", "bought", "home", 0)),
    }
    inputs = hand_inputs(tmp_path, **two)
    together = row(assumption_effects(inputs, gap=0.0), "demand", "child / home / * / ", "children")
    assert together["rows"] == 2
    apart = assumption_effects(inputs, gap=0.0, grouped=False)
    single = row(apart, "demand", "child / home / 2026/27 / ", "children")
    assert single["rows"] == 1
    assert abs(together["effect_up"]) > abs(single["effect_up"]) > 0


def test_only_so_many_are_shown(tmp_path: Path) -> None:
    inputs = hand_inputs(tmp_path)
    two = assumption_effects(inputs, top=2, gap=0.0)
    assert two.table["column"].tolist()[0] == "children"
    assert len(two.table) == 2
    assert len(two.estimates) > 2


def test_progress_is_told_and_a_study_can_be_stopped(tmp_path: Path) -> None:
    inputs, told = hand_inputs(tmp_path), list[Step]()
    assumption_effects(inputs, gap=0.0, progress=told.append)
    for stage in ("screening", "planning"):
        steps = [step for step in told if step.stage == stage]
        assert [step.done for step in steps] == list(range(1, steps[0].total + 1))
    screened = sum(step.stage == "screening" for step in told)
    told.clear()
    stopped = assumption_effects(inputs, gap=0.0, progress=told.append, cancel=lambda: len(told) >= screened)
    assert not stopped.complete
    assert stopped.table["note"].str.contains("stopped before it was worked out").all()
    assert stopped.table[["effect_down", "effect_up"]].isna().all(axis=None)


def test_without_a_plan_there_is_nothing_to_move(tmp_path: Path) -> None:
    inputs = hand_inputs(
        tmp_path,
        market=rows("provision area children_max", ("bought", "home", 5)),
        options=rows("option provision area places_per_unit max_total", ("home", "own", "home", 4, 2)),
        targets=rows(
            "target measure needs provisions sense value", ("few", "selected", "child", "own", "at_most", 0.2)
        ),
    )
    with pytest.raises(OptimiserError, match="no plan whose cost could change"):
        assumption_effects(inputs)


@pytest.mark.parametrize("step", [0, 1, -0.1])
def test_a_step_is_a_share(step: float, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="step"):
        assumption_effects(hand_inputs(tmp_path), step=step)


def test_what_breaks_a_limit_is_planned_for_although_no_price_says_so() -> None:
    names = ["a", "b", "c", "d", "e"]
    found = [
        Estimate(50.0, False),
        Estimate(40.0, True),
        Estimate(3.0, False),
        Estimate(2.0, True),
        Estimate(0, True),
    ]
    screened = list(zip(names, found, strict=True))
    assert in_question(screened, 2) == ["a", "b", "d"]  # type: ignore[arg-type, comparison-overlap]
    assert in_question(screened, 1) == ["a", "b"]  # type: ignore[arg-type, comparison-overlap]
