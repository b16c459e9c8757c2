"""On random cases the planner finds what the second opinion finds, and its figures add up."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import optimiser
from models.case import Case
from optimiser.assurance.arithmetic import check_arithmetic
from optimiser.engine.outcome import Status
from optimiser.errors import UnboundedError
from optimiser.tables.inputs import CaseInputs
from tests.properties.random_cases import generate, hold, inputs_of
from tests.properties.solving import Found, no_more, same, second, with_estimated_loads

BY_CHOICE = 0.2
"""Share of cases in which some places fill by the choice curve; they may be planned several times over."""

BY_CBC = 8
"""One case in so many is solved by CBC whatever HiGHS found of the second formulation."""


def agree_on(number: int, folder: Path) -> Counter[str]:
    """Compare so many cases, each planned with all its tables, which arithmetic checks; count the kinds."""
    tally: Counter[str] = Counter()

    def agree(seed: int) -> None:
        inputs = inputs_of(generate(seed, by_choice=BY_CHOICE))
        tally["accepted"] += 1
        mine, case = _planned(inputs, folder / "run", tally)
        tally["by choice"] += mine.status is Status.OPTIMAL and bool(case.curved_pools)
        other = second(case, by_cbc=seed % BY_CBC == 1)
        tally[str(mine.status)] += 1
        tally["within assumed limits"] += other.within_assumed
        assert_agree(mine, other)

    hold(number, agree)
    return tally


def _planned(inputs: CaseInputs, folder: Path, tally: Counter[str]) -> tuple[Found, Case]:
    """Plan a case as a user would, and check the arithmetic of everything that comes out.

    The case is given back with the offered loads that it was planned with.
    """
    try:
        result = optimiser.plan(inputs, gap=0.0, time_limit=120.0, planning_ahead=False)
    except UnboundedError:
        return Found(Status.UNBOUNDED), with_estimated_loads(inputs.case)
    checked = check_arithmetic(optimiser.write_run(result, folder, overwrite=True))
    assert checked.passed, [finding.sentence for finding in checked.findings]
    tally["arithmetic"] += result.status is Status.OPTIMAL
    return Found(result.status, result.record.objective), with_estimated_loads(result.inputs.case)


def assert_agree(mine: Found, other: Found) -> None:
    """Planner and second opinion say the same.

    A limit that the second opinion had to assume, and came up against, only leaves it a dearer plan than
    there may be: the planner's may then be cheaper, and cost without a lower bound looks like a plan.
    """
    if other.within_assumed and mine.status is Status.UNBOUNDED:
        return
    assert mine.status is other.status
    assert mine.status is not Status.FEASIBLE, "every search is to be proven"
    assert (mine.cost is None) == (other.cost is None)
    if mine.cost is not None and other.cost is not None:
        agree = no_more if other.within_assumed else same
        assert agree(mine.cost, other.cost), (mine.cost, other.cost)


def assert_rich(tally: Counter[str], number: int) -> None:
    """Enough of every kind of case was looked at."""
    assert tally["accepted"] >= number
    assert tally["optimal"] >= 0.6 * number
    assert tally["infeasible"] >= 0.05 * number
    assert tally["arithmetic"] == tally["optimal"]
    assert tally["by choice"] >= 0.05 * number
    assert tally["within assumed limits"] <= 0.05 * number


def test_planner_and_second_opinion_agree(tmp_path: Path) -> None:
    assert_rich(agree_on(60, tmp_path), 60)


@pytest.mark.slow
def test_planner_and_second_opinion_agree_on_some_hundreds(tmp_path: Path) -> None:
    assert_rich(agree_on(300, tmp_path), 300)


@pytest.mark.slow
@pytest.mark.search
def test_planner_and_second_opinion_agree_on_many(tmp_path: Path) -> None:
    assert_rich(agree_on(3_000, tmp_path), 3_000)
