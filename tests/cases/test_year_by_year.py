"""Planning one year at a time, by hand: what is not seen, what is known all the same, and what gives way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import optimiser
from models import audit
from models.case import Case, OptionKey, Pool
from optimiser import Status
from optimiser import year_by_year as module
from optimiser.engine.cbc import solve
from optimiser.year_by_year import Missed, YearByYear, dearest_child_year, year_by_year
from tests.cases.casebook import LEWISHAM, TINY, Rows, Tables, case, demand, periods, rows, weekly, write
from tests.cases.casebook import solve as plan
from tests.models.conftest import build_case, find_plan
from tests.models.test_relations import rows as random_rows

YEARS = ["2025/26", "2026/27", "2027/28"]
HOME = "option provision area places_per_unit setup_cost running_cost"
KEY = OptionKey("home", "home")


def residential(years: list[str], number: float | list[float], stay: float = 0.01, **more: Any) -> Tables:
    """Children for a home: an own one, or one bought at £200,000 a year; nobody settled for long unless asked."""
    return case(
        periods=periods(*years),
        needs=rows("need age_from age_to", ("child", 8, 17)),
        demand=demand({"child": number}, years),
        provisions=rows(
            "provision family sector weekly_cost mean_stay",
            ("own", "childrens_home", "in_house", 0, stay),
            ("bought", "childrens_home", "external", weekly(200_000), stay),
        ),
        suitability=rows("need provision rating", ("child", "own", "preferred"), ("child", "bought", "suitable")),
        **{"market": rows("provision area", ("bought", "home")), **more},
    )


def home(**more: Any) -> Rows:
    """A home of 4 places: £50,000 to set up, £400,000 a year to run; it saves £350,000 in its first year."""
    (row,) = rows(HOME, ("home", "own", "home", 4, 50_000, 400_000))
    return [row | more]


def read(tables: Tables, folder: Path) -> Case:
    return optimiser.read_case(write(tables, folder / "read")).case


def units(found: YearByYear, key: OptionKey = KEY) -> list[float]:
    return [found.decided.get((key, t), 0.0) for t in range(3)]


def test_planning_ahead_pays_where_a_home_takes_a_year(tmp_path: Path) -> None:
    """Ahead: 800,000 + 50,000, then 400,000 = £1,250,000. One year at a time nothing is built: £1,600,000."""
    tables = residential(YEARS[:2], 4, options=home(lead_time=1))
    found = year_by_year(read(tables, tmp_path))
    assert found.status == "optimal"
    assert found.decided == {}
    assert found.revenue == pytest.approx({"2025/26": 800_000, "2026/27": 800_000})
    assert found.present_value == found.present_value_of_money == pytest.approx(1_600_000)
    assert plan(tables, tmp_path).record.objective == pytest.approx(1_250_000)


def test_planning_ahead_makes_no_difference_where_a_home_opens_at_once(tmp_path: Path) -> None:
    """Either way: 50,000 + 400,000, then 400,000 = £850,000."""
    tables = residential(YEARS[:2], 4, options=home())
    found = year_by_year(read(tables, tmp_path))
    assert units(found) == [1, 0, 0]
    assert found.revenue == pytest.approx({"2025/26": 450_000, "2026/27": 400_000})
    assert found.present_value == pytest.approx(850_000)
    assert plan(tables, tmp_path).record.objective == pytest.approx(850_000)
    assert found.keeps_everything


def test_a_home_for_one_year_is_built_although_it_stands_empty_the_next(tmp_path: Path) -> None:
    """It saves 800,000 − 450,000 in the first year and costs 400,000 in the second: £50,000 worse than none."""
    tables = residential(YEARS[:2], [4, 0], options=home())
    assert year_by_year(read(tables, tmp_path)).present_value == pytest.approx(850_000)
    assert plan(tables, tmp_path).record.objective == pytest.approx(800_000)


def test_money_is_discounted_as_the_plans_is(tmp_path: Path) -> None:
    money = {"discount_rate": 0.1, "general_inflation": 0.02, "years_from_price_base": 1}
    tables = residential(YEARS[:2], 4)
    tables["settings"] = [row for row in tables["settings"] if row["setting"] != "discount_rate"]
    tables["settings"] += [{"setting": name, "value": value} for name, value in money.items()]
    found = year_by_year(read(tables, tmp_path))
    assert list(found.revenue.values()) == pytest.approx([800_000 * 1.02, 800_000 * 1.02**2])
    assert found.present_value == pytest.approx(800_000 * 1.02 + 800_000 * 1.02 / 1.1)


@pytest.mark.parametrize(("treatment", "built", "value"), [("financed", 1, 840_000), ("cash", 0, 1_600_000)])
def test_capital_counts_as_the_settings_say(tmp_path: Path, treatment: str, built: int, value: float) -> None:
    """A home for £800,000 over 40 years: £400,000 + £20,000 a year beats £800,000 bought, £1,200,000 does not."""
    option = home(setup_cost=0, capital_cost=800_000, max_total=1)
    tables = residential(YEARS[:2], 4, options=option)
    tables["settings"].append({"setting": "capital_treatment", "value": treatment})
    found = year_by_year(read(tables, tmp_path))
    assert units(found) == [built, 0, 0]
    assert sum(found.capital_net.values()) == pytest.approx(800_000 * built)
    assert found.present_value == pytest.approx(value)


def test_the_settled_of_the_year_before_stay(tmp_path: Path) -> None:
    """4 bought in the first year; half are still settled in the second, when 4 own places open for nothing."""
    supply = rows("provision area period places", ("own", "home", YEARS[1], 4))
    found = year_by_year(read(residential(YEARS[:2], 4, stay=1 / 0.6931471805599453, supply=supply), tmp_path))
    assert list(found.revenue.values()) == pytest.approx([800_000, 400_000])


def test_what_must_be_decided_is_left_to_the_last_moment(tmp_path: Path) -> None:
    """Two homes that nobody needs, at most one a year: in the second and third of three years."""
    option = home(min_total=2, max_per_period=1)
    found = year_by_year(read(residential(YEARS, 0, options=option), tmp_path))
    assert units(found) == [0, 1, 1]
    assert list(found.revenue.values()) == pytest.approx([0, 450_000, 850_000])


def test_limits_count_what_was_decided_before(tmp_path: Path) -> None:
    found = year_by_year(read(residential(YEARS, [4, 8, 12], options=home(max_total=2)), tmp_path))
    assert units(found) == [1, 1, 0]


def test_the_whole_plans_capital_counts_what_was_spent_before(tmp_path: Path) -> None:
    """£500,000 in all pays for one home of £400,000, though each year by itself could pay for one."""
    budgets = rows("budget limit", ("capital_total", 500_000))
    tables = residential(YEARS[:2], [4, 8], options=home(capital_cost=400_000), budgets=budgets)
    found = year_by_year(read(tables, tmp_path))
    assert units(found) == [1, 0, 0]
    assert found.capital_net == pytest.approx({"2025/26": 400_000, "2026/27": 0})
    assert found.keeps_everything


def test_homes_that_may_close_close_once(tmp_path: Path) -> None:
    """Two units of one place, £300,000 a year each, for nobody: closed at once for £10,000 each."""
    supply = rows(
        "provision area places running_cost closable units closing_cost",
        ("own", "home", 2, 300_000, "yes", 2, 10_000),
    )
    found = year_by_year(read(residential(YEARS[:2], 0, supply=supply), tmp_path))
    assert found.closed == {(Pool("own", "home"), 0): 2.0}
    assert list(found.revenue.values()) == pytest.approx([20_000, 0])


def test_no_more_is_closed_than_the_next_year_counts() -> None:
    """Two units that nobody needs cost £100,000 a year; next year's tables count one unit, so one is closed."""
    row = {"pool": ("home", "in"), "places": 4, "running_cost": 25_000.0, "closable": True, "units": 2}
    later = {"pool": ("home", "in"), "from_period": 1, "places": 2, "running_cost": 25_000.0}
    found = year_by_year(build_case(demand=0, supply=[row, later]))
    assert found.closed == {(Pool("home", "in"), 0): 1.0}
    assert list(found.revenue.values()) == pytest.approx([50_000, 0])


def test_a_promise_that_cannot_be_kept_in_time_is_missed_and_said(tmp_path: Path) -> None:
    """Half inside by the second year: 4 of 8; the home that takes a year was not built for it."""
    market = rows("provision area", ("bought", "away"))
    promise = rows("target measure sense value periods", ("near", "inside_boundary", "at_least", 0.5, YEARS[1]))
    tables = residential(YEARS[:2], 8, market=market, options=home(lead_time=1), targets=promise)
    found = year_by_year(read(tables, tmp_path))
    assert found.missed == (Missed("2026/27", "promise", "near", pytest.approx(4)),)
    assert found.gave_way == ("2026/27",)
    assert not found.keeps_everything
    assert found.present_value == found.present_value_of_money == pytest.approx(2 * 8 * 200_000)


def test_a_promise_with_a_price_costs_its_price_and_nothing_gives_way(tmp_path: Path) -> None:
    market = rows("provision area", ("bought", "away"))
    promise = rows(
        "target measure sense value price_if_missed", ("near", "inside_boundary", "at_least", 0.5, 10_000)
    )
    found = year_by_year(read(residential(YEARS[:2], 8, market=market, targets=promise), tmp_path))
    assert [missed.amount for missed in found.missed] == pytest.approx([4, 4])
    assert found.gave_way == ()
    assert found.present_value_of_money == pytest.approx(3_200_000)
    assert found.present_value == pytest.approx(3_200_000 + 2 * 4 * 10_000)


def test_a_budget_that_cannot_be_kept_is_exceeded_by_no_more_than_it_must(tmp_path: Path) -> None:
    budgets = rows("budget period limit", ("revenue", YEARS[1], 700_000))
    found = year_by_year(read(residential(YEARS[:2], 4, budgets=budgets), tmp_path))
    assert found.missed == (Missed("2026/27", "budget", "revenue", pytest.approx(100_000)),)
    assert found.present_value == pytest.approx(1_600_000)


def test_the_whole_plans_budget_is_missed_once_by_each_year_that_adds_to_it(tmp_path: Path) -> None:
    """A home must be decided each year, £400,000 each, with £500,000 in all: 300,000 over, then 400,000 more."""
    budgets = rows("budget limit price_if_missed", ("capital_total", 500_000, 0.1))
    option = home(capital_cost=400_000, min_total=3, max_per_period=1)
    found = year_by_year(read(residential(YEARS, 0, options=option, budgets=budgets), tmp_path))
    assert [(m.period, m.amount) for m in found.missed] == [
        (YEARS[1], pytest.approx(300_000)),
        (YEARS[2], pytest.approx(400_000)),
    ]
    assert found.present_value - found.present_value_of_money == pytest.approx(0.1 * 700_000)


def test_children_without_a_home_are_counted_and_their_price_is_in_no_figure(tmp_path: Path) -> None:
    """3 of 4 can be bought, and the place that takes half a year was not seen to: half a child-year without."""
    market = rows("provision area children_max", ("bought", "home", 3))
    tables = residential(YEARS[:2], [3, 4], market=market, options=home(places_per_unit=1, lead_time=0.5))
    tables["periods"] = periods(*YEARS[:2], years=0.5)
    found = year_by_year(read(tables, tmp_path))
    assert found.unmet == {"2026/27": pytest.approx(0.5)}
    assert found.unmet_child_years == pytest.approx(0.5)
    assert found.gave_way == ("2026/27",)
    assert found.present_value == found.present_value_of_money == pytest.approx(2 * 3 * 100_000)


def test_a_price_of_the_cases_own_on_unmet_need_counts(tmp_path: Path) -> None:
    market = rows("provision area children_max", ("bought", "home", 3))
    tables = residential(YEARS[:1], 4, market=market)
    tables["settings"].append({"setting": "unmet_need", "value": 900_000})
    found = year_by_year(read(tables, tmp_path))
    assert found.gave_way == ()
    assert found.present_value == pytest.approx(600_000 + 900_000)
    assert found.present_value_of_money == pytest.approx(600_000)


def test_the_expected_cost_of_several_futures() -> None:
    futures = {"low": (0.25, [1, 1]), "high": (0.75, [3, 5])}
    found = year_by_year(build_case(futures=futures))
    assert list(found.revenue.values()) == pytest.approx([2.5 * 50_000, 4 * 50_000])


def test_what_cannot_be_whatever_gives_way_is_said() -> None:
    """Both options must be decided once and share one unit."""
    shared = {"min_total": 1.0, "limit_groups": ("one",)}
    found = year_by_year(
        build_case(options={"this": shared, "that": shared}, limit_groups={"one": {"max_total": 1.0}})
    )
    assert found.status == "infeasible"
    assert found.reason.startswith("P0: ")
    assert (found.present_value, found.present_value_of_money, found.revenue) == (None, None, {})
    assert not found.keeps_everything


def test_what_earns_without_limit_is_said() -> None:
    grants = [{"basis": "per_unit", "amount": 100.0}]
    assert year_by_year(build_case(options={"open": {}}, grants=grants)).status == "unbounded"


def test_a_time_limit_and_a_stop_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert year_by_year(build_case(demand=1), cancel=lambda: True).reason == "P0: cancelled"
    monkeypatch.setattr(module, "solve", lambda *of, **how: replace(solve(*of, **how), status=Status.FEASIBLE))
    found = year_by_year(build_case(demand=1))
    assert (found.status, found.reason) == ("feasible", "time limit")


def test_no_home_costs_more_than_the_dearest() -> None:
    # £2,000 a week and £300 more, prices growing 5 % a year until the last year starts, 50 weeks
    found = build_case(
        years=(1.0, 1.0),
        market=[{"pool": ("spot", "out"), "weekly_cost": 2_000.0}],
        provisions={"home": {"price_growth": 0.05}, "spot": {}},
        suitability={("child", "spot"): {"weekly_supplement": 300.0}},
        years_from_price_base=1.0,
    )
    assert dearest_child_year(found) == pytest.approx(2_300 * 1.05**2 * 50)


@given(random_rows())
@settings(max_examples=12, deadline=None, derandomize=True)
def test_seeing_no_further_never_costs_less_and_its_decisions_can_be_taken(given_rows: Any) -> None:
    random_case = build_case(**given_rows)
    found = year_by_year(random_case)
    assert found.gave_way == (), "every promise and budget of these cases has a price, and unmet need has one"
    assert found.present_value >= find_plan(random_case).cost * (1 - 1e-6) - 0.01
    taken = audit.write(random_case, given=audit.Decided(found.decided, found.closed))
    assert solve(taken.lp).objective * 1000 <= found.present_value * (1 + 1e-6) + 0.01


def test_tiny_recruits_nobody_and_misses_its_promise() -> None:
    """Households and the home take a year, so nothing is decided: £4,992,000, as doing nothing.

    8 of 20 children live in the town in the last year, 7 short of three quarters.
    """
    found = year_by_year(optimiser.read_case(TINY).case)
    assert found.decided == {}
    assert found.present_value_of_money == pytest.approx(4_992_000, abs=0.01)
    assert found.missed == (Missed("2028/29", "promise", "in_town", pytest.approx(7)),)


def test_lewisham_one_year_at_a_time() -> None:
    """22 November 2026: £265.2m beside the plan's £256.9m; it builds no home and misses two promises."""
    found = year_by_year(optimiser.read_case(LEWISHAM).case)
    assert found.status == "optimal"
    assert found.present_value == pytest.approx(265.23e6, rel=1e-3)
    assert found.unmet == {}
    assert found.gave_way == ()
    assert {missed.name for missed in found.missed} == {"in_house_half", "inside_45"}
    assert sum(found.capital_net.values()) == 0
