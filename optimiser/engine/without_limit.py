"""Options that earn more than they cost and have no limit: then there is no cheapest plan, and this says why."""

from __future__ import annotations

from collections.abc import Sequence

from models.capacity import assumed_places, places_of
from models.case import Floats
from models.plan import Plan
from optimiser.engine.matrix import Matrix
from optimiser.engine.outcome import Outcome

_ROUNDING = 1e-6


def options_that_earn(plan: Plan, matrix: Matrix, outcome: Outcome) -> list[str]:
    """The options along which cost falls for ever, by the direction that the solver found."""
    if outcome.ray is None:
        return []
    ray = matrix.values(outcome.ray)
    decide = plan.formulation.decisions.decide
    return sorted({key.option for (key, _), position in decide.items() if ray[position] > 1e-9})


def at_assumed_places(plan: Plan, values: Floats) -> list[str]:
    """The options of every pool that a plan fills up to places that were only assumed to be enough.

    ``values`` has one value for each variable of the plan. A switch needs a finite bound on a pool's places
    (:func:`models.capacity.assumed_places`); a plan with no room for one more unit would go further without it.
    """
    f, found = plan.formulation, set()
    for pool, t, s in f.decisions.full:
        assumed, options = assumed_places(f, pool, t, s), f.case.options_of_pool.get(pool, ())
        unit = max((option.places_per_unit for option in options), default=0.0)
        if assumed is not None and places_of(f, pool, t).value(values) + unit > assumed * (1 - _ROUNDING):
            found |= {option.key.option for option in options}
    return sorted(found)


def earning_without_limit(options: Sequence[str]) -> str:
    """A sentence that names the options."""
    where = f"option {', '.join(options)}" if options else "some option"
    return (
        f"{where} earns more in grants than it costs and has no limit that matters, so there is no cheapest plan: "
        "give it a max_per_period or max_total, or check its grants and costs."
    )
