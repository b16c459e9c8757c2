"""Money: cost lines, saving against doing nothing, break-even of homes, and the starting position."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models import finance
from models.case import Case, Floats, Option, Pool
from models.figures import derive, provision_index
from models.money import CAPITAL_LINE, PRICED_LINES, REVENUE_LINES
from models.starting_position import covered_provisions, starting_costs, starting_grants, starting_travel
from optimiser.results.children import in_time_order
from optimiser.results.columns import beside, frame
from optimiser.results.decided import plan_table
from optimiser.results.solution import SMALL, Solution, expected_by_period

EVERY_SCENARIO = "all"
_KEYS = ["scenario", "period", "kind", "line", "provision", "area", "item"]


def costs_table(solution: Solution, baseline: Solution | None) -> pd.DataFrame:
    """Every cost line in cash prices, beside doing nothing.

    The price that the baseline alone puts on unmet need, where the settings have none, is left out.
    """
    priced = solution.case.settings.unmet_need_price is not None
    mine, other = _costs(solution, priced), None if baseline is None else _costs(baseline, priced)
    return frame("costs", in_time_order(solution.case, beside(mine, other, _KEYS, "amount"), _KEYS))


def _costs(solution: Solution, priced: bool) -> pd.DataFrame:
    case, table = solution.case, solution.cost_lines
    kinds = (
        dict.fromkeys(REVENUE_LINES, "revenue") | {CAPITAL_LINE: "capital"} | dict.fromkeys(PRICED_LINES, "priced")
    )
    labels = [s.scenario for s in case.scenarios]
    single = len(labels) == 1
    named = table.assign(
        scenario=[
            labels[0] if single else EVERY_SCENARIO if pd.isna(s) else labels[int(s)] for s in table["scenario"]
        ],
        period=[case.periods[t].period for t in table["period"]],
        kind=[kinds[line] for line in table["line"]],
    )
    if case.settings.unmet_need_price is not None and not priced:
        named = named[named["line"] != "unmet_need"]
    totals = named.groupby(_KEYS, as_index=False, sort=False)["amount"].sum()
    return pd.DataFrame(totals[totals["amount"].abs() > 0.005])


def revenue_by_period(solution: Solution) -> Floats:
    """Expected revenue of each period, £ cash."""
    return expected_by_period(solution, REVENUE_LINES)


def savings_table(solution: Solution, baseline: Solution | None) -> pd.DataFrame:
    """Revenue saving against doing nothing, what of it is cashable, and the cumulative net position."""
    if baseline is None:
        return frame("savings", [])
    case = solution.case
    plan, nothing = revenue_by_period(solution), revenue_by_period(baseline)
    saving = nothing - plan
    now = _spending_now(case)
    cashable = np.array([finance.cashable_saving(*row) for row in zip(saving, now, plan, strict=True)])
    gross, grant = _capital(solution)
    benefit = saving + expected_by_period(solution, ("financing",)) - (gross - grant)
    columns = {
        "period": [period.period for period in case.periods],
        "revenue_plan": plan,
        "revenue_do_nothing": nothing,
        "revenue_saving": saving,
        "cashable": cashable,
        "avoided": saving - cashable,
        "cumulative_saving": np.cumsum(saving),
        "capital_gross": gross,
        "capital_grant": grant,
        "capital_net": gross - grant,
        "net_benefit": benefit,
        "cumulative_net_benefit": np.cumsum(benefit),
    }
    return frame("savings", pd.DataFrame(columns))


def _capital(solution: Solution) -> tuple[Floats, Floats]:
    """Gross capital and grant of each period, £ cash."""
    table = plan_table(solution)
    by_period = table.groupby("period")[["capital_gross", "capital_grant"]].sum()
    labels = [period.period for period in solution.case.periods]
    ordered = by_period.reindex(labels, fill_value=0.0)
    return ordered["capital_gross"].to_numpy(), ordered["capital_grant"].to_numpy()


def _spending_now(case: Case) -> Floats:
    """Today's yearly spending carried forward at general inflation, for each period's length: £."""
    start = sum(starting_costs(case).values()) + starting_travel(case) - starting_grants(case)
    figures = derive(case)
    years = np.array([period.years for period in case.periods])
    return np.asarray(start * years * figures.general_index)


def payback(savings: pd.DataFrame) -> str | None:
    """First period from which the cumulative net benefit stays at or above nought; ``None`` if there is none."""
    position = finance.payback_period(savings["net_benefit"].tolist())
    return None if position is None else str(savings["period"].iloc[position])


def break_even_table(solution: Solution, baseline: Solution | None) -> pd.DataFrame:
    """Break-even occupancy of each home that the plan opens."""
    case, formulation = solution.case, solution.plan.formulation
    rows = []
    for (key, t), position in sorted(
        formulation.decisions.decide.items(), key=lambda item: (item[0][1], item[0][0])
    ):
        option = case.options[key]
        provision = case.provisions[option.provision]
        if solution.values[position] < SMALL or provision.family not in (
            "childrens_home",
            "supported_accommodation",
        ):
            continue
        fixed = fixed_cost_per_place(case, option)
        weeks = case.settings.weeks_per_year
        alternative = np.nan if baseline is None else bought_weekly_price(baseline, provision.family)
        even = finance.break_even_occupancy(fixed, provision.weekly_cost, alternative, weeks)
        rows.append(
            (key.option, option.label, key.area, case.periods[t].period, fixed,
             finance.full_cost_per_place_week(fixed, provision.weekly_cost, weeks), alternative,
             even if np.isfinite(alternative) else np.nan, provision.occupancy)
        )  # fmt: skip
    return frame("break_even", rows)


def fixed_cost_per_place(case: Case, option: Option) -> float:
    """Running cost and financing charge of one place of an option for a year, at the price base (£)."""
    net = finance.net_capital(option.capital_cost, option.grant_share)
    charge = net * finance.annuity(case.settings.borrowing_rate, option.asset_life)
    return (option.running_cost + charge) / option.places_per_unit


def bought_weekly_price(baseline: Solution, family: str) -> float:
    """Average weekly price of the family's care bought outside in the baseline, at the price base (£).

    Weighted by child-weeks over the whole plan and by how likely each future is; not a number where nobody
    is bought such care.
    """
    case = baseline.case
    probability = [scenario.probability for scenario in case.scenarios]
    outside = [p for p in case.provisions.values() if p.family == family and p.sector == "external"]
    paid, child_weeks = 0.0, 0.0
    for line in baseline.plan.cost_lines:
        if line.line == "placements" and any(line.provision == p.provision for p in outside):
            flows = case.flows_of_pool[Pool(line.provision, line.area)]
            scenario, years = line.scenario or 0, case.periods[line.period].years
            children = float(baseline.living[flows, line.period, scenario].sum())
            level = provision_index(case, case.provisions[line.provision], line.period)
            paid += probability[scenario] * line.terms.value(baseline.values) / level
            child_weeks += probability[scenario] * children * case.settings.weeks_per_year * years
    return paid / child_weeks if child_weeks > SMALL else float("nan")


def reconciliation_table(case: Case, outturn: pd.DataFrame) -> pd.DataFrame:
    """Published spending (the table outturn) beside the cost of the starting position, line by line."""
    costs = starting_costs(case)
    rows = []
    for row in outturn.to_dict("records"):
        covered = covered_provisions(case, row["provisions"])
        start = sum(costs[p] for p in covered)
        published, known = float(row["amount"]), float(row["known_difference"])
        rows.append(
            (row["line"], row["label"] or row["line"], ";".join(covered), published, start, known,
             published - start - known, row["explanation"] or "", row["source"] or "")
        )  # fmt: skip
    return frame("reconciliation", rows)
