r"""Money: every cost line, both budgets and the objective.

A cost line is a set of :class:`~models.terms.Terms` in the cash prices of its period. The objective, the
budget rows and every report read the same lines, so a pound is defined once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from models import finance
from models.capacity import closed_units
from models.case import EVERY_AREA, Grant, Option, Pool, Target
from models.decisions import PoolPeriod, needs_tiers
from models.figures import provision_index
from models.plan_model import Formulation, Row
from models.terms import Terms

REVENUE_LINES = (
    "placements",
    "travel",
    "existing_places",
    "new_places",
    "setup",
    "prevention",
    "closures",
    "planned_moves",
    "financing",
    "grants",
)
"""Lines that count against the revenue budget (grants are negative)."""

SHARING = "sharing"
"""Item of what it costs that areas share their places, a part of the line of existing places."""

CAPITAL_LINE = "capital"
"""Capital net of grant in the period of decision: in the objective only where capital is treated as cash."""

PRICED_LINES = ("unmet_need", "missed_promises", "over_budget")
"""Prices put on what the plan fails to do: part of the objective, never money that anybody pays."""


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line of cost in one period, in cash prices; ``scenario`` is ``None`` where it is the same in all.

    ``item`` says what caused it where that is not a provision: an option, a grant, a promise, a budget.
    """

    line: str
    period: int
    scenario: int | None
    terms: Terms
    provision: str = ""
    area: str = ""
    item: str = ""


def cost_lines(f: Formulation) -> tuple[CostLine, ...]:
    """Every cost line of the plan, capital included whatever its treatment."""
    makers = (
        _placements, _travel, _existing_places, _sharing, _options, _closures, _planned_moves,
        _capital, _grants, _unmet_need, _missed_promises, _over_budget,
    )  # fmt: skip
    return tuple(line for maker in makers for line in maker(f))


def weekly_price(f: Formulation, pool: Pool, t: int) -> float:
    """Weekly cost of a child in a pool before any price tier's difference, at the price base (£)."""
    tiers = f.figures.market.get(pool, ())
    if tiers and not needs_tiers(f.case, f.figures, pool):
        return float(tiers[0].weekly_cost[t])
    return f.case.provisions[pool.provision].weekly_cost


def _child_year(f: Formulation, provision: str, t: int) -> float:
    """£ of a period for each £ of weekly cost at the price base."""
    weeks = finance.yearly_cost(1.0, f.case.settings.weeks_per_year)
    return weeks * f.case.periods[t].years * provision_index(f.case, f.case.provisions[provision], t)


def _placements(f: Formulation) -> Iterator[CostLine]:
    """Weekly costs of the children living in each pool, with supplements and price tiers."""
    for pool in f.case.pools:
        flows = f.case.flows_of_pool[pool]
        supplements = np.array([f.case.weekly_supplement(f.case.flows[j]) for j in flows])
        tiers = f.figures.market.get(pool, ())
        for t, s in f.times():
            base, cash = weekly_price(f, pool, t), _child_year(f, pool.provision, t)
            parts = [f.living(flows, t, s, weights=(base + supplements) * cash)]
            for number, tier in enumerate(tiers):
                position = f.decisions.buy.get((PoolPeriod(pool, t, s), number))
                if position is not None:
                    parts.append(Terms.single(position, (float(tier.weekly_cost[t]) - base) * cash))
            yield CostLine("placements", t, s, Terms.total(parts), pool.provision, pool.area)


def _travel(f: Formulation) -> Iterator[CostLine]:
    """Cost of distance: miles from home, for each child and year."""
    rate = f.case.settings.travel_cost_per_mile
    if rate == 0:
        return
    for pool in f.case.pools:
        flows = f.case.flows_of_pool[pool]
        lived = [f.case.flows[j] for j in flows]
        miles = np.array([f.case.proximity[flow.home_area, flow.area].miles or 0.0 for flow in lived])
        for t, s in f.times():
            cash = rate * f.case.periods[t].years * float(f.figures.general_index[t])
            yield CostLine("travel", t, s, f.living(flows, t, s, miles * cash), pool.provision, pool.area)


def _existing_places(f: Formulation) -> Iterator[CostLine]:
    """Running cost of places that exist, filled or not, less what closing saves; and their grant."""
    for pool, existing in f.figures.existing.items():
        provision = f.case.provisions[pool.provision]
        for t in range(len(f.case.periods)):
            if not existing.places[t]:
                continue
            open_share = Terms(constant=1.0).minus(closed_units(f, pool, t).times(1 / existing.units[t]))
            places = open_share.times(float(existing.places[t]) * f.case.periods[t].years)
            running = places.times(float(existing.running_cost[t]) * provision_index(f.case, provision, t))
            grant = places.times(-float(existing.grant[t] * f.figures.general_index[t]))
            if existing.running_cost[t]:
                yield CostLine("existing_places", t, None, running, *pool)
            if existing.grant[t]:
                yield CostLine("grants", t, None, grant, *pool)


def _sharing(f: Formulation) -> Iterator[CostLine]:
    """What it costs while the areas of a provision share their places: part of running the places there are."""
    for shared in f.case.curved_pools:
        cost = f.case.choice[shared.provision].sharing_cost
        for t, period in enumerate(f.case.periods) if shared.area == EVERY_AREA and cost else ():
            cash = cost * period.years * float(f.figures.general_index[t])
            yield CostLine("existing_places", t, None, Terms(constant=cash), shared.provision, item=SHARING)


def _options(f: Formulation) -> Iterator[CostLine]:
    """Set-up and running costs of what is decided; both are prevention where children stay at home."""
    for key, option in f.case.options.items():
        prevention = f.case.provisions[option.provision].family == "support_at_home"
        for t in range(len(f.case.periods)):
            for line, terms in (("setup", _setup(f, option, t)), ("new_places", _running(f, option, t))):
                if len(terms.positions):
                    name = "prevention" if prevention else line
                    yield CostLine(name, t, None, terms, option.provision, key.area, key.option)


def _setup(f: Formulation, option: Option, t: int) -> Terms:
    decided = f.decisions.decide.get((option.key, t))
    if decided is None or not option.setup_cost:
        return Terms()
    return Terms.single(decided, option.setup_cost * float(f.figures.general_index[t]))


def _running(f: Formulation, option: Option, t: int) -> Terms:
    if not option.running_cost:
        return Terms()
    price = option.running_cost * provision_index(f.case, f.case.provisions[option.provision], t)
    standing = f.figures.standing[option.key][:, t] * price * f.case.periods[t].years
    return f.by_decision(option, standing, last=t)


def _closures(f: Formulation) -> Iterator[CostLine]:
    """One-off cost of closing units."""
    for (pool, t), position in f.decisions.close.items():
        cost = float(f.figures.existing[pool].closing_cost[t] * f.figures.general_index[t])
        if cost:
            yield CostLine("closures", t, None, Terms.single(position, cost), *pool)


def _planned_moves(f: Formulation) -> Iterator[CostLine]:
    """One-off cost of planned moves."""
    for pool in f.case.pools:
        price = f.case.provisions[pool.provision].planned_move_cost
        for t, s in f.times():
            moves = Terms.sum_of(f.decisions.move[f.case.flows_of_pool[pool], t, s])
            if price and len(moves.positions):
                cash = price * float(f.figures.general_index[t])
                yield CostLine("planned_moves", t, s, moves.times(cash), *pool)


def _capital(f: Formulation) -> Iterator[CostLine]:
    """Capital net of grant when it is decided and, where it is financed, its yearly charge."""
    financed = f.case.settings.capital_treatment == "financed"
    for key, option in f.case.options.items():
        if not option.capital_cost:
            continue
        net = finance.net_capital(option.capital_cost, option.grant_share) * f.figures.general_index
        charge = finance.annuity(f.case.settings.borrowing_rate, option.asset_life)
        for t in range(len(f.case.periods)):
            decided = f.decisions.decide.get((key, t))
            if decided is not None and net[t]:
                spent = Terms.single(decided, float(net[t]))
                yield CostLine(CAPITAL_LINE, t, None, spent, option.provision, key.area, key.option)
            years = np.array([_years_financed(f, option, when, t) for when in range(len(net))])
            terms = f.by_decision(option, net * charge * years, last=t)
            if financed and len(terms.positions):
                yield CostLine("financing", t, None, terms, option.provision, key.area, key.option)


def _years_financed(f: Formulation, option: Option, decided: int, t: int) -> float:
    """Years of a period in which the capital of a decision of that period or before is still being paid for."""
    period, begins = f.case.periods[t], f.case.periods[decided].start
    return max(0.0, min(period.end, begins + option.asset_life) - period.start)


def _grants(f: Formulation) -> Iterator[CostLine]:
    """Grants received, as negative costs."""
    makers = {"per_child_per_night": _nightly, "per_unit": _per_unit, "per_period": _per_period}
    for grant in f.case.grants:
        yield from makers[grant.basis](f, grant)


def _nightly(f: Formulation, grant: Grant) -> Iterator[CostLine]:
    nights = f.case.settings.weeks_per_year * finance.NIGHTS_PER_WEEK
    for pool in f.case.pools:
        flows = [j for j in f.case.flows_of_pool[pool] if f.case.flows[j].need in grant.needs]
        if pool.provision not in grant.provisions or not flows:
            continue
        for t in grant.periods:
            amount = -grant.amount * nights * f.case.periods[t].years * float(f.figures.general_index[t])
            for s in range(len(f.case.scenarios)):
                terms = f.living(flows, t, s).times(amount)
                yield CostLine("grants", t, s, terms, *pool, grant.grant)


def _per_unit(f: Formulation, grant: Grant) -> Iterator[CostLine]:
    for (key, t), position in f.decisions.decide.items():
        option = f.case.options[key]
        if key.option in grant.options and option.provision in grant.provisions and t in grant.periods:
            amount = -grant.amount * float(f.figures.general_index[t])
            yield CostLine("grants", t, None, Terms.single(position, amount), *option.pool, grant.grant)


def _per_period(f: Formulation, grant: Grant) -> Iterator[CostLine]:
    for t in grant.periods:
        amount = -grant.amount * float(f.figures.general_index[t])
        yield CostLine("grants", t, None, Terms(constant=amount), item=grant.grant)


def _unmet_need(f: Formulation) -> Iterator[CostLine]:
    for (_, _, t, s), position in f.decisions.unmet.items():
        price = f.case.settings.unmet_need_price or 0.0
        cash = price * f.case.periods[t].years * float(f.figures.general_index[t])
        yield CostLine("unmet_need", t, s, Terms.single(position, cash))


def _missed_promises(f: Formulation) -> Iterator[CostLine]:
    for (number, t, s), position in f.decisions.miss.items():
        target = f.case.targets[number]
        yield _missed(f, target, t, s, [position])
    together: dict[tuple[int, int, int], list[int]] = {}
    for (number, _, t, s), position in f.decisions.beyond.items():
        together.setdefault((number, t, s), []).append(position)
    for (number, t, s), positions in together.items():
        yield _missed(f, f.case.targets[number], t, s, positions)


def _missed(f: Formulation, target: Target, t: int, s: int, positions: Iterable[int]) -> CostLine:
    cash = (target.price_if_missed or 0.0) * f.case.periods[t].years * float(f.figures.general_index[t])
    return CostLine("missed_promises", t, s, Terms.sum_of(positions).times(cash), item=target.target)


def _over_budget(f: Formulation) -> Iterator[CostLine]:
    for (number, s), position in f.decisions.overspend.items():
        budget = f.case.budgets[number]
        scenario = s if budget.budget == "revenue" else None
        price = Terms.single(position, budget.price_if_missed or 0.0)
        yield CostLine("over_budget", budget.period or 0, scenario, price, item=budget.budget)


def revenue_budget(f: Formulation, lines: Iterable[CostLine]) -> None:
    r"""The revenue of each period stays within its budget, or the excess is priced.

    .. math:: \text{placements} + \text{running} + \text{set-up} + \text{prevention} + \text{financing}
       - \text{grants} \le B_t + e_t

    In the cash prices of the period, not discounted.

    Unit: £. Shadow price: £ (present value) of one more pound of revenue budget in the period.
    """
    f.add_rows("revenue_budget", _revenue(f, tuple(lines)))


def _revenue(f: Formulation, lines: tuple[CostLine, ...]) -> Iterator[Row]:
    for number, budget in enumerate(f.case.budgets):
        if budget.budget != "revenue":
            continue
        for s in range(len(f.case.scenarios)):
            spent = [
                line.terms
                for line in lines
                if line.line in REVENUE_LINES and line.period == budget.period and line.scenario in (None, s)
            ]
            yield (number, s), None, _less_overspend(f, spent, number, s), budget.limit


def capital_budget(f: Formulation, lines: Iterable[CostLine]) -> None:
    r"""Capital net of grant stays within the budget of each period and of the whole plan.

    .. math:: \sum_k n_{k,t} C_k (1 - g_k) \le B^{cap}_t, \qquad \sum_t \sum_k n_{k,t} C_k (1 - g_k) \le B^{cap}

    In the cash prices of the period of decision.

    Unit: £. Shadow price: £ (present value) of one more pound of capital.
    """
    f.add_rows("capital_budget", _capital_rows(f, tuple(lines)))


def _capital_rows(f: Formulation, lines: tuple[CostLine, ...]) -> Iterator[Row]:
    for number, budget in enumerate(f.case.budgets):
        if budget.budget == "revenue":
            continue
        spent = [
            line.terms for line in lines if line.line == CAPITAL_LINE and budget.period in (None, line.period)
        ]
        yield (number,), None, _less_overspend(f, spent, number, 0), budget.limit


def _less_overspend(f: Formulation, spent: list[Terms], number: int, s: int) -> Terms:
    position = f.decisions.overspend.get((number, s))
    excess = [] if position is None else [Terms.single(position, -1.0)]
    return Terms.total([*spent, *excess])


def in_objective(f: Formulation, line: CostLine) -> bool:
    """Whether a cost line counts in the objective: capital does only where it is treated as cash."""
    return line.line != CAPITAL_LINE or f.case.settings.capital_treatment == "cash"


def discounted_cost(f: Formulation, lines: Iterable[CostLine]) -> Terms:
    r"""Expected cost of the whole plan at present value.

    .. math:: \sum_t \delta_t \sum_s \pi_s \, \text{cost}_{t,s}, \qquad
       \delta_t = \bigl((1 + r)(1 + i)\bigr)^{-s_t}

    Year 0 is not discounted. Financed capital counts by its yearly charges, so that the end of the plan
    distorts nothing; cash capital counts in full in the period of decision.
    """
    counted = [line for line in lines if in_objective(f, line)]
    total = Terms.combined([line.terms for line in counted], [_weight(f, line) for line in counted])
    merged = np.bincount(total.positions, total.coefficients, minlength=f.decisions.count)
    used = np.flatnonzero(merged)
    return Terms(used.astype(np.intp), merged[used].astype(float), total.constant)


def _weight(f: Formulation, line: CostLine) -> float:
    """What a pound of a cost line counts in the objective: discounted, and expected over the scenarios."""
    probability = 1.0 if line.scenario is None else f.case.scenarios[line.scenario].probability
    return float(f.figures.discount[line.period]) * probability


def least_cost(f: Formulation, lines: Iterable[CostLine]) -> None:
    """Minimise the expected cost of the whole plan at present value (£)."""
    f.minimise(discounted_cost(f, lines))
