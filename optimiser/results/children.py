"""Where children live: placements, moves, locality, promises, and children without a suitable home."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from models.case import Case, Floats, Target
from models.promised_pools import is_of_a_chance
from models.targets import (
    Scope,
    children_in_scope,
    counted_children,
    distance_band,
    promised_children,
    target_scope,
)
from optimiser.results.columns import beside, frame
from optimiser.results.solution import SMALL, Solution
from optimiser.results.suitable_home import chance_reached

START = "start"
"""The label of the position before the first period."""

_FLOW = ["scenario", "period", "need", "home_area", "provision", "area"]


def placements_table(solution: Solution, baseline: Solution | None) -> pd.DataFrame:
    """Children living, and newly placed, by need group, home area, provision and area."""
    mine = _placements(solution)
    other = None if baseline is None else _placements(baseline)
    table = beside(mine, other, _FLOW, "children")
    return frame("placements", in_time_order(solution.case, table, _FLOW))


def _placements(solution: Solution) -> pd.DataFrame:
    return _flow_rows(solution.case, {"children": solution.living, "new_placements": solution.placed})


def moves_table(solution: Solution, baseline: Solution | None) -> pd.DataFrame:
    """Planned moves and disruptions; the do-nothing columns count disruptions, the last one planned moves."""
    mine = _moves(solution)
    other = None if baseline is None else _moves(baseline)
    planned = beside(mine, other, _FLOW, "planned").set_index(_FLOW)["do_nothing"]
    table = beside(mine, other, _FLOW, "disrupted").join(planned.rename("planned_do_nothing"), on=_FLOW)
    return frame("moves", in_time_order(solution.case, table, _FLOW))


def _moves(solution: Solution) -> pd.DataFrame:
    return _flow_rows(solution.case, {"planned": solution.moved, "disrupted": solution.displaced})


def _flow_rows(case: Case, figures: dict[str, Floats]) -> pd.DataFrame:
    """One row for each (flow, period, scenario) where any figure is not nought."""
    some = np.any([np.abs(values) > SMALL for values in figures.values()], axis=0)
    flow, period, scenario = np.nonzero(some)
    flows = np.array(case.flows, dtype=object).reshape(len(case.flows), 4)
    labels = {name: flows[flow, i] for i, name in enumerate(("need", "home_area", "provision", "area"))}
    return pd.DataFrame(
        {
            "scenario": np.array([s.scenario for s in case.scenarios], dtype=object)[scenario],
            "period": np.array([p.period for p in case.periods], dtype=object)[period],
            **labels,
            **{name: values[some] for name, values in figures.items()},
        }
    )


def in_time_order(case: Case, table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Rows by period (the start first), then by the other keys."""
    order = {START: -1} | {period.period: t for t, period in enumerate(case.periods)}
    by = ["period", *[key for key in keys if key != "period"]]
    return table.sort_values(by, key=lambda column: column.map(order) if column.name == "period" else column)


def unmet_table(solution: Solution, baseline: Solution | None) -> pd.DataFrame:
    """Children without a suitable home: unmet need, never called a placement."""
    keys = ["scenario", "period", "need", "home_area"]
    mine, other = _unmet(solution), None if baseline is None else _unmet(baseline)
    return frame("unmet", in_time_order(solution.case, beside(mine, other, keys, "children"), keys))


def _unmet(solution: Solution) -> pd.DataFrame:
    case = solution.case
    rows = [
        (
            case.scenarios[s].scenario,
            case.periods[t].period,
            need,
            home_area,
            float(solution.values[position]),
        )
        for (need, home_area, t, s), position in solution.plan.formulation.decisions.unmet.items()
        if solution.values[position] > SMALL
    ]
    return pd.DataFrame(rows, columns=["scenario", "period", "need", "home_area", "children"])


def locality_table(solution: Solution, baseline: Solution | None) -> pd.DataFrame:
    """The DfE's six cells, at the start and in each period: boundary × distance."""
    keys = ["scenario", "period", "boundary", "distance"]
    mine, other = _locality(solution), None if baseline is None else _locality(baseline)
    return frame("locality", in_time_order(solution.case, beside(mine, other, keys, "children"), keys))


def _locality(solution: Solution) -> pd.DataFrame:
    case = solution.case
    cells = _cells(case)
    rows = list(_six_cells((START, START), case.starting_children, cells))
    for t, period in enumerate(case.periods):
        for s, scenario in enumerate(case.scenarios):
            rows += _six_cells((scenario.scenario, period.period), solution.living[:, t, s], cells)
    return pd.DataFrame(rows, columns=["scenario", "period", "boundary", "distance", "children", "share"])


def _cells(case: Case) -> dict[tuple[str, str], list[int]]:
    """Positions of the flows of looked-after children in each of the six cells."""
    distances = ("within_20_miles", "beyond_20_miles", "unknown")
    cells: dict[tuple[str, str], list[int]] = {(b, d): [] for b in ("inside", "outside") for d in distances}
    for j, flow in enumerate(case.flows):
        if case.provisions[flow.provision].looked_after:
            boundary = "inside" if case.areas[flow.area].inside_boundary else "outside"
            cells[boundary, distance_band(case.proximity[flow.home_area, flow.area])].append(j)
    return cells


def _six_cells(
    when: tuple[str, str], children: Floats, cells: dict[tuple[str, str], list[int]]
) -> Iterator[tuple[object, ...]]:
    counts = {cell: float(children[flows].sum()) for cell, flows in cells.items()}
    everyone = sum(counts.values())
    for (boundary, distance), count in counts.items():
        yield (*when, boundary, distance, count, count / everyone if everyone else 0.0)


def targets_table(solution: Solution, baseline: Solution | None) -> pd.DataFrame:
    """Every promise in every period: asked, reached, and children short of it."""
    keys = ["scenario", "period", "target"]
    mine = _targets(solution, solution)
    other = None if baseline is None else _targets(baseline, solution)
    return frame("targets", in_time_order(solution.case, beside(mine, other, keys, "reached"), keys))


def _targets(solution: Solution, plan: Solution) -> pd.DataFrame:
    """What a solution reaches of the promises of a plan."""
    rows = [
        (solution.case.scenarios[s].scenario, solution.case.periods[t].period, target.target, target.label,
         target.measure, target.unit, target.sense, target.value, *_reached(solution, plan, target, scope, t, s))
        for target in plan.case.targets
        for scope in [target_scope(solution.case, target)]
        for t in target.periods
        for s in range(len(solution.case.scenarios))
    ]  # fmt: skip
    names = [
        "scenario", "period", "target", "label", "measure", "unit", "sense", "asked",
        "reached", "children", "in_scope", "shortfall", "kept",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _reached(
    solution: Solution, plan: Solution, target: Target, scope: Scope, t: int, s: int
) -> tuple[float, float, float, float, str]:
    if is_of_a_chance(target):
        found = chance_reached(solution, plan, target, t, s)
        return found.reached, found.finding_none, found.coming, found.short, _kept(found.short, found.coming)
    formulation = solution.plan.formulation
    counted = counted_children(formulation, scope, t, s).value(solution.values)
    in_scope = children_in_scope(formulation, scope, t, s).value(solution.values)
    asked = promised_children(formulation, target, scope, t, s).value(solution.values)
    short = asked - counted if target.sense == "at_least" else counted - asked
    reached = counted if target.unit == "number" else (counted / in_scope if in_scope > SMALL else float("nan"))
    return reached, counted, in_scope, max(0.0, short), _kept(short, in_scope)


def _kept(short: float, in_scope: float) -> str:
    return "yes" if short <= 1e-6 * max(1.0, in_scope) else "no"
