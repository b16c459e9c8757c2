"""Linked tables as the chooser sees them: how far each figure could be from what it is.

A reader's alternative pack is the true one plus deviations z with ``M z = 0``. Deviations start at nought, which
is always possible, so no noise in the figures can make the reader's problem contradict itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse

from optimiser.disclosure.cells import Interval, Pack, Relation
from optimiser.disclosure.linear import Flags, Floats


@dataclass(frozen=True, slots=True)
class Requirement:
    """Cell ``cell`` (its place) must be able to deviate by ``level`` upwards (``sign`` +1) or downwards (−1)."""

    cell: int
    sign: int
    level: float


@dataclass(frozen=True)
class Deviations:
    """What a reader can make of each cell: ``low`` to ``high`` hidden, ``seen_low`` to ``seen_high`` shown."""

    rows: scipy.sparse.csc_array[Any]
    low: Floats
    high: Floats
    seen_low: Floats
    seen_high: Floats
    whole: Flags
    weight: Floats
    hidden: Flags
    """Hidden whatever is chosen: sensitive or in no table."""
    candidate: Flags
    """May be hidden to protect others."""

    @property
    def size(self) -> int:
        """How many cells."""
        return len(self.low)


def deviations(pack: Pack, sensitive: Mapping[str, Interval]) -> Deviations:
    """The deviations of a pack's cells, given which are sensitive."""
    cells = pack.cells
    value = np.array([cell.value for cell in cells])
    low = np.array([cell.lower for cell in cells]) - value
    high = np.array([cell.upper for cell in cells]) - value
    hidden = np.array([cell.latent or cell.id in sensitive for cell in cells], dtype=bool)
    keep = np.array([cell.keep for cell in cells], dtype=bool)
    return Deviations(
        rows=_rows(pack),
        low=low,
        high=high,
        seen_low=np.array([cell.seen.low for cell in cells]) - value,
        seen_high=np.array([cell.seen.high for cell in cells]) - value,
        whole=np.array([cell.whole for cell in cells], dtype=bool),
        weight=np.array([cell.weight for cell in cells]),
        hidden=hidden,
        candidate=~hidden & ~keep & (low < high),
    )


def _rows(pack: Pack) -> scipy.sparse.csc_array[Any]:
    """Coefficients of the relations, each divided by its largest."""
    place = {cell.id: column for column, cell in enumerate(pack.cells)}
    entries = [
        (row, place[id], coefficient / _largest(relation))
        for row, relation in enumerate(pack.relations)
        for id, coefficient in relation.terms
    ]
    rows, columns, data = zip(*entries, strict=True) if entries else ((), (), ())
    shape = (len(pack.relations), len(pack.cells))
    return scipy.sparse.csc_array((np.array(data, dtype=float), (rows, columns)), shape=shape)


def _largest(relation: Relation) -> float:
    return max(abs(coefficient) for _, coefficient in relation.terms)


def requirements(pack: Pack, sensitive: Mapping[str, Interval]) -> tuple[Requirement, ...]:
    """What protects the sensitive cells: each reaches both ends of its range."""
    found = []
    for place, cell in enumerate(pack.cells):
        if cell.id in sensitive:
            asked = sensitive[cell.id]
            found += [
                Requirement(place, 1, asked.high - cell.value),
                Requirement(place, -1, cell.value - asked.low),
            ]
    return tuple(requirement for requirement in found if requirement.level > 0)
