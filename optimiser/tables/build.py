"""Checked tables into the frozen :class:`models.case.Case`, everything in one canonical order.

Mappings are sorted by key and periods by date, so that the order of rows in a file can never change a plan.
The tables must have passed every check: nothing is filled in here but what the column specification says.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np

from models.case import (
    Area,
    Budget,
    Case,
    Floats,
    Flow,
    Grant,
    LimitGroup,
    Market,
    Need,
    Option,
    OptionKey,
    Period,
    Pool,
    Provision,
    Proximity,
    Scenario,
    Settings,
    Suitability,
    Supply,
    Target,
)
from models.choice import sibling_peakedness
from models.matching import ChoiceCurve
from optimiser.tables.cells import Row
from optimiser.tables.checked import Tables, is_home
from optimiser.tables.specification import SETTINGS
from optimiser.tables.timeline import Timeline
from optimiser.tables.values import EVERY

K = TypeVar("K")
V = TypeVar("V")

ONE_FUTURE = "all"
"""Label of the only scenario where there is no scenarios table."""


def build_case(tables: Tables) -> Case:
    """Return the case that the checked tables describe."""
    times = tables.timeline
    if times is None:
        raise ValueError("the periods have not been checked")
    scenarios = _scenarios(tables)
    return Case(
        settings=_settings(tables),
        periods=tuple(
            Period(label, years, start)
            for label, years, start in zip(times.labels, times.years, times.starts, strict=True)
        ),
        scenarios=scenarios,
        areas=_in_order((row["area"], _area(row)) for row in tables.rows("areas")),
        proximity=_in_order(
            ((row["home_area"], row["area"]), Proximity(row["band"], row["miles"]))
            for row in tables.rows("proximity")
        ),
        needs=_in_order((row["need"], _need(row)) for row in tables.rows("needs")),
        provisions=_in_order((row["provision"], _provision(row)) for row in tables.rows("provisions")),
        suitability=_in_order(
            ((row["need"], row["provision"]), _suitability(row)) for row in tables.rows("suitability")
        ),
        choice=_in_order((row["provision"], _choice_curve(row)) for row in tables.rows("matching")),
        demand=_demand(tables, times, scenarios),
        placements=_in_order(
            (Flow(row["need"], row["home_area"], row["provision"], row["area"]), row["children"])
            for row in tables.rows("placements")
        ),
        supply=_supply(tables, times),
        market=_market(tables, times),
        options=_in_order(
            (OptionKey(row["option"], row["area"]), _option(row, times, tables)) for row in tables.rows("options")
        ),
        limit_groups=_in_order((row["limit_group"], _limit_group(row)) for row in tables.rows("limits")),
        targets=tuple(_target(row, tables, times) for row in _by(tables, "targets", "target")),
        budgets=_budgets(tables, times),
        grants=tuple(_grant(row, tables, times) for row in _by(tables, "grants", "grant")),
    )


def _in_order(items: Iterable[tuple[K, V]]) -> Mapping[K, V]:
    return MappingProxyType(dict(sorted(items, key=lambda item: item[0])))  # type: ignore[arg-type, return-value]


def _by(tables: Tables, table: str, key: str) -> list[Row]:
    return sorted(tables.rows(table), key=lambda row: str(row[key]))


def _settings(tables: Tables) -> Settings:
    names = [setting.name for setting in SETTINGS if not setting.about_people]
    values: dict[str, Any] = {name: tables.setting(name) for name in names}
    values["unmet_need_price"] = values.pop("unmet_need")
    return Settings(**values)


def _scenarios(tables: Tables) -> tuple[Scenario, ...]:
    rows = _by(tables, "scenarios", "scenario")
    return tuple(Scenario(row["scenario"], row["probability"]) for row in rows) or (Scenario(ONE_FUTURE, 1.0),)


def _area(row: Row) -> Area:
    return Area(row["area"], row["name"] or row["area"], row["inside_boundary"], is_home(row))


def _need(row: Row) -> Need:
    return Need(row["need"], row["label"] or row["need"], row["age_from"], row["age_to"], row["locality_exempt"])


def _provision(row: Row) -> Provision:
    same = (
        "family",
        "sector",
        "weekly_cost",
        "price_growth",
        "occupancy",
        "mean_stay",
        "planned_moves_max",
        "planned_move_cost",
        "looked_after",
    )
    label = row["label"] or row["provision"]
    return Provision(provision=row["provision"], label=label, **{name: row[name] for name in same})


def _suitability(row: Row) -> Suitability:
    return Suitability(row["rating"], row["share_max"], row["weekly_supplement"], row["mean_stay"])


def _choice_curve(row: Row) -> ChoiceCurve:
    groups = {1: 1 - row["pairs"] - row["threes"], 2: row["pairs"], 3: row["threes"]}
    return ChoiceCurve(
        available=row["available"],
        suits=row["suits"],
        peakedness=sibling_peakedness(groups),
        together=row["areas"] == "together",
        undecided=row["areas"] == "decide",
        sharing_cost=row["sharing_cost"],
    )


def _demand(tables: Tables, times: Timeline, scenarios: tuple[Scenario, ...]) -> Floats:
    """Return the children of each need, home area, period and scenario; a blank scenario is every one."""
    needs = sorted(row["need"] for row in tables.rows("needs"))
    home_areas = sorted(tables.home_areas)
    need_at = {need: position for position, need in enumerate(needs)}
    home_at = {home_area: position for position, home_area in enumerate(home_areas)}
    future_at = {future.scenario: position for position, future in enumerate(scenarios)}
    demand = np.full((len(needs), len(home_areas), len(times.labels), len(scenarios)), np.nan)
    for row in tables.rows("demand"):
        future = slice(None) if row["scenario"] is None else future_at[row["scenario"]]
        demand[need_at[row["need"]], home_at[row["home_area"]], times.index(row["period"]), future] = row[
            "children"
        ]
    if np.isnan(demand).any():
        raise ValueError("the demand has not been checked")
    demand.flags.writeable = False
    return demand


def _supply(tables: Tables, times: Timeline) -> tuple[Supply, ...]:
    same = ("places", "attrition", "running_cost", "grant", "closable", "units", "closing_cost")
    rows = (
        Supply(
            pool=Pool(row["provision"], row["area"]),
            from_period=times.index(row["period"]),
            **{name: row[name] for name in same},
        )
        for row in tables.rows("supply")
    )
    return tuple(sorted(rows, key=lambda supply: (supply.pool, supply.from_period)))


def _market(tables: Tables, times: Timeline) -> tuple[Market, ...]:
    price = {row["provision"]: row["weekly_cost"] for row in tables.rows("provisions")}
    rows = (
        Market(
            pool=Pool(row["provision"], row["area"]),
            from_period=times.index(row["period"]),
            tier=row["tier"],
            children_max=_or_unlimited(row["children_max"]),
            weekly_cost=price[row["provision"]] if row["weekly_cost"] is None else row["weekly_cost"],
        )
        for row in tables.rows("market")
    )
    return tuple(sorted(rows, key=lambda market: (market.pool, market.from_period, market.tier)))


def _option(row: Row, times: Timeline, tables: Tables) -> Option:
    same = (
        "provision",
        "places_per_unit",
        "setup_cost",
        "capital_cost",
        "grant_share",
        "running_cost",
        "lead_time",
        "attrition",
        "min_total",
        "whole_units",
    )
    return Option(
        key=OptionKey(row["option"], row["area"]),
        label=row["label"] or row["option"],
        ramp=row["ramp"] or (),
        life=_or_unlimited(row["life"]),
        asset_life=tables.number("asset_life") if row["asset_life"] is None else row["asset_life"],
        first_period=times.index(row["first_period"]),
        last_period=times.index(row["last_period"], len(times.labels) - 1),
        max_per_year=_or_unlimited(row["max_per_period"]),
        max_total=_or_unlimited(row["max_total"]),
        limit_groups=_labels(row["limit_group"], tables, "limits"),
        **{name: row[name] for name in same},
    )


def _limit_group(row: Row) -> LimitGroup:
    return LimitGroup(
        row["limit_group"],
        row["label"] or row["limit_group"],
        _or_unlimited(row["max_per_period"]),
        _or_unlimited(row["max_total"]),
        row["min_total"],
    )


def _target(row: Row, tables: Tables, times: Timeline) -> Target:
    return Target(
        target=row["target"],
        label=row["label"] or row["target"],
        measure=row["measure"],
        unit=row["unit"],
        needs=frozenset(_labels(row["needs"], tables, "needs")),
        provisions=frozenset(_labels(row["provisions"], tables, "provisions")),
        areas=frozenset(_labels(row["areas"], tables, "areas")),
        periods=_periods(row["periods"], times),
        sense=row["sense"],
        value=row["value"],
        price_if_missed=row["price_if_missed"],
    )


def _budgets(tables: Tables, times: Timeline) -> tuple[Budget, ...]:
    """Return a limit for every period it holds in; one on the capital of the whole plan has no period."""
    budgets: list[Budget] = []
    for row in tables.rows("budgets"):
        held: Iterable[int | None] = (None,)
        if row["budget"] != "capital_total":
            held = range(len(times.labels)) if row["period"] is None else (times.index(row["period"]),)
        budgets += [Budget(row["budget"], period, row["limit"], row["price_if_missed"]) for period in held]
    return tuple(sorted(budgets, key=lambda budget: (budget.budget, budget.period or 0)))


def _grant(row: Row, tables: Tables, times: Timeline) -> Grant:
    return Grant(
        grant=row["grant"],
        label=row["label"] or row["grant"],
        basis=row["basis"],
        amount=row["amount"],
        needs=frozenset(_labels(row["needs"], tables, "needs")),
        provisions=frozenset(_labels(row["provisions"], tables, "provisions")),
        options=frozenset(_labels(row["options"], tables, "options")),
        periods=_periods(row["periods"], times),
    )


def _labels(written: tuple[str, ...] | None, tables: Tables, table: str) -> tuple[str, ...]:
    """Return the labels of a scope, ``*`` being every one of them, in order."""
    if written is None:
        return ()
    return tuple(sorted(tables.labels(table) or ())) if written == EVERY else written


def _periods(written: tuple[str, ...], times: Timeline) -> tuple[int, ...]:
    if written == EVERY:
        return tuple(range(len(times.labels)))
    return tuple(sorted(times.index(label) for label in written))


def _or_unlimited(limit: float | None) -> float:
    return math.inf if limit is None else limit
