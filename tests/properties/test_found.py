"""Cases that the random search has found, made as small as they go and worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import optimiser
from optimiser.assurance.arithmetic import check_arithmetic
from optimiser.engine.outcome import Status
from optimiser.tables.inputs import check_case
from tests.cases.casebook import Tables, case, demand, rows
from tests.properties.random_cases import as_cells, as_written, generate
from tests.properties.solving import planned, second


def _two_children_in_a_home_that_may_close(**option: float) -> Tables:
    """An option at £1,000 a unit brings places beside those where both children live; each earns £1,500."""
    decided = {"option": "open", "provision": "own", "area": "home", "places_per_unit": 1, "setup_cost": 1000}
    return as_cells(
        case(
            needs=rows("need age_from age_to", ("child", 0, 17)),
            demand=demand({"child": 2}, ["2025/26"]),
            provisions=rows("provision family sector weekly_cost", ("own", "fostering", "in_house", 0)),
            suitability=rows("need provision rating", ("child", "own", "preferred")),
            supply=rows("provision area places closable", ("own", "home", 2, "yes")),
            placements=rows("need home_area provision area children", ("child", "home", "own", "home", 2)),
            options=[decided | option],
            grants=rows("grant basis amount", ("x", "per_unit", 1500)),
        )
    )


@pytest.mark.parametrize(
    ("option", "units"), [({"min_total": 100, "max_total": 200}, 200), ({"max_total": 200}, 200)], ids=str
)
def test_more_units_than_anybody_needs_are_allowed_where_the_limits_allow_them(
    option: dict[str, float], units: int
) -> None:
    """Every unit earns £500 net, so as many are decided as may be; the planner may add no bound of its own."""
    given = check_case(as_written(_two_children_in_a_home_that_may_close(**option))).case
    for found in (planned(given), second(given, by_cbc=True)):
        assert found.status is Status.OPTIMAL
        assert found.cost == pytest.approx(-500 * units)


def test_without_a_limit_there_is_no_cheapest_plan() -> None:
    """Every unit earns £500 net and nothing ends it; the places that the planner assumes must not pass for one."""
    given = check_case(as_written(_two_children_in_a_home_that_may_close())).case
    assert planned(given).status is Status.UNBOUNDED


def test_what_must_be_decided_is_no_assumption() -> None:
    """Without the grant and without a most, 100 units must be decided: £100,000, not "no plan is possible"."""
    tables = _two_children_in_a_home_that_may_close(min_total=100)
    del tables["grants"]
    given = check_case(as_written(tables)).case
    for found in (planned(given), second(given, by_cbc=True)):
        assert found.status is Status.OPTIMAL
        assert found.cost == pytest.approx(100_000)


@pytest.mark.parametrize("seed", [20_107, 20_423])
def test_random_cases_that_earn_without_end(seed: int) -> None:
    """Found by chance: the planner called the places that it assumed the cheapest plan."""
    given = check_case(as_written(generate(seed))).case
    assert planned(given).status is Status.UNBOUNDED


def test_a_plan_that_costs_nothing_stands_beside_one_that_does(tmp_path: Path) -> None:
    """Nobody needs a home: the plan has no cost at all, doing nothing only what each could have."""
    tables = generate(4208910727)
    inputs = check_case(as_written(tables))
    result = optimiser.plan(inputs, gap=0.0, planning_ahead=False)
    assert result.status is Status.OPTIMAL
    assert result.costs.empty
    assert check_arithmetic(optimiser.write_run(result, tmp_path / "run")).passed


def test_all_units_closed_before_a_row_without_places_counts_fewer(tmp_path: Path) -> None:
    """Three units close in the first period, and a later row gives no places in two units: none are lost then."""
    inputs = check_case(as_written(generate(346)))
    result = optimiser.plan(inputs, gap=0.0, planning_ahead=False)
    assert check_arithmetic(optimiser.write_run(result, tmp_path / "run")).passed
    assert planned(inputs.case).cost == pytest.approx(second(inputs.case, by_cbc=True).cost)
