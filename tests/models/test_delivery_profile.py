"""When an option's places can be used: lead time, ramp-up, attrition, life; by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.delivery_profile import standing_units, usable_places

NO_MARKET = [{"pool": ("spot", "out"), "children_max": 0.0}]


@pytest.fixture(scope="session")
def profile(make_case):
    """Places (or standing units) by period of a unit decided in the first period."""

    def of(years=(1.0,) * 4, standing=False, decided=0, **option):
        case = make_case(years=years, options={"open": option})
        figure = standing_units if standing else usable_places
        return figure(next(iter(case.options.values())), case.periods)[decided].tolist()

    return of


@pytest.mark.covers("Option.places_per_unit")
def test_places_of_a_unit_come_at_once(profile):
    assert profile(places_per_unit=1.8) == pytest.approx([1.8] * 4)


@pytest.mark.covers("Option.lead_time")
def test_a_lead_time_of_a_year_delays_by_a_period(profile):
    assert profile(lead_time=1.0) == pytest.approx([0, 1, 1, 1])
    assert profile(lead_time=1.0, decided=1) == pytest.approx([0, 0, 1, 1])


@pytest.mark.covers("Option.lead_time")
def test_a_fractional_lead_time_counts_the_part_of_the_year(profile):
    # opens 1.25 years on: three quarters of the second year
    assert profile(lead_time=1.25) == pytest.approx([0, 0.75, 1, 1])


@pytest.mark.covers("Option.lead_time")
def test_half_years_and_years_agree(profile):
    halves = profile(years=(0.5,) * 4, lead_time=1.25)
    assert halves == pytest.approx([0, 0, 0.5, 1])
    assert (halves[2] + halves[3]) / 2 == pytest.approx(profile(lead_time=1.25)[1])


@pytest.mark.covers("Option.lead_time")
def test_a_lead_time_of_a_year_makes_year_one_external(plan_of):
    plan = plan_of(demand=[2, 3], options={"open": {"running_cost": 10_000.0, "lead_time": 1.0}})
    assert plan.children(0, provision="spot") == pytest.approx(2)
    assert plan.units("open", 0) == pytest.approx(1)
    # 2 bought in both years (they have settled), 1 new child in the place that opened
    assert plan.cost == pytest.approx(4 * 50_000 + 10_000)


@pytest.mark.covers("Option.ramp")
def test_ramp_up_by_year_after_opening(profile):
    assert profile(ramp=(0.5, 0.8), places_per_unit=10) == pytest.approx([5, 8, 10, 10])


@pytest.mark.covers("Option.ramp", "Option.lead_time")
def test_a_ramp_starts_at_the_opening_not_at_the_year(profile):
    # opens half-way through year one: half a year of 0.5; then half of 0.5 and half of 0.8; then 0.8 and 1
    assert profile(ramp=(0.5, 0.8), lead_time=0.5) == pytest.approx([0.25, 0.65, 0.9, 1])


@pytest.mark.covers("Option.ramp", "Option.running_cost")
def test_running_cost_is_paid_in_full_while_places_ramp_up(plan_of):
    # 10 places, half of them usable in year one: 5 children; the home costs its £200,000 all the same.
    option = {
        "places_per_unit": 10,
        "ramp": (0.5,),
        "running_cost": 200_000.0,
        "min_total": 1,
        "max_total": 1,
    }
    plan = plan_of(demand=[10, 15], options={"open": {**option, "last_period": 0}})
    assert plan.children(0, provision="home") == pytest.approx(5)
    assert plan.children(1, provision="home") == pytest.approx(10)
    assert plan.line("new_places", 0) == pytest.approx(200_000)
    assert plan.cost == pytest.approx(2 * 200_000 + 5 * 50_000 + 5 * 50_000)


@pytest.mark.covers("Option.attrition")
def test_attrition_of_10_percent_leaves_18_of_20_next_year(profile):
    assert profile(places_per_unit=20, attrition=0.1) == pytest.approx([20, 18, 16.2, 14.58])


@pytest.mark.covers("Option.attrition", "Option.lead_time")
def test_attrition_starts_with_the_opening(profile):
    # opens after 1.5 years: year two half of 20; year three starts half a year on: 20 × 0.9^0.5
    assert profile(places_per_unit=20, attrition=0.1, lead_time=1.5)[:3] == pytest.approx([0, 10, 18.9736660])


@pytest.mark.covers("Option.attrition")
def test_running_cost_follows_the_units_that_remain(plan_of):
    option = {"attrition": 0.1, "running_cost": 1_000.0, "min_total": 20, "max_total": 20, "last_period": 0}
    plan = plan_of(demand=20, options={"carer": option})
    assert plan.line("new_places", 0) == pytest.approx(20_000)
    assert plan.line("new_places", 1) == pytest.approx(18_000)
    # two children lose their carer
    assert plan.displaced(1) == pytest.approx(2)
    assert plan.line("placements", 1) == pytest.approx(2 * 50_000)


@pytest.mark.covers("Option.life")
def test_places_end_with_the_life(profile):
    assert profile(life=2.0) == pytest.approx([1, 1, 0, 0])
    assert profile(life=1.5, lead_time=1.0) == pytest.approx([0, 1, 0.5, 0])
    assert profile(life=1.5, ramp=(0.5, 0.8, 0.9)) == pytest.approx([0.5, 0.4, 0, 0])


@pytest.mark.covers("Option.life", "Option.ramp")
def test_a_ramp_longer_than_the_life_ends_with_it(profile):
    # 0.5 in the first year, half of 0.8 in the second; the third share is never reached
    assert profile(life=2.0, ramp=(0.5, 0.8, 0.9)) == pytest.approx([0.5, 0.8, 0, 0])
    assert profile(life=0.5, ramp=(0.4, 0.8)) == pytest.approx([0.2, 0, 0, 0])
    assert profile(life=3.0, ramp=(0.5, 0.8)) == pytest.approx([0.5, 0.8, 1, 0])


@pytest.mark.covers("Option.attrition", "Option.places_per_unit")
def test_every_decision_has_its_own_row(make_case):
    # two years and a half-year; a lead time of half a year, a fifth lost a year
    case = make_case(
        years=(1.0, 1.0, 0.5), options={"open": {"places_per_unit": 10, "lead_time": 0.5, "attrition": 0.2}}
    )
    option = next(iter(case.options.values()))
    first = [5, 10 * 0.8**0.5, 10 * 0.8**1.5]
    assert usable_places(option, case.periods).tolist() == [
        pytest.approx(first), pytest.approx([0, 5, 10 * 0.8**0.5]), pytest.approx([0, 0, 0]),
    ]  # fmt: skip
    assert standing_units(option, case.periods)[0].tolist() == pytest.approx([n / 10 for n in first])


@pytest.mark.covers("Option.life", "Option.running_cost")
def test_running_cost_ends_with_the_life(plan_of):
    option = {"running_cost": 10_000.0, "life": 1.0, "last_period": 0}
    plan = plan_of(demand=3, options={"lease": option}, market=[{"pool": ("spot", "out")}])
    assert plan.line("new_places", 0) == pytest.approx(30_000)
    assert plan.line("new_places", 1) == pytest.approx(0)
    assert plan.cost == pytest.approx(30_000 + 150_000)


@pytest.mark.covers("Option.ramp")
def test_standing_units_have_no_ramp(profile):
    assert profile(ramp=(0.5, 0.8), attrition=0.1, standing=True)[:2] == pytest.approx([1, 0.9])


@given(
    lead=st.floats(0, 3),
    life=st.floats(0.25, 5),
    ramp=st.lists(st.floats(0, 1), max_size=3),
    attrition=st.floats(0, 0.9),
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_never_more_places_than_standing_units(profile, lead, life, ramp, attrition):
    option = {"lead_time": lead, "life": life, "ramp": tuple(ramp), "attrition": attrition}
    places, standing = profile(**option), profile(**option, standing=True)
    assert all(0 <= p <= s + 1e-12 <= 1 + 1e-9 for p, s in zip(places, standing, strict=True))


@given(lead=st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0, 1.5]), life=st.sampled_from([0.5, 1.0, 1.75, 9.0]))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_two_half_years_average_to_the_year(profile, lead, life):
    option = {"lead_time": lead, "life": life, "ramp": (0.4, 0.7)}
    years, halves = profile(years=(1.0,) * 3, **option), profile(years=(0.5,) * 6, **option)
    assert [(a + b) / 2 for a, b in zip(halves[::2], halves[1::2], strict=True)] == pytest.approx(years)
