"""The settings that the table ``settings`` may hold."""

from __future__ import annotations

from dataclasses import dataclass

from optimiser.tables.specification.columns import Column, Kind


@dataclass(frozen=True, slots=True)
class Setting:
    """One row that the ``settings`` table may hold."""

    name: str
    column: Column


def _setting(name: str, kind: Kind, description: str, default: str | None, **more: object) -> Setting:
    return Setting(name, Column(name, kind, description, default=default, **more))  # type: ignore[arg-type]


SETTINGS: tuple[Setting, ...] = (
    _setting("authority", "text", "Name of the local authority.", None),
    _setting("price_base", "text", "The year whose prices the tables are in, for example 2024/25.", None),
    _setting(
        "years_from_price_base",
        "number",
        "Years from the price base to the start of the first period; prices grow over them too.",
        "0",
        unit="years",
        minimum=0,
        maximum=20,
    ),
    _setting(
        "weeks_per_year",
        "number",
        "Weeks a year used to turn weekly costs into yearly ones; councils use 52, 365/7 is 52.14.",
        "52",
        unit="weeks",
        minimum=52,
        maximum=52.3,
    ),
    _setting(
        "discount_rate",
        "share",
        "Real social discount rate a year (HM Treasury Green Book: 0.035).",
        "0.035",
        unit="a year",
    ),
    _setting(
        "general_inflation",
        "share",
        "General inflation a year: raises every price to the cash prices of each period.",
        "0",
        unit="a year",
    ),
    _setting(
        "borrowing_rate",
        "share",
        "Interest on money borrowed for capital, a year, in cash terms.",
        "0.05",
        unit="a year",
    ),
    _setting(
        "asset_life",
        "number",
        "Years over which capital is financed where an option gives no asset life of its own.",
        "40",
        unit="years",
        minimum=1,
        maximum=100,
    ),
    _setting(
        "capital_treatment",
        "choice",
        "financed: capital costs its yearly charge (an annuity); cash: its price in the period of decision.",
        "financed",
        choices=("financed", "cash"),
    ),
    _setting(
        "capacity_mode",
        "choice",
        "How full places can be planned to be: occupancy, a planning maximum for each provision.",
        "occupancy",
        choices=("occupancy",),
    ),
    _setting(
        "unmet_need",
        "text",
        "forbidden, or the price in £ of one child without a suitable home for one year. "
        "Unmet need is never called a placement and is the first figure of every report.",
        "forbidden",
    ),
    _setting(
        "settled_children",
        "choice",
        "protected: no settled child is moved to make the numbers work; "
        "free: everyone could be placed afresh each period (for comparison only, not a plan).",
        "protected",
        choices=("protected", "free"),
    ),
    _setting(
        "travel_cost_per_mile",
        "number",
        "Cost of one child living one mile from the home area for one year (contact, school transport).",
        "0",
        unit="£ per child per mile per year",
        minimum=0,
    ),
)
"""Every setting with its type, range, default and meaning."""
