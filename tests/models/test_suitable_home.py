"""Promises about the chance of a suitable home, by hand.

A pool of offered load 8 where every second vacancy suits (q = 1/2). With v vacancies of n places the chain is
w(v) / w(v - 1) = (n - v + 1) / (8 (1 - 2^-v)), and a child finds nothing with 2^-v. The chances that follow:

=======  ========  =====================================
places   chance    children of eight who find nothing
=======  ========  =====================================
9        0.24108   1.92860
10       0.18625   1.49000
11       0.13960   1.11678
12       0.10122   0.80979
=======  ========  =====================================
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import audit, choice
from models.audit_curves import chance_of_nothing
from models.case import EVERY_AREA, Pool
from models.choice_matching import occupied_by_places
from models.suitable_home import LEAST_CHANCE, chance_of_none
from optimiser.agreed_loads import with_agreed_loads
from optimiser.engine.cbc import solve as solve_by_cbc
from optimiser.engine.elastic import elastic
from tests.models.by_choice import HOME, by_choice, curve

AWAY, SHARED = Pool("home", "out"), Pool("home", EVERY_AREA)
P = {9: 0.2410755, 10: 0.1862498, 11: 0.1395977, 12: 0.1012240}
PLACE = 23_000.0
SPOT = 50_000.0
PART = {"running_cost": PLACE, "whole_units": False}
WHOLE = {"running_cost": PLACE}


def chance(value, price=None, **scope):
    return {"measure": "no_suitable_home", "sense": "at_most", "value": value, "price_if_missed": price, **scope}


def fewest(value, below):
    """Places at which the chance is a value, between a whole number of places and the next."""
    return below + (P[below] - value) / (P[below] - P[below + 1])


@pytest.fixture
def case_of(make_case):
    """Eight children who all come to homes of which every second place suits, £23,000 each; else bought homes."""

    def of(*targets, option=PART, loads=None, how=None, **rows):
        given = {"years": (1.0,), "demand": 8, "options": {"open": option}, "targets": targets, **rows}
        return by_choice(make_case(**given), loads or {HOME: 8.0}, home=how or curve(suits=0.5))

    return of


@pytest.fixture
def plan_for(case_of, solve_case):
    return lambda *targets, **rows: solve_case(case_of(*targets, **rows))


def cost_with(places):
    """£ of so many places, and of bought homes for those of eight who find none in them."""
    return PLACE * places + SPOT * 8 * chance_of_none(8, places, 0.5)


@pytest.mark.covers("suitable_home")
@pytest.mark.parametrize("places", sorted(P))
def test_the_chances_that_the_arithmetic_rests_on(places):
    vacancies = np.arange(places + 1)
    weights = np.cumprod([1.0, *((places - v + 1) / (8 * (1 - 0.5**v)) for v in vacancies[1:])])
    assert 0.5**vacancies @ weights / weights.sum() == pytest.approx(P[places], abs=5e-8)
    assert chance_of_none(8, places, 0.5) == pytest.approx(P[places], abs=5e-8)
    assert chance_of_nothing(8, places, 0.5) == pytest.approx(P[places], abs=5e-8)


@pytest.mark.covers("suitable_home")
def test_a_promise_of_18_in_100_needs_more_than_ten_places(plan_for):
    # 10 places leave 18.62 % with nothing, 11 leave 13.96 %: 10 + (18.62 - 18) / (18.62 - 13.96) = 10.134
    plan = plan_for(chance(0.18))
    assert fewest(0.18, 10) == pytest.approx(10.134, abs=5e-4)
    assert plan.places(0) == pytest.approx(fewest(0.18, 10), abs=1e-5)
    assert plan.cost == pytest.approx(cost_with(fewest(0.18, 10)), rel=1e-6)
    assert plan_for(chance(0.18), option=WHOLE).places(0) == pytest.approx(11)


@pytest.mark.covers("suitable_home")
@pytest.mark.parametrize(("value", "below"), [(0.24, 9), (0.15, 10), (0.11, 11)])
def test_the_places_are_the_fewest_at_which_the_chance_is_the_value(plan_for, value, below):
    assert plan_for(chance(value)).places(0) == pytest.approx(fewest(value, below), abs=1e-5)


@pytest.mark.covers("suitable_home")
def test_a_loose_promise_changes_nothing(plan_for):
    # a place of £23,000 pays while it carries 0.46 of a child in place of a bought home: the ninth, not the tenth
    free = plan_for()
    reached = chance_of_none(8, free.places(0), 0.5)
    assert plan_for(chance(reached + 0.01)).cost == pytest.approx(free.cost)
    assert plan_for(chance(reached - 0.02)).cost > free.cost + 1


@pytest.mark.covers("suitable_home")
def test_only_places_that_can_be_offered_count(plan_for):
    plan = plan_for(chance(0.18), how=curve(available=0.8, suits=0.5))
    assert plan.places(0) == pytest.approx(fewest(0.18, 10) / 0.8, abs=1e-5)


@pytest.mark.covers("suitable_home")
def test_areas_that_share_their_places_are_promised_as_one(plan_for):
    option = {("open", "in"): {**WHOLE, "max_total": 6}, ("open", "out"): {**WHOLE, "max_total": 6}}
    rows = {"options": option, "loads": {SHARED: 8.0}, "how": curve(suits=0.5, together=True)}
    plan = plan_for(chance(0.18), **rows)
    assert plan.places(0) + plan.places(0, area="out") == pytest.approx(11)


@pytest.mark.covers("suitable_home")
def test_areas_apart_each_keep_it(plan_for):
    # 4 children in each area: the promise holds in both, or only in the area that it names
    options = {("open", "in"): PART, ("open", "out"): PART}
    rows = {"options": options, "loads": {HOME: 4.0, AWAY: 4.0}}
    both = plan_for(chance(0.1), **rows)
    each = [both.places(0, area=area) for area in ("in", "out")]
    assert each[0] == pytest.approx(each[1])
    assert chance_of_none(4, each[0], 0.5) == pytest.approx(0.1, abs=1e-6)
    one = plan_for(chance(0.1, areas=frozenset({"out"})), **rows)
    assert one.places(0, area="out") == pytest.approx(each[0])
    assert one.places(0) < each[0] - 0.5


@pytest.mark.covers("suitable_home")
def test_a_promise_in_some_periods_and_provisions(plan_for):
    later = {"years": (1.0, 1.0), "loads": {HOME: [8.0, 8.0]}, "settled_children": "free"}
    option = {**PART, "life": 1.0}
    plan = plan_for(chance(0.15, periods=(1,)), option=option, **later)
    assert plan.places(0) == pytest.approx(9)
    assert plan.places(1) == pytest.approx(fewest(0.15, 10), abs=1e-5)
    elsewhere = plan_for(chance(0.15, provisions=frozenset({"spot"})))
    assert elsewhere.cost == pytest.approx(plan_for().cost)


@pytest.mark.covers("suitable_home")
def test_a_missed_promise_costs_its_price_for_each_child_beyond(plan_for):
    # at most ten places: 8 (18.625 % - 15 %) = 0.29 of a child finds nothing beyond the promise
    option = {**WHOLE, "max_total": 10, "min_total": 10}
    plan = plan_for(chance(0.15, 7_000.0), option=option)
    beyond = 8 * (P[10] - 0.15)
    assert plan.line("missed_promises", 0) == pytest.approx(7_000 * beyond, abs=0.01)
    assert plan.cost == pytest.approx(cost_with(10) + 7_000 * beyond)
    assert plan_for(chance(0.15, 7_000.0), option=option, years=(0.5,)).line(
        "missed_promises", 0
    ) == pytest.approx(3_500 * beyond, abs=0.01)
    assert plan_for(chance(0.15), option=option).status == "infeasible"


@pytest.mark.covers("suitable_home")
@pytest.mark.parametrize(("price", "places"), [(0, 9), (3_000, 10), (20_000, 11), (30_000, 12)])
def test_a_priced_promise_buys_places_while_they_are_worth_it(plan_for, price, places):
    # the tenth place keeps 0.4386 of a child in, the eleventh 0.3732, the twelfth 0.3070: beside bought homes of
    # £50,000 they are worth £23,000 where the price of a child beyond is £2,439, £11,629 and £24,919
    assert plan_for(chance(0.1, float(price)), option=WHOLE).places(0) == pytest.approx(places)


@pytest.mark.covers("suitable_home")
def test_pools_beyond_a_priced_promise_are_added_up(plan_for):
    held = [{"pool": HOME, "places": 10}, {"pool": AWAY, "places": 10}]
    rows = {"options": {}, "supply": held, "demand": 16, "loads": {HOME: 8.0, AWAY: 8.0}}
    plan = plan_for(chance(0.15, 1_000.0), **rows)
    assert plan.line("missed_promises", 0) == pytest.approx(2 * 1_000 * 8 * (P[10] - 0.15), abs=0.01)
    assert [line.item for line in plan.plan.cost_lines if line.line == "missed_promises"] == ["promise 0"]


@pytest.mark.covers("suitable_home")
def test_nobody_comes_and_nothing_is_promised(plan_for):
    plan = plan_for(chance(0.01), loads={HOME: 0.0}, demand=0)
    assert plan.cost == pytest.approx(0)
    assert plan.rows("suitable_home") == 0


@pytest.mark.covers("suitable_home")
def test_a_provision_where_nobody_is_looked_after_is_not_in_it(plan_for):
    rows = {"provisions": {"home": {"looked_after": False}}}
    assert plan_for(chance(0.01), **rows).cost == pytest.approx(plan_for(**rows).cost)


@pytest.mark.parametrize("load", [1e-3, 0.1, 0.5, 1.0, 2.5, 8.0, 20.0, 60.0, 150.0, 300.0])
@pytest.mark.parametrize("suits", [0.01, 0.05, 0.1, 0.2, 0.3, 0.45, 0.5, 0.7, 0.9, 0.99, 1.0])
def test_the_chance_is_convex_in_whole_places_for_every_load(load, suits):
    """So straight lines say exactly what the fewest places say: 1 - occupied / load, to the last digits."""
    most = int(load) + (60 if suits >= 0.1 else 400)
    chances = 1 - occupied_by_places(load, most, suits) / load
    assert np.diff(chances, 2).min() >= -1e-12 / min(load, 1.0)
    assert np.diff(chances).max() <= 1e-12 / min(load, 1.0)
    some = [n for n in (0, 1, 3, int(load), most) if n <= most]
    expected = [choice.matching(load, n, suits).no_suitable for n in some]
    assert chances[some] == pytest.approx(expected, abs=1e-9 / min(load, 1.0))


@given(
    load=st.floats(0.05, 30),
    suits=st.sampled_from([0.2, 0.5, 0.8, 1.0]),
    value=st.floats(LEAST_CHANCE, 0.6),
    available=st.sampled_from([0.7, 1.0]),
    held=st.sampled_from([0.0, 3.5, 9.0]),
)
@settings(max_examples=25, deadline=None, derandomize=True)
def test_hard_rows_say_what_the_fewest_places_say(make_case, solve_case, load, suits, value, available, held):
    """The least places that keep a promise leave just its share without a home, or are those there already."""
    case = make_case(
        years=(1.0,), demand=31, options={"open": {**PART, "running_cost": 60_000.0}}, targets=[chance(value)],
        supply=[{"pool": HOME, "places": held}],
    )  # fmt: skip
    plan = solve_case(by_choice(case, {HOME: load}, home=curve(available, suits)))
    reached = chance_of_none(load, plan.places(0) * available, suits)
    assert reached <= value + 1e-5 / load
    assert reached == pytest.approx(value, abs=1e-5 / load) or plan.places(0) == pytest.approx(held, abs=1e-5)


@given(value=st.floats(0.01, 0.5), less=st.floats(0.3, 1.0), price=st.sampled_from([None, 500.0, 40_000.0]))
@settings(max_examples=20, deadline=None, derandomize=True)
def test_a_tighter_promise_is_never_cheaper(make_case, solve_case, value, less, price):
    case = make_case(years=(1.0,), demand=8, options={"open": PART}, targets=[chance(value, price)])
    case = by_choice(case, {HOME: 8.0}, home=curve(suits=0.5))
    tighter = replace(case, targets=(replace(case.targets[0], value=max(LEAST_CHANCE, value * less)),))
    assert solve_case(tighter).cost >= solve_case(case).cost - 1e-4


@pytest.mark.parametrize("price", [None, 0.0, 20_000.0, 400_000.0])
@pytest.mark.parametrize("value", [0.05, 0.18, 0.5])
@pytest.mark.parametrize("peakedness", [1.0, 1.4])
def test_the_second_formulation_agrees(case_of, solve_case, price, value, peakedness):
    options = {("open", "in"): WHOLE, ("open", "out"): {**WHOLE, "running_cost": 25_000.0}}
    rows = {"options": options, "loads": {HOME: [5.0, 6.0], AWAY: [3.0, 2.0]}, "years": (1.0, 1.0)}
    case = case_of(chance(value, price), how=curve(0.9, 0.5, peakedness), **rows)
    found = solve_by_cbc(audit.write(case).lp)
    assert found.objective * 1000 == pytest.approx(solve_case(case).cost, rel=1e-6)


def test_what_gives_way_reaches_the_share_that_the_places_can(case_of):
    """Ten places at most leave 18.62 %: the promise of 15 % would have to give way to that."""
    loose = elastic(case_of(chance(0.15), option={**WHOLE, "max_total": 10}))
    cell = next(one for one in loose.cells if one.family == "promises")
    assert (cell.old, cell.sign, cell.unit, cell.most) == (0.15, 1, "share", pytest.approx(0.85))
    assert len(cell.entries) == len(loose.sides(cell)) > 2
    assert {leeway for _, leeway in cell.entries} == {8.0}


def test_loads_are_agreed_though_the_promise_cannot_be_kept_at_the_first(make_case):
    """At first all ten are thought to come to homes that suit a third: too many for six places."""
    target = chance(0.2)
    rows = {"years": (1.0,), "demand": 10, "options": {"open": {**WHOLE, "max_total": 6}}}
    suits = {("child", "home"): {"share_max": 0.3}}
    placed = {("child", "in", "home", "in"): 1, ("child", "in", "spot", "out"): 0}
    case = by_choice(
        make_case(**rows, suitability=suits, placements=placed, targets=[target]), home=curve(suits=0.5)
    )
    assert set(with_agreed_loads(case).loads) == {HOME}
