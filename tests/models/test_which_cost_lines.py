"""Which lines of cost there are, in which periods and futures, and what is left out: by hand."""

import pytest

from models.case import Pool
from models.money import discounted_cost, weekly_price
from models.plan import build
from tests.models.written import assert_lines, cost_lines, weights

HOME, SPOT, TEAM = ("home", "in"), ("spot", "out"), ("team", "in")


def test_an_unknown_distance_costs_no_travel(make_case):
    proximity = {("in", "in"): ("inside", 0.0), ("in", "out"): ("unknown", None)}
    plan = build(make_case(demand=1, proximity=proximity, travel_cost_per_mile=3.0))
    assert_lines(plan, "travel", ((0, 0, *SPOT, ""), {}), ((1, 0, *SPOT, ""), {}))


def test_a_line_of_one_future_counts_by_its_probability(make_case):
    futures = {"few": (0.25, 1), "many": (0.75, 2)}
    plan = build(make_case(years=(1.0,), futures=futures, options={"open": {"setup_cost": 9.0}}))
    found = weights(plan, discounted_cost(plan.formulation, plan.cost_lines))
    expected = {"place[child,in,spot,out,0,0]": 12_500, "place[child,in,spot,out,0,1]": 37_500}
    assert found == pytest.approx({**expected, "decide[open,in,0]": 9})


def test_lines_are_left_out_where_there_is_nothing_to_pay(make_case):
    case = make_case(
        demand=5,
        provisions={"home": {"planned_moves_max": 0.5}},
        supply=[
            {"pool": HOME, "places": 2, "closable": True, "from_period": 1},
            {"pool": ("home", "out"), "places": 2, "grant": 1.0},
        ],
        options={"open": {}},
        placements={("child", "in", *HOME): 1},
        grants=[{"basis": "per_child_per_night", "amount": 1.0, "needs": frozenset()}],
    )
    plan = build(case)
    assert {line.line for line in plan.cost_lines} == {"placements", "grants"}
    # half of the grant of the second home is not the first's
    assert_lines(plan, "grants", *(((t, None, "home", "out", ""), {"": -2}) for t in (0, 1)))


def test_a_place_from_a_later_period_costs_from_then_on(make_case):
    later = {"pool": HOME, "places": 2, "from_period": 1, "running_cost": 0.5, "grant": 0.25}
    plan = build(make_case(years=(1.0,) * 3, supply=[later]))
    assert_lines(plan, "existing_places", *(((t, None, *HOME, ""), {"": 1.0}) for t in (1, 2)))
    assert_lines(plan, "grants", *(((t, None, *HOME, ""), {"": -0.5}) for t in (1, 2)))


def test_nightly_grants_skip_other_provisions_and_go_on(make_case):
    # the first pool has no child of the group, the second another provision, the third is the one
    grant = {
        "basis": "per_child_per_night",
        "amount": 1.0,
        "needs": frozenset({"teen"}),
        "provisions": frozenset({"agency", "spot"}),
        "periods": (1,),
    }
    case = make_case(
        needs={"teen": {}, "young": {}},
        futures={"few": (0.5, {"teen": 1, "young": 1}), "many": (0.5, {"teen": 2, "young": 2})},
        provisions={"agency": {"sector": "external"}},
        suitability={("teen", "agency"): {"rating": "unsuitable"}},
        supply=[{"pool": HOME, "places": 4}],
        market=[{"pool": ("agency", "out")}, {"pool": SPOT}],
        grants=[grant, {"amount": 3.0, "periods": (0,)}],
    )
    stays = {f"place[teen,in,spot,out,{t},{{}}]": -350.0 for t in (0, 1)}
    assert_lines(
        build(case),
        "grants",
        *(((1, s, *SPOT, "grant 0"), {key.format(s): amount for key, amount in stays.items()}) for s in (0, 1)),
        ((0, None, "", "", "grant 1"), {"": -3}),
    )


@pytest.mark.parametrize("left_out", ["options", "provisions", "periods"])
def test_a_grant_by_the_unit_is_for_the_options_provisions_and_periods_in_scope(make_case, left_out):
    grant = {"basis": "per_unit", "amount": 5.0}
    both = {"open": {"max_total": 1}, "team": {"provision": "team", "max_total": 1}}
    outside = {"options": frozenset({"team"}), "provisions": frozenset({"team"}), "periods": ()}
    team = ((0, None, *TEAM, "grant 0"), {"decide[team,in,0]": -5})
    home = ((0, None, *HOME, "grant 0"), {"decide[open,in,0]": -5})
    case = {"years": (1.0,), "options": both, "provisions": {"team": {}}}
    assert_lines(build(make_case(**case, grants=[grant])), "grants", home, team)
    some = build(make_case(**case, grants=[{**grant, left_out: outside[left_out]}]))
    assert_lines(some, "grants", *([] if left_out == "periods" else [team]))


def test_capital_is_charged_in_every_period_of_its_life_and_to_its_end(make_case):
    # £100 over 2.5 years without interest, £40 a year; decided in year one or two of four
    home = {"capital_cost": 100.0, "asset_life": 2.5, "last_period": 1}
    options = {"a free": {"places_per_unit": 2.0}, "built": home}
    financed = {"capital_treatment": "financed", "borrowing_rate": 0.0}
    plan = build(make_case(years=(1.0,) * 4, demand=3, options=options, **financed))
    first, second = "decide[built,in,0]", "decide[built,in,1]"
    charges = [{first: 40}, {first: 40, second: 40}, {first: 20, second: 40}, {second: 20}]
    where = (None, *HOME, "built")
    assert_lines(plan, "financing", *((((t, *where), amounts)) for t, amounts in enumerate(charges)))
    assert_lines(plan, "capital", ((0, *where), {first: 100}), ((1, *where), {second: 100}))


def test_capital_paid_in_full_by_a_grant_is_no_line(make_case):
    plan = build(make_case(demand=3, options={"built": {"capital_cost": 100.0, "grant_share": 1.0}}))
    assert cost_lines(plan, "capital") == cost_lines(plan, "financing") == []


def test_the_price_of_a_single_tier_is_the_price_of_the_pool(make_case):
    market = [{"pool": SPOT, "weekly_cost": 900.0}, {"pool": SPOT, "weekly_cost": 950.0, "from_period": 1}]
    f = build(make_case(demand=1, market=market)).formulation
    assert [weekly_price(f, Pool(*SPOT), t) for t in (0, 1)] == [900, 950]
    several = [*market, {"pool": SPOT, "tier": 2, "weekly_cost": 1_200.0}]
    f = build(make_case(demand=1, market=several)).formulation
    assert [weekly_price(f, Pool(*SPOT), t) for t in (0, 1)] == [1000, 1000]
    f = build(
        make_case(supply=[{"pool": HOME, "places": 1}], provisions={"home": {"weekly_cost": 7.0}})
    ).formulation
    assert weekly_price(f, Pool(*HOME), 0) == 7


def test_a_price_of_nought_lets_the_plan_fail_for_nothing(make_case):
    case = make_case(
        years=(1.0,),
        demand=2,
        unmet_need_price=0.0,
        targets=[{"value": 1, "unit": "number", "price_if_missed": 0.0}],
        budgets=[{"limit": 5.0, "price_if_missed": 0.0}],
    )
    plan = build(case)
    assert_lines(plan, "unmet_need", ((0, 0, "", "", ""), {}))
    assert_lines(plan, "missed_promises", ((0, 0, "", "", "promise 0"), {}))
    assert_lines(plan, "over_budget", ((0, 0, "", "", "revenue"), {}))
