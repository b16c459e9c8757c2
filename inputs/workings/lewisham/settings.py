"""Settings and periods: prices, money over time, and six financial years."""

from __future__ import annotations

from collections.abc import Iterable

from inputs.workings.lewisham.published import parameter_sources, parameters
from inputs.workings.lewisham.rows import BLANK, Row, entry
from inputs.workings.lewisham.sources import JUDGEMENT, RO3

PERIODS = tuple(f"{year}/{year - 1999}" for year in range(2025, 2031))

TRAVEL = 2 * 52 * 0.45
"""£ per child, mile and year: one return journey a week at 45p a mile (HMRC). Judgement."""


def settings_table() -> Iterable[Row]:
    """The case's settings."""
    figures, sources = parameters(), parameter_sources()

    def row(setting: str, value: object, source: str, confidence: str, note: str = BLANK) -> Row:
        return entry(source, confidence, note, setting=setting, value=value)

    def parameter(setting: str, confidence: str) -> Row:
        return row(setting, figures[setting], sources[setting], confidence)

    yield row("authority", "Lewisham", "London Borough of Lewisham", "published")
    yield row("price_base", "2024/25", RO3, "published", "Prices are those of the year of the outturn.")
    yield row("years_from_price_base", 1, JUDGEMENT, "derived", "From 2024/25 to 2025/26.")
    yield row("weeks_per_year", 52, "Council practice", "judgement", "365/7 would be 0.3 % more.")
    yield parameter("discount_rate", "published")
    yield parameter("general_inflation", "judgement")
    yield parameter("borrowing_rate", "judgement")
    yield parameter("asset_life", "published")
    yearly = "A yearly charge, so the plan's end distorts nothing."
    yield row("capital_treatment", "financed", JUDGEMENT, "judgement", yearly)
    yield row("capacity_mode", "occupancy", JUDGEMENT, "judgement")
    yield row("unmet_need", "forbidden", JUDGEMENT, "judgement", "Every child has a home in every plan.")
    mileage = "HMRC, approved mileage allowance: 45p a mile"
    weekly = "One return journey a week to family or school."
    yield row("travel_cost_per_mile", TRAVEL, mileage, "judgement", weekly)
    settled = "Settled children are not moved to meet a target."
    yield row("settled_children", "protected", JUDGEMENT, "judgement", settled)


def periods_table() -> Iterable[Row]:
    """Six years from 2025/26."""
    for period in PERIODS:
        yield entry("Financial years", "published", period=period, years=1, start=f"{period[:4]}-04-01")
