"""The assumptions of a case as a commissioner thinks of them, and the case with one of them changed.

An assumption is one column of the rows of a table that differ only in period, home area or area: "demand of
complex 10 to 15", in every year and from every part of the authority, is one assumption and changes as one.

**What ten per cent means.** Each figure is multiplied by 1.1 or 0.9: numbers, shares, and each of several
shares (a ramp-up). Left out, each with its reason: whole numbers (units, ages), of which a tenth means
nothing, and so limits on whole units of which a tenth is less than one; a nought, of which a tenth is nought;
spending that is only reconciled with; and what no check lets change by so much either way (weeks a year,
probabilities that must sum to 1). Where one way only is invalid (a share of 1 cannot rise) that way alone is
not possible. Words, labels and bands are no figures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from models.case import Case
from optimiser.errors import InputError
from optimiser.tables.build import build_case
from optimiser.tables.checked import typed_tables
from optimiser.tables.checks.registry import as_text
from optimiser.tables.inputs import CaseInputs, as_text_tables, cell_text, recheck
from optimiser.tables.problems import Problems
from optimiser.tables.specification import SETTING_BY_NAME, TABLE_BY_NAME, TABLES, Column, Table

_TOGETHER = frozenset({"period", "home_area", "area"})
"""Parts of a key by which the rows of one assumption may differ."""
_FIGURES = ("number", "share", "shares", "whole")
_NOT_PLANNED_WITH = frozenset({"outturn"})
_LIMITS_ON_UNITS = frozenset({"max_per_period", "max_total", "min_total"})


@dataclass(frozen=True)
class Assumption:
    """Some figures that change together: one column of some rows of a table.

    ``numbers`` are the rows' numbers in the table's frame; ``values`` their figures, in the same order.
    ``whole``: whether they are whole numbers; ``of_units``: whether they limit units that are whole.
    """

    table: str
    row: str
    column: str
    unit: str
    whole: bool
    of_units: bool
    numbers: tuple[int, ...]
    values: tuple[Any, ...]
    source: str
    confidence: str

    @property
    def value(self) -> str:
        """The figure as text; the least and the most where the rows differ."""
        return self.value_times(1.0)

    def value_times(self, factor: float) -> str:
        """The figure as text when it is multiplied by a factor."""
        least, most = (_times(value, factor) for value in (min(self.values), max(self.values)))
        return _short(least) if least == most else f"{_short(least)} to {_short(most)}"

    def reason_to_leave_out(self, step: float) -> str:
        """Why no change of it by ``step`` (a share) is worked out, empty where there is no reason."""
        if self.table in _NOT_PLANNED_WITH:
            return "only reconciled with, no part of the plan"
        if self.whole:
            return "a whole number"
        if not any(_some(value) for value in self.values):
            return "nought"
        small = self.of_units and max(self.values) * step < 1 - 1e-9
        return f"a limit on whole units, of which {step:.0%} is less than one" if small else ""


def assumptions(inputs: CaseInputs, grouped: bool = True) -> tuple[Assumption, ...]:
    """Every figure of the inputs, those that a commissioner would change together as one (if ``grouped``)."""
    return tuple(one for table in TABLES if table.of_the_plan for one in _of_table(table, inputs, grouped))


def assumption_of(inputs: CaseInputs, table: str, column: str, numbers: Collection[int]) -> Assumption | None:
    """The figures of a column in the rows with these numbers as one assumption; ``None`` where there are none."""
    frame, described = inputs.tables[table], TABLE_BY_NAME[table]
    if table == "settings":
        return next((one for one in _settings(frame) if one.numbers[0] in numbers), None)
    records = zip(frame.index, frame.to_dict("records"), strict=True)
    filled: list[tuple[int, Mapping[Any, Any]]] = [
        (int(number), row) for number, row in records if number in numbers and cell_text(row[column])
    ]
    of_units = column in _LIMITS_ON_UNITS and _whole_units(inputs, table, filled)
    return _assumption(described, described.column(column), filled, of_units) if filled else None


def _of_table(table: Table, inputs: CaseInputs, grouped: bool) -> Iterator[Assumption]:
    frame = inputs.tables[table.name]
    if table.name == "settings":
        yield from _settings(frame)
        return
    fixed = [name for name in table.key if not (grouped and name in _TOGETHER)]
    groups: dict[tuple[str, ...], list[tuple[int, Mapping[Any, Any]]]] = {}
    for number, record in zip(frame.index, frame.to_dict("records"), strict=True):
        groups.setdefault(tuple(cell_text(record[name]) for name in fixed), []).append((int(number), record))
    for column in table.columns:
        if column.kind in _FIGURES and column.name not in table.key:
            for rows in groups.values():
                filled = [(number, row) for number, row in rows if cell_text(row[column.name])]
                if filled:
                    of_units = column.name in _LIMITS_ON_UNITS and _whole_units(inputs, table.name, filled)
                    yield _assumption(table, column, filled, of_units)


def _whole_units(inputs: CaseInputs, table: str, rows: list[tuple[int, Mapping[Any, Any]]]) -> bool:
    """Whether options, or options in limit groups, have units that are whole."""
    options = inputs.case.options.values()
    named = {row["option" if table == "options" else "limit_group"] for _, row in rows}
    members = [o for o in options if named & ({o.key.option} if table == "options" else set(o.limit_groups))]
    return any(option.whole_units for option in members)


def _assumption(
    table: Table, column: Column, rows: list[tuple[int, Mapping[Any, Any]]], of_units: bool
) -> Assumption:
    records = [row for _, row in rows]
    key = [_same([cell_text(row[name]) for row in records]) for name in table.key]
    return Assumption(
        table=table.name,
        row=" / ".join(key),
        column=column.name,
        unit=column.unit,
        whole=column.kind == "whole",
        of_units=of_units,
        numbers=tuple(number for number, _ in rows),
        values=tuple(row[column.name] for row in records),
        source=_all([cell_text(row["source"]) for row in records]),
        confidence=_all([cell_text(row["confidence"]) for row in records]),
    )


def _settings(frame: pd.DataFrame) -> Iterator[Assumption]:
    """The settings that are given and hold a number."""
    for number, row in zip(frame.index, frame.to_dict("records"), strict=True):
        column = SETTING_BY_NAME[row["setting"]].column
        if column.kind in _FIGURES or (column.name == "unmet_need" and row["value"] != column.default):
            yield Assumption(
                *("settings", column.name, "value", column.unit, column.kind == "whole", False, (int(number),)),
                *((float(row["value"]),), cell_text(row["source"]), cell_text(row["confidence"])),
            )


def _same(values: list[str]) -> str:
    return values[0] if len(set(values)) == 1 else "*"


def _all(values: list[str]) -> str:
    return "; ".join(dict.fromkeys(value for value in values if value))


def _short(value: Any) -> str:
    if isinstance(value, tuple):
        return ";".join(_short(part) for part in value)
    text = f"{value:.6g}"
    return f"{value:.0f}" if "e+" in text else text


def _some(value: Any) -> bool:
    return any(value) if isinstance(value, tuple) else bool(value)


def changed(inputs: CaseInputs, assumption: Assumption, factor: float) -> CaseInputs:
    """The inputs with an assumption multiplied by a factor, through the ordinary checks.

    Raises :class:`~optimiser.errors.InputError` where a check does not let it take that value.
    """
    frame = _frame(inputs.tables[assumption.table], assumption, factor)
    return recheck({**inputs.tables, assumption.table: frame}, inputs.path)


def _frame(frame: pd.DataFrame, assumption: Assumption, factor: float) -> pd.DataFrame:
    cells = dict(zip(frame.index, frame[assumption.column], strict=True))
    for number, value in zip(assumption.numbers, assumption.values, strict=True):
        cells[number] = _times(value, factor) if assumption.table != "settings" else as_text(value * factor)
    column = pd.Series(list(cells.values()), index=frame.index, dtype="object")
    return frame.assign(**{assumption.column: column})


def _times(value: Any, factor: float) -> Any:
    return tuple(part * factor for part in value) if isinstance(value, tuple) else value * factor


_NO_PLAN = frozenset({"demand_beyond_places", "budget_below_committed", "min_out_of_reach", "targets_contradict"})
"""Checks that find not a figure that cannot be, but figures which no plan can meet together."""


def why_not(error: InputError) -> tuple[str, bool]:
    """Why a change is refused: the first thing that the checks say, and whether it is that no plan is possible."""
    return error.problems[0].message, all(problem.check in _NO_PLAN for problem in error.problems)


class QuickCases:
    """Cases with one assumption changed, cell by cell but without the checks across tables: for a screen."""

    def __init__(self, inputs: CaseInputs) -> None:
        """Begin from the tables as they are written out; each change writes one of them again."""
        self._inputs = inputs

    def changed(self, assumption: Assumption, factor: float) -> Case | None:
        """The case with an assumption multiplied by a factor; ``None`` where a cell cannot take that value."""
        name, texts, problems = assumption.table, self._inputs.texts, Problems()
        frame = _frame(self._inputs.tables[name], assumption, factor)
        written = as_text_tables({name: frame}, self._inputs.path).tables
        tables = typed_tables(replace(texts, tables={**texts.tables, **written}), problems)
        return None if problems.sorted() else build_case(tables)
