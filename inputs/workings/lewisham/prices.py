"""Prices: weekly costs, running costs of own homes, and what children cost at the start."""

from __future__ import annotations

from inputs.workings.lewisham.judgements import judged
from inputs.workings.lewisham.placements import provision_totals, starting_placements
from inputs.workings.lewisham.published import parameters, stock

OWN_HOMES = {"north": ("Amersham", 3), "south": ("Northover", 3)}
"""The two homes opened in autumn 2024. Beds are not published: 3, usual for a new home (Ofsted 2025)."""


def price_parameters(provision: str) -> list[str]:
    """Names of the parameters that make up a provision's weekly cost; none where it is a plain number."""
    price = _weekly_cost_cell(provision)
    return [name for name in price.split(";") if name in parameters()]


def weekly_cost(provision: str) -> float:
    """Weekly cost of a child in a provision at the price base."""
    names = price_parameters(provision)
    return sum(parameters()[name] for name in names) if names else float(_weekly_cost_cell(provision))


def _weekly_cost_cell(provision: str) -> str:
    return next(row["weekly_cost"] for row in judged("provisions") if row["provision"] == provision)


def annuity(rate: float, years: float) -> float:
    """Yearly charge on £1 borrowed over ``years``."""
    return rate / (1 - (1 + rate) ** -years)


def home_running_cost(beds: str) -> float:
    """Yearly running cost of an own home without its debt, which the plan finances apart, to £1,000.

    The published yearly cost of a four-bed home includes the charge on £1.1m over 40 years; smaller homes
    bear the same share of debt.
    """
    figures = parameters()
    debt = figures["home_debt_in_year"] * annuity(figures["borrowing_rate"], figures["asset_life"])
    yearly = figures[f"home_{beds}_year"]
    return float(round(yearly * (1 - debt / figures["home_4_beds_year"]), -3))


def starting_costs() -> dict[str, float]:
    """Yearly cost of each provision on 31 March 2025, 2024/25 prices, with own homes' running costs."""
    costs = {provision: weekly_cost(provision) * 52.0 * number for provision, number in provision_totals().items()}
    supplements = {
        (row["need"], row["provision"]): float(row["weekly_supplement"]) for row in judged("suitability")
    }
    for (need, _, provision, _), number in starting_placements().items():
        costs[provision] += supplements[need, provision] * 52.0 * number
    costs["own_home"] += len(OWN_HOMES) * home_running_cost("3_beds")
    return costs


def unaccompanied_income() -> float:
    """Home Office grant for a year for the unaccompanied children of 31 March 2025."""
    return 52 * 7 * parameters()["uasc_grant_night"] * stock("unaccompanied", "UASC")


def real_growth(nominal: float) -> float:
    """Growth on top of general inflation."""
    return (1 + nominal) / (1 + parameters()["general_inflation"]) - 1
