"""The mean of the futures beside the demand table, for reports."""

from __future__ import annotations

from models.case import Case
from models.turnover.flows import flows_of
from models.turnover.implied import Implied, beside_demand
from models.uncertainty import Uncertainty
from optimiser.futures.asking import require_entries

__all__ = ["Implied", "implied"]


def implied(case: Case, uncertainty: Uncertainty) -> tuple[Implied, ...]:
    """Every need group and period, in the order of the case; ``InputError`` where there are no entries."""
    require_entries(case, uncertainty)
    return beside_demand(case, flows_of(case, uncertainty))
