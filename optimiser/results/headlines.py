"""The handful of figures that every report begins with."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from models.starting_position import starting_costs, starting_grants
from optimiser.baseline import Baseline
from optimiser.results.planning_ahead import planning_ahead_headlines
from optimiser.results.solution import Solution
from optimiser.results.spending import payback
from optimiser.year_by_year import YearByYear


def headlines(
    solution: Solution, baseline: Baseline, ahead: YearByYear | None, tables: dict[str, pd.DataFrame]
) -> dict[str, Any]:
    """Headline figures; money in £, ``None`` where there is no such figure.

    ``unmet_child_years`` comes first: children without a suitable home, times the years they go without.
    """
    savings, plan = tables["savings"], tables["plan"]
    nothing = baseline.solution
    years = {period.period: period.years for period in solution.case.periods}
    return {
        "unmet_child_years": _child_years(solution, tables["unmet"], "children", years),
        "unmet_child_years_do_nothing": (
            None if nothing is None else _child_years(solution, tables["unmet"], "do_nothing", years)
        ),
        "do_nothing": "solved" if nothing is not None else baseline.reason,
        "do_nothing_houses_everyone": None if nothing is None else baseline.houses_everyone,
        "present_value": solution.present_value_of_money,
        "present_value_do_nothing": None if nothing is None else nothing.present_value_of_money,
        **planning_ahead_headlines(solution.present_value_of_money, ahead),
        "revenue_saving": None if nothing is None else float(savings["revenue_saving"].sum()),
        "cashable_saving": None if nothing is None else float(savings["cashable"].sum()),
        "cost_avoided": None if nothing is None else float(savings["avoided"].sum()),
        "capital_net": float(plan["capital_net"].sum()),
        "capital_grant": float(plan["capital_grant"].sum()),
        "payback_period": None if nothing is None or plan.empty else payback(savings),
        "starting_cost": sum(starting_costs(solution.case).values()),
        "starting_grants": starting_grants(solution.case),
        "starting_children": float(np.sum(solution.case.starting_children)),
    }


def _child_years(solution: Solution, unmet: pd.DataFrame, column: str, years: dict[str, float]) -> float:
    probability = {s.scenario: s.probability for s in solution.case.scenarios}
    weights = unmet["period"].map(years) * unmet["scenario"].map(probability)
    return float((unmet[column] * weights).sum())
