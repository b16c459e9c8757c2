r"""Newcomers: children of a need group who newly look for a home in a period, whoever takes them in.

They are children who come into care, and those whose placement ends. The offered load of a pool says how many
would live there; newcomers say how many of them can come in a period, so that a pool fills at the pace at which
children come. Both rest on a plan and the plan on them, and planning goes round until they agree
(:mod:`models.offered_load`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.case import Case, Floats


def first_newcomers(case: Case, retained: Floats) -> Mapping[str, Floats]:
    r"""Newcomers of each need group if its children always lived as at the start: (period, scenario) each.

    .. math:: N_{g,t} = \sum_o \max\Bigl(0, D_{g,o,t} - \sum_j \rho_{j,t} w_j D_{g,o,t-1}\Bigr)

    :math:`w` the share of the group's children in each flow at the start, where :math:`D` is the number of them.
    ``retained``: share of each flow's children who stay (flow, period, scenario). Where nobody of a group is
    placed at the start everybody is new in every period. Empty where no pool follows the choice curve.
    """
    if not case.curved_pools:
        return {}
    found = {need: np.zeros(retained.shape[1:]) for need in case.needs}
    for (need, _), flows in case.flows_of_origin.items():
        placed, needing = case.starting_children[flows], case.demand_by_flow[flows[0]]
        before = np.vstack([np.full((1, needing.shape[1]), placed.sum()), needing[:-1]])
        stay = np.einsum("j,jts->ts", placed, retained[flows]) / placed.sum() if placed.any() else 0.0
        found[need] += np.maximum(0.0, needing - stay * before)
    return found


def newcomers_of(case: Case, placed: Floats, unmet: Mapping[tuple[str, int, int], float]) -> Mapping[str, Floats]:
    """Newcomers of each need group in a plan: (period, scenario) each.

    ``placed``: children newly placed, of shape (flow, period, scenario). ``unmet``: children without a home, who
    look for one too, by need group, period and scenario.
    """
    found = {need: np.zeros(placed.shape[1:]) for need in case.needs}
    for flow, children in zip(case.flows, placed, strict=True):
        found[flow.need] += children
    for (need, t, s), children in unmet.items():
        found[need][t, s] += children
    return found
