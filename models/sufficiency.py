"""Sufficiency: every child has a home, and one that suits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.plan_model import Formulation, Row
from models.terms import Terms


def everyone_has_a_home(f: Formulation) -> None:
    r"""Every child has a home: children placed and unmet need add up to the children who need one.

    .. math:: \sum_{p,a} x_{g,o,p,a,t,s} + u_{g,o,t,s} = D_{g,o,t,s} \qquad \forall g, o, t, s

    Unmet need :math:`u` exists only where the settings give it a price.

    Unit: children. Shadow price: £ (present value) of one more child needing a home in the period.
    """
    f.add_rows("everyone_has_a_home", _homes(f))


def _homes(f: Formulation) -> Iterator[Row]:
    case = f.case
    for g, need in enumerate(case.needs):
        for o, home_area in enumerate(case.home_areas):
            flows = case.flows_of_origin.get((need, home_area), np.empty(0, dtype=np.intp))
            for t, s in f.times():
                children = float(case.demand[g, o, t, s])
                terms = f.living(flows, t, s)
                unmet = f.decisions.unmet.get((need, home_area, t, s))
                if unmet is not None:
                    terms = terms.plus(Terms.single(unmet))
                yield (need, home_area, t, s), children, terms, children


def suitable_share(f: Formulation) -> None:
    r"""A provision that suits only some of a need group takes at most that share of it.

    .. math:: \sum_{o,a} x_{g,o,p,a,t,s} \le \mathrm{share}_{g,p} \sum_o D_{g,o,t,s} \qquad \forall g, p, t, s

    Children settled there since the start of the plan stay even where they are more than the share; nobody
    new comes as long as they are, :math:`\sum_{o,a} y_{g,o,p,a,t,s} = 0`.

    Unit: children. Shadow price: £ (present value) of one more child of the group for whom the provision
    would be suitable.
    """
    f.add_rows("suitable_share", _shares(f))


def _shares(f: Formulation) -> Iterator[Row]:
    case = f.case
    need_at = {need: g for g, need in enumerate(case.needs)}
    for (need, provision), suitability in case.suitability.items():
        if suitability.share_max >= 1 or suitability.rating == "unsuitable":
            continue
        flows = case.flows_of_care.get((need, provision))
        if flows is None:
            continue
        for t, s in f.times():
            share = suitability.share_max * float(case.demand[need_at[need], :, t, s].sum())
            settled = float(f.figures.starting[flows, t, s].sum())
            if settled > share:
                yield (need, provision, t, s), None, Terms.sum_of(f.decisions.place[flows, t, s]), 0.0
            else:
                yield (need, provision, t, s), None, f.living(flows, t, s), share
