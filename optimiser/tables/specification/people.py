"""Column specification of the tables about children: who needs a home, and where they live now."""

from __future__ import annotations

from optimiser.tables.specification.columns import Column, table

NEEDS = table(
    "needs",
    "a need group",
    "need",
    Column("need", "key", "The need group's label."),
    Column("label", "text", "Its name in reports.", blank="the key"),
    Column("age_from", "whole", "Youngest age.", unit="years", minimum=0, maximum=25),
    Column("age_to", "whole", "Oldest age.", unit="years", minimum=0, maximum=25),
    Column(
        "locality_exempt",
        "yes_no",
        "yes where children are placed away for their safety: left out of both sides of locality promises.",
        default="no",
    ),
)

DEMAND = table(
    "demand",
    "the children of a need group from a home area who need a home in a period",
    "need home_area period scenario",
    Column("need", "key", "Need group.", refers_to="needs"),
    Column("home_area", "key", "Where they come from.", refers_to="areas"),
    Column("period", "key", "Period.", refers_to="periods"),
    Column("children", "number", "Average number of children over the period.", unit="children", minimum=0),
    Column("scenario", "key", "Future to which the row belongs.", blank="every future", refers_to="scenarios"),
    notes=("Every need group needs a row for every home area and period: nothing is filled in.",),
)

SCENARIOS = table(
    "scenarios",
    "a future of demand",
    "scenario",
    Column("scenario", "key", "The future's label."),
    Column("probability", "share", "How likely it is; the probabilities sum to 1.", above=True, minimum=0),
    required=False,
)

PLACEMENTS = table(
    "placements",
    "where children live at the start of the plan",
    "need home_area provision area",
    Column("need", "key", "Need group.", refers_to="needs"),
    Column("home_area", "key", "Where they come from.", refers_to="areas"),
    Column("provision", "key", "Provision they live in.", refers_to="provisions"),
    Column("area", "key", "Area they live in.", refers_to="areas"),
    Column("children", "number", "Number of children.", unit="children", minimum=0),
    required=False,
)
