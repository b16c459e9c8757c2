"""How much more the numbers who start in a year vary than Poisson numbers of one rate would, 2021 to 2025.

By moments: the variance of five years less their mean is what the rate itself varies by. What all ages
together vary by beyond the sum of each age by itself is shared; the rest of an age's own is its own. Five
years tell little, so that the mean of the three years on which entries rest is taken to be uncertain too.
"""

from __future__ import annotations

from statistics import fmean, variance

from inputs.workings.lewisham.demand import STARTED_UNACCOMPANIED
from inputs.workings.lewisham.needs import AGE_BANDS, UNACCOMPANIED, needs_of_age
from inputs.workings.lewisham.published import FLOW_YEARS, flow

YEARS = (2021, 2022, 2023, 2024, 2025)
AGES = (AGE_BANDS[:2], *((band,) for band in AGE_BANDS[2:]))
"""Ages between which entries are compared: under 5, 5 to 9, 10 to 15, 16 and over."""


def _started(ages: tuple[str, ...]) -> list[int]:
    return [sum(flow("started", "age", age, year) for age in ages) for year in YEARS]


def _excess(numbers: list[int]) -> float:
    """Variance beyond that of Poisson numbers; nought where there is less."""
    return max(0.0, variance(numbers) - fmean(numbers))


def shared() -> float:
    """Coefficient of variation of the rate of a year in all ages alike.

    The excess of the total, less that of each age, is the shared factor times the products of different ages'
    means.
    """
    by_age = [_started(ages) for ages in AGES]
    total = [sum(year) for year in zip(*by_age, strict=True)]
    together = _excess(total) - sum(_excess(numbers) for numbers in by_age)
    products = fmean(total) ** 2 - sum(fmean(numbers) ** 2 for numbers in by_age)
    return float((max(0.0, together) / products) ** 0.5)


def own(need: str) -> float:
    """Coefficient of variation of the rate of a year in the need group's age beyond the shared one."""
    numbers = _numbers(need)
    squared = _excess(numbers) / fmean(numbers) ** 2
    return float(max(0.0, (1 + squared) / (1 + shared() ** 2) - 1) ** 0.5)


def lasting(need: str) -> float:
    """Coefficient of variation of the mean of three years: its standard error."""
    numbers = _numbers(need)
    of_a_year = max(variance(numbers), fmean(numbers))
    return float((of_a_year / len(FLOW_YEARS)) ** 0.5 / fmean(numbers))


def _numbers(need: str) -> list[int]:
    """Children who started in each year: unaccompanied, or of the age in which most of the need group are."""
    if need == UNACCOMPANIED:
        return [flow("started", "unaccompanied", STARTED_UNACCOMPANIED, year) for year in YEARS]
    return _started(max(AGES, key=lambda ages: sum(needs_of_age(age).get(need, 0) for age in ages)))
