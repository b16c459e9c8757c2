"""Tables of a study from columns that are documented beside the study."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from optimiser.results.columns import ResultColumn, columns_of


def words(lines: str) -> tuple[ResultColumn, ...]:
    """Columns of text, from lines of ``name: meaning``."""
    return columns_of(lines, "str")


def numbers(lines: str) -> tuple[ResultColumn, ...]:
    """Columns of numbers, from lines of ``name: meaning``."""
    return columns_of(lines, "float64")


def tabulated(columns: tuple[ResultColumn, ...], rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    """Rows as a table with documented columns and dtypes."""
    table = pd.DataFrame(list(rows), columns=[column.name for column in columns])
    return table.astype({column.name: column.dtype for column in columns})
