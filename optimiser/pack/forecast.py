"""How many children there may be: low, central and high, drawn from the authority's own flows of children."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from models.case import Floats
from optimiser.futures import generate, low_central_high, low_central_high_by_need, missing_for_futures

if TYPE_CHECKING:
    from optimiser.tables.inputs import CaseInputs

FUTURES, SEED = 1000, 0
"""The futures of a stress test that is asked for nothing else, so that a pack with one tells of the same."""


@dataclass(frozen=True)
class Forecast:
    """Children at the 10th, 50th and 90th percentiles, in this order along the first axis of both arrays.

    ``totals``: of all children together in each period, shape (3, period). ``groups``: of each need group by
    itself, shape (3, need, period); they do not add up to the totals, as not all are low or high at once.
    """

    futures: int
    seed: int
    totals: Floats
    groups: Floats


def can_forecast(inputs: CaseInputs) -> bool:
    """Whether the tables say enough of how children come, stay and leave."""
    return not missing_for_futures(inputs.case, inputs.uncertainty)


def forecast(inputs: CaseInputs) -> Forecast | None:
    """Draw the futures, the same for the same tables; ``None`` where they do not say enough."""
    if not can_forecast(inputs):
        return None
    children_alone = replace(inputs.uncertainty, prices=None)  # prices have draws of their own, and take a while
    drawn = generate(inputs.case, children_alone, FUTURES, SEED)
    totals = [demand.sum(axis=(0, 1)) for demand in low_central_high(drawn)]
    return Forecast(FUTURES, SEED, np.array(totals), np.array(low_central_high_by_need(drawn)))
