r"""Second formulation, children: the census, the rule for settled children, and what a pool can hold.

The census :math:`x` of children living somewhere is unknown itself; that the settled stay is a row.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from models.audit_choice import bends, fixed_limit, limit_of_places
from models.audit_draft import ChildrenAt, Draft, Part, PoolAt, Quantity
from models.audit_places import assume_limits, lost, most_places
from models.case import Flow, Pool

_TOLERANCE = 1e-9


def write_census(draft: Draft) -> None:
    """Unknowns of every flow: who lives there, who newly comes, who moves out."""
    for flow in draft.facts.flows:
        may_move = draft.case.provisions[flow.provision].planned_moves_max > 0
        for t, s in draft.times():
            at = ChildrenAt(flow, t, s)
            draft.unknowns.census[at] = draft.variable()
            if flow in draft.facts.may_come:
                draft.unknowns.new[at] = draft.variable()
            if may_move and _someone_may_stay(draft, at):
                draft.unknowns.planned[at] = draft.variable()


def _someone_may_stay(draft: Draft, at: ChildrenAt) -> bool:
    return draft.facts.stays[at] > 0 and draft.living_before(*at) != 0.0


def write_homes_for_everyone(draft: Draft) -> None:
    r"""Every child has a home: :math:`\sum_{p,a} x_{g,o,p,a,t,s} + u_{g,o,t,s} = D_{g,o,t,s}`.

    Unmet need :math:`u` exists only where it has a price.
    """
    of_origin: dict[tuple[str, str], list[Flow]] = {}
    for flow in draft.facts.flows:
        of_origin.setdefault((flow.need, flow.home_area), []).append(flow)
    for (need, home, t, s), children in draft.facts.demand.items():
        if t not in draft.periods:
            continue
        flows = of_origin.get((need, home), ())
        parts: list[Part] = [(1.0, draft.unknowns.census[ChildrenAt(flow, t, s)]) for flow in flows]
        if draft.case.settings.unmet_need_price is not None and children > 0:
            draft.unknowns.unmet[need, home, t, s] = draft.variable()
            parts.append((1.0, draft.unknowns.unmet[need, home, t, s]))
        draft.row("everyone has a home", (need, home, t, s), parts, "==", children)


def write_settled(draft: Draft) -> None:
    r"""Settled children stay, but for planned moves and lost places; whoever else lives there is new.

    .. math:: x_t = \rho_t x_{t-1} - m_t - d_t + y_t, \qquad m_t + d_t \le \rho_t x_{t-1}, \qquad
       m_t \le \min(1, \mu |t|) \, \rho_t x_{t-1}

    :math:`x_{-1}` are the children placed at the start, :math:`\mu` the share that may move in a year.
    """
    unknowns = draft.unknowns
    for at, living in unknowns.census.items():
        staying: Part = (draft.facts.stays[at], draft.living_before(*at))
        away = [(1.0, kind[at]) for kind in (unknowns.planned, unknowns.displaced) if at in kind]
        come = [(-1.0, unknowns.new[at])] if at in unknowns.new else []
        parts: list[Part] = [(1.0, living), (-staying[0], staying[1]), *away, *come]
        draft.row("settled children stay", at, parts, "==", 0.0)
        if at in unknowns.displaced:
            draft.row("only settled children move", at, [*away, (-staying[0], staying[1])], "<=", 0.0)
        if at in unknowns.planned:
            years = draft.case.periods[at.period].years
            share = min(1.0, draft.case.provisions[at.flow.provision].planned_moves_max * years)
            move: list[Part] = [(1.0, unknowns.planned[at]), (-share * staying[0], staying[1])]
            draft.row("planned moves", at, move, "<=", 0.0)


def write_suitable_shares(draft: Draft) -> None:
    r"""A provision that suits only some of a need group takes no more of it than that share.

    .. math:: \sum_{o,a} x_{g,o,p,a,t,s} \le \mathrm{share}_{g,p} \sum_o D_{g,o,t,s}

    Where those settled there since the start are more than that, nobody new comes instead.
    """
    case, facts, unknowns = draft.case, draft.facts, draft.unknowns
    for (need, provision), row in case.suitability.items():
        flows = [flow for flow in facts.flows if (flow.need, flow.provision) == (need, provision)]
        if row.share_max >= 1 or row.rating == "unsuitable" or not flows:
            continue
        for t, s in draft.times():
            needed = math.fsum(n for (g, _, q, z), n in facts.demand.items() if (g, q, z) == (need, t, s))
            most = row.share_max * needed
            since_start = math.fsum(draft.since_start(flow, t, s) for flow in flows)
            keys = [ChildrenAt(flow, t, s) for flow in flows]
            if since_start > most + _TOLERANCE:
                new: list[Part] = [(1.0, unknowns.new[at]) for at in keys if at in unknowns.new]
                draft.row("suitable share: nobody new", (need, provision, t, s), new, "<=", 0.0)
            else:
                living: list[Part] = [(1.0, unknowns.census[at]) for at in keys]
                draft.row("suitable share", (need, provision, t, s), living, "<=", most)


def write_pools(draft: Draft) -> None:
    """Who lives in the pool's own places, who is bought at which price tier, and the switch of a full pool."""
    needs_switch = {pool: may_be_overfull(draft, pool) for pool in draft.facts.flows_in}
    assume_limits(draft, [pool for pool, found in needs_switch.items() if any(found.values())])
    for pool, overfull in needs_switch.items():
        for t, s in draft.times():
            at = PoolAt(pool, t, s)
            if overfull[t, s]:
                draft.unknowns.full[at] = draft.variable(high=1.0, whole=True)
                if draft.facts.has_places(pool):
                    _write_displaced(draft, at)
            _write_pool(draft, at)


def _write_displaced(draft: Draft, at: PoolAt) -> None:
    """Children who move because a place is lost: only from places of the pool, and only when it is full."""
    for flow in draft.facts.flows_in[at.pool]:
        child = ChildrenAt(flow, at.period, at.scenario)
        if _someone_may_stay(draft, child):
            draft.unknowns.displaced[child] = draft.variable()


def _write_pool(draft: Draft, at: PoolAt) -> None:
    r"""Every child of a pool lives in a place of its own or is bought at a price tier.

    .. math:: \sum_{g,o} x = h + \sum_i w_i, \qquad h \le \mathrm{occ} \, K + M f, \qquad h \le K,
       \qquad w_i \le \bar w_i \; (+ M f \text{ for the dearest})

    With :math:`f = 1` the settled may fill places beyond the planning occupancy, up to all of them, or be
    more than the dearest tier takes. A pool with neither places nor a market holds nobody but settled
    children, at the provision's own price, while it is full.
    """
    pool, t, s = at
    unknowns, tiers = draft.unknowns, draft.facts.tiers[pool][t]
    has_places = draft.facts.has_places(pool)
    everyone = draft.facts.children_who_could_come(pool, t, s)
    living: list[Part] = [(1.0, unknowns.census[ChildrenAt(flow, t, s)]) for flow in draft.facts.flows_in[pool]]
    housed: list[Part] = []
    for number, tier in enumerate(tiers):
        beyond = at in unknowns.full and number == len(tiers) - 1
        bought = unknowns.bought[at, tier.tier] = draft.variable(high=math.inf if beyond else tier.children_max)
        housed.append((-1.0, bought))
        if beyond:
            parts: list[Part] = [(1.0, bought), (-everyone, unknowns.full[at])]
            draft.row("market", (at, tier.tier), parts, "<=", tier.children_max)
    if has_places or not tiers:
        own = unknowns.own[at] = draft.variable()
        housed.append((-1.0, own))
        _write_own(draft, at, own, everyone)
    draft.row("children of a pool", at, [*living, *housed], "==", 0.0)
    if at in unknowns.full:
        _write_full(draft, at, living, everyone)


def _write_own(draft: Draft, at: PoolAt, own: Quantity, everyone: float) -> None:
    pool, t, _ = at
    full = draft.unknowns.full.get(at)
    beyond = everyone
    parts: list[Part] = [(1.0, own)]
    if draft.facts.has_places(pool):
        places, usable = draft.unknowns.places[pool, t], draft.case.usable_share(pool.provision)
        parts.append((-usable, places))
        if full is not None:
            beyond = min(everyone, (1 - usable) * most_places(draft, pool, t))
            draft.row("a place for every child", at, [(1.0, own), (-1.0, places)], "<=", 0.0)
    if full is not None:
        parts.append((-beyond, full))
    draft.row("usable places", at, parts, "<=", 0.0)


def _write_full(draft: Draft, at: PoolAt, living: list[Part], everyone: float) -> None:
    r"""A full pool takes nobody new, holds at least its limit, has used its market, and only then moves children.

    .. math:: \sum y \le M (1 - f), \qquad \sum x \ge (\mathrm{occ}\,K + \textstyle\sum_i \bar w_i) - M (1 - f),
       \qquad w_i \ge \bar w_i f, \qquad \sum d \le M f, \qquad \sum d \le \mathrm{lost}
    """
    pool, t, s = at
    unknowns, full = draft.unknowns, draft.unknowns.full[at]
    tiers = draft.facts.tiers[pool][t]
    market = math.fsum(tier.children_max for tier in tiers)
    limit: list[Part] = []
    highest = market
    if draft.facts.has_places(pool):
        limit = [(-share, quantity) for share, quantity in limit_of_places(draft, at)]
        highest += draft.case.usable_share(pool.provision) * most_places(draft, pool, t)
    keys = [ChildrenAt(flow, t, s) for flow in draft.facts.flows_in[pool]]
    new: list[Part] = [(1.0, unknowns.new[key]) for key in keys if key in unknowns.new]
    most_new = min(everyone, highest)
    draft.row("full: nobody new", at, [*new, (most_new, full)], "<=", most_new)
    draft.row("full: at the limit", at, [*living, *limit, (-highest, full)], ">=", market - highest)
    for tier in tiers:
        used: list[Part] = [(1.0, unknowns.bought[at, tier.tier]), (-tier.children_max, full)]
        draft.row("full: market used first", (at, tier.tier), used, ">=", 0.0)
    moved: list[Part] = [(1.0, unknowns.displaced[key]) for key in keys if key in unknowns.displaced]
    if moved:
        draft.row("full: only then moves", at, [*moved, (-everyone, full)], "<=", 0.0)
        draft.row("full: moves for lost places", at, [*moved, (-1.0, lost(draft, pool, t))], "<=", 0.0)


def may_be_overfull(draft: Draft, pool: Pool) -> Mapping[tuple[int, int], bool]:
    r"""Where settled children could be more than a pool's limit, by (period, scenario); elsewhere no switch.

    A limit is a sum: usable existing places and the market (:math:`F_t`), and the usable places of what is
    decided. Let :math:`r_t` be the largest share of anybody there who stays. If no unit of any option, once
    decided, shrinks to less than :math:`r_t` of itself, and nothing can be closed, then settled children are
    more than the limit by at most

    .. math:: e_t = \max(0,\; r_t e_{t-1} + r_t F_{t-1} - F_t), \qquad
       e_0 = \max(0, \textstyle\sum \rho_0 X^0 - F_0)

    because :math:`x_{t-1} \le L_{t-1} + e_{t-1}` and the options' part of :math:`L_t` is at least :math:`r_t` of
    that of :math:`L_{t-1}`. Where :math:`e_t = 0` a switch could be on only with exactly as many settled
    children as the limit, when it allows nothing that is not allowed without it; so it can be left out. Once
    a unit can shrink faster, or close, :math:`e_t` has no bound until nobody stays. Where places follow the
    choice curve :math:`F` is what existing places carry; :func:`~models.audit_choice.bends` says where more fail.
    """
    facts, scenarios = draft.facts, range(len(draft.case.scenarios))
    found = {}
    for s in scenarios:
        excess, bent = 0.0, False
        for t in range(draft.periods.stop):
            flows = facts.flows_in[pool]
            stays = max((facts.stays[flow, t, s] for flow in flows), default=0.0)
            bent = bent or bends(draft, pool, t, s, stays)
            if bent:
                excess = math.inf
            elif stays == 0:
                excess = 0.0
            elif _shrinks_by_choice(draft, pool, t, stays):
                excess = math.inf
            else:
                settled = (
                    stays * (excess + fixed_limit(draft, pool, t - 1, s))
                    if t > 0
                    else math.fsum(facts.stays[flow, 0, s] * facts.at_start.get(flow, 0.0) for flow in flows)
                )
                excess = max(0.0, settled - fixed_limit(draft, pool, t, s)) if math.isfinite(settled) else math.inf
            limited = math.isfinite(math.fsum(tier.children_max for tier in facts.tiers[pool][t]))
            found[t, s] = limited and bool(flows) and (draft.switch_everywhere or excess > _TOLERANCE)
    return found


def _shrinks_by_choice(draft: Draft, pool: Pool, t: int, stays: float) -> bool:
    """Whether something decided could by now have lost places faster than children leave."""
    by_period = draft.facts.existing.get(pool, ())
    for places, row in by_period[: t + 1]:
        if row is not None and row.closable and places > 0:
            return True
    return any(
        life[decided, t] < stays * life[decided, t - 1] - _TOLERANCE
        for option in draft.facts.options_in.get(pool, ())
        for life in (draft.facts.lives[option.key].places,)
        for decided in range(t)
    )
