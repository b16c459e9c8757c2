"""How far apart the figures of a plan lie, and whether the solver can tell them all from nought.

A solver works to absolute tolerances: HiGHS takes a row as kept within 1e-6 (1e-7 in a linear programme) and a
number as whole within 1e-6, sees no saving below 1e-7 and drops coefficients below 1e-9, all in the units of
:mod:`optimiser.engine.scaling`. Where one figure is millions of millions of times another, the smaller can vanish
in the tolerance of the larger. Thresholds come from small cases whose optimum is known, solved by HiGHS 1.15 with
one figure growing tenfold at a time (repeated in the tests), the last right and the first wrong answer being

* a home of 3e5 and of 9e5 places for one child: a millionth of such a home counts as no home and houses the child;
* places of 1e-8 and of 1e-9 a unit: the coefficient is dropped, and with it the option;
* prices of a child 1e9 and 1e10 times below the dearest cost: the dearer of two cheap homes is chosen.

A budget is kept to about a millionth of the dearest thing in it: £100 of a budget with a thing of £100m may be
overspent, which matters to nobody until that thing is a slip of the keyboard.

HiGHS's own guide to numerics advises costs and bounds between 1e-4 and 1e6, ten orders of magnitude, and Gurobi's
coefficients within six to nine. Each threshold below is under the last right answer, that of
money by a factor of ten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.case import Floats
from models.plan import Plan
from optimiser.engine.matrix import Matrix
from optimiser.engine.scaling import scaled, scaling_of

CHILDREN, BUDGETS, COSTS, ALL = "children and places", "budgets", "costs", "all kinds together"
"""Kinds of figures: in rows of children and places, in rows of money, in the cost to be made least."""

WIDEST = {CHILDREN: 1e5, BUDGETS: 1e8, COSTS: 1e8, ALL: 1e9}
"""How many times its smallest the largest figure of each kind may be before a plan is warned of."""

DUST = {CHILDREN: 0.0, BUDGETS: 1e-6, COSTS: 1e-6}
"""What is not above this is no figure: nothing, or in pounds what rounding leaves, far below a penny."""

_MONEY = frozenset({"revenue_budget", "capital_budget"})
_UNITS = frozenset({"yearly_limit", "total_limit", "group_yearly_limit", "group_total_limit"})
_NO_FIGURE = frozenset({"full", "nothing"})
"""Variables whose coefficients are the formulation's own bounds, not figures of the input tables."""

_WEEKLY = "provisions, market and suitability, the weekly costs"
_COLUMNS: Mapping[str, tuple[str, str]] = {
    "decide": ("options, column places_per_unit", "options, columns setup_cost, capital_cost and running_cost"),
    "close": ("supply, columns places and units", "supply, columns running_cost and closing_cost"),
    "place": ("", _WEEKLY),
    "displace": ("", _WEEKLY),
    "move": ("", "provisions, columns weekly_cost and planned_move_cost"),
    "buy": ("", "market, column weekly_cost"),
    "carry": ("suitability, column share_max", ""),
    "unmet": ("", "settings, row unmet_need"),
    "miss": ("", "targets, column price_if_missed"),
    "beyond": ("", "targets, column price_if_missed"),
    "overspend": ("", "budgets, column price_if_missed"),
}
"""Table and columns that a variable's coefficients come from, in rows of children and in money; blank where the
variable counts children themselves, one for one."""


@dataclass(frozen=True, slots=True)
class Range:
    """Smallest and largest absolute value other than nought and infinity; both nought where there is none."""

    smallest: float
    largest: float


@dataclass(frozen=True, slots=True)
class Ranges:
    """Ranges of a matrix: its coefficients, costs, column bounds and right-hand sides."""

    coefficients: Range
    costs: Range
    bounds: Range
    right_hand_sides: Range


@dataclass(frozen=True, slots=True)
class Figure:
    """A coefficient in its own unit, the variable it belongs to and the input tables it comes from."""

    value: float
    variable: str
    key: str
    tables: str


@dataclass(frozen=True, slots=True)
class Span:
    """Smallest and largest figure of a kind, and how many times the one the other is."""

    kind: str
    smallest: Figure
    largest: Figure

    @property
    def times(self) -> float:
        """How many times the smallest figure the largest is."""
        return self.largest.value / self.smallest.value

    @property
    def is_wide(self) -> bool:
        """Whether the solver may lose the smallest figure beside the largest."""
        return self.times > WIDEST[self.kind]


@dataclass(frozen=True, slots=True)
class CoefficientRange:
    """The scaling of a compiled plan, for the record.

    ``own`` in the plan's own units (children, places, £), ``scaled`` in the solver's; ``spans`` of the figures
    that come from the input tables, by kind.
    """

    own: Ranges
    scaled: Ranges
    spans: tuple[Span, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """A sentence for each kind of figure that is too far apart; none where the answer can be relied on.

        All kinds together are spoken of only where none is too wide by itself.
        """
        wide = [span for span in self.spans if span.is_wide]
        alone = [span for span in wide if span.kind != ALL]
        return tuple(_sentence(span) for span in alone or wide)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for ``result.json``, with how wide each span is and the warnings."""
        spans = [asdict(span) | {"times": span.times, "too_wide": span.is_wide} for span in self.spans]
        return {
            "own": asdict(self.own),
            "scaled": asdict(self.scaled),
            "spans": spans,
            "warnings": [*self.warnings],
        }


def coefficient_range(plan: Plan, matrix: Matrix) -> CoefficientRange:
    """Report the scaling of a plan's compiled matrix."""
    figures = list(_figures(plan, matrix))
    spans = [_span(plan, matrix, kind, [(kind, values)]) for kind, values in figures]
    spans.append(_span(plan, matrix, ALL, figures))
    return CoefficientRange(
        own=_ranges(matrix),
        scaled=_ranges(scaled(matrix, scaling_of(matrix))),
        spans=tuple(span for span in spans if span is not None),
    )


def _ranges(matrix: Matrix) -> Ranges:
    return Ranges(
        coefficients=_range(matrix.rows.data),
        costs=_range(matrix.cost),
        bounds=_range(np.concatenate([matrix.column_lower, matrix.column_upper])),
        right_hand_sides=_range(np.concatenate([matrix.row_lower, matrix.row_upper])),
    )


def _range(values: Floats) -> Range:
    sizes = np.abs(values[np.isfinite(values) & (values != 0)])
    return Range(float(sizes.min()), float(sizes.max())) if len(sizes) else Range(0.0, 0.0)


def _figures(plan: Plan, matrix: Matrix) -> Iterator[tuple[str, Floats]]:
    """The figure of each column by kind: its largest coefficient in rows of the kind, nought where it has none.

    A column's other coefficients of the kind are shares of that figure: of the children still there later, of the
    places standing. They fall below any threshold in a long plan, and nothing turns on them.
    """
    families = [key.family for key in matrix.row_keys]
    in_money = np.array([family in _MONEY for family in families], dtype=bool)
    in_units = np.array([family in _UNITS for family in families], dtype=bool)
    columns = range(len(matrix.cost))
    counted = np.array([_variable(plan, matrix, column)[0] not in _NO_FIGURE for column in columns], dtype=bool)
    for kind, values in (
        (CHILDREN, _largest(matrix, ~in_money & ~in_units)),
        (BUDGETS, _largest(matrix, in_money)),
        (COSTS, np.abs(matrix.cost)),
    ):
        yield kind, np.where(counted & (values > DUST[kind]), values, 0.0)


def _largest(matrix: Matrix, rows: NDArray[np.bool_]) -> Floats:
    """Largest absolute coefficient of each column in some rows."""
    if not rows.any():
        return np.zeros(len(matrix.cost))
    chosen = abs(matrix.rows.tocsr()[np.flatnonzero(rows)])
    return np.asarray(chosen.max(axis=0).toarray(), dtype=float).ravel()


def _span(plan: Plan, matrix: Matrix, kind: str, figures: list[tuple[str, Floats]]) -> Span | None:
    """The smallest and the largest of some figures; ``None`` where there is none."""
    held = [(of, column, values[column]) for of, values in figures for column in _ends(values)]
    if not held:
        return None
    smallest, largest = min(held, key=lambda one: one[2]), max(held, key=lambda one: one[2])
    return Span(kind, *(_figure(plan, matrix, *one) for one in (smallest, largest)))


def _ends(values: Floats) -> list[int]:
    """Columns of the smallest figure and of the largest."""
    there = np.flatnonzero(values)
    return [int(there[values[there].argmin()]), int(there[values[there].argmax()])] if len(there) else []


def _variable(plan: Plan, matrix: Matrix, column: int) -> tuple[str, tuple[Any, ...]]:
    """Name and index of the variable that a column stands for."""
    return plan.formulation.decisions.variable(int(matrix.positions[column]))


def _figure(plan: Plan, matrix: Matrix, kind: str, column: int, value: float) -> Figure:
    name, index = _variable(plan, matrix, column)
    of_children, of_money = _COLUMNS[name]
    key = ", ".join(str(part) for part in index if isinstance(part, str))
    return Figure(float(value), name, key, of_children if kind == CHILDREN else of_money)


def _sentence(span: Span) -> str:
    least, most = span.smallest, span.largest
    return (
        f"Figures of {span.kind} lie {_times(span.times)} times apart, from {least.value:.3g} ({_where(least)}) "
        f"to {most.value:.3g} ({_where(most)}). Beyond {_times(WIDEST[span.kind])} times the solver may take the "
        "smaller for nought, and the plan may be wrong: check both for a slip of units, such as a year's cost for "
        "a week's or a total for one unit's."
    )


def _where(figure: Figure) -> str:
    if not figure.tables:
        return "one child"
    return f"table {figure.tables}: {figure.key}" if figure.key else f"table {figure.tables}"


def _times(number: float) -> str:
    """A large number in words, rounded down to a power of ten.

    >>> _times(3.2e5), _times(1e9), _times(4e10)
    ('100,000', '1,000 million', '10,000 million')
    """
    power = 10 ** int(np.floor(np.log10(number) + 1e-9))
    return f"{power:,}" if power < 1_000_000 else f"{power // 1_000_000:,} million"
