r"""Expected cost, and the mean of the dearest futures.

.. math:: (1-\lambda)\,\mathrm{E} + \lambda\,\mathrm{CVaR}_\alpha, \qquad
   \mathrm{CVaR}_\alpha = \min_\eta\; \eta + \frac{1}{1-\alpha} \sum_s \pi_s \max(0,\; c_s - \eta)

the mean cost of the dearest :math:`1-\alpha` of all futures (Rockafellar and Uryasev 2000). A future on the
edge of them counts with the share of its probability that is needed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.case import Floats


@dataclass(frozen=True, slots=True)
class Risk:
    """Weight of the dearest futures (λ, 0 to 1) beside the expectation, and where they begin (α, below 1).

    Raises:
        ValueError: a weight outside 0 to 1, or a level outside 0 to (not including) 1.
    """

    cvar_weight: float = 0.0
    level: float = 0.9

    def __post_init__(self) -> None:
        """Check the figures."""
        if not 0.0 <= self.cvar_weight <= 1.0:
            raise ValueError(
                f"the weight of the dearest futures must be between 0 and 1, not {self.cvar_weight:g}"
            )
        if not 0.0 <= self.level < 1.0:
            raise ValueError(f"the level must be at least 0 and below 1, not {self.level:g}")

    @property
    def averse(self) -> bool:
        """Whether the dearest futures count more than the others."""
        return self.cvar_weight > 0.0 and self.level > 0.0

    def of(self, costs: Floats, probabilities: Floats) -> float:
        """What a plan with these costs is judged by; infinite where it is impossible in a future that counts."""
        if np.any(~np.isfinite(costs) & (probabilities > 0)):
            return float("inf")
        known = np.where(probabilities > 0, costs, 0.0)
        return float(self.weights(known, probabilities) @ known)

    def weights(self, costs: Floats, probabilities: Floats) -> Floats:
        """How much each future counts when these are the costs; adds up to 1."""
        if not self.averse:
            return probabilities
        tail = 1.0 - self.level
        dearest = np.argsort(-costs, kind="stable")
        before = np.concatenate([[0.0], np.cumsum(probabilities[dearest])[:-1]])
        shares = np.empty_like(probabilities)
        shares[dearest] = np.clip(tail - before, 0.0, probabilities[dearest]) / tail
        return (1.0 - self.cvar_weight) * probabilities + self.cvar_weight * shares


def cvar(costs: Floats, probabilities: Floats, level: float) -> float:
    """Mean cost of the dearest ``1 − level`` of the futures."""
    return Risk(1.0, level).of(costs, probabilities)


EXPECTED = Risk()
"""Expected cost alone."""
