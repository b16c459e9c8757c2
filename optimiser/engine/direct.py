"""A case's matrix straight from the rows of its constraint functions, without writing a model first.

The very functions that write the plan give its rows here too, as arrays, so that a changed case becomes a
matrix several times sooner than by way of the modelling language; and what a change leaves as it is
(:mod:`.unchanged`) is not written again. Used where a case is changed and solved again and again. Every other
plan goes through the model, and the two matrices are tested to be the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from pyomo.common.gc_manager import PauseGC

from models import capacity, choice_curve, decisions, delivery, figures, money, settled, targets
from models.case import Case, Floats
from models.plan import CONSTRAINTS, MONEY_CONSTRAINTS, Plan
from models.plan_model import Formulation, Row, always_holds
from models.terms import Positions, Terms
from optimiser.engine.matrix import Matrix, RowKey
from optimiser.engine.unchanged import Shared, shared


@dataclass(frozen=True, slots=True)
class _Block:
    """The rows of one constraint family: ``lengths`` terms in each, one row after the other."""

    keys: tuple[RowKey, ...]
    lower: Floats
    upper: Floats
    lengths: Positions
    positions: Positions
    coefficients: Floats


@dataclass(frozen=True)
class _Gathering(Formulation):
    """Gathers the rows that would be added to a model."""

    blocks: dict[str, _Block] = field(default_factory=dict)

    def add_rows(self, name: str, rows: Iterable[Row]) -> None:
        """Gather a constraint family; a row that always holds is left out."""
        self.blocks[name] = _block(name, [row for row in rows if not always_holds(row[1], row[2], row[3])])


@dataclass(frozen=True)
class Written:
    """A case's plan and its matrix, which has a column for every variable, whether or not any row has it."""

    plan: Plan
    matrix: Matrix
    blocks: Mapping[str, _Block]

    @property
    def case(self) -> Case:
        """The case."""
        return self.plan.formulation.case


def write_directly(case: Case, *before: Written) -> Written:
    """The plan of a case and its matrix, with what the nearest of those ``before`` has the same taken from it."""
    with PauseGC():
        common, nearest = _nearest(case, before)
        f, lines = _begun(case, common, nearest)
        for constraint in CONSTRAINTS:
            if constraint.__name__ not in f.blocks:
                constraint(f)
        costs = _costs(nearest) if nearest is not None and lines else None
        lines = lines or money.cost_lines(f)
        for budget in MONEY_CONSTRAINTS:
            budget(f, lines)
        matrix = _matrix(f, costs or _weights(f, money.discounted_cost(f, lines)), _columns(f, nearest))
    return Written(Plan(f, lines), matrix, f.blocks)


def _nearest(case: Case, before: Iterable[Written]) -> tuple[Shared, Written | None]:
    """The one of some written plans that a case shares most with, the first of equals; and how much it is."""
    each = ((shared(one.case, case), one) for one in before)
    return max(each, key=itemgetter(0), default=(Shared.NOTHING, None))


def _begun(case: Case, common: Shared, before: Written | None) -> tuple[_Gathering, tuple[money.CostLine, ...]]:
    """A case's figures and variables, with the blocks and cost lines that are as they were."""
    if before is not None:
        old = before.plan.formulation
        kept = {name: block for name, block in before.blocks.items() if name not in _BUDGETS}
        if old.case.targets != case.targets:
            del kept[targets.promise.__name__]
        if common is Shared.ALL_BUT_ASKED:
            return _Gathering(case, old.figures, old.decisions, kept), before.plan.cost_lines
        if common is Shared.ALL_BUT_MONEY:
            derived = figures.with_other_prices(old.figures, case)
            return _Gathering(case, derived, old.decisions, kept), ()
        if common is Shared.ALL_BUT_PLACES and (f := _with_other_places(case, old, kept)) is not None:
            return f, before.plan.cost_lines
    derived = figures.derive(case)
    return _Gathering(case, derived, decisions.declare(case, derived)), ()


def _with_other_places(case: Case, old: Formulation, kept: dict[str, _Block]) -> _Gathering | None:
    """The case with the blocks in which no places are; ``None`` where other places make other variables."""
    derived = figures.with_other_places(old.figures, case)
    listed = decisions.declare(case, derived)
    if any(one.keys != other.keys for one, other in zip(listed.kinds, old.decisions.kinds, strict=True)):
        return None
    blocks = {name: block for name, block in kept.items() if name not in _OF_PLACES}
    return _Gathering(case, derived, listed, blocks)


_OF_PLACES = frozenset(
    family.__name__
    for family in (
        capacity.enough_places,
        capacity.nobody_new_when_full,
        capacity.full_only_when_full,
        capacity.a_place_for_every_child,
        settled.moves_for_lost_places,
        choice_curve.carried_children,
        delivery.yearly_limit,
        delivery.total_limit,
        delivery.group_yearly_limit,
        delivery.group_total_limit,
    )
)
"""Families that say how many places or units there may be or how full."""
_BUDGETS = frozenset(family.__name__ for family in MONEY_CONSTRAINTS)
"""Families that are always written again, since they have the costs in them."""


def _block(name: str, rows: list[Row]) -> _Block:
    constants = np.array([terms.constant for _, _, terms, _ in rows], dtype=float)
    return _Block(
        keys=tuple(RowKey(name, tuple(key)) for key, _, _, _ in rows),
        lower=np.array([-math.inf if low is None else low for _, low, _, _ in rows], dtype=float) - constants,
        upper=np.array([math.inf if high is None else high for _, _, _, high in rows], dtype=float) - constants,
        lengths=np.array([len(terms.positions) for _, _, terms, _ in rows], dtype=np.intp),
        positions=np.concatenate([np.empty(0, dtype=np.intp), *(terms.positions for _, _, terms, _ in rows)]),
        coefficients=np.concatenate([np.empty(0), *(terms.coefficients for _, _, terms, _ in rows)]),
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """Bounds of the variables, and which of them are whole."""

    lower: Floats
    upper: Floats
    whole: NDArray[np.bool_]


def _columns(f: _Gathering, before: Written | None) -> _Columns:
    """The columns' bounds; as they were where the variables are the same ones."""
    if before is not None and f.decisions is before.plan.formulation.decisions:
        return _Columns(before.matrix.column_lower, before.matrix.column_upper, before.matrix.whole)
    listed = f.decisions
    return _Columns(np.zeros(listed.count), listed.upper, listed.whole)


@dataclass(frozen=True, slots=True)
class _Costs:
    """The objective: a cost for each variable, and what the plan costs whatever is decided."""

    weights: Floats
    offset: float


def _weights(f: _Gathering, objective: Terms) -> _Costs:
    weights = np.bincount(objective.positions, objective.coefficients, minlength=f.decisions.count)
    return _Costs(weights.astype(float), objective.constant)


def _costs(before: Written) -> _Costs:
    return _Costs(before.matrix.cost, before.matrix.offset)


def _matrix(f: _Gathering, costs: _Costs, columns: _Columns) -> Matrix:
    count = f.decisions.count
    blocks = [f.blocks[family.__name__] for family in (*CONSTRAINTS, *MONEY_CONSTRAINTS)]
    return Matrix(
        cost=costs.weights,
        offset=costs.offset,
        rows=_coefficients(blocks, count),
        row_lower=np.concatenate([block.lower for block in blocks]),
        row_upper=np.concatenate([block.upper for block in blocks]),
        column_lower=columns.lower,
        column_upper=columns.upper,
        whole=columns.whole,
        row_keys=tuple(key for block in blocks for key in block.keys),
        positions=np.arange(count, dtype=np.intp),
        variables=count,
    )


def _coefficients(blocks: list[_Block], columns: int) -> scipy.sparse.csc_array:
    """The rows' coefficients; those of a variable that occurs twice in a row are added, noughts left out."""
    lengths = np.concatenate([block.lengths for block in blocks])
    where = np.arange(len(lengths), dtype=np.intp).repeat(lengths)
    positions = np.concatenate([block.positions for block in blocks])
    values = np.concatenate([block.coefficients for block in blocks])
    matrix = scipy.sparse.csc_array(
        scipy.sparse.coo_array((values, (where, positions)), shape=(len(lengths), columns))
    )
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    return matrix
