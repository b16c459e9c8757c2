"""Column specification of the tables about time and place: periods, areas, existing homes, homes to buy."""

from __future__ import annotations

from optimiser.tables.specification.columns import Column, table

PERIODS = table(
    "periods",
    "a period of the plan",
    "period",
    Column("period", "key", "The period's label, for example 2026/27 or 2026/27 H1."),
    Column(
        "years",
        "choice",
        "Its length; all periods of a plan follow one another without a gap.",
        unit="years",
        choices=("1", "0.5", "0.25"),
    ),
    Column(
        "start",
        "date",
        "First day of the period (2026-04-01).",
        blank="periods are in the natural order of their labels (2025/26, 2026/27, …)",
    ),
)

AREAS = table(
    "areas",
    "an area where children come from or homes are",
    "area",
    Column("area", "key", "The area's label."),
    Column("name", "text", "Its name in reports.", blank="the label"),
    Column("inside_boundary", "yes_no", "Whether it lies inside the authority's boundary."),
    Column(
        "home_area",
        "yes_no",
        "Whether the authority's children come from it.",
        blank="the same as inside_boundary",
    ),
)

PROXIMITY = table(
    "proximity",
    "a home area and an area where homes are",
    "home_area area",
    Column("home_area", "key", "Where the child comes from.", refers_to="areas"),
    Column("area", "key", "Where the home is.", refers_to="areas"),
    Column(
        "band",
        "choice",
        "How the home lies from the child's own: the DfE locality bands.",
        choices=("inside", "within_20_miles", "beyond_20_miles", "unknown"),
    ),
    Column(
        "miles",
        "number",
        "Typical distance from home to placement.",
        unit="miles",
        minimum=0,
        maximum=1000,
        blank="not known; an inside band then counts as 20 miles or less",
    ),
    notes=("Every home area needs a row for every area.",),
)

SUPPLY = table(
    "supply",
    "places that exist or are already decided, from a period on",
    "provision area period",
    Column("provision", "key", "Provision.", refers_to="provisions"),
    Column("area", "key", "Where the places are.", refers_to="areas"),
    Column(
        "period",
        "key",
        "Period from which the row holds, until a later row of the same provision and area.",
        blank="the first period",
        refers_to="periods",
    ),
    Column("places", "number", "Places in all.", unit="places", minimum=0),
    Column(
        "attrition",
        "share",
        "Share of the places lost each year after the row's first period.",
        unit="a year",
        default="0",
    ),
    Column(
        "running_cost",
        "number",
        "Cost of one place for a year, whether or not it is filled.",
        unit="£ per place per year",
        minimum=0,
        default="0",
    ),
    Column(
        "grant",
        "number",
        "Grant received for one place for a year.",
        unit="£ per place per year",
        minimum=0,
        default="0",
    ),
    Column("closable", "yes_no", "Whether the plan may close it.", default="no"),
    Column(
        "units",
        "whole",
        "Homes (or households) that the places are in; they close one whole unit at a time.",
        unit="units",
        minimum=1,
        default="1",
    ),
    Column("closing_cost", "number", "Cost of closing one unit.", unit="£ per unit", minimum=0, default="0"),
    required=False,
)

MARKET = table(
    "market",
    "homes that can be bought, from a period on",
    "provision area period tier",
    Column("provision", "key", "Provision.", refers_to="provisions"),
    Column("area", "key", "Where the homes are.", refers_to="areas"),
    Column(
        "period",
        "key",
        "Period from which the row holds, until a later row of the same provision, area and tier.",
        blank="the first period",
        refers_to="periods",
    ),
    Column("tier", "whole", "Price tier, cheapest first.", minimum=1, maximum=99, default="1"),
    Column(
        "children_max",
        "number",
        "Most children who can live there at this price at a time.",
        unit="children",
        minimum=0,
        blank="no limit",
    ),
    Column(
        "weekly_cost",
        "number",
        "Price of this tier.",
        unit="£ per child per week",
        minimum=0,
        blank="the provision's weekly cost",
    ),
    required=False,
)
