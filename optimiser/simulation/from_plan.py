"""The world of a fixed plan: its places, the children there are, those who will come, and whom they ask.

Places are those of the plan on average over each period, fractions and all: existing places with their attrition
and closures, and the options decided with their lead time and ramp. A placement ends at the rate 1 / mean stay of
its need group and provision in all; what leaving care does not explain of it is a breakdown, after which the child
is matched again. Where children leave care faster than that, the placement ends with them. A child who comes to be
of another need group stays where it is as long as that provision suits its new group. Rates of entry are the
expected ones; how far they could be off is a matter of futures.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from models.case import Case, Floats, Flow, Pool
from models.decisions import has_places
from models.offered_load import price_of_care
from models.turnover.flows import Flows
from optimiser.results.solution import SMALL, Solution
from optimiser.simulation.policy import Asked, Home, Policy, Preferred
from optimiser.simulation.pricing import Pricing
from optimiser.simulation.world import Ask, Site, Stream, World


@dataclass(frozen=True)
class Matching:
    """How hard it is to match children with vacancies, by provision; 1 where a provision is not named."""

    suits: Mapping[str, float] = field(default_factory=dict)
    """Chance that a vacancy suits a child."""
    available: Mapping[str, float] = field(default_factory=dict)
    """Share of the authority's own places that can be used at all."""
    family_sizes: Mapping[int, float] = field(default_factory=lambda: {1: 1.0})
    """Share of the families that come by their number of children."""

    @classmethod
    def of_case(cls, case: Case) -> Matching:
        """What the table of matching says, whatever the capacity mode; it has no sizes of families of its own."""
        return cls(
            suits={provision: curve.suits for provision, curve in case.choice.items()},
            available={provision: curve.available for provision, curve in case.choice.items()},
        )


@dataclass(frozen=True, slots=True)
class SiteOf:
    """What a site is of the case: the places of a pool, or the homes that can be bought there."""

    pool: Pool
    bought: bool


@dataclass(frozen=True)
class Labels:
    """What the positions in a world are in the case."""

    origins: tuple[tuple[str, str], ...]
    sites: tuple[SiteOf, ...]
    flow_at: np.ndarray
    """Position of the flow of each origin and site; -1 where the plan has none."""

    @cached_property
    def site_at(self) -> Mapping[SiteOf, int]:
        """Positions of the sites."""
        return {site: position for position, site in enumerate(self.sites)}


def labels(case: Case, solution: Solution) -> Labels:
    """Origins and sites of a case. A pool that nobody can come to is a site for those who live there."""
    figures = solution.plan.formulation.figures
    sites = []
    for pool in case.pools:
        own, market = has_places(case, figures, pool), pool in figures.market
        sites += [SiteOf(pool, False)] if own else []
        sites += [SiteOf(pool, True)] if market or not own else []
    origins = tuple((need, home) for need in case.needs for home in case.home_areas)
    position = {flow: j for j, flow in enumerate(case.flows)}
    at = [[position.get(Flow(*origin, *site.pool), -1) for site in sites] for origin in origins]
    return Labels(origins, tuple(sites), np.array(at, dtype=np.intp))


def world_of(solution: Solution, flows: Flows, policy: Policy, matching: Matching, known: Labels) -> World:
    """The world in which a plan is simulated."""
    case = solution.case
    suitable = _suitable(case, known)
    ageing = _ageing(case, flows, suitable)
    leaving = np.repeat(_leaving(flows), len(case.home_areas))
    permitted = suitable if policy.another_group == "stays" else np.zeros_like(suitable)
    return World(
        period_years=tuple(period.years for period in case.periods),
        sites=tuple(_site(solution, site, matching) for site in known.sites),
        streams=tuple(_streams(flows, matching)),
        leaving=leaving,
        ageing=ageing,
        breaking=_breaking(case, leaving, ageing @ ~permitted, known),
        permitted=permitted,
        living=_starting(solution, known),
        moving=_moving(solution, known),
        family_sizes=matching.family_sizes,
        ask_again=policy.ask_again,
    )


def _site(solution: Solution, site: SiteOf, matching: Matching) -> Site:
    case, provision = solution.case, site.pool.provision
    suits, periods = matching.suits.get(provision, 1.0), range(len(case.periods))
    if not site.bought:
        share = matching.available.get(provision, 1.0)
        return Site((tuple(max(0.0, solution.places(site.pool, t)) * share for t in periods),), suits)
    tiers = solution.plan.formulation.figures.market.get(site.pool, ())
    levels = np.cumsum([tier.children_max for tier in tiers], axis=0) if tiers else np.zeros((1, len(periods)))
    return Site(tuple(tuple(level) for level in levels.tolist()), suits, keeps=True)


def _streams(flows: Flows, matching: Matching) -> Iterator[Stream]:
    sizes = matching.family_sizes
    together = sum(size * share for size, share in sizes.items()) / sum(sizes.values())
    homes = flows.entering.shape[1]
    for (need, home, number), rate in np.ndenumerate(flows.entering):
        piece = flows.pieces[number]
        if rate > 0:
            yield Stream(need * homes + home, piece.start, piece.end, float(rate) / together)


def _leaving(flows: Flows) -> Floats:
    return np.asarray(np.maximum(0.0, -flows.rates.sum(axis=1)))


def _ageing(case: Case, flows: Flows, suitable: np.ndarray) -> Floats:
    """Rates between origins; none to one that nothing suits, of which the plan has no children."""
    between = flows.rates - np.diag(np.diag(flows.rates))
    rates: Floats = np.asarray(np.kron(between, np.eye(len(case.home_areas))))
    return np.asarray(rates * suitable.any(axis=1))


def _suitable(case: Case, known: Labels) -> np.ndarray:
    suits = [[case.is_suitable(need, site.pool.provision) for site in known.sites] for need, _ in known.origins]
    return np.array(suits, dtype=bool) & (known.flow_at >= 0)


def mean_stay(case: Case, need: str, provision: str) -> float:
    """Mean stay in years of a need group in a provision; infinite where nobody leaves."""
    suitability = case.suitability.get((need, provision))
    own = None if suitability is None else suitability.mean_stay
    stay = own if own is not None else case.provisions[provision].mean_stay
    return math.inf if stay is None else stay


def _breaking(case: Case, leaving: Floats, outgrown: Floats, known: Labels) -> Floats:
    """Rates of breakdown: what leaving care and outgrowing a provision do not explain of the placements' ends."""
    ending = [
        [1 / mean_stay(case, need, site.pool.provision) for site in known.sites] for need, _ in known.origins
    ]
    return np.asarray(np.maximum(0.0, np.array(ending) - leaving[:, None] - outgrown))


def _starting(solution: Solution, known: Labels) -> Floats:
    """Children at the start, in the pool's own places as far as these go and bought beyond."""
    case = solution.case
    start = case.starting_children
    in_pool = {pool: float(start[flows].sum()) for pool, flows in case.flows_of_pool.items()}
    found = np.zeros(known.flow_at.shape)
    for at, site in enumerate(known.sites):
        own = 0.0
        if SiteOf(site.pool, False) in known.site_at:
            alone = SiteOf(site.pool, True) not in known.site_at
            there = in_pool[site.pool]
            own = 1.0 if alone or not there else min(1.0, max(0.0, solution.places(site.pool, 0)) / there)
        share = 1 - own if site.bought else own
        flow = known.flow_at[:, at]
        found[:, at] = np.where(flow >= 0, start[flow], 0.0) * share
    return found


def _moving(solution: Solution, known: Labels) -> Floats | None:
    """Rates of planned moves, such that as many move as planned where as many live there as planned."""
    case = solution.case
    moved, living = expected(solution, solution.moved), expected(solution, solution.living)
    if not moved.any():
        return None
    years = np.array([period.years for period in case.periods])
    most = np.array([case.provisions[flow.provision].planned_moves_max for flow in case.flows])
    rates = np.minimum(moved / np.maximum(living, SMALL) / years, most[:, None])
    return np.asarray(np.append(rates, np.zeros((1, len(years))), axis=0)[known.flow_at])


def expected(solution: Solution, values: Floats) -> Floats:
    """Values by (flow, period), expected over the scenarios."""
    return np.asarray(values @ np.array([scenario.probability for scenario in solution.case.scenarios]))


def asking_of(solution: Solution, world: World, policy: Policy, known: Labels, priced: Pricing) -> Asked:
    """Whom children of each origin ask in each period."""
    case = solution.case
    coming = _coming(solution, world, known)
    suiting = [[p for p in case.provisions if case.is_suitable(need, p)] for need, _ in known.origins]
    shares = [
        np.array([case.suitability[need, p].share_max for p in found], dtype=float)
        for (need, _), found in zip(known.origins, suiting, strict=True)
    ]
    preferred = []
    for origin, provisions in enumerate(suiting):
        coin = {provision: number for number, provision in enumerate(provisions)}
        orders = [_order(solution, known, priced, origin, t) for t in range(len(case.periods))]
        preferred.append(
            tuple(
                Preferred(
                    order,
                    tuple(coin[known.sites[ask.site].pool.provision] for ask in order),
                    *_homes(case, known, coming[origin, :, t], order, known.origins[origin][0], coin),
                )
                for t, order in enumerate(orders)
            )
        )
    return Asked(policy, tuple(shares), tuple(preferred))


def _homes(
    case: Case, known: Labels, coming: Floats, order: tuple[Ask, ...], need: str, coin: Mapping[str, int]
) -> tuple[tuple[Home, ...], tuple[Home, ...], Floats | None]:
    """Places that are offered first, by price; other pools that the plan places into, and how many in running sum.

    Of a provision that the table of matching is about the areas are asked in the order of their cost.
    """
    own: dict[str, list[Ask]] = {}
    others: dict[Pool, list[Ask]] = {}
    for ask in order:
        pool = known.sites[ask.site].pool
        if pool.provision in case.choice and not known.sites[ask.site].bought:
            own.setdefault(pool.provision, []).append(ask)
        elif pool.provision not in case.choice:
            others.setdefault(pool, []).append(ask)

    def home(provision: str, asks: list[Ask]) -> Home:
        return Home(price_of_care(case, need, provision), coin[provision], tuple(asks))

    first = sorted((home(provision, asks) for provision, asks in own.items()), key=lambda one: one.price)
    chosen = {pool: asks for pool, asks in others.items() if coming[asks[0].site] > SMALL}
    planned = tuple(home(pool.provision, asks) for pool, asks in chosen.items())
    up_to = np.cumsum([coming[asks[0].site] for asks in chosen.values()]) if chosen else None
    return tuple(first), planned, up_to


def _order(solution: Solution, known: Labels, priced: Pricing, origin: int, t: int) -> tuple[Ask, ...]:
    """Every home that may suit children of an origin, the cheapest first."""
    case, (need, home) = solution.case, known.origins[origin]
    found = []
    for at, site in enumerate(known.sites):
        flow, (provision, area) = int(known.flow_at[origin, at]), site.pool
        if flow < 0 or not case.is_suitable(need, provision):
            continue
        miles = case.proximity[home, area].miles
        for level, extra in _levels(solution, priced, site, t):
            cost = round(float(priced.per_child[flow, t]) + extra, 2)
            near = math.inf if miles is None else miles
            rank = (cost, site.bought, not case.areas[area].inside_boundary, near, at)
            found.append((rank, Ask(at, level)))
    return tuple(ask for _, ask in sorted(found))


def _levels(solution: Solution, priced: Pricing, site: SiteOf, t: int) -> Iterator[tuple[int, float]]:
    """Levels of a site that can take anybody in a period, each with what it costs on top."""
    if not site.bought:
        yield 0, 0.0
        return
    for number, tier in enumerate(solution.plan.formulation.figures.market.get(site.pool, ())):
        if tier.children_max[t] > 0:
            yield number, priced.per_bought.get((site.pool, number, t), 0.0)


def _coming(solution: Solution, world: World, known: Labels) -> Floats:
    """Children who must come to each pool in each period for as many to live there as planned, on average.

    Shape (origin, site, period). The plan's new placements are by period, as if nobody came and left within one,
    so that short stays would come too seldom. These are what the same children are in continuous time: those more
    than in the period before, and those who replace who leaves, moves or comes to be of another group, less who
    comes to be of this one and is there already; only where the plan places anybody.
    """
    living, moved = expected(solution, solution.living), expected(solution, solution.moved)
    years = np.array(world.period_years)
    before = np.column_stack([solution.case.starting_children, living[:, :-1]])
    ending = world.leaving[:, None] + world.breaking + world.ageing.sum(axis=1)[:, None]
    there = np.where(known.flow_at[:, :, None] >= 0, living[known.flow_at], 0.0)
    joining = np.einsum("gh,gst,hs->hst", world.ageing, there, world.permitted)
    more = (living - before + moved)[known.flow_at] + years * (ending[:, :, None] * there - joining)
    placed = (expected(solution, solution.placed) > SMALL)[known.flow_at] & (known.flow_at >= 0)[:, :, None]
    return np.where(placed, np.maximum(more, 0.0), 0.0)
