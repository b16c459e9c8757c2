"""Why there is no plan: what cannot hold together and what would have to give way, worked out by hand.

Everything is said of single cells of the tables: one figure that a commissioner could change, with its amount in
that figure's own unit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from models.case import Budget, Case, Flow, LimitGroup, Option, Target
from models.plan import build
from optimiser.engine import bounded_solve
from optimiser.engine.bounded_solve import INTERRUPTED, infeasible_or_stopped, solve_unless_impossible
from optimiser.engine.explanation import explain_no_plan
from optimiser.engine.explanation_text import NO_PLAN, PERHAPS, sentences_of
from optimiser.engine.highs import solve
from optimiser.engine.loosening import Loosening
from optimiser.engine.matrix import compile_matrix
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.reasons import Explanation
from optimiser.engine.settings import SolveSettings

CaseBuilder = Callable[..., Case]
OptionBuilder = Callable[..., Option]
TargetBuilder = Callable[..., Target]


def explained(case: Case, **more: frozenset[str]) -> Explanation:
    plan = build(case)
    assert solve(compile_matrix(plan)).status is Status.INFEASIBLE
    return explain_no_plan(plan, **more)


def alone(explanation: Explanation) -> dict[tuple[str, str], Loosening]:
    return {(held.table, held.column): held for held in explanation.alone}


def asked(explanation: Explanation) -> set[str]:
    return {held.family for held in explanation.conflict}


def test_a_share_falls_to_what_can_be_reached(
    small_case: CaseBuilder, option: OptionBuilder, target: TargetBuilder
) -> None:
    # 144 places + 72 more = 216 of 360 children in house = 60 %; 61 % asks for 219.6, 3.6 more.
    case = small_case(
        360,
        supply={"own": 144},
        options=[option("recruit", "in", "own", 1.0, max_total=72)],
        targets=[target("in_house", "at_least", 0.61, label="In-house share of fostering")],
    )
    explanation = explained(case)
    promise = alone(explanation)["targets", "value"]
    assert (promise.old, promise.new, promise.amount) == (0.61, pytest.approx(0.6), pytest.approx(0.01))
    assert promise.rows == (("target", "promise"),)
    assert promise.proven
    assert promise.sentence == (
        "the promise 'In-house share of fostering' at 60 % instead of 61 % (61 % asked, 60 % possible: "
        "3.6 more children in in-house provision in 2025/26 than there can be)"
    )
    # Or four more of the option's units, whole; or 5.902 children fewer with a home: 216 / 0.61 = 354.098.
    assert (alone(explanation)["options", "max_total"].old, alone(explanation)["options", "max_total"].new) == (
        72,
        76,
    )
    assert alone(explanation)["settings", "value"].exact == pytest.approx(360 - 216 / 0.61, rel=1e-4)
    assert explanation.sentences[0].startswith("No plan can meet everything asked. It would take any one of: ")
    assert promise.sentence in explanation.sentences[0]
    assert explanation.irreducible
    assert asked(explanation) == {"homes", "promises", "delivery"}


def test_a_share_of_children_who_vary_is_found_exactly(small_case: CaseBuilder, target: TargetBuilder) -> None:
    # 4 own places for 10 children; at most 25 % of those may be beyond 20 miles: 6 of 10 must be.
    case = small_case(10, supply={"own": 4}, targets=[target("beyond_20_miles", "at_most", 0.25, label="Near")])
    promise = alone(explained(case))["targets", "value"]
    assert (promise.new, promise.amount) == (pytest.approx(0.6), pytest.approx(0.35))
    assert "6 fewer" not in promise.sentence
    assert "3.5 fewer children more than 20 miles from home in 2025/26 than there must be" in promise.sentence


def test_one_yearly_limit_holds_in_every_year(
    small_case: CaseBuilder, option: OptionBuilder, target: TargetBuilder
) -> None:
    # 10 children in house, homes of 4 places, one a year: 2.5 homes, so 3 whole ones.
    homes = option("recruit", "in", "own", 4.0, max_per_year=1)
    case = small_case(10, options=[homes], targets=[target("in_house", "at_least", 10, unit="number")])
    explanation = explained(case)
    yearly = alone(explanation)["options", "max_per_period"]
    assert (yearly.new, yearly.amount) == (3.0, 2.0)
    assert yearly.sentence == (
        "2 more units of 'Recruit' in Central in a year than can be delivered (3 instead of 1)"
    )
    assert alone(explanation)["targets", "value"].new == 4.0


def test_a_limit_of_a_group_and_a_least_number(small_case: CaseBuilder, option: OptionBuilder) -> None:
    # Two homes at least, at £1,000,000 each, with £1,500,000 of capital: £500,000 short, or one home fewer.
    homes = option("home", "in", "own", 4.0, capital_cost=1_000_000.0, limit_groups=("homes",))
    group = LimitGroup("homes", "New homes", float("inf"), float("inf"), 2)
    budgets = [Budget("capital_total", None, 1_500_000.0, None)]
    explanation = explained(small_case(1, options=[homes], groups=[group], budgets=budgets))
    capital, least = alone(explanation)["budgets", "limit"], alone(explanation)["limits", "min_total"]
    assert (capital.new, capital.amount) == (2_000_000.0, 500_000.0)
    assert (
        capital.sentence == "£500,000 more capital budget over the whole plan (£2,000,000 instead of £1,500,000)"
    )
    assert (least.old, least.new) == (2, 1)
    assert asked(explanation) == {"capital_budget", "delivery"}
    assert explanation.irreducible


def test_whole_units_alone_can_be_what_is_in_the_way(small_case: CaseBuilder, option: OptionBuilder) -> None:
    # One home of £1,000,000 must be decided, and £600,000 can be spent in each of two years: half of it in each
    # would do, so only that homes are whole is in the way.
    home = option("home", "in", "own", 4.0, capital_cost=1_000_000.0, min_total=1, last_period=1)
    budgets = [Budget("capital", 0, 600_000.0, None), Budget("capital", 1, 600_000.0, None)]
    case = small_case([1, 1], options=[home], budgets=budgets)
    assert solve(compile_matrix(build(case)).relaxed()).status is Status.OPTIMAL
    explanation = explained(case)
    assert {(held.table, held.rows[-1][1], held.amount) for held in explanation.alone} == {
        ("budgets", "2025/26", 400_000.0),
        ("budgets", "2026/27", 400_000.0),
        ("options", "in", 1.0),
    }
    assert explanation.irreducible
    assert len(explanation.conflict) == 3
    together = alone(explained(case, every_period=frozenset({"capital"})))["budgets", "limit"]
    assert dict(together.rows) == {"budget": "capital", "period": ""}
    assert "in every period" in together.sentence


def test_a_revenue_budget_too_low_by_a_known_amount(small_case: CaseBuilder) -> None:
    # 10 children × £1,000 × 52 weeks = £520,000 a year against £400,000: £120,000 short in the first year;
    # the second has enough. Or 120,000 / 52,000 = 2.307… children would have no home.
    budgets = [Budget("revenue", 0, 400_000.0, None), Budget("revenue", 1, 600_000.0, None)]
    explanation = explained(small_case([10, 10], budgets=budgets))
    revenue, homes = alone(explanation)["budgets", "limit"], alone(explanation)["settings", "value"]
    assert (revenue.rows, revenue.amount) == ((("budget", "revenue"), ("period", "2025/26")), 120_000.0)
    assert homes.exact == pytest.approx(120_000 / 52_000, rel=1e-4)
    assert homes.sentence == "2.31 children without a home in 2025/26"
    assert [held.sentence for held in explanation.conflict] == [
        "that every child has a home",
        "the revenue budget in 2025/26 of £400,000",
    ]
    assert explanation.irreducible


def test_two_budgets_short_are_a_combination(small_case: CaseBuilder) -> None:
    # £120,000 short in each of two years: no one of them is enough, the two are.
    budgets = [Budget("revenue", t, 400_000.0, None) for t in (0, 1)]
    explanation = explained(small_case([10, 10], budgets=budgets))
    assert {held.family for held in explanation.alone} == {"homes"}
    (combination,) = explanation.kinds
    assert (combination.family, combination.unit) == ("revenue_budget", "£")
    assert combination.total == pytest.approx(240_000, abs=1)
    assert [held.amount for held in combination.loosenings] == [120_000.0, 120_000.0]


def test_markets_and_suitability_give_way(small_case: CaseBuilder) -> None:
    # Tiers of 3 and 4 for 10 children: 3 short, in either; a provision that suits 40 % of 10 children: 6 short.
    market = explained(small_case(10, market=((1, 3.0, 900.0), (2, 4.0, 1200.0))))
    places = [held for held in market.alone if held.table == "market"]
    assert [(held.rows[-1], held.new) for held in places] == [(("tier", "1"), 6.0), (("tier", "2"), 7.0)]
    shares = explained(small_case(10, supply={"own": 10}, market=(), share_max=0.4))
    share = alone(shares)["suitability", "share_max"]
    assert (share.new, share.amount) == (1.0, pytest.approx(0.6))
    assert share.sentence == "in-house fostering suitable for 100 % of 'Children' instead of 40 %"


def test_a_market_that_has_none_can_have_some(small_case: CaseBuilder) -> None:
    explanation = explained(small_case(10, supply={"own": 8}, market=((1, 0.0, 1000.0),)))
    market = alone(explanation)["market", "children_max"]
    assert (market.old, market.new) == (0.0, 2.0)


def test_children_who_live_there_already_count_against_a_market(small_case: CaseBuilder) -> None:
    # 3 children live in 4 agency places; 10 children need 6 in house: a share of 60 %, whoever stays.
    case = small_case(10, supply={"own": 10}, market=((1, 4.0, 1000.0),), share_max=0.2, living=3.0)
    assert alone(explained(case))["suitability", "share_max"].new == pytest.approx(0.6)


def test_a_share_below_those_who_are_settled_is_tried_in_the_tables(small_case: CaseBuilder) -> None:
    # 9 children live in own homes and a year later 9 / e = 3.31 are still there; 20 % of 10 allows 2, so nobody
    # new may come; 4 agency places. 10 children need 6 in house: a share of 60 %, and with 2 there are 40 % still
    # missing, which is not what a row for nobody new would say.
    case = small_case(10, supply={"own": 10}, market=((1, 4.0, 1000.0),), share_max=0.2)
    case = replace(case, placements={Flow("child", "in", "own", "in"): 9.0})
    assert alone(explained(case))["suitability", "share_max"].new == pytest.approx(0.6, rel=2e-3)


def test_two_kinds_needed_together(small_case: CaseBuilder, target: TargetBuilder) -> None:
    # 10 children and 4 own places. The promise asks for 5 in house of however many: 1 short whatever else.
    # The budget pays for 4 × £26,000 + 5 × £52,000 = £364,000 and the other child costs £52,000.
    case = small_case(
        10,
        supply={"own": 4},
        targets=[target("in_house", "at_least", 5, unit="number", label="Own carers")],
        budgets=[Budget("revenue", 0, 364_000.0, None)],
    )
    explanation = explained(case)
    assert explanation.alone == explanation.kinds == ()
    assert explanation.together is not None
    held = {one.family: one.amount for one in explanation.together.loosenings}
    assert held == {"promises": pytest.approx(1.0), "revenue_budget": pytest.approx(52_000.0, abs=1.0)}
    assert explanation.sentences[0] == (
        "No plan can meet everything asked, and no one kind of change is enough. It would take all of: "
        "the promise 'Own carers' at 4 instead of 5 children; "
        "and £52,000 more revenue budget in 2025/26 (£416,000 instead of £364,000)."
    )


def test_scenarios_are_named_and_years_of_care_are_counted_by_probability(small_case: CaseBuilder) -> None:
    # 5, 6, 7 and 8 children in each of two scenarios, the second 10 % higher, and nothing but 5 to buy.
    case = small_case([5, 6, 7, 8], market=((1, 5.0, 1000.0),), scenarios=(("low", 0.5, 1.0), ("high", 0.5, 1.1)))
    homes = alone(explained(case))["settings", "value"]
    # low 0 + 1 + 2 + 3; high 0.5 + 1.6 + 2.7 + 3.8; half of each
    assert homes.exact == pytest.approx(7.3)
    assert "3.8 in 2028/29 in scenario 'high' (7.3 years of care in all)" in homes.sentence
    assert alone(explained(case))["market", "children_max"].new == pytest.approx(8.8)


def test_a_plan_that_exists_needs_nothing(small_case: CaseBuilder) -> None:
    explanation = explain_no_plan(build(small_case(3)))
    assert explanation.has_plan
    assert explanation.sentences == ("Everything asked can be met, within rounding: nothing has to give way.",)


def test_what_is_stopped_is_said_to_be_unsettled(small_case: CaseBuilder) -> None:
    plan = build(small_case(3, market=((1, 1.0, 1000.0),)))
    explanation = explain_no_plan(plan, SolveSettings(time_limit=60.0), cancel=lambda: True)
    assert {held.family for held in explanation.unsettled} == {"homes", "market"}
    assert explanation.alone == ()
    assert not explanation.irreducible
    assert "that every child has a home" in " ".join(explanation.sentences)
    assert "in the time allowed" in explanation.sentences[0]


def test_progress_is_told(small_case: CaseBuilder) -> None:
    heard: list[tuple[str, int, int]] = []
    explain_no_plan(build(small_case(3, market=((1, 1.0, 1000.0),))), progress=lambda *step: heard.append(step))
    assert heard[-1] == ("combinations", 1, 1)
    assert ("each figure alone", 2, 2) in heard


def test_whole_units_make_needless_what_fractions_of_them_need(
    small_case: CaseBuilder, option: OptionBuilder, target: TargetBuilder
) -> None:
    # £2,200,000 less £300,000 for a block contract that must be: 1.9 homes of 4 places, 7.6 of the 8.7 asked. In
    # fractions the contract is in the way (2.2 homes have 8.8); in whole homes there are 8 at most without it too.
    home = option("home", "in", "own", 4.0, capital_cost=1_000_000.0)
    block = option("block", "out", "agency", 1.0, capital_cost=300_000.0, min_total=1)
    case = small_case(
        10,
        options=[home, block],
        targets=[target("in_house", "at_least", 8.7, unit="number")],
        budgets=[Budget("capital_total", None, 2_200_000.0, None)],
    )
    without = replace(case, options={**case.options, block.key: replace(block, min_total=0.0)})
    assert solve(compile_matrix(build(case)).relaxed()).status is Status.INFEASIBLE
    assert solve(compile_matrix(build(without)).relaxed()).status is Status.OPTIMAL
    explanation = explained(case)
    assert asked(explanation) == {"promises", "capital_budget"}
    assert explanation.irreducible
    assert explanation.not_enough == ()
    assert alone(explanation)["targets", "value"].new == 4.0
    assert alone(explanation)["budgets", "limit"].new == 3_300_000.0


def test_a_combination_is_tried_in_the_tables_where_it_changes_more_than_rows(
    small_case: CaseBuilder, option: OptionBuilder, target: TargetBuilder
) -> None:
    # 9 / e = 3.31 children are settled in 5 own places, and 20 % of 10 allows 2, so nobody new may come. Six must
    # be in house: one more place and a share of 60 %, though the row for nobody new gives way after 2.69 children.
    case = small_case(
        10,
        supply={"own": 5},
        market=((1, 4.0, 1000.0),),
        share_max=0.2,
        options=[option("recruit", "in", "own", 1.0, max_total=0)],
        targets=[target("in_house", "at_least", 6, unit="number")],
    )
    case = replace(case, placements={Flow("child", "in", "own", "in"): 9.0})
    explanation = explained(case)
    assert explanation.alone == explanation.enough == explanation.kinds == ()
    assert explanation.together is not None
    held = {one.column: one for one in explanation.together.loosenings}
    assert set(held) == {"share_max", "max_total"}
    assert held["max_total"].new == 1.0
    assert held["share_max"].new >= 0.6
    assert not explanation.together.proven
    suits = replace(case.suitability["child", "own"], share_max=held["share_max"].new)
    ((key, recruit),) = case.options.items()
    given = replace(
        case,
        suitability={**case.suitability, ("child", "own"): suits},
        options={key: replace(recruit, max_total=held["max_total"].new)},
    )
    assert solve(compile_matrix(build(given))).status is Status.OPTIMAL
    assert "less than this might be enough" in explanation.sentences[-1]


def test_what_may_be_more_than_is_needed_is_told_apart(small_case: CaseBuilder) -> None:
    explanation = explained(small_case(10, supply={"own": 8}, market=((1, 1.0, 1000.0),)))
    least, other = explanation.alone
    said = sentences_of(replace(explanation, alone=(least,), enough=(replace(other, proven=False),)))
    assert least.sentence in said[0]
    assert other.sentence not in said[0]
    assert said[1] == f"{PERHAPS}: {other.sentence}."
    (first, *_) = sentences_of(replace(explanation, alone=(), enough=(replace(other, proven=False),)))
    assert first == f"{NO_PLAN}. {PERHAPS}: {other.sentence}."


def test_a_solve_that_stopped_is_told_apart_from_a_plan_that_cannot_be(
    small_case: CaseBuilder, option: OptionBuilder
) -> None:
    home = option("home", "in", "own", 4.0, capital_cost=1_000_000.0, min_total=1, last_period=1)
    budgets = [Budget("capital", 0, 600_000.0, None), Budget("capital", 1, 600_000.0, None)]
    whole = compile_matrix(build(small_case([1, 1], options=[home], budgets=budgets)))
    none = compile_matrix(build(small_case(3, market=((1, 1.0, 1000.0),))))
    some = compile_matrix(build(small_case(3)))
    unknown, interrupted = (Outcome(Status.STOPPED, reason, 1.0) for reason in ("Unknown", INTERRUPTED))
    for matrix in (whole, none):
        assert infeasible_or_stopped(matrix, SolveSettings(), unknown, 20.0).status is Status.INFEASIBLE
        assert infeasible_or_stopped(matrix, SolveSettings(), interrupted, 20.0) is interrupted
    assert infeasible_or_stopped(some, SolveSettings(), unknown, 20.0) is unknown
    assert infeasible_or_stopped(whole, SolveSettings(), unknown, 0.0) is unknown


@pytest.mark.parametrize(("places", "status"), [(1.0, Status.INFEASIBLE), (3.0, Status.STOPPED)])
def test_whether_a_plan_is_possible_is_asked_before_its_costs_matter(
    small_case: CaseBuilder, monkeypatch: pytest.MonkeyPatch, places: float, status: Status
) -> None:
    monkeypatch.setattr(bounded_solve, "solve", lambda *_, **__: Outcome(Status.STOPPED, "stalled", 60.0))
    matrix = compile_matrix(build(small_case(3, market=((1, places, 1000.0),))))
    assert solve_unless_impossible(matrix, SolveSettings()).status is status
