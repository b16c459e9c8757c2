"""Relations that always hold between the cheapest plans of two cases, on rich random cases.

Where a relation needs more than a case of any kind (see :mod:`tests.properties.changes`), what it needs is said
there, and a case worked by hand shows here that it fails without.
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import assume

from models.case import Case
from optimiser.engine.outcome import Status
from tests.cases.casebook import Tables, case, demand, periods, rows, solve, weekly
from tests.properties import changes
from tests.properties.changes import Change
from tests.properties.random_cases import case_of, generate, hold
from tests.properties.solving import least, no_more

DEFAULT, SLOW = 6, 60
"""Cases for each relation."""

DEARER: dict[str, Change] = {
    "provisions": changes.dearer_provisions,
    "planned moves": changes.dearer_moves,
    "supplements": changes.dearer_supplements,
    "market": changes.dearer_market,
    "places": changes.dearer_places,
    "set-up": changes.dearer_set_up,
    "capital": changes.dearer_capital,
    "running": changes.dearer_running,
    "misses": changes.dearer_misses,
    "promises": changes.stricter_promises,
}
CHEAPER: dict[str, Change] = {
    "budgets": changes.wider_budgets,
    "delivery": changes.wider_delivery,
    "market": changes.wider_market,
}


@lru_cache(maxsize=256)
def random_case(seed: int) -> Case:
    return case_of(generate(seed))


@lru_cache(maxsize=256)
def least_of(seed: int) -> float:
    """The cost of a random case, which many relations start from."""
    return least(random_case(seed))


def after(seed: int, change: Change) -> tuple[float, float]:
    """The cost of a random case that has a plan, before and after a change."""
    changed = change(random_case(seed))
    assume(changed is not None)
    assert changed is not None
    before = least_of(seed)
    assume(math.isfinite(before))
    return before, least(changed)


def cost_rises(change: Change, number: int) -> None:
    def relation(seed: int) -> None:
        before, then = after(seed, change)
        assert no_more(before, then), (before, then)

    hold(number, relation)


def cost_falls(change: Change, number: int) -> None:
    def relation(seed: int) -> None:
        before, then = after(seed, change)
        assert no_more(then, before), (then, before)

    hold(number, relation)


def cost_rises_from(start: Change, change: Change, number: int) -> None:
    """The same from cases that have been made fit for the relation."""

    def relation(seed: int) -> None:
        plain = start(random_case(seed))
        assume(plain is not None)
        assert plain is not None
        changed = change(plain)
        assume(changed is not None)
        assert changed is not None
        before = least(plain)
        assume(math.isfinite(before))
        assert no_more(before, least(changed))

    hold(number, relation)


@pytest.mark.parametrize("what", DEARER)
def test_cost_never_falls_when_something_gets_dearer_or_stricter(what: str) -> None:
    cost_rises(DEARER[what], DEFAULT)


@pytest.mark.parametrize("what", CHEAPER)
def test_cost_never_rises_when_a_budget_a_limit_or_a_market_widens(what: str) -> None:
    cost_falls(CHEAPER[what], DEFAULT)


def test_cost_never_falls_when_demand_rises() -> None:
    cost_rises_from(changes.without_history, changes.more_children, DEFAULT)


def test_cost_never_falls_when_a_lead_time_rises() -> None:
    cost_rises_from(changes.simply_delivered, changes.later_by_a_year, DEFAULT)


@pytest.mark.slow
@pytest.mark.search
@pytest.mark.parametrize("what", DEARER)
def test_cost_never_falls_in_many_cases(what: str) -> None:
    cost_rises(DEARER[what], SLOW)


@pytest.mark.slow
@pytest.mark.search
@pytest.mark.parametrize("what", CHEAPER)
def test_cost_never_rises_in_many_cases(what: str) -> None:
    cost_falls(CHEAPER[what], SLOW)


@pytest.mark.slow
@pytest.mark.search
def test_cost_never_falls_when_demand_or_a_lead_time_rises_in_many_cases() -> None:
    cost_rises_from(changes.without_history, changes.more_children, SLOW)
    cost_rises_from(changes.simply_delivered, changes.later_by_a_year, SLOW)


def _one_need(settings: dict[str, object] | None = None, **tables: list[dict[str, object]]) -> Tables:
    return case(settings, needs=rows("need age_from age_to", ("child", 0, 17)), **tables)


def _cost(tables: Tables, folder: Path) -> float:
    found = solve(tables, folder)
    if found.status is Status.INFEASIBLE:
        return math.inf
    assert found.record.objective is not None
    return found.record.objective


def test_a_wider_market_can_cost_more_where_a_pool_is_full(tmp_path: Path) -> None:
    """10 settled children in 10 places, of which 8 would be filled anew.

    Without a market the pool is full, and all 10 stay where they are for nothing. With 2 homes to buy it
    holds its limit of 10, so two are bought before more than 8 places are filled: £104,000.
    """

    def tables(bought: int) -> Tables:
        return _one_need(
            demand=demand({"child": 10}, ["2025/26"]),
            provisions=rows(
                "provision family sector weekly_cost occupancy", ("v", "fostering", "in_house", 0, 0.8)
            ),
            suitability=rows("need provision rating", ("child", "v", "preferred")),
            supply=rows("provision area places", ("v", "home", 10)),
            placements=rows("need home_area provision area children", ("child", "home", "v", "home", 10)),
            market=rows("provision area children_max weekly_cost", ("v", "home", bought, 1000)),
        )

    assert _cost(tables(0), tmp_path / "without") == pytest.approx(0.0)
    assert _cost(tables(2), tmp_path / "with") == pytest.approx(2 * 52 * 1000)


def test_more_children_can_make_a_plan_possible(tmp_path: Path) -> None:
    """4 children have settled far away, where at most half may live: of 4 children that is too many, of 8 not."""

    def tables(children: int) -> Tables:
        return _one_need(
            demand=demand({"child": children}, ["2025/26"]),
            provisions=rows("provision family sector weekly_cost", ("v", "fostering", "external", 100)),
            suitability=rows("need provision rating", ("child", "v", "preferred")),
            placements=rows("need home_area provision area children", ("child", "home", "v", "away", 4)),
            market=rows("provision area", ("v", "home"), ("v", "away")),
            targets=rows("target measure sense value", ("far", "beyond_20_miles", "at_most", 0.5)),
        )

    assert _cost(tables(4), tmp_path / "few") == math.inf
    assert _cost(tables(8), tmp_path / "many") == pytest.approx(8 * 52 * 100)


def test_a_later_place_can_cost_less(tmp_path: Path) -> None:
    """A place that lasts a year and can be decided only now, for a child who comes next year.

    At once it stands empty and the child costs £50,000; a year later it is there for £1,000.
    """
    years = ["2025/26", "2026/27"]

    def tables(lead_time: int) -> Tables:
        return _one_need(
            periods=periods(*years),
            demand=demand({"child": [0, 1]}, years),
            provisions=rows(
                "provision family sector weekly_cost",
                ("own", "fostering", "in_house", 0),
                ("bought", "fostering", "external", weekly(50_000)),
            ),
            suitability=rows("need provision rating", *(("child", v, "preferred") for v in ("own", "bought"))),
            market=rows("provision area", ("bought", "away")),
            options=rows(
                "option provision area places_per_unit setup_cost lead_time life last_period",
                ("open", "own", "home", 1, 1000, lead_time, 1, years[0]),
            ),
        )

    assert _cost(tables(0), tmp_path / "at once") == pytest.approx(50_000)
    assert _cost(tables(1), tmp_path / "later") == pytest.approx(1_000)
