"""The result of a plan: its record and its tables."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pandas as pd

from optimiser.engine.outcome import Status
from optimiser.record import Record
from optimiser.tables.inputs import CaseInputs


@dataclass(frozen=True)
class Result:
    """What came of planning a case.

    ``inputs`` are those that were planned. Every other attribute but ``record`` is a DataFrame whose columns,
    units and dtypes are documented in ``optimiser.results.columns.COLUMNS``. Tables that belong to a plan are
    empty where there is none.
    """

    record: Record
    inputs: CaseInputs
    plan: pd.DataFrame
    placements: pd.DataFrame
    places: pd.DataFrame
    pools: pd.DataFrame
    newcomers: pd.DataFrame
    bought: pd.DataFrame
    costs: pd.DataFrame
    savings: pd.DataFrame
    planning_ahead: pd.DataFrame
    locality: pd.DataFrame
    targets: pd.DataFrame
    unmet: pd.DataFrame
    moves: pd.DataFrame
    break_even: pd.DataFrame
    marginals: pd.DataFrame
    reconciliation: pd.DataFrame
    assumptions: pd.DataFrame
    decisions: pd.DataFrame
    changes: pd.DataFrame

    @property
    def status(self) -> Status:
        """How the solve ended; only ``optimal`` is proven, to ``record.gap_asked``."""
        return Status(self.record.status)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table by name."""
        names = [field.name for field in fields(self) if field.name not in ("record", "inputs")]
        return {name: getattr(self, name) for name in names}

    @property
    def explanation(self) -> tuple[str, ...]:
        """Where no plan exists, which promises cannot hold together, in sentences."""
        return tuple(self.record.explanation)

    def summary(self, width: int = 100) -> str:
        """The result as text of at most about sixty lines."""
        from optimiser.summary import summary_text

        return summary_text(self, width)
