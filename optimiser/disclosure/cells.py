"""A pack of linked tables as disclosure control sees it: figures and the sums that hold between them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import connected_components

_TRUE_WITHIN = 1e-9
"""How far a relation may be off, relative to its largest term: the noise of adding floating point numbers."""


class Kind(Enum):
    """What a figure says: a count of children is sensitive where small, money where it reveals such a count."""

    CHILDREN = "children"
    MONEY = "money"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Interval:
    """The least and the greatest a figure can be, in the figure's own unit; infinite where nothing limits it."""

    low: float
    high: float

    def contains(self, other: Interval) -> bool:
        """Whether another interval lies within this one, to a millionth of its ends."""
        near = 1e-6 * max(1.0, *(abs(end) for end in (other.low, other.high) if math.isfinite(end)))
        return self.low <= other.low + near and other.high - near <= self.high

    def within(self, other: Interval) -> Interval:
        """What two intervals share."""
        return Interval(max(self.low, other.low), min(self.high, other.high))


@dataclass(frozen=True, slots=True)
class Reveals:
    """Money that tells a count of children to whoever knows what a child costs (£ per child, not nought)."""

    children: str
    per_child: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a table.

    ``lower`` and ``upper`` are what a reader knows before the pack is published (a nought that everybody expects
    has ``upper=0``), ``whole`` that they know it to be a whole number. ``unit`` is what the figure is rounded to
    when shown, 0 for not at all. ``weight`` (above 0) is what hiding it costs the reader: 1 for all hides the
    fewest; totals deserve more. ``keep``: never hidden. ``latent``: in no table, but linked to figures that are,
    so that it might be worked out (the children behind a sum of money).
    """

    id: str
    value: float
    kind: Kind = Kind.OTHER
    label: str = ""
    weight: float = 1.0
    keep: bool = False
    latent: bool = False
    lower: float = 0.0
    upper: float = math.inf
    whole: bool = False
    unit: float = 0.0
    reveals: Reveals | None = None

    @property
    def name(self) -> str:
        """How messages call it."""
        return self.label or self.id

    @property
    def shown(self) -> float:
        """The figure as a table shows it: rounded to ``unit``, halves upwards."""
        return math.floor(self.value / self.unit + 0.5) * self.unit if self.unit else self.value

    @property
    def known(self) -> Interval:
        """What a reader knows of it while it is hidden."""
        return Interval(self.lower, self.upper)

    @property
    def seen(self) -> Interval:
        """What a reader knows of it once it is shown."""
        low, high = self.shown - self.unit / 2, self.shown + self.unit / 2
        if self.whole and self.unit:
            low, high = math.ceil(low), math.ceil(high) - 1
        return Interval(min(low, self.value), max(high, self.value)).within(self.known)


@dataclass(frozen=True, slots=True)
class Relation:
    """``Σ coefficient · cell = constant``, which a reader knows to hold for the figures before rounding."""

    terms: tuple[tuple[str, float], ...]
    constant: float = 0.0


def total(of: str, parts: Iterable[str]) -> Relation:
    """A total is the sum of its parts."""
    return Relation(((of, 1.0), *((part, -1.0) for part in parts)))


def same(first: str, second: str) -> Relation:
    """The same figure stands in two places."""
    return Relation(((first, 1.0), (second, -1.0)))


def difference(of: str, plan: str, nothing: str) -> Relation:
    """A figure is what one exceeds another by: the plan and doing nothing."""
    return Relation(((of, 1.0), (plan, -1.0), (nothing, 1.0)))


def priced(money: str, children: str, per_child: float) -> Relation:
    """Money is children times a cost per child that the reader knows."""
    return Relation(((money, 1.0), (children, -per_child)))


@dataclass(frozen=True)
class Pack:
    """Linked tables: every figure once, and every relation that a reader knows.

    Raises ``ValueError`` where the pack contradicts itself: a relation that does not hold, a figure outside what
    is known of it, an id used twice or unknown.
    """

    cells: tuple[Cell, ...]
    relations: tuple[Relation, ...] = ()
    by_id: Mapping[str, Cell] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the pack against itself."""
        object.__setattr__(self, "by_id", {cell.id: cell for cell in self.cells})
        if len(self.by_id) < len(self.cells):
            raise ValueError("two cells have the same id")
        for cell in self.cells:
            self._check(cell)
        for relation in self.relations:
            self._check_relation(relation)

    def _check(self, cell: Cell) -> None:
        if not (math.isfinite(cell.value) and cell.lower <= cell.value <= cell.upper):
            raise ValueError(f"{cell.id}: {cell.value} is not within {cell.lower} to {cell.upper}")
        if not (math.isfinite(cell.weight) and cell.weight > 0) or cell.unit < 0:
            raise ValueError(f"{cell.id}: weight must be above 0 and unit not below it")
        if cell.whole and cell.value != round(cell.value):
            raise ValueError(f"{cell.id}: {cell.value} is not a whole number")
        if cell.kind is Kind.CHILDREN and cell.lower < 0:
            raise ValueError(f"{cell.id}: children cannot be fewer than 0")
        if cell.reveals and not (cell.reveals.children in self.by_id and cell.reveals.per_child):
            raise ValueError(f"{cell.id}: reveals a count that is not in the pack, or at no cost per child")

    def _check_relation(self, relation: Relation) -> None:
        unknown = [id for id, _ in relation.terms if id not in self.by_id]
        if unknown or len({id for id, _ in relation.terms}) < len(relation.terms):
            raise ValueError(f"a relation names cells unknown or twice: {unknown or relation.terms}")
        if not relation.terms or not all(coefficient for _, coefficient in relation.terms):
            raise ValueError("a relation without terms, or nought times a cell")
        if abs(residual(self, relation)) > slack(self, relation):
            raise ValueError(f"not true: {relation}, off by {residual(self, relation)}")

    def linked_parts(self) -> tuple[Pack, ...]:
        """The pack cut where no relation leads across; cells without any relation come alone."""
        position = {cell.id: place for place, cell in enumerate(self.cells)}
        links = [
            (position[relation.terms[0][0]], position[id])
            for relation in self.relations
            for id, _ in relation.terms
        ]
        first, second = np.array(links, dtype=int).reshape(-1, 2).T
        size = len(self.cells)
        graph = scipy.sparse.coo_array((np.ones(len(first)), (first, second)), shape=(size, size))
        _, label = connected_components(graph, directed=False)
        cells: dict[int, list[Cell]] = {}
        relations: dict[int, list[Relation]] = {}
        for cell, part in zip(self.cells, label.tolist(), strict=True):
            cells.setdefault(part, []).append(cell)
        for relation in self.relations:
            relations.setdefault(int(label[position[relation.terms[0][0]]]), []).append(relation)
        return tuple(
            Pack(tuple(replace(cell, reveals=None) for cell in found), tuple(relations.get(part, ())))
            for part, found in cells.items()
        )


def residual(pack: Pack, relation: Relation) -> float:
    """How far a relation is off."""
    return sum(coefficient * pack.by_id[id].value for id, coefficient in relation.terms) - relation.constant


def slack(pack: Pack, relation: Relation) -> float:
    """How far a relation may be off for the noise of floating point."""
    sizes = (abs(coefficient * pack.by_id[id].value) for id, coefficient in relation.terms)
    return _TRUE_WITHIN * max(1.0, abs(relation.constant), *sizes)
