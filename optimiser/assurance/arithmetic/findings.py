"""What the arithmetic check leaves: what differs, what was compared, and what could not be recomputed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from optimiser.assurance.arithmetic.traced import Cell

Found = float | str | None
"""A figure or text as found or as expected; ``None`` where there is none."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference between a run folder and its recomputation; ``size`` is in the unit of the figure."""

    check: str
    file: str
    row: int | None
    column: str
    key: str
    found: Found
    expected: Found
    size: float | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Suspect:
    """A cell that alone explains every difference: with ``instead`` in its place everything agrees."""

    file: str
    row: int | None
    column: str
    key: str
    found: float
    instead: float
    missing: bool = False

    @property
    def sentence(self) -> str:
        """The cell and what would do, in words."""
        where = Cell(self.file, self.row, self.column, (self.key,), self.missing).where
        return f"{where}: {figure(self.found)} ({figure(self.instead)} would do)"


@dataclass(frozen=True, slots=True)
class NotRecomputed:
    """Something in a run that arithmetic alone cannot recompute, and why."""

    what: str
    why: str


@dataclass(frozen=True)
class ArithmeticCheck:
    """The outcome of recomputing a run folder.

    ``compared`` counts the comparisons by kind; ``largest`` is the largest difference of each kind that rounding
    explains, in the unit of its figures; ``suspects`` are single cells each of which explains every difference.
    """

    findings: tuple[Finding, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    compared: Mapping[str, int] = field(default_factory=dict)
    largest: Mapping[str, float] = field(default_factory=dict)
    not_recomputed: tuple[NotRecomputed, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing differs."""
        return not self.findings

    @property
    def diagnosis(self) -> str:
        """Which single number explains every difference, in a sentence; empty where no number differs."""
        other_inputs = [finding for finding in self.findings if finding.check == "assumption"]
        if other_inputs:
            return f"The input tables are not those of the assumptions log: {other_inputs[0].sentence}"
        if not any(finding.size is not None for finding in self.findings):
            return ""
        if not self.suspects:
            return "No single number explains every difference."
        told = "; ".join(suspect.sentence for suspect in self.suspects)
        if len(self.suspects) == 1:
            return f"One number explains every difference: {told}."
        return f"One number explains every difference, one of these: {told}."

    def as_dict(self) -> dict[str, Any]:
        """The check as plain data for JSON."""
        return {
            "passed": self.passed,
            "diagnosis": self.diagnosis,
            "suspects": [asdict(suspect) for suspect in self.suspects],
            "findings": [asdict(finding) for finding in self.findings],
            "comparisons": sum(self.compared.values()),
            "compared": dict(self.compared),
            "largest_rounding": dict(self.largest),
            "not_recomputed": [asdict(item) for item in self.not_recomputed],
        }


def figure(value: Found) -> str:
    """A figure as a sentence shows it: to as many places as a difference could matter in.

    >>> figure(1234567.891), figure(0.123456789), figure(3.0), figure(None)
    ('1,234,567.89', '0.12345679', '3', 'nothing')
    """
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return f"'{value}'"
    if value != value or abs(value) == float("inf"):
        return str(value)
    places = 2 if abs(value) >= 1000 else 5 if abs(value) >= 1 else 8
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
