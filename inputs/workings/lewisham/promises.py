"""Promises, limits and money allowed: targets, shared limits, budgets and grants."""

from __future__ import annotations

from collections.abc import Iterable

from inputs.workings.lewisham.judgements import as_they_are
from inputs.workings.lewisham.prices import starting_costs, unaccompanied_income
from inputs.workings.lewisham.published import children_in_borough, parameter_sources, parameters, stock
from inputs.workings.lewisham.rows import BLANK, Row, entry
from inputs.workings.lewisham.settings import PERIODS
from inputs.workings.lewisham.sources import JUDGEMENT

REVENUE_GROWTH = 0.03  # cash growth a year allowed by the budget. Judgement, loosely after the council's MTFS
CAPITAL_A_YEAR = 3_000_000
CAPITAL_IN_ALL = 8_000_000


def targets_table() -> Iterable[Row]:
    """Promises: settled children stay where they are, so that they grow over the plan."""
    return as_they_are("targets")


def limits_table() -> Iterable[Row]:
    """Limits that options share."""
    return as_they_are("limits")


def budgets_table() -> Iterable[Row]:
    """Revenue a year, capital a year and in all."""
    start = sum(starting_costs().values()) - unaccompanied_income()
    source = "Judgement: cost on 31 March 2025 net of grant, growing 3 % a year in cash"
    loosely = (
        "Loosely after the council's medium-term financial strategy; spending above it is reported, not refused."
    )
    for ahead, period in enumerate(PERIODS, start=1):
        limit = round(start * (1 + REVENUE_GROWTH) ** ahead, -5)
        cells = {"budget": "revenue", "period": period, "limit": limit, "price_if_missed": 1}
        yield entry(source, "judgement", loosely, **cells)
    for budget, limit in (("capital", CAPITAL_A_YEAR), ("capital_total", CAPITAL_IN_ALL)):
        cells = {"budget": budget, "period": BLANK, "limit": limit, "price_if_missed": BLANK}
        yield entry(JUDGEMENT, "judgement", "Net of grant.", **cells)


def grants_table() -> Iterable[Row]:
    """The Home Office's grant for unaccompanied children."""
    population = children_in_borough()
    share = stock("unaccompanied", "UASC") / population
    note = (
        f"The higher rate, paid above a share of the child population: Lewisham's is {share:.3%} of "
        f"{population:,}; the lower rate is £114."
    )
    yield entry(
        parameter_sources()["uasc_grant_night"],
        "published",
        note,
        grant="unaccompanied_children",
        label="Home Office grant for unaccompanied children",
        basis="per_child_per_night",
        amount=parameters()["uasc_grant_night"],
        needs="uasc_16_17",
        provisions="*",
        options="*",
        periods="*",
    )
