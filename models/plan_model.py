"""What the constraint functions share: a case, its figures and its decisions, and who lives where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from models.carried import Carried
from models.case import Case, Floats, Option
from models.decisions import Decisions
from models.figures import Figures
from models.terms import Positions, Terms

Row = tuple[tuple[Any, ...], float | None, Terms, float | None]
"""A row of a constraint family: its key, lower bound, terms and upper bound."""


@dataclass(frozen=True, slots=True)
class Formulation:
    """A case with its figures and decisions: what every constraint and every cost line is written with."""

    case: Case
    figures: Figures
    decisions: Decisions
    carried: Carried = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Prepare to write out who lives where."""
        object.__setattr__(self, "carried", Carried(self.figures, self.decisions))

    def add_rows(self, name: str, rows: Iterable[Row]) -> None:
        """Take a constraint family; what becomes of its rows is for those to say who write the plan."""
        raise NotImplementedError(f"there is nowhere to add the rows of {name}")

    def minimise(self, cost: Terms) -> None:
        """Take what is to be as little as can be."""
        raise NotImplementedError("there is nowhere to put the objective")

    def times(self) -> Iterator[tuple[int, int]]:
        """Every (period, scenario)."""
        for t in range(len(self.case.periods)):
            for s in range(len(self.case.scenarios)):
                yield t, s

    def living(self, flows: Positions | Sequence[int], t: int, s: int, weights: Floats | None = None) -> Terms:
        r"""Children living in some flows in a period: those who stayed, less moves, plus new placements.

        .. math:: x_{j,t} = \rho_t x_{j,t-1} - m_{j,t} - d_{j,t} + y_{j,t}, \qquad x_{j,0} = X^0_j

        written out as :math:`X^0_j \prod \rho + \sum_{\tau \le t} R_{\tau,t} (y_\tau - m_\tau - d_\tau)`, so the
        rule that no settled child is moved to make the numbers work holds by construction and needs no
        rows. ``weights`` (one for each flow) turn it into a weighted sum, for example a cost.
        """
        return self.carried.terms(np.asarray(flows, dtype=np.intp), t, s, t, weights)

    def settled(self, flows: Positions | Sequence[int], t: int, s: int) -> Terms:
        r"""Children of some flows who stayed from the period before, before any move: :math:`\rho_t x_{t-1}`."""
        return self.carried.terms(np.asarray(flows, dtype=np.intp), t, s, t - 1, None)

    def by_decision(self, option: Option, weights: Floats, last: int) -> Terms:
        """Units of an option decided in each period up to ``last``, times a weight for that period."""
        decide = self.decisions.decide
        held = [
            (position, float(weights[when]))
            for when in range(last + 1)
            if weights[when] and (position := decide.get((option.key, when))) is not None
        ]
        return Terms.weighted([position for position, _ in held], [weight for _, weight in held])


def always_holds(low: float | None, terms: Terms, high: float | None) -> bool:
    """Whether a row holds whatever is decided, so that no model needs it."""
    if not terms.is_constant:
        return low is None and high is None
    constant = terms.constant
    tolerance = 1e-9 * max(1.0, abs(constant))
    return (low is None or low <= constant + tolerance) and (high is None or constant <= high + tolerance)
