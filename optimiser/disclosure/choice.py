"""What to hide: the sensitive figures and, of least total weight, what else keeps them from being worked out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce

from optimiser.disclosure.attack import Attack
from optimiser.disclosure.audit import Derived, audit
from optimiser.disclosure.cells import Cell, Interval, Pack
from optimiser.disclosure.deviations import deviations, requirements
from optimiser.disclosure.errors import DisclosureError
from optimiser.disclosure.greedy import safe_choice, weight_of
from optimiser.disclosure.least import search
from optimiser.disclosure.sensitive import Rule, protections
from optimiser.disclosure.symbols import Symbol

TIME_LIMIT = 60.0
"""Seconds to prove that nothing lighter would do."""


@dataclass(frozen=True)
class Suppression:
    """What is hidden of a pack: ``primary`` for its own sake, ``secondary`` to protect that.

    ``weight`` is what the secondary cells weigh and ``bound`` what any safe choice weighs at least; ``derived``
    is what a reader can work out of each hidden cell (empty before the audit).
    """

    primary: frozenset[str] = frozenset()
    secondary: frozenset[str] = frozenset()
    weight: float = 0.0
    bound: float = 0.0
    derived: tuple[Derived, ...] = ()

    @property
    def hidden(self) -> frozenset[str]:
        """Ids of all that is hidden."""
        return self.primary | self.secondary

    @property
    def is_least(self) -> bool:
        """Whether it is proven that nothing lighter would do."""
        return self.weight <= self.bound + 1e-6 * max(1.0, self.weight)

    def figure(self, cell: Cell) -> float | Symbol:
        """What to publish of a cell: the figure as rounded, or the mark for a hidden one."""
        return Symbol.CONFIDENTIAL if cell.latent or cell.id in self.hidden else cell.shown

    def joined(self, other: Suppression) -> Suppression:
        """This and what is hidden of another part of the pack."""
        return Suppression(
            self.primary | other.primary,
            self.secondary | other.secondary,
            self.weight + other.weight,
            self.bound + other.bound,
        )


def protect(pack: Pack, rule: Rule | None = None, time_limit: float = TIME_LIMIT) -> Suppression:
    """Choose what to hide, then audit it. Raises ``DisclosureError`` where nothing can protect a figure."""
    rule = rule or Rule()
    chosen = choose(pack, rule, time_limit)
    return replace(chosen, derived=audit(pack, chosen.hidden, rule))


def choose(pack: Pack, rule: Rule | None = None, time_limit: float = TIME_LIMIT) -> Suppression:
    """Choose what to hide: of least weight or, where ``time_limit`` (s) runs out, safe and perhaps heavier.

    Raises ``DisclosureError`` where a sensitive figure could be worked out though all is hidden that may be.
    """
    sensitive = protections(pack, rule or Rule())
    for cell in pack.cells:
        if cell.keep and not cell.latent and cell.id in sensitive:
            raise DisclosureError(f"“{cell.name}” must be hidden, but was asked to be shown whatever happens.")
    until = time.monotonic() + time_limit
    parts = (_chosen_in(part, sensitive, until) for part in pack.linked_parts())
    return reduce(Suppression.joined, parts, Suppression())


def _chosen_in(part: Pack, sensitive: Mapping[str, Interval], until: float) -> Suppression:
    """What to hide in tables linked with one another and with no others."""
    primary = frozenset(cell.id for cell in part.cells if cell.id in sensitive and not cell.latent)
    asked = requirements(part, sensitive)
    if not asked:
        return Suppression(primary)
    every = deviations(part, sensitive)
    attack = Attack(every)
    for requirement in asked:
        if not attack.is_safe(requirement, attack.everything()):
            raise DisclosureError(_hopeless(part.cells[requirement.cell], sensitive))
    found = search(attack, asked, until)
    hidden = found.hidden
    if hidden is None:
        hidden = safe_choice(attack, asked, until + TIME_LIMIT / 4)
    secondary = frozenset(
        cell.id for cell, hide, may in zip(part.cells, hidden, every.candidate, strict=True) if hide and may
    )
    return Suppression(primary, secondary, weight_of(every, hidden), found.bound)


def _hopeless(cell: Cell, sensitive: Mapping[str, Interval]) -> str:
    asked = sensitive[cell.id]
    return (
        f"“{cell.name}” could be worked out though every figure is hidden that may be: anything from "
        f"{asked.low:,.6g} to {asked.high:,.6g} should stay possible. Leave its table out, or join groups until "
        "the numbers are larger."
    )
