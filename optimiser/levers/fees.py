"""Levers of what bought homes cost a week: all of them together, and each provision by itself.

A fee is all that a provider is paid for a child: the prices of the provision's market rows, its own price (for
what no market row prices) and what is paid on top of it for some need groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from optimiser.levers.figures import Figures, Rows
from optimiser.levers.lever import Lever
from optimiser.levers.making import About, times
from optimiser.levers.words import pounds, spread

_GROUP = "Fees"
_PRICES = (("market", "weekly_cost"), ("provisions", "weekly_cost"), ("suitability", "weekly_supplement"))
"""Where a fee is written; the first that holds one says how far it could be off and where it comes from."""
_HELP = (
    "What is paid for a child a week, as a per cent of the tables' figures: prices in market, the provision's own "
    "weekly cost and what is paid on top for some need groups."
)

_Written = list[tuple[Rows, str]]
"""The rows and the column of each place where fees are written."""


def fees(figures: Figures) -> Iterator[Lever]:
    """The lever of all fees and, where several provisions are bought, one for each."""
    bought = [row.cells["provision"] for row in figures.table("provisions") if row.cells["sector"] == "external"]
    paid = {name: written for name in bought if (written := _written(figures, [name]))}
    if not paid:
        return
    label = "Weekly fees of all bought homes together"
    yield _lever(figures, ("fees",), label, _written(figures, list(paid)), first=True)
    for name, written in paid.items() if len(paid) > 1 else ():
        label = f"Weekly fee: {figures.label('provisions', name)}"
        yield _lever(figures, ("fees", name), label, written, part="By kind of home")


def _written(figures: Figures, provisions: Sequence[str]) -> _Written:
    """Where the fees of some provisions are written.

    Market rows without a price are at the provision's: a provision that has no others there is left out of them.
    """
    priced = {row.cells["provision"] for row in figures.every("market").filled("weekly_cost")}
    found: _Written = []
    for table, column in _PRICES:
        names = priced.intersection(provisions) if table == "market" else provisions
        rows = figures.where(table, "provision", names)
        if rows.some(column):
            found.append((rows, column))
    return found


def _lever(
    figures: Figures, key: tuple[str, ...], label: str, written: _Written, part: str = "", first: bool = False
) -> Lever:
    about = About(_GROUP, key, label, _HELP, _told(written), part, first)
    (rows, column), *others = written
    return times(figures, about, rows.cells(column), rows, [other.cells(name) for other, name in others])


def _told(written: _Written) -> str:
    every = [(column, [*filter(None, rows.figures(column))]) for rows, column in written]
    prices = [*chain.from_iterable(figures for column, figures in every if column == "weekly_cost")]
    on_top = [*chain.from_iterable(figures for column, figures in every if column == "weekly_supplement")]
    told = [f"{spread(prices, pounds)} a week"] if prices else []
    told += [f"up to {pounds(max(on_top))} a week on top for some need groups"] if on_top else []
    return ", and ".join(told)
