"""Planning when nobody knows the future: candidate plans side by side, and what must be decided now.

::

    found = robust_plans(read_case("inputs/lewisham"), futures=30)
    print(found.candidates, found.delay)
    result = plan_for(inputs, "percentile")      # an ordinary run, for the 75th percentile of demand
"""

from __future__ import annotations

from optimiser.robust.only import plan_for
from optimiser.robust.study import Robust, robust_plans

__all__ = ["Robust", "plan_for", "robust_plans"]
