"""Levers of how full places can be planned to be, for each provision that has places or may get some."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from optimiser.levers.figures import Figures, Row
from optimiser.levers.lever import Lever
from optimiser.levers.making import PERCENT, About, Scale, set_to
from optimiser.levers.words import percent

_GROUP = "Occupancy"
_HELP = "The share of the places that can be planned to be filled: the planning maximum, in every period."
_SCALE = Scale("%", (Decimal(50), Decimal(100)), PERCENT, maximum=Decimal(100))


def occupancy(figures: Figures) -> Iterator[Lever]:
    """One lever for each provision with places of its own or options; first those of the council's own homes."""
    with_places = {row.cells["provision"] for table in ("supply", "options") for row in figures.table(table)}
    for row in figures.table("provisions"):
        name = row.cells["provision"]
        rows = figures.where("provisions", "provision", {name})
        if name in with_places and rows.rows:
            label = f"Occupancy: {figures.label('provisions', name)}"
            base = f"at most {percent(rows.figures('occupancy')[0])} of the places filled"
            about = About(_GROUP, ("occupancy", name), label, _HELP, base, first=_own_home(row))
            yield set_to(figures, about, rows, "occupancy", _SCALE)


def _own_home(row: Row) -> bool:
    return bool(row.cells["family"] == "childrens_home" and row.cells["sector"] == "in_house")
