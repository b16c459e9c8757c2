"""Columns and units of the tables of a frontier."""

from __future__ import annotations

from optimiser.results.columns import ResultColumn
from optimiser.studies.tabulated import numbers, words

FRONTIER_COLUMNS: dict[str, tuple[ResultColumn, ...]] = {
    "frontier": numbers(
        """
        point: number of the point, from the least cost on
        asked: level that the plan had to reach: share, children or £ (empty: none, the plan of least cost)
        value: level that it reaches, in the worst of the periods and scenarios
        amount: children counted, on average over the periods and scenarios; or £
        cost: cost of the plan, £ present value, prices of what it fails to do included
        cost_bound: no plan that reaches as much costs less, £ present value
        value_bound: further than this no plan at this cost goes (empty: not worked out)
        money: cost in money alone, £ present value: without the price of any missed promise or unmet need
        more: cost above the first point, £ present value
        slope: extra cost of each child more (of each £ less of capital) since the point before, £
        slope_least: least that the slope can be, within what is not proven
        slope_most: most that it can be
        unmet: children without a home, on average over the plan
        over_budget: spending over budgets, £ cash
        """
    )
    + words(
        """
        status: optimal (proven to the gap asked for) or feasible (stopped before), of the least cost
        reason: why the solver stopped
        furthest: the same of the second solve, which looks for more at the same cost
        """
    ),
    "frontier_decisions": numbers("point: number of the point")
    + words("option: the option's key\nlabel: its name\narea: where\nfirst_period: when it is first decided")
    + numbers("units: units decided in all\nplaces: places that they bring when all are usable"),
    "frontier_limits": words(
        "family: constraint family\nsentence: what loosening the limit would do where the promise ends"
    )
    + numbers("value: children more (capital: £ less) for one more unit of the limit")
    + words("unit: what one unit is"),
}
