"""Tables of a study from columns that are documented beside the study."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from optimiser.results.columns import ResultColumn


def words(lines: str) -> tuple[ResultColumn, ...]:
    """Columns of text, from lines of ``name: meaning``."""
    return _columns(lines, "str")


def numbers(lines: str) -> tuple[ResultColumn, ...]:
    """Columns of numbers, from lines of ``name: meaning``."""
    return _columns(lines, "float64")


def _columns(lines: str, dtype: str) -> tuple[ResultColumn, ...]:
    parts = (line.split(":", 1) for line in lines.strip().splitlines())
    return tuple(ResultColumn(name.strip(), dtype, meaning.strip()) for name, meaning in parts)


def tabulated(columns: tuple[ResultColumn, ...], rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    """Rows as a table with documented columns and dtypes."""
    table = pd.DataFrame(list(rows), columns=[column.name for column in columns])
    return table.astype({column.name: column.dtype for column in columns})
