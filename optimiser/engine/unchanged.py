"""What a changed case leaves as it is: which parts of its plan need not be written again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from enum import IntEnum
from typing import Any

import numpy as np

from models.case import Case, Settings

Blank = Callable[[Any], Any]
"""A field of a case without some of its figures, so that two that differ in those alone are equal."""


def _without(**figures: Any) -> Blank:
    def blank(held: Any) -> Any:
        if isinstance(held, tuple):
            return tuple(replace(row, **figures) for row in held)
        return {key: replace(row, **figures) for key, row in held.items()}

    return blank


_ASKED: dict[str, Blank] = {"targets": _without(value=0.0, label=""), "budgets": _without(limit=0.0)}
"""What promises ask for and budgets allow. What a promise is called is in no row."""

_PLACES: dict[str, Blank] = _ASKED | {
    "options": _without(places_per_unit=1.0, ramp=(), max_per_year=0.0, max_total=0.0, min_total=0.0),
    "limit_groups": _without(max_per_year=0.0, max_total=0.0, min_total=0.0, label=""),
    "provisions": _without(occupancy=1.0),
}
"""Besides, the places of a unit, how many units there may be, and the planning occupancy."""


_MONEY_SETTINGS: dict[str, Any] = {
    **{"years_from_price_base": 0.0, "weeks_per_year": 0.0, "discount_rate": 0.0, "general_inflation": 0.0},
    **{"borrowing_rate": 0.0, "asset_life": 1.0, "capital_treatment": "", "travel_cost_per_mile": 0.0},
}


def _settings_without_money(settings: Settings) -> Settings:
    """Only whether unmet need has a price makes a difference, not which."""
    price = None if settings.unmet_need_price is None else 0.0
    return replace(settings, unmet_need_price=price, **_MONEY_SETTINGS)


def _without_asks_and_prices(**figures: Any) -> Blank:
    """Of a price of failing, too, only whether there is one makes a difference."""

    def blank(held: Any) -> Any:
        prices = (None if row.price_if_missed is None else 0.0 for row in held)
        return tuple(
            replace(row, price_if_missed=price, **figures) for row, price in zip(held, prices, strict=True)
        )

    return blank


def _all(_: Any) -> Any:
    return None


_MONEY: dict[str, Blank] = {
    "provisions": _without(weekly_cost=0.0, price_growth=0.0, planned_move_cost=0.0),
    "suitability": _without(weekly_supplement=0.0),
    "supply": _without(running_cost=0.0, grant=0.0, closing_cost=0.0),
    "market": _without(weekly_cost=0.0),
    "options": _without(setup_cost=0.0, capital_cost=0.0, grant_share=0.0, running_cost=0.0, asset_life=1.0),
    "settings": _settings_without_money,
    "targets": _without_asks_and_prices(value=0.0, label=""),
    "budgets": _without_asks_and_prices(limit=0.0),
    "grants": _all,
    "price_factors": _all,
}
"""What only cost lines read, and what is asked: no variable and no constraint about children, homes or decisions
does."""


class Shared(IntEnum):
    """How much of two cases' plans is the same; the more, the greater."""

    NOTHING = 0
    ALL_BUT_MONEY = 1
    """The variables, and every constraint but for promises and budgets."""
    ALL_BUT_PLACES = 2
    """Everything but how many places and units there may be and how full, what promises ask and budgets allow."""
    ALL_BUT_ASKED = 3
    """Everything but what promises ask for and budgets allow."""


def shared(before: Case, after: Case) -> Shared:
    """How much of two cases' plans is the same."""
    different = _different(before, after)
    if _same_but_for(_ASKED, before, after, different):
        return Shared.ALL_BUT_ASKED
    if not after.curved_pools and _same_but_for(_PLACES, before, after, different):
        return Shared.ALL_BUT_PLACES
    return Shared.ALL_BUT_MONEY if _same_but_for(_MONEY, before, after, different) else Shared.NOTHING


def is_same(before: Case, after: Case) -> bool:
    """Whether two cases have every figure the same."""
    return not _different(before, after)


def _different(before: Case, after: Case) -> list[str]:
    """The fields in which two cases differ."""
    names = (field.name for field in fields(Case))
    return [name for name in names if not _equal(name, getattr(before, name), getattr(after, name))]


def _equal(name: str, one: Any, other: Any) -> bool:
    if name == "demand":
        return np.array_equal(one, other)
    if name in ("loads", "price_factors"):
        return one.keys() == other.keys() and all(np.array_equal(one[key], other[key]) for key in one)
    return bool(one == other)


def _same_but_for(blanks: Mapping[str, Blank], before: Case, after: Case, different: Iterable[str]) -> bool:
    """Whether those fields are the same without the figures that blanks leave out."""
    return all(
        name in blanks and blanks[name](getattr(before, name)) == blanks[name](getattr(after, name))
        for name in different
    )
