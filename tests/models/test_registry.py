"""Nothing in the formulation is left without a test of its own."""

import ast
from dataclasses import fields
from pathlib import Path

import pytest

from models.case import Option
from models.plan import CONSTRAINTS, MONEY_CONSTRAINTS

FAMILIES = {constraint.__name__ for constraint in (*CONSTRAINTS, *MONEY_CONSTRAINTS)}
FIELDS = {f"Option.{field.name}" for field in fields(Option)}


def names_covered(source):
    """What the tests of a module say they cover, from their ``pytest.mark.covers`` decorators."""
    tests = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    return {
        argument.value
        for test in tests
        for mark in test.decorator_list
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.covers"
        for argument in mark.args
    }


COVERED = set().union(
    *(names_covered(path.read_text("utf-8")) for path in Path(__file__).parent.glob("test_*.py"))
)


@pytest.mark.parametrize("name", sorted(FAMILIES | FIELDS))
def test_every_constraint_and_option_field_has_a_test(name):
    assert name in COVERED


def test_no_test_covers_what_does_not_exist():
    assert COVERED <= FAMILIES | FIELDS


def test_only_test_functions_count():
    assert names_covered('@pytest.mark.covers("a", "b")\ndef test_x(): ...') == {"a", "b"}
    assert names_covered('@pytest.mark.covers("a")\ndef other(): ...') == set()
