"""The rows about delivery and promises as they are written: keys, bounds and every weight, by hand."""

import math

import numpy as np
import pytest

from models.plan import build
from models.targets import children_in_scope, counted_children, promised_children, target_scope
from tests.models.written import assert_rows, rows, times, weights


@pytest.fixture
def rows_of(make_case):
    return lambda family, **case: rows(build(make_case(**case)), family)


def decided(option, *when):
    return {f"decide[{option},in,{t}]": 1 for t in when}


# --- Delivery -------------------------------------------------------------------------------------


@pytest.mark.covers("yearly_limit", "Option.max_per_year")
def test_only_periods_shorter_than_a_year_need_a_yearly_row(rows_of):
    # three half-years and a year: the year of the last period has one decision, which its bound limits
    options = {"a": {"max_per_year": 3.0}, "b": {}, "c": {"max_per_year": 2.5, "first_period": 1}}
    found = rows_of("yearly_limit", years=(0.5, 0.5, 0.25, 0.75, 1.0), options=options)
    assert_rows(
        found,
        {
            ("a", "in", 0): (None, decided("a", 0, 1), 3),
            ("a", "in", 1): (None, decided("a", 2, 3), 3),
            ("c", "in", 1): (None, decided("c", 2, 3), 2.5),
        },
    )


@pytest.mark.covers("yearly_limit")
def test_a_year_begins_at_its_start_in_spite_of_rounding(rows_of):
    # seven periods of a seventh of a year add up to 0.9999999999999998 and to 1 with what rounding leaves
    seventh = 1 / 7
    found = rows_of("yearly_limit", years=(seventh,) * 14, options={"a": {"max_per_year": 3.0}})
    assert_rows(
        found,
        {
            ("a", "in", 0): (None, decided("a", *range(7)), 3),
            ("a", "in", 1): (None, decided("a", *range(7, 14)), 3),
        },
    )


@pytest.mark.covers("total_limit", "Option.min_total", "Option.max_total")
def test_totals_bind_what_has_a_limit(rows_of):
    options = {
        "at least": {"min_total": 0.5},
        "at most": {"max_total": 4.0},
        "both": {"min_total": 1.0, "max_total": 4.0},
        "neither": {},
    }
    found = rows_of("total_limit", options=options)
    assert_rows(
        found,
        {
            ("at least", "in"): (0.5, decided("at least", 0, 1), None),
            ("at most", "in"): (None, decided("at most", 0, 1), 4),
            ("both", "in"): (1, decided("both", 0, 1), 4),
        },
    )


@pytest.mark.covers("group_yearly_limit", "group_total_limit", "Option.limit_groups")
def test_groups_bind_their_members_together(rows_of):
    options = {
        "a": {"limit_groups": ("carers", "north")},
        "b": {"limit_groups": ("carers",), "first_period": 1},
        "c": {"limit_groups": ("north",)},
        "d": {"limit_groups": ("free",)},
    }
    groups = {
        "carers": {"max_per_year": 3.0, "min_total": 0.5},
        "free": {"max_per_year": math.inf},
        "north": {"max_total": 6.0},
        "nobody": {"max_total": 6.0, "max_per_year": 1.0, "min_total": 0.5},
    }
    case = {"options": options, "limit_groups": groups}
    assert_rows(
        rows_of("group_yearly_limit", **case),
        {
            ("carers", 0): (None, decided("a", 0), 3),
            ("carers", 1): (None, {**decided("a", 1), **decided("b", 1)}, 3),
        },
    )
    # a group without members that must deliver can be no plan: the row stays
    assert_rows(
        rows_of("group_total_limit", **case),
        {
            "carers": (0.5, {**decided("a", 0, 1), **decided("b", 1)}, None),
            "nobody": (0.5, {"nothing[0]": 1}, 6),
            "north": (None, {**decided("a", 0, 1), **decided("c", 0, 1)}, 6),
        },
    )


# --- Promises -------------------------------------------------------------------------------------

SPOT, HOME = "place[child,in,spot,out,{},0]", "place[child,in,home,in,{},0]"
OWN = [{"pool": ("home", "in"), "places": 50}]


@pytest.mark.covers("promise")
def test_at_least_and_at_most_with_and_without_a_price(rows_of):
    targets = [
        {"value": 0.3},
        {"value": 0.3, "price_if_missed": 9.0},
        {"measure": "beyond_20_miles", "sense": "at_most", "value": 4.0, "unit": "number", "periods": (1,)},
        {
            "measure": "beyond_20_miles", "sense": "at_most", "value": 4.0, "unit": "number", "periods": (0,),
            "price_if_missed": 9.0,
        },
    ]  # fmt: skip
    found = rows_of("promise", demand=10, supply=OWN, targets=targets)
    # nobody lives out of scope, so 30 % of those in it are 3 of the 10 who need a home
    local = [{HOME.format(when): 1 for when in range(t + 1)} for t in (0, 1)]
    away = [{SPOT.format(when): 1 for when in range(t + 1)} for t in (0, 1)]
    assert_rows(
        found,
        {
            **{(0, t, 0): (3, local[t], None) for t in (0, 1)},
            **{(1, t, 0): (3, {**local[t], f"miss[1,{t},0]": 1}, None) for t in (0, 1)},
            (2, 1, 0): (None, away[1], 4),
            (3, 0, 0): (None, {**away[0], "miss[3,0,0]": -1}, 4),
        },
    )


@pytest.mark.covers("promise")
def test_a_promise_holds_in_every_future(rows_of):
    futures = {"few": (0.5, 4), "many": (0.5, 8)}
    found = rows_of("promise", years=(1.0,), futures=futures, supply=OWN, targets=[{"value": 2, "unit": "number"}])
    assert_rows(found, {(0, 0, s): (2, {f"place[child,in,home,in,0,{s}]": 1}, None) for s in (0, 1)})


NEEDS = {
    "needs": {"free": {"locality_exempt": True}, "old": {}, "teen": {}, "young": {}},
    "demand": {"free": 1, "old": [2, 3], "teen": [4, 5], "young": 6},
    "provisions": {
        "agency": {"sector": "external", "family": "fostering"},
        "kin": {"family": "kinship"},
        "parents": {"family": "parents", "looked_after": False},
    },
    "market": [
        {"pool": ("agency", "in")}, {"pool": ("agency", "out")}, {"pool": ("kin", "in")},
        {"pool": ("parents", "in")}, {"pool": ("spot", "out")},
    ],
    "supply": [{"pool": ("home", "in"), "places": 9}],
    "suitability": {("old", "agency"): {"rating": "preferred"}, ("old", "home"): {"rating": "preferred"}},
    "unmet_need_price": 5.0,
}  # fmt: skip
EVERYWHERE = ["agency in", "agency out", "home in", "kin in", "spot out"]
WITH_PARENTS = ["parents in"]


@pytest.fixture
def scopes(make_case):
    """Need groups of a promise, and its flows in scope, counted and outside, as "provision area" by need."""

    def of(**target):
        case = make_case(**NEEDS, targets=[{"value": 0.5, **target}])
        scope = target_scope(case, case.targets[0])
        named = {}
        for name in ("scope", "counted", "outside"):
            flows = [case.flows[j] for j in getattr(scope, name)]
            named[name] = {need: [] for need in {flow.need for flow in flows}}
            for flow in flows:
                named[name][flow.need].append(f"{flow.provision} {flow.area}")
        labels = list(case.needs)
        return [labels[g] for g in scope.needs], named["scope"], named["counted"], named["outside"]

    return of


@pytest.mark.covers("promise")
@pytest.mark.parametrize(
    ("measure", "counted"),
    [
        ("inside_boundary", ["agency in", "home in", "kin in"]),
        ("within_20_miles", ["agency in", "home in", "kin in"]),
        ("beyond_20_miles", ["agency out", "spot out"]),
        ("in_house", ["home in", "kin in"]),
        ("family", ["agency in", "agency out", "kin in"]),
    ],
)
def test_what_a_measure_counts(scopes, measure, counted):
    # locality leaves exempt needs out; everybody but the children with their parents is in scope
    needs, scope, found, outside = scopes(measure=measure)
    expected = ["free", "old", "teen", "young"] if measure in ("in_house", "family") else ["old", "teen", "young"]
    assert needs == expected
    assert scope == dict.fromkeys(expected, EVERYWHERE)
    assert found == dict.fromkeys(expected, counted)
    assert outside == dict.fromkeys(expected, WITH_PARENTS)


@pytest.mark.covers("promise")
def test_preferred_provisions_are_those_of_the_need_group(scopes):
    _, scope, counted, _ = scopes(measure="preferred")
    assert scope["old"] == EVERYWHERE
    assert counted == {"old": ["agency in", "agency out", "home in"]}


@pytest.mark.covers("promise")
def test_selected_provisions_and_areas_count_among_all_children_looked_after(scopes):
    selected = {"provisions": frozenset({"agency", "parents"}), "areas": frozenset({"out"})}
    needs, scope, counted, outside = scopes(measure="selected", needs=frozenset({"teen", "young"}), **selected)
    assert needs == ["teen", "young"]
    assert scope == dict.fromkeys(needs, EVERYWHERE)
    assert counted == {need: ["agency out"] for need in needs}
    assert outside == dict.fromkeys(needs, WITH_PARENTS)


@pytest.mark.covers("promise")
def test_a_promise_about_some_provisions_leaves_the_others_out_of_scope(scopes):
    _, scope, counted, outside = scopes(
        measure="in_house", provisions=frozenset({"agency", "kin", "parents"}), areas=frozenset({"in"})
    )
    assert scope["teen"] == ["agency in", "agency out", "kin in"]
    assert counted["teen"] == ["kin in"]
    assert outside["teen"] == ["home in", "parents in", "spot out"]


def place(need, provision, area, t):
    return {f"place[{need},in,{provision},{area},{when},0]": 1 for when in range(t + 1)}


@pytest.mark.covers("promise")
def test_children_in_scope_are_those_who_need_a_home_less_those_elsewhere(make_case):
    # five ways in scope and one outside: the children who need a home, 4 + 6 then 5 + 6, less unmet need and
    # those with their parents
    target = {"value": 0.25, "measure": "in_house", "needs": frozenset({"teen", "young"})}
    plan = build(make_case(**NEEDS, targets=[target]))
    f, scope = plan.formulation, target_scope(plan.formulation.case, plan.formulation.case.targets[0])
    for t, children in enumerate((10, 11)):
        unmet = {f"unmet[{need},in,{t},0]": -1 for need in ("teen", "young")}
        parents = {**place("teen", "parents", "in", t), **place("young", "parents", "in", t)}
        expected = {"": children, **unmet, **times(parents, -1)}
        assert weights(plan, children_in_scope(f, scope, t, 0)) == pytest.approx(expected)
        promised = promised_children(f, f.case.targets[0], scope, t, 0)
        assert weights(plan, promised) == pytest.approx(times(expected, 0.25))
        own = [place(need, provision, "in", t) for need in ("teen", "young") for provision in ("home", "kin")]
        assert weights(plan, counted_children(f, scope, t, 0)) == {key: 1 for held in own for key in held}


@pytest.mark.covers("promise")
def test_children_in_scope_are_counted_where_fewer_are_in_than_out(make_case):
    # three ways in scope and three outside: counted directly
    target = {"value": 0.5, "provisions": frozenset({"home", "agency"}), "needs": frozenset({"teen"})}
    plan = build(make_case(**NEEDS, targets=[target]))
    f, scope = plan.formulation, target_scope(plan.formulation.case, plan.formulation.case.targets[0])
    pools = (("agency", "in"), ("agency", "out"), ("home", "in"))
    expected = {key: 1 for pool in pools for key in place("teen", *pool, 1)}
    assert weights(plan, children_in_scope(f, scope, 1, 0)) == expected


@pytest.mark.covers("promise")
def test_a_promise_about_nobody_has_empty_scopes_that_can_be_used_as_positions(make_case):
    case = make_case(**NEEDS, targets=[{"value": 0.5, "needs": frozenset()}])
    scope = target_scope(case, case.targets[0])
    flows = np.arange(len(case.flows))
    assert [flows[held].tolist() for held in (scope.scope, scope.counted, scope.outside, scope.needs)] == [[]] * 4
