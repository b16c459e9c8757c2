"""Column specification of the tables about promises and money."""

from __future__ import annotations

from optimiser.tables.specification.columns import Column, table

MEASURES = (
    "inside_boundary",
    "within_20_miles",
    "beyond_20_miles",
    "in_house",
    "family",
    "preferred",
    "selected",
    "no_suitable_home",
)
"""What a policy row can measure."""

TARGETS = table(
    "targets",
    "a promise about where and how children live, or about the chance of a suitable home",
    "target",
    Column("target", "key", "The promise's label."),
    Column("label", "text", "Its wording in reports.", blank="the key"),
    Column(
        "measure",
        "choice",
        "Which of the children in scope are counted: by locality, in in-house provision, in a family, "
        "in a preferred home, all in the selected provisions; or the chance that a child finds no_suitable_home.",
        choices=MEASURES,
    ),
    Column(
        "unit",
        "choice",
        "share of the children in scope, or number of children.",
        choices=("share", "number"),
        default="share",
    ),
    Column("needs", "keys", "Need groups in scope.", default="*", refers_to="needs"),
    Column(
        "provisions",
        "keys",
        "Provisions in scope; with measure selected, those that are counted.",
        default="*",
        refers_to="provisions",
    ),
    Column("areas", "keys", "Areas of homes that are counted.", default="*", refers_to="areas"),
    Column("periods", "keys", "Periods in which it holds.", default="*", refers_to="periods"),
    Column("sense", "choice", "at_least or at_most.", choices=("at_least", "at_most")),
    Column("value", "number", "The share or number promised.", unit="share or children", minimum=0),
    Column(
        "price_if_missed",
        "number",
        "Price of one child's shortfall for a year.",
        unit="£ per child per year",
        minimum=0,
        blank="the promise is hard",
    ),
    required=False,
    notes=(
        "A promise with measure no_suitable_home, for instance at_most 0.1, holds in each pool of places in its "
        "scope that fills by the choice curve (table matching): each area by itself, or all areas of a provision "
        "that share its places, which the promise must then all name. It is about children of any need. An area "
        "where a home could open counts from the promise's first period on, so name areas and periods with care. "
        "What is reached is the chance in the pool where it is greatest; children short of the promise are those "
        "who find no suitable home beyond its share, on average. Brothers and sisters who come together are not "
        "counted in it.",
    ),
)

BUDGETS = table(
    "budgets",
    "a limit on money",
    "budget period",
    Column(
        "budget",
        "choice",
        "revenue of a period, capital (net of grant) of a period, or capital of the whole plan.",
        choices=("revenue", "capital", "capital_total"),
    ),
    Column(
        "period",
        "key",
        "Period.",
        blank="every period; the whole plan for capital_total",
        refers_to="periods",
    ),
    Column("limit", "number", "Most money, in the period's cash prices.", unit="£", minimum=0),
    Column(
        "price_if_missed",
        "number",
        "Price of each pound over the limit.",
        unit="£ per £",
        minimum=0,
        blank="the limit is hard",
    ),
    required=False,
)

GRANTS = table(
    "grants",
    "an income",
    "grant",
    Column("grant", "key", "The grant's label."),
    Column("label", "text", "Its name in reports.", blank="the key"),
    Column(
        "basis",
        "choice",
        "per_child_per_night of children living in scope, per_unit of options decided, or per_period.",
        choices=("per_child_per_night", "per_unit", "per_period"),
    ),
    Column("amount", "number", "Amount on that basis.", unit="£", minimum=0),
    Column("needs", "keys", "Need groups in scope.", default="*", refers_to="needs"),
    Column("provisions", "keys", "Provisions in scope.", default="*", refers_to="provisions"),
    Column("options", "keys", "Options in scope (per_unit).", default="*", refers_to="options"),
    Column("periods", "keys", "Periods in which it is paid.", default="*", refers_to="periods"),
    required=False,
)

OUTTURN = table(
    "outturn",
    "a published line of spending to which the starting position is reconciled",
    "line",
    Column("line", "key", "The line's label."),
    Column("label", "text", "Its name in reports.", blank="the key"),
    Column("amount", "number", "Published spending.", unit="£ a year", minimum=0),
    Column(
        "provisions",
        "keys",
        "Provisions whose cost at the start belongs to the line.",
        blank="none: the line is outside what the plan covers",
        refers_to="provisions",
    ),
    Column(
        "known_difference",
        "number",
        "Part of the line that the starting position is known to leave out (negative: to add).",
        unit="£ a year",
        default="0",
    ),
    Column("explanation", "text", "Why the line and the starting position differ.", blank="no explanation"),
    required=False,
)
