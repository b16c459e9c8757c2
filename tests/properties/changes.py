"""Changes to a case that can only make its cheapest plan dearer, or only cheaper.

Each takes a case and gives it back changed, or ``None`` where it has nothing of the kind to change. A change
that forbids something, or that makes something dearer which a plan can only have at least nought of, never
makes the cheapest plan cheaper; one that allows something never makes it dearer. A hard budget that dearer
homes run up against only forbids more.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from models.audit import write
from models.case import Case, LimitGroup, Option, OptionKey, Pool, Target

Change = Callable[[Case], Case | None]


def _options(case: Case, change: Callable[[Option], Option]) -> Case | None:
    changed = {key: change(option) for key, option in case.options.items()}
    return None if changed == dict(case.options) else replace(case, options=changed)


def _times(name: str, factor: float, more: float = 0.0) -> Callable[[Any], Any]:
    return lambda row: replace(row, **{name: getattr(row, name) * factor + more})


def dearer_provisions(case: Case) -> Case:
    provisions = {key: _times("weekly_cost", 1.2, 100.0)(row) for key, row in case.provisions.items()}
    return replace(case, provisions=provisions)


def dearer_moves(case: Case) -> Case | None:
    if not any(row.planned_moves_max for row in case.provisions.values()):
        return None
    moved = {key: _times("planned_move_cost", 2.0, 500.0)(row) for key, row in case.provisions.items()}
    return replace(case, provisions=moved)


def dearer_supplements(case: Case) -> Case:
    suits = {key: _times("weekly_supplement", 1.0, 80.0)(row) for key, row in case.suitability.items()}
    return replace(case, suitability=suits)


def dearer_market(case: Case) -> Case | None:
    return replace(case, market=tuple(map(_times("weekly_cost", 1.3), case.market))) if case.market else None


def dearer_places(case: Case) -> Case | None:
    if not case.supply:
        return None
    running = map(_times("running_cost", 1.5, 1000.0), case.supply)
    return replace(case, supply=tuple(map(_times("closing_cost", 2.0, 500.0), running)))


def dearer_set_up(case: Case) -> Case | None:
    return _options(case, _times("setup_cost", 1.3, 2000.0))


def dearer_capital(case: Case) -> Case | None:
    return _options(case, _times("capital_cost", 1.5, 5000.0))


def dearer_running(case: Case) -> Case | None:
    return _options(case, _times("running_cost", 1.3, 4000.0))


def dearer_misses(case: Case) -> Case | None:
    """A higher price on every promise and budget that may be missed, and on children without a home."""
    settings, dearer = case.settings, _times("price_if_missed", 2.0, 0.1)
    if settings.unmet_need_price is not None:
        settings = replace(settings, unmet_need_price=settings.unmet_need_price * 1.4)
    targets = tuple(row if row.price_if_missed is None else dearer(row) for row in case.targets)
    budgets = tuple(row if row.price_if_missed is None else dearer(row) for row in case.budgets)
    changed = replace(case, settings=settings, targets=targets, budgets=budgets)
    return None if (settings, targets, budgets) == (case.settings, case.targets, case.budgets) else changed


def stricter_promises(case: Case) -> Case | None:
    """Higher floors and lower ceilings, of locality and mix alike."""
    return replace(case, targets=tuple(map(_stricter, case.targets))) if case.targets else None


def _stricter(target: Target) -> Target:
    step = 0.1 if target.unit == "share" else 1.0
    value = target.value + step if target.sense == "at_least" else max(0.0, target.value - step)
    return replace(target, value=min(1.0, value) if target.unit == "share" else value)


def wider_budgets(case: Case) -> Case | None:
    wider = tuple(map(_times("limit", 1.5, 100_000.0), case.budgets))
    return replace(case, budgets=wider) if wider else None


def wider_delivery(case: Case) -> Case | None:
    """One unit more of everything, in a year and in all, by itself and in its groups."""
    if not case.options:
        return None
    yearly, in_all = _times("max_per_year", 1.0, 1.0), _times("max_total", 1.0, 1.0)
    options = {key: in_all(yearly(row)) for key, row in case.options.items()}
    groups = {key: in_all(yearly(row)) for key, row in case.limit_groups.items()}
    return replace(case, options=options, limit_groups=groups)


def never_full(case: Case) -> set[Pool]:
    """Pools with a limit or without that settled children cannot be more than, by the second formulation."""
    return set(case.pools) - {at.pool for at in write(case).unknowns.full}


def wider_market(case: Case) -> Case | None:
    """Two homes more at every tier of pools that are never full, before or after.

    A full pool has used its market before its own places take more children than planned, so that one home
    more there can cost; see ``test_a_wider_market_can_cost_more_where_a_pool_is_full``.
    """
    pools, wider = never_full(case), _times("children_max", 1.0, 2.0)
    changed = tuple(wider(row) if row.pool in pools else row for row in case.market)
    more = replace(case, market=changed)
    return more if changed != case.market and pools <= never_full(more) else None


def without_history(case: Case) -> Case | None:
    """The case without children at the start, promises or shares that suit; ``None`` where a pool may be full.

    Then all of a plan can be taken in one proportion, and fewer children cost no more. Otherwise they can:
    more children may make a share of them easier to keep, or let more of the settled stay where it is
    cheap; see ``test_more_children_can_make_a_plan_possible``.
    """
    suits = {key: replace(row, share_max=1.0) for key, row in case.suitability.items()}
    nights = tuple(grant for grant in case.grants if grant.basis != "per_child_per_night")
    plain = replace(case, placements={}, targets=(), suitability=suits, grants=nights)
    return None if write(plain).unknowns.full else plain


def more_children(case: Case) -> Case | None:
    return replace(case, demand=case.demand * 1.2) if np.any(case.demand) else None


def simply_delivered(case: Case) -> Case | None:
    """The case with options that last and cost nothing to run, where no pool that they bring places to is full.

    Otherwise a place that comes later can save its running costs, or can stand when it is needed instead of
    before; see ``test_a_later_place_can_cost_less``.
    """
    lasting = {"attrition": 0.0, "running_cost": 0.0, "ramp": (), "life": math.inf}
    plain = _options(case, lambda option: replace(option, **lasting))
    if plain is None or not {option.pool for option in plain.options.values()} <= never_full(plain):
        return None
    return plain


def later_by_a_year(case: Case) -> Case | None:
    return _options(case, _times("lead_time", 1.0, 1.0))


def dominated_option(case: Case, key: OptionKey) -> Case:
    """The case with a dearer twin of an option, which shares every limit with it."""
    option, label = case.options[key], f"{key.option} and its twin"
    groups = (*option.limit_groups, label)
    twin = replace(
        option,
        key=OptionKey(f"{key.option} twin", key.area),
        setup_cost=option.setup_cost + 1_000.0,
        min_total=0.0,
        limit_groups=groups,
    )
    both = {key: replace(option, limit_groups=groups), twin.key: twin}
    limit = LimitGroup(label, label, option.max_per_year, option.max_total, 0.0)
    return replace(
        case,
        options=dict(sorted({**case.options, **both}.items())),
        limit_groups=dict(sorted({**case.limit_groups, label: limit}.items())),
    )
