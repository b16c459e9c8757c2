"""Columns, units and dtypes of every table of a study."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from optimiser.results.columns import ResultColumn


def _text(lines: str) -> tuple[ResultColumn, ...]:
    return _columns(lines, "str")


def _numbers(lines: str) -> tuple[ResultColumn, ...]:
    return _columns(lines, "float64")


def _columns(lines: str, dtype: str) -> tuple[ResultColumn, ...]:
    parts = (line.split(":", 1) for line in lines.strip().splitlines())
    return tuple(ResultColumn(name.strip(), dtype, meaning.strip()) for name, meaning in parts)


_OF_A_FIGURE = _text(
    """
    table: input table
    row: key of the rows, * where they differ
    column: column
    value: value used, the least and the most where the rows differ
    unit: unit
    source: where it comes from
    confidence: published, derived or judgement
    """
)

STUDY_COLUMNS: dict[str, tuple[ResultColumn, ...]] = {
    "effects": _numbers("rank: 1 for the figure that moves the cost of the cheapest plan most")
    + _OF_A_FIGURE
    + _numbers(
        """
        rows: rows of the table that were changed together
        objective_down: cost of the cheapest plan with the figure lowered, £ present value (empty: no such plan)
        effect_down: that less the cost of the plan as it is, £
        objective_up: cost of the cheapest plan with the figure raised, £ present value (empty: no such plan)
        effect_up: that less the cost of the plan as it is, £
        not_proven: what an effect must exceed to be more than the gaps that are left, £
        """
    )
    + _text("note: what the numbers do not say: not possible, no plan, not proven"),
    "estimates": _OF_A_FIGURE
    + _numbers(
        """
        rows: rows of the table that would be changed together
        estimate: the larger of the first-order effects with whole numbers held and let go, £ present value
        """
    ),
    "left_out": _OF_A_FIGURE + _text("reason: why no effect was worked out"),
    "inputs": _text(
        """
        table: input table
        row: key of the row
        column: column, empty where the row holds nothing but its key
        change: added, removed or changed
        old: value before
        new: value after
        source: where the new value comes from
        confidence: published, derived or judgement
        note: note of the new row
        """
    ),
    "setup": _text(
        """
        section: settings (in force without being given), solving, versions or result
        name: what differs
        old: before
        new: after
        """
    ),
    "figures": _text("figure: headline figure, as in result.json")
    + _numbers("old: before\nnew: after\ndifference: new less old"),
    "decisions": _text(
        """
        change: added, removed or changed
        action: decide (an option) or close (an existing unit)
        option: the option's key, empty for a closure
        label: its name
        provision: provision whose places it changes
        area: where
        period: period of the decision
        """
    )
    + _numbers("old: units before\nnew: units after\ndifference: new less old")
    + _text("opens_old: period in which the first place could be used\nopens_new: the same after"),
}
"""The tables of :mod:`.effects` (effects, estimates, left_out) and of :mod:`.changes_between` (the others)."""


def study_frame(name: str, rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    """Rows as the study table of that name, with its documented columns and dtypes."""
    columns = STUDY_COLUMNS[name]
    table = pd.DataFrame(list(rows), columns=[column.name for column in columns])
    return table.astype({column.name: column.dtype for column in columns})
