"""Rows of the tables of a study of plans for many futures."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from models.case import OptionKey, Pool
from optimiser.results.decided import plan_table
from optimiser.robust.candidates import MEAN, Candidate
from optimiser.robust.checked import Checked, difference

if TYPE_CHECKING:
    from optimiser.robust.study import Found

Row = tuple[object, ...]
_NOT = math.nan


def candidate_rows(found: Found) -> Iterator[Row]:
    """Every candidate, also one without a plan."""
    checks = {one.name: one for one in found.checks}
    for one in found.candidates:
        decided = _decided(found, one)
        first = decided["period"] == found.training.case.periods[0].period
        opened = decided["action"] == "decide"
        regret = found.worth.regret.get(one.name)
        yield (
            one.name, one.label, *_in_fresh_futures(found, one.name, checks),
            *((float(decided["capital_net"].sum()), float(decided.loc[opened, "places"].sum()),
               float(decided.loc[opened & first, "places"].sum())) if one.decisions is not None else (_NOT,) * 3),
            _mean(found, found.costs.get(one.name)), _mean(found, regret), _worst(regret),
            _number(one.objective), _number(one.bound), _number(one.gap), one.seconds, str(one.status), one.reason,
        )  # fmt: skip


def _in_fresh_futures(found: Found, name: str, checks: dict[str, Checked]) -> Row:
    mine, mean = checks.get(name), checks.get(MEAN)
    if mine is None:
        return (_NOT,) * 8
    level = found.asked.level
    told = (mine.expected_unmet, mine.all_kept, mine.expected_cost, mine.cvar(level) if len(mine.cost) else _NOT)
    if mean is None or name == MEAN:
        return (*told, *(_NOT,) * 4)
    cost = difference(mine.cost, mean.cost, mine.probabilities)
    unmet = difference(mine.unmet, mean.unmet, mine.probabilities)
    return (*told, cost.mean, cost.error, unmet.mean, unmet.error)


def decision_rows(found: Found) -> Iterator[Row]:
    """Units decided by candidate, option, area and period."""
    shared = shared_units(found)
    columns = ("action", "option", "label", "provision", "area", "period", "units", "places")
    for one in found.candidates:
        for row in _decided(found, one).to_dict("records"):
            key = tuple(row[name] for name in ("action", "option", "provision", "area", "period"))
            yield (one.name, *(row[name] for name in columns), shared.get(key, 0.0))


def shared_units(found: Found) -> dict[tuple[Any, ...], float]:
    """Units that every candidate decides at a time and a place, at the least."""
    each = []
    for one in found.candidates:
        if one.decisions is None:
            continue
        rows = _decided(found, one).to_dict("records")
        each.append(
            {
                (row["action"], row["option"], row["provision"], row["area"], row["period"]): float(row["units"])
                for row in rows
            }
        )
    if not each:
        return {}
    return {key: min(units.get(key, 0.0) for units in each) for key in each[0]}


def delay_rows(found: Found) -> Iterator[Row]:
    """What waiting costs, dearest first."""
    shared, case = shared_units(found), found.training.case
    period = case.periods[0].period
    for one in sorted(found.waits, key=lambda one: -one.least):
        kind, key = one.key
        if kind == "decide":
            where: OptionKey = key[0]
            option = case.options[where]
            named = ("decide", where.option, option.label, option.provision, where.area)
            places = one.units * option.places_per_unit
        else:
            pool: Pool = key[0]
            named = ("close", "", f"Close: {case.provisions[pool.provision].label}", *pool)
            places = _NOT
        about = (named[0], named[1], named[3], named[4], period)
        yield (
            *named, period, one.units, places, one.least, one.most, shared.get(about, 0.0), float(one.rounds),
            one.verdict, "yes" if one.later else "no",
        )  # fmt: skip


def regret_rows(found: Found) -> Iterator[Row]:
    """Every future planned for and every candidate."""
    training, worth = found.training, found.worth
    years = np.array([period.years for period in training.case.periods])
    children = years @ training.futures.totals / years.sum()
    for future, label in enumerate(training.futures.labels):
        for name, costs in found.costs.items():
            yield (
                label, training.two.probabilities[future], children[future], worth.alone[future],
                worth.alone_bound[future], training.unavoidable[future], name, costs[future],
                worth.regret[name][future],
            )  # fmt: skip


def round_rows(found: Found) -> Iterator[Row]:
    """How the L-shaped solves went."""
    for one in found.rounds:
        for told in one.told:
            yield one.candidate, told.seconds, told.objective, told.bound, told.gap


def fresh_rows(found: Found) -> Iterator[Row]:
    """Every candidate in every fresh future."""
    for one in found.checks:
        for number, (cost, unmet, kept) in enumerate(zip(one.cost, one.unmet, one.kept, strict=True), start=1):
            yield one.name, number, cost, unmet, kept


def selection_rows(found: Found) -> Iterator[Row]:
    """How the futures planned for compare with those drawn, where they are fewer."""
    chosen = found.training.selection
    if chosen is None:
        return
    yield "futures", "futures", chosen.drawn, chosen.futures.number
    yield "children, mean", "children", chosen.mean_drawn, chosen.mean_kept
    yield "children, standard deviation", "children", chosen.spread_drawn, chosen.spread_kept
    yield "distance, as a share of that of a single future", "share", 0.0, chosen.distance


def _decided(found: Found, one: Candidate) -> Any:
    if one.decisions is None:
        return plan_table(found.training.nothing_decided)
    return plan_table(found.training.decided(one.decisions))


def _mean(found: Found, values: Any) -> float:
    if values is None:
        return _NOT
    shares = found.training.two.probabilities
    counted = shares > 0
    return float(shares[counted] @ values[counted])


def _worst(values: Any) -> float:
    return _NOT if values is None or np.isnan(values).all() else float(np.nanmax(values))


def _number(value: float | None) -> float:
    return _NOT if value is None else value


ROWS: dict[str, Callable[[Found], Iterator[Row]]] = {
    "candidates": candidate_rows,
    "decisions": decision_rows,
    "delay": delay_rows,
    "regret": regret_rows,
    "rounds": round_rows,
    "fresh_futures": fresh_rows,
    "selection": selection_rows,
}
"""The rows of each table, by its name."""
