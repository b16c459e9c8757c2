"""How fast and how far options can be delivered: by hand."""

import pytest

CARER = {"running_cost": 10_000.0}


@pytest.mark.covers("Option.max_per_year")
def test_no_more_units_a_year_than_can_be_delivered(plan_of):
    # 10 children bought at £50,000 or cared for at £10,000; 3 units a year, new children only in year one.
    plan = plan_of(demand=[3, 9], options={"carer": {**CARER, "max_per_year": 2}})
    assert plan.units("carer", 0) == pytest.approx(2)
    assert plan.units("carer", 1) == pytest.approx(2)
    # year one: 2 carers, 1 bought; year two: 4 carers, 5 bought
    assert plan.cost == pytest.approx(2 * 10_000 + 50_000 + 4 * 10_000 + 5 * 50_000)


@pytest.mark.covers("yearly_limit", "Option.max_per_year")
def test_half_years_share_the_years_limit(plan_of):
    plan = plan_of(years=(0.5,) * 4, demand=[2, 4, 6, 8], options={"carer": {**CARER, "max_per_year": 3}})
    assert plan.units("carer", 0) + plan.units("carer", 1) == pytest.approx(3)
    assert plan.units("carer", 2) + plan.units("carer", 3) == pytest.approx(3)
    # places 2, 3, 5 (2 more of the 3), 6: dearest first served: bought 0, 1, 1, 2 half-years at £25,000
    assert [plan.children(t, provision="spot") for t in range(4)] == pytest.approx([0, 1, 1, 2])
    assert plan.cost == pytest.approx(5_000 * (2 + 3 + 5 + 6) + 25_000 * (0 + 1 + 1 + 2))


@pytest.mark.covers("yearly_limit")
def test_a_quarterly_plan_shares_the_years_limit(plan_of):
    plan = plan_of(years=(0.25,) * 4, demand=[8] * 4, options={"carer": {**CARER, "max_per_year": 3}})
    assert plan.units("carer") == pytest.approx(3)


@pytest.mark.covers("total_limit", "Option.max_total")
def test_no_more_units_in_all_than_the_total(plan_of):
    plan = plan_of(demand=[5, 10], options={"carer": {**CARER, "max_total": 7}})
    assert plan.units("carer") == pytest.approx(7)
    # year one: 5 carers; year two: 7 carers, 3 bought
    assert plan.cost == pytest.approx(5 * 10_000 + 7 * 10_000 + 3 * 50_000)


@pytest.mark.covers("total_limit", "Option.min_total")
def test_at_least_so_many_units_in_all(plan_of):
    # Carers at £80,000 are dearer than buying at £50,000, but one must be taken on: as late as possible.
    plan = plan_of(demand=[2, 3], options={"carer": {"running_cost": 80_000.0, "min_total": 1}})
    assert plan.units("carer", 0) == pytest.approx(0)
    assert plan.units("carer", 1) == pytest.approx(1)
    # the child who is new in year two lives with the carer
    assert plan.cost == pytest.approx(2 * 50_000 + 2 * 50_000 + 80_000)


@pytest.mark.covers("total_limit", "Option.min_total")
def test_a_minimum_holds_even_where_the_places_come_too_late(plan_of):
    plan = plan_of(demand=2, options={"carer": {"setup_cost": 7_000.0, "lead_time": 9.0, "min_total": 2}})
    assert plan.units("carer") == pytest.approx(2)
    assert plan.cost == pytest.approx(2 * 2 * 50_000 + 14_000)


@pytest.mark.covers("total_limit")
def test_a_minimum_above_the_yearly_limit_leaves_no_plan(plan_of):
    assert plan_of(demand=2, options={"carer": {"min_total": 5, "max_per_year": 2}}).status == "infeasible"


@pytest.mark.covers("Option.first_period", "Option.last_period")
def test_decided_only_from_the_first_to_the_last_period(plan_of):
    option = {**CARER, "first_period": 1, "last_period": 2}
    plan = plan_of(years=(1.0,) * 4, demand=[1, 2, 4, 8], options={"carer": option})
    # new children: 1, 1, 2, 4; those of periods two and three (1 + 2), and three early ones for the fourth's
    # 4
    assert plan.units("carer", 0) == 0
    assert plan.units("carer", 3) == 0
    # In period three 4 more units for the children of the fourth cost £10,000 each a year earlier: still
    # cheaper.
    assert plan.units("carer", 1) == pytest.approx(1)
    assert plan.units("carer", 2) == pytest.approx(2 + 4)
    running = 10_000 * (1 + 7 + 7)
    assert plan.cost == pytest.approx(running + 4 * 50_000)


TIERS = {
    "first ten": {"running_cost": 10_000.0, "max_total": 2, "limit_groups": ("carers",)},
    "next ten": {"running_cost": 20_000.0, "limit_groups": ("carers",)},
}


@pytest.mark.covers("group_yearly_limit", "Option.limit_groups")
def test_a_limit_group_shares_its_yearly_limit(plan_of):
    # 3 a year between the two: year one 2 cheap + 1 dear; year two 3 dear.
    plan = plan_of(demand=[5, 10], options=TIERS, limit_groups={"carers": {"max_per_year": 3}})
    assert plan.units("first ten", 0) == pytest.approx(2)
    assert plan.units("next ten", 0) == pytest.approx(1)
    assert plan.units("next ten", 1) == pytest.approx(3)
    # year one: 2 × 10,000 + 20,000 + 2 bought; year two: 2 × 10,000 + 4 × 20,000 + 4 bought
    assert plan.cost == pytest.approx(40_000 + 100_000 + 100_000 + 200_000)


@pytest.mark.covers("group_yearly_limit")
def test_half_years_share_a_groups_yearly_limit(plan_of):
    plan = plan_of(years=(0.5, 0.5), demand=[5, 10], options=TIERS, limit_groups={"carers": {"max_per_year": 3}})
    assert plan.units("first ten") + plan.units("next ten") == pytest.approx(3)


@pytest.mark.covers("group_total_limit", "Option.limit_groups")
def test_a_limit_group_shares_its_total(plan_of):
    plan = plan_of(demand=[5, 10], options=TIERS, limit_groups={"carers": {"max_total": 4}})
    assert plan.units("first ten") == pytest.approx(2)
    assert plan.units("next ten") == pytest.approx(2)


@pytest.mark.covers("group_total_limit")
def test_a_limit_groups_minimum_is_met_at_least_cost(plan_of):
    options = {
        "a": {"running_cost": 80_000.0, "limit_groups": ("carers",), "first_period": 1},
        "b": {"running_cost": 70_000.0, "limit_groups": ("carers",), "first_period": 1, "max_total": 1},
    }
    plan = plan_of(demand=[0, 5], options=options, limit_groups={"carers": {"min_total": 2}})
    assert (plan.units("a"), plan.units("b")) == pytest.approx((1, 1))
    assert plan.cost == pytest.approx(80_000 + 70_000 + 3 * 50_000)


@pytest.mark.covers("Option.limit_groups")
def test_an_option_may_be_in_several_groups(plan_of):
    options = {
        "a": {"limit_groups": ("north", "carers")},
        "b": {"limit_groups": ("south", "carers"), "running_cost": 1_000.0},
    }
    groups = {"north": {"max_total": 2}, "south": {"max_total": 2}, "carers": {"max_total": 3}}
    plan = plan_of(years=(1.0,), demand=9, options=options, limit_groups=groups)
    assert (plan.units("a"), plan.units("b")) == pytest.approx((2, 1))
