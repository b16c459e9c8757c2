"""A fixed plan judged by simulation: children arrive, are matched, stay, and are never moved to suit the numbers.

::

    judgement = simulate(solution, flows_of(inputs.case, uncertainty_of(inputs)), replications=30, seed=1)
    print(judgement_markdown(judgement))         # what the plan predicts beside what happens
    judgement.figure("cost").error               # %, negative where the plan promised less than happens

:mod:`.world` and :mod:`.pools` are the simulation and know nothing of cases; :mod:`.from_plan` makes their world
of a plan; :mod:`.policy` says whom children ask; :mod:`.pricing` prices what happened with the plan's own cost
lines.
"""

from __future__ import annotations

from optimiser.simulation.from_plan import Matching
from optimiser.simulation.judgement import Estimate, Judged, Judgement, PoolJudged
from optimiser.simulation.judgement_text import judgement_markdown
from optimiser.simulation.judging import simulate
from optimiser.simulation.policy import AS_COUNTED, AS_PLANNED, OWN_FIRST, Policy

__all__ = [
    "AS_COUNTED",
    "AS_PLANNED",
    "OWN_FIRST",
    "Estimate",
    "Judged",
    "Judgement",
    "Matching",
    "Policy",
    "PoolJudged",
    "judgement_markdown",
    "simulate",
]
