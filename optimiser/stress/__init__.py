"""The stress test of a fixed plan: what it costs and keeps in a thousand futures, children placed anew in each.

::

    found = stress(read_run("run"), 1000, seed=0, processes=4)
    found.whole.chance_every_promise_kept                    # and found.promises, found.by_period, …
    stress_plans({"mean": one, "p75": other}, inputs, futures)   # several plans in the very same futures
"""

from __future__ import annotations

from optimiser.engine.held import PlanInHand
from optimiser.stress.fixed_plan import PlanInFutures, StressTest, plan_of, stress, stress_plans

__all__ = ["PlanInFutures", "PlanInHand", "StressTest", "plan_of", "stress", "stress_plans"]
