"""The tables of an explanation: what would have to give way, what cannot hold together, what binds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from optimiser.engine.loosening import Loosening
from optimiser.engine.marginals import Marginal
from optimiser.engine.reasons import Explanation
from optimiser.results.columns import ResultColumn
from optimiser.studies.tabulated import numbers, tabulated, words

ARITHMETIC = frozenset(
    {"demand_beyond_places", "budget_below_committed", "min_out_of_reach", "targets_contradict"}
)
"""Checks that find not a figure that cannot be, but figures that no plan can meet together."""

EXPLAIN_COLUMNS: dict[str, tuple[ResultColumn, ...]] = {
    "loosenings": words(
        """
        way: alone; enough (alone, but perhaps more than is needed); or together, with one kind or all kinds
        family: kind of what gives way
        table: input table
        row: key of the row, as column=value, separated by ;
        column: column to change
        old: value there
        """
    )
    + numbers(
        """
        new: value that is enough, rounded to the safe side
        amount: how far it gives way, in the unit
        """
    )
    + words(
        """
        unit: £, share, children or units
        proven: yes where one per cent less, or one whole unit, is known not to be enough
        sentence: what gives way, in words
        """
    ),
    "conflict": words("family: kind of what is asked\ntable: input table\nrow: key of the row\ncolumn: column")
    + numbers("value: value there")
    + words("unit: £, share, children or units\nalone: enough, not enough or unsettled\nsentence: it in words"),
    "binding": words("kind: kind of limit\nsentence: what it costs")
    + numbers("value: £ (present value) that one more unit of the limit saves, or one more child costs")
    + words("unit: what one unit is"),
}
"""Columns and units of the tables of an explanation."""

BINDING_KINDS = {
    "everyone_has_a_home": "children",
    "suitable_share": "suitability",
    "promise": "promises",
    "suitable_home": "promises",
    "revenue_budget": "revenue budgets",
    "capital_budget": "capital budgets",
    "yearly_limit": "delivery",
    "total_limit": "delivery",
    "group_yearly_limit": "delivery",
    "group_total_limit": "delivery",
    "market_full": "market",
}
"""Kinds of limit in words, by constraint family; every other is about places."""

_Tables = Mapping[str, pd.DataFrame]


def loosenings_table(found: Explanation, tables: _Tables | None) -> pd.DataFrame:
    """Everything that would have to give way, alone and in combination."""
    return tabulated(EXPLAIN_COLUMNS["loosenings"], _loosenings(found, tables))


def _loosenings(found: Explanation, tables: _Tables | None) -> Iterator[tuple[object, ...]]:
    for one in found.alone:
        yield ("alone", *_loosening(one, tables))
    for one in found.enough:
        yield ("enough", *_loosening(one, tables))
    combinations = [*found.kinds, *([found.together] if found.together else [])]
    for combination in combinations:
        for one in combination.loosenings:
            yield (f"together: {combination.family or 'all kinds'}", *_loosening(one, tables))


def _loosening(one: Loosening, tables: _Tables | None) -> tuple[object, ...]:
    row = ";".join(f"{name}={value}" for name, value in as_written(one.table, one.rows, tables))
    old = one.old if isinstance(one.old, str) else f"{one.old:g}" if one.old < 1e6 else f"{one.old:.0f}"
    proven = "yes" if one.proven else "no"
    return (one.family, one.table, row, one.column, old, one.new, one.amount, one.unit, proven, one.sentence)


def conflict_table(found: Explanation, tables: _Tables | None) -> pd.DataFrame:
    """What cannot hold together, and whether each of it would be enough alone."""
    not_enough, unsettled = set(found.not_enough), set(found.unsettled)
    rows = []
    for one in found.conflict:
        alone = "not enough" if one in not_enough else "unsettled" if one in unsettled else "enough"
        row = ";".join(f"{name}={value}" for name, value in as_written(one.table, one.rows, tables))
        rows.append((one.family, one.table, row, one.column, one.value, one.unit, alone, one.sentence))
    return tabulated(EXPLAIN_COLUMNS["conflict"], rows)


def binding_table(marginals: Iterable[Marginal]) -> pd.DataFrame:
    """What binds, by kind, in each kind what is worth most first."""
    listed = [(BINDING_KINDS.get(one.family, "places"), one) for one in marginals]
    order = list(dict.fromkeys(kind for kind, _ in listed))
    listed.sort(key=lambda pair: order.index(pair[0]))
    return tabulated(
        EXPLAIN_COLUMNS["binding"], [(kind, one.sentence, one.value, one.unit) for kind, one in listed]
    )


def as_written(table: str, rows: Sequence[tuple[str, str]], tables: _Tables | None) -> tuple[tuple[str, str], ...]:
    """The key of a row as the tables have it: a period that they leave blank is blank here too."""
    frame = None if tables is None else tables.get(table)
    if frame is None or not any(column == "period" for column, _ in rows):
        return tuple(rows)
    others = [(column, value) for column, value in rows if column != "period"]
    same = frame
    for column, value in others:
        same = same[same[column].astype(str) == value]
    given = {str(value) for value in same["period"] if not pd.isna(value)}
    return tuple((c, v if c != "period" or v in given else "") for c, v in rows)
