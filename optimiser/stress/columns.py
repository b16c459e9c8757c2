"""Columns and units of the tables of a stress test."""

from __future__ import annotations

from optimiser.results.columns import ResultColumn
from optimiser.studies.tabulated import numbers, words

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)
"""Percentiles that are told by period."""

_SPREAD = (
    "\n".join(f"p{percent}: {percent}th percentile over the futures" for percent in PERCENTILES)
    + "\nlowest: lowest of all futures\nhighest: highest of all futures"
)

STRESS_COLUMNS: dict[str, tuple[ResultColumn, ...]] = {
    "futures": words("future: label of the future")
    + numbers("probability: its probability among all that were asked for")
    + words("status: optimal (solved), infeasible or stopped (no figures)")
    + numbers(
        """
        children: children who need a home, on average over the plan
        cost: cost of the plan, £ present value, money alone
        cost_more: that above its cost as planned, £
        unmet_child_years: child-years without a home over the whole plan
        spot_market: children on the spot market, on average over the plan
        promises_missed: promises missed in one of their periods or more
        budgets_over: budgets that are exceeded
        """
    ),
    "by_period": words(
        """
        measure: what is measured
        label: the same in words
        unit: children, share, £ (cash of the period; of the whole plan: present value) or child-years
        period: period, empty for the whole plan
        """
    )
    + numbers("planned: the plan's own figure, demand and prices as planned\nmean: expected over the futures")
    + numbers(_SPREAD),
    "promises": words("promise: the promise's key\nlabel: its name\nperiod: period")
    + numbers(
        """
        asked: share or number of children promised
        planned: share or number with demand and prices as planned
        chance_kept: chance that it is kept in the period
        shortfall: children short of it (or too many) where it is missed, on average (empty: never missed)
        expected: share or number, expected over the futures
        p10: 10th percentile of it
        p90: 90th percentile of it
        """
    )
    + words("sense: at_least or at_most\nunit: share or number"),
    "budgets": words("budget: revenue or capital\nperiod: period, empty for the whole plan")
    + numbers(
        """
        limit: £ cash
        planned: £ spent with demand and prices as planned
        chance_kept: chance that it is not exceeded
        excess: £ above it where it is exceeded, on average (empty: never exceeded)
        expected: £ spent, expected over the futures
        p90: 90th percentile of it
        """
    ),
    "breaking": words("what: unmet, a promise's key or a budget\nlabel: the same in words")
    + numbers("futures: futures in which it happens\nchance: their probability together")
    + words(
        """
        driver: figure of a future that tells best whether it happens (empty: too few futures to say)
        period: period of that figure
        unit: unit of that figure
        side: at_least or at_most
        """
    )
    + numbers(
        """
        threshold: where the figure divides the futures
        caught: share of the futures in which it happens that lie beyond, by probability
        others: share of the other futures that lie beyond
        """
    ),
}
"""The tables of a stress test, each with its columns in order."""
