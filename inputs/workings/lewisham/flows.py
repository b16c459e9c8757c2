"""Flows: how children enter, stay and change need group, so that the mean of futures is the demand table's.

The same balance as :mod:`inputs.workings.lewisham.demand`, group by group instead of age by age: of each age
band's published rates of leaving and of growing out, a need group bears its share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from inputs.workings.lewisham.demand import (
    forecast_by_age,
    forecast_by_need,
    forecast_unaccompanied,
    leaving_rates,
    unaccompanied_leaving_rate,
)
from inputs.workings.lewisham.needs import AGE_BANDS, UNACCOMPANIED, needs, needs_of_age
from inputs.workings.lewisham.overdispersion import lasting, own, shared
from inputs.workings.lewisham.rows import Row, entry
from inputs.workings.lewisham.settings import PERIODS
from inputs.workings.lewisham.sources import DFE_CLA

HEIRS = {
    "under_5": "5_9",
    "5_9": "10_15_mainstream",
    "10_15_mainstream": "16_17_mainstream",
    "10_15_complex": "16_17_complex",
    "other_setting": "under_5",
}
"""The need group of children whose own has nobody in the next age band: they keep their level of need."""


@cache
def average_by_band(period: int) -> dict[tuple[str, str], float]:
    """Average children of each need group and age band in a period, as the demand table has them."""
    found = {}
    for band in AGE_BANDS:
        everyone = needs_of_age(band)
        others = {need: number for need, number in everyone.items() if need != UNACCOMPANIED}
        unaccompanied = forecast_unaccompanied()[period] if UNACCOMPANIED in everyone else 0.0
        of_band = forecast_by_age()[period][band] - unaccompanied
        found |= {(need, band): of_band * number / sum(others.values()) for need, number in others.items()}
        if UNACCOMPANIED in everyone:
            found[UNACCOMPANIED, band] = unaccompanied
    return found


def leaving(need: str, band: str, period: int) -> float:
    """Children of a need group and age band who leave care in a year; unaccompanied children at their own rate."""
    children = average_by_band(period)
    rate = leaving_rates()[band][0]
    if UNACCOMPANIED not in needs_of_age(band):
        return rate * children[need, band]
    of_unaccompanied = unaccompanied_leaving_rate() * children[UNACCOMPANIED, band]
    if need == UNACCOMPANIED:
        return of_unaccompanied
    of_band = sum(number for (_, one), number in children.items() if one == band)
    others = of_band - children[UNACCOMPANIED, band]
    return (rate * of_band - of_unaccompanied) * children[need, band] / others


def growing(need: str, period: int) -> Iterator[tuple[str, float]]:
    """Children of a need group who come to be of another in a year, by growing into the next age band."""
    for band, older in pairwise(AGE_BANDS):
        if need in needs_of_age(band) and need not in needs_of_age(older):
            yield HEIRS[need], leaving_rates()[band][1] * average_by_band(period)[need, band]


@cache
def yearly_flows() -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    """Children of each need group who leave care in a year, and who change group, on average over the plan."""
    years = range(len(PERIODS))
    left = {
        need: sum(leaving(need, band, t) for t in years for band in AGE_BANDS if need in needs_of_age(band))
        for need in needs()
    }
    changed: dict[tuple[str, str], float] = {}
    for need in needs():
        for t in years:
            for heir, number in growing(need, t):
                changed[need, heir] = changed.get((need, heir), 0.0) + number
    return (
        {need: number / len(PERIODS) for need, number in left.items()},
        {pair: number / len(PERIODS) for pair, number in changed.items()},
    )


def child_years(need: str) -> float:
    """Average children of a need group over the plan."""
    return sum(period[need] for period in forecast_by_need()) / len(PERIODS)


def yearly_growth(need: str) -> float:
    """Children by which a need group grows in a year, from the start of the plan to its end."""
    opening = start = float(sum(needs_of_age(band).get(need, 0) for band in AGE_BANDS))
    for period in forecast_by_need():
        opening = 2 * period[need] - opening
    return (opening - start) / len(PERIODS)


def entries(need: str) -> float:
    """Children of a need group who enter in a year: what its growth and those who leave it make necessary."""
    left, changed = yearly_flows()
    out = sum(number for (of, _), number in changed.items() if of == need)
    into = sum(number for (_, to), number in changed.items() if to == need)
    return yearly_growth(need) + left[need] + out - into


def entries_table() -> Iterable[Row]:
    """Entries a year, the mean time in care and how uncertain the rate of entry is."""
    source = f"Derived from {DFE_CLA}: stock, started and ceased by age"
    note = (
        "Rates of 2023 to 2025, as in the demand table. Uncertainty: the published years 2021 to 2025 vary by "
        "more than chance alone, all ages together and this one; the mean of three years could itself be off."
    )
    for need in needs():
        uncertainty = {
            "entries_uncertainty": round(own(need), 3),
            "shared_uncertainty": round(shared(), 3),
            "lasting_uncertainty": round(lasting(need), 3),
        }
        stay = round(child_years(need) / yearly_flows()[0][need], 3)
        cells = {"need": need, "entries_per_year": round(entries(need), 2), "mean_time_in_care": stay}
        yield entry(source, "derived", note, **cells, **uncertainty)


def ageing_table() -> Iterable[Row]:
    """Rates at which children come to be of an older need group."""
    source = f"Derived from {DFE_CLA}: stock, started and ceased by age"
    note = "Growing into the next age band as in 2023 to 2025; children keep their level of need, by judgement."
    for (need, heir), number in sorted(yearly_flows()[1].items()):
        rate = round(number / child_years(need), 4)
        yield entry(source, "derived", note, need=need, to_need=heir, per_year=rate)
