"""Changes that do less than they seem to, because another table has the figure that is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from optimiser.tables.inputs import CaseInputs, LoggedChange
from optimiser.tables.problems import Problem, rows_listed


def overlooked(inputs: CaseInputs, log: Sequence[LoggedChange]) -> Iterator[Problem]:
    """Yield a warning for each provision whose price was changed while the market keeps prices of its own.

    Children whose homes are bought at a market row's price do not cost the provision's.
    """
    prices = {change.row: change.place for change in log if (change.table, change.column) == _PRICE}
    if not prices:
        return
    market = inputs.tables["market"]
    bought = {change.row.split(" / ")[0] for change in log if change.table == "market"}
    for provision, place in prices.items():
        own = market[(market["provision"] == provision) & market["weekly_cost"].notna()]
        if provision in bought or own.empty:
            continue
        rows = f"row{'s' if len(own) > 1 else ''} {rows_listed(own.index)}"
        message = f"what is bought of {provision} has prices of its own in market, {rows}, which stay"
        expected = "change market.weekly_cost too"
        yield Problem("warning", "what_if_price", *_PRICE_OF, provision, message, expected, changed_by=place)


_PRICE = ("provisions", "weekly_cost")
_PRICE_OF = ("provisions", None, "weekly_cost")
