"""Linear expressions as arrays: sums, multiples and values, by hand."""

import numpy as np
import pytest

from models.terms import Terms

VALUES = np.array([2.0, 3.0, 5.0])


def stated(terms: Terms) -> tuple[list[int], list[float], float]:
    return terms.positions.tolist(), terms.coefficients.tolist(), terms.constant


def test_nothing_is_nought():
    assert stated(Terms()) == ([], [], 0)
    assert Terms().value(VALUES) == 0
    assert stated(Terms.total([])) == ([], [], 0)
    assert Terms().is_constant


def test_empty_expressions_may_be_used_as_positions_and_added_to_numbers():
    # an empty array of the wrong kind could not be used as an index
    for empty in (Terms(), Terms.sum_of([]), Terms.weighted([], []), Terms.sum_of([-1])):
        assert VALUES[empty.positions].tolist() == []
        assert empty.value(VALUES) == 0
        assert empty.plus(Terms.single(1)).value(VALUES) == 3
        assert empty.positions.dtype == np.intp
        assert empty.coefficients.dtype == np.float64


def test_one_decision_counts_once_or_so_many_times():
    assert stated(Terms.single(2)) == ([2], [1], 0)
    assert stated(Terms.single(2, -3.0)) == ([2], [-3], 0)
    # whole numbers given are numbers all the same, and can be halved
    assert Terms.single(2, 1).coefficients.dtype == np.float64
    assert Terms.weighted([2], [1]).coefficients.dtype == np.float64


def test_several_decisions_each_with_its_weight():
    assert stated(Terms.weighted(iter([0, 2]), iter([0.5, -1.0]))) == ([0, 2], [0.5, -1], 0)


def test_a_sum_leaves_out_what_does_not_exist_but_not_the_first():
    assert stated(Terms.sum_of([2, -1, 0])) == ([2, 0], [1, 1], 0)


def test_expressions_are_added_subtracted_and_multiplied_with_their_constants():
    first = Terms.weighted([0, 1], [1.0, 2.0]).plus(Terms(constant=10.0))
    second = Terms.single(1, 0.5).plus(Terms(constant=1.5), Terms.single(2))
    assert stated(first.plus(second)) == ([0, 1, 1, 2], [1, 2, 0.5, 1], 11.5)
    assert stated(first.minus(second)) == ([0, 1, 1, 2], [1, 2, -0.5, -1], 8.5)
    assert stated(first.times(3)) == ([0, 1], [3, 6], 30)


def test_a_value_is_the_constant_and_every_decision_times_its_weight():
    # 10 + 1 × 2 + 2 × 3 + 0.5 × 3
    terms = Terms.weighted([0, 1, 1], [1.0, 2.0, 0.5]).plus(Terms(constant=10.0))
    assert terms.value(VALUES) == pytest.approx(19.5)
    assert isinstance(terms.value(VALUES), float)


def test_weights_of_nought_make_no_variable():
    assert Terms.weighted([0, 1], [0.0, 0.0]).is_constant
    assert not Terms.weighted([0, 1], [0.0, 1e-12]).is_constant
