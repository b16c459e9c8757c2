"""Nothing in the formulation or the input tables is left without a test of its own.

Three registries are read here. ``pytest.mark.covers`` names the constraint functions and option fields that a
test of this folder is about. ``tests/cases/test_hand_constraints.py`` says for every constraint family what a
plan costs with it and without it. A :class:`~tests.cases.by_hand.Change` says what a plan costs before and after
one column of one input table changes; each column of the specification, and each of its words, needs one, or must
be shown to change no plan at all.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from models.case import Option
from models.plan import CONSTRAINTS, MONEY_CONSTRAINTS, build
from optimiser.engine.matrix import Matrix, compile_matrix
from optimiser.tables.checks.registry import registered
from optimiser.tables.inputs import read_case
from optimiser.tables.raw import READING_CHECKS
from optimiser.tables.specification import PROVENANCE, SETTINGS, TABLE_BY_NAME, TABLES, Column
from tests.cases.by_hand import Change
from tests.cases.test_hand_constraints import CASES
from tests.tables.faults import FAULTS
from tests.tables.small_case import TablesOfText, cell, small_case, write_csv
from tests.tables.test_reading import CSV_FAULTS, PATH_FAULTS
from tests.tables.test_workbook import WORKBOOK_FAULTS

FAMILIES = {constraint.__name__ for constraint in (*CONSTRAINTS, *MONEY_CONSTRAINTS)}
FIELDS = {f"Option.{field.name}" for field in fields(Option)}
CASES_BY_HAND = Path(__file__).parents[1] / "cases"


def names_covered(source: str) -> set[str]:
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
        if isinstance(argument, ast.Constant)
    }


COVERED = set().union(
    *(names_covered(path.read_text("utf-8")) for path in Path(__file__).parent.glob("test_*.py"))
)


@pytest.mark.parametrize("name", sorted(FAMILIES | FIELDS))
def test_every_constraint_and_option_field_has_a_test(name: str) -> None:
    assert name in COVERED


def test_no_test_covers_what_does_not_exist() -> None:
    assert COVERED <= FAMILIES | FIELDS


def test_only_test_functions_count() -> None:
    assert names_covered('@pytest.mark.covers("a", "b")\ndef test_x(): ...') == {"a", "b"}
    assert names_covered('@pytest.mark.covers("a")\ndef other(): ...') == set()


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_every_constraint_family_holds_a_plan_back_by_hand(name: str) -> None:
    assert name in {held.family for held in CASES}


def test_no_case_is_about_a_family_that_does_not_exist() -> None:
    assert {held.family for held in CASES} <= FAMILIES


@pytest.mark.parametrize("name", [*registered(), *READING_CHECKS])
def test_every_input_check_has_a_planted_fault(name: str) -> None:
    assert name in {fault.check for fault in (*FAULTS, *CSV_FAULTS, *PATH_FAULTS, *WORKBOOK_FAULTS)}


def changes() -> Iterator[Change]:
    """Every change that a test of ``tests/cases/test_hand_*.py`` proves; only what pytest runs counts."""
    for path in sorted(CASES_BY_HAND.glob("test_hand_*.py")):
        module = importlib.import_module(f"tests.cases.{path.stem}")
        for name, test in vars(module).items():
            if name.startswith("test_") and hasattr(test, "changes"):
                (mark,) = test.pytestmark
                assert mark.name == "parametrize"
                yield from mark.args[1]


CHANGES = tuple(changes())

ONLY_CHECKED = {
    "areas.home_area": "which demand must be given; another value is an error (missing_demand, not_a_home_area)",
    "ranges.table": "names the table that has its rows and its column; another has none of them",
    "entries.need": "has a row for every need group; another is an error (missing_entries, unknown_reference)",
    "ageing.need": "of two need groups the other one is where it leads to (ageing_into_itself)",
    "ageing.to_need": "of two need groups the other one is where it leads from (ageing_into_itself)",
}
"""Columns that cannot be changed in a valid case, and why."""

IN_NO_PLAN = ("needs.age_from", "needs.age_to", "settings.assurance_state")
"""Columns that are checked or printed but change no plan, beside text and where a row came from."""

RECORDS = ("outturn", "decision_log", "ranges", "entries", "ageing", "price_uncertainty")
"""Tables that are compared with a plan or kept beside it, and change none."""

AMOUNTS_IN_WORDS = ("settings.unmet_need",)
"""Columns of text that do change a plan."""


FROM_WHERE = {column.name for column in PROVENANCE}


def columns() -> Iterator[tuple[str, Column]]:
    """Every column of the input tables as ``table.column``, each setting being one of ``settings``."""
    for table in TABLES:
        for column in table.columns if table.name != "settings" else PROVENANCE:
            yield f"{table.name}.{column.name}", column
    for setting in SETTINGS:
        yield f"settings.{setting.name}", setting.column


def is_own_name(name: str, column: Column) -> bool:
    """Whether a column holds the labels that its table defines: names, which are tested by renaming them."""
    return column.kind == "key" and not column.refers_to and name.split(".")[0] not in RECORDS


def changes_no_plan(name: str, column: Column) -> bool:
    """Whether a column is said to change no plan."""
    table, short = name.split(".")
    printed = column.kind == "text" and name not in AMOUNTS_IN_WORDS
    return printed or name in IN_NO_PLAN or table in RECORDS or short in FROM_WHERE


IN_A_PLAN = {
    name: column
    for name, column in columns()
    if not (is_own_name(name, column) or changes_no_plan(name, column) or name in ONLY_CHECKED)
}


@pytest.mark.parametrize("name", sorted(IN_A_PLAN))
def test_every_input_column_changes_a_plan_by_hand(name: str) -> None:
    assert name in {change.column for change in CHANGES}


@pytest.mark.parametrize(
    ("name", "word"),
    [
        (name, word)
        for name, column in sorted(IN_A_PLAN.items())
        for word in (("yes", "no") if column.kind == "yes_no" else column.choices)
    ],
)
def test_every_word_of_a_column_is_in_a_change_by_hand(name: str, word: str) -> None:
    """A blank cell stands for the column's default."""
    held = {
        text or IN_A_PLAN[name].default for change in CHANGES if change.column == name for text in change.cells()
    }
    assert word in held


def test_no_change_is_about_a_column_that_does_not_exist() -> None:
    assert {change.column for change in CHANGES} <= set(IN_A_PLAN)


def test_what_cannot_be_changed_is_said_of_columns_that_exist() -> None:
    assert set(ONLY_CHECKED) | set(IN_NO_PLAN) <= {name for name, _ in columns()}


SAMPLES = {"number": 1, "whole": 1, "share": 1, "key": "all", "text": "words", "date": "2026-04-01"}
OTHERWISE = {"number": 7, "whole": 14, "keys": "own_foster", "key": "other", "text": "other", "date": "2026-05-01"}
"""A value for a cell of each kind, and another one; a choice's other value is its last."""
OTHER_VALUES = {
    **{"ranges.rows": "provision=own_home", "ranges.column": "mean_stay", "ranges.low": 0.5, "ranges.high": 2},
    **{f"entries.{which}_uncertainty": 0.4 for which in ("entries", "shared", "lasting")},
    **{"price_uncertainty.family": "other", "price_uncertainty.growth_sd": 0.1},
    **{"price_uncertainty.correlation": 0.9},
}
"""Other values for cells of a narrow range, or that must fit each other."""


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Matrix:
    return compiled(small_case(), tmp_path_factory.mktemp("small"))


def compiled(tables: TablesOfText, folder: Path) -> Matrix:
    return compile_matrix(build(read_case(write_csv(tables, folder)).case))


TOLD = [pair for pair in columns() if changes_no_plan(*pair) and pair[0] not in ONLY_CHECKED]


@pytest.mark.parametrize(("name", "column"), TOLD)
def test_what_is_said_to_change_no_plan_changes_none(
    name: str, column: Column, matrix: Matrix, tmp_path: Path
) -> None:
    tables = small_case()
    for role in ("analyst", "assurer", "approver"):  # whom a state of assurance asks for
        write_into(tables, "settings", role, role)
    table, short = name.split(".")
    other_value = column.choices[-1] if column.choices else OTHERWISE.get(column.kind)
    write_into(tables, table, short, OTHER_VALUES.get(name, other_value))
    other = compiled(tables, tmp_path)
    for figure in ("cost", "row_lower", "row_upper", "column_lower", "column_upper", "whole"):
        assert np.array_equal(getattr(other, figure), getattr(matrix, figure)), figure
    assert (other.rows != matrix.rows).nnz == 0


def write_into(tables: TablesOfText, table: str, column: str, value: object) -> None:
    """Write a value into the first row of a table (a setting: into its own), adding what is not there."""
    if table == "settings" and column not in FROM_WHERE:
        held = [row for row in tables["settings"] if row[0] != column]
        tables["settings"] = [*held, [column, value, *[""] * (len(held[0]) - 2)]]
        return
    if table not in tables:
        required = [one for one in TABLE_BY_NAME[table].columns if one.required]
        tables[table] = [[one.name for one in required], [SAMPLES[one.kind] for one in required]]
    if column not in tables[table][0]:
        tables[table] = [[*tables[table][0], column], *([*row, ""] for row in tables[table][1:])]
    cell(tables, table, 2, column, value)
