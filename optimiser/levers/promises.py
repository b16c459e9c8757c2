"""Levers of the promises about where and how children live: the share or the number that each of them says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from optimiser.levers.figures import Figures, Row, Rows
from optimiser.levers.lever import Lever, Wording, plain_text
from optimiser.levers.making import PERCENT, About, Scale, set_to
from optimiser.levers.words import number, percent, pounds
from optimiser.tables.inputs import cell_text
from optimiser.tables.problems import listed
from optimiser.tables.values import EVERY

_GROUP = "Promises"
_SHARE = Scale("%", (Decimal(0), Decimal(100)), PERCENT, maximum=Decimal(100))
_LEAST_SLIDER = Decimal(10)
_FIRST = (("inside_boundary", "within_20_miles", "beyond_20_miles"), ("in_house",))
"""Measures of which one promise is among the first levers: that of the first measure that is promised at all."""


def promises(figures: Figures) -> Iterator[Lever]:
    """One lever for each row of ``targets``."""
    first = {_last_promised(figures, measures) for measures in _FIRST}
    for row in figures.table("targets"):
        rows = figures.where("targets", "target", {row.cells["target"]})
        if rows.rows:
            yield _lever(figures, rows, row, row.cells["target"] in first)


def _lever(figures: Figures, rows: Rows, row: Row, first: bool) -> Lever:
    cells, value = row.cells, rows.figures("value")[0]
    share = cells["unit"] == "share"
    label = cell_text(cells["label"])
    scale = _SHARE if share else Scale("children", (Decimal(0), max(_LEAST_SLIDER, value * 2)))
    about = About(
        _GROUP, ("promise", cells["target"]), f"Promise: {label or cells['target']}",
        f"{_asked(cells, share)} {_kept(cells)}",
        _told(cells, percent(value) if share else f"{number(value)} children"), first=first,
    )  # fmt: skip
    wording = _wording(rows, label, plain_text(value * scale.per), " %" if share else "") if label else None
    return set_to(figures, about, rows, "value", scale, wording)


def _asked(cells: Mapping[str, Any], share: bool) -> str:
    if cells["measure"] == "no_suitable_home":
        return "The greatest chance that a child who comes finds no home that suits, in each pool of places."
    return f"The {'share' if share else 'number'} of children that is promised."


def _kept(cells: Mapping[str, Any]) -> str:
    price = cell_text(cells["price_if_missed"])
    if price == "":
        return "It must be kept."
    return f"It may be missed at {pounds(Decimal(price))} for each child short of it for a year."


def _told(cells: Mapping[str, Any], value: str) -> str:
    periods = cells["periods"]
    when = "in every period" if periods == EVERY else f"in {listed(periods)}"
    return f"{'at least' if cells['sense'] == 'at_least' else 'at most'} {value}, {when}"


def _wording(rows: Rows, label: str, value: str, unit: str) -> Wording:
    """The label, changed with the number that it tells: so that no report promises what is no longer asked.

    Where it does not tell the number in figures (at least half), the new one is put behind it.
    """
    found = [*re.finditer(rf"(?<![\w.,/-]){re.escape(value)}(?![\w/]|[.,-]\w)", label)]
    if len(found) == 1:
        return Wording(rows.cells("label"), label[: found[0].start()], label[found[0].end() :])
    return Wording(rows.cells("label"), f"{label} (changed to ", f"{unit})")


def _last_promised(figures: Figures, measures: tuple[str, ...]) -> str | None:
    """The promise about the first of some measures that holds to the latest period, and begins latest."""
    for measure in measures:
        rows = [row for row in figures.table("targets") if row.cells["measure"] == measure]
        if rows:
            return str(max(rows, key=lambda row: _span(figures, row)).cells["target"])
    return None


def _span(figures: Figures, row: Row) -> tuple[int, int]:
    named = figures.periods if row.cells["periods"] == EVERY else row.cells["periods"]
    positions = [figures.periods.index(period) for period in named]
    return max(positions), min(positions)
