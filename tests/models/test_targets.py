"""Promises about where and how children live: by hand."""

import math

import pytest

from models.case import Proximity
from models.targets import distance_band, target_scope
from optimiser.tables.specification.care import FAMILIES

NO_MARKET = [{"pool": ("spot", "out"), "children_max": 0.0}]
DEAR_LOCAL = {"local": {"running_cost": 80_000.0}}
"""A local place at £80,000 a year against £50,000 out of area."""


@pytest.fixture(scope="session")
def promised(plan_of):
    """Ten children for a year, local places at £80,000, out of area at £50,000, and promises."""
    return lambda *targets, **more: plan_of(
        **{"years": (1.0,), "demand": 10, "options": DEAR_LOCAL, "targets": targets, **more}
    )


@pytest.mark.covers("promise")
def test_without_a_promise_everyone_is_out_of_area(promised):
    assert promised().cost == pytest.approx(500_000)


@pytest.mark.covers("promise")
def test_an_out_of_area_cap_forces_the_dearer_local_home(promised):
    # at most 40 % beyond 20 miles: 4 out, 6 local
    plan = promised({"measure": "beyond_20_miles", "sense": "at_most", "value": 0.4})
    assert plan.children(0, provision="spot") == pytest.approx(4)
    assert plan.cost == pytest.approx(4 * 50_000 + 6 * 80_000)


MEASURES = ("inside_boundary", "within_20_miles", "in_house", "selected")


@pytest.mark.covers("promise")
@pytest.mark.parametrize("measure", MEASURES)
def test_a_share_of_at_least(promised, measure):
    scope = {"provisions": frozenset({"home"})} if measure == "selected" else {}
    plan = promised({"measure": measure, "value": 0.3, **scope})
    assert plan.children(0, provision="home") == pytest.approx(3)
    assert plan.cost == pytest.approx(7 * 50_000 + 3 * 80_000)


@pytest.mark.covers("promise")
@pytest.mark.parametrize("measure", MEASURES)
def test_a_number_of_at_least(promised, measure):
    scope = {"provisions": frozenset({"home"})} if measure == "selected" else {}
    plan = promised({"measure": measure, "value": 4, "unit": "number", **scope})
    assert plan.children(0, provision="home") == pytest.approx(4)


@pytest.mark.covers("promise")
@pytest.mark.parametrize(("unit", "value"), [("share", 0.2), ("number", 2)])
def test_at_most_selected(promised, unit, value):
    # at most 2 of 10 in external homes
    target = {"measure": "selected", "sense": "at_most", "provisions": frozenset({"spot"})}
    plan = promised({**target, "unit": unit, "value": value})
    assert plan.children(0, provision="spot") == pytest.approx(2)
    assert plan.children(0, provision="home") == pytest.approx(8)


@pytest.mark.covers("promise")
def test_a_share_in_families(promised):
    plan = promised(
        {"measure": "family", "value": 0.5},
        options={**DEAR_LOCAL, "carer": {"provision": "foster", "running_cost": 90_000.0}},
        provisions={"foster": {"family": "fostering"}},
    )
    assert plan.children(0, provision="foster") == pytest.approx(5)
    assert plan.cost == pytest.approx(5 * 50_000 + 5 * 90_000)


def test_a_child_lives_in_a_family_with_foster_carers_relatives_parents_or_adopters(make_case):
    def counted(family):
        case = make_case(
            demand=10, provisions={"spot": {"family": family}}, targets=[{"measure": "family", "value": 1}]
        )
        return len(target_scope(case, case.targets[0]).counted) == 1

    assert {family for family in FAMILIES if counted(family)} == {"fostering", "kinship", "parents", "adoption"}


@pytest.mark.covers("promise")
def test_a_share_in_the_preferred_provision(promised):
    plan = promised(
        {"measure": "preferred", "value": 0.2}, suitability={("child", "home"): {"rating": "preferred"}}
    )
    assert plan.children(0, provision="home") == pytest.approx(2)


@pytest.mark.covers("promise")
def test_an_in_house_share_of_fostering_looks_at_fostering_only(plan_of):
    # 40 % of fostered children in-house; children in homes do not count. 10 fostered: 4 in-house.
    fostering = {"family": "fostering"}
    plan = plan_of(
        years=(1.0,),
        needs={"young": {}, "teen": {}},
        demand={"young": 10, "teen": 5},
        provisions={
            "own foster": {**fostering, "weekly_cost": 900.0},
            "agency": {**fostering, "sector": "external", "weekly_cost": 500.0},
        },
        supply=[{"pool": ("own foster", "in"), "places": 20}],
        market=[{"pool": ("agency", "in")}, {"pool": ("spot", "out")}],
        suitability={
            **{("young", p): {"rating": "unsuitable"} for p in ("spot", "home")},
            **{("teen", p): {"rating": "unsuitable"} for p in ("agency", "own foster")},
        },
        targets=[{"measure": "in_house", "value": 0.4, "provisions": frozenset({"own foster", "agency"})}],
    )
    assert plan.children(0, provision="own foster") == pytest.approx(4)
    assert plan.cost == pytest.approx(50 * (4 * 900 + 6 * 500 + 5 * 1000))


TWO_NEEDS = {
    "needs": {"child": {}, "secure": {"locality_exempt": True}},
    "demand": {"child": 10, "secure": 10},
}


@pytest.mark.covers("promise")
def test_exempt_needs_are_left_out_of_both_sides_of_locality(promised):
    # half of the 10 children who are not exempt, not of all 20; exempt children count for nothing
    plan = promised({"measure": "inside_boundary", "value": 0.5}, **TWO_NEEDS)
    assert plan.children(0, provision="home", need="child") == pytest.approx(5)
    assert plan.children(0, provision="home", need="secure") == pytest.approx(0)


@pytest.mark.covers("promise")
def test_exempt_needs_count_in_promises_about_the_mix(promised):
    plan = promised({"measure": "in_house", "value": 0.5}, **TWO_NEEDS)
    assert plan.children(0, provision="home") == pytest.approx(10)


@pytest.mark.covers("promise")
def test_children_not_looked_after_are_left_out(promised):
    # 4 of 10 live with their parents (free, but only 40 % suit): half of the other 6 must be local, so 3.
    plan = promised(
        {"measure": "inside_boundary", "value": 0.5},
        provisions={"parents": {"family": "support_at_home", "looked_after": False}},
        supply=[{"pool": ("parents", "in"), "places": 10}],
        suitability={("child", "parents"): {"share_max": 0.4}},
    )
    assert plan.children(0, provision="parents") == pytest.approx(4)
    assert plan.children(0, provision="home") == pytest.approx(3)
    assert plan.cost == pytest.approx(3 * 80_000 + 3 * 50_000)


@pytest.mark.covers("promise")
def test_a_promise_about_some_needs_only(promised):
    target = {"measure": "in_house", "value": 0.5, "needs": frozenset({"secure"})}
    plan = promised(target, **TWO_NEEDS)
    assert plan.children(0, provision="home", need="secure") == pytest.approx(5)
    assert plan.children(0, provision="home", need="child") == pytest.approx(0)


@pytest.mark.covers("promise")
def test_a_promise_from_a_period_on(plan_of):
    plan = plan_of(demand=[5, 10], options=DEAR_LOCAL, targets=[{"value": 2, "unit": "number", "periods": (1,)}])
    assert plan.children(0, provision="home") == pytest.approx(0)
    assert plan.children(1, provision="home") == pytest.approx(2)


@pytest.mark.covers("promise")
def test_a_promise_about_some_areas_counts_only_those(promised):
    # in-house places in "out" are cheaper, but only those in "in" count
    plan = promised(
        {"measure": "in_house", "value": 3, "unit": "number", "areas": frozenset({"in"})},
        options={**DEAR_LOCAL, ("local", "out"): {"running_cost": 60_000.0}},
    )
    assert plan.children(0, provision="home", area="in") == pytest.approx(3)
    assert plan.children(0, provision="home", area="out") == pytest.approx(0)


@pytest.mark.covers("promise")
def test_a_missed_promise_is_priced_where_that_is_cheaper(promised):
    # Half of 10 local costs £30,000 more a child; missing costs £20,000 a child: all 5 missed.
    plan = promised({"measure": "inside_boundary", "value": 0.5, "price_if_missed": 20_000.0})
    assert plan.missed(0) == pytest.approx(5)
    assert plan.line("missed_promises", 0) == pytest.approx(100_000)
    assert plan.cost == pytest.approx(10 * 50_000 + 100_000)


@pytest.mark.covers("promise")
def test_a_dear_price_keeps_the_promise(promised):
    plan = promised({"measure": "inside_boundary", "value": 0.5, "price_if_missed": 40_000.0})
    assert plan.missed(0) == pytest.approx(0)
    assert plan.cost == pytest.approx(5 * 50_000 + 5 * 80_000)


@pytest.mark.covers("promise")
def test_a_missed_at_most_counts_the_excess(promised):
    target = {"measure": "beyond_20_miles", "sense": "at_most", "unit": "number", "value": 4}
    plan = promised({**target, "price_if_missed": 1_000.0})
    assert plan.missed(0) == pytest.approx(6)
    assert plan.cost == pytest.approx(500_000 + 6_000)


@pytest.mark.covers("promise")
def test_a_miss_in_half_a_year_costs_half(promised):
    target = {"measure": "inside_boundary", "unit": "number", "value": 5, "price_if_missed": 1_000.0}
    assert promised(target, years=(0.5,)).line("missed_promises", 0) == pytest.approx(2_500)


@pytest.mark.covers("promise")
def test_a_promise_that_cannot_be_kept_leaves_no_plan(promised):
    assert promised({"value": 0.1}, options={}).status == "infeasible"


@pytest.mark.covers("promise")
def test_a_promise_about_nobody_is_kept(promised):
    assert promised({"value": 0.5, "needs": frozenset()}).cost == pytest.approx(500_000)


@pytest.mark.covers("promise")
def test_a_number_of_nobody_cannot_be_kept(promised):
    assert promised({"value": 1, "unit": "number", "needs": frozenset()}).status == "infeasible"


@pytest.mark.parametrize(
    ("band", "miles", "expected"),
    [
        ("inside", 20.0, "within_20_miles"),
        ("inside", math.nextafter(20.0, 21), "beyond_20_miles"),
        ("beyond_20_miles", 5.0, "within_20_miles"),
        ("inside", None, "within_20_miles"),
        ("within_20_miles", None, "within_20_miles"),
        ("beyond_20_miles", None, "beyond_20_miles"),
        ("unknown", None, "unknown"),
    ],
)
def test_miles_decide_where_they_are_known(band, miles, expected):
    assert distance_band(Proximity(band, miles)) == expected


@pytest.mark.covers("promise")
def test_an_unknown_distance_counts_neither_near_nor_far(promised):
    proximity = {("in", "in"): ("inside", 5.0), ("in", "out"): ("unknown", None)}
    near = promised({"measure": "within_20_miles", "value": 0.5}, proximity=proximity)
    assert near.children(0, provision="home") == pytest.approx(5)
    far = promised({"measure": "beyond_20_miles", "sense": "at_most", "value": 0.0}, proximity=proximity)
    assert far.children(0, provision="spot") == pytest.approx(10)
