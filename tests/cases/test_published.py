"""Published problems with known optima, each written as an ordinary case."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from optimiser import Status
from tests.cases.casebook import Rows, Tables, case, rows, solve

WAREHOUSES = {"A": 1, "B": 4, "C": 2, "D": 1, "E": 3}
SHOPS = [
    (20, 24, 11, 25, 30),
    (28, 27, 82, 83, 74),
    (74, 97, 71, 96, 70),
    (2, 55, 73, 69, 61),
    (46, 96, 59, 83, 4),
    (42, 22, 29, 67, 59),
    (1, 5, 73, 59, 56),
    (10, 73, 13, 43, 96),
    (93, 35, 63, 85, 46),
    (47, 65, 55, 71, 95),
]
"""CSPLib problem 034: cost of supplying each shop from each warehouse; opening one costs 30."""

CUSTOMERS = [(0, 1.5), (2.5, 1.2)]
SITES = {(0, 0): 3, (0, 1): 2, (0, 2): 3, (1, 0): 1, (1, 1): 3, (1, 2): 3, (2, 0): 4, (2, 1): 3, (2, 2): 2}
"""Gurobi's facility-location example: sites in miles and what each costs to set up; £1 a mile."""


def locations(miles: dict[str, dict[str, float]], options: Rows) -> Tables:
    """One child (or one child's worth) in each home area; sites where places can be opened; £1 a mile."""
    sites = next(iter(miles.values()))
    return case(
        settings={"travel_cost_per_mile": 1},
        areas=rows(
            "area inside_boundary home_area",
            *[(h, "yes", "yes") for h in miles],
            *[(s, "yes", "no") for s in sites],
        ),
        proximity=rows(
            "home_area area band miles",
            *[(home, area, "inside", "") for home in miles for area in miles],
            *[(home, site, "inside", distance) for home in miles for site, distance in miles[home].items()],
        ),
        needs=rows("need age_from age_to", ("child", 0, 17)),
        demand=rows("need home_area period children", *[("child", home, "2025/26", 1) for home in miles]),
        provisions=rows("provision family sector weekly_cost", ("place", "other", "in_house", 0)),
        suitability=rows("need provision rating", ("child", "place", "preferred")),
        options=options,
    )


OPTION = "option provision area places_per_unit setup_cost max_total"


def test_warehouse_location(tmp_path: Path) -> None:
    """CSPLib 034: optimum 383."""
    miles = {f"shop {number}": dict(zip(WAREHOUSES, costs, strict=True)) for number, costs in enumerate(SHOPS)}
    options = rows(OPTION, *[("open", "place", site, places, 30, 1) for site, places in WAREHOUSES.items()])
    result = solve(locations(miles, options), tmp_path)
    assert result.status is Status.OPTIMAL
    assert result.record.objective == pytest.approx(383)
    assert set(result.plan["units"]) == {1.0}
    each = result.placements.groupby("area")["children"].sum()
    assert all(each[area] <= WAREHOUSES[area] + 1e-9 for area in each.index)


def test_facility_location(tmp_path: Path) -> None:
    """Gurobi's example: optimum 4.723712908962."""
    miles = {
        f"customer {number}": {f"{x},{y}": math.dist(at, (x, y)) for x, y in SITES}
        for number, at in enumerate(CUSTOMERS)
    }
    options = rows(OPTION, *[("open", "place", f"{x},{y}", 2, price, 1) for (x, y), price in SITES.items()])
    result = solve(locations(miles, options), tmp_path)
    assert result.record.objective == pytest.approx(4.723712908962, abs=1e-9)


TECHNOLOGIES = {
    "one": (10, (40, 24, 4)),
    "two": (7, (45, 27, 4.5)),
    "three": (16, (32, 19.2, 3.2)),
    "four": (6, (55, 33, 5.5)),
}
FUTURES = {"low": (3, 0.3), "middle": (5, 0.4), "high": (7, 0.3)}


def test_louveaux_and_smeers(tmp_path: Path) -> None:
    """LandS: built before the future is known, used after; 381.853333 with 8/3, 4, 10/3 and 2."""
    needs = ["first", "second", "third"]
    tables = case(
        settings={"capital_treatment": "cash"},
        needs=rows("need age_from age_to", *[(need, 0, 17) for need in needs]),
        scenarios=rows("scenario probability", *[(name, chance) for name, (_, chance) in FUTURES.items()]),
        demand=rows(
            "need home_area period children scenario",
            *[("first", "home", "2025/26", number, name) for name, (number, _) in FUTURES.items()],
            ("second", "home", "2025/26", 3, ""),
            ("third", "home", "2025/26", 2, ""),
        ),
        provisions=rows(
            "provision family sector weekly_cost", *[(name, "other", "in_house", 0) for name in TECHNOLOGIES]
        ),
        suitability=rows(
            "need provision rating weekly_supplement",
            *[
                (need, name, "preferred", price / 52)
                for name, (_, prices) in TECHNOLOGIES.items()
                for need, price in zip(needs, prices, strict=True)
            ],
        ),
        options=rows(
            "option provision area places_per_unit capital_cost whole_units limit_group",
            *[(f"build {name}", name, "home", 1, price, "no", "all") for name, (price, _) in TECHNOLOGIES.items()],
        ),
        limits=rows("limit_group min_total", ("all", 12)),
        budgets=rows("budget limit", ("capital_total", 120)),
    )
    result = solve(tables, tmp_path)
    assert result.record.objective == pytest.approx(381.853333, abs=1e-6)
    built = result.plan.set_index("provision")["units"]
    assert [built[name] for name in TECHNOLOGIES] == pytest.approx([8 / 3, 4, 10 / 3, 2])
    assert result.plan["capital_net"].sum() == pytest.approx(120)
