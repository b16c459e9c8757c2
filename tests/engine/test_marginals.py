"""Marginal values: worked out by hand, and checked by loosening each limit by one and solving again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from models.case import Budget, Case, LimitGroup, Option, Target
from models.plan import CONSTRAINTS, MONEY_CONSTRAINTS, Plan, build
from optimiser.engine.highs import solve
from optimiser.engine.marginals import NOT_REPORTED, SENTENCES, Marginal, marginal_values
from optimiser.engine.matrix import Matrix, compile_matrix
from optimiser.engine.settings import SolveSettings
from optimiser.engine.words import pounds

CaseBuilder = Callable[..., Case]
Key = tuple[str, tuple[object, ...]]

AGENCY, OWN = 52_000.0, 26_000.0
"""£ a year of a child at £1,000 and £500 a week."""


def solved(case: Case) -> tuple[Plan, Matrix, np.ndarray]:
    plan = build(case)
    matrix = compile_matrix(plan)
    outcome = solve(matrix, SolveSettings(gap=0.0))
    assert outcome.solution is not None
    return plan, matrix, outcome.solution


def marginals(case: Case) -> dict[Key, Marginal]:
    return {(each.family, each.index): each for each in marginal_values(*solved(case))}


def test_every_constraint_family_has_a_sentence_maker() -> None:
    families = {constraint.__name__ for constraint in (*CONSTRAINTS, *MONEY_CONSTRAINTS)}
    assert set(SENTENCES) == families - NOT_REPORTED
    assert families >= NOT_REPORTED


def test_one_more_place_is_worth_the_difference_of_price(small_case: CaseBuilder) -> None:
    # A place moves one child from £52,000 to £26,000 a year; the second year counts 1 / 1.035.
    found = marginals(small_case([10, 10], supply={"own": 4}, settings={"settled_children": "free"}))
    first, second = (found["enough_places", ("own", "in", t, 0)] for t in (0, 1))
    assert first.value == pytest.approx(AGENCY - OWN)
    assert second.value == pytest.approx((AGENCY - OWN) / 1.035)
    assert (second.unit, second.period, second.scenario) == ("place", 1, 0)
    for place, year in ((first, "2025/26"), (second, "2026/27")):
        assert place.sentence == (
            f"One more usable in-house fostering place in Central in {year} would save £26,000 a year."
        )


def test_one_more_child_costs_the_home_at_the_margin(small_case: CaseBuilder) -> None:
    home = marginals(small_case(10, supply={"own": 4}))["everyone_has_a_home", ("child", "in", 0, 0)]
    assert home.value == pytest.approx(AGENCY)
    assert home.sentence == (
        "One more child of 'Children' from Central needing a home in 2025/26 would cost £52,000 a year."
    )


def test_what_is_not_scarce_is_left_out(small_case: CaseBuilder) -> None:
    found = marginals(small_case(3, supply={"own": 10}))
    # 10 places for 3 children who could all be cheaper there: only the children cost anything.
    assert [(family, each.value) for (family, _), each in found.items()] == [
        ("everyone_has_a_home", pytest.approx(OWN))
    ]


def test_scenarios_speak_of_their_own_prices(small_case: CaseBuilder) -> None:
    # In the likelier of two futures a place is worth 0.75 × £26,000 at present value, £26,000 a year there.
    case = small_case(10, supply={"own": 4}, scenarios=(("low", 0.25, 0.5), ("high", 0.75, 1.0)))
    place = marginals(case)["enough_places", ("own", "in", 0, 1)]
    assert place.value == pytest.approx(0.75 * (AGENCY - OWN))
    assert place.sentence.endswith("in 2025/26 in scenario 'high' would save £26,000 a year.")


def test_a_promise_is_worth_more_by_the_child_and_by_the_point(
    small_case: CaseBuilder, target: Callable[..., Target]
) -> None:
    # At least 30 % of 10 children in the dearer agency homes: £26,000 each; a point is a tenth of a child.
    promise = target("selected", "at_least", 0.3, label="Agency share", provisions=frozenset({"agency"}))
    found = marginals(small_case(10, supply={"own": 20}, targets=[promise]))["promise", (0, 0, 0)]
    assert found.value == pytest.approx(AGENCY - OWN)
    assert found.sentence == (
        "Letting one child fewer live in agency fostering in 2025/26 (promise 'Agency share') "
        "would save £26,000 a year; one percentage point of it is worth £2,600 a year."
    )


def test_the_words_of_a_promise_follow_its_measure_and_sense(
    small_case: CaseBuilder, target: Callable[..., Target]
) -> None:
    # Agency homes at £200 a week, far away, are cheaper than own at £500 by 300 × 52 = £15,600.
    cheap = ((1, np.inf, 200.0),)
    near = target("inside_boundary", "at_least", 4, unit="number", label="Near home")
    far = target("beyond_20_miles", "at_most", 0.6, label="Far away")
    first = marginals(small_case(10, supply={"own": 10}, market=cheap, targets=[near]))["promise", (0, 0, 0)]
    second = marginals(small_case(10, supply={"own": 10}, market=cheap, targets=[far]))["promise", (0, 0, 0)]
    assert first.value == second.value == pytest.approx(15_600.0)
    assert first.sentence == (
        "Letting one more child live outside the boundary in 2025/26 (promise 'Near home') "
        "would save £15,600 a year."
    )
    assert second.sentence == (
        "Letting one more child live more than 20 miles from home in 2025/26 (promise 'Far away') "
        "would save £15,600 a year; one percentage point of it is worth £1,560 a year."
    )


def test_price_tiers_are_worth_their_difference(small_case: CaseBuilder) -> None:
    # 3 homes at £900 a week, the other 7 of 10 children at £1,200: one more at £900 saves 300 × 52.
    found = marginals(small_case(10, market=((1, 3.0, 900.0), (2, np.inf, 1200.0))))
    tier = found["market_full", ("agency", "out", 0, 0, 1)]
    assert tier.value == pytest.approx(15_600.0)
    assert tier.sentence == (
        "One more agency fostering place to buy at price tier 1 in Elsewhere in 2025/26 would save £15,600 a year."
    )
    assert not any(family == "enough_places" for family, _ in found)


def test_a_market_limit_is_called_a_place_to_buy(small_case: CaseBuilder) -> None:
    # Agency homes at £200 a week, 3 of them; each further one would save 300 × 52 against own places.
    found = marginals(small_case(10, supply={"own": 10}, market=((1, 3.0, 200.0),)))
    market = found["enough_places", ("agency", "out", 0, 0)]
    assert market.sentence == (
        "One more agency fostering place to buy in Elsewhere in 2025/26 would save £15,600 a year."
    )


def test_a_pound_of_budget(small_case: CaseBuilder, option: Callable[..., Option]) -> None:
    # A place takes £10,000 of capital and saves £26,000 in the year, so £1 of capital saves £2.60, less the
    # year's charge for it at 5 % over 40 years, 0.0582781612.
    places = option("carers", "in", "own", 1.0, capital_cost=10_000.0, whole_units=False)
    case = small_case(10, options=[places], budgets=[Budget("capital_total", None, 30_000.0, None)])
    capital = marginals(case)["capital_budget", (0,)]
    assert capital.value == pytest.approx(2.6 - 0.0582781612)
    assert (capital.unit, capital.period, capital.scenario) == ("£", None, None)
    assert capital.sentence == (
        "One more pound of capital budget over the whole plan is worth £2.54 at present value."
    )


def test_a_pound_of_revenue(small_case: CaseBuilder) -> None:
    # Ten children cost £520,000 against £500,000; the excess is priced at £3 a pound.
    found = marginals(small_case(10, budgets=[Budget("revenue", 0, 500_000.0, 3.0)]))
    assert found["revenue_budget", (0, 0)].value == pytest.approx(3.0)
    assert found["revenue_budget", (0, 0)].sentence == (
        "One more pound of revenue budget in 2025/26 is worth £3.00 at present value."
    )


def test_one_more_unit_of_a_divisible_option(small_case: CaseBuilder, option: Callable[..., Option]) -> None:
    # Each unit is 1 place for this year only: £26,000 less £1,000 of set-up. The limit is a bound.
    carers = option("carers", "in", "own", 1.0, setup_cost=1000.0, max_per_year=3, whole_units=False)
    found = marginals(small_case(10, options=[carers]))
    limit = found["yearly_limit", ("carers", "in", 0)]
    assert limit.value == pytest.approx(25_000.0)
    assert limit.sentence == (
        "Being able to recruit one more unit of 'Carers' in Central in 2025/26 would save £25,000 over the plan."
    )


def test_a_total_limit_that_is_also_the_bound_is_valued_once(
    small_case: CaseBuilder, option: Callable[..., Option]
) -> None:
    carers = option("carers", "in", "own", 1.0, max_total=3, whole_units=False)
    found = marginals(small_case(10, options=[carers]))
    assert found["total_limit", ("carers", "in")].value == pytest.approx(26_000.0)
    assert not any(family == "yearly_limit" for family, _ in found)


def test_a_least_number_costs_what_it_forces(small_case: CaseBuilder, option: Callable[..., Option]) -> None:
    # Two units at £40,000 have to be decided though each place saves only £26,000.
    carers = option("carers", "in", "own", 1.0, setup_cost=40_000.0, min_total=2, whole_units=False)
    found = marginals(small_case(10, options=[carers]))["total_limit", ("carers", "in")]
    assert found.value == pytest.approx(14_000.0)
    assert found.sentence == (
        "Having to recruit one unit fewer of 'Carers' in Central in all would save £14,000 over the plan."
    )


def test_one_more_whole_unit_is_priced_as_a_whole(small_case: CaseBuilder, option: Callable[..., Option]) -> None:
    # Homes of 4 places for 6 children, one a year at £20,000. The second would be filled by 2 children
    # only: 2 × 26,000 − 20,000 = £32,000, not 4 × 26,000 − 20,000.
    homes = option("homes", "in", "own", 4.0, setup_cost=20_000.0, max_per_year=1)
    found = marginals(small_case(6, options=[homes]))
    assert found["yearly_limit", ("homes", "in", 0)].value == pytest.approx(32_000.0)


def test_a_whole_unit_held_back_twice_is_not_valued_once(
    small_case: CaseBuilder, option: Callable[..., Option]
) -> None:
    # Loosening only one of the two limits lets nothing more be decided.
    homes = option("homes", "in", "own", 4.0, max_per_year=1, limit_groups=("all",))
    group = LimitGroup("all", "All homes", 1.0, np.inf, 0.0)
    found = marginals(small_case(12, options=[homes], groups=[group]))
    assert not {"yearly_limit", "group_yearly_limit"} & {family for family, _ in found}


def test_a_group_of_whole_units(small_case: CaseBuilder, option: Callable[..., Option]) -> None:
    homes = option("homes", "in", "own", 4.0, limit_groups=("all",))
    group = LimitGroup("all", "All homes", 1.0, np.inf, 0.0)
    limit = marginals(small_case(12, options=[homes], groups=[group]))["group_yearly_limit", ("all", 0)]
    assert limit.value == pytest.approx(4 * 26_000.0)
    assert limit.sentence == (
        "Being able to take on one more unit of 'All homes' in 2025/26 would save £104,000 over the plan."
    )


def test_marginals_agree_with_loosening_each_row_and_solving_again(
    small_case: CaseBuilder, option: Callable[..., Option], target: Callable[..., Target]
) -> None:
    """Two years, whole homes, a promise, settled children, a share: every row loosened a little in turn."""
    case = small_case(
        [20, 23],
        supply={"own": 5.5},
        market=((1, 16.3, 300.0),),
        options=[option("homes", "in", "own", 4.0, setup_cost=5_000.0, max_per_year=5, last_period=1)],
        targets=[target("in_house", "at_least", 0.37, label="Own carers", periods=(0, 1))],
        share_max=0.9,
        living=6,
    )
    plan, matrix, solution = solved(case)
    found = marginal_values(plan, matrix, solution)
    assert {"everyone_has_a_home", "promise"} <= {each.family for each in found}
    fixed = np.where(matrix.whole, np.round(solution), 0.0)
    held = matrix.relaxed().with_bounds(
        np.where(matrix.whole, fixed, matrix.column_lower), np.where(matrix.whole, fixed, matrix.column_upper)
    )
    before = solve(held).objective
    assert before is not None
    little = 0.01
    by_key = {(each.family, each.index): each for each in found}
    for row, key in enumerate(matrix.row_keys):
        if (each := by_key.get((key.family, key.index))) is None:
            continue
        home = key.family == "everyone_has_a_home"
        change = np.zeros(len(matrix.row_keys))
        change[row] = little
        lower = held.row_lower + change if home else held.row_lower - change
        after = solve(replace(held, row_lower=lower, row_upper=held.row_upper + change)).objective
        assert after is not None
        worth = (after - before if home else before - after) / little
        assert each.value == pytest.approx(worth, rel=1e-4), key


def test_a_value_is_for_more_of_a_limit_where_the_plan_is_degenerate(small_case: CaseBuilder) -> None:
    # 4 places for exactly 4 children: a place fewer would cost £26,000, a place more would save nothing;
    # a child more would cost £52,000, a child fewer would save £26,000.
    found = marginals(small_case(4, supply={"own": 4}))
    assert [(family, each.value) for (family, _), each in found.items()] == [
        ("everyone_has_a_home", pytest.approx(AGENCY))
    ]


def test_one_more_home_than_exactly_fills(small_case: CaseBuilder, option: Callable[..., Option]) -> None:
    # 8 children in the two homes of 4 allowed: neither a place more nor a home more saves anything.
    homes = option("homes", "in", "own", 4.0, max_per_year=2)
    found = marginals(small_case(8, options=[homes]))
    assert {family for family, _ in found} == {"everyone_has_a_home"}


def test_dearest_first_and_the_same_every_time(small_case: CaseBuilder) -> None:
    case = small_case([10, 12], supply={"own": 4}, settings={"settled_children": "free"})
    first, second = marginal_values(*solved(case)), marginal_values(*solved(case))
    assert first == second
    worths = [abs(each.value) for each in first]
    assert worths == sorted(worths, reverse=True)


def test_no_marginals_where_the_decisions_cannot_be_held(
    small_case: CaseBuilder, option: Callable[..., Option]
) -> None:
    plan, matrix, solution = solved(small_case(3, market=(), options=[option("homes", "in", "own", 4.0)]))
    assert marginal_values(plan, matrix, np.zeros_like(solution)) == ()


@pytest.mark.parametrize(
    ("amount", "words"),
    [(9.999, "£10.00"), (10.0, "£10"), (999.6, "£1,000"), (1_234_567.0, "£1,230,000"), (-45.2, "£45")],
)
def test_pounds(amount: float, words: str) -> None:
    assert pounds(amount) == words
