"""Futures of demand and prices: drawn from a council's own flows of children, or given as scenarios.

::

    uncertainty = uncertainty_of(inputs)                     # says which table is missing
    futures = generate(inputs.case, uncertainty, 1000, seed=1)
    expected = moments(flows_of(inputs.case, uncertainty))   # the same mean and variance, in closed form
    low, central, high = low_central_high(futures)               # for reports: of all children together

Children of a need group enter as a Poisson process with an uncertain rate, stay for an exponential time and
come to be of another group at the rates of the table ``ageing``; those who are there at the start do the
same. Every draw of a future comes from its own seed, so future 7 is the same whatever number is asked for.
"""

from __future__ import annotations

from models.turnover.closed_form import Moments, moments
from models.turnover.flows import Flows, flows_of
from optimiser.futures.asking import futures_of, missing_for_futures, uncertainty_of
from optimiser.futures.chance_hash import ABOUT_CHANCE, chance_hash
from optimiser.futures.generator import generate
from optimiser.futures.implied import Implied, implied
from optimiser.futures.percentiles import low_central_high, low_central_high_by_need, percentile_demand

__all__ = [
    "ABOUT_CHANCE",
    "Flows",
    "Implied",
    "Moments",
    "chance_hash",
    "flows_of",
    "futures_of",
    "generate",
    "implied",
    "low_central_high",
    "low_central_high_by_need",
    "missing_for_futures",
    "moments",
    "percentile_demand",
    "uncertainty_of",
]
