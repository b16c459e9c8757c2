"""Column specification of the tables about ways of caring and whom they suit."""

from __future__ import annotations

from optimiser.tables.specification.columns import Column, table

FAMILIES = (
    "fostering",
    "kinship",
    "childrens_home",
    "supported_accommodation",
    "secure",
    "residential_school",
    "other_residential",
    "parents",
    "adoption",
    "support_at_home",
    "other",
)
"""The families of provision."""

PROVISIONS = table(
    "provisions",
    "a way of caring",
    "provision",
    Column("provision", "key", "The provision's label."),
    Column("label", "text", "Its name in reports.", blank="the key"),
    Column("family", "choice", "What kind of care it is.", choices=FAMILIES),
    Column(
        "sector",
        "choice",
        "in_house: the authority's own (SSDA903 provider PR1); external: bought.",
        choices=("in_house", "external"),
    ),
    Column("ssda903", "text", "SSDA903 placement and provider codes it covers.", blank="not stated"),
    Column(
        "weekly_cost",
        "number",
        "Cost of one child living there, on top of any running cost of the places.",
        unit="£ per child per week",
        minimum=0,
    ),
    Column(
        "price_growth",
        "number",
        "Growth of its prices and running costs on top of general inflation.",
        unit="a year",
        minimum=-0.2,
        maximum=0.5,
        default="0",
    ),
    Column(
        "occupancy",
        "share",
        "Planning maximum: the share of places that can be filled.",
        default="1",
        minimum=0,
        above=True,
    ),
    Column(
        "mean_stay",
        "number",
        "Mean length of stay; exp(−1/stay) of the settled children are still there a year later.",
        unit="years",
        minimum=0,
        above=True,
        maximum=1000,
        blank="children never leave except as demand falls",
    ),
    Column(
        "planned_moves_max",
        "share",
        "Largest share of its settled children who may make a planned move (step-down) in a year.",
        unit="of settled children a year",
        default="0",
    ),
    Column(
        "planned_move_cost",
        "number",
        "Cost of one planned move out of it.",
        unit="£ per move",
        minimum=0,
        default="0",
    ),
    Column(
        "looked_after",
        "yes_no",
        "Whether children there count as looked after; no leaves them out of locality and mix promises.",
        default="yes",
    ),
)

SUITABILITY = table(
    "suitability",
    "a need group and a provision",
    "need provision",
    Column("need", "key", "Need group.", refers_to="needs"),
    Column("provision", "key", "Provision.", refers_to="provisions"),
    Column(
        "rating",
        "choice",
        "preferred, suitable but not preferred, or unsuitable.",
        choices=("preferred", "suitable", "unsuitable"),
    ),
    Column(
        "share_max",
        "share",
        "Largest share of the need group for whom it is suitable.",
        unit="of the need group",
        default="1",
    ),
    Column(
        "weekly_supplement",
        "number",
        "Cost for this need group on top of the provision's weekly cost.",
        unit="£ per child per week",
        minimum=0,
        default="0",
    ),
    Column(
        "mean_stay",
        "number",
        "Mean length of stay of this need group, where it differs from the provision's.",
        unit="years",
        minimum=0,
        above=True,
        maximum=1000,
        blank="the provision's",
    ),
    notes=("A pair that is not listed is unsuitable.",),
)
