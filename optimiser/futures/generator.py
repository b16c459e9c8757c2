"""Futures drawn from the flows: every child's own path at exact times, no grid of time.

A grid would trade speed for a bias that grows with its step. Children are independent once the rates of entry
are drawn, so a future needs only a few rounds over all of its children at once: how long each stays in a
group, and what comes next. Averages over periods are the years that the children spend in them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.case import Case, Floats
from models.turnover.flows import Flows, expected_demand, flows_of
from models.uncertainty import Futures, Uncertainty
from optimiser.errors import OptimiserError
from optimiser.futures.asking import require_entries
from optimiser.futures.prices import drawn_prices

Positions = NDArray[np.intp]

DEMAND, PRICES = 0, 1
"""Streams of random numbers of a future, so that a change of flows leaves its prices as they were."""

MOST_FUTURES = 100_000
"""More would fill the memory, and tell no more."""


def generate(case: Case, uncertainty: Uncertainty, number: int, seed: int) -> Futures:
    """Draw futures of demand and prices, all equally likely.

    Future i comes from ``SeedSequence(seed, spawn_key=(i, …))``: it is the same whatever ``number`` is asked
    for. Raises ``OptimiserError`` where the table ``entries`` is missing, or ``number`` or ``seed`` make no
    sense.
    """
    require_entries(case, uncertainty)
    if not 1 <= number <= MOST_FUTURES:
        raise OptimiserError(f"{number} futures cannot be drawn: ask for 1 to {MOST_FUTURES}.")
    if seed < 0:
        raise OptimiserError(f"The seed {seed} is below nought: give a whole number of at least 0.")
    walk = Walk.over(flows_of(case, uncertainty))
    draws = [walk.demand(_stream(seed, future, DEMAND)) for future in range(number)]
    prices = [drawn_prices(case, uncertainty, _stream(seed, future, PRICES)) for future in range(number)]
    width = len(str(number))
    return Futures(
        labels=tuple(f"{future:0{width}d}" for future in range(1, number + 1)),
        probabilities=read_only(np.full(number, 1 / number)),
        demand=read_only(np.stack(draws, axis=-1)),
        prices=read_only(np.stack(prices, axis=-1)),
        central=read_only(expected_demand(case)),
        needs=tuple(case.needs),
        home_areas=case.home_areas,
        periods=tuple(period.period for period in case.periods),
        provisions=tuple(case.provisions),
        origin="generated",
        seed=seed,
    )


def read_only(values: Floats) -> Floats:
    """The same array, closed to changes."""
    values.flags.writeable = False
    return values


def _stream(seed: int, future: int, which: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(future, which))))


@dataclass(frozen=True)
class Walk:
    """What does not differ between futures, prepared once."""

    flows: Flows
    period_starts: Floats
    period_ends: Floats
    mean_stay: Floats
    """Years that a child stays in each group, whatever ends it."""
    up_to: Floats
    """Cumulative chance of what comes next, group by group: shape (need, need); above the last, leaving care."""

    @classmethod
    def over(cls, flows: Flows) -> Walk:
        """Prepare the flows."""
        ends = np.cumsum(flows.period_years)
        leaving_group = -np.diag(flows.rates)
        moves = flows.rates - np.diag(np.diag(flows.rates))
        up_to = np.cumsum(moves / leaving_group[:, None], axis=1)
        return cls(flows, ends - np.array(flows.period_years), ends, 1 / leaving_group, up_to)

    def demand(self, random: np.random.Generator) -> Floats:
        """One future: children on average over each period, shape (need, home area, period)."""
        groups, homes, periods = *self.flows.starting.shape, len(self.period_ends)
        years = np.zeros(groups * homes * periods)
        group, home, time = self._children(random)
        while len(group):
            leave = time + self.mean_stay[group] * random.standard_exponential(len(group))
            spent = np.minimum(leave[:, None], self.period_ends) - np.maximum(time[:, None], self.period_starts)
            cells = ((group * homes + home) * periods)[:, None] + np.arange(periods)
            years += np.bincount(cells.ravel(), weights=np.maximum(spent, 0.0).ravel(), minlength=len(years))
            following = (random.random(len(group))[:, None] >= self.up_to[group]).sum(axis=1)
            stays = (following < groups) & (leave < self.period_ends[-1])
            group, home, time = following[stays], home[stays], leave[stays]
        averages: Floats = years.reshape(groups, homes, periods) / np.array(self.flows.period_years)
        return averages

    def _children(self, random: np.random.Generator) -> tuple[Positions, Positions, Floats]:
        """Need group, home area and time of coming of every child; those at the start come at nought."""
        whole = np.floor(self.flows.starting)
        there = (whole + (random.random(whole.shape) < self.flows.starting - whole)).astype(np.intp)
        factors = _factors(self.flows, random)
        pieces = self.flows.pieces
        lengths = np.array([piece.years for piece in pieces])
        expected = self.flows.entering * factors[:, None, [piece.rate_year for piece in pieces]] * lengths
        entered = random.poisson(expected).astype(np.intp)
        homes, number = there.shape[1], len(pieces)
        first = np.repeat(np.arange(there.size), there.ravel())
        later = np.repeat(np.arange(entered.size), entered.ravel())
        cell, piece = later // number, later % number
        starts = np.array([one.start for one in pieces])
        time = starts[piece] + lengths[piece] * random.random(len(later))
        cells = np.concatenate([first, cell])
        return cells // homes, cells % homes, np.concatenate([np.zeros(len(first)), time])


def _factors(flows: Flows, random: np.random.Generator) -> Floats:
    """What the expected rates of entry are multiplied by: shape (need, rate year), each with mean 1."""
    groups, years = len(flows.rates), flows.rate_years
    lasting = _gamma(flows.lasting_uncertainty[:, None], (groups, 1), random)
    own = _gamma(flows.own_uncertainty[:, None], (groups, years), random)
    spread = np.sqrt(np.log1p(flows.shared_uncertainty**2))[:, None]
    shared = np.exp(spread * random.standard_normal(years) - spread**2 / 2)
    return np.asarray(lasting * own * shared)


def _gamma(variation: Floats, shape: tuple[int, int], random: np.random.Generator) -> Floats:
    """Gamma factors of mean 1 and the given coefficients of variation; 1 where that is nought."""
    certain = variation == 0
    parameter = 1 / np.where(certain, 1.0, variation) ** 2
    drawn = random.standard_gamma(np.broadcast_to(parameter, shape)) / parameter
    return np.where(certain, 1.0, drawn)
