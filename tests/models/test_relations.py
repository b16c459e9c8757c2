"""Relations that always hold between the cheapest plans of two cases, on small random cases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

EXAMPLES = settings(max_examples=12, deadline=None, derandomize=True)
TOLERANCE = 1e-6

children = st.integers(0, 12)
pounds = st.integers(1, 9).map(lambda n: n * 10_000.0)


@st.composite
def rows(draw, whole=None):
    """A random small case, as the rows that ``make_case`` takes; what cannot be housed is unmet need."""
    settled = draw(st.integers(0, 5))
    option = {
        "places_per_unit": draw(st.sampled_from([1.0, 1.8, 4.0])),
        "setup_cost": draw(pounds),
        "capital_cost": draw(pounds) * 5,
        "grant_share": draw(st.sampled_from([0.0, 0.5])),
        "running_cost": draw(pounds) * 2,
        "lead_time": draw(st.sampled_from([0.0, 0.75, 1.0])),
        "ramp": draw(st.sampled_from([(), (0.5,)])),
        "attrition": draw(st.sampled_from([0.0, 0.1])),
        "max_per_year": draw(st.integers(1, 3)),
        "whole_units": draw(st.booleans()) if whole is None else whole,
    }
    return {
        "years": draw(st.sampled_from([(1.0, 1.0), (0.5, 0.5, 1.0)])),
        "needs": {"teen": {}, "young": {}},
        "demand": {"teen": draw(children), "young": draw(children)},
        "provisions": {
            "home": {
                "occupancy": draw(st.sampled_from([0.85, 1.0])),
                "mean_stay": draw(st.sampled_from([1.0, 3.0])),
            },
            "spot": {"mean_stay": 1.5, "weekly_cost": draw(st.integers(8, 15)) * 100.0},
        },
        "supply": [{"pool": ("home", "in"), "places": draw(st.integers(0, 6)), "running_cost": 1_000.0}],
        "placements": {("teen", "in", "spot", "out"): settled},
        "market": [
            {"pool": ("spot", "out"), "tier": 1, "children_max": 4.0},
            {
                "pool": ("spot", "out"),
                "tier": 2,
                "children_max": draw(st.integers(1, 9)) * 1.0,
                "weekly_cost": 2000.0,
            },
        ],
        "options": {"open": option},
        "targets": [{"value": 0.3, "price_if_missed": draw(pounds)}],
        "budgets": [{"limit": draw(pounds) * 10, "price_if_missed": 0.2}],
        "discount_rate": 0.035,
        "unmet_need_price": 400_000.0,
    }


@pytest.fixture(scope="session")
def cost(make_case, solve_case):
    def of(given_rows, change=None):
        case = make_case(**given_rows)
        return solve_case(case if change is None else change(case)).cost

    return of


def no_more(lower, higher):
    assert lower <= higher + TOLERANCE * max(1.0, abs(higher)) + 1e-3


def same(one, other):
    assert one == pytest.approx(other, rel=TOLERANCE, abs=1e-2)


@given(rows(), st.sampled_from(["teen", "young"]), st.integers(1, 4))
@EXAMPLES
def test_cost_never_falls_when_demand_rises(cost, case, need, more):
    # Starting children live in the first period whatever the demand, so those are set aside.
    case = {**case, "placements": {}}
    demand = {**case["demand"], need: case["demand"][need] + more}
    no_more(cost(case), cost({**case, "demand": demand}))


@given(rows(), st.sampled_from(["setup_cost", "capital_cost", "running_cost"]))
@EXAMPLES
def test_cost_never_falls_when_an_options_price_rises(cost, case, field):
    dearer = {**case["options"]["open"], field: case["options"]["open"][field] * 1.3}
    no_more(cost(case), cost({**case, "options": {"open": dearer}}))


@given(rows(), st.sampled_from(["spot", "home"]))
@EXAMPLES
def test_cost_never_falls_when_a_weekly_price_rises(cost, case, provision):
    row = case["provisions"][provision]
    dearer = {**case["provisions"], provision: {**row, "weekly_cost": row.get("weekly_cost", 0.0) + 150.0}}
    no_more(cost(case), cost({**case, "provisions": dearer}))


@given(rows(), st.sampled_from([1.25, 2.0]))
@EXAMPLES
def test_cost_never_falls_when_a_lead_time_rises(cost, case, lead):
    later = {**case["options"]["open"], "lead_time": lead, "attrition": 0.0, "running_cost": 0.0, "ramp": ()}
    sooner = {**later, "lead_time": case["options"]["open"]["lead_time"]}
    no_more(cost({**case, "options": {"open": sooner}}), cost({**case, "options": {"open": later}}))


@given(rows(), st.integers(1, 5))
@EXAMPLES
def test_cost_never_rises_when_a_market_widens(cost, case, more):
    first, second = case["market"]
    no_more(
        cost({**case, "market": [first, {**second, "children_max": second["children_max"] + more}]}),
        cost(case),
    )


@given(rows())
@EXAMPLES
def test_cost_never_rises_when_a_budget_widens(cost, case):
    (budget,) = case["budgets"]
    no_more(cost({**case, "budgets": [{**budget, "limit": budget["limit"] + 50_000.0}]}), cost(case))


@given(rows())
@EXAMPLES
def test_cost_never_rises_when_a_delivery_limit_widens(cost, case):
    option = case["options"]["open"]
    wider = {**option, "max_per_year": option["max_per_year"] + 1}
    no_more(cost({**case, "options": {"open": wider}}), cost(case))


@given(rows(), st.sampled_from([0.0, 0.5, 1.0]))
@EXAMPLES
def test_cost_never_falls_when_a_locality_floor_rises(cost, case, floor):
    target = {**case["targets"][0], "value": floor}
    no_more(
        cost({**case, "targets": [target]}),
        cost({**case, "targets": [{**target, "value": min(1.0, floor + 0.2)}]}),
    )


@given(rows(), st.sampled_from([0.001, 3.0]))
@EXAMPLES
def test_all_money_times_k_scales_the_cost(make_case, solve_case, case, k):
    def dearer(base):
        money = ("setup_cost", "capital_cost", "running_cost")
        return replace(
            base,
            settings=replace(base.settings, unmet_need_price=base.settings.unmet_need_price * k),
            provisions={p: replace(row, weekly_cost=row.weekly_cost * k) for p, row in base.provisions.items()},
            supply=tuple(replace(row, running_cost=row.running_cost * k) for row in base.supply),
            market=tuple(replace(row, weekly_cost=row.weekly_cost * k) for row in base.market),
            options={
                key: replace(row, **{name: getattr(row, name) * k for name in money})
                for key, row in base.options.items()
            },
            targets=tuple(replace(row, price_if_missed=row.price_if_missed * k) for row in base.targets),
            budgets=tuple(replace(row, limit=row.limit * k) for row in base.budgets),
        )

    base = make_case(**case)
    same(solve_case(dearer(base)).cost, solve_case(base).cost * k)


RENAMED = {"teen": "Zoë's group", "young": "a-b", "home": "~own home", "spot": "0 spot", "open": "9;open"}


@given(rows())
@EXAMPLES
def test_renaming_changes_nothing(cost, case):
    def name(label):
        return RENAMED.get(label, label)

    def keys(mapping):
        return {tuple(map(name, k)) if isinstance(k, tuple) else name(k): row for k, row in mapping.items()}

    def pools(table):
        return [{**row, "pool": tuple(map(name, row["pool"]))} for row in table]

    # the builder knows the external homes by name, so their sector is given again under the new one
    provisions = keys({**case["provisions"], "spot": {**case["provisions"]["spot"], "sector": "external"}})
    # and knows the old names too, which nobody may use
    unwanted = {(need, old): {"rating": "unsuitable"} for need in keys(case["needs"]) for old in ("home", "spot")}
    renamed = {
        **case,
        **{table: keys(case[table]) for table in ("needs", "demand", "placements")},
        **{table: pools(case[table]) for table in ("supply", "market")},
        "provisions": provisions,
        "suitability": unwanted,
        "options": {name("open"): {**case["options"]["open"], "provision": name("home")}},
    }
    same(cost(renamed), cost(case))


@given(rows())
@EXAMPLES
def test_the_order_of_rows_changes_nothing(cost, case):
    def backwards(table):
        return dict(reversed(table.items())) if isinstance(table, dict) else list(reversed(table))

    tables = ("needs", "demand", "provisions", "supply", "placements", "market", "options")
    assert cost({**case, **{table: backwards(case[table]) for table in tables}}) == pytest.approx(
        cost(case), rel=1e-9
    )


@given(rows(whole=False))
@EXAMPLES
def test_splitting_a_need_group_in_two_halves_changes_nothing(cost, case):
    demand, placements = case["demand"], case["placements"]
    where = ("in", "spot", "out")
    half = placements["teen", *where] / 2
    split = {
        **case,
        "needs": {"teen 1": {}, "teen 2": {}, "young": {}},
        "demand": {"teen 1": demand["teen"] / 2, "teen 2": demand["teen"] / 2, "young": demand["young"]},
        "placements": {("teen 1", *where): half, ("teen 2", *where): half},
    }
    same(cost(split), cost(case))


@given(rows(), st.sampled_from(["setup_cost", "capital_cost", "running_cost"]))
@EXAMPLES
def test_a_dominated_option_changes_nothing(cost, case, field):
    option = case["options"]["open"]
    group = {"limit_groups": ("shared",)}
    worse = {**option, field: option[field] + 10_000.0, **group}
    both = {**case, "options": {"open": {**option, **group}, "worse": worse}}
    limits = {"limit_groups": {"shared": {"max_per_year": option["max_per_year"]}}}
    alone = {**case, "options": {"open": {**option, **group}}}
    same(cost({**both, **limits}), cost({**alone, **limits}))


@given(rows())
@EXAMPLES
def test_the_bound_of_the_relaxation_is_no_more_than_the_cost(make_case, solve_case, case):
    plan = solve_case(make_case(**case))
    no_more(plan.bound_of_relaxation, plan.cost)


@given(rows())
@EXAMPLES
def test_setting_settled_children_free_never_costs_more(cost, case):
    no_more(cost({**case, "settled_children": "free"}), cost(case))


@given(rows(), st.floats(0.1, 0.9))
@EXAMPLES
def test_equal_futures_cost_what_one_future_costs(cost, case, probability):
    demand = case["demand"]
    futures = {"one": (probability, demand), "other": (1 - probability, demand)}
    same(cost({**case, "futures": futures}), cost(case))


@given(rows(), st.integers(1, 6))
@EXAMPLES
def test_wait_and_see_costs_no_more_than_deciding_before(cost, case, more):
    case = {**case, "placements": {}}
    high = {need: count + more for need, count in case["demand"].items()}
    waiting = 0.5 * cost(case) + 0.5 * cost({**case, "demand": high})
    no_more(waiting, cost({**case, "futures": {"low": (0.5, case["demand"]), "high": (0.5, high)}}))
