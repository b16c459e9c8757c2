r"""What follows from the tables before anything is decided, worked out for the second formulation alone.

Nothing of the planner is used: who may live where, how many of the settled stay, what one unit of an option
brings from period to period and what a pound is worth are all worked out again from the mathematics.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

from models.audit_curves import Curve, find_curves
from models.case import Case, Flow, Market, Option, OptionKey, Period, Pool, Supply

_SHORT = 1e-12
"""A stretch of time of fewer years than this is rounding."""


@dataclass(frozen=True, slots=True)
class UnitLife:
    """One unit of an option, by (period decided, period): its usable places and the share of it that is open."""

    places: Mapping[tuple[int, int], float]
    open_share: Mapping[tuple[int, int], float]


@dataclass(frozen=True, slots=True)
class Tier:
    """A price tier of a pool in a period: children at most (may be infinite) and £ a week at the price base."""

    tier: int
    children_max: float
    weekly_cost: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What follows from a case.

    ``demand``: children by (need, home area, period, scenario). ``at_start``: children by flow.
    ``flows``: every permitted way of living; ``may_come``: those that somebody may newly come to.
    ``flows_in``: flows of each pool. ``stays``: share of the children of the period before still there, by
    (flow, period, scenario). ``existing``: places of each pool by period before any closure, with the
    supply row that says so (``None`` before its first). ``tiers``: price tiers of a pool by period, cheapest
    number first. ``lives``: what a unit of each option brings. ``options_in``: options of each pool.
    ``curves``: what places carry that follow the choice curve, all areas of a provision together under ``*``.
    """

    demand: Mapping[tuple[str, str, int, int], float]
    at_start: Mapping[Flow, float]
    flows: tuple[Flow, ...]
    may_come: frozenset[Flow]
    flows_in: Mapping[Pool, tuple[Flow, ...]]
    stays: Mapping[tuple[Flow, int, int], float]
    existing: Mapping[Pool, tuple[tuple[float, Supply | None], ...]]
    tiers: Mapping[Pool, tuple[tuple[Tier, ...], ...]]
    lives: Mapping[OptionKey, UnitLife]
    options_in: Mapping[Pool, tuple[Option, ...]]
    curves: Mapping[Pool, Curve]

    def has_places(self, pool: Pool) -> bool:
        """Whether a pool has places of its own at some time: existing, decided or from an option."""
        return pool in self.existing or pool in self.options_in

    def children_who_could_come(self, pool: Pool, t: int, s: int) -> float:
        """All children of the need groups and home areas that have a flow to the pool."""
        origins = {(flow.need, flow.home_area) for flow in self.flows_in[pool]}
        return math.fsum(self.demand[need, home, t, s] for need, home in sorted(origins))


def find_facts(case: Case) -> Facts:
    """Work out what follows from a case; raise ``ValueError`` where an offered load is not given."""
    demand = _demand(case)
    at_start = {Flow(*flow): float(n) for flow, n in case.placements.items() if n > 0}
    pools = _pools(case, at_start)
    flows, may_come = _flows(case, pools, demand, at_start)
    flows_in: dict[Pool, list[Flow]] = {pool: [] for pool in pools}
    for flow in flows:
        flows_in[Pool(flow.provision, flow.area)].append(flow)
    options_in: dict[Pool, list[Option]] = {}
    for option in case.options.values():
        options_in.setdefault(Pool(option.provision, option.key.area), []).append(option)
    return Facts(
        demand=demand,
        at_start=at_start,
        flows=flows,
        may_come=may_come,
        flows_in={pool: tuple(members) for pool, members in flows_in.items()},
        stays=_stays(case, flows, demand, at_start),
        existing={pool: _existing(case, pool) for pool in pools if any(r.pool == pool for r in case.supply)},
        tiers={pool: _tiers(case, pool) for pool in pools},
        lives={key: unit_life(option, case.periods) for key, option in case.options.items()},
        options_in={pool: tuple(members) for pool, members in options_in.items()},
        curves=find_curves(case),
    )


def _demand(case: Case) -> dict[tuple[str, str, int, int], float]:
    homes = [label for label, area in case.areas.items() if area.home_area]
    return {
        (need, home, t, s): float(case.demand[g, o, t, s])
        for g, need in enumerate(case.needs)
        for o, home in enumerate(homes)
        for t in range(len(case.periods))
        for s in range(len(case.scenarios))
    }


def _pools(case: Case, at_start: Mapping[Flow, float]) -> list[Pool]:
    found = {row.pool for row in case.supply} | {row.pool for row in case.market}
    found |= {Pool(option.provision, option.key.area) for option in case.options.values()}
    found |= {Pool(flow.provision, flow.area) for flow in at_start}
    return sorted(found)


def _flows(
    case: Case,
    pools: list[Pool],
    demand: Mapping[tuple[str, str, int, int], float],
    at_start: Mapping[Flow, float],
) -> tuple[tuple[Flow, ...], frozenset[Flow]]:
    """Where children of a need group suit and are ever needed, or already live."""
    origins = sorted({(need, home) for (need, home, _, _), children in demand.items() if children > 0})
    suits = {pair for pair, row in case.suitability.items() if row.rating != "unsuitable"}
    may_come = {
        Flow(need, home, *pool) for need, home in origins for pool in pools if (need, pool.provision) in suits
    }
    stay_only = {flow for flow in at_start if flow not in may_come}
    also = {flow for flow in stay_only if (flow.need, flow.provision) in suits}
    return tuple(sorted(may_come | stay_only)), frozenset(may_come | also)


def _stays(
    case: Case,
    flows: tuple[Flow, ...],
    demand: Mapping[tuple[str, str, int, int], float],
    at_start: Mapping[Flow, float],
) -> dict[tuple[Flow, int, int], float]:
    r"""Share of the settled still there, :math:`e^{-|t|/\mathrm{stay}} \min(1, D_t / D_{t-1})`; 0 if set free.

    :math:`D_{t-1}` of the first period counts the children of that need group and home area placed at the
    start. The stay of a need group in a provision goes before the provision's own; without either nobody
    leaves but with demand.
    """
    placed: dict[tuple[str, str], float] = {}
    for flow, children in at_start.items():
        placed[flow.need, flow.home_area] = placed.get((flow.need, flow.home_area), 0.0) + children
    found = {}
    for flow in flows:
        stay = _mean_stay(case, flow)
        origin = (flow.need, flow.home_area)
        for t, period in enumerate(case.periods):
            survive = 1.0 if stay is None else math.exp(-period.years / stay)
            for s in range(len(case.scenarios)):
                before = placed.get(origin, 0.0) if t == 0 else demand[*origin, t - 1, s]
                fall = min(1.0, demand[*origin, t, s] / before) if before > 0 else 0.0
                protected = case.settings.settled_children != "free"
                found[flow, t, s] = survive * fall if protected else 0.0
    return found


def _mean_stay(case: Case, flow: Flow) -> float | None:
    suitability = case.suitability.get((flow.need, flow.provision))
    own = suitability.mean_stay if suitability is not None else None
    return own if own is not None else case.provisions[flow.provision].mean_stay


def _existing(case: Case, pool: Pool) -> tuple[tuple[float, Supply | None], ...]:
    """Places by period: the latest row begun holds, rolled forward from period to period by its attrition."""
    begins = {row.from_period: row for row in case.supply if row.pool == pool}
    found: list[tuple[float, Supply | None]] = []
    places, row = 0.0, None
    for t in range(len(case.periods)):
        if t in begins:
            row = begins[t]
            places = row.places
        elif row is not None:
            places *= (1 - row.attrition) ** case.periods[t - 1].years
        found.append((places, row))
    return tuple(found)


def _tiers(case: Case, pool: Pool) -> tuple[tuple[Tier, ...], ...]:
    """Price tiers by period; one not yet begun takes nobody new and charges the provision's usual price."""
    rows: dict[int, dict[int, Market]] = {}
    for row in case.market:
        if row.pool == pool:
            rows.setdefault(row.tier, {})[row.from_period] = row
    usual = case.provisions[pool.provision].weekly_cost
    found = []
    for t in range(len(case.periods)):
        now = []
        for tier, begins in sorted(rows.items()):
            latest = max((start for start in begins if start <= t), default=None)
            if latest is None:
                now.append(Tier(tier, 0.0, usual))
            else:
                now.append(Tier(tier, begins[latest].children_max, begins[latest].weekly_cost))
        found.append(tuple(now))
    return tuple(found)


def unit_life(option: Option, periods: tuple[Period, ...]) -> UnitLife:
    """Follow one unit of an option, decided at the start of each period, from each period to the next.

    The unit opens its lead time after the decision and closes at the end of its life; in the years after
    opening it reaches the shares of its ramp-up, then all of it. What is left of it falls by its attrition at
    the start of each period, for the time since the period before or since it opened. Time is walked through
    in stretches in which nothing changes; figures are averages over a period.
    """
    places: dict[tuple[int, int], float] = {}
    open_share: dict[tuple[int, int], float] = {}
    for decided, decision in enumerate(periods):
        opens = decision.start + option.lead_time
        left = 1.0
        for t in range(decided, len(periods)):
            period = periods[t]
            since = period.start - max(opens, periods[t - 1].start if t else 0.0)
            if since > 0:
                left *= (1 - option.attrition) ** since
            usable, standing = _stretches(option, opens, period)
            places[decided, t] = option.places_per_unit * left * usable / period.years
            open_share[decided, t] = left * standing / period.years
    return UnitLife(places, open_share)


def _stretches(option: Option, opens: float, period: Period) -> tuple[float, float]:
    """Years of full use and years open of a unit in a period, before attrition."""
    end = period.start + period.years
    steps = [opens + year for year in range(len(option.ramp) + 1)]
    moments = sorted({period.start, end, *(m for m in (*steps, opens + option.life) if period.start < m < end)})
    usable = standing = 0.0
    for begin, finish in itertools.pairwise(moments):
        age, length = (begin + finish) / 2 - opens, finish - begin
        if length < _SHORT or not 0 <= age < option.life:
            continue
        year = math.floor(age)
        usable += length * (option.ramp[year] if year < len(option.ramp) else 1.0)
        standing += length
    return usable, standing
