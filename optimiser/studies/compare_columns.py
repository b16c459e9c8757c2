"""Columns and units of the tables of a comparison."""

from __future__ import annotations

from optimiser.results.columns import ResultColumn
from optimiser.studies.columns import CHANGED_DECISION
from optimiser.studies.tabulated import numbers, words

_PLAN = words("what_if: Baseline, the name of a what-if, or All together")

COMPARE_COLUMNS: dict[str, tuple[ResultColumn, ...]] = {
    "plans": _PLAN
    + words("status: optimal (proven to the gap asked for), feasible, infeasible or stopped\nreason: why it ended")
    + numbers(
        """
        objective: cost of the plan, £ present value, prices of what it fails to do included (empty: no plan)
        bound: no plan costs less, £ present value
        gap: how far apart the two are, as a share
        """
    )
    + words("inputs_sha256: hash of the changed inputs"),
    "figures": _PLAN
    + words("figure: headline figure\nlabel: its name\nunit: £, share, children or places")
    + numbers("value: its value in the plan\ndifference: that less its value in the baseline, in the same unit")
    + words("proven: whether the least costs are proven to differ (yes or no; empty for all but the cost)"),
    "waterfall": words("figure: headline figure\nlabel: its name\nunit: £, share, children or places")
    + numbers("step: its number, from 0")
    + words(
        """
        kind: baseline, cause (a what-if by itself), interaction (what they do only together) or result
        what_if: name of the cause
        """
    )
    + numbers(
        """
        amount: level of the baseline and the result; otherwise the difference that the step makes
        begins: level where the step begins
        ends: level where it ends
        unproven: what a difference of cost must exceed to be more than the searches left unproven, £
        """
    ),
    "decisions": _PLAN
    + CHANGED_DECISION
    + numbers("old: units in the baseline\nnew: units under the what-if\ndifference: new less old")
    + words("opens_old: period in which the first place could be used\nopens_new: the same under the what-if"),
    "children": _PLAN
    + words("period: period\nprovision: provision\nlabel: its name")
    + numbers("old: children living there in the baseline\nnew: under the what-if\ndifference: new less old"),
}
