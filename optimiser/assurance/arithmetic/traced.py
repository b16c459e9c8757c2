"""Numbers that remember the cells they were worked out from.

Every figure that the check recomputes is a :class:`Traced` number: its value and, for each number it was made
of, how much it changes with that number. So when a recomputed figure differs from the one in a table, the cells
that could be wrong, and by how much, need no second account.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a file: ``row`` as a spreadsheet counts (the header is row 1), ``None`` where there is no one row.

    ``key`` are the labels that identify the row, so that a row that is ``missing`` can be named too.
    """

    file: str
    row: int | None
    column: str
    key: tuple[str, ...] = ()
    missing: bool = False

    @property
    def words(self) -> str:
        """The key of the row in words."""
        return ", ".join(part for part in self.key if part)

    @property
    def where(self) -> str:
        """The file, row, column and key, as a sentence names them."""
        row = " (no such row)" if self.missing else "" if self.row is None else f" row {self.row}"
        key = f" ({self.words})" if self.words else ""
        return f"{self.file}{row}, {self.column}{key}"


class Traced:
    """A number with the numbers it was made of and its slope in each of them.

    ``steepest`` is the most that it changes with any one cell, by any one way that leads to it.
    """

    __slots__ = ("cell", "parts", "steepest", "value")
    cell: Cell | None
    parts: tuple[tuple[Traced, float], ...]
    steepest: float
    value: float

    def __init__(
        self, value: float, parts: tuple[tuple[Traced, float], ...] = (), cell: Cell | None = None
    ) -> None:
        """Keep the value and every part that is itself more than a constant."""
        self.value = value
        self.parts = tuple(part for part in parts if part[0].parts or part[0].cell is not None)
        self.cell = cell
        self.steepest = 1.0 if cell is not None else _steepest(self.parts)

    def __add__(self, other: Traced | float) -> Traced:
        """Return the sum."""
        if isinstance(other, Traced):
            return Traced(self.value + other.value, ((self, 1.0), (other, 1.0)))
        return Traced(self.value + other, ((self, 1.0),))

    def __sub__(self, other: Traced | float) -> Traced:
        """Return the difference."""
        if isinstance(other, Traced):
            return Traced(self.value - other.value, ((self, 1.0), (other, -1.0)))
        return Traced(self.value - other, ((self, 1.0),))

    def __mul__(self, other: Traced | float) -> Traced:
        """Return the product; a factor of nought that is no figure of a table leaves nothing to remember."""
        if isinstance(other, Traced):
            return Traced(self.value * other.value, ((self, other.value), (other, self.value)))
        return Traced(self.value * other, ((self, other),) if other else ())

    def __truediv__(self, other: Traced | float) -> Traced:
        """Return the quotient; raise ``ZeroDivisionError`` where there is none."""
        if isinstance(other, Traced):
            slopes = ((self, 1 / other.value), (other, -self.value / other.value**2))
            return Traced(self.value / other.value, slopes)
        return self * (1 / other)


def _steepest(parts: tuple[tuple[Traced, float], ...]) -> float:
    return max([abs(slope) * part.steepest for part, slope in parts], default=0.0)


NOTHING = Traced(0.0)


def weighted(pairs: Iterable[tuple[Traced, float]]) -> Traced:
    """Return the sum of numbers, each times its own factor."""
    held = tuple(pair for pair in pairs if pair[1])
    return Traced(sum(number.value * factor for number, factor in held), held)


def no_figure(*because: Traced) -> Traced:
    """Return no number, because of what others are: a share of nobody, say."""
    return Traced(float("nan"), tuple((number, 0.0) for number in because))


def total(numbers: Iterable[Traced]) -> Traced:
    """Return the sum of numbers."""
    return weighted((number, 1.0) for number in numbers)


def larger(one: Traced, other: Traced | float) -> Traced:
    """Return the larger of two numbers; both are remembered, since either could have been the larger."""
    second = other if isinstance(other, Traced) else Traced(other)
    first_counts = one.value >= second.value
    parts = ((one, float(first_counts)), (second, float(not first_counts)))
    return Traced(max(one.value, second.value), parts)


def smaller(one: Traced, other: Traced | float) -> Traced:
    """Return the smaller of two numbers; both are remembered."""
    second = other if isinstance(other, Traced) else Traced(other)
    return larger(one * -1.0, second * -1.0) * -1.0


def slopes(number: Traced) -> dict[Cell, float]:
    """Return how much a number changes with each cell it was worked out from (nought where only now and then)."""
    adjoint: dict[int, float] = {id(number): 1.0}
    found: dict[Cell, float] = {}
    for node in reversed(_in_order(number)):
        own = adjoint[id(node)]
        if node.cell is not None:
            found[node.cell] = found.get(node.cell, 0.0) + own
        for part, slope in node.parts:
            adjoint[id(part)] = adjoint.get(id(part), 0.0) + own * slope
    return found


def _in_order(number: Traced) -> list[Traced]:
    """Return every number it was made of, each after its own parts."""
    ordered: list[Traced] = []
    seen: set[int] = set()
    stack: list[tuple[Traced, bool]] = [(number, False)]
    while stack:
        node, done = stack.pop()
        if done:
            ordered.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack.extend((part, False) for part, _ in node.parts if id(part) not in seen)
    return ordered


def cells_of(numbers: Iterable[Traced]) -> dict[Cell, float]:
    """Return every cell that any of the numbers was worked out from, with its value."""
    found: dict[Cell, float] = {}
    seen: set[int] = set()
    stack = list(numbers)
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.cell is not None:
            found[node.cell] = node.value
        stack.extend(part for part, _ in node.parts)
    return found
