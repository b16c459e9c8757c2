"""Levers of how many children need a home: all need groups together, and each by itself."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from optimiser.levers.figures import Figures, Rows
from optimiser.levers.lever import Lever
from optimiser.levers.making import About, times
from optimiser.levers.words import number, spread
from optimiser.tables.inputs import cell_text

_GROUP = "Children"
_HELP = "The children who need a home, in every period and from every area, as a per cent of the tables' figures."


def children(figures: Figures) -> Iterator[Lever]:
    """The lever of all demand and, where there are several need groups, one for each."""
    every = figures.every("demand")
    if not every.some("children"):
        return
    label = "Number of children, all need groups together"
    about = About(_GROUP, ("children",), label, _HELP, _told(figures, every), first=True)
    yield times(figures, about, every.cells("children"), every)
    needs = [row.cells["need"] for row in figures.table("needs")]
    for need in needs if len(needs) > 1 else ():
        rows = figures.where("demand", "need", {need})
        if rows.some("children"):
            label = f"Number of children: {figures.label('needs', need)}"
            about = About(_GROUP, ("children", need), label, _HELP, _told(figures, rows), part="By need group")
            yield times(figures, about, rows.cells("children"), rows)


def _told(figures: Figures, rows: Rows) -> str:
    """The children of the first period and of the last, from the least to the most that any future has."""
    first, last = figures.periods[0], figures.periods[-1]
    told = [f"{spread(_children(rows, period), number)} children in {period}" for period in (first, last)]
    return ", ".join(told if first != last else told[:1])


def _children(rows: Rows, period: str) -> list[Decimal]:
    """The children of a period in each future; rows without a future are in every one."""
    of_future: dict[str, Decimal] = {}
    for row in rows.rows:
        future = cell_text(row.cells["scenario"])
        of_future.setdefault(future, Decimal(0))
        if row.cells["period"] == period:
            of_future[future] += Decimal(cell_text(row.cells["children"]))
    shared = of_future.pop("", Decimal(0))
    return [shared + some for some in of_future.values()] or [shared]
