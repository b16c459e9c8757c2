r"""Mean and variance of the children there will be, in closed form: what the generator must agree with.

Children come and go independently of one another once the rates of entry are known. So, for times s ≤ t and
need groups g, h of one home area, with m(s) the mean stock, P the probabilities of :mod:`.kernel` and k the
children at the start,

.. math:: \operatorname{cov}(X_g(s), X_h(t)) = m_g(s) P(t-s)_{gh} - \sum_i k_i P(s)_{ig} P(t)_{ih}

(a child counts in both where she is there at both times; the children at the start are known, so their means
come off). Uncertain rates add :math:`B F B^\top`: F the covariance of the factors of
:class:`~models.uncertainty.Entries`, B what the mean gains from each. Integrated over pieces of time this
gives averages over periods, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.case import Floats
from models.turnover.flows import Flows
from models.turnover.kernel import exponential


@dataclass(frozen=True)
class Moments:
    """Children expected and the variance of their number; needs, home areas and periods as in the case."""

    mean: Floats
    """Average over the period: shape (need, home area, period)."""
    variance: Floats
    total_mean: Floats
    """All need groups and home areas together, average over the period: shape (period,)."""
    total_covariance: Floats
    """Shape (period, period)."""
    closing_mean: Floats
    """At the end of the period: shape (need, home area, period)."""
    closing_variance: Floats


def mean_demand(flows: Flows) -> Floats:
    """Expected children, average over the period: shape (need, home area, period)."""
    opening = _opening(flows)
    grid = flows.kernel
    years = np.einsum("goj,jgh->hoj", opening[:, :, :-1], grid.stays)
    years += np.einsum("goj,jgh->hoj", flows.entering, grid.stays_of_entrants)
    return np.asarray(years @ _averaging(flows))


def moments(flows: Flows) -> Moments:
    """Mean and variance of the children there will be."""
    opening, averaging = _opening(flows), _averaging(flows)
    of_chance = np.einsum("ojgkh,jp,kq->opgqh", _chance(flows, opening), averaging, averaging, optimize=True)
    factors = _factor_covariance(flows)
    gained = np.einsum("fhoj,jp->fhop", _gained_years(flows), averaging, optimize=True)
    in_total = gained.sum(axis=(1, 2))
    mean = mean_demand(flows)
    last = [position for position, piece in enumerate(flows.pieces) if _is_last(flows, position, piece.period)]
    closing = opening[:, :, 1:][:, :, last]
    return Moments(
        mean=mean,
        variance=np.einsum("opgpg->gop", of_chance)
        + np.einsum("fhop,fe,ehop->hop", gained, factors, gained, optimize=True),
        total_mean=mean.sum(axis=(0, 1)),
        total_covariance=of_chance.sum(axis=(0, 2, 4)) + in_total.T @ factors @ in_total,
        closing_mean=closing,
        closing_variance=closing + _closing_correction(flows, factors)[:, :, last],
    )


def _is_last(flows: Flows, position: int, period: int) -> bool:
    return position + 1 == len(flows.pieces) or flows.pieces[position + 1].period != period


def _averaging(flows: Flows) -> Floats:
    """What a piece's child-years count for in its period's average: shape (piece, period)."""
    shares = np.zeros((len(flows.pieces), len(flows.period_years)))
    for position, piece in enumerate(flows.pieces):
        shares[position, piece.period] = 1 / flows.period_years[piece.period]
    return shares


def _opening(flows: Flows) -> Floats:
    """Mean children at the start of each piece and the end of the last: shape (need, home area, piece + 1)."""
    grid = flows.kernel
    stock = [flows.starting]
    for position, step in enumerate(grid.steps):
        entered = grid.stays[position].T @ flows.entering[:, :, position]
        stock.append(step.T @ stock[-1] + entered)
    return np.stack(stock, axis=2)


def known_starters(starting: Floats) -> Floats:
    """What the squared means of the children at the start count for: 1 a child, r² for a fraction r of one.

    A fraction r stands for one child who is there with probability r.
    """
    whole = np.floor(starting)
    return np.asarray(whole + (starting - whole) ** 2)


def _chance(flows: Flows, opening: Floats) -> Floats:
    """Covariance of child-years in two pieces with rates known: (home area, piece, need, piece, need)."""
    grid = flows.kernel
    groups, homes, number = flows.entering.shape
    found = np.zeros((homes, number, groups, number, groups))
    years_of_starters = np.einsum("jgk,jkh->jgh", grid.starts[:-1], grid.stays)
    by_length = {years: _both_times(flows.rates, years) for years in dict.fromkeys(grid.years)}
    for one in range(number):
        state = np.concatenate([flows.entering[:, :, one], opening[:, :, one]])
        there, within = np.einsum("so,hstk->tohk", state, by_length[grid.years[one]], optimize=True)
        found[:, one, :, one, :] = within + within.transpose(0, 2, 1)
        for other in range(one + 1, number):
            found[:, one, :, other, :] = there @ grid.stays[other]
            found[:, other, :, one, :] = found[:, one, :, other, :].transpose(0, 2, 1)
            there = there @ grid.steps[other]
    known = known_starters(flows.starting)
    found -= np.einsum("io,jig,kih->ojgkh", known, years_of_starters, years_of_starters, optimize=True)
    return found


def _both_times(rates: Floats, years: float) -> Floats:
    """Integrals over a piece of a group's mean stock times what becomes of it: shape (group, of, which, group).

    ``of``: for one entry a year and for one child at the start, of each group. ``which``: where the group's
    children are at the end of the piece, and the years they spend in it from then on.
    """
    groups = len(rates)
    found = np.zeros((groups, 2 * groups, 2, groups))
    entry, stock, there, within = (slice(n * groups, (n + 1) * groups) for n in range(4))
    blocks = np.zeros((4 * groups, 4 * groups))
    blocks[entry, stock] = blocks[there, within] = np.eye(groups)
    blocks[stock, stock] = blocks[there, there] = rates
    for group in range(groups):
        of_group = blocks.copy()
        of_group[groups + group, 2 * groups + group] = 1.0
        result = exponential(of_group * years)[: 2 * groups]
        found[group, :, 0], found[group, :, 1] = result[:, there], result[:, within]
    return found


def _factor_covariance(flows: Flows) -> Floats:
    """Covariance of the uncertain factors of the rates: (need × rate year) squared, years running fastest."""
    groups, years = len(flows.rates), flows.rate_years
    same_group, same_year = np.eye(groups), np.eye(years)
    spread = np.sqrt(np.log1p(flows.shared_uncertainty**2))
    shared = np.expm1(np.outer(spread, spread))
    lasting = 1 + np.diag(flows.lasting_uncertainty**2)[:, None, :, None]
    own = 1 + np.einsum("gh,yz->gyhz", same_group * flows.own_uncertainty**2, same_year)
    together = 1 + np.einsum("gh,yz->gyhz", shared, same_year)
    return np.asarray((lasting * own * together - 1).reshape(groups * years, groups * years))


def _by_factor(flows: Flows, of_piece: Floats) -> Floats:
    """Sum what pieces' entries bring over the pieces of each rate year: (factor, need, home area, time)."""
    groups, homes, number = flows.entering.shape
    brought = np.einsum("gos,sjgh->gshoj", flows.entering, of_piece, optimize=True)
    found = np.zeros((groups, flows.rate_years, *brought.shape[2:]))
    for position in range(number):
        found[:, flows.pieces[position].rate_year] += brought[:, position]
    return found.reshape(groups * flows.rate_years, groups, homes, -1)


def _gained_years(flows: Flows) -> Floats:
    """Child-years that each factor brings in each piece: shape (factor, need, home area, piece)."""
    return _by_factor(flows, flows.kernel.years_of_entrants())


def _closing_correction(flows: Flows, factors: Floats) -> Floats:
    """Variance at the end of each piece beyond the mean: less for children known, more for uncertain rates."""
    grid = flows.kernel
    number, groups = grid.steps.shape[:2]
    reached = np.zeros((number, number, groups, groups))
    for entered in range(number):
        reached[entered, entered] = grid.stays[entered]
        for later in range(entered + 1, number):
            reached[entered, later] = reached[entered, later - 1] @ grid.steps[later]
    gained = _by_factor(flows, reached)
    uncertain = np.einsum("fhoj,fe,ehoj->hoj", gained, factors, gained, optimize=True)
    known = np.einsum("io,jih->hoj", known_starters(flows.starting), grid.starts[1:] ** 2)
    return np.asarray(uncertain - known)
