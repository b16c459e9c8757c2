"""A warm session gives what a plan from nothing gives, and its bracket holds, whatever is changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from models.case import Case
from models.plan import build
from optimiser import read_case
from optimiser.engine.highs import solve
from optimiser.engine.matrix import compile_matrix
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.settings import SolveSettings
from optimiser.what_if_session import Answer, WhatIfSession, in_hand
from tests.cases.casebook import ROOT
from tests.properties.random_cases import generate, hold, inputs_of
from tests.properties.random_changes import sequence

ROUNDING = 1e-7


def cold(case: Case) -> Outcome:
    return solve(compile_matrix(build(case)), SolveSettings(gap=0.0))


def assert_same(answer: Answer, other: Outcome) -> None:
    """Same status, same optimum; and the optimum lies in the bracket."""
    assert answer.status is other.status
    if other.objective is None:
        assert answer.solution is None
        return
    rounding = ROUNDING * max(1.0, abs(other.objective))
    assert answer.outcome.objective == pytest.approx(other.objective, abs=rounding)
    assert answer.solution is not None
    assert answer.solution.present_value == pytest.approx(other.objective, abs=rounding)
    assert answer.bracket.bound is not None
    assert answer.bracket.bound <= other.objective + rounding
    if answer.bracket.keeping is not None:
        assert answer.bracket.keeping >= other.objective - rounding


def agree_on(number: int, length: int) -> Counter[str]:
    """Ask one what-if after another of so many random cases; count how they ended."""
    tally: Counter[str] = Counter()

    def agrees(seed: int) -> None:
        inputs = inputs_of(generate(seed))
        session = WhatIfSession(inputs.case, gap=0.0)
        assert_same(session.base, cold(inputs.case))
        for case in sequence(inputs, seed, length):
            session.change(case)
            answer = session.solve()
            assert_same(answer, cold(case))
            tally[str(answer.status)] += 1
            tally["kept"] += answer.bracket.keeping is not None
            if seed % 3 == 0:
                session.adopt(answer)

    hold(number, agrees)
    return tally


def test_random_changes() -> None:
    tally = agree_on(8, 4)
    assert tally["optimal"] >= 8
    assert tally["kept"] >= 5
    assert tally["infeasible"] >= 1


@pytest.mark.slow
def test_many_random_changes() -> None:
    tally = agree_on(60, 6)
    assert min(tally["optimal"], tally["kept"], tally["infeasible"]) >= 20


@pytest.fixture(scope="module")
def tiny() -> Case:
    return read_case(ROOT / "inputs" / "tiny").case


def test_what_is_not_changed_costs_what_it_cost(tiny: Case) -> None:
    session = WhatIfSession(tiny)
    bracket = session.change(tiny)
    assert bracket.keeping == pytest.approx(session.base.outcome.objective)
    assert bracket.gap is not None


def test_a_plan_in_hand_that_the_bound_proves_is_not_searched_for_again(tiny: Case) -> None:
    session = WhatIfSession(tiny, gap=0.5)
    session.change(replace(tiny, demand=tiny.demand * 1.001))
    answer = session.solve()
    assert answer.status is Status.OPTIMAL
    assert "in hand" in answer.outcome.reason
    assert answer.outcome.objective == answer.bracket.keeping


def test_what_is_impossible_is_known_at_once(tiny: Case) -> None:
    session = WhatIfSession(tiny)
    bracket = session.change(replace(tiny, demand=tiny.demand * 100))
    assert (bracket.bound, bracket.keeping, bracket.gap) == (None, None, None)
    assert session.solve().status is Status.INFEASIBLE
    again = session.change(tiny)
    assert again.keeping == pytest.approx(session.base.outcome.objective)


def test_decisions_that_no_longer_can_be_made_cannot_be_kept(tiny: Case) -> None:
    session = WhatIfSession(tiny)
    assert session.base.solution is not None
    decided = {
        key for (key, _), at in session.base.plan.formulation.decisions.decide.items()
        if session.base.solution.values[at] > 0.5
    }  # fmt: skip
    assert decided
    left = {key: option for key, option in tiny.options.items() if key not in decided}
    fewer = {key: replace(option, max_total=0.0) for key, option in tiny.options.items() if key in decided}
    for options in (left, {**left, **fewer}):
        assert session.change(replace(tiny, options=options)).keeping is None


def test_cancelling_keeps_the_plan_in_hand(tiny: Case) -> None:
    session = WhatIfSession(tiny, gap=0.0)
    session.change(replace(tiny, demand=tiny.demand * 0.9))
    answer = session.solve(cancel=lambda: True)
    assert answer.status.has_plan
    assert answer.outcome.objective is not None


def test_a_session_that_is_given_a_plan_begins_from_it_and_plans_nothing() -> None:
    inputs = read_case(ROOT / "inputs/tiny")
    first = WhatIfSession(inputs.case, gap=0.0)
    second = WhatIfSession(inputs.case, gap=0.0, holding=in_hand(first.base))
    assert first.planned is first.base
    assert second.planned is None
    with pytest.raises(ValueError, match="was given"):
        _ = second.base
    fewer = replace(inputs.case, demand=inputs.case.demand * 0.95)
    assert second.change(fewer).keeping == pytest.approx(first.change(fewer).keeping)
    assert_same(second.solve(), cold(fewer))
