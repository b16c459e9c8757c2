"""Column specification of the tables about chance: how children come and change group, how prices grow."""

from __future__ import annotations

from optimiser.tables.specification.care import FAMILIES
from optimiser.tables.specification.columns import Column, table

_OUTSIDE_THE_PLAN = (
    "A plan on the demand table alone does not depend on this table, so it is not in the inputs' hash."
)

ENTRIES = table(
    "entries",
    "how children of a need group come into care and leave it",
    "need",
    Column("need", "key", "Need group.", refers_to="needs"),
    Column(
        "entries_per_year",
        "number",
        "Children who enter, or enter again, in a year, on average; home areas share them as in the demand table.",
        unit="children a year",
        minimum=0,
        blank="what the demand table implies, period by period",
    ),
    Column(
        "mean_time_in_care",
        "number",
        "Mean time until a child leaves care who stays in this group; how long varies as the exponential does.",
        unit="years",
        minimum=0.01,
        maximum=100,
    ),
    Column(
        "entries_uncertainty",
        "number",
        "How far the rate of a year can be off for this group alone: the coefficient of variation (standard "
        "deviation ÷ mean) of a gamma factor drawn each year. 0: the number still varies as Poisson does.",
        unit="times the rate",
        minimum=0,
        maximum=2,
        default="0",
    ),
    Column(
        "shared_uncertainty",
        "number",
        "How far the rate of a year can be off for all need groups at once: the coefficient of variation of a "
        "log-normal factor drawn each year for all groups together.",
        unit="times the rate",
        minimum=0,
        maximum=2,
        default="0",
    ),
    Column(
        "lasting_uncertainty",
        "number",
        "How far the rate can be off in every year alike: the coefficient of variation of a gamma factor drawn "
        "once for the whole plan.",
        unit="times the rate",
        minimum=0,
        maximum=2,
        default="0",
    ),
    required=False,
    of_the_plan=False,
    notes=(
        "Futures of demand are drawn from it: children enter as a Poisson process whose yearly rate is itself "
        "uncertain, beginning with the children of the table placements. It has a row for every need group or "
        "is left out. " + _OUTSIDE_THE_PLAN,
    ),
)

AGEING = table(
    "ageing",
    "a need group whose children come to be of another group",
    "need to_need",
    Column("need", "key", "Need group they are of.", refers_to="needs"),
    Column("to_need", "key", "Need group they come to be of.", refers_to="needs"),
    Column(
        "per_year",
        "number",
        "Rate at which a child does, by growing older or by a change of need: 1 ÷ the mean years until then.",
        unit="a year",
        minimum=0,
        maximum=100,
    ),
    required=False,
    of_the_plan=False,
    notes=("Part of the futures drawn from the table entries. " + _OUTSIDE_THE_PLAN,),
)

PRICE_UNCERTAINTY = table(
    "price_uncertainty",
    "how uncertain the growth of prices is in a family of provisions",
    "family",
    Column(
        "family",
        "choice",
        "Family of provisions; all for every family without a row of its own.",
        choices=(*FAMILIES, "all"),
    ),
    Column(
        "growth_sd",
        "number",
        "Standard deviation of the growth of one year on top of general inflation: 0.02 is two points.",
        unit="a year",
        minimum=0,
        maximum=0.5,
    ),
    Column(
        "correlation",
        "share",
        "How closely its growth goes with that of all families: the correlation of a year's growth with the "
        "factor that they share.",
        default="0",
    ),
    required=False,
    of_the_plan=False,
    notes=(
        "Used with the table entries: prices in a future. Without it they grow as planned in every future. "
        + _OUTSIDE_THE_PLAN,
    ),
)
