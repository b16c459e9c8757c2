"""Whole judgements: where a plan's promise is exact, where queueing breaks it as theory says, and Lewisham."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest

from models.choice import erlang_b, matching
from models.uncertainty import Uncertainty
from optimiser import OptimiserError, read_case
from optimiser.futures import flows_of
from optimiser.simulation import AS_PLANNED, OWN_FIRST, Matching, judgement_markdown, simulate
from tests.cases.by_hand import service
from tests.cases.casebook import LEWISHAM, Tables, rows, weekly
from tests.simulation.judged_cases import flows, planned, solution_of

STAY = 0.05
"""Years: a twentieth, so that six years are 120 stays and the start is soon forgotten."""


def one_pool(children: float, places: float, **settings: object) -> Tables:
    """Own places at £10,000 a year each, filled or not, and £5,000 a child; others at £90,000."""
    tables = service(
        children,
        1,
        homes="dear",
        settings=settings,
        supply=rows("provision area places running_cost", ("own", "home", places, 10_000)),
        periods=[{"period": str(year), "years": 1} for year in range(2025, 2031)],
        placements=rows("need home_area provision area children", ("child", "home", "own", "home", children)),
    )
    tables["provisions"] = copy.deepcopy(tables["provisions"])
    for row in tables["provisions"]:
        row["mean_stay"] = STAY
    tables["provisions"][0]["weekly_cost"] = weekly(5_000)
    return tables


def test_where_there_is_always_room_the_plan_promises_what_happens(tmp_path: Path) -> None:
    solution = planned(one_pool(8, 40), tmp_path)
    judged = simulate(solution, flows(solution.case, STAY), replications=12)
    cost = judged.figure("cost")
    assert cost.predicted == pytest.approx(6 * (40 * 10_000 + 8 * 5_000))
    assert cost.simulated.mean == pytest.approx(cost.predicted, rel=1e-6), (
        "all of its chance is that of the children"
    )
    assert judged.figure("children").simulated.holds(8.0)
    assert judged.figure("bought").simulated.mean == judged.figure("unmet").simulated.mean == 0
    assert judged.figure("inside").simulated.mean == judged.figure("own").simulated.mean


@pytest.mark.parametrize("suits", [1.0, 0.5])
def test_a_plan_on_averages_promises_less_than_happens_by_what_theory_says(tmp_path: Path, suits: float) -> None:
    """Eight places for a mean of eight: a quarter is turned away, and more where vacancies may not suit."""
    solution = planned(one_pool(8, 8), tmp_path)
    judged = simulate(
        solution, flows(solution.case, STAY), replications=30, policy=OWN_FIRST, matching=Matching({"own": suits})
    )
    away = erlang_b(8, 8) if suits == 1 else matching(8, 8, suits).no_suitable
    bought = judged.figure("bought")
    assert bought.predicted == 0
    assert _close(bought.simulated.mean, 8 * away, bought.simulated.standard_error)
    cost = judged.figure("cost")
    assert cost.predicted == pytest.approx(6 * 8 * 15_000)
    by_theory = 6 * (80_000 + 8 * (1 - away) * 5_000 + 8 * away * 90_000)
    assert _close(cost.simulated.mean, by_theory, cost.simulated.standard_error)
    assert cost.error < -45
    pool = next(one for one in judged.pools if not one.period)
    assert _close(pool.turned_away.mean, away, pool.turned_away.standard_error)
    assert pool.places == 8


def test_children_of_one_pool_live_in_its_places_and_at_its_price_tiers(tmp_path: Path) -> None:
    """Five who stay for ever: two in own places at £20,000, two bought at £50,000 and one at £70,000."""
    tables = service(
        5,
        1,
        supply=rows("provision area places", ("own", "home", 2)),
        market=rows(
            "provision area tier children_max weekly_cost",
            ("own", "home", 1, 2, weekly(50_000)),
            ("own", "home", 2, 9, weekly(70_000)),
        ),
        placements=rows("need home_area provision area children", ("child", "home", "own", "home", 5)),
    )
    tables["provisions"] = copy.deepcopy(tables["provisions"])
    tables["provisions"][0] |= {"mean_stay": "", "weekly_cost": weekly(20_000)}
    solution = planned(tables, tmp_path)
    judged = simulate(solution, flows(solution.case, 1e7), replications=3)
    for name, by_hand in (("own", 2), ("bought", 3), ("inside", 5), ("cost", 2 * 20_000 + 2 * 50_000 + 70_000)):
        figure = judged.figure(name)
        assert figure.predicted == pytest.approx(by_hand)
        assert figure.simulated.mean == pytest.approx(by_hand, rel=1e-4)


def _close(found: float, theory: float, error: float) -> bool:
    """Within three and a half standard errors, which are small against what a wrong rule would change."""
    return abs(found - theory) <= 3.5 * error < 0.15 * theory


def test_places_that_cannot_be_used_are_not_used(tmp_path: Path) -> None:
    solution = planned(one_pool(8, 12), tmp_path)
    found = flows(solution.case, STAY)
    half = simulate(solution, found, replications=4, matching=Matching(available={"own": 0.5}))
    assert {pool.places for pool in half.pools} == {6.0}
    assert half.figure("bought").simulated.mean > 2


def test_the_same_seed_judges_the_same_and_a_replication_does_not_depend_on_how_many(tmp_path: Path) -> None:
    solution = planned(one_pool(3, 3), tmp_path)
    found, heard = flows(solution.case, STAY), []
    one = simulate(solution, found, replications=3, seed=5, tell=heard.append)
    assert heard == [1, 2, 3]
    assert one == simulate(solution, found, replications=3, seed=5)
    assert one != simulate(solution, found, replications=3, seed=6)
    few, more = (simulate(solution, found, replications=number, seed=5) for number in (2, 3))
    two, three = (judged.figure("children").simulated for judged in (few, more))
    third = 3 * three.mean - 2 * two.mean
    values = [two.mean - two.standard_error, two.mean + two.standard_error, third]
    assert np.std(values, ddof=1) / np.sqrt(3) == pytest.approx(three.standard_error), "the first two are the same"


@pytest.mark.parametrize("wrong", [{"replications": 1}, {"replications": 10**6}, {"seed": -1}])
def test_what_makes_no_sense_is_refused_in_a_sentence(tmp_path: Path, wrong: dict[str, int]) -> None:
    solution = planned(one_pool(3, 3), tmp_path)
    with pytest.raises(OptimiserError, match=r"replications make no sense|below nought"):
        simulate(solution, flows(solution.case, STAY), **wrong)  # type: ignore[arg-type]


@pytest.mark.slow
def test_lewishams_plan_on_occupancy_promises_less_than_happens() -> None:
    """A plan at planning occupancy under-predicts its cost: by some hundredths, beyond any doubt of chance."""
    inputs = read_case(LEWISHAM)
    assert inputs.uncertainty != Uncertainty({})
    solution, found = solution_of(inputs.case, 0.01), flows_of(inputs.case, inputs.uncertainty)
    judged = simulate(solution, found, replications=30, seed=1, policy=AS_PLANNED)
    cost, children = judged.figure("cost"), judged.figure("children")
    assert cost.simulated.standard_error < 0.01 * cost.simulated.mean
    assert cost.simulated.low > cost.predicted
    assert -12 < cost.error < -2
    assert children.simulated.low - 5 < children.predicted < children.simulated.high + 5
    assert judged.figure("unmet").simulated.mean < 2
    together = judged.figure("own").simulated.mean + judged.figure("bought").simulated.mean
    assert together + judged.figure("unmet").simulated.mean == pytest.approx(children.simulated.mean, rel=0.03)
    assert (judged.pool_table["turned_away"].dropna() <= 1).all()
    assert "Lewisham" in judgement_markdown(judged)
    assert np.isfinite(judged.table["simulated"]).all()
