"""What a case has to say about chance: asked for, and refused in words where it says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.case import Case
from models.uncertainty import Futures, Uncertainty
from optimiser.errors import InputError, OptimiserError
from optimiser.tables.problems import Problem

if TYPE_CHECKING:
    from optimiser.tables.inputs import CaseInputs


def uncertainty_of(inputs: CaseInputs) -> Uncertainty:
    """What the input tables say about chance; raise ``InputError`` where they do not suffice for futures."""
    require_entries(inputs.case, inputs.uncertainty)
    return inputs.uncertainty


def require_entries(case: Case, uncertainty: Uncertainty) -> None:
    """Raise ``InputError`` with each table that futures of demand need and that is missing."""
    problems = missing_for_futures(case, uncertainty)
    if problems:
        raise InputError(problems)


def missing_for_futures(case: Case, uncertainty: Uncertainty) -> list[Problem]:
    """What futures of demand need and the tables do not have."""
    problems = []
    if not uncertainty.entries:
        problems.append(
            _missing("entries", "how many children of each need group enter in a year, and how long they stay")
        )
    if not any(case.placements.values()) and case.demand[:, :, 0].any():
        problems.append(_missing("placements", "the children who are there at the start"))
    return problems


def _missing(table: str, what: str) -> Problem:
    message = "futures of demand cannot be drawn without this table"
    return Problem("error", "futures_without_table", table, None, None, None, message, f"add it with {what}")


def futures_of(case: Case) -> Futures:
    """The futures that the council gave itself: the scenarios of the demand table, with their probabilities.

    Prices are as planned in each. Raises ``OptimiserError`` where the case has one scenario only.
    """
    if len(case.scenarios) < 2:
        raise OptimiserError(
            "The case has no futures of its own: add the table scenarios with the probability of each, and name "
            "them in the column scenario of the table demand."
        )
    shape = (len(case.provisions), len(case.periods), len(case.scenarios))
    probabilities = np.array([scenario.probability for scenario in case.scenarios])
    arrays = (probabilities / probabilities.sum(), case.demand.copy(), np.ones(shape), case.demand @ probabilities)
    for array in arrays:
        array.flags.writeable = False
    return Futures(
        tuple(scenario.scenario for scenario in case.scenarios),
        *arrays,
        needs=tuple(case.needs),
        home_areas=case.home_areas,
        periods=tuple(period.period for period in case.periods),
        provisions=tuple(case.provisions),
        origin="given",
    )
