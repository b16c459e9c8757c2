r"""The shared decisions, with planes that stand for the futures.

.. math::

   \min\; (1-\lambda)(c\,n + \sum_b \theta_b) + \lambda\,(\eta + \tfrac{1}{1-\alpha} \sum_s \delta_s), \qquad
   \theta_b \ge \sum_{s \in b} \pi_s (v_s + g_s (n - \hat n_s))

A bundle :math:`b` of futures has one cut for each round: all in one bundle is the single-cut method, each in its
own the multi-cut method. Where risk has a price each future has its own bundle, and
:math:`\delta_s \ge \pi_s (c_s n - \eta) + \theta_s`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import scipy.sparse

from models.case import Floats
from models.terms import Positions
from optimiser.engine.highs import Session
from optimiser.engine.matrix import Matrix
from optimiser.engine.outcome import Outcome
from optimiser.engine.scaling import Scaling
from optimiser.engine.settings import SolveSettings
from optimiser.engine.two_stage.extensive import widened
from optimiser.engine.two_stage.risk import Risk
from optimiser.engine.two_stage.stages import TwoStage
from optimiser.engine.two_stage.subproblem import Cut


class Master:
    """The master, whose linear programme stays in HiGHS while cuts are added."""

    def __init__(self, two: TwoStage, risk: Risk, bundles: int) -> None:
        """No cut yet: without them the master has no lower bound."""
        self._two = two
        self._bundle = _bundled(two, bundles, risk)
        self._base = _begun(two, risk, int(self._bundle[-1]) + 1)
        self._unit = _unit(two)
        self._rows: list[Floats] = []
        self._lower: list[float] = []
        self._relaxation = Session(self._base.relaxed(), SolveSettings())
        self._sizes = self._relaxation.scaling.rows
        self._relaxation.highs.setOptionValue("output_flag", False)
        self._relaxation.highs.setOptionValue("presolve", "off")

    @property
    def cuts(self) -> int:
        """How many cuts there are."""
        return len(self._rows)

    def add(self, cuts: Sequence[Cut]) -> None:
        """Add a round of cuts, one for each future in order; cuts that a future is possible by themselves."""
        for cut in cuts:
            if not cut.feasible:
                self._extend(-cut.slope, None, cut.constant)
        shares = self._two.probabilities
        for bundle in range(int(self._bundle[-1]) + 1):
            members = np.flatnonzero(self._bundle == bundle).tolist()
            if all(cuts[future].feasible for future in members):
                slope = np.sum([shares[future] * cuts[future].slope for future in members], axis=0)
                constant = float(np.sum([shares[future] * cuts[future].constant for future in members]))
                self._extend(-slope, bundle, constant)

    def add_floor(self, costs: Floats) -> None:
        """Add what each future costs at least whatever is decided, its part of the shared decisions included.

        A bundle with a future of which that is not known gets no such row.
        """
        first, shares = self._two.first, self._two.probabilities
        for bundle in range(int(self._bundle[-1]) + 1):
            members = np.flatnonzero(self._bundle == bundle)
            if not np.all(np.isfinite(costs[members])):
                continue
            shared = np.sum([shares[future] * self._two.blocks[future].cost[first] for future in members], axis=0)
            self._extend(shared, bundle, float(shares[members] @ costs[members]))

    def _extend(self, shared: Floats, bundle: int | None, lower: float) -> None:
        """Add the row ``shared·n + θ ≥ lower``, its coefficients brought to the size of one."""
        row = np.zeros(len(self._base.cost))
        row[: len(shared)] = shared
        if bundle is not None:
            row[len(shared) + bundle] = self._unit
        size = float(np.abs(row).max())
        row, lower = (row / size, lower / size) if size > 0 else (row, lower)
        row[np.abs(row) < _NEGLIGIBLE] = 0.0
        self._rows.append(row)
        self._lower.append(lower)
        where = np.flatnonzero(row).astype(np.int32)
        self._relaxation.highs.addRow(lower, np.inf, len(where), where, row[where])

    def relaxed(self) -> Outcome:
        """Solve with no decision whole; the bound is that of the relaxation."""
        session, cuts = self._relaxation, np.ones(len(self._rows))
        session.scaling = Scaling(session.scaling.objective, np.append(self._sizes, cuts))
        session.highs.run()
        return self._shared(session.outcome(False, 0.0))

    def whole(
        self,
        settings: SolveSettings,
        start: Floats | None,
        cancel: Callable[[], bool] | None,
    ) -> Outcome:
        """Solve with whole decisions, beginning from a plan in hand."""
        session = Session(self.matrix(), settings)
        session.begin_inside()
        if start is not None:
            session.begin_from(np.concatenate([start, np.full(len(self._base.cost) - len(start), np.inf)]))
        return self._shared(session.outcome(session.run(None, cancel), 0.0))

    def matrix(self) -> Matrix:
        """The master with its cuts."""
        base = self._base
        if not self._rows:
            return base
        cuts = scipy.sparse.csr_array(np.array(self._rows))
        return replace(
            base,
            rows=scipy.sparse.csc_array(scipy.sparse.vstack([base.rows, cuts])),
            row_lower=np.concatenate([base.row_lower, self._lower]),
            row_upper=np.concatenate([base.row_upper, np.full(len(self._rows), np.inf)]),
        )

    def _shared(self, outcome: Outcome) -> Outcome:
        """The outcome with the values of the shared decisions alone."""
        if outcome.solution is None:
            return outcome
        return replace(outcome, solution=outcome.solution[: len(self._two.first)])


_NEGLIGIBLE = 1e-12
"""Share of a cut's largest coefficient that is no more than rounding."""


def _bundled(two: TwoStage, bundles: int, risk: Risk) -> Positions:
    """The bundle of each future; each its own where risk has a price."""
    futures = np.arange(two.futures)
    return futures if risk.averse else futures * min(bundles, two.futures) // two.futures


def _unit(two: TwoStage) -> float:
    """The unit of θ in £, a power of two near the dearest decision."""
    dearest = float(np.abs(two.first_stage.cost).max(initial=0.0))
    return float(2.0 ** np.round(np.log2(dearest))) if dearest > 0 else 1.0


def _begun(two: TwoStage, risk: Risk, bundles: int) -> Matrix:
    """The master without cuts: shared decisions, θ for each bundle and, with risk, η and δ for each future."""
    first, unit = two.first_stage, _unit(two)
    weight = risk.cvar_weight if risk.averse else 0.0
    side = 1 + two.futures if risk.averse else 0
    columns = len(first.cost) + bundles + side
    excesses = max(side - 1, 0)
    rows, tail = widened(first.rows, columns), weight * unit / (1.0 - risk.level)
    return Matrix(
        cost=np.concatenate(
            [
                (1.0 - weight) * first.cost,
                np.full(bundles, (1.0 - weight) * unit),
                np.full(side - excesses, weight * unit),
                np.full(excesses, tail),
            ]
        ),
        offset=0.0,
        rows=rows if not side else scipy.sparse.csc_array(scipy.sparse.vstack([rows, _excess(two, unit)])),
        row_lower=np.concatenate([first.row_lower, np.zeros(excesses)]),
        row_upper=np.concatenate([first.row_upper, np.full(excesses, np.inf)]),
        column_lower=np.concatenate(
            [first.lower, np.full(columns - len(first.lower) - excesses, -np.inf), np.zeros(excesses)]
        ),
        column_upper=np.concatenate([first.upper, np.full(bundles + side, np.inf)]),
        whole=np.concatenate([first.whole, np.zeros(bundles + side, dtype=bool)]),
        row_keys=(),
        positions=np.arange(columns, dtype=np.intp),
        variables=columns,
    )


def _excess(two: TwoStage, unit: float) -> scipy.sparse.csc_array[Any]:
    """Rows δ + π η − π c·n − θ ≥ 0, one for each future, in the unit of θ."""
    shares, futures = two.probabilities, two.futures
    first = np.array([block.cost[two.first] for block in two.blocks])
    identity = scipy.sparse.eye_array(futures)
    return scipy.sparse.csc_array(
        scipy.sparse.hstack(
            [
                scipy.sparse.csc_array(-shares[:, None] * first / unit),
                -identity,
                scipy.sparse.csc_array(shares[:, None]),
                identity,
            ]
        )
    )
