"""What the second formulation is written with, by hand: rows without unknowns, spending, and reading an answer."""

from __future__ import annotations

import pytest

from models import audit
from models.audit_draft import CostKey, Draft, Linear, RowKey, Unknowns
from models.audit_facts import find_facts
from models.case import Flow, OptionKey, Pool

OPEN = OptionKey("open", "in")
PLACEMENTS, CAPITAL = CostKey("revenue", "placements", 0, 1), CostKey("capital", "capital", 0, None)


@pytest.fixture
def draft(make_case):
    """A draft of a case of one year and two futures, nothing written yet."""
    case = make_case(years=(1.0,), futures={"few": (0.5, 1), "many": (0.5, 2)})
    return Draft(case, find_facts(case), range(1), switch_everywhere=False, given=None, past=None)


@pytest.mark.parametrize(
    ("known", "sense", "limit", "holds"),
    [
        (0.0, "<=", 0.0, True),
        (0.0, ">=", 0.0, True),
        (0.0, "==", 0.0, True),
        # rounding up to 1e-9 holds, more does not
        (0.0, "<=", -1e-9, True),
        (0.0, ">=", 1e-9, True),
        (0.0, "==", 1e-9, True),
        (0.0, "==", -1e-9, True),
        (0.0, "<=", -1.5e-9, False),
        (0.0, ">=", 1.5e-9, False),
        (0.0, "==", 1.5e-9, False),
        (0.0, "==", -1.5e-9, False),
        # of a million, a thousandth
        (1e6, "<=", 1e6 - 5e-4, True),
        (-1e6, "<=", -1e6 - 5e-4, True),
        (1e6, "<=", 1e6 - 2e-3, False),
        (3.0, "<=", 4.0, True),
        (3.0, ">=", 4.0, False),
    ],
)
def test_a_row_without_unknowns_is_left_out_where_it_holds(draft, known, sense, limit, holds):
    x = draft.variable()
    draft.row("example", (1,), [(2.0, known / 2), (0.0, x)], sense, limit)
    assert bool(draft.rows) is not holds


@pytest.mark.parametrize(("sense", "limit"), [("<=", -2.0), (">=", 3.0), ("==", 1.0)])
def test_a_row_without_unknowns_that_does_not_hold_cannot_be(draft, sense, limit):
    draft.row("example", (1,), [(1.0, 5.0)], sense, limit + 5.0)
    assert draft.rows == {"r1": RowKey("example", (1,))}
    (row,) = draft.problem.constraints()
    ((variable, weight),) = row.items()
    assert (weight, variable.lowBound, variable.upBound, row.constant) == (1, 0, 0, -limit)


def test_what_is_spent_in_a_future_is_its_own_and_what_is_the_same_in_all(draft):
    x, y = draft.variable(), draft.variable()
    draft.pay(PLACEMENTS, 2.0, x)
    draft.pay(PLACEMENTS, 3.0, x)
    draft.pay(PLACEMENTS._replace(scenario=0), 7.0, y)
    draft.pay(PLACEMENTS._replace(line="setup", scenario=None), 100.0)
    draft.pay(PLACEMENTS._replace(period=1), 1_000.0, x)
    draft.pay(CAPITAL, 10_000.0, y)
    draft.pay(CAPITAL._replace(line="nothing"), 0.0, y)
    assert draft.spent("revenue", 0, 1) == Linear({x: 5.0}, 100.0)
    assert draft.spent("revenue", 0, 0) == Linear({y: 7.0}, 100.0)
    assert draft.spent("capital", 0, None) == Linear({y: 10_000.0}, 0.0)
    draft.add_up_costs()
    assert draft.costs[PLACEMENTS] == Linear({x: 5.0}, 0.0)
    assert len(draft.costs) == 5, "a line of nought is none"


def test_everything_in_an_answer_is_read_by_its_key_without_what_is_rounding(make_case):
    # 2 outside; 3 places and 1 unit decided, each variable worth its own number
    supply = [{"pool": ("home", "in"), "places": 3, "closable": True, "units": 3}]
    tiers = [{"pool": ("home", "in"), "children_max": 1.0}]
    case = make_case(
        demand=2,
        supply=supply,
        market=tiers,
        options={"open": {}},
        unmet_need_price=1.0,
        provisions={"home": {"planned_moves_max": 0.5}},
        targets=[{"value": 1.0, "unit": "number", "price_if_missed": 1.0}],
        budgets=[{"limit": 1.0, "price_if_missed": 1.0}],
        placements={tuple(Flow("child", "in", "home", "in")): 2},
    )
    problem = audit.write(case)
    assert problem.case is case
    worth = {name: number + 1.0 for number, name in enumerate(problem.variables)}
    found = audit.read(problem, worth)
    for slot in Unknowns.__slots__:
        known = getattr(problem.unknowns, slot)
        assert known, slot
        assert getattr(found, slot) == {key: worth[name] for key, name in known.items()}, slot
    assert found.lines == {key: cost.value(worth) for key, cost in problem.costs.items()}
    assert found.objective == pytest.approx(sum(problem.weights[key] * found.lines[key] for key in problem.costs))
    # 2e-7 and -2e-7 are something, 1e-7 and what the solver leaves out are not
    first, second, third = list(problem.unknowns.census.items())[:1] + list(problem.unknowns.decide.items())
    few = audit.read(problem, {first[1]: 2e-7, second[1]: -2e-7, third[1]: 1e-7})
    assert (few.census, few.decide, few.new) == ({first[0]: 2e-7}, {second[0]: -2e-7}, {})


@pytest.mark.parametrize(
    ("units", "at_limit"),
    [
        ((30.0, 0.0), True),
        ((10.0, 20.0), True),
        ((29.999999, 0.0), True),
        ((30.0 * (1 - audit.SMALL), 0.0), False),
        ((29.0, 0.9), False),
        ((0.0, 0.0), False),
    ],
)
def test_an_option_is_at_its_assumed_limit_when_all_it_decides_comes_up_to_it(make_case, units, at_limit):
    # 2 children who fill 2 units: 10 × (1 + 2) = 30; the other option has a limit of its own
    supply = [{"pool": ("home", "in"), "places": 1, "closable": True}]
    options = {"open": {}, "other": {"max_total": 30.0}}
    problem = audit.write(make_case(demand=2, supply=supply, options=options, market=[]))
    assert dict(problem.assumed) == {OPEN: 30}
    decide = problem.unknowns.decide
    values = {decide[OPEN, t]: n for t, n in enumerate(units)}
    values |= {decide[OptionKey("other", "in"), 0]: 30.0, problem.unknowns.places[Pool("home", "in"), 0]: 31.0}
    assert audit.read(problem, values).at_assumed_limit == ((OPEN,) if at_limit else ())
