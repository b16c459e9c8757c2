"""What moves the answer, as rows of tables."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from models.case import Case
from models.plan import Plan
from optimiser.results.solution import Solution
from optimiser.studies.drivers_contest import Decision
from optimiser.studies.drivers_ranges import Varied
from optimiser.studies.drivers_sides import Driver, Side, units_of
from optimiser.studies.drivers_switching import Switch
from optimiser.studies.effects_ranked import said
from optimiser.studies.proven import Proven

Row = tuple[object, ...]
_NONE = math.nan
_ALIKE = 1e-6
"""Units below this are the solver's rounding."""


def figure(one: Varied) -> tuple[str, str, str]:
    """Table, row and column of an assumption."""
    return one.assumption.table, one.assumption.row, one.assumption.column


def tornado_rows(found: Sequence[Driver], base: Proven) -> Iterator[Row]:
    """A row for each assumption, what leaves no plan first, then by the larger effect."""
    ordered = sorted(found, key=lambda one: (not one.no_plan, -one.size(base)))
    sizes = [one.sizes(base) for one in ordered]
    for rank, one in enumerate(ordered, start=1):
        least, most = sizes[rank - 1]
        others = [pair for number, pair in enumerate(sizes, start=1) if number != rank]
        best = 1 + sum(other > most for other, _ in others)
        worst = 1 + sum(other > least for _, other in others)
        assumption = one.varied.assumption
        yield (
            rank, *said(assumption), len(assumption.numbers), one.varied.source,
            *_side_cells(one, one.low, one.varied.low, base), *_side_cells(one, one.high, one.varied.high, base),
            min(best, rank), max(worst, rank), _note(one),
        )  # fmt: skip


def _side_cells(one: Driver, side: Side, factor: float, base: Proven) -> Row:
    value, moved = one.varied.assumption.value_times(factor), side.moved(base)
    is_found = side.how == "solved" and moved is not None
    cost, effect = (side.most, moved.found) if is_found and moved is not None else (_NONE, _NONE)
    least, most = (_NONE, _NONE) if moved is None else (moved.least, moved.most)
    limits = (value if math.isfinite(value) else _NONE for value in (least, most))
    return (value, factor, cost, effect, *limits, side.how)


def _note(one: Driver) -> str:
    said_of = [f"{way}: {side.why}" for way, side in (("low", one.low), ("high", one.high)) if side.why]
    return "; ".join(said_of)


def promise_rows(found: Sequence[Driver], plan: Plan, planned: Sequence[float]) -> Iterator[Row]:
    """A row for each assumption and promise."""
    targets = plan.formulation.case.targets
    for one in found:
        for number, target in enumerate(targets):
            now = planned[number]
            low, high = (side.promises[number] if side.promises else _NONE for side in one.sides)
            yield (
                *figure(one.varied), target.target, target.label or target.target, target.sense, target.unit,
                now, low, low - now, high, high - now, one.low.how, one.high.how,
            )  # fmt: skip


def decision_rows(found: Sequence[Driver], base: Solution) -> Iterator[Row]:
    """A row for each option: its units in the plan as it is and over all plans that were made again."""
    labels, planned = labels_of(base.case), units_of(base)
    plans = [side.units for one in found for side in one.sides if side.how == "solved"]
    for option, units in planned.items():
        numbers = [_rounded(made.get(option, 0.0)) for made in plans]
        own = _rounded(units)
        every = [own, *numbers]
        differing = sum(abs(number - own) > _ALIKE for number in numbers)
        same = "yes" if not differing else "no"
        yield option, labels[option], own, min(every), max(every), len(plans), differing, same


def labels_of(case: Case) -> dict[str, str]:
    """The name of each option in reports."""
    return {key.option: option.label for key, option in case.options.items()}


def _rounded(units: float) -> float:
    return round(units, 6) + 0.0


def switching_row(one: Varied, option: Decision, switch: Switch) -> Row:
    """A row for a decision and a figure."""
    assumption, factor = one.assumption, switch.factor
    there = "" if math.isnan(factor) else assumption.value_times(factor)
    return (
        *figure(one), assumption.value, assumption.unit, option.option, option.label, option.units, option.change,
        switch.worth, factor, 100 * (factor - 1), there, switch.least, switch.most, *switch.limits,
        switch.found, switch.note,
    )  # fmt: skip


def left_out_rows(left_out: Sequence[tuple[Varied, str]]) -> Iterator[Row]:
    """A row for each assumption that was not varied, and why."""
    for one, reason in left_out:
        yield (*said(one.assumption), reason)
