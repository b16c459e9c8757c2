"""The audit: what a reader can work out of each hidden figure from what is shown, and a refusal if too much.

Two linear programmes a figure, its least and its greatest value, over every pack that agrees with the figures
shown (to their rounding), with the relations and with what is known beforehand; whole-number programmes where a
figure known to be whole came out as a fraction. Each is solved cold, and none knows how the cells were chosen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import scipy.sparse

from optimiser.disclosure.cells import Cell, Interval, Pack, slack
from optimiser.disclosure.errors import DisclosureError
from optimiser.disclosure.linear import Flags, Programme, has_solution, load, run, set_whole, solution
from optimiser.disclosure.sensitive import Rule, protections

_SECONDS_EACH = 60.0


@dataclass(frozen=True, slots=True)
class Derived:
    """What a reader can work out of a hidden figure, and what must stay possible (``None``: any second value)."""

    cell: Cell
    interval: Interval
    asked: Interval | None

    @property
    def is_too_narrow(self) -> bool:
        """Whether the figure, or that it is small, can be worked out."""
        if self.asked is not None:
            return not self.interval.contains(self.asked)
        return self.interval.high - self.interval.low <= 1e-6 * max(1.0, abs(self.cell.value))

    def __str__(self) -> str:
        """The sentence of a refusal."""
        low, high = (f"{end:,.6g}" for end in (self.interval.low, self.interval.high))
        found = f"“{self.cell.name}” can be worked out from what is shown: "
        found += f"exactly {low}" if low == high else f"between {low} and {high}"
        if self.asked is None:
            return f"{found}, so that hiding it is of no use."
        return (
            f"{found}, though anything from {self.asked.low:,.6g} to {self.asked.high:,.6g} should stay possible."
        )


def audit(pack: Pack, hidden: Collection[str], rule: Rule | None = None) -> tuple[Derived, ...]:
    """What a reader can work out of each hidden figure of a pack.

    Raises ``DisclosureError`` where a sensitive figure is shown or can be worked out too closely, or a hidden one
    exactly, naming each and its range.
    """
    sensitive = protections(pack, rule or Rule())
    shown = [pack.by_id[id] for id in sensitive if id not in hidden and not pack.by_id[id].latent]
    if shown:
        raise DisclosureError("\n".join(f"“{cell.name}” is shown but must be hidden." for cell in shown))
    found = tuple(_derived(pack, frozenset(hidden), sensitive))
    leaks = [str(derived) for derived in found if derived.is_too_narrow]
    if leaks:
        raise DisclosureError("\n".join(["Not safe to publish.", *leaks]))
    return found


def _derived(pack: Pack, hidden: frozenset[str], sensitive: dict[str, Interval]) -> Iterator[Derived]:
    for part in pack.linked_parts():
        reader: _Reader | None = None
        for place, cell in enumerate(part.cells):
            if cell.id in hidden or cell.id in sensitive:
                reader = reader or _Reader(part, hidden)
                interval = Interval(reader.end(place, -1), reader.end(place, 1))
                yield Derived(pack.by_id[cell.id], interval, sensitive.get(cell.id))


class _Reader:
    """All packs that agree with what is shown: a column a cell, in its own unit."""

    def __init__(self, pack: Pack, hidden: frozenset[str]) -> None:
        known = [cell.known if cell.latent or cell.id in hidden else cell.seen for cell in pack.cells]
        self.low = np.array([interval.low for interval in known])
        self.high = np.array([interval.high for interval in known])
        self.whole: Flags = np.array([cell.whole for cell in pack.cells], dtype=bool)
        self.highs = load(_agreeing(pack, self.low, self.high))
        self.highs.setOptionValue("presolve", "off")  # a third of the time on small packs

    def end(self, place: int, sign: int) -> float:
        """The greatest (``sign`` +1) or least (−1) value of a cell."""
        self.highs.changeColCost(place, -float(sign))
        value = self._solved(place, sign)
        self.highs.changeColCost(place, 0.0)
        return value

    def _solved(self, place: int, sign: int) -> float:
        self.highs.clearSolver()
        if not run(self.highs):
            return self._without_end(sign)
        found = solution(self.highs)
        fraction = np.abs(found - np.round(found))[self.whole].max(initial=0.0)
        return float(found[place]) if fraction < 1e-6 else self._among_whole(place)

    def _without_end(self, sign: int) -> float:
        status, known = self.highs.getModelStatus(), highspy.HighsModelStatus
        if status in (known.kUnbounded, known.kUnboundedOrInfeasible):
            return sign * np.inf
        raise DisclosureError("The figures shown contradict one another: no pack agrees with all of them.")

    def _among_whole(self, place: int) -> float:
        """The end among whole numbers or the furthest found in time, so that no range seems wider than it is."""
        set_whole(self.highs, self.whole)
        self.highs.setOptionValue("presolve", "choose")
        run(self.highs, _SECONDS_EACH)
        solved, value = has_solution(self.highs), solution(self.highs)[place]
        self.highs.setOptionValue("presolve", "off")
        set_whole(self.highs, np.zeros_like(self.whole))
        if not solved:
            raise DisclosureError("The audit found no pack of whole numbers that agrees with the figures shown.")
        return float(value)


def _agreeing(pack: Pack, low: Any, high: Any) -> Programme:
    """The relations, each divided by its largest coefficient and true to the noise of floating point."""
    place = {cell.id: column for column, cell in enumerate(pack.cells)}
    size = [max(abs(coefficient) for _, coefficient in relation.terms) for relation in pack.relations]
    rows = scipy.sparse.dok_array((len(pack.relations), len(pack.cells)))
    for row, relation in enumerate(pack.relations):
        for id, coefficient in relation.terms:
            rows[row, place[id]] = coefficient / size[row]
    constant = np.array([relation.constant / most for relation, most in zip(pack.relations, size, strict=True)])
    noise = np.array([slack(pack, relation) / most for relation, most in zip(pack.relations, size, strict=True)])
    noughts = np.zeros(len(pack.cells))
    return Programme(scipy.sparse.csc_array(rows), constant - noise, constant + noise, low, high, noughts)
