"""The world of a plan and what it costs, by hand."""

from __future__ import annotations

import copy
import math
from pathlib import Path

import numpy as np
import pytest

from models.case import Pool
from models.offered_load import price_of_care
from models.plan import build
from models.uncertainty import Ageing
from optimiser import read_case
from optimiser.results.solution import Solution
from optimiser.simulation.figures import predicted_bought, predicted_cost
from optimiser.simulation.from_plan import Matching, SiteOf, asking_of, expected, labels, world_of
from optimiser.simulation.policy import AS_COUNTED, AS_PLANNED, OWN_FIRST
from optimiser.simulation.pricing import pricing, tier_children
from optimiser.simulation.world import Ask
from tests.cases.by_hand import service
from tests.cases.casebook import LEWISHAM, TINY, Tables, rows, weekly
from tests.simulation.judged_cases import flows, planned

OWN, BOUGHT = Pool("own", "home"), Pool("bought", "home")


@pytest.mark.parametrize("folder", [LEWISHAM, TINY])
def test_priced_with_the_plans_own_children_the_cost_is_the_plans_to_the_penny(folder: Path) -> None:
    """Cost lines are linear, so any figures for the variables will do: no plan has to be found."""
    plan = build(read_case(folder).case)
    values = np.random.default_rng(1).uniform(0.5, 9.0, plan.formulation.decisions.count)
    solution = Solution(plan, values)
    buy = plan.formulation.decisions.buy
    bought = {(key.pool, number, key.period): float(values[at]) for (key, number), at in buy.items()}
    lived, moved = (expected(solution, one) for one in (solution.living, solution.moved))
    found = pricing(solution).cost(lived, bought, moved)
    assert found == pytest.approx(predicted_cost(solution), abs=0.01)
    assert (pricing(solution).cost(lived + 1, bought, moved) > found + 1000).all()


def test_the_present_value_is_the_plans(tmp_path: Path) -> None:
    solution = planned(own_and_bought() | {"settings": discounted()}, tmp_path)
    cost = predicted_cost(solution)
    assert pricing(solution).present_value(cost) == pytest.approx(solution.present_value_of_money)
    assert solution.present_value_of_money < cost.sum() - 1


def discounted() -> list[dict[str, object]]:
    return rows(
        "setting value",
        ("authority", "Testshire"),
        ("price_base", "2025/26"),
        ("discount_rate", 0.1),
        ("borrowing_rate", 0),
    )


def own_and_bought(children: int = 6) -> Tables:
    """Own places that lose a fifth a year, and two price tiers in the same home area; three children are there."""
    tables = service(
        children,
        2,
        supply=rows("provision area places attrition", ("own", "home", 2.5, 0.2)),
        market=rows(
            "provision area tier children_max weekly_cost",
            ("bought", "home", 1, 2, weekly(50_000)),
            ("bought", "home", 2, 9, weekly(70_000)),
            ("dear", "home", 1, "", weekly(60_000)),
        ),
        placements=rows(
            "need home_area provision area children",
            ("child", "home", "own", "home", 2),
            ("child", "home", "bought", "home", 1),
        ),
    )
    tables["provisions"] = copy.deepcopy(tables["provisions"])
    for row, stay in zip(tables["provisions"], (2, 1, "", 4), strict=True):
        row["mean_stay"] = stay
    return tables


def test_the_world_is_the_plans(tmp_path: Path) -> None:
    solution = planned(own_and_bought(), tmp_path)
    known = labels(solution.case, solution)
    assert known.sites == (SiteOf(BOUGHT, True), SiteOf(Pool("dear", "home"), True), SiteOf(OWN, False))
    world = world_of(solution, flows(solution.case, 3.0), AS_PLANNED, Matching({"own": 0.5}, {"own": 0.8}), known)
    bought, dear, own = world.sites
    assert own.levels == ((pytest.approx(2.0), pytest.approx(1.6)),)
    assert (own.suits, own.keeps, bought.suits, bought.keeps) == (0.5, False, 1.0, True)
    assert bought.levels == ((2, 2), (11, 11))
    assert dear.levels == ((math.inf, math.inf),)
    assert world.leaving.tolist() == [pytest.approx(1 / 3)]
    by_hand = [1 / 1 - 1 / 3, 0.0, 1 / 2 - 1 / 3]
    assert world.breaking[0] == pytest.approx(by_hand), "those who never leave a placement leave care all the same"
    assert world.living.tolist() == [[1, 0, 2]]
    assert world.period_years == (1, 1)


def test_a_demand_that_is_steady_is_entered_at_children_over_years_in_care(tmp_path: Path) -> None:
    tables = own_and_bought()
    tables["placements"][1]["children"] = 4
    solution = planned(tables, tmp_path)
    known, found = labels(solution.case, solution), flows(solution.case, 3.0)
    world = world_of(solution, found, AS_PLANNED, Matching(), known)
    assert [stream.families for stream in world.streams] == [pytest.approx(2.0)] * len(world.streams)
    assert (world.streams[0].start, world.streams[-1].end) == (0.0, 2.0)
    together = Matching(family_sizes={1: 0.5, 3: 0.5})
    halved = world_of(solution, found, AS_PLANNED, together, known).streams
    assert [stream.families for stream in halved] == [pytest.approx(1.0)] * len(halved)


def test_children_ask_the_cheapest_first_and_own_places_before_what_is_bought(tmp_path: Path) -> None:
    solution = planned(own_and_bought(), tmp_path)
    known, priced = labels(solution.case, solution), pricing(solution)
    world = world_of(solution, flows(solution.case, 3.0), OWN_FIRST, Matching(), known)
    asked = asking_of(solution, world, OWN_FIRST, known, priced)
    order = asked.order(0, 0, [True] * 4, np.random.default_rng(1))
    names = [(known.sites[ask.site].pool.provision, ask.level) for ask in order]
    assert names == [("own", 0), ("bought", 0), ("dear", 0), ("bought", 1)]


def test_the_plans_shares_are_those_who_must_come_for_its_averages_to_hold(tmp_path: Path) -> None:
    """Own places hold 2.5 × 0.8 = 2 children in the second year; stays as by hand above."""
    solution = planned(own_and_bought(), tmp_path)
    known, priced = labels(solution.case, solution), pricing(solution)
    world = world_of(solution, flows(solution.case, 3.0), AS_PLANNED, Matching(), known)
    preferred = asking_of(solution, world, AS_PLANNED, known, priced).preferred[0][0]
    assert preferred.own == ()
    asks = [home.asks for home in preferred.planned]
    coming = dict(zip(asks, np.diff(preferred.up_to, prepend=0.0), strict=True))  # type: ignore[arg-type]
    living = dict(zip(solution.case.flows, expected(solution, solution.living)[:, 0], strict=True))
    own = next(children for flow, children in living.items() if flow.provision == "own")
    assert own == pytest.approx(2.5)
    assert coming[(Ask(2),)] == pytest.approx(2.5 - 2 + 2.5 / 2)


def test_places_that_fill_by_chance_are_asked_first_and_are_not_drawn(tmp_path: Path) -> None:
    tables = own_and_bought() | {"matching": [{"provision": "own"}]}
    solution = planned(tables, tmp_path)
    known, priced = labels(solution.case, solution), pricing(solution)
    world = world_of(solution, flows(solution.case, 3.0), AS_PLANNED, Matching(), known)
    preferred = asking_of(solution, world, AS_PLANNED, known, priced).preferred[0][0]
    ((price, asks),) = [(home.price, home.asks) for home in preferred.own]
    assert (price, asks) == (price_of_care(solution.case, "child", "own"), (Ask(2),))
    assert all(Ask(2) not in home.asks for home in preferred.planned)


def test_as_counted_a_birthday_ends_the_placement(tmp_path: Path) -> None:
    tables = service({"young": 4, "old": 4}, 1, homes="bought")
    tables["provisions"] = copy.deepcopy(tables["provisions"])
    for row in tables["provisions"]:
        row["mean_stay"] = 1
    tables["placements"] = rows("need home_area provision area children", ("young", "home", "bought", "home", 4))
    solution = planned(tables, tmp_path)
    known = labels(solution.case, solution)
    aging = flows(solution.case, 2.0, per_year=3.0, ageing=(Ageing("young", "old", 0.25),))
    stays, asks = (world_of(solution, aging, policy, Matching(), known) for policy in (AS_PLANNED, AS_COUNTED))
    young, old = (known.origins.index((need, "home")) for need in ("young", "old"))
    assert stays.ageing[young, old] == asks.ageing[young, old] == 0.25
    assert stays.permitted.any()
    assert not asks.permitted.any()
    assert stays.breaking[young].tolist() == [pytest.approx(0.5)]
    assert asks.breaking[young].tolist() == [pytest.approx(0.25)], "a birthday is one of the ends of the placement"


def test_what_is_bought_is_told_from_own_places(tmp_path: Path) -> None:
    solution = planned(own_and_bought(), tmp_path)
    assert predicted_bought(solution, OWN).tolist() == [0, 0]
    everyone = sum(predicted_bought(solution, pool) for pool in solution.case.pools)
    assert everyone == pytest.approx([6 - 2.5, 6 - 2.0])


def test_children_at_a_tier_without_a_price_count_at_the_nearest_below() -> None:
    priced = {(BOUGHT, 0, 0): 0.0, (BOUGHT, 1, 0): 5.0}
    assert tier_children(BOUGHT, 0, np.array([2.0, 1.0, 4.0]), priced).tolist() == [2, 5, 0]
    assert tier_children(BOUGHT, 1, np.array([2.0]), priced).tolist() == [2]
