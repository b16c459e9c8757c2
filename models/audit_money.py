r"""Second formulation, money: every cost in the cash of its period, budgets, and the present value of all.

Prices of period :math:`t` are those of the price base times :math:`G_t = (1 + i)^{b + s_t}`, and what a
provision charges also times :math:`(1 + g_p)^{b + s_t}`: :math:`i` general inflation, :math:`g_p` the
provision's own growth, :math:`b` years from the price base to the start, :math:`s_t` years from there.
"""

from __future__ import annotations

import math

from models.audit_draft import THOUSAND, CostKey, Draft, Part, Quantity, expression, total
from models.case import EVERY_AREA, Budget, Flow, Option

NIGHTS_A_WEEK = 7


def write_money(draft: Draft) -> None:
    """Every line of cost, then the budgets, then the objective."""
    for cost in (
        pay_children, pay_homes, pay_existing, pay_sharing, pay_decisions, pay_capital, pay_closures, pay_grants,
        pay_prices,
    ):  # fmt: skip
        cost(draft)
    write_budgets(draft)
    draft.add_up_costs()
    write_objective(draft)


def prices(draft: Draft, t: int) -> float:
    r"""General price level :math:`G_t` of a period."""
    years = draft.case.settings.years_from_price_base + draft.case.periods[t].start
    return float((1 + draft.case.settings.general_inflation) ** years)


def provision_prices(draft: Draft, provision: str, t: int) -> float:
    """Price level of a provision in a period."""
    growth = draft.case.provisions[provision].price_growth
    years = draft.case.settings.years_from_price_base + draft.case.periods[t].start
    return float(prices(draft, t) * (1 + growth) ** years)


def present_value(draft: Draft, t: int) -> float:
    r"""Worth today of a pound of cash in a period: :math:`((1 + r)(1 + i))^{-s_t}`."""
    settings = draft.case.settings
    yearly = (1 + settings.discount_rate) * (1 + settings.general_inflation)
    return float(yearly ** -draft.case.periods[t].start)


def _weeks(draft: Draft, t: int) -> float:
    return draft.case.settings.weeks_per_year * draft.case.periods[t].years


def pay_children(draft: Draft) -> None:
    """What depends on which child lives where: supplements, travel, nightly grants, planned moves."""
    case, unknowns = draft.case, draft.unknowns
    nightly = [grant for grant in case.grants if grant.basis == "per_child_per_night"]
    weight: dict[tuple[Flow, int], tuple[float, float, float]] = {}
    for flow in draft.facts.flows:
        row = case.suitability.get((flow.need, flow.provision))
        miles = case.proximity[flow.home_area, flow.area].miles or 0.0
        for t in draft.periods:
            extra = 0.0 if row is None else row.weekly_supplement
            supplement = extra * _weeks(draft, t) * provision_prices(draft, flow.provision, t)
            travel = miles * case.settings.travel_cost_per_mile * case.periods[t].years * prices(draft, t)
            nights = NIGHTS_A_WEEK * _weeks(draft, t) * prices(draft, t)
            grant = math.fsum(
                g.amount * nights
                for g in nightly
                if t in g.periods and flow.need in g.needs and flow.provision in g.provisions
            )
            weight[flow, t] = (supplement, travel, grant)
    for (flow, t, s), living in unknowns.census.items():
        supplement, travel, grant = weight[flow, t]
        draft.pay(CostKey("revenue", "placements", t, s), supplement, living)
        draft.pay(CostKey("revenue", "travel", t, s), travel, living)
        draft.pay(CostKey("revenue", "grants", t, s), -grant, living)
    for (flow, t, s), moved in unknowns.planned.items():
        once = case.provisions[flow.provision].planned_move_cost * prices(draft, t)
        draft.pay(CostKey("revenue", "planned_moves", t, s), once, moved)


def pay_homes(draft: Draft) -> None:
    """Weekly costs: the provision's own price in its own places, the tier's price where homes are bought."""
    case = draft.case
    for (pool, t, s), own in draft.unknowns.own.items():
        year = _weeks(draft, t) * provision_prices(draft, pool.provision, t)
        cost = case.provisions[pool.provision].weekly_cost * year
        draft.pay(CostKey("revenue", "placements", t, s), cost, own)
    for ((pool, t, s), number), bought in draft.unknowns.bought.items():
        weekly = next(tier.weekly_cost for tier in draft.facts.tiers[pool][t] if tier.tier == number)
        cost = weekly * _weeks(draft, t) * provision_prices(draft, pool.provision, t)
        draft.pay(CostKey("revenue", "placements", t, s), cost, bought)


def pay_existing(draft: Draft) -> None:
    """Running cost of existing places, filled or not, and their grant; what is closed costs and earns nothing."""
    for pool, by_period in draft.facts.existing.items():
        for t in draft.periods:
            places, row = by_period[t]
            if row is None or not places:
                continue
            standing = total([(places, 1.0), (-places / row.units, draft.closed(pool, t))])
            years = draft.case.periods[t].years
            running = row.running_cost * years * provision_prices(draft, pool.provision, t)
            draft.pay(CostKey("revenue", "existing_places", t, None), running, standing)
            draft.pay(CostKey("revenue", "grants", t, None), -row.grant * years * prices(draft, t), standing)


def pay_sharing(draft: Draft) -> None:
    """What it costs while all areas of a provision share their places."""
    for pool in draft.case.curved_pools:
        for t in draft.periods if pool.area == EVERY_AREA else ():
            years = draft.case.periods[t].years
            cost = draft.case.choice[pool.provision].sharing_cost * years * prices(draft, t)
            draft.pay(CostKey("revenue", "existing_places", t, None), cost)


def pay_decisions(draft: Draft) -> None:
    """Set-up when a unit is decided and running cost while it stands; prevention where children stay at home."""
    for key, option in draft.case.options.items():
        at_home = draft.case.provisions[option.provision].family == "support_at_home"
        life = draft.facts.lives[key].open_share
        for t in draft.periods:
            now = draft.decided(key, t)
            if now is not None:
                line = CostKey("revenue", "prevention" if at_home else "setup", t, None)
                draft.pay(line, option.setup_cost * prices(draft, t), now)
            line = CostKey("revenue", "prevention" if at_home else "new_places", t, None)
            year = draft.case.periods[t].years * provision_prices(draft, option.provision, t)
            for decided in range(t + 1):
                units = draft.decided(key, decided)
                if units is not None:
                    draft.pay(line, option.running_cost * life[decided, t] * year, units)


def pay_capital(draft: Draft) -> None:
    r"""Capital net of grant when it is decided; where it is financed, equal yearly charges over the asset's life.

    .. math:: C (1 - \gamma) \, G_\tau \cdot \frac{r}{1 - (1 + r)^{-n}}

    for the part of each period within :math:`n` years of the decision, whose prices they keep.
    """
    for key, option in draft.case.options.items():
        for t in draft.periods:
            now = draft.decided(key, t)
            if now is not None:
                draft.pay(CostKey("capital", "capital", t, None), net_capital(draft, option, t), now)
            if draft.case.settings.capital_treatment == "financed":
                _pay_charges(draft, option, t)


def net_capital(draft: Draft, option: Option, t: int) -> float:
    """Capital of one unit decided in a period, net of grant (£ cash)."""
    return option.capital_cost * (1 - option.grant_share) * prices(draft, t)


def _pay_charges(draft: Draft, option: Option, t: int) -> None:
    rate, period = draft.case.settings.borrowing_rate, draft.case.periods[t]
    yearly = rate / (1 - (1 + rate) ** -option.asset_life) if rate else 1 / option.asset_life
    for decided in range(t + 1):
        units = draft.decided(option.key, decided)
        paid_off = draft.case.periods[decided].start + option.asset_life
        years = max(0.0, min(period.start + period.years, paid_off) - period.start)
        if units is not None:
            charge = net_capital(draft, option, decided) * yearly * years
            draft.pay(CostKey("revenue", "financing", t, None), charge, units)


def pay_closures(draft: Draft) -> None:
    """What closing a unit costs, once."""
    for (pool, t), units in draft.unknowns.close.items():
        _, row = draft.facts.existing[pool][t]
        if row is not None:
            draft.pay(CostKey("revenue", "closures", t, None), row.closing_cost * prices(draft, t), units)


def pay_grants(draft: Draft) -> None:
    """Grants for units decided and for periods, as negative costs."""
    for grant in draft.case.grants:
        for t in draft.periods:
            line, amount = CostKey("revenue", "grants", t, None), -grant.amount * prices(draft, t)
            if t not in grant.periods:
                continue
            if grant.basis == "per_period":
                draft.pay(line, amount)
            elif grant.basis == "per_unit":
                for key, option in draft.case.options.items():
                    units = draft.decided(key, t)
                    if units is not None and key.option in grant.options and option.provision in grant.provisions:
                        draft.pay(line, amount, units)


def pay_prices(draft: Draft) -> None:
    """Prices put on unmet need and missed promises: per child for a year, at the general price level."""
    case = draft.case
    for (_, _, t, s), children in draft.unknowns.unmet.items():
        price = (case.settings.unmet_need_price or 0.0) * case.periods[t].years * prices(draft, t)
        draft.pay(CostKey("priced", "unmet_need", t, s), price, children)
    for (number, t, s), children in draft.unknowns.missed.items():
        price = (case.targets[number].price_if_missed or 0.0) * case.periods[t].years * prices(draft, t)
        draft.pay(CostKey("priced", "missed_promises", t, s), price, children)


def write_budgets(draft: Draft) -> None:
    r"""Spending within each budget, in cash, or the excess is priced: :math:`\mathrm{spent} \le B + e`.

    A revenue budget holds in each scenario; capital, net of grant, in a period or in all. A period planned by
    itself counts against the budget for the whole plan what has been spent before.
    """
    for number, budget in enumerate(draft.case.budgets):
        if budget.period is not None and budget.period not in draft.periods:
            continue
        for s in range(len(draft.case.scenarios)) if budget.budget == "revenue" else (0,):
            parts = [(1 / THOUSAND, quantity) for quantity in _counted(draft, budget, s)]
            if budget.price_if_missed is not None:
                over = draft.unknowns.overspend[number, s] = draft.variable()
                parts.append((-1 / THOUSAND, over))
                scenario = s if budget.budget == "revenue" else None
                line = CostKey("priced", "over_budget", budget.period or 0, scenario)
                draft.pay(line, budget.price_if_missed, over)
            about = (budget.budget, budget.period, s)
            draft.row("budget", about, parts, "<=", budget.limit / THOUSAND)


def _counted(draft: Draft, budget: Budget, s: int) -> list[Quantity]:
    if budget.period is not None:
        return [draft.spent("revenue" if budget.budget == "revenue" else "capital", budget.period, s)]
    before: list[Part] = [
        (net_capital(draft, option, t), units)
        for key, option in draft.case.options.items()
        for t in range(draft.periods.start)
        if (units := draft.decided(key, t)) is not None
    ]
    return [total(before), *(draft.spent("capital", t, None) for t in draft.periods)]


def write_objective(draft: Draft) -> None:
    r"""The least expected present value of all costs, in £1,000, what is fixed included.

    Revenue and prices put on what is missed count always; capital counts when it is decided where it is
    treated as cash, and by its yearly charges otherwise. What is fixed is the coefficient of a variable
    that is one, so that the solver's objective, bound and relative gap are those of the whole cost.

    In a period planned by itself each unit decided counts a pound more, so that nothing is decided for no
    reason where it costs and brings nothing before the next.
    """
    parts: list[Part] = [
        (worth * weight / THOUSAND, cost)
        for key, cost in draft.costs.items()
        if (weight := counts_in_objective(draft, key))
        for worth in (present_value(draft, key.period),)
    ]
    if draft.past is not None:
        parts += [(1 / THOUSAND, units) for units in draft.unknowns.decide.values()]
    found = total(parts)
    one = draft.variable(low=1.0, high=1.0)
    terms = [(draft.variables[name], weight) for name, weight in found.terms.items() if weight]
    draft.problem.setObjective(expression([*terms, (draft.variables[one], found.constant)]))


def counts_in_objective(draft: Draft, key: CostKey) -> float:
    """How much a line counts: the probability of its scenario, or nought for capital that is financed."""
    if key.kind == "capital" and draft.case.settings.capital_treatment == "financed":
        return 0.0
    return 1.0 if key.scenario is None else draft.case.scenarios[key.scenario].probability
