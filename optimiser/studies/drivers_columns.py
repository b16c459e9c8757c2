"""Columns and units of the tables of drivers."""

from __future__ import annotations

from optimiser.results.columns import ResultColumn
from optimiser.studies.columns import FIGURE, SAID_OF_IT
from optimiser.studies.tabulated import numbers, words

_HOW = (
    "solved (plan made again), plan kept (decisions of the plan in hand, children placed anew), cannot keep (that "
    "is impossible), no plan, not possible, stopped"
)


def _side(name: str, word: str) -> tuple[ResultColumn, ...]:
    return (
        words(f"value_{name}: the figure at its {word}")
        + numbers(
            f"""
            factor_{name}: what it is multiplied by there
            cost_{name}: cost of the cheapest plan found there, £ present value (empty: not solved)
            effect_{name}: that less the cost of the plan as it is, £
            least_{name}: least that the effect on the least cost can be, £
            most_{name}: most that it can be, £ (empty: not limited)
            """
        )
        + words(f"how_{name}: {_HOW}")
    )


DRIVERS_COLUMNS: dict[str, tuple[ResultColumn, ...]] = {
    "tornado": numbers("rank: 1 for the assumption that moves the least cost most")
    + FIGURE
    + SAID_OF_IT
    + numbers("rows: rows of the table that change together")
    + words("range: where the range comes from, empty for the same share either way")
    + _side("low", "lowest")
    + _side("high", "highest")
    + numbers("rank_best: first rank that it can have within what is not proven\nrank_worst: last one")
    + words("note: what the numbers do not say"),
    "promise_effects": FIGURE
    + words("promise: the promise\nlabel: its wording\nsense: at_least or at_most\nunit: share or number")
    + numbers(
        """
        planned: value reached by the plan as it is, in the worst of the promise's periods
        at_low: value with the figure at its lowest (empty: no such plan)
        change_low: that less planned
        at_high: value with the figure at its highest
        change_high: that less planned
        """
    )
    + words("how_low: as in tornado\nhow_high: as in tornado"),
    "switching": FIGURE
    + words("value: value used\nunit: unit\noption: the option's key\nlabel: its name")
    + numbers("units: units in the plan")
    + words("change: leaves (one unit fewer is then as cheap) or enters (one unit is then as cheap as none)")
    + numbers(
        """
        worth: what deciding as the plan does saves today against one unit fewer (against one unit), £
        factor: what the figure must be multiplied by to switch (empty: no switch found)
        per_cent: the change that this is
        """
    )
    + words("value_there: the figure there")
    + numbers(
        """
        least: least that the plan's way can save there, proven, £
        most: most that it can, proven, £
        from: factor at which the least would be nought if savings kept falling as fast, about
        to: factor at which the most would be nought, about
        """
    )
    + words(
        "found: found, none, none (proven at both ends), not settled, not possible or stopped\nnote: anything else"
    ),
    "steady_decisions": words("option: the option's key\nlabel: its name")
    + numbers(
        """
        planned: units in the plan as it is, in all areas
        least: fewest in any plan made again
        most: most in any plan made again
        plans: plans made again
        differing: those of them with another number
        """
    )
    + words("same: yes where no plan made again has another number"),
    "left_out": FIGURE + SAID_OF_IT + words("reason: why no effect was worked out"),
}
"""The tables of :class:`~optimiser.studies.drivers.Drivers`."""
