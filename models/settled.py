r"""Settled children stay: planned moves are limited, and a lost place moves no more than the places lost.

That children stay needs no rows of its own: the decisions are new placements, and the children living
somewhere are written as those who stayed plus those newly placed (:meth:`models.plan_model.Formulation.living`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.case import Pool
from models.decisions import NOWHERE
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

    .. math:: \sum_{g,o} d_{g,o,p,a,t,s} \le \max(0, E_{t-1} - E_t) + z_{p,a,t} \frac{E_t}{U_t}
       + \sum_k \sum_{\tau < t} n_{k,\tau} \max\bigl(0, \pi_k(\tau, t-1) - \pi_k(\tau, t)\bigr)

    These moves need no permission and are counted as disruptions.

    Unit: children. Shadow price: £ (present value) of one more move because of a lost place.
    """
    f.add_rows("moves_for_lost_places", _lost_places(f))


def _lost_places(f: Formulation) -> Iterator[Row]:
    for pool in f.case.pools:
        flows = f.case.flows_of_pool[pool]
        for t, s in f.times():
            positions = f.decisions.displace[flows, t, s]
            present = positions[positions != NOWHERE]
            if len(present):
                moves = Terms(present, np.ones(len(present)))
                yield (*pool, t, s), None, moves.minus(places_lost(f, pool, t)), 0.0


def places_lost(f: Formulation, pool: Pool, t: int) -> Terms:
    """Places of a pool lost at the start of a period: attrition, closures, options whose places end."""
    parts = []
    existing = f.figures.existing.get(pool)
    if existing is not None:
        if t > 0:
            parts.append(Terms(constant=max(0.0, float(existing.places[t - 1] - existing.places[t]))))
        closed = f.decisions.close.get((pool, t))
        if closed is not None:
            parts.append(Terms.single(closed, float(existing.places[t] / existing.units[t])))
    for option in f.case.options_of_pool.get(pool, ()) if t > 0 else ():
        profile = f.figures.places[option.key]
        parts.append(f.by_decision(option, np.maximum(0.0, profile[:, t - 1] - profile[:, t]), last=t - 1))
    return Terms.total(parts)
