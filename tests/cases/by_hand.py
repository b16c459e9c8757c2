"""Proof by hand: one column of one input table changed, and what the cheapest plan costs before and after.

A :class:`Change` is a whole small case, one cell of it (or one column of a few rows) changed, and two costs worked
out by hand. Its test writes both cases as CSV files, reads them as a user's would be and solves them to the end;
``tests/models/test_registry.py`` fails where a column of the specification has no such change.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import optimiser
from models.plan import build
from models.sharing import to_decide
from optimiser.agreed_loads import with_agreed_loads
from optimiser.engine.highs import solve
from optimiser.engine.matrix import compile_matrix
from optimiser.engine.settings import SolveSettings
from tests.cases.casebook import Rows, Tables, case, demand, periods, rows, weekly, write

PENNY = 0.01

BOUGHT, DEAR, KIN, PLACE = 50_000, 90_000, 10_000, 20_000
"""£ a year: a bought home, a dear bought home, a home with kin, one place of the option ``open``."""

YEARS = ["2025/26", "2026/27", "2027/28"]
HALVES = ["2025/26 H1", "2025/26 H2"]
HALF_LEAVE = 1.4426950408889634
"""Mean stay in years of which one half are still there a year later: exp(−1/stay) = 0.5."""
ALL_LEAVE = 0.01
"""Mean stay after which nobody is still there a year later: exp(−100)."""

_PROVISIONS = rows(
    "provision family sector weekly_cost mean_stay",
    ("own", "childrens_home", "in_house", 0, ALL_LEAVE),
    ("bought", "childrens_home", "external", weekly(BOUGHT), ALL_LEAVE),
    ("dear", "childrens_home", "external", weekly(DEAR), ALL_LEAVE),
    ("kin", "kinship", "in_house", weekly(KIN), ALL_LEAVE),
)


def service(
    children: Any = 2,
    years: int = 1,
    homes: str = "bought",
    settings: dict[str, Any] | None = None,
    **tables: Rows,
) -> Tables:
    """Children from one home area, all placed afresh each year; what is not given is not there.

    ``children`` by need group, period or both; ``homes`` the provisions that can be bought in the home area
    without limit. Own places cost nothing but what a table says.
    """
    given = children if isinstance(children, dict) else {"child": children}
    labels = [row["period"] for row in tables["periods"]] if "periods" in tables else YEARS[:years]
    provisions = tables.get("provisions", copy.deepcopy(_PROVISIONS))
    pairs = [(need, row["provision"], "suitable") for need in given for row in provisions]
    found: Tables = {
        "periods": periods(*labels),
        "needs": rows("need age_from age_to", *[(need, 16, 17) for need in given]),
        "demand": demand(given, labels),
        "provisions": provisions,
        "suitability": rows("need provision rating", *pairs),
        "market": rows("provision area", *[(name, "home") for name in homes.split()]),
        **tables,
    }
    return case(settings, **{name: held for name, held in found.items() if held})


def option(count: int = 1, **cells: Any) -> Rows:
    """An option that brings one own place at £20,000 a year for each unit, in the home area (and away)."""
    given = {"option": "open", "provision": "own", "places_per_unit": 1, "running_cost": PLACE, **cells}
    return [given | {"area": area} for area in ("home", "away")[:count]]


@dataclass(frozen=True)
class Change:
    """One column of one table changed; £ of the cheapest plan before and after, ``None`` where there is none.

    ``column`` is ``table.column``, for a setting ``settings.name``. ``row`` is changed (0 the first), and the
    ``other`` rows of the same column with it.
    """

    column: str
    value: Any
    tables: Tables = field(repr=False)
    before: float | None
    after: float | None
    why: str = field(repr=False)
    row: int = 0
    other: dict[int, Any] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """The table that is changed."""
        return self.column.split(".")[0]

    @property
    def name(self) -> str:
        """The column that is changed, or the setting."""
        return self.column.split(".")[1]

    def changed(self) -> Tables:
        """The case with the change made."""
        tables = copy.deepcopy(self.tables)
        if self.table == "settings":
            kept = [row for row in tables["settings"] if row["setting"] != self.name]
            tables["settings"] = [*kept, {"setting": self.name, "value": self.value}]
            return tables
        for row, value in {self.row: self.value, **self.other}.items():
            tables[self.table][row][self.name] = value
        return tables

    def cells(self) -> set[str]:
        """What the changed cells hold before and after, as text; blank where nothing is given."""
        if self.table == "settings":
            held = [row["value"] for row in self.tables["settings"] if row["setting"] == self.name]
            return {str(self.value), *map(str, held or [""])}
        touched = [self.row, *self.other]
        before = {str(self.tables[self.table][row].get(self.name, "")) for row in touched}
        return before | {str(value) for value in (self.value, *self.other.values())}


def cheapest(tables: Tables, folder: Path) -> float | None:
    """£ (present value) of the cheapest plan of a case, read from CSV files; ``None`` where there is none.

    Where areas could share their places they do what the linear relaxation finds cheapest.
    """
    case = optimiser.read_case(write(tables, folder)).case
    matrix = compile_matrix(build(with_agreed_loads(case) if to_decide(case) else case))
    outcome = solve(matrix, SolveSettings(gap=0.0))
    assert outcome.status in (optimiser.Status.OPTIMAL, optimiser.Status.INFEASIBLE), outcome
    return outcome.objective


def prove(change: Change, folder: Path) -> None:
    """Assert that the change moves the cost of the cheapest plan as worked out by hand, and does move it."""
    assert change.before is None or change.after is None or abs(change.before - change.after) > 100 * PENNY
    assert change.before != change.after
    found = cheapest(change.tables, folder / "before"), cheapest(change.changed(), folder / "after")
    for cost, expected in zip(found, (change.before, change.after), strict=True):
        nearly = None if expected is None else pytest.approx(expected, rel=1e-9, abs=PENNY)
        assert cost == nearly, (found, change.why)


def by_hand(*changes: Change) -> Callable[[Change, Path], None]:
    """The test that proves some changes; the registry reads them from its ``changes``."""

    @pytest.mark.parametrize("change", changes, ids=lambda change: f"{change.column}={change.value}")
    def test(change: Change, tmp_path: Path) -> None:
        prove(change, tmp_path)

    test.changes = changes  # type: ignore[attr-defined]
    return test
