"""The comparisons as they are made: each keeps what it compared, so that a difference can be traced."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from optimiser.assurance.arithmetic.checks import CHECKS, CONSTRAINTS
from optimiser.assurance.arithmetic.findings import Finding, figure
from optimiser.assurance.arithmetic.tolerances import ABSOLUTE, CHILD, RELATIVE, ROW
from optimiser.assurance.arithmetic.traced import Cell, Traced, cells_of, slopes

Kind = Literal["equal", "at_most", "at_least"]


@dataclass(frozen=True)
class Relation:
    """Two numbers compared; ``at`` is the cell that a difference is reported at.

    ``given`` are numbers that the comparison is made because of, and ``slack`` what may be out beyond rounding.
    """

    check: str
    kind: Kind
    at: Cell
    found: Traced
    expected: Traced
    given: tuple[Traced, ...] = ()
    slack: float = 0.0

    @property
    def difference(self) -> float:
        """By how much what is found is wrong: signed for an equality, else what is beyond the limit."""
        found, expected = self.found.value, self.expected.value
        if found == expected or (math.isnan(found) and math.isnan(expected)):
            return 0.0
        apart = found - expected
        if self.kind == "at_most":
            return max(0.0, apart)
        return min(0.0, apart) if self.kind == "at_least" else apart

    @cached_property
    def gradient(self) -> dict[Cell, float]:
        """How much the difference changes with each cell."""
        return slopes(self.found - self.expected)

    @cached_property
    def cells(self) -> dict[Cell, float]:
        """Every cell that has a part in the comparison, with its value."""
        return cells_of((self.found, self.expected, *self.given))

    @property
    def tolerance(self) -> float:
        """What rounding allows: a millionth of the child or unit that matters most, the cell itself apart."""
        found = 0.0 if self.found.cell is not None else self.found.steepest
        out = ROW if self.check in CONSTRAINTS else CHILD
        return self._least + self.slack + out * max(found, self.expected.steepest)

    @property
    def _least(self) -> float:
        largest = max((abs(v) for v in (self.found.value, self.expected.value) if math.isfinite(v)), default=0.0)
        return ABSOLUTE + RELATIVE * largest

    @property
    def holds(self) -> bool:
        """Whether the difference is within what rounding allows."""
        return abs(self.difference) <= self.tolerance

    def finding(self) -> Finding:
        """The difference, reported."""
        found, expected = self.found.value, self.expected.value
        limit = {"equal": "", "at_most": "at most ", "at_least": "at least "}[self.kind]
        apart = abs(self.difference)
        sentence = (
            f"{self.at.where}: {figure(found)} found, {limit}{figure(expected)} expected "
            f"({figure(apart)} apart): {CHECKS[self.check]}."
        )
        at = self.at
        size = None if math.isnan(apart) else apart
        return Finding(
            self.check, at.file, at.row, at.column, at.words, _plain(found), _plain(expected), size, sentence
        )


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else value


@dataclass
class Ledger:
    """Every comparison made so far, and findings that are no comparison of two numbers."""

    relations: list[Relation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    texts: Counter[str] = field(default_factory=Counter)
    """Comparisons of text, by kind."""
    spoiled: set[Cell] = field(default_factory=set)
    """Cells without the number that should be there: reported once, and nothing is compared with them."""

    def equal(
        self, check: str, found: Traced, expected: Traced | float, at: Cell | None = None, slack: float = 0.0
    ) -> None:
        """Compare a figure with its recomputation; it is reported at its own cell unless another is given."""
        place = at or found.cell
        assert place is not None, "a figure that is no cell of a table needs a place to be reported at"
        self.relations.append(Relation(check, "equal", place, found, _traced(expected), slack=slack))

    def at_most(
        self,
        check: str,
        found: Traced,
        limit: Traced | float,
        at: Cell,
        given: tuple[Traced, ...] = (),
        slack: float = 0.0,
    ) -> None:
        """State that a figure is no more than a limit."""
        self.relations.append(Relation(check, "at_most", at, found, _traced(limit), given, slack))

    def at_least(
        self,
        check: str,
        found: Traced,
        limit: Traced | float,
        at: Cell,
        given: tuple[Traced, ...] = (),
        slack: float = 0.0,
    ) -> None:
        """State that a figure is no less than a limit."""
        self.relations.append(Relation(check, "at_least", at, found, _traced(limit), given, slack))

    def same(self, check: str, at: Cell, found: str, expected: str) -> None:
        """Compare two texts."""
        self.texts[check] += 1
        if found != expected:
            sentence = f"{at.where}: {figure(found)} found, {figure(expected)} expected: {CHECKS[check]}."
            self.findings.append(
                Finding(check, at.file, at.row, at.column, at.words, found, expected, None, sentence)
            )

    def report(self, check: str, at: Cell, message: str, found: str | None = None) -> None:
        """Report something wrong that is no comparison."""
        sentence = f"{at.where}: {message}."
        self.findings.append(Finding(check, at.file, at.row, at.column, at.words, found, None, None, sentence))

    def spoil(self, at: Cell, message: str, found: str) -> None:
        """Report a cell that does not hold the number that should be there."""
        self.spoiled.add(at)
        self.report("cell", at, message, found)

    def count(self, check: str) -> None:
        """Count a comparison that was made elsewhere."""
        self.texts[check] += 1

    @cached_property
    def broken(self) -> list[Relation]:
        """The comparisons that do not hold; ask once everything has been compared."""
        found = [relation for relation in self.relations if not relation.holds]
        return [relation for relation in found if self.spoiled.isdisjoint(relation.cells)]


def _traced(number: Traced | float) -> Traced:
    return number if isinstance(number, Traced) else Traced(number)
