"""What a changed case leaves as it is: which parts of its plan need not be written again."""

from __future__ import annotations

from dataclasses import fields, replace
from enum import IntEnum
from typing import Any

import numpy as np

from models.case import Budget, Case, Settings, Target

_MONEY: dict[str, dict[str, Any]] = {
    "provisions": {"weekly_cost": 0.0, "price_growth": 0.0, "planned_move_cost": 0.0},
    "suitability": {"weekly_supplement": 0.0},
    "supply": {"running_cost": 0.0, "grant": 0.0, "closing_cost": 0.0},
    "market": {"weekly_cost": 0.0},
    "options": {
        "setup_cost": 0.0,
        "capital_cost": 0.0,
        "grant_share": 0.0,
        "running_cost": 0.0,
        "asset_life": 1.0,
    },
}
"""Fields that only cost lines read: no variable and no constraint about children, homes or decisions does."""

_MONEY_SETTINGS: dict[str, Any] = {
    **{"years_from_price_base": 0.0, "weeks_per_year": 0.0, "discount_rate": 0.0, "general_inflation": 0.0},
    **{"borrowing_rate": 0.0, "asset_life": 1.0, "capital_treatment": "", "travel_cost_per_mile": 0.0},
}


class Shared(IntEnum):
    """How much of two cases' plans is the same; the more, the greater."""

    NOTHING = 0
    ALL_BUT_MONEY = 1
    """The variables, and every constraint but for promises and budgets."""
    ALL_BUT_PLACES = 2
    """Everything but how many places there are and how full they may be, what promises ask and budgets allow."""
    ALL_BUT_ASKED = 3
    """Everything but what promises ask for and budgets allow."""


def shared(before: Case, after: Case) -> Shared:
    """How much of two cases' plans is the same."""
    old, new = _without_asks(before), _without_asks(after)
    if _same(old, new):
        return Shared.ALL_BUT_ASKED
    if not after.curved_pools and _same(_without_places(old), _without_places(new)):
        return Shared.ALL_BUT_PLACES
    return Shared.ALL_BUT_MONEY if _same(_without_money(old), _without_money(new)) else Shared.NOTHING


def _without_asks(case: Case) -> Case:
    return replace(
        case,
        targets=tuple(replace(target, value=0.0) for target in case.targets),
        budgets=tuple(replace(budget, limit=0.0) for budget in case.budgets),
    )


def _without_places(case: Case) -> Case:
    """Without the places of a unit and the planning occupancy; a curve's offered load would depend on them too."""
    options = {key: replace(option, places_per_unit=1.0, ramp=()) for key, option in case.options.items()}
    provisions = {key: replace(provision, occupancy=1.0) for key, provision in case.provisions.items()}
    return replace(case, options=options, provisions=provisions)


def _without_money(case: Case) -> Case:
    blank: dict[str, Any] = {}
    for name, money in _MONEY.items():
        held = getattr(case, name)
        if isinstance(held, tuple):
            blank[name] = tuple(replace(row, **money) for row in held)
        else:
            blank[name] = {key: replace(row, **money) for key, row in held.items()}
    blank["settings"] = _settings_without_money(case.settings)
    blank["targets"] = tuple(_priced_or_not(target) for target in case.targets)
    blank["budgets"] = tuple(_priced_or_not(budget) for budget in case.budgets)
    return replace(case, **blank, grants=(), price_factors={})


def _settings_without_money(settings: Settings) -> Settings:
    """Only whether unmet need has a price makes a difference, not which."""
    price = None if settings.unmet_need_price is None else 0.0
    return replace(settings, unmet_need_price=price, **_MONEY_SETTINGS)


def _priced_or_not(asked: Target | Budget) -> Any:
    return replace(asked, price_if_missed=None if asked.price_if_missed is None else 0.0)


def _same(before: Case, after: Case) -> bool:
    names = (field.name for field in fields(Case) if field.name != "demand")
    return np.array_equal(before.demand, after.demand) and all(
        getattr(before, name) == getattr(after, name) for name in names
    )
