"""Primary suppression: which figures must be hidden whatever else is shown, and what must stay possible.

A count of children is sensitive where the number shown is above 0 and below the threshold (1 to 4; a nought
says that there is nobody, is shown, and is hidden only to protect others, unless ``suppress_zero``). As far as
the published pack tells, 0 and the threshold itself must both be possible, so that a reader can neither tell
the number nor that it is small: in the terms of Fischetti & Salazar-González a lower protection level of v and
an upper one of threshold − v, which makes the range at least as wide as the threshold. What a reader knew
beforehand (at most two children in a home of two beds) no suppression can take away: the range asked for stays
within it.

Money that reveals such a count is sensitive with it, and must be able to be what it would be with 0 children and
with as many as the threshold.
"""

from __future__ import annotations

from dataclasses import dataclass

from optimiser.disclosure.cells import Cell, Interval, Kind, Pack


@dataclass(frozen=True, slots=True)
class Rule:
    """Counts of children above 0 (or from 0 on, ``suppress_zero``) and below ``threshold`` are not shown."""

    threshold: int = 5
    suppress_zero: bool = False

    def is_small(self, cell: Cell) -> bool:
        """Whether a figure is a count of children too small to show."""
        if cell.kind is not Kind.CHILDREN:
            return False
        return 0 < cell.shown < self.threshold or (self.suppress_zero and cell.shown == 0)


def protections(pack: Pack, rule: Rule) -> dict[str, Interval]:
    """For each sensitive figure, in the pack's order: the range that must stay possible."""
    asked = {cell.id: _asked(pack, cell, rule) for cell in pack.cells}
    return {id: interval for id, interval in asked.items() if interval is not None}


def _asked(pack: Pack, cell: Cell, rule: Rule) -> Interval | None:
    if rule.is_small(cell):
        return Interval(0.0, max(float(rule.threshold), cell.value)).within(cell.known)
    if cell.reveals is None:
        return None
    children = pack.by_id[cell.reveals.children]
    if not rule.is_small(children):
        return None
    none = cell.value - cell.reveals.per_child * children.value
    many = cell.value + cell.reveals.per_child * (rule.threshold - children.value)
    return Interval(min(none, many, cell.value), max(none, many, cell.value)).within(cell.known)
