"""Why there is no plan: shortfalls worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.case import Budget, Case, Option, Target
from models.plan import build
from optimiser.engine.elastic import elastic
from optimiser.engine.explanation import Explanation, Shortfall, explain_no_plan
from optimiser.engine.highs import solve
from optimiser.engine.matrix import RowKey, compile_matrix
from optimiser.engine.outcome import Status
from optimiser.engine.settings import SolveSettings

CaseBuilder = Callable[..., Case]


def explained(case: Case) -> Explanation:
    plan = build(case)
    matrix = compile_matrix(plan)
    assert solve(matrix).status is Status.INFEASIBLE
    return explain_no_plan(plan, matrix)


def alone(explanation: Explanation) -> dict[str, Shortfall]:
    return {held.family: held for held in explanation.alone}


def test_a_share_that_cannot_be_reached_says_which_can(
    small_case: CaseBuilder, option: Callable[..., Option], target: Callable[..., Target]
) -> None:
    # 144 places + 72 more = 216 of 360 children in house = 60 %; 61 % asks for 219.6, 3.6 more.
    case = small_case(
        360,
        supply={"own": 144},
        options=[option("recruit", "in", "own", 1.0, max_total=72)],
        targets=[target("in_house", "at_least", 0.61, label="In-house share of fostering")],
    )
    explanation = explained(case)
    promise = alone(explanation)["promises"]
    assert promise.total == pytest.approx(3.6)
    assert promise.unit == "children"
    assert promise.proven
    (row,) = promise.rows
    assert row.key == RowKey("promise", (0, 0, 0))
    assert row.sentence == (
        "3.6 more children in in-house provision than there can be in 2025/26 "
        "(promise 'In-house share of fostering': 61 % asked, 60 % possible)"
    )
    assert explanation.sentences[0].startswith("No plan can meet everything asked. It would take any one of: ")
    assert row.sentence in explanation.sentences[0]
    assert explanation.together == ()


def test_delivery_gives_way_in_whole_units(
    small_case: CaseBuilder, option: Callable[..., Option], target: Callable[..., Target]
) -> None:
    # 219.6 children in house need 76 of the option's places with 144 there: 4 more than its 72. The limit
    # stands in the plan as a total and as a bound of its one period, and is counted once.
    case = small_case(
        360,
        supply={"own": 144},
        options=[option("recruit", "in", "own", 1.0, max_total=72)],
        targets=[target("in_house", "at_least", 0.61)],
    )
    delivery = alone(explained(case))["delivery"]
    assert (delivery.total, delivery.unit) == (pytest.approx(4.0), "units")
    assert [row.sentence for row in delivery.rows] == [
        "4 more units of 'Recruit' in Central in all than can be delivered"
    ]


def test_a_yearly_limit_that_is_a_bound_gives_way(
    small_case: CaseBuilder, option: Callable[..., Option], target: Callable[..., Target]
) -> None:
    # 10 children in house, homes of 4 places, one a year: 2.5 homes, so 3 whole ones, 2 more than 1.
    homes = option("recruit", "in", "own", 4.0, max_per_year=1)
    case = small_case(10, options=[homes], targets=[target("in_house", "at_least", 10, unit="number")])
    explanation = explained(case)
    delivery = alone(explanation)["delivery"]
    assert delivery.total == pytest.approx(2.0)
    assert [(row.key, row.sentence) for row in delivery.rows] == [
        (
            RowKey("yearly_limit", ("recruit", "in", 0)),
            "2 more units of 'Recruit' in Central in 2025/26 than can be delivered",
        )
    ]
    assert alone(explanation)["promises"].total == pytest.approx(6.0)  # 10 asked, 4 places


def test_a_least_number_that_cannot_be_afforded(small_case: CaseBuilder, option: Callable[..., Option]) -> None:
    # Two homes at least, at £1,000,000 each, with £1,500,000 of capital: £500,000 short, or one home fewer.
    homes = option("home", "in", "own", 4.0, capital_cost=1_000_000.0, min_total=2)
    case = small_case(1, options=[homes], budgets=[Budget("capital_total", None, 1_500_000.0, None)])
    explanation = explained(case)
    capital, delivery = alone(explanation)["capital_budget"], alone(explanation)["delivery"]
    assert capital.total == pytest.approx(500_000.0)
    assert [row.sentence for row in capital.rows] == ["£500,000 more capital budget over the whole plan"]
    assert [row.sentence for row in delivery.rows] == [
        "1 fewer unit of 'Home' in Central in all than the least asked for"
    ]
    assert "homes" in explanation.impossible_alone


def test_a_revenue_budget_too_low_by_a_known_amount(small_case: CaseBuilder) -> None:
    # 10 children × £1,000 × 52 weeks = £520,000 a year against £400,000: £120,000 short in the first year;
    # the second has enough. Or 120,000 / 52,000 = 2.307… children would have no home.
    budgets = [Budget("revenue", 0, 400_000.0, None), Budget("revenue", 1, 600_000.0, None)]
    explanation = explained(small_case([10, 10], budgets=budgets))
    revenue, homes = alone(explanation)["revenue_budget"], alone(explanation)["homes"]
    assert revenue.total == pytest.approx(120_000.0)
    assert [row.sentence for row in revenue.rows] == ["£120,000 more revenue budget in 2025/26"]
    assert homes.total == pytest.approx(120_000 / 52_000)
    assert [row.sentence for row in homes.rows] == [
        "2.3 children of 'Children' from Central without a home in 2025/26"
    ]
    assert set(explanation.impossible_alone) == {
        "promises", "capital_budget", "suitable_share", "delivery", "market",
    }  # fmt: skip


def test_a_capital_budget_that_forbids_the_only_home(
    small_case: CaseBuilder, option: Callable[..., Option]
) -> None:
    # Nothing to buy; the one home costs £800,000 less a grant of 25 % = £600,000 against £250,000.
    home = option("home", "in", "own", 4.0, capital_cost=800_000.0, grant_share=0.25)
    case = small_case(3, market=(), options=[home], budgets=[Budget("capital", 0, 250_000.0, None)])
    explanation = explained(case)
    assert set(alone(explanation)) == {"homes", "capital_budget"}
    assert alone(explanation)["capital_budget"].total == pytest.approx(350_000.0)
    assert alone(explanation)["homes"].total == pytest.approx(3.0)
    assert explanation.sentences[0] == (
        "No plan can meet everything asked. It would take any one of: "
        "3 children of 'Children' from Central without a home in 2025/26; "
        "or £350,000 more capital budget in 2025/26."
    )


def test_a_market_too_small(small_case: CaseBuilder) -> None:
    # 10 children, 6 own places, 3 to buy: 1 short.
    explanation = explained(small_case(10, supply={"own": 6}, market=((1, 3.0, 1000.0),)))
    market = alone(explanation)["market"]
    assert market.total == pytest.approx(1.0)
    assert [row.sentence for row in market.rows] == [
        "1 more agency fostering place to buy in Elsewhere in 2025/26 than the market has"
    ]


def test_price_tiers_give_way_at_the_dearest(small_case: CaseBuilder) -> None:
    # Tiers of 3 and 4 for 10 children: 3 short, at the second.
    explanation = explained(small_case(10, market=((1, 3.0, 900.0), (2, 4.0, 1200.0))))
    market = alone(explanation)["market"]
    assert market.total == pytest.approx(3.0)
    assert [row.key for row in market.rows] == [RowKey("market_full", ("agency", "out", 0, 0))]


def test_a_provision_that_suits_too_few(small_case: CaseBuilder) -> None:
    # 10 own places, suitable for 40 % of 10 children, nothing to buy: 6 more children.
    explanation = explained(small_case(10, supply={"own": 10}, market=(), share_max=0.4))
    share = alone(explanation)["suitable_share"]
    assert share.total == pytest.approx(6.0)
    assert [row.sentence for row in share.rows] == [
        "6 more children of 'Children' in in-house fostering in 2025/26 than it is suitable for"
    ]


def test_two_families_needed_together(small_case: CaseBuilder, target: Callable[..., Target]) -> None:
    # 10 children and 4 own places. The promise asks for 5 in house of however many: 1 short whatever else.
    # The budget pays for 4 × £26,000 + 5 × £52,000 = £364,000 and the other child costs £52,000.
    # No family is enough alone: with children unhoused still 4 in house at most; with a looser promise 10
    # children cost 4 × 26,000 + 6 × 52,000 = £416,000; with more money there are still 4 places.
    case = small_case(
        10,
        supply={"own": 4},
        targets=[target("in_house", "at_least", 5, unit="number", label="Own carers")],
        budgets=[Budget("revenue", 0, 364_000.0, None)],
    )
    explanation = explained(case)
    assert explanation.alone == ()
    together = {held.family: held.total for held in explanation.together}
    # Children first: nobody goes without; then the promise is 1 short; then £52,000.
    assert together == {"promises": pytest.approx(1.0), "revenue_budget": pytest.approx(52_000.0, abs=1.0)}
    assert explanation.sentences == (
        "No plan can meet everything asked, and no one kind of change is enough. It would take all of: "
        "1 more child in in-house provision than there can be in 2025/26 (promise 'Own carers'); "
        "and £52,000 more revenue budget in 2025/26.",
    )


def test_a_promise_of_at_most_gives_way_upwards(small_case: CaseBuilder, target: Callable[..., Target]) -> None:
    # 8 of 10 children must be bought far away; 50 % may be: 3 too many, 80 % possible.
    case = small_case(10, supply={"own": 2}, targets=[target("beyond_20_miles", "at_most", 0.5, label="Near")])
    promise = alone(explained(case))["promises"]
    assert promise.total == pytest.approx(3.0)
    assert [row.sentence for row in promise.rows] == [
        "3 fewer children more than 20 miles from home than there must be in 2025/26 "
        "(promise 'Near': 50 % asked, 80 % possible)"
    ]


def test_long_lists_are_cut_and_scenarios_are_named(small_case: CaseBuilder) -> None:
    # 5, 6, 7 and 8 children in each of two scenarios, the second 10 % higher, and nothing but 5 to buy.
    case = small_case(
        [5, 6, 7, 8],
        market=((1, 5.0, 1000.0),),
        scenarios=(("low", 0.5, 1.0), ("high", 0.5, 1.1)),
    )
    explanation = explained(case)
    homes = alone(explanation)["homes"]
    # low 0 + 1 + 2 + 3; high 0.5 + 1.6 + 2.7 + 3.8
    assert homes.total == pytest.approx(14.6)
    assert homes.rows[0].sentence == (
        "3.8 children of 'Children' from Central without a home in 2028/29 in scenario 'high'"
    )
    assert (
        "and 4 more like these (in all 14.6 children, counted in each period and scenario)"
        in explanation.sentences[0]
    )


def test_the_elastic_matrix_keeps_the_plans_own_variables_in_place(
    small_case: CaseBuilder, option: Callable[..., Option]
) -> None:
    plan = build(small_case(3, options=[option("home", "in", "own", 4.0, max_per_year=2)]))
    matrix = compile_matrix(plan)
    loose = elastic(plan, matrix, ["homes", "delivery"])
    count = len(loose.slacks)
    assert count == 2
    assert loose.matrix.rows.shape == (len(matrix.row_keys) + 1, len(matrix.cost) + count)
    assert list(loose.matrix.positions[: len(matrix.cost)]) == list(matrix.positions)
    outcome = solve(loose.least(["homes", "delivery"]))
    assert outcome.objective == pytest.approx(0.0)
    assert outcome.solution is not None
    assert len(loose.matrix.values(outcome.solution)) == matrix.variables + count


def test_a_plan_that_exists_needs_nothing(small_case: CaseBuilder) -> None:
    plan = build(small_case(3))
    explanation = explain_no_plan(plan, compile_matrix(plan))
    assert explanation.sentences == ("Everything asked can be met, within rounding: nothing has to give way.",)


def test_time_that_runs_out_is_said(small_case: CaseBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    from optimiser.engine import explanation as module
    from optimiser.engine.outcome import Outcome

    def stopped(*_: Any, **__: Any) -> Outcome:
        return Outcome(Status.STOPPED, "time limit", 0.0)

    plan = build(small_case(3, market=()))
    monkeypatch.setattr(module, "solve", stopped)
    explanation = explain_no_plan(plan, compile_matrix(plan), SolveSettings(time_limit=1.0))
    assert explanation.unsettled == ("homes",)
    assert explanation.alone == explanation.together == ()
    assert "children without a home" in explanation.sentences[-1]
