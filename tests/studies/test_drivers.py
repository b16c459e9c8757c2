"""What drives the answer, against sums by hand (see :mod:`.hand_case`) and against planning from nothing."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from models.plan import build
from optimiser.engine.highs import solve
from optimiser.engine.matrix import compile_matrix
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.settings import SolveSettings
from optimiser.errors import InputError, OptimiserError
from optimiser.studies import drivers_stages
from optimiser.studies.assumed import changed
from optimiser.studies.drivers import Drivers, drivers
from optimiser.studies.drivers_columns import DRIVERS_COLUMNS
from optimiser.studies.drivers_ranges import varied
from optimiser.studies.drivers_text import drivers_markdown, named
from optimiser.studies.effects import Step
from optimiser.tables.inputs import CaseInputs, read_case
from tests.cases.casebook import LEWISHAM, TINY, rows, weekly
from tests.studies.hand_case import COST, hand_inputs

PENNY = 0.005


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Drivers:
    return drivers(hand_inputs(tmp_path_factory.mktemp("case")), gap=0.0)


@pytest.fixture(scope="module")
def tiny() -> Drivers:
    return drivers(read_case(TINY), gap=0.0)


@pytest.fixture(scope="module")
def again() -> tuple[Drivers, list[Step]]:
    """The same once more, and what was told of it on the way."""
    told: list[Step] = []
    return drivers(read_case(TINY), gap=0.0, progress=told.append), told


def row(frame: pd.DataFrame, **where: Any) -> dict[Any, Any]:
    for column, value in where.items():
        frame = frame[frame[column] == value]
    (only,) = frame.to_dict("records")
    return only


@pytest.mark.parametrize(
    ("table", "column", "low", "high"),
    [
        ("demand", "children", -100_000, 100_000),  # 9 or 11: one child is bought for
        ("provisions", "weekly_cost", -20_000, 20_000),  # of the 2 × £100,000 that are bought
        ("options", "running_cost", -60_000, 60_000),  # of the 2 × £300,000 that homes cost
        ("options", "places_per_unit", 80_000, -80_000),  # 0.8 of a place less or more
    ],
)
def test_each_effect_is_what_the_sum_says(hand: Drivers, table: str, column: str, low: float, high: float) -> None:
    found = row(hand.tornado, table=table, column=column)
    assert (found["effect_low"], found["effect_high"]) == pytest.approx((low, high), abs=PENNY)
    assert (found["cost_low"], found["cost_high"]) == pytest.approx((COST + low, COST + high), abs=PENNY)
    assert (found["how_low"], found["how_high"]) == ("solved", "solved")
    assert (found["factor_low"], found["factor_high"]) == (0.9, 1.1)


def test_a_range_of_the_tables_is_used(tmp_path: Path) -> None:
    """The price from half to double: at £50,000 nobody opens a home, 10 × 50,000 = 500,000; at £200,000 the two
    that are bought for cost 2 × 100,000 more."""
    ranges = rows(
        "table rows column low high source", ("provisions", "provision=bought", "weekly_cost", 0.5, 2, "X")
    )
    found = row(drivers(hand_inputs(tmp_path, ranges=ranges), gap=0.0).tornado, column="weekly_cost")
    assert (found["effect_low"], found["effect_high"]) == pytest.approx((-300_000, 200_000), abs=PENNY)
    assert (found["factor_low"], found["factor_high"], found["range"]) == (0.5, 2.0, "X")
    assert (found["value_low"], found["value_high"]) == (f"{weekly(50_000):.6g}", f"{weekly(200_000):.6g}")
    assert found["rank"] == 1


def test_every_assumption_of_the_tiny_case_is_as_when_planned_from_nothing(tiny: Drivers) -> None:
    inputs = read_case(TINY)
    every = [one for one in varied(inputs) if not one.why_left_out]
    told = {(row["table"], row["row"], row["column"]): row for row in tiny.tornado.to_dict("records")}
    assert len(told) + len(tiny.left_out) == len(varied(inputs))
    solved = 0
    for one in every:
        found = told.get((one.assumption.table, one.assumption.row, one.assumption.column))
        for way, factor in (("low", one.low), ("high", one.high)):
            cold = cold_plan(inputs, one.assumption, factor)
            if cold is None or cold.objective is None:
                assert found is None or found[f"how_{way}"] in ("no plan", "not possible"), one
                continue
            assert found is not None
            assert found[f"cost_{way}"] == pytest.approx(cold.objective, abs=0.5), one
            effect = cold.objective - tiny.objective
            assert found[f"least_{way}"] - 1 <= effect <= found[f"most_{way}"] + 1, one
            solved += 1
    assert solved > 40


def cold_plan(inputs: CaseInputs, assumption: Any, factor: float) -> Outcome | None:
    try:
        case = changed(inputs, assumption, factor).case
    except InputError:
        return None
    return solve(compile_matrix(build(case)), SolveSettings(0.0))


def test_what_is_only_screened_has_limits_that_hold_the_effect(
    tiny: Drivers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one planned again the others have the two linear programmes' limits, round what planning finds."""
    monkeypatch.setattr(drivers_stages, "FEW_COLUMNS", 0)
    found = drivers(read_case(TINY), top=1, gap=0.0)
    key = ["table", "row", "column"]
    both = found.tornado.merge(tiny.tornado, on=key, suffixes=("", "_true"))
    assert len(both) == len(found.tornado)
    held = 0
    for record in both.to_dict("records"):
        for way in ("low", "high"):
            true = record[f"effect_{way}_true"]
            if math.isnan(true) or record[f"how_{way}"] == "not possible":
                continue
            most = record[f"most_{way}"]
            assert record[f"least_{way}"] <= true + 1
            assert math.isnan(most) or true <= most + 1
            held += record[f"how_{way}"] == "plan kept"
    assert held > 20
    assert found.tornado["how_low"].isin(["solved", "no plan"]).sum() < len(found.tornado)
    true_rank = dict(zip(map(tuple, tiny.tornado[key].to_numpy()), tiny.tornado["rank"], strict=True))
    for record in found.tornado.to_dict("records"):
        assert record["rank_best"] <= true_rank[record["table"], record["row"], record["column"]] + 2


def test_no_plan_comes_first_and_ranks_are_those_of_the_effects(tiny: Drivers) -> None:
    no_plan = (tiny.tornado["how_low"] == "no plan") | (tiny.tornado["how_high"] == "no plan")
    assert no_plan.tolist() == sorted(no_plan, reverse=True)
    sizes = tiny.tornado[~no_plan][["effect_low", "effect_high"]].abs().max(axis=1).round(0).tolist()
    assert sizes == sorted(sizes, reverse=True)
    assert (tiny.tornado["rank_best"] <= tiny.tornado["rank"]).all()
    assert (tiny.tornado["rank"] <= tiny.tornado["rank_worst"]).all()


def test_what_a_change_does_to_each_promise(tmp_path: Path) -> None:
    """8 of 10 live in own homes; 8 of 9 if one child fewer needs a home, 8 of 11 if one more."""
    targets = rows("target measure provisions sense value", ("own", "in_house", "*", "at_least", 0.5))
    found = drivers(hand_inputs(tmp_path, targets=targets), gap=0.0)
    told = row(found.promises, table="demand", promise="own")
    assert (told["planned"], told["at_low"], told["at_high"]) == pytest.approx((8 / 10, 8 / 9, 8 / 11), abs=1e-6)
    assert told["change_high"] == pytest.approx(8 / 11 - 8 / 10, abs=1e-6)
    assert (told["how_low"], told["unit"], told["sense"]) == ("solved", "share", "at_least")


def test_decisions_over_all_plans_made_again(tmp_path: Path) -> None:
    """Two homes within a tenth of everything; none where the price may halve."""
    same = drivers(hand_inputs(tmp_path / "a"), gap=0.0).decisions.to_dict("records")
    assert [(one["planned"], one["least"], one["most"], one["same"]) for one in same] == [(2, 2, 2, "yes")]
    ranges = rows("table rows column low high", ("provisions", "provision=bought", "weekly_cost", 0.5, 2))
    moved = drivers(hand_inputs(tmp_path / "b", ranges=ranges), gap=0.0).decisions.to_dict("records")
    assert [(one["planned"], one["least"], one["most"], one["differing"]) for one in moved] == [(2, 0, 2, 1)]


def test_what_is_left_out_says_why(hand: Drivers) -> None:
    why = hand.left_out.set_index(["table", "row", "column"])["reason"]
    assert why["needs", "child", "age_from"] == "a whole number"
    assert why["provisions", "bought", "price_growth"] == "nought"


def test_tables_have_their_columns_and_come_out_the_same_twice(
    tiny: Drivers, again: tuple[Drivers, list[Step]]
) -> None:
    twice, _ = again
    fields = ("tornado", "promises", "switching", "decisions", "left_out")
    for field, columns in zip(fields, DRIVERS_COLUMNS.values(), strict=True):
        table = getattr(tiny, field)
        assert list(table) == [column.name for column in columns]
        pd.testing.assert_frame_equal(table, getattr(twice, field))
    assert twice.sentences == tiny.sentences


def test_the_page_says_what_moves_the_answer_and_what_is_proven(hand: Drivers) -> None:
    page = drivers_markdown(hand)
    assert "The least cost depends most on children of child" in page
    assert "| 1 | children of child, home, 2025/26 (demand) | 10 children | 9 | −£0.10m | 11 | +£0.10m |" in page
    assert "Decided alike in all 18 plans that were made again: 2 of home." in page
    assert "proven" in page
    assert "Stopped early" not in page
    assert named({"table": "settings", "row": "discount_rate", "column": "value"}) == "discount rate"


def test_without_a_plan_it_says_why(tmp_path: Path) -> None:
    targets = rows("target measure provisions sense value", ("few", "selected", "own;bought", "at_most", 0.5))
    found = drivers(hand_inputs(tmp_path, targets=targets))
    assert found.status is Status.INFEASIBLE
    assert found.tornado.empty
    assert "No plan can meet everything asked" in found.sentences[0]
    assert found.sentences[0] in drivers_markdown(found)


def test_what_is_finished_is_kept_when_it_is_stopped() -> None:
    told: list[Step] = []
    found = drivers(read_case(TINY), gap=0.0, progress=told.append, cancel=lambda: len(told) >= 12)
    assert not found.complete
    assert found.status is Status.OPTIMAL
    assert found.tornado["how_low"].isin(["plan kept", "cannot keep", "no plan"]).sum() >= 8
    assert (found.tornado["how_low"] == "stopped").any()
    assert found.sentences[-1].startswith("Stopped early")
    assert (found.switching["found"] == "stopped").all()
    later: list[Step] = []
    screened = sum(step.stage == "screening" for step in told) and len(found.tornado) + 2
    partly = drivers(read_case(TINY), gap=0.0, progress=later.append, cancel=lambda: len(later) >= screened + 6)
    assert (partly.tornado["how_low"] == "solved").any()
    assert (partly.tornado["how_low"] == "plan kept").any()
    assert not partly.complete


def test_progress_is_told_of_every_stage(again: tuple[Drivers, list[Step]]) -> None:
    _, told = again
    for stage in ("plan", "screening", "planning", "switching"):
        steps = [step for step in told if step.stage == stage]
        assert [step.done for step in steps] == list(range(1, steps[0].total + 1))


@pytest.mark.parametrize(("more", "error", "said"), [
    ({"step": 1.0}, ValueError, "step"),
    ({"top": -1}, ValueError, "top"),
    ({"switch": ["market[provision=bougt].weekly_cost"]}, OptimiserError, "no row holds such a figure"),
    ({"switch": ["provisions[provision=bought].price_growth"]}, OptimiserError, "it is nought"),
    ({"switch": ["provisions.weekly_costs"]}, InputError, "weekly_costs"),
    ({"decisions": ["hom"]}, OptimiserError, "home"),
])  # fmt: skip
def test_what_cannot_be_asked_is_said(
    more: dict[str, Any], error: type[Exception], said: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=said):
        drivers(hand_inputs(tmp_path), **more)


@pytest.mark.slow
def test_the_drivers_of_lewisham(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every range of its tables, four planned again, one price against one decision."""
    from optimiser.studies import drivers as module

    monkeypatch.setattr(module, "varied", lambda inputs, step: [one for one in varied(inputs, step) if one.given])
    found = drivers(
        read_case(LEWISHAM), 2, time_limit=20,
        switch=["market[provision=external_residential].weekly_cost"], decisions=["home_2_beds_owned"],
    )  # fmt: skip
    assert found.complete
    assert len(found.tornado) >= 10
    for way in ("low", "high"):
        assert (found.tornado[f"least_{way}"] <= found.tornado[f"most_{way}"]).all()
        solved = found.tornado[found.tornado[f"how_{way}"] == "solved"]
        assert (solved[f"least_{way}"] <= solved[f"effect_{way}"]).all()
        assert (solved[f"effect_{way}"] <= solved[f"most_{way}"]).all()
    assert len(found.promises) == len(found.tornado) * 10
    assert len(found.switching)
