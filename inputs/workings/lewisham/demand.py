"""Demand: the central forecast of children, from published stocks and flows by age."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from inputs.workings.lewisham.areas import home_areas
from inputs.workings.lewisham.needs import AGE_BANDS, UNACCOMPANIED, needs, needs_of_age
from inputs.workings.lewisham.placements import starting_placements
from inputs.workings.lewisham.published import FLOW_YEARS, flow, stock
from inputs.workings.lewisham.rows import BLANK, Row, entry
from inputs.workings.lewisham.settings import PERIODS
from inputs.workings.lewisham.sources import DFE_CLA

STARTED_UNACCOMPANIED = "Unaccompanied asylum-seeking children"
"""The category of the flows; that of the stock is UASC."""


def ceased(band: str, year: int) -> int:
    """Children of an age band who ceased to be looked after in a year."""
    ages = ("16 years", "17 years", "18 years and over") if band == AGE_BANDS[-1] else (band,)
    return sum(flow("ceased", "age", age, year) for age in ages)


def grew_out(year: int) -> dict[str, float]:
    """Children who passed into the next age band in a year: what the band's published flows leave over.

    closing stock = opening stock + started + grown in − ceased − grown out, from the youngest band up.
    """
    found, grown_in = {}, 0.0
    for band in AGE_BANDS[:-1]:
        change = stock("age", band, year) - stock("age", band, year - 1)
        found[band] = flow("started", "age", band, year) + grown_in - ceased(band, year) - change
        grown_in = found[band]
    return found


def average_stock(group: str, category: str, year: int) -> float:
    """Mean of the opening and closing stock of a year."""
    return (stock(group, category, year - 1) + stock(group, category, year)) / 2


def leaving_rates() -> dict[str, tuple[float, float]]:
    """Yearly rates of ceasing and of growing out of each age band, over the published years together."""
    grown = [grew_out(year) for year in FLOW_YEARS]
    rates = {}
    for band in AGE_BANDS:
        child_years = sum(average_stock("age", band, year) for year in FLOW_YEARS)
        left = sum(ceased(band, year) for year in FLOW_YEARS)
        rates[band] = (left / child_years, sum(year.get(band, 0.0) for year in grown) / child_years)
    return rates


def mean_entries(group: str, category: str) -> float:
    """Mean number who started in a year, over the latest published years."""
    return sum(flow("started", group, category, year) for year in FLOW_YEARS) / len(FLOW_YEARS)


def stepped(opening: float, entering: float, rate: float) -> float:
    """Closing stock of a year in which ``rate`` of the average stock leaves."""
    return (opening * (1 - rate / 2) + entering) / (1 + rate / 2)


def forecast_by_age() -> list[dict[str, float]]:
    """Average children of each age band in each period: entries, ageing and leaving held as they were."""
    rates = leaving_rates()
    opening = {band: float(stock("age", band)) for band in AGE_BANDS}
    periods = []
    for _ in PERIODS:
        average, grown_in = {}, 0.0
        for band in AGE_BANDS:
            ceasing, growing = rates[band]
            closing = stepped(opening[band], mean_entries("age", band) + grown_in, ceasing + growing)
            average[band] = (opening[band] + closing) / 2
            grown_in = growing * average[band]
            opening[band] = closing
        periods.append(average)
    return periods


def unaccompanied_leaving_rate() -> float:
    """Yearly rate at which unaccompanied children cease to be looked after, over the published years together."""
    left = sum(flow("ceased", "unaccompanied", STARTED_UNACCOMPANIED, year) for year in FLOW_YEARS)
    return left / sum(average_stock("unaccompanied", "UASC", year) for year in FLOW_YEARS)


def forecast_unaccompanied() -> list[float]:
    """Average unaccompanied children in each period, by the same balance."""
    rate, entering = unaccompanied_leaving_rate(), mean_entries("unaccompanied", STARTED_UNACCOMPANIED)
    opening, averages = float(stock("unaccompanied", "UASC")), []
    for _ in PERIODS:
        closing = stepped(opening, entering, rate)
        averages.append((opening + closing) / 2)
        opening = closing
    return averages


@cache
def forecast_by_need() -> list[dict[str, float]]:
    """Average children of each need group in each period: need groups keep their share of their age band."""
    forecasts = []
    for by_age, unaccompanied in zip(forecast_by_age(), forecast_unaccompanied(), strict=True):
        children = dict.fromkeys(needs(), 0.0)
        for band in AGE_BANDS:
            everyone = needs_of_age(band)
            others = {need: number for need, number in everyone.items() if need != UNACCOMPANIED}
            of_band = by_age[band] - (unaccompanied if UNACCOMPANIED in everyone else 0.0)
            for need, number in others.items():
                children[need] += of_band * number / sum(others.values())
        children[UNACCOMPANIED] = unaccompanied
        forecasts.append(children)
    return forecasts


def home_area_shares(need: str) -> dict[str, float]:
    """Share of a need group's children from each home area on 31 March 2025."""
    counts = dict.fromkeys(home_areas(), 0)
    for (of_need, home, _, _), number in starting_placements().items():
        if of_need == need:
            counts[home] += number
    return {home: number / sum(counts.values()) for home, number in counts.items()}


def demand_table() -> Iterable[Row]:
    """Central forecast: each need group by home area as on 31 March 2025."""
    source = f"Derived from {DFE_CLA}: stock, started and ceased by age"
    note = "Entries, leaving and ageing as in 2023 to 2025; home areas as on 31 March 2025."
    for need in needs():
        for home, share in home_area_shares(need).items():
            for period, children in zip(PERIODS, forecast_by_need(), strict=True):
                cells = {"need": need, "home_area": home, "period": period}
                number = round(children[need] * share, 2)
                yield entry(source, "derived", note, **cells, children=number, scenario=BLANK)
