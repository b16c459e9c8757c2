r"""Settled children stay: planned moves are limited, and a lost place moves no more than the places lost.

That children stay needs no rows of its own: the decisions are new placements, and the children living
somewhere are written as those who stayed plus those newly placed (:meth:`models.plan_model.Formulation.living`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.capacity import closed_units, most_children
from models.case import Pool
from models.decisions import NOWHERE, PoolPeriod
from models.plan_model import Formulation, Row
from models.terms import Terms


def planned_moves_limited(f: Formulation) -> None:
    r"""Only a set share of the settled children of a provision makes a planned move in a year.

    .. math:: m_{g,o,p,a,t,s} \le \mu_p \, |t| \, \rho_t \, x_{g,o,p,a,t-1,s}

    Unit: children. Shadow price: £ (present value) of one more planned move.
    """
    f.add_rows("planned_moves_limited", _planned_moves(f))


def _planned_moves(f: Formulation) -> Iterator[Row]:
    for j, t, s in np.argwhere(f.decisions.move != NOWHERE).tolist():
        flow = f.case.flows[j]
        share = min(1.0, f.case.provisions[flow.provision].planned_moves_max * f.case.periods[t].years)
        move = Terms.single(int(f.decisions.move[j, t, s]))
        yield (*flow, t, s), None, move.minus(f.settled([j], t, s).times(share)), 0.0


def only_settled_children_move(f: Formulation) -> None:
    r"""Children who move out were there: moves are no more than the settled children.

    .. math:: m_{g,o,p,a,t,s} + d_{g,o,p,a,t,s} \le \rho_t \, x_{g,o,p,a,t-1,s}

    Unit: children. Shadow price: £ (present value) of one more settled child who could move.
    """
    f.add_rows("only_settled_children_move", _movers(f))


def _movers(f: Formulation) -> Iterator[Row]:
    for j, t, s in np.argwhere(f.decisions.displace != NOWHERE).tolist():
        leaving = [Terms.single(int(f.decisions.displace[j, t, s]))]
        if f.decisions.move[j, t, s] != NOWHERE:
            leaving.append(Terms.single(int(f.decisions.move[j, t, s])))
        yield (*f.case.flows[j], t, s), None, Terms.total(leaving).minus(f.settled([j], t, s)), 0.0


def moves_for_lost_places(f: Formulation) -> None:
    r"""Where places are lost, no more children have to move than the places lost.

    .. math:: \sum_{g,o} d_{g,o,p,a,t,s} \le \max(0, E_{t-1} - E_t) (1 - Z_{t-1} / U_t)
       + z_{p,a,t} \frac{\min(E_{t-1}, E_t)}{U_t}
       + \sum_k \sum_{\tau < t} n_{k,\tau} \max\bigl(0, \pi_k(\tau, t-1) - \pi_k(\tau, t)\bigr)

    with :math:`Z` the units closed before, and :math:`U_{t-1}` in the place of :math:`U_t` where no place is left.
    These moves need no permission and are counted as disruptions.

    Unit: children. Shadow price: £ (present value) of one more move because of a lost place.
    """
    f.add_rows("moves_for_lost_places", _lost_places(f))


def _lost_places(f: Formulation) -> Iterator[Row]:
    for pool, t, s, moves in _displaced(f):
        yield (*pool, t, s), None, moves.minus(places_lost(f, pool, t)), 0.0


def moves_only_when_full(f: Formulation) -> None:
    r"""Nobody has to move for a lost place while the pool has room for those who live there.

    .. math:: \sum_{g,o} d_{g,o,p,a,t,s} \le M f_{p,a,t,s}

    Unit: children. Shadow price: £ (present value) of one more such move.
    """
    f.add_rows("moves_only_when_full", _moves_when_full(f))


def _moves_when_full(f: Formulation) -> Iterator[Row]:
    for pool, t, s, moves in _displaced(f):
        full = f.decisions.full[PoolPeriod(pool, t, s)]
        yield (*pool, t, s), None, moves.minus(Terms.single(full, most_children(f, pool, t, s))), 0.0


def _displaced(f: Formulation) -> Iterator[tuple[Pool, int, int, Terms]]:
    """Children displaced from each pool that may be full, in each period and scenario."""
    for pool, t, s in f.decisions.full:
        moves = Terms.sum_of(f.decisions.displace[f.case.flows_of_pool[pool], t, s])
        if len(moves.positions):
            yield pool, t, s, moves


def places_lost(f: Formulation, pool: Pool, t: int) -> Terms:
    """Places of a pool lost at the start of a period: attrition, closures, options whose places end."""
    parts = []
    existing, last = f.figures.existing.get(pool), max(0, t - 1)
    if existing is not None and existing.places[last] > 0:
        before, now = float(existing.places[last]), float(existing.places[t])
        units = float(existing.units[t] if now > 0 else existing.units[last])
        still_open = Terms(constant=1.0).minus(closed_units(f, pool, t - 1).times(1 / units))
        parts.append(still_open.times(max(0.0, before - now)))
        closed = f.decisions.close.get((pool, t))
        if closed is not None:
            parts.append(Terms.single(closed, min(before, now) / units))
    for option in f.case.options_of_pool.get(pool, ()):
        profile = f.figures.places[option.key]
        parts.append(f.by_decision(option, np.maximum(0.0, profile[:, last] - profile[:, t]), last))
    return Terms.total(parts)
