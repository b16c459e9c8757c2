"""What follows from a case's figures before anything is decided, computed once for each plan.

Retention of settled children, places that exist, delivery profiles, market prices and price levels: every
constraint and every cost line reads them from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models import finance
from models.case import Case, Floats, Market, OptionKey, Pool, Provision
from models.delivery_profile import standing_units, usable_places
from models.newcomers import first_newcomers
from models.offered_load import first_loads
from models.pool_curves import PoolCurve, pool_curves


@dataclass(frozen=True, slots=True)
class ExistingPlaces:
    """Places of a pool that exist or are decided, by period: each array has shape (period,)."""

    places: Floats
    units: Floats
    running_cost: Floats
    grant: Floats
    closing_cost: Floats
    closable: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class MarketTier:
    """One price tier of a pool, by period: children at most and weekly price.

    Where the tier is absent the most is nought and the price the provision's usual one, which children who
    already live there pay.
    """

    tier: int
    children_max: Floats
    weekly_cost: Floats


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures that follow from the case.

    ``retention`` (flow, period, scenario): share of the children of the period before still there.
    ``carry`` (flow, placed, period, scenario): share of those newly placed still there; 0 before placing.
    ``starting`` (flow, period, scenario): children living there since the start of the plan.
    ``curves``: the choice curve of each pool whose places follow one. ``newcomers`` (by need group: period,
    scenario): children who newly look for a home, where any pool has a curve.
    """

    retention: Floats
    carry: Floats
    starting: Floats
    existing: Mapping[Pool, ExistingPlaces]
    market: Mapping[Pool, tuple[MarketTier, ...]]
    places: Mapping[OptionKey, Floats]
    standing: Mapping[OptionKey, Floats]
    general_index: Floats
    discount: Floats
    curves: Mapping[Pool, PoolCurve]
    newcomers: Mapping[str, Floats]


def derive(case: Case) -> Figures:
    """Compute every figure that follows from the case."""
    retained = retention(case)
    starting = case.starting_children[:, None, None] * np.cumprod(retained, axis=1)
    return _derived(case, retained, carried(retained), starting)


def with_other_prices(figures: Figures, case: Case) -> Figures:
    """Figures of a case that differs in prices and costs alone: who stays where is as it was."""
    return _derived(case, figures.retention, figures.carry, figures.starting)


def with_other_places(figures: Figures, case: Case) -> Figures:
    """Figures of a case that differs in the places that a unit of its options brings alone."""
    return replace(figures, places={key: usable_places(one, case.periods) for key, one in case.options.items()})


def _derived(case: Case, retained: Floats, carry: Floats, starting: Floats) -> Figures:
    years = [period.start for period in case.periods]
    settings, existing = case.settings, existing_places(case)
    loads = case.loads or first_loads(case, {pool: held.places for pool, held in existing.items()})
    return Figures(
        retention=retained,
        carry=carry,
        starting=starting,
        existing=existing,
        market=market_tiers(case),
        places={key: usable_places(option, case.periods) for key, option in case.options.items()},
        standing={key: standing_units(option, case.periods) for key, option in case.options.items()},
        general_index=np.array([general_index(case, t) for t in range(len(years))]),
        discount=np.array(
            [finance.discount_factor(settings.discount_rate, settings.general_inflation, y) for y in years]
        ),
        curves=pool_curves(case, loads),
        newcomers=case.newcomers or first_newcomers(case, retained),
    )


def retention(case: Case) -> Floats:
    r"""Share of the children of the period before who are still there: shape (flow, period, scenario).

    .. math:: \rho_{t} = e^{-|t| / \mathrm{stay}_{g,p}} \cdot \min(1, D_t / D_{t-1})

    where :math:`D_{t-1}` of the first period is the number of children placed at the start. Where nobody
    needed a home the period before there is nobody to retain and the share of demand counts as 1. With
    settled children set free it is nought: everyone is placed afresh.
    """
    shape = case.demand_by_flow.shape
    if case.settings.settled_children == "free":
        return np.zeros(shape)
    stays = np.array([_stay_survival(case, position) for position in range(len(case.flows))])
    survival = stays.reshape(len(case.flows), len(case.periods), 1)
    before = np.concatenate([_children_at_start(case), case.demand_by_flow[:, :-1]], axis=1)
    falls = np.ones(shape)
    np.divide(case.demand_by_flow, before, out=falls, where=before > 0)
    return np.asarray(survival * np.minimum(1.0, falls))


def _stay_survival(case: Case, position: int) -> list[float]:
    flow = case.flows[position]
    suitability = case.suitability.get((flow.need, flow.provision))
    own_stay = suitability.mean_stay if suitability is not None else None
    stay = own_stay if own_stay is not None else case.provisions[flow.provision].mean_stay
    return [1.0 if stay is None else float(np.exp(-period.years / stay)) for period in case.periods]


def _children_at_start(case: Case) -> Floats:
    """Children of each flow's need group and home area placed at the start: (flow, 1, scenario)."""
    totals: dict[tuple[str, str], float] = {}
    for flow, children in case.placements.items():
        totals[flow.need, flow.home_area] = totals.get((flow.need, flow.home_area), 0.0) + children
    column = [totals.get((flow.need, flow.home_area), 0.0) for flow in case.flows]
    return np.repeat(np.array(column, dtype=float)[:, None, None], len(case.scenarios), axis=2)


def carried(retained: Floats) -> Floats:
    r"""Share of the children placed in a period still there in a later one.

    .. math:: R_{\tau,t} = \prod_{i=\tau+1}^{t} \rho_i, \quad R_{t,t} = 1

    Shape (flow, placed, period, scenario).
    """
    flows, periods, scenarios = retained.shape
    carry = np.zeros((flows, periods, periods, scenarios))
    for placed in range(periods):
        carry[:, placed, placed] = 1.0
        for t in range(placed + 1, periods):
            carry[:, placed, t] = carry[:, placed, t - 1] * retained[:, t]
    return carry


def existing_places(case: Case) -> dict[Pool, ExistingPlaces]:
    r"""Places that exist or are decided, by pool and period.

    A supply row holds from its period until a later row of the same pool, and loses its attrition each
    year from then on: :math:`E_t = E_\tau (1 - a)^{s_t - s_\tau}`.
    """
    rows: dict[Pool, dict[int, int]] = {}
    for number, row in enumerate(case.supply):
        rows.setdefault(row.pool, {})[row.from_period] = number
    return {pool: _existing(case, by_period) for pool, by_period in sorted(rows.items())}


def _existing(case: Case, by_period: dict[int, int]) -> ExistingPlaces:
    columns = np.zeros((5, len(case.periods)))
    closable = np.zeros(len(case.periods), dtype=bool)
    for t, period in enumerate(case.periods):
        begun = [start for start in by_period if start <= t]
        if not begun:
            continue
        row = case.supply[by_period[max(begun)]]
        survival = (1 - row.attrition) ** (period.start - case.periods[row.from_period].start)
        columns[:, t] = (row.places * survival, row.units, row.running_cost, row.grant, row.closing_cost)
        closable[t] = row.closable
    places, units, running_cost, grant, closing_cost = columns
    return ExistingPlaces(places, units, running_cost, grant, closing_cost, closable)


def market_tiers(case: Case) -> dict[Pool, tuple[MarketTier, ...]]:
    """Price tiers of every pool that can be bought, by period, cheapest tier number first."""
    rows: dict[Pool, dict[int, dict[int, Market]]] = {}
    for row in case.market:
        rows.setdefault(row.pool, {}).setdefault(row.tier, {})[row.from_period] = row
    return {
        pool: tuple(_tier(case, tier, by_period) for tier, by_period in sorted(tiers.items()))
        for pool, tiers in sorted(rows.items())
    }


def _tier(case: Case, tier: int, by_period: dict[int, Market]) -> MarketTier:
    children_max = np.zeros(len(case.periods))
    usual = next(case.provisions[row.pool.provision].weekly_cost for row in by_period.values())
    weekly_cost = np.full(len(case.periods), usual)
    for t in range(len(case.periods)):
        begun = [start for start in by_period if start <= t]
        if begun:
            row = by_period[max(begun)]
            children_max[t], weekly_cost[t] = row.children_max, row.weekly_cost
    return MarketTier(tier, children_max, weekly_cost)


def general_index(case: Case, period: int) -> float:
    """General price level of a period against the price base."""
    years = case.settings.years_from_price_base + case.periods[period].start
    return finance.price_index(case.settings.general_inflation, years)


def provision_index(case: Case, provision: Provision, period: int) -> float:
    """Price level of a provision in a period against the price base: general inflation and its own growth."""
    years = case.settings.years_from_price_base + case.periods[period].start
    factors = case.price_factors.get(provision.provision)
    factor = 1.0 if factors is None else float(factors[period])
    return general_index(case, period) * finance.price_index(provision.price_growth, years) * factor
