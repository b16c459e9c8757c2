"""What the constraint functions share: rows left out, children living somewhere, units by decision; by hand."""

from dataclasses import replace

import numpy as np
import pytest

from models.carried import Carried
from models.figures import derive
from models.plan import build
from models.plan_model import Formulation
from models.terms import Terms
from tests.models.written import rows, weights

SPOT, HOME = "place[child,in,spot,out,{},0]", "place[child,in,home,in,{},0]"


@pytest.mark.parametrize(
    ("low", "constant", "high", "holds"),
    [
        (None, 5.0, None, True),
        (5.0, 5.0, 5.0, True),
        (5.0 + 4e-9, 5.0, None, True),
        (5.0 + 6e-9, 5.0, None, False),
        (None, 5.0, 5.0 - 4e-9, True),
        (None, 5.0, 5.0 - 6e-9, False),
        (0.9e-9, 0.0, None, True),
        (1e-9, 0.0, None, True),
        (None, 0.0, -1e-9, True),
        (1.1e-9, 0.0, None, False),
        (None, -4e9, -4e9 - 3, True),
        (None, -4e9, -4e9 - 5, False),
        (4.0, 5.0, 4.5, False),
        (5.5, 5.0, 6.0, False),
    ],
)
def test_a_row_without_variables_is_left_out_where_it_holds(make_case, low, constant, high, holds):
    plan = build(make_case(demand=1))
    f: Formulation = plan.formulation
    f.add_rows("some", [(("key",), low, Terms(constant=constant), high)])
    assert (len(rows(plan, "some")) == 0) == holds


def test_a_row_with_one_bound_on_both_sides_is_an_equation(make_case):
    plan = build(make_case(demand=1))
    f = plan.formulation
    f.add_rows("some", [(("equal",), 2.0, Terms.single(0), 2.0), (("between",), 1.0, Terms.single(0), 2.0)])
    assert {index: row.equality for index, row in f.model.some.items()} == {"equal": True, "between": False}


def test_a_row_without_bounds_is_left_out(make_case):
    plan = build(make_case(demand=1))
    plan.formulation.add_rows("some", [(("key",), None, Terms.single(0), None)])
    assert not rows(plan, "some")


def test_children_living_somewhere_may_be_weighted(make_case):
    # 8 and 2 at the start, all of whom stay; £3 for each in the home and £5 for each elsewhere
    placements = {("child", "in", "home", "in"): 8, ("child", "in", "spot", "out"): 2}
    case = make_case(demand=10, supply=[{"pool": ("home", "in"), "places": 50}], placements=placements)
    plan = build(case)
    f = plan.formulation
    assert list(f.times()) == [(0, 0), (1, 0)]
    assert derive(case).starting[:, 1, 0].tolist() == [8, 2]
    paid = f.living([0, 1], 0, 0, weights=np.array([3.0, 5.0]))
    assert weights(plan, paid) == {"": 34, HOME.format(0): 3, SPOT.format(0): 5}
    assert weights(plan, f.settled([0, 1], 1, 0)) == {"": 10, HOME.format(0): 1, SPOT.format(0): 1}
    assert weights(plan, f.settled([0, 1], 0, 0)) == {"": 10}


def test_in_no_flows_lives_nobody(make_case):
    plan = build(make_case(demand=10, placements={("child", "in", "spot", "out"): 2}))
    f = plan.formulation
    assert weights(plan, f.living([], 1, 0)) == {}
    assert weights(plan, f.living([], 1, 0, weights=np.array([]))) == {}
    assert weights(plan, f.settled([], 1, 0)) == {}


def test_what_has_been_written_out_so_far_is_no_part_of_what_a_formulation_is(make_case):
    f = build(make_case(demand=10, placements={("child", "in", "spot", "out"): 2})).formulation
    f.living([0], 1, 0)
    assert f.carried == Carried(f.figures, f.decisions)
    assert f == replace(f)
    assert "_written" not in repr(f.carried)
    assert "carried" not in repr(f)


def test_units_by_decision_are_those_decided_in_the_window_so_far(make_case):
    case = make_case(years=(1.0,) * 4, options={"open": {"first_period": 1, "last_period": 2}})
    plan = build(case)
    option = next(iter(case.options.values()))
    by_period = np.array([2.0, 3.0, 0.0, 7.0])
    assert weights(plan, plan.formulation.by_decision(option, by_period, last=3)) == {"decide[open,in,1]": 3}
    assert weights(plan, plan.formulation.by_decision(option, by_period + 1, last=2)) == {
        "decide[open,in,1]": 4, "decide[open,in,2]": 1,
    }  # fmt: skip
    assert weights(plan, plan.formulation.by_decision(option, by_period + 1, last=1)) == {"decide[open,in,1]": 4}
    assert weights(plan, plan.formulation.by_decision(option, by_period, last=0)) == {}
