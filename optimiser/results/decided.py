"""What is decided: options and closures, when and where, when they open and what they cost to begin."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from models import finance
from models.case import Case
from optimiser.results.columns import frame
from optimiser.results.solution import SMALL, Solution


def plan_table(solution: Solution) -> pd.DataFrame:
    """One row for each option decided or unit closed, in order of time."""
    rows = [*_decided(solution), *_closed(solution)]
    order = [period.period for period in solution.case.periods]
    return frame("plan", sorted(rows, key=lambda row: order.index(str(row[5]))))


def _decided(solution: Solution) -> Iterator[tuple[object, ...]]:
    case, formulation = solution.case, solution.plan.formulation
    for (key, t), position in sorted(formulation.decisions.decide.items(), key=lambda item: item[0]):
        units = float(solution.values[position])
        if units < SMALL:
            continue
        option = case.options[key]
        units_in_cash = units * float(formulation.figures.general_index[t])
        gross = units_in_cash * option.capital_cost
        yield (
            "decide", key.option, option.label, option.provision, key.area, case.periods[t].period,
            units, units * option.places_per_unit,
            period_at(case, case.periods[t].start + option.lead_time),
            units_in_cash * option.setup_cost, gross, gross * option.grant_share,
            finance.net_capital(gross, option.grant_share),
        )  # fmt: skip


def _closed(solution: Solution) -> Iterator[tuple[object, ...]]:
    case, formulation = solution.case, solution.plan.formulation
    for (pool, t), position in sorted(formulation.decisions.close.items(), key=lambda item: item[0]):
        units = float(solution.values[position])
        if units < SMALL:
            continue
        existing, period = formulation.figures.existing[pool], case.periods[t].period
        label = f"Close: {case.provisions[pool.provision].label}"
        places = -units * float(existing.places[t] / existing.units[t])
        cost = units * float(existing.closing_cost[t] * formulation.figures.general_index[t])
        yield ("close", "", label, *pool, period, units, places, period, cost, 0.0, 0.0, 0.0)


def period_at(case: Case, years: float) -> str:
    """Label of the period in which a moment falls, in years from the start; blank after the plan's end."""
    for period in case.periods:
        if period.start <= years + 1e-9 < period.end:
            return period.period
    return ""
