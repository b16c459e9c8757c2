"""The levers of a case: those of its tables that a commissioner changes first."""

from __future__ import annotations

from itertools import chain

from optimiser.levers.budgets import budgets
from optimiser.levers.building import building
from optimiser.levers.capacity import lead_times, recruitment
from optimiser.levers.children import children
from optimiser.levers.fees import fees
from optimiser.levers.figures import Figures
from optimiser.levers.lever import Lever
from optimiser.levers.occupancy import occupancy
from optimiser.levers.promises import promises
from optimiser.tables.inputs import CaseInputs

_MAKERS = (children, fees, recruitment, lead_times, occupancy, promises, budgets, building)
"""In the order of :data:`~optimiser.levers.lever.GROUPS`."""


def levers_of(inputs: CaseInputs) -> tuple[Lever, ...]:
    """Every lever of a case, group by group; those of tables and rows that it does not have are left out.

    The inputs are the case without the what-if that the levers are to make: their defaults are what the
    tables of these inputs hold.
    """
    figures = Figures(inputs)
    return tuple(chain.from_iterable(make(figures) for make in _MAKERS))
