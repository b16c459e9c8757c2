"""Every variable as it is declared: its keys, domain and bounds, by hand."""

import pyomo.environ as pyo
import pytest

from models.case import OptionKey, Pool
from models.decisions import NOWHERE, PoolPeriod, has_places, needs_tiers
from models.plan import build
from models.terms import Terms
from tests.models.written import bounds, linear

HOME, SPOT = Pool("home", "in"), Pool("spot", "out")


@pytest.fixture
def declared(make_case):
    """The bounds of every variable of a kind in a plan."""
    return lambda kind, **case: bounds(build(make_case(**case)), kind)


@pytest.fixture
def domains(make_case):
    def of(kind, **case):
        model = build(make_case(**case)).formulation.model
        return {index: data.domain for index, data in model.component(kind).items()}

    return of


# --- Options --------------------------------------------------------------------------------------

WINDOW = {"first_period": 1, "last_period": 2}


@pytest.mark.covers("Option.first_period", "Option.last_period", "Option.max_per_year", "Option.max_total")
def test_units_are_decided_in_the_window_up_to_the_smaller_limit(declared):
    options = {"open": {**WINDOW, "max_per_year": 3.0, "max_total": 7.0}, "other": {"max_total": 2.0}}
    expected = {("open", "in", t): (0, 3) for t in (1, 2)} | {("other", "in", t): (0, 2) for t in range(4)}
    assert declared("decide", years=(1.0,) * 4, options=options) == expected


@pytest.mark.covers("Option.whole_units")
def test_whole_units_are_bound_by_the_whole_number_below_and_part_units_as_they_are(declared, domains):
    # 2.6 → 2; 2.9999999999 is 3 but for rounding; half units keep 2.6
    options = {
        "half": {"max_total": 2.6, "whole_units": False},
        "whole": {"max_total": 2.6},
        "wholly": {"max_total": 3 - 1e-10},
        "without": {},
    }
    found = declared("decide", years=(1.0,), options=options)
    assert {key[0]: high for key, (_, high) in found.items()} == {
        "half": 2.6, "whole": 2, "wholly": 3, "without": None,
    }  # fmt: skip
    kinds = {key[0]: domain for key, domain in domains("decide", years=(1.0,), options=options).items()}
    assert kinds["half"] is pyo.NonNegativeReals
    assert kinds["whole"] is pyo.NonNegativeIntegers


@pytest.mark.covers("Option.lead_time", "Option.min_total")
def test_an_option_that_brings_nothing_in_time_is_not_decided_unless_it_must_be(declared):
    late = {"lead_time": 1.0, "first_period": 0}
    options = {
        "late": late,
        "must": {**late, "min_total": 1.0},
        "of a group": {**late, "limit_groups": ("some", "needed")},
        "of another": {**late, "limit_groups": ("some",)},
    }
    groups = {"needed": {"min_total": 1.0}, "some": {"max_total": 9.0}}
    found = declared("decide", options=options, limit_groups=groups)
    assert list(found) == [
        ("late", "in", 0),
        ("must", "in", 0), ("must", "in", 1),
        ("of a group", "in", 0), ("of a group", "in", 1),
        ("of another", "in", 0),
    ]  # fmt: skip


# --- Closures, moves and places -------------------------------------------------------------------


@pytest.mark.covers("closures_within_what_exists")
def test_units_close_where_there_are_places_that_may(declared, domains):
    supply = [
        {"pool": HOME, "places": 6, "units": 3, "closable": True},
        {"pool": HOME, "places": 4, "units": 2, "from_period": 1},
        {"pool": HOME, "places": 1, "units": 1, "closable": True, "from_period": 2},
        {"pool": HOME, "places": 0, "units": 1, "closable": True, "from_period": 3},
    ]
    case = {"years": (1.0,) * 4, "supply": supply}
    assert declared("close", **case) == {("home", "in", 0): (0, 3), ("home", "in", 2): (0, 1)}
    assert all(domain is pyo.NonNegativeIntegers for domain in domains("close", **case).values())


def test_children_are_placed_only_where_somebody_could_live(declared):
    # own places from year two, one market in year one, an option from year three; nobody where all is gone
    case = {
        "years": (1.0,) * 4,
        "demand": 9,
        "supply": [
            {"pool": HOME, "places": 1, "from_period": 1},
            {"pool": HOME, "places": 0, "from_period": 2},
            {"pool": ("home", "out"), "places": 1},
            {"pool": ("home", "out"), "places": 0, "from_period": 1},
        ],
        "market": [
            {"pool": SPOT, "children_max": 0.5},
            {"pool": SPOT, "children_max": 0.0, "from_period": 1},
            {"pool": SPOT, "children_max": 0.0, "tier": 2},
            {"pool": SPOT, "children_max": 7.0, "tier": 2, "from_period": 3},
        ],
        "options": {"lease": {"first_period": 1, "last_period": 1, "lead_time": 1.0, "life": 1.0}},
    }
    found = declared("place", **case)
    where = {key[2:5] for key in found}
    assert where == {
        ("home", "in", 1), ("home", "in", 2), ("home", "out", 0), ("spot", "out", 0), ("spot", "out", 3),
    }  # fmt: skip
    assert set(found.values()) == {(0, None)}


def test_a_place_is_no_room_outside_the_periods_in_which_it_may_be_decided(declared):
    # decided in year one only, it would bring places in year one; decided in year two it may not be
    lease = {"first_period": 1, "last_period": 2, "life": 1.0}
    found = declared("place", years=(1.0,) * 4, demand=9, options={"lease": lease}, market=[])
    assert [key[4] for key in found] == [1, 2]


def test_unsuitable_provisions_take_nobody_new(declared):
    case = {
        "years": (1.0,),
        "needs": {"teen": {}, "young": {}},
        "demand": {"teen": 2, "young": 2},
        "supply": [{"pool": HOME, "places": 6}],
        "suitability": {("teen", "home"): {"rating": "unsuitable"}},
        "placements": {("teen", "in", "home", "in"): 1},
    }
    assert [key[:4] for key in declared("place", **case)] == [
        ("teen", "in", "spot", "out"), ("young", "in", "home", "in"), ("young", "in", "spot", "out"),
    ]  # fmt: skip


def test_planned_moves_are_of_settled_children_where_they_are_allowed(declared):
    # children of the start in the first year, anybody after; none where the provision allows none
    case = {
        "demand": 9,
        "provisions": {"home": {"planned_moves_max": 0.1}},
        "supply": [{"pool": HOME, "places": 6}, {"pool": ("home", "out"), "places": 6}],
        "placements": {("child", "in", "home", "in"): 1, ("child", "in", "spot", "out"): 1},
    }
    assert [key[2:5] for key in declared("move", **case)] == [
        ("home", "in", 0), ("home", "in", 1), ("home", "out", 1),
    ]  # fmt: skip
    assert not declared("move", **case, settled_children="free")


def test_only_a_home_that_may_be_overfull_moves_children_out(declared):
    case = {
        "demand": 9,
        "supply": [
            {"pool": HOME, "places": 6, "closable": True},
            {"pool": ("home", "out"), "places": 6},
        ],
        "market": [{"pool": SPOT, "children_max": 1.0}],
        "placements": {("child", "in", "home", "in"): 1, ("child", "in", "spot", "out"): 3},
    }
    assert [key[2:5] for key in declared("displace", **case)] == [("home", "in", 0), ("home", "in", 1)]
    full = declared("full", **case)
    assert full == {(*pool, t, 0): (0, 1) for pool in (HOME, SPOT) for t in (0, 1)}


# --- Market, unmet need, promises and budgets -----------------------------------------------------

TWO_TIERS = [
    {"pool": SPOT, "children_max": 4.0},
    {"pool": SPOT, "tier": 2, "children_max": 0.5, "weekly_cost": 9.0},
]


@pytest.mark.covers("market_full")
def test_tiers_are_bought_up_to_their_maximum_and_the_dearest_beyond_it_by_settled_children(declared):
    assert declared("buy", years=(1.0,), demand=9, market=TWO_TIERS) == {
        ("spot", "out", 0, 0, 0): (0, 4), ("spot", "out", 1, 0, 0): (0, 0.5),
    }  # fmt: skip
    settled = {("child", "in", "spot", "out"): 6}
    assert declared("buy", years=(1.0,), demand=9, market=TWO_TIERS, placements=settled) == {
        ("spot", "out", 0, 0, 0): (0, 4), ("spot", "out", 1, 0, 0): (0, None),
    }  # fmt: skip
    closing = [*TWO_TIERS, *({**row, "children_max": 0.0, "from_period": 1} for row in TWO_TIERS)]
    assert list(declared("buy", demand=9, market=closing)) == [
        ("spot", "out", 0, 0, 0), ("spot", "out", 1, 0, 0), ("spot", "out", 1, 1, 0),
    ]  # fmt: skip


@pytest.mark.covers("bought_children_live_there")
def test_tiers_are_told_apart_where_there_are_several_or_places_beside_them(make_case):
    one, two = [{"pool": SPOT, "children_max": 4.0}], TWO_TIERS
    beside = {"options": {("open", "out"): {"provision": "spot"}}}
    existing = {"supply": [{"pool": SPOT, "places": 1}]}
    for case, own, tiers in (
        ({"market": one}, False, False),
        ({"market": two}, False, True),
        ({"market": one, **beside}, True, True),
        ({"market": one, **existing}, True, True),
        ({"market": [], **existing}, True, False),
    ):
        f = build(make_case(**case)).formulation
        assert has_places(f.case, f.figures, SPOT) == own
        assert needs_tiers(f.case, f.figures, SPOT) == tiers
        assert bool(f.decisions.buy) == tiers


def test_unmet_need_is_declared_where_somebody_needs_a_home_and_it_has_a_price(declared, make_case):
    case = {"needs": {"teen": {}, "young": {}}, "demand": {"teen": [0.5, 0], "young": [0, 2]}}
    found = declared("unmet", **case, unmet_need_price=1.0)
    assert found == {("teen", "in", 0, 0): (0, None), ("young", "in", 1, 0): (0, None)}
    assert not build(make_case(**case)).formulation.decisions.unmet


def test_shortfalls_are_declared_for_what_has_a_price(declared):
    futures = {"few": (0.5, 1), "many": (0.5, 2)}
    targets = [
        {"value": 0.1},
        {"value": 0.1, "price_if_missed": 0.0, "periods": (1,)},
        {"value": 0.2, "price_if_missed": 5.0, "periods": (0,)},
    ]
    budgets = [
        {"limit": 1e9},
        {"limit": 1e9, "price_if_missed": 0.0},
        {"budget": "capital", "limit": 1e9, "price_if_missed": 1.0},
    ]
    case = {"futures": futures, "targets": targets, "budgets": budgets, "supply": [{"pool": HOME, "places": 9}]}
    assert declared("miss", **case) == {(n, t, s): (0, None) for n, t in ((1, 1), (2, 0)) for s in (0, 1)}
    assert declared("overspend", **case) == {(1, 0): (0, None), (1, 1): (0, None), (2, 0): (0, None)}


def test_the_plan_knows_every_variable_by_its_key(make_case):
    case = make_case(
        demand=9,
        supply=[{"pool": HOME, "places": 6, "closable": True}],
        market=TWO_TIERS,
        options={"open": {}},
        placements={("child", "in", "home", "in"): 2},
        provisions={"home": {"planned_moves_max": 0.5}},
        unmet_need_price=1.0,
        targets=[{"value": 1, "price_if_missed": 1.0}],
        budgets=[{"limit": 1.0, "price_if_missed": 1.0}],
    )
    formulation = build(case).formulation
    decisions, variables = formulation.decisions, formulation.variables

    def name(position):
        kind, index = decisions.variable(position)
        assert variables[position].name == f"{kind}[{','.join(str(part) for part in index)}]"
        return variables[position].name

    assert name(decisions.decide[OptionKey("open", "in"), 1]) == "decide[open,in,1]"
    assert name(decisions.close[HOME, 1]) == "close[home,in,1]"
    assert name(decisions.buy[PoolPeriod(SPOT, 1, 0), 1]) == "buy[spot,out,1,1,0]"
    assert name(decisions.full[PoolPeriod(HOME, 1, 0)]) == "full[home,in,1,0]"
    assert name(decisions.unmet["child", "in", 1, 0]) == "unmet[child,in,1,0]"
    assert name(decisions.miss[0, 1, 0]) == "miss[0,1,0]"
    assert name(decisions.overspend[0, 0]) == "overspend[0,0]"
    assert name(decisions.nothing) == "nothing[0]"
    nothing = variables[decisions.nothing]
    assert nothing.domain is pyo.NonNegativeReals
    assert (nothing.lb, nothing.ub) == (0, 0)
    for kind in ("place", "move", "displace"):
        assert name(getattr(decisions, kind)[0, 1, 0]) == f"{kind}[child,in,home,in,1,0]"
    assert decisions.move[1, 1, 0] == decisions.displace[1, 1, 0] == NOWHERE
    assert len(set(map(id, variables))) == len(variables) == decisions.count
    with pytest.raises(IndexError):
        decisions.variable(decisions.count)


def test_an_expression_keeps_a_variable_even_where_it_is_only_a_number(make_case):
    formulation = build(make_case(demand=1)).formulation
    decisions = formulation.decisions
    assert linear(formulation.expression(Terms(constant=5.0))) == {"": 5, "nothing[0]": 1}
    first, second = (decisions.place[0, t, 0] for t in (0, 1))
    terms = Terms.weighted([first, second], [2.0, -3.0]).plus(Terms(constant=7.0))
    expected = {"": 7, "place[child,in,spot,out,0,0]": 2, "place[child,in,spot,out,1,0]": -3}
    assert linear(formulation.expression(terms)) == expected
