"""The saving against doing nothing, the headline figures, and how full a new home must be."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from optimiser.assurance.arithmetic.costs import Line
from optimiser.assurance.arithmetic.inputs import Flow
from optimiser.assurance.arithmetic.ledger import Ledger
from optimiser.assurance.arithmetic.money import expected_in, present_value, probability
from optimiser.assurance.arithmetic.reading import RECORD
from optimiser.assurance.arithmetic.sides import Side, excess
from optimiser.assurance.arithmetic.starting import starting_costs, starting_grants, starting_travel
from optimiser.assurance.arithmetic.tolerances import ROW, SMALL
from optimiser.assurance.arithmetic.traced import Cell, Traced, no_figure, smaller, total, weighted

Lines = Mapping[Line, Traced]
_HOMES = ("childrens_home", "supported_accommodation")
"""Families of provision whose new homes are told with the occupancy at which they break even."""

_POUND = 1.0
"""£ within which a cumulative benefit is too near nought to say whether an investment is paid back."""


_PENNY = 0.005
"""£ a year of a child between buying outside and a home's own weekly cost that is too near nought to divide by."""


def check_savings(ledger: Ledger, plan: Side, nothing: Side, mine: Lines, other: Lines) -> dict[str, Traced]:
    """Compare every figure of the table of savings; return its sums over the plan by column."""
    table, figures = plan.run["savings"], plan.figures
    today = sum(starting_costs(figures).values()) + starting_travel(figures) - starting_grants(figures)
    sums: dict[str, list[Traced]] = {}
    saved, benefit = Traced(0.0), Traced(0.0)
    for t, period in enumerate(plan.inputs.periods):
        spent, spared = expected_in(plan, mine, t), expected_in(nothing, other, t)
        saving = spared - spent
        now = today * plan.inputs.years[t] * figures.general_index[t]
        cashable = smaller(saving, excess(spent * -1.0 + now))
        gross, grant = _capital(plan, t)
        net = gross - grant
        saved = saved + saving
        benefit_now = saving + expected_in(plan, mine, t, "financing") - net
        benefit = benefit + benefit_now
        row = {
            "revenue_plan": spent, "revenue_do_nothing": spared, "revenue_saving": saving, "cashable": cashable,
            "avoided": saving - cashable, "cumulative_saving": saved, "capital_gross": gross,
            "capital_grant": grant, "capital_net": net, "net_benefit": benefit_now,
            "cumulative_net_benefit": benefit,
        }  # fmt: skip
        if (period,) not in table:
            ledger.report("row", table.cell((period,), "the row"), "the row is missing")
        for column, number in row.items():
            sums.setdefault(column, []).append(number)
            if (period,) in table:
                ledger.equal("savings", table.figure((period,), column), number)
    _payback(ledger, plan, [number.value for number in sums["cumulative_net_benefit"]])
    return {column: total(numbers) for column, numbers in sums.items()}


def _capital(plan: Side, t: int) -> tuple[Traced, Traced]:
    """Capital before grant and the grant for what is decided in a period, in its cash prices."""
    level = plan.figures.general_index[t]
    gross = [
        (plan.decided(option, t), row.number("capital_cost") * level)
        for option, row in plan.inputs.options.items()
    ]
    shares = [row.number("grant_share") for row in plan.inputs.options.values()]
    grant = [(units, cost * share) for (units, cost), share in zip(gross, shares, strict=True)]
    return weighted(gross), weighted(grant)


def _payback(ledger: Ledger, plan: Side, cumulative: Sequence[float]) -> None:
    """Compare the period from which the plan has paid for itself, unless a pound either way would change it."""
    at = Cell(RECORD, None, "headlines.payback_period")
    found = plan.run.headlines.get("payback_period")
    possible = {_paid_back(plan, [value + push for value in cumulative]) for push in (-_POUND, 0.0, _POUND)}
    ledger.count("headline")
    if found not in possible:
        expected = _paid_back(plan, cumulative)
        ledger.same("headline", at, str(found), str(expected))


def _paid_back(plan: Side, cumulative: Sequence[float]) -> str | None:
    if not len(plan.run["plan"]):
        return None
    answer: str | None = plan.inputs.periods[0]
    for period, value in zip(plan.inputs.periods, cumulative, strict=True):
        if value < -1e-6:
            answer = None
        elif answer is None:
            answer = period
    return answer


def check_headlines(
    ledger: Ledger, plan: Side, nothing: Side | None, mine: Lines, other: Lines, sums: dict[str, Traced]
) -> None:
    """Compare every headline figure; those about doing nothing are empty where it could not be solved."""
    none, run = Traced(math.nan), plan.run
    capital = [_capital(plan, t) for t in range(len(plan.inputs.periods))]
    expected = {
        "unmet_child_years": _child_years(plan),
        "unmet_child_years_do_nothing": none if nothing is None else _child_years(nothing),
        "present_value": present_value(plan, _money(mine)),
        "present_value_do_nothing": none if nothing is None else present_value(nothing, _money(other)),
        "revenue_saving": sums.get("revenue_saving", none),
        "cashable_saving": sums.get("cashable", none),
        "cost_avoided": sums.get("avoided", none),
        "capital_net": total(gross - grant for gross, grant in capital),
        "capital_grant": total(grant for _, grant in capital),
        "starting_cost": Traced(sum(starting_costs(plan.figures).values())),
        "starting_grants": Traced(starting_grants(plan.figures)),
        "starting_children": Traced(sum(plan.inputs.starting.values())),
    }
    for name, number in expected.items():
        ledger.equal("headline", run.recorded(f"headlines.{name}"), number)
    at = Cell(RECORD, None, "headlines.do_nothing_houses_everyone")
    without = None if nothing is None else _without_home(nothing)
    if without is None or not ROW / 10 < without < ROW * 10:
        houses = "None" if without is None else str(without < ROW)
        ledger.same("headline", at, str(run.headlines.get("do_nothing_houses_everyone")), houses)


def _money(lines: Lines) -> Lines:
    return {line: amount for line, amount in lines.items() if line.kind != "priced"}


def _child_years(side: Side) -> Traced:
    """Children without a suitable home, times the years they go without and how likely that is."""
    chances, years = side.inputs.scenarios, side.inputs.years
    return weighted(
        (side.unmet(need, home_area, t, scenario), years[t] * chances[scenario])
        for need, home_area, t, scenario in side.inputs.demand
    )


def _without_home(side: Side) -> float:
    return sum(side.unmet(*where).value for where in side.inputs.demand)


def check_break_even(ledger: Ledger, plan: Side, nothing: Side | None, other: Lines) -> None:
    """Compare what each new home costs, and how full it must be to cost no more than buying outside."""
    table, expected = plan.run["break_even"], set()
    for option, row in plan.inputs.options.items():
        family = plan.inputs.provisions[row.text("provision")].text("family")
        for period in plan.inputs.periods if family in _HOMES else ():
            decision = ("decide", option[0], row.text("provision"), option[1], period)
            if plan.run["plan"].figure(decision, "units").value >= SMALL:
                expected.add((*option, period))
                _home(ledger, plan, (*option, period), _alternative(nothing, other, family))
    for key in sorted(set(table.keys) - expected):
        ledger.report("row", table.cell(key, "the row"), "no such home is opened")


def _home(ledger: Ledger, plan: Side, key: tuple[str, str, str], alternative: Traced) -> None:
    table, row = plan.run["break_even"], plan.inputs.options[key[:2]]
    if key not in table:
        ledger.report("row", table.cell(key, "the row"), "the row is missing")
        return
    provision = plan.inputs.provisions[row.text("provision")]
    charge, _ = plan.figures.repayment(row)
    net = row.number("capital_cost") * (1 - row.number("grant_share"))
    fixed = (row.number("running_cost") + net * charge) / row.number("places_per_unit", above=0)
    weekly = provision.number("weekly_cost")
    margin = (alternative - weekly) * plan.figures.weeks
    clear = not abs(margin.value) <= _PENNY
    even = no_figure(margin)
    if math.isfinite(alternative.value) and clear:
        even = Traced(fixed) / margin if margin.value > 0 else Traced(math.inf)
    expected = {
        "fixed_cost_per_place": Traced(fixed),
        "full_cost_per_place_week": Traced(fixed / plan.figures.weeks + weekly),
        "alternative_weekly_cost": alternative,
        "planning_occupancy": Traced(provision.number("occupancy")),
    }
    if clear:
        expected["break_even_occupancy"] = even
    for column, number in expected.items():
        ledger.equal("break_even", table.figure(key, column), number)
    ledger.same("break_even", table.cell(key, "label"), table.text(key, "label"), row.text("label") or key[0])


def _alternative(nothing: Side | None, lines: Lines, family: str) -> Traced:
    """Average weekly price of the family's care bought outside if nothing is decided, at the price base."""
    if nothing is None:
        return Traced(math.nan)
    paid, weeks, inputs = [], [], nothing.inputs
    for pool in nothing.of_pool:
        provision = inputs.provisions[pool.provision]
        if provision.text("family") != family or provision.text("sector") != "external":
            continue
        for t, scenario in nothing.times():
            chance = probability(inputs, scenario)
            line = Line(scenario, inputs.periods[t], "revenue", "placements", *pool)
            paid.append((lines.get(line, Traced(0.0)), chance / nothing.figures.price_index(pool.provision, t)))
            year = nothing.figures.weeks * inputs.years[t]
            weeks += [
                (nothing.children(Flow(*flow), t, scenario), chance * year) for flow in nothing.of_pool[pool]
            ]
    child_weeks = weighted(weeks)
    return weighted(paid) / child_weeks if child_weeks.value > SMALL else no_figure(child_weeks)
