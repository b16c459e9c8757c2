"""On cases with a handful of whole-number decisions the planner finds the cheapest of all plans there are."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import assume

from models.audit import write
from tests.properties.brute_force import cheapest, combinations
from tests.properties.random_cases import case_of, generate, hold
from tests.properties.solving import least, same

FEWEST, MOST = 2, 200
"""Ways to make the decisions: fewer are no choice, more take too long."""


def agree_on(number: int) -> Counter[str]:
    """Compare so many cases; return how many there were of each kind, and how many plans were tried in all."""
    tally: Counter[str] = Counter()

    def agree(seed: int) -> None:
        case = case_of(generate(seed, few_decisions=True))
        ways = combinations(write(case))
        assume(FEWEST <= ways <= MOST)
        mine, best = least(case), cheapest(case)
        tally.update(cases=1, plans=ways, infeasible=int(math.isinf(best)))
        assert same(mine, best), (mine, best)

    hold(number, agree)
    return tally


def assert_rich(tally: Counter[str], number: int) -> None:
    assert tally["cases"] >= number
    assert tally["plans"] >= 8 * number
    assert tally["infeasible"] >= 0.01 * number


def test_the_planner_finds_the_cheapest_of_all_plans() -> None:
    assert_rich(agree_on(40), 40)


@pytest.mark.slow
@pytest.mark.search
def test_the_planner_finds_the_cheapest_of_all_plans_of_many_cases() -> None:
    assert_rich(agree_on(600), 600)
