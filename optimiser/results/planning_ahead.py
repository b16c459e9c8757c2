"""What planning ahead is worth: the plan beside one made year by year, with no sight of the next."""

from __future__ import annotations

from typing import Any

import pandas as pd

from optimiser.results.columns import frame
from optimiser.results.solution import Solution, expected_by_period
from optimiser.results.spending import revenue_by_period
from optimiser.year_by_year import YearByYear

_LEAST = {"promise": "children", "budget": "£"}
"""Unit of what is missed."""


def planning_ahead_table(solution: Solution, ahead: YearByYear | None) -> pd.DataFrame:
    """Revenue and net capital of both planners by period, and what the year-by-year planner misses."""
    if ahead is None or not ahead.status.has_plan:
        return frame("planning_ahead", [])
    revenue, capital = revenue_by_period(solution), expected_by_period(solution, ("capital",))
    rows = []
    for t, period in enumerate(solution.case.periods):
        label, missed = period.period, _missed(ahead, period.period)
        theirs, spent = ahead.revenue[label], ahead.capital_net[label]
        rows.append((label, revenue[t], theirs, theirs - revenue[t], capital[t], spent, missed))
    return frame("planning_ahead", rows)


def _missed(ahead: YearByYear, period: str) -> str:
    missed = [one for one in ahead.missed if one.period == period]
    return "; ".join(f"{one.what} {one.name} by {one.amount:,.2f} {_LEAST[one.what]}" for one in missed)


def planning_ahead_headlines(present_value: float, ahead: YearByYear | None) -> dict[str, Any]:
    """Headline figures of the year-by-year planner; ``None`` where there is no such figure."""
    cost = None if ahead is None else ahead.present_value_of_money
    return {
        "year_by_year": "not asked for" if ahead is None else "solved" if cost is not None else ahead.reason,
        "present_value_year_by_year": cost,
        "value_of_planning_ahead": None if cost is None else cost - present_value,
        "unmet_child_years_year_by_year": None if ahead is None or cost is None else ahead.unmet_child_years,
        "year_by_year_keeps_everything": None if ahead is None or cost is None else ahead.keeps_everything,
    }
