"""Every cost line, both budgets and the objective: by hand."""

import pytest

from models.finance import annuity

NO_MARKET = [{"pool": ("spot", "out"), "children_max": 0.0}]
ONE_CHILD = {"years": (1.0,), "demand": 1}


@pytest.mark.covers("Option.setup_cost")
def test_set_up_is_paid_once_when_decided(plan_of):
    plan = plan_of(demand=[0, 2], options={"open": {"setup_cost": 9_000.0, "lead_time": 1.0}})
    assert plan.line("setup", 0) == pytest.approx(18_000)
    assert plan.line("setup", 1) == pytest.approx(0)
    assert plan.cost == pytest.approx(18_000)


@pytest.mark.covers("Option.running_cost")
def test_running_cost_is_paid_whether_filled_or_not(plan_of):
    # 4 beds for 1 child: the whole £150,000, no less
    home = {"places_per_unit": 4, "running_cost": 150_000.0}
    plan = plan_of(years=(1.0,), demand=1, options={"home4": home}, market=NO_MARKET)
    assert plan.line("new_places", 0) == pytest.approx(150_000)


@pytest.mark.covers("Option.running_cost")
def test_half_a_year_costs_half_a_years_running(plan_of):
    plan = plan_of(years=(0.5,), demand=1, options={"open": {"running_cost": 30_000.0}})
    assert plan.cost == pytest.approx(15_000)


@pytest.mark.covers("Option.running_cost", "Option.lead_time")
def test_running_cost_starts_with_the_opening(plan_of):
    # opens after a year and a quarter: three quarters of £20,000 in year two
    option = {"running_cost": 20_000.0, "lead_time": 1.25, "min_total": 1, "max_total": 1, "last_period": 0}
    plan = plan_of(demand=0, options={"open": option})
    assert plan.line("new_places", 0) == pytest.approx(0)
    assert plan.line("new_places", 1) == pytest.approx(15_000)


def test_running_cost_of_existing_places_is_paid_filled_or_not(plan_of):
    plan = plan_of(demand=0, supply=[{"pool": ("home", "in"), "places": 6, "running_cost": 40_000.0}])
    assert plan.line("existing_places", 0) == pytest.approx(240_000)
    assert plan.cost == pytest.approx(480_000)


def test_half_a_year_costs_half(plan_of):
    plan = plan_of(years=(0.5, 0.5), demand=[4, 6])
    assert plan.line("placements", 0) == pytest.approx(100_000)
    assert plan.cost == pytest.approx(250_000)


def test_weeks_per_year_is_a_setting(plan_of):
    assert plan_of(**ONE_CHILD, weeks_per_year=365 / 7).cost == pytest.approx(1000 * 365 / 7)


def test_travel_is_paid_by_the_mile_for_each_child_and_year(plan_of):
    # 3 children 40 miles away for half a year at £100 a mile: 6,000
    plan = plan_of(years=(0.5,), demand=3, travel_cost_per_mile=100.0)
    assert plan.line("travel", 0) == pytest.approx(6_000)


def test_support_at_home_is_prevention(plan_of):
    # A team at £100,000 keeps 4 children at home; 4 × £50,000 is saved.
    team = {"provision": "team", "places_per_unit": 4, "running_cost": 90_000.0, "setup_cost": 10_000.0}
    support = {"team": {"family": "support_at_home", "looked_after": False}}
    plan = plan_of(years=(1.0,), demand=5, provisions=support, options={"edge": {**team, "max_total": 1}})
    assert plan.line("prevention", 0) == pytest.approx(100_000)
    assert plan.line("setup", 0) == plan.line("new_places", 0) == 0
    assert plan.cost == pytest.approx(150_000)


# --- Prices ---------------------------------------------------------------------------------------


def test_prices_grow_with_general_inflation_and_their_own(plan_of):
    # base year 2025/26 is one year before the first period: 50,000 × (1.02 × 1.03)^1, then ^2
    plan = plan_of(
        demand=1,
        provisions={"spot": {"price_growth": 0.03}},
        general_inflation=0.02,
        years_from_price_base=1.0,
    )
    assert plan.line("placements", 0) == pytest.approx(52_530)
    assert plan.line("placements", 1) == pytest.approx(50_000 * 1.0506**2)


def test_inflation_cancels_out_at_present_value(plan_of):
    # cash grows at 2 %, the discount takes 2 % and the real rate off again
    plan = plan_of(demand=1, general_inflation=0.02, discount_rate=0.035)
    assert plan.cost == pytest.approx(50_000 + 50_000 / 1.035)


@pytest.mark.covers("Option.running_cost", "Option.setup_cost", "Option.capital_cost")
def test_set_up_and_capital_grow_with_inflation_running_also_with_its_provision(plan_of):
    option = {"setup_cost": 1_000.0, "capital_cost": 2_000.0, "running_cost": 3_000.0, "first_period": 1}
    plan = plan_of(
        demand=[0, 1],
        provisions={"home": {"price_growth": 0.05}},
        options={"open": option},
        general_inflation=0.02,
    )
    assert plan.line("setup", 1) == pytest.approx(1_020)
    assert plan.line("capital", 1) == pytest.approx(2_040)
    assert plan.line("new_places", 1) == pytest.approx(3_000 * 1.02 * 1.05)


def test_a_pound_later_counts_less(plan_of):
    plan = plan_of(years=(1.0, 0.5, 0.5), demand=1, discount_rate=0.1)
    expected = 50_000 + 25_000 / 1.1 + 25_000 / 1.1**1.5
    assert plan.cost == pytest.approx(expected)


# --- Capital --------------------------------------------------------------------------------------

HOME = {"places_per_unit": 4, "capital_cost": 1_000_000.0}


@pytest.mark.covers("Option.capital_cost", "Option.grant_share")
def test_cash_capital_counts_when_decided_less_its_grant(plan_of):
    option = {**HOME, "grant_share": 0.4, "lead_time": 1.0}
    plan = plan_of(demand=[0, 4], options={"home4": option}, market=NO_MARKET)
    assert plan.line("capital", 0) == pytest.approx(600_000)
    assert plan.cost == pytest.approx(600_000)


@pytest.mark.covers("Option.capital_cost", "Option.grant_share", "Option.asset_life")
def test_financed_capital_is_an_annuity_from_the_decision_on(plan_of):
    # 600,000 at 5 % over 40 years: 600,000 × 0.05 / (1 − 1.05^−40) = 34,967 a year, from year one
    option = {**HOME, "grant_share": 0.4, "lead_time": 1.0}
    plan = plan_of(demand=[0, 4], options={"home4": option}, market=NO_MARKET, capital_treatment="financed")
    charge = 600_000 * 0.05 / (1 - 1.05**-40)
    assert charge == pytest.approx(34_966.90, abs=0.01)
    assert plan.line("financing", 0) == pytest.approx(charge)
    assert plan.line("financing", 1) == pytest.approx(charge)
    assert plan.line("capital", 0) == pytest.approx(600_000)
    assert plan.cost == pytest.approx(2 * charge)


@pytest.mark.covers("Option.asset_life")
def test_financing_ends_with_the_asset_life(plan_of):
    # Paid off over 1.5 years: a whole year, then half a year, then nothing.
    option = {**HOME, "asset_life": 1.5, "last_period": 0}
    plan = plan_of(
        years=(1.0,) * 3, demand=4, options={"home4": option}, market=NO_MARKET, capital_treatment="financed"
    )
    charge = 1_000_000 * annuity(0.05, 1.5)
    assert [plan.line("financing", t) for t in range(3)] == pytest.approx([charge, charge / 2, 0])


@pytest.mark.covers("Option.asset_life")
def test_financing_without_interest_pays_the_capital_back_exactly(plan_of):
    option = {**HOME, "asset_life": 2.0}
    plan = plan_of(
        years=(0.5,) * 6,
        demand=4,
        options={"home4": option},
        market=NO_MARKET,
        capital_treatment="financed",
        borrowing_rate=0.0,
    )
    assert plan.cost == pytest.approx(1_000_000)


# --- Grants ---------------------------------------------------------------------------------------


def test_a_grant_by_the_night(plan_of):
    # £10 × 350 nights × 3 teens in the provision; other needs and provisions bring nothing
    plan = plan_of(
        years=(1.0,),
        needs={"teen": {}, "young": {}},
        demand={"teen": 3, "young": 2},
        grants=[{"basis": "per_child_per_night", "amount": 10.0, "needs": frozenset({"teen"})}],
    )
    assert plan.line("grants", 0) == pytest.approx(-10_500)
    assert plan.cost == pytest.approx(250_000 - 10_500)


def test_a_grant_by_the_night_in_half_a_year_is_for_half_the_nights(plan_of):
    plan = plan_of(years=(0.5,), demand=3, grants=[{"basis": "per_child_per_night", "amount": 10.0}])
    assert plan.line("grants", 0) == pytest.approx(-10 * 175 * 3)


def test_a_grant_by_the_night_for_one_provision_can_make_it_the_cheapest(plan_of):
    # agency £1,010 a week less £7 × £10 a night = £940
    plan = plan_of(
        years=(1.0,),
        demand=3,
        provisions={"agency": {"sector": "external", "weekly_cost": 1_010.0}},
        market=[{"pool": ("spot", "out")}, {"pool": ("agency", "in")}],
        grants=[{"basis": "per_child_per_night", "amount": 10.0, "provisions": frozenset({"agency"})}],
    )
    assert plan.cost == pytest.approx(3 * 50 * 940)


def test_a_grant_for_each_unit_decided_in_its_periods(plan_of):
    plan = plan_of(
        demand=[1, 3],
        options={"open": {"setup_cost": 5_000.0}, "other": {"setup_cost": 5_500.0}},
        grants=[{"basis": "per_unit", "amount": 1_000.0, "options": frozenset({"open"}), "periods": (1,)}],
        market=NO_MARKET,
    )
    # 1 unit in year one without a grant, 2 in year two with
    assert plan.line("grants", 0) == pytest.approx(0)
    assert plan.line("grants", 1) == pytest.approx(-2_000)
    assert plan.cost == pytest.approx(3 * 5_000 - 2_000)


def test_a_grant_by_the_period(plan_of):
    plan = plan_of(demand=1, grants=[{"amount": 12_345.0, "periods": (1,)}])
    assert plan.line("grants", 0) == 0
    assert plan.line("grants", 1) == pytest.approx(-12_345)


def test_a_grant_on_existing_places(plan_of):
    supply = [{"pool": ("home", "in"), "places": 4, "running_cost": 10_000.0, "grant": 3_000.0}]
    plan = plan_of(years=(0.5,), demand=2, supply=supply)
    # half a year: 4 × 5,000 − 4 × 1,500
    assert plan.line("grants", 0) == pytest.approx(-6_000)
    assert plan.cost == pytest.approx(14_000)


# --- Budgets --------------------------------------------------------------------------------------

DEAR_START = {"options": {"open": {"setup_cost": 60_000.0, "running_cost": 10_000.0}}}


@pytest.mark.covers("revenue_budget")
def test_a_revenue_budget_holds_in_its_period(plan_of):
    # 3 children, three years. Opening costs 60,000 + 10,000 a year, buying 50,000 a year.
    common = {"years": (1.0,) * 3, "demand": 3, **DEAR_START}
    assert plan_of(**common).line("setup", 0) == pytest.approx(180_000)
    # Without a limit year one costs 210,000. With 175,000: one opened (70,000) + two bought (100,000) =
    # 170,000.
    plan = plan_of(**common, budgets=[{"limit": 175_000.0}])
    assert plan.units("open", 0) == pytest.approx(1)
    assert plan.cost == pytest.approx(60_000 + 3 * 10_000 + 2 * 3 * 50_000)


@pytest.mark.covers("revenue_budget")
def test_an_impossible_revenue_budget_leaves_no_plan(plan_of):
    assert plan_of(demand=3, budgets=[{"limit": 149_999.0}]).status == "infeasible"
    assert plan_of(demand=3, budgets=[{"limit": 150_000.0}]).status == "optimal"


@pytest.mark.covers("revenue_budget")
def test_the_revenue_budget_counts_every_line_and_grants_against_it(plan_of):
    # placements 2 × 50,000 + travel 2 × 40 × £10 + existing 3 × 1,000 − grant 4,000, in cash
    rows = {
        "years": (1.0,),
        "demand": 2,
        "supply": [{"pool": ("other", "in"), "places": 3, "running_cost": 1_000.0}],
        "provisions": {"other": {}},
        "suitability": {("child", "other"): {"rating": "unsuitable"}},
        "grants": [{"amount": 4_000.0}],
        "travel_cost_per_mile": 10.0,
    }
    spent = 100_000 + 800 + 3_000 - 4_000
    assert plan_of(**rows, budgets=[{"limit": float(spent)}]).cost == pytest.approx(spent)
    assert plan_of(**rows, budgets=[{"limit": spent - 1.0}]).status == "infeasible"


@pytest.mark.covers("revenue_budget")
def test_the_budget_counts_financing_not_capital(plan_of):
    option = {"home4": {**HOME, "last_period": 0}}
    rows = {
        "years": (1.0,),
        "demand": 4,
        "options": option,
        "market": NO_MARKET,
        "capital_treatment": "financed",
    }
    assert plan_of(**rows, budgets=[{"limit": 58_279.0}]).status == "optimal"
    assert plan_of(**rows, budgets=[{"limit": 58_278.0}]).status == "infeasible"


@pytest.mark.covers("revenue_budget")
def test_a_priced_revenue_budget_may_be_overspent(plan_of):
    # 150,000 against 100,000, each pound over costs 10p more
    plan = plan_of(years=(1.0,), demand=3, budgets=[{"limit": 100_000.0, "price_if_missed": 0.1}])
    assert plan.overspent() == pytest.approx(50_000)
    assert plan.line("over_budget", 0) == pytest.approx(5_000)
    assert plan.cost == pytest.approx(155_000)


BUILD = {"places_per_unit": 1, "capital_cost": 100_000.0, "grant_share": 0.5}


@pytest.mark.covers("capital_budget", "Option.grant_share")
def test_a_capital_budget_of_one_home_delays_the_second(plan_of):
    # £50,000 each after grant; the budget of a year is 60,000: one home a year.
    budgets = [{"budget": "capital", "period": t, "limit": 60_000.0} for t in range(3)]
    plan = plan_of(years=(1.0,) * 3, demand=[1, 2, 2], options={"build": BUILD}, budgets=budgets, market=NO_MARKET)
    assert [plan.units("build", t) for t in range(3)] == pytest.approx([1, 1, 0])
    unlimited = plan_of(years=(1.0,) * 3, demand=[2, 2, 2], options={"build": BUILD}, market=NO_MARKET)
    assert unlimited.units("build", 0) == pytest.approx(2)
    both_at_once = plan_of(
        years=(1.0,) * 3, demand=[2, 2, 2], options={"build": BUILD}, budgets=budgets, market=NO_MARKET
    )
    assert both_at_once.status == "infeasible"


@pytest.mark.covers("capital_budget")
def test_capital_in_all_stays_within_the_total(plan_of):
    budgets = [{"budget": "capital_total", "period": None, "limit": 120_000.0}]
    plan = plan_of(years=(1.0,) * 6, demand=[1, 2, 3, 4, 5, 6], options={"build": BUILD}, budgets=budgets)
    assert plan.units("build") == pytest.approx(2)


@pytest.mark.covers("capital_budget")
def test_a_priced_capital_budget_may_be_overspent(plan_of):
    # A second home saves £50,000 a year for 2 years and costs 50,000 + 0.5 × 40,000 over budget.
    budgets = [{"budget": "capital", "period": 0, "limit": 60_000.0, "price_if_missed": 0.5}]
    plan = plan_of(demand=2, options={"build": BUILD}, budgets=budgets)
    assert plan.overspent() == pytest.approx(40_000)
    assert plan.cost == pytest.approx(100_000 + 20_000)


@pytest.mark.covers("capital_budget")
def test_the_capital_budget_holds_where_capital_is_financed(plan_of):
    budgets = [{"budget": "capital", "period": 0, "limit": 60_000.0}]
    plan = plan_of(
        demand=2,
        options={"build": {**BUILD, "last_period": 0}},
        budgets=budgets,
        capital_treatment="financed",
    )
    assert plan.units("build") == pytest.approx(1)


# --- Futures --------------------------------------------------------------------------------------


def test_two_futures_share_decisions_and_their_cost_is_expected(plan_of):
    # A place costs 40,000 in every future, buying 50,000. 4 or 8 children, half and half.
    # The first 4 places always pay; a fifth saves 50,000 in half the futures: 25,000 < 40,000.
    futures = {"few": (0.5, 4), "many": (0.5, 8)}
    plan = plan_of(years=(1.0,), futures=futures, options={"open": {"running_cost": 40_000.0}})
    assert plan.units("open") == pytest.approx(4)
    assert plan.children(0, s=1, provision="spot") == pytest.approx(4)
    assert plan.cost == pytest.approx(4 * 40_000 + 0.5 * 4 * 50_000)


def test_a_likely_future_is_prepared_for(plan_of):
    # With 90 % for many the fifth to eighth place saves 45,000 for 40,000.
    futures = {"few": (0.1, 4), "many": (0.9, 8)}
    plan = plan_of(years=(1.0,), futures=futures, options={"open": {"running_cost": 40_000.0}})
    assert plan.units("open") == pytest.approx(8)
    assert plan.cost == pytest.approx(8 * 40_000)


def test_a_hard_budget_holds_in_every_future(plan_of):
    futures = {"few": (0.9, 1), "many": (0.1, 3)}
    assert plan_of(years=(1.0,), futures=futures, budgets=[{"limit": 149_000.0}]).status == "infeasible"


def test_unmet_need_is_expected_over_futures(plan_of):
    futures = {"few": (0.75, 0), "many": (0.25, 2)}
    plan = plan_of(years=(1.0,), futures=futures, market=NO_MARKET, unmet_need_price=80_000.0)
    assert plan.unmet(0, s=1) == pytest.approx(2)
    assert plan.cost == pytest.approx(0.25 * 160_000)


def test_reported_cost_is_the_objective(plan_of):
    plan = plan_of(demand=[3, 5], discount_rate=0.035, general_inflation=0.03, **DEAR_START)
    assert plan.cost == pytest.approx(plan.outcome.objective)
