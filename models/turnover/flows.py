"""How children flow, as arrays: what the generator draws from and the closed form integrates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.case import Case, Floats
from models.turnover.entering import PIECES, Misfit, entering_as_implied
from models.turnover.kernel import Kernel, kernel
from models.uncertainty import Entries, Uncertainty


@dataclass(frozen=True)
class Piece:
    """A stretch of time in which the expected rates of entry do not change."""

    start: float
    """Years since the start of the plan."""
    years: float
    period: int
    rate_year: int
    """Which yearly draw of the rates it belongs to."""

    @property
    def end(self) -> float:
        """Years since the start of the plan."""
        return self.start + self.years


@dataclass(frozen=True)
class Flows:
    """Rates a year and the children at the start; needs and home areas in the order of the case."""

    rates: Floats
    """Shape (need, need): off the diagonal the rate of coming to be of another group; rows sum to minus the
    rate of leaving care."""
    starting: Floats
    """Children there at the start: shape (need, home area)."""
    entering: Floats
    """Expected entries a year: shape (need, home area, piece)."""
    pieces: tuple[Piece, ...]
    period_years: tuple[float, ...]
    own_uncertainty: Floats
    shared_uncertainty: Floats
    lasting_uncertainty: Floats
    misfits: tuple[Misfit, ...] = ()
    """Where the demand table implies fewer than no entries, so that the mean cannot follow it."""

    @cached_property
    def kernel(self) -> Kernel:
        """Integrals of the flow of one child over the pieces."""
        return kernel(self.rates, [piece.years for piece in self.pieces])

    @property
    def rate_years(self) -> int:
        """How many times the rates of entry are drawn afresh."""
        return 1 + max(piece.rate_year for piece in self.pieces)


def flows_of(case: Case, uncertainty: Uncertainty) -> Flows:
    """The flows of a case; entries that are not given are solved from the demand table.

    Raises ``ValueError`` where a need group has no entries row: ask
    :func:`~optimiser.futures.asking.uncertainty_of` first.
    """
    missing = [need for need in case.needs if need not in uncertainty.entries]
    if missing:
        raise ValueError(f"need groups without entries: {', '.join(missing)}")
    entries = [uncertainty.entries[need] for need in case.needs]
    rates = _rates(case, uncertainty, entries)
    starting = _starting(case)
    given = np.array([math.nan if entry.per_year is None else entry.per_year for entry in entries])
    pieces = _pieces(case, PIECES if np.isnan(given).any() else 1)
    by_need = np.repeat(given[:, None], len(pieces), axis=1)
    misfits: tuple[Misfit, ...] = ()
    if np.isnan(given).any():
        demand = expected_demand(case).sum(axis=1)
        grid = kernel(rates, [piece.years for piece in pieces])
        of_period = [piece.period for piece in pieces]
        by_need, misfits = entering_as_implied(grid, of_period, starting.sum(axis=1), given, demand)
    shares = home_shares(case)[:, :, [piece.period for piece in pieces]]
    return Flows(
        rates=rates,
        starting=starting,
        entering=by_need[:, None, :] * shares,
        pieces=pieces,
        period_years=tuple(period.years for period in case.periods),
        own_uncertainty=np.array([entry.own_uncertainty for entry in entries]),
        shared_uncertainty=np.array([entry.shared_uncertainty for entry in entries]),
        lasting_uncertainty=np.array([entry.lasting_uncertainty for entry in entries]),
        misfits=misfits,
    )


def expected_demand(case: Case) -> Floats:
    """The demand table, expected over its scenarios: shape (need, home area, period)."""
    probabilities = np.array([scenario.probability for scenario in case.scenarios])
    return np.asarray(case.demand @ probabilities, dtype=float)


def home_shares(case: Case) -> Floats:
    """The share of a need group's entries from each home area: shape (need, home area, period); sums to 1.

    As the demand of the period is shared; where it is nought, as that of the whole plan, and where that is
    nought too, evenly.
    """
    demand = expected_demand(case)
    whole = np.broadcast_to(demand.sum(axis=2, keepdims=True), demand.shape)
    parts = np.where(demand.sum(axis=1, keepdims=True) > 0, demand, whole)
    parts = np.where(parts.sum(axis=1, keepdims=True) > 0, parts, 1.0)
    return np.asarray(parts / parts.sum(axis=1, keepdims=True), dtype=float)


def _rates(case: Case, uncertainty: Uncertainty, entries: list[Entries]) -> Floats:
    at = {need: position for position, need in enumerate(case.needs)}
    rates = np.zeros((len(at), len(at)))
    for flow in uncertainty.ageing:
        rates[at[flow.need], at[flow.to_need]] += flow.per_year
    leaving = np.array([1 / entry.mean_time_in_care for entry in entries])
    rates[np.diag_indices_from(rates)] = -(rates.sum(axis=1) + leaving)
    return rates


def _starting(case: Case) -> Floats:
    needs = {need: position for position, need in enumerate(case.needs)}
    homes = {home_area: position for position, home_area in enumerate(case.home_areas)}
    starting = np.zeros((len(needs), len(homes)))
    for flow, children in case.placements.items():
        starting[needs[flow.need], homes[flow.home_area]] += children
    return starting


def _pieces(case: Case, each: int) -> tuple[Piece, ...]:
    """Every period in equal pieces; a period's rates are drawn with those of the year its middle lies in."""
    return tuple(
        Piece(
            start=period.start + period.years * number / each,
            years=period.years / each,
            period=position,
            rate_year=math.floor((period.start + period.end) / 2 + 1e-9),
        )
        for position, period in enumerate(case.periods)
        for number in range(each)
    )
