"""Decisions shared by every future, and one compiled matrix for each.

What is decided before the future is known (options decided, homes closed) is the first stage; everything else
(who lives where, children without a home, promises missed) is decided anew in each future.

Whole-number columns of the second stage (the switch of a pool that is full) are kept as whole numbers by the
extensive form and by :func:`.evaluation.evaluate`. The L-shaped method takes them as divisible in its cuts, which
leaves its bound a bound, and counts the plan it returns with them whole.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import ArrayLike, NDArray

from models.case import Floats
from models.terms import Positions
from optimiser.engine.matrix import Matrix

_ROUNDING = 1e-9
_FEASIBLE = 1e-6


@dataclass(frozen=True)
class FirstStage:
    """What is said of the shared decisions alone: expected cost, bounds, and the rows that touch nothing else."""

    cost: Floats
    offset: float
    rows: scipy.sparse.csc_array[Any]
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats
    whole: NDArray[np.bool_]

    def allows(self, values: Floats) -> bool:
        """Whether values keep to the bounds and to the rows of the first stage."""
        activity = self.rows @ values
        return bool(
            np.all(values >= self.lower - _FEASIBLE)
            and np.all(values <= self.upper + _FEASIBLE)
            and np.all(activity >= self.row_lower - _FEASIBLE * np.maximum(1.0, np.abs(self.row_lower)))
            and np.all(activity <= self.row_upper + _FEASIBLE * np.maximum(1.0, np.abs(self.row_upper)))
        )


@dataclass(frozen=True)
class TwoStage:
    """Shared decisions (column positions ``first``), one matrix for each future, and its probability.

    Made by :func:`two_stage`, which checks that the parts belong together.
    """

    first: Positions
    blocks: tuple[Matrix, ...]
    probabilities: Floats

    @property
    def futures(self) -> int:
        """How many futures there are."""
        return len(self.blocks)

    @cached_property
    def second(self) -> Positions:
        """Columns decided in each future."""
        return np.setdiff1d(np.arange(len(self.blocks[0].cost)), self.first)

    @cached_property
    def own_rows(self) -> Positions:
        """Rows that touch shared decisions and nothing else in any future."""
        first = np.zeros(len(self.blocks[0].row_lower), dtype=bool)
        second = np.zeros_like(first)
        for block in self.blocks:
            first[_rows_of(block, self.first)] = True
            second[_rows_of(block, self.second)] = True
        return np.flatnonzero(first & ~second)

    @cached_property
    def later_rows(self) -> Positions:
        """Every other row: one copy for each future."""
        return np.setdiff1d(np.arange(len(self.blocks[0].row_lower)), self.own_rows)

    @cached_property
    def first_stage(self) -> FirstStage:
        """The shared decisions by themselves, counted once."""
        block = self.blocks[0]
        costs = [one.cost[self.first] for one in self.blocks]
        return FirstStage(
            cost=np.average(costs, axis=0, weights=self.probabilities),
            offset=math.fsum(self.probabilities * [one.offset for one in self.blocks]),
            rows=scipy.sparse.csc_array(block.rows[:, self.first].tocsr()[self.own_rows]),
            row_lower=block.row_lower[self.own_rows],
            row_upper=block.row_upper[self.own_rows],
            lower=np.max([one.column_lower[self.first] for one in self.blocks], axis=0),
            upper=np.min([one.column_upper[self.first] for one in self.blocks], axis=0),
            whole=block.whole[self.first],
        )

    @cached_property
    def whole_later(self) -> bool:
        """Whether anything decided in a future is a whole number."""
        return bool(self.blocks[0].whole[self.second].any())

    def mean(self) -> Matrix:
        """One future in place of all: every cost, bound and coefficient at its probability-weighted mean."""
        first, shares = self.blocks[0], self.probabilities

        def mean(name: str) -> Floats:
            values = [getattr(block, name) for block in self.blocks]
            return np.asarray(sum(share * value for share, value in zip(shares, values, strict=True) if share > 0))

        rows = sum(share * block.rows for share, block in zip(shares, self.blocks, strict=True))
        return replace(
            first,
            cost=mean("cost"),
            offset=float(mean("offset")),
            rows=scipy.sparse.csc_array(rows),
            row_lower=mean("row_lower"),
            row_upper=mean("row_upper"),
            column_lower=mean("column_lower"),
            column_upper=mean("column_upper"),
        )


def two_stage(matrices: Sequence[Matrix], first: ArrayLike, probabilities: ArrayLike) -> TwoStage:
    """Put futures together.

    ``matrices``: one for each future, with the same rows and columns; ``first``: positions of the shared columns;
    ``probabilities``: one for each future, adding up to 1.

    Raises:
        ValueError: the futures differ in shape or in which columns are whole, the probabilities are not
            probabilities, or what is said of the shared decisions alone is not the same in every future.
    """
    blocks = tuple(matrices)
    shares = np.asarray(probabilities, dtype=float)
    shared = np.unique(np.asarray(first, dtype=np.intp))
    _check_shapes(blocks, shared, shares)
    built = TwoStage(shared, blocks, shares)
    _check_first_stage(built)
    return built


def _check_shapes(blocks: tuple[Matrix, ...], first: Positions, shares: Floats) -> None:
    if not blocks:
        raise ValueError("there must be at least one future")
    if shares.shape != (len(blocks),):
        raise ValueError(f"there are {len(blocks)} futures and {shares.size} probabilities")
    if not (np.all(shares >= 0) and abs(float(shares.sum()) - 1.0) <= _ROUNDING * len(blocks)):
        raise ValueError(f"probabilities must be nought or more and add up to 1, not {float(shares.sum()):g}")
    columns = len(blocks[0].cost)
    if len(first) and not (first[0] >= 0 and first[-1] < columns):
        raise ValueError(f"shared columns must be between 0 and {columns - 1}")
    for number, block in enumerate(blocks[1:], start=2):
        if block.rows.shape != blocks[0].rows.shape:
            raise ValueError(
                f"future {number} has {block.rows.shape[0]} rows and {block.rows.shape[1]} columns, "
                f"the first has {blocks[0].rows.shape[0]} and {columns}"
            )
        if not np.array_equal(block.whole, blocks[0].whole):
            raise ValueError(f"future {number} has other whole-number columns than the first")


def _check_first_stage(two: TwoStage) -> None:
    """What is said of the shared decisions alone goes to the master once, so it must be the same everywhere."""
    own, reference = two.own_rows, two.blocks[0]
    expected = reference.rows[:, two.first].tocsr()[own]
    for number, block in enumerate(two.blocks[1:], start=2):
        same = (
            np.array_equal(block.row_lower[own], reference.row_lower[own])
            and np.array_equal(block.row_upper[own], reference.row_upper[own])
            and abs(block.rows[:, two.first].tocsr()[own] - expected).sum() == 0
        )
        if not same:
            raise ValueError(f"future {number} has other rows about the shared decisions alone than the first")
    if np.any(two.first_stage.lower > two.first_stage.upper):
        raise ValueError("the futures leave a shared decision no value that all of them allow")


def _rows_of(block: Matrix, columns: Positions) -> Positions:
    return np.unique(block.rows[:, columns].indices).astype(np.intp)
