"""Columns and units of the tables of effects and of change logs, and columns that other studies share."""

from __future__ import annotations

from optimiser.results.columns import DECISION, ResultColumn
from optimiser.studies.tabulated import numbers, words

FIGURE = words("table: input table\nrow: key of the rows, * where they differ\ncolumn: column")
"""Which figure of the input tables it is."""

SAID_OF_IT = words(
    """
    value: value used, the least and the most where the rows differ
    unit: unit
    source: where it comes from
    confidence: published, derived or judgement
    """
)
"""What the tables say of a figure."""

CHANGED_DECISION = words("change: added, removed or changed") + DECISION
"""A decision that is not the same in two plans."""

STUDY_COLUMNS: dict[str, tuple[ResultColumn, ...]] = {
    "effects": numbers("rank: 1 for the figure that moves the cost of the cheapest plan most")
    + FIGURE
    + SAID_OF_IT
    + numbers(
        """
        rows: rows of the table that were changed together
        objective_down: cost of the cheapest plan with the figure lowered, £ present value (empty: no such plan)
        effect_down: that less the cost of the plan as it is, £
        objective_up: cost of the cheapest plan with the figure raised, £ present value (empty: no such plan)
        effect_up: that less the cost of the plan as it is, £
        not_proven: what an effect must exceed to be more than the gaps that are left, £
        """
    )
    + words("note: what the numbers do not say: not possible, no plan, not proven"),
    "estimates": FIGURE
    + SAID_OF_IT
    + numbers(
        """
        rows: rows of the table that would be changed together
        estimate: the larger of the first-order effects with whole numbers held and let go, £ present value
        """
    ),
    "left_out": FIGURE + SAID_OF_IT + words("reason: why no effect was worked out"),
    "inputs": words(
        """
        table: input table
        row: key of the row
        column: column, empty where the row holds nothing but its key
        change: added, removed or changed
        old: value before
        new: value after
        source: where the new value comes from
        confidence: published, derived or judgement
        note: note of the new row
        """
    ),
    "setup": words(
        """
        section: settings (in force without being given), solving, versions or result
        name: what differs
        old: before
        new: after
        """
    ),
    "figures": words("figure: headline figure, as in result.json")
    + numbers("old: before\nnew: after\ndifference: new less old"),
    "decisions": CHANGED_DECISION
    + numbers("old: units before\nnew: units after\ndifference: new less old")
    + words("opens_old: period in which the first place could be used\nopens_new: the same after"),
}
"""The tables of :mod:`.effects` (effects, estimates, left_out) and of :mod:`.changes_between` (the others)."""
