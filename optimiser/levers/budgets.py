"""Levers of the limits on money: revenue, capital of each period, capital of the whole plan."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from optimiser.levers.figures import Figures, Rows
from optimiser.levers.lever import Lever
from optimiser.levers.making import About, Scale, set_to, times
from optimiser.levers.words import pounds
from optimiser.tables.inputs import cell_text

_GROUP = "Budgets"
_PER_CENT = "as a per cent of the tables' figures"
_LEAST_SLIDER = Decimal(1_000_000)
_STEPS = 100
"""Into how many steps a slider of pounds goes, about."""


def budgets(figures: Figures) -> Iterator[Lever]:
    """One lever for each kind of budget that the case has."""
    revenue = figures.where("budgets", "budget", {"revenue"})
    if revenue.some("limit"):
        text = f"The revenue that may be spent, in all periods alike, {_PER_CENT}. {_kept(revenue)}"
        about = About(_GROUP, ("budget", "revenue"), "Revenue budget", text, _told(figures, revenue), first=True)
        yield times(figures, about, revenue.cells("limit"), revenue)
    capital = figures.where("budgets", "budget", {"capital"})
    if capital.some("limit"):
        text = f"The capital, net of grant, that may be spent in a period, {_PER_CENT}. {_kept(capital)}"
        about = About(
            _GROUP, ("budget", "capital"), "Capital budget of each period", text, _told(figures, capital)
        )
        yield times(figures, about, capital.cells("limit"), capital)
    total = figures.where("budgets", "budget", {"capital_total"})
    if total.rows:
        text = f"The capital, net of grant, that may be spent in the whole plan. {_kept(total)}"
        base = f"{pounds(total.figures('limit')[0])} in the whole plan"
        about = About(_GROUP, ("budget", "capital_total"), "Capital in all", text, base, first=True)
        yield set_to(figures, about, total, "limit", _scale(total.figures("limit")[0]))


def _scale(limit: Decimal) -> Scale:
    """A slider from nothing to twice the limit, in steps of one and noughts."""
    most = max(_LEAST_SLIDER, limit * 2)
    return Scale("£", (Decimal(0), most), step=Decimal(1).scaleb((most / _STEPS).adjusted()))


def _kept(rows: Rows) -> str:
    prices = [cell_text(row.cells["price_if_missed"]) for row in rows.rows]
    if not any(prices):
        return "It must be kept."
    if all(prices):
        return "Spending above it is reported at a price, not refused."
    return "It must be kept in some periods; in others, spending above it is reported at a price."


def _told(figures: Figures, rows: Rows) -> str:
    """The limits of the first and of the last period that have one."""
    limits = {cell_text(row.cells["period"]): Decimal(cell_text(row.cells["limit"])) for row in rows.rows}
    if "" in limits:
        return f"{pounds(limits[''])} in every period"
    told = [f"{pounds(limits[period])} in {period}" for period in figures.periods if period in limits]
    return told[0] if len(told) == 1 else f"{told[0]} to {told[-1]}"
