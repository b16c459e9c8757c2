"""The documented formula of every finance function is what its code computes."""

import ast
import inspect
import math
import operator
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models import finance

FUNCTIONS = {
    name: function
    for name, function in inspect.getmembers(finance, inspect.isfunction)
    if function.__module__ == finance.__name__
    and not name.startswith(("_", "x_"))  # a mutation tester puts its altered copies beside, named x_...
}
WITHOUT_FORMULA = {"payback_period"}
FORMULA = re.compile(r"^Formula: ``(.+)``$", re.MULTILINE)

OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
}
CALLS = {"min": min, "max": max}

RATE, YEARS, MONEY = st.floats(0.0, 0.3), st.floats(0.0, 60.0), st.floats(0.0, 1e7)
ARGUMENTS = {
    "rate": st.floats(1e-4, 0.3),
    "years": YEARS,
    "growth": st.floats(-0.1, 0.3),
    "discount_rate": RATE,
    "inflation": RATE,
    "grant_share": st.floats(0.0, 1.0),
    "weeks_per_year": st.floats(40.0, 53.0),
    "saving": st.floats(-1e7, 1e7),
}


def formula_of(function):
    found = FORMULA.findall(inspect.getdoc(function) or "")
    return found[0] if len(found) == 1 else None


def evaluate(node, names):
    """Evaluate arithmetic, names and min/max; nothing else is understood."""
    if isinstance(node, ast.Expression):
        return evaluate(node.body, names)
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.UnaryOp):
        return OPERATORS[type(node.op)](evaluate(node.operand, names))
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](evaluate(node.left, names), evaluate(node.right, names))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return CALLS[node.func.id](*(evaluate(argument, names) for argument in node.args))
    raise ValueError(f"not arithmetic: {ast.dump(node)}")


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_states_its_formula(name):
    assert (formula_of(FUNCTIONS[name]) is None) == (name in WITHOUT_FORMULA)


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - WITHOUT_FORMULA))
@given(data=st.data())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_the_code_computes_the_documented_formula(name, data):
    function = FUNCTIONS[name]
    arguments = {
        argument: data.draw(ARGUMENTS.get(argument, MONEY), label=argument)
        for argument in inspect.signature(function).parameters
    }
    if name == "annuity":
        assume(arguments["years"] > 0.1)
    if name == "break_even_occupancy":
        assume(arguments["alternative_weekly_cost"] > arguments["weekly_cost"] + 1)
    expected = evaluate(ast.parse(formula_of(function), mode="eval"), arguments)
    assert function(**arguments) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("text", ["__import__('os')", "[1]", "a.b", "open('x')", "1 if a else 2"])
def test_only_arithmetic_is_evaluated(text):
    with pytest.raises((ValueError, KeyError)):
        evaluate(ast.parse(text, mode="eval"), {"a": 1})


def test_annuity_of_5_percent_over_40_years():
    assert finance.annuity(0.05, 40) == pytest.approx(0.0582781612)


@pytest.mark.parametrize(("rate", "years"), [(0.05, 0), (0.05, -1), (-0.01, 10)])
def test_an_annuity_needs_years_and_a_rate(rate, years):
    with pytest.raises(ValueError, match="an annuity needs"):
        finance.annuity(rate, years)


@given(rate=st.floats(1e-4, 0.2), years=st.integers(1, 60))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_an_annuity_repays_the_loan(rate, years):
    paid = sum(finance.annuity(rate, years) * (1 + rate) ** -n for n in range(1, years + 1))
    assert paid == pytest.approx(1)


def test_break_even_is_infinite_where_the_alternative_is_no_dearer():
    assert finance.break_even_occupancy(50_000, 1000, 1000, 52) == math.inf


def test_break_even_against_an_alternative_that_is_hardly_dearer():
    # a penny a week for 50 weeks: 50p against fixed costs of 25p
    assert finance.break_even_occupancy(0.25, 1000.0, 1000.01, 50) == pytest.approx(0.5)
    # a whole penny a year is a difference still
    assert finance.break_even_occupancy(0.005, 0.0, 0.01, 1) == pytest.approx(0.5)


def test_staffordshire_2024():
    # Six 2-bed homes; external homes at £7,500 a week; a saving of about £500,000 a year at full occupancy.
    beds, external, saving = 6 * 2, 7_500, 500_000
    in_house = external - saving / (beds * 52)
    assert in_house == pytest.approx(6_698.72, abs=0.01)
    assert round(in_house) == 6_699
    fixed = in_house * 52
    assert finance.full_cost_per_place_week(fixed, 0, 52) == pytest.approx(in_house)
    assert finance.break_even_occupancy(fixed, 0, external, 52) == pytest.approx(0.89, abs=0.005)


@pytest.mark.parametrize(
    ("net_benefits", "expected"),
    [
        ([-100.0, 60.0, 60.0], 2),
        ([-100.0, 100.0], 1),
        ([-100.0, 60.0], None),
        ([10.0, 10.0], 0),
        ([10.0, -30.0, 5.0, 20.0], 3),
        ([-10.0, 20.0, -20.0, 20.0], 3),
        ([], 0),
        ([-0.5, 0.2, 0.2], None),  # half a pound short is not paid back
        ([-1e-6, -1e-6], None),  # a rounding error is not a debt, two of them are
        ([-1e-6], 0),
        ([-100.0, 99.9999995], 1),
    ],
)
def test_payback_is_when_the_sum_is_never_again_below_nought(net_benefits, expected):
    assert finance.payback_period(net_benefits) == expected
