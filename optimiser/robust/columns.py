"""Columns and units of the tables of a study of plans for many futures."""

from __future__ import annotations

from optimiser.results.columns import DECISION, ResultColumn
from optimiser.studies.tabulated import numbers, words

ROBUST_COLUMNS: dict[str, tuple[ResultColumn, ...]] = {
    "candidates": words("candidate: mean, percentile, two-stage or cvar\nlabel: what it is made for")
    + numbers(
        """
        unmet: children without a home in the fresh futures, child-years over the plan, expected
        promises_kept: chance that every promise is kept in all of its periods, in the fresh futures
        cost: expected cost in the fresh futures, £ present value, money alone
        cvar: mean cost of the dearest futures among them (the dearest tenth at level 0.9), £ present value
        cost_beside_mean: expected cost less that of the plan for demand as expected, in the same futures, £
        cost_error: standard error of that difference, £
        unmet_beside_mean: child-years without a home less those of that plan
        unmet_error: standard error of that difference, child-years
        capital: capital net of grant, £ cash
        places: places that its options bring when all are usable
        first_places: of them those decided in the first period
        training_cost: expected cost in the futures planned for, £ present value, prices of what fails included
        mean_regret: expected cost above each future's own best plan, £ present value
        worst_regret: the most of that in any future planned for
        objective: least cost found for what it was made for, £ present value
        bound: below which no plan for that can cost
        gap: their relative difference
        seconds: seconds of its solve
        """
    )
    + words("status: optimal (proven to the gap asked for), feasible (stopped before) or why there is none\n"
            "reason: why the solver stopped"),
    "decisions": words("candidate: which plan") + DECISION
    + numbers("units: units decided or closed\nplaces: places that they bring when all are usable\n"
              "shared: units that every candidate decides there and then, at least"),
    "delay": DECISION
    + numbers(
        """
        units: units that the two-stage plan decides in the first period
        places: places that they bring when all are usable
        least: what waiting for the next period costs at least, expected £ present value
        most: what it costs at most (empty: no plan without it was found)
        shared: units that every candidate decides there and then, at least
        rounds: how often every future was asked
        """
    )
    + words("verdict: now, can wait or not told apart\nlater: yes where it can be decided later, else no"),
    "regret": words("future: label of a future planned for")
    + numbers(
        """
        probability: its probability
        children: children on average over the plan
        alone: cost of the best plan for it alone, £ present value
        alone_bound: below which none can cost
        unavoidable: prices of what cannot be avoided in it whatever is decided, left out of every cost here, £
        """
    )
    + words("candidate: which plan")
    + numbers("cost: its cost in the future, £ present value\nregret: that less alone, nought at the least"),
    "rounds": words("candidate: two-stage or cvar")
    + numbers("seconds: seconds since it began\ncost: cheapest plan so far, £ present value\n"
              "bound: no plan costs less\ngap: their relative difference"),
    "fresh_futures": words("candidate: which plan")
    + numbers("number: number of the fresh future\ncost: £ present value, money alone\n"
              "unmet: child-years without a home\npromises_kept: 1 where every promise is kept, else 0"),
    "selection": words("measure: what is compared\nunit: its unit")
    + numbers("drawn: of all futures\nkept: of those planned for"),
}  # fmt: skip
