"""The case with the demand of a stated percentile, as a what-if, so that its log shows every cell."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.case import Case, Floats
from models.uncertainty import Futures
from optimiser.futures import percentile_demand
from optimiser.scenario import WhatIf, changed
from optimiser.scenario.what_if import Alteration, Change, NewRow, Removal
from optimiser.tables.inputs import CaseInputs


def at_percentile(inputs: CaseInputs, futures: Futures, percentile: float) -> CaseInputs:
    """The inputs with demand at a percentile of the total in each period, changed and checked like any what-if.

    As :func:`~optimiser.futures.percentile_demand`: need groups and home areas keep their shares. A case with
    several futures of its own comes to have one. Raises ``OptimiserError`` where the percentile is not one.
    """
    return changed(inputs, [what_if_of(inputs.case, futures, percentile)])


def at_expected(inputs: CaseInputs) -> CaseInputs:
    """The inputs with one demand, the expected one, where the case gives several futures of its own."""
    case = inputs.case
    if len(case.scenarios) == 1:
        return inputs
    shares = np.array([scenario.probability for scenario in case.scenarios])
    expected = np.asarray(case.demand @ (shares / shares.sum()))
    reason = f"Demand as expected over the {len(case.scenarios)} futures of the case"
    one = WhatIf("demand-expected", reason, tuple(_instead(case, expected)), "demand as expected")
    return changed(inputs, [one])


def what_if_of(case: Case, futures: Futures, percentile: float) -> WhatIf:
    """The what-if that makes a case's demand that of a percentile."""
    drawn = f"seed {futures.seed}" if futures.origin == "generated" else "the case's own"
    said = f"Demand of the {percentile:g}th percentile of the total in each period"
    reason = f"{said}, of {futures.number} futures ({drawn})"
    single = len(case.scenarios) == 1
    demand = percentile_demand(futures, percentile)
    changes = _scaled(case, futures, demand) if single else _instead(case, demand)
    return WhatIf(f"demand-p{percentile:g}", reason, tuple(changes), f"--percentile {percentile:g}")


def _scaled(case: Case, futures: Futures, demand: Floats) -> Iterator[Change]:
    """Every child of a period counts for so much."""
    before, after = futures.central.sum(axis=(0, 1)), demand.sum(axis=(0, 1))
    scale = np.divide(after, before, out=np.ones_like(before), where=before > 0)
    for period, factor in zip(case.periods, scale.tolist(), strict=True):
        yield Alteration("demand", "children", "multiply", repr(factor), (("period", (period.period,)),))


def _instead(case: Case, demand: Floats) -> Iterator[Change]:
    """One demand in place of several futures."""
    yield Removal("demand", ())
    yield Removal("scenarios", ())
    for g, need in enumerate(case.needs):
        for o, home_area in enumerate(case.home_areas):
            for t, period in enumerate(case.periods):
                cells = (
                    ("need", need),
                    ("home_area", home_area),
                    ("period", period.period),
                    ("children", repr(float(demand[g, o, t]))),
                    ("source", "Percentile of futures"),
                    ("confidence", "derived"),
                )
                yield NewRow("demand", cells)
