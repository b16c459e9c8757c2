"""Which single number, were it put right, would make every difference go away.

An altered figure that others follow from breaks many comparisons at once. The cell to blame has a part in every
one of them; put in its place what they ask for, everything must agree. Each candidate is tried just so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from optimiser.assurance.arithmetic.findings import Suspect
from optimiser.assurance.arithmetic.ledger import Ledger, Relation
from optimiser.assurance.arithmetic.tables import Place
from optimiser.assurance.arithmetic.traced import Cell, cells_of

_MOST_TRIED = 6
"""Candidates tried, the likeliest first; each costs one recomputation."""

_MOST_AGREE = 0.6
"""Share of the comparisons that must ask the same of a cell before it is tried."""

_NEARLY = 0.01
"""Share by which what two comparisons ask of a cell may differ, since not all of them are straight lines."""

Recompute = Callable[[Mapping[Place, float]], Ledger]


def suspects(ledger: Ledger, recompute: Recompute) -> tuple[Suspect, ...]:
    """Return the cells each of which explains every difference alone, the likeliest first.

    Cells that have a part in an equality that still holds are tried only where no other cell explains all: their
    alteration would have to be too small for that equality to show.
    """
    broken = ledger.broken
    if not broken:
        return ()
    common = broken[0].cells
    for relation in broken[1:]:
        common = {cell: value for cell, value in common.items() if cell in relation.cells}
    touched = _in_equalities_that_hold(ledger)
    agreeing = {cell: _agreeing(cell, broken) for cell in common}
    possible = [cell for cell, share in agreeing.items() if share >= _MOST_AGREE]
    likely = sorted(possible, key=lambda cell: (-agreeing[cell], cell.missing, cell.file, cell.row or 0))
    for group in ([c for c in likely if c not in touched], [c for c in likely if c in touched]):
        tried = (_try(cell, common[cell], ledger, recompute) for cell in group[:_MOST_TRIED])
        found = tuple(suspect for suspect in tried if suspect is not None)
        if found:
            return found
    return ()


def _in_equalities_that_hold(ledger: Ledger) -> dict[Cell, float]:
    broken = {id(relation) for relation in ledger.broken}
    holding = (r for r in ledger.relations if r.kind == "equal" and id(r) not in broken)
    return cells_of(number for relation in holding for number in (relation.found, relation.expected))


def _asked(cell: Cell, relation: Relation) -> float | None:
    """By how much a comparison asks a cell to change; ``None`` where the cell only decides whether it is made."""
    slope = relation.gradient.get(cell, 0.0)
    change = -relation.difference / slope if slope else math.nan
    return change if math.isfinite(change) else None


def _agreeing(cell: Cell, broken: list[Relation]) -> float:
    """Share of the broken equalities that ask the same of a cell; a limit agrees with all."""
    equal = [relation for relation in broken if relation.kind == "equal"]
    asked = [(r, change) for r in equal if (change := _asked(cell, r)) is not None]
    wanted = _change(cell, broken)
    if wanted is None or not asked:
        return 0.0 if wanted is None else 1.0
    near = [
        abs(change - wanted) <= _NEARLY * abs(wanted) + relation.tolerance / abs(relation.gradient[cell])
        for relation, change in asked
    ]
    return sum(near) / len(near)


def _change(cell: Cell, broken: list[Relation]) -> float | None:
    """What to change a cell by: what the equality asks that leaves it the least leeway, else a limit."""
    held = [(relation, change) for relation in broken if (change := _asked(cell, relation)) is not None]
    equal = [(relation, change) for relation, change in held if relation.kind == "equal"]
    if equal:
        return min(equal, key=lambda pair: pair[0].tolerance / abs(pair[0].gradient[cell]))[1]
    return max((change for _, change in held), key=abs, default=None)


def _try(cell: Cell, value: float, ledger: Ledger, recompute: Recompute) -> Suspect | None:
    change = _change(cell, ledger.broken)
    if change is None or not math.isfinite(value):
        return None
    instead = value + change
    again = recompute({(cell.file, cell.key, cell.column): instead})
    if again.broken or len(again.findings) > len(ledger.findings):
        return None
    return Suspect(cell.file, cell.row, cell.column, cell.words, value, instead, cell.missing)
