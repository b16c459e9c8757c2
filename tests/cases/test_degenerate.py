"""Cases at the edge of what can be asked: nothing to do, one of everything, very many, and no difference at all.

Each goes through the whole of ``plan``, the summary and the run folder; costs are worked out by hand.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import optimiser
from optimiser import Status
from optimiser.run_reading import read_run
from tests.cases.by_hand import BOUGHT, PLACE, cheapest, option, service
from tests.cases.casebook import Tables, case, children, periods, rows, weekly, write

NO_PROMISES = "target measure sense value"


def planned(tables: Tables, folder: Path, **options: object) -> optimiser.Result:
    """Plan a case, print it, write it and read it back."""
    inputs = optimiser.read_case(write(tables, folder / "case"))
    result = optimiser.plan(inputs, **{"gap": 0.0, "planning_ahead": False, **options})  # type: ignore[arg-type]
    assert result.status is Status.OPTIMAL
    assert result.summary()
    run = read_run(optimiser.write_run(result, folder / "run"))
    assert run.record["objective"] == result.record.objective
    return result


@pytest.mark.parametrize("settled_children", ["protected", "free"])
def test_no_child_needs_a_home(settled_children: str, tmp_path: Path) -> None:
    """Existing places still cost £3,000 each; nothing is decided, every share of nobody is kept."""
    tables = service(
        0,
        2,
        settings={"settled_children": settled_children},
        supply=rows("provision area places running_cost", ("own", "home", 2, 3_000)),
        options=option(),
        targets=rows(NO_PROMISES, ("near", "inside_boundary", "at_least", 1), ("few", "in_house", "at_most", 0)),
        budgets=rows("budget limit", ("revenue", 6_000), ("capital_total", 0)),
    )
    result = planned(tables, tmp_path)
    assert result.record.objective == pytest.approx(2 * 2 * 3_000)
    assert result.plan.empty
    assert result.placements["children"].sum() == 0
    assert set(result.targets["kept"]) == {"yes"}


def test_the_last_child_leaves(tmp_path: Path) -> None:
    """One child, then none, then one again: the settled child is gone and everyone is placed afresh."""
    tables = service(
        [1, 0, 1],
        3,
        placements=rows("need home_area provision area children", ("child", "home", "bought", "home", 1)),
        supply=rows("provision area period places", ("own", "home", "2027/28", 1)),
    )
    tables["provisions"][1]["mean_stay"] = ""
    result = planned(tables, tmp_path)
    assert result.record.objective == pytest.approx(BOUGHT)
    assert children(result, "2027/28", provision="own") == pytest.approx(1)


@pytest.mark.parametrize("years", [1, 0.5, 0.25])
def test_one_period(years: float, tmp_path: Path) -> None:
    tables = service(2, options=option(), periods=periods("2025/26", years=years))
    assert planned(tables, tmp_path).record.objective == pytest.approx(2 * PLACE * years)


def test_forty_periods(tmp_path: Path) -> None:
    """Ten years in quarters: a child is in a bought home until its place opens after five years, in quarter 21."""
    labels = [f"{year} Q{quarter}" for year in range(2026, 2036) for quarter in range(1, 5)]
    tables = service(1, options=option(lead_time=5, last_period=labels[0]), periods=periods(*labels, years=0.25))
    result = planned(tables, tmp_path)
    assert result.record.objective == pytest.approx(20 * BOUGHT / 4 + 20 * PLACE / 4)
    assert len(result.savings) == 40
    assert result.plan["opens"].tolist() == [labels[20]]


def test_forty_years_of_prices_and_discounting(tmp_path: Path) -> None:
    """A geometric series: prices grow by 2 %, the future counts 3.5 % less a year; the child stays throughout."""
    labels = [f"{year}/{(year + 1) % 100:02d}" for year in range(2025, 2065)]
    tables = service(1, settings={"discount_rate": 0.035}, periods=periods(*labels))
    tables["provisions"][1] |= {"price_growth": 0.02, "mean_stay": ""}
    ratio = 1.02 / 1.035
    assert planned(tables, tmp_path).record.objective == pytest.approx(BOUGHT * (1 - ratio**40) / (1 - ratio))


def test_one_area(tmp_path: Path) -> None:
    tables = service(
        2,
        options=option(),
        areas=rows("area inside_boundary", ("home", "yes")),
        proximity=rows("home_area area band miles", ("home", "home", "inside", 0)),
    )
    result = planned(tables, tmp_path)
    assert result.record.objective == pytest.approx(2 * PLACE)
    at_end = result.locality[result.locality["period"] == "2025/26"]
    assert at_end.loc[at_end["boundary"] == "inside", "children"].sum() == pytest.approx(2)


def test_all_costs_equal(tmp_path: Path) -> None:
    """Whatever is decided costs the same: the plan is any of them, the cost is known, and twice the same."""
    tables = service({"child": 3, "teen": 4}, 3, homes="bought dear kin own", options=option(running_cost=0))
    for row in tables["provisions"]:
        row["weekly_cost"] = weekly(BOUGHT)
    one, other = planned(tables, tmp_path / "one"), planned(tables, tmp_path / "other")
    assert one.record.objective == pytest.approx(7 * 3 * BOUGHT)
    for name, table in one.tables.items():
        assert table.equals(other.tables[name]), name


def test_everything_is_free(tmp_path: Path) -> None:
    tables = service(3, homes="bought", options=option(running_cost=0))
    for row in tables["provisions"]:
        row["weekly_cost"] = 0
    result = planned(tables, tmp_path)
    assert result.record.objective == 0
    assert result.record.gap == 0


def very_many(areas: int, homes: int, each: int = 5) -> Tables:
    """Children from the first areas, homes in all: an own place in each of the first 300, three to buy in each.

    An own place costs £26,000 a year, a bought one £52,000; travel £100 a mile and year; areas are a mile apart.
    """
    names = [f"area {number:04d}" for number in range(areas)]
    return case(
        settings={"travel_cost_per_mile": 100},
        areas=rows(
            "area inside_boundary home_area",
            *[(name, "yes", "yes" if number < homes else "no") for number, name in enumerate(names)],
        ),
        proximity=rows(
            "home_area area band miles",
            *[
                (one, two, "inside", abs(i - j))
                for i, one in enumerate(names[:homes])
                for j, two in enumerate(names)
            ],
        ),
        needs=rows("need age_from age_to", ("child", 0, 17)),
        demand=rows(
            "need home_area period children", *[("child", home, "2025/26", each) for home in names[:homes]]
        ),
        provisions=rows(
            "provision family sector weekly_cost mean_stay",
            ("own", "fostering", "in_house", 500, 2),
            ("bought", "fostering", "external", 1_000, 2),
        ),
        suitability=rows("need provision rating", ("child", "own", "preferred"), ("child", "bought", "suitable")),
        supply=rows("provision area places", *[("own", name, 1) for name in names[:300]]),
        market=rows("provision area children_max", *[("bought", name, 3) for name in names]),
    )


def test_a_thousand_areas(tmp_path: Path) -> None:
    """Fifty children of one area: an own place costs £26,000 and £100 a mile, so the 50 nearest own places.

    50 × 26,000 + 100 × (0 + 1 + … + 49) = 1,422,500; a bought home in the same area would cost £52,000.
    """
    assert cheapest(very_many(1_000, 1, 50), tmp_path) == pytest.approx(50 * 26_000 + 100 * 49 * 50 / 2)


@pytest.mark.slow
def test_a_thousand_areas_to_the_end(tmp_path: Path) -> None:
    """Ten home areas of 25 children: 10,000 pairs of areas, 20,000 ways of living, all tables."""
    began = time.perf_counter()
    result = planned(very_many(1_000, 10, 25), tmp_path)
    assert children(result) == pytest.approx(250)
    assert children(result, provision="own") == pytest.approx(250)
    assert time.perf_counter() - began < 60
