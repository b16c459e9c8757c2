"""Column specification of how far figures could be from what the tables say."""

from __future__ import annotations

from optimiser.tables.specification.columns import Column, table

RANGES = table(
    "ranges",
    "how low and how high some figures could be, together",
    "table rows column",
    Column("table", "key", "The table that holds the figures."),
    Column(
        "rows",
        "keys",
        "Which of its rows: `column=value` for each condition, separated by `;`. In a value `*` stands for any "
        "letters and `|` separates values, any one of which will do.",
        default="*",
    ),
    Column("column", "key", "The column that holds the figures; `value` for a setting."),
    Column(
        "low",
        "number",
        "What the figures are multiplied by at their lowest: 0.8 where they could be a fifth less.",
        unit="times the figure",
        minimum=0,
        maximum=1,
    ),
    Column(
        "high",
        "number",
        "What they are multiplied by at their highest: 1.25 where they could be a quarter more.",
        unit="times the figure",
        minimum=1,
        maximum=100,
    ),
    required=False,
    of_the_plan=False,
    notes=(
        "Used by the command `drivers`; figures without a row vary by a tenth either way. No plan depends on this "
        "table, so it is not in the inputs' hash. The figures of a row vary together, by factors: so one row does "
        "for a price in several years and areas, and still does where a what-if has changed that price.",
    ),
)
