r"""Prices in a future: what the planned prices are multiplied by.

The growth of a family's prices in a year has a standard deviation, and a correlation with a factor that all
families share. Each year multiplies its prices by :math:`\exp(\sigma z - \sigma^2 / 2)`, with z standard normal
and :math:`\sigma^2 = \ln(1 + (s / (1 + i))^2)` for planned growth i and standard deviation s: so prices never
fall below nought, are as planned on average, and a year's growth has the standard deviation that was asked
for. A part f of a year counts as :math:`\exp(f \sigma z - f^2 \sigma^2 / 2)`. Prices are known at the price
base: the years between it and the plan are uncertain too.
"""

from __future__ import annotations

import math

import numpy as np

from models.case import Case, Floats
from models.uncertainty import EVERY_FAMILY, Uncertainty
from optimiser.tables.specification import FAMILIES


def drawn_prices(case: Case, uncertainty: Uncertainty, random: np.random.Generator) -> Floats:
    """One future: what the planned prices are multiplied by, shape (provision, period)."""
    multipliers = np.ones((len(case.provisions), len(case.periods)))
    if not uncertainty.prices:
        return multipliers
    parts = _parts_of_years(case)
    years = parts.shape[1]
    common = random.standard_normal(years)
    own = dict(zip(FAMILIES, random.standard_normal((len(FAMILIES), years)), strict=True))
    for row, provision in enumerate(case.provisions.values()):
        known = uncertainty.prices.get(provision.family) or uncertainty.prices.get(EVERY_FAMILY)
        if known is None:
            continue
        shock = known.correlation * common + math.sqrt(1 - known.correlation**2) * own[provision.family]
        spread = math.sqrt(math.log1p((known.growth_sd / (1 + provision.price_growth)) ** 2))
        multipliers[row] = np.exp(parts @ (spread * shock) - (parts**2).sum(axis=1) * spread**2 / 2)
    return multipliers


def _parts_of_years(case: Case) -> Floats:
    """How much of each year since the price base has gone by at the start of each period: (period, year)."""
    since = np.array([case.settings.years_from_price_base + period.start for period in case.periods])
    years = np.arange(max(1, math.ceil(float(since.max()))))
    return np.asarray(np.clip(since[:, None] - years, 0.0, 1.0))
