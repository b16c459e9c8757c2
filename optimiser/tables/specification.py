"""The column specification: the single source for reading, checking, defaults, units and the data dictionary.

Every input table is described here once. Nothing else in the product repeats a column's name, type,
range, default or meaning: the reader, the checks, the error messages and ``inputs/README.md`` are all
driven by :data:`TABLES`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["key", "keys", "text", "number", "whole", "share", "yes_no", "choice", "date", "shares"]
"""How a cell is written.

``key`` a label that names something; ``keys`` several labels separated by ``;`` or ``*`` for all;
``text`` free text; ``number`` a plain number without signs, commas or units; ``whole`` a whole number;
``share`` a number from 0 to 1; ``yes_no`` yes or no; ``choice`` one of the listed words;
``date`` year-month-day; ``shares`` several shares separated by ``;``.
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one input table."""

    name: str
    kind: Kind
    description: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    default: str | None = None
    """The text a blank cell stands for; ``None`` where the column must be filled in."""
    blank: str = ""
    """What a blank cell means, in words, where it has a meaning of its own (the cell stays empty)."""
    refers_to: str = ""
    """The table whose key this column names, checked for existence."""
    above: bool = False
    """Whether the minimum itself is excluded."""

    @property
    def required(self) -> bool:
        """Whether every row must fill the cell in."""
        return self.default is None and not self.blank


@dataclass(frozen=True, slots=True)
class Table:
    """One input table: a CSV file or a sheet of the same name."""

    name: str
    row_is: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = True
    notes: tuple[str, ...] = field(default=())

    def column(self, name: str) -> Column:
        """Return the column called ``name``; raise ``KeyError`` where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


PROVENANCE = (
    Column("source", "text", "Where the row's figures come from.", blank="no source given (a warning)"),
    Column(
        "confidence",
        "choice",
        "How the figures were come by.",
        choices=("published", "derived", "judgement"),
        blank="not stated",
    ),
    Column("note", "text", "Anything a reader of the assumptions log should know.", blank="no note"),
)
"""The three columns that every table takes; together they are the assumptions log."""


def _table(
    name: str, row_is: str, key: str, *columns: Column, required: bool = True, notes: tuple[str, ...] = ()
) -> Table:
    return Table(name, row_is, tuple(key.split()), columns + PROVENANCE, required, notes)


@dataclass(frozen=True, slots=True)
class Setting:
    """One row that the ``settings`` table may hold."""

    name: str
    column: Column


def _setting(name: str, kind: Kind, description: str, default: str | None, **more: object) -> Setting:
    return Setting(name, Column(name, kind, description, default=default, **more))  # type: ignore[arg-type]


SETTINGS: tuple[Setting, ...] = (
    _setting("authority", "text", "Name of the local authority.", None),
    _setting("price_base", "text", "The year whose prices the tables are in, for example 2024/25.", None),
    _setting(
        "years_from_price_base",
        "number",
        "Years from the price base to the start of the first period; prices grow over them too.",
        "0",
        unit="years",
        minimum=0,
        maximum=20,
    ),
    _setting(
        "weeks_per_year",
        "number",
        "Weeks a year used to turn weekly costs into yearly ones; councils use 52, 365/7 is 52.14.",
        "52",
        unit="weeks",
        minimum=52,
        maximum=52.3,
    ),
    _setting(
        "discount_rate",
        "share",
        "Real social discount rate a year (HM Treasury Green Book: 0.035).",
        "0.035",
        unit="a year",
    ),
    _setting(
        "general_inflation",
        "share",
        "General inflation a year: raises every price to the cash prices of each period.",
        "0",
        unit="a year",
    ),
    _setting(
        "borrowing_rate",
        "share",
        "Interest on money borrowed for capital, a year, in cash terms.",
        "0.05",
        unit="a year",
    ),
    _setting(
        "asset_life",
        "number",
        "Years over which capital is financed where an option gives no asset life of its own.",
        "40",
        unit="years",
        minimum=1,
        maximum=100,
    ),
    _setting(
        "capital_treatment",
        "choice",
        "financed: capital costs its yearly charge (an annuity); cash: its price in the period of decision.",
        "financed",
        choices=("financed", "cash"),
    ),
    _setting(
        "capacity_mode",
        "choice",
        "How full places can be planned to be: occupancy, a planning maximum for each provision.",
        "occupancy",
        choices=("occupancy",),
    ),
    _setting(
        "unmet_need",
        "text",
        "forbidden, or the price in £ of one child without a suitable home for one year. "
        "Unmet need is never called a placement and is the first figure of every report.",
        "forbidden",
    ),
    _setting(
        "settled_children",
        "choice",
        "protected: no settled child is moved to make the numbers work; "
        "free: everyone could be placed afresh each period (for comparison only, not a plan).",
        "protected",
        choices=("protected", "free"),
    ),
    _setting(
        "travel_cost_per_mile",
        "number",
        "Cost of one child living one mile from the home area for one year (contact, school transport).",
        "0",
        unit="£ per child per mile per year",
        minimum=0,
    ),
)
"""Every setting with its type, range, default and meaning."""

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

MEASURES = (
    "inside_boundary",
    "within_20_miles",
    "beyond_20_miles",
    "in_house",
    "family",
    "preferred",
    "selected",
)
"""What a policy row can measure."""

TABLES: tuple[Table, ...] = (
    _table(
        "settings",
        "one setting",
        "setting",
        Column("setting", "key", "The setting's name, from the list below."),
        Column("value", "text", "Its value."),
    ),
    _table(
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
    ),
    _table(
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
    ),
    _table(
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
    ),
    _table(
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
    ),
    _table(
        "demand",
        "the children of a need group from a home area who need a home in a period",
        "need home_area period scenario",
        Column("need", "key", "Need group.", refers_to="needs"),
        Column("home_area", "key", "Where they come from.", refers_to="areas"),
        Column("period", "key", "Period.", refers_to="periods"),
        Column("children", "number", "Average number of children over the period.", unit="children", minimum=0),
        Column("scenario", "key", "Future to which the row belongs.", blank="every future", refers_to="scenarios"),
        notes=("Every need group needs a row for every home area and period: nothing is filled in.",),
    ),
    _table(
        "scenarios",
        "a future of demand",
        "scenario",
        Column("scenario", "key", "The future's label."),
        Column("probability", "share", "How likely it is; the probabilities sum to 1.", above=True, minimum=0),
        required=False,
    ),
    _table(
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
    ),
    _table(
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
    ),
    _table(
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
    ),
    _table(
        "placements",
        "where children live at the start of the plan",
        "need home_area provision area",
        Column("need", "key", "Need group.", refers_to="needs"),
        Column("home_area", "key", "Where they come from.", refers_to="areas"),
        Column("provision", "key", "Provision they live in.", refers_to="provisions"),
        Column("area", "key", "Area they live in.", refers_to="areas"),
        Column("children", "number", "Number of children.", unit="children", minimum=0),
        required=False,
    ),
    _table(
        "options",
        "a way to add capacity in an area",
        "option area",
        Column("option", "key", "The option's label; the same option may be open in several areas."),
        Column("label", "text", "Its name in reports.", blank="the key"),
        Column("provision", "key", "Provision whose places it adds.", refers_to="provisions"),
        Column("area", "key", "Where the places would be.", refers_to="areas"),
        Column(
            "places_per_unit",
            "number",
            "Places that one unit brings (a household, a home, a flat, a block, a team).",
            unit="places per unit",
            minimum=0,
            above=True,
        ),
        Column(
            "setup_cost",
            "number",
            "One-off revenue cost in the period of decision: recruitment, registration, first staffing.",
            unit="£ per unit",
            minimum=0,
            default="0",
        ),
        Column("capital_cost", "number", "Capital before grant.", unit="£ per unit", minimum=0, default="0"),
        Column("grant_share", "share", "Share of the capital met by grant.", default="0"),
        Column(
            "running_cost",
            "number",
            "Cost of one open unit for a year, whether or not its places are filled.",
            unit="£ per unit per year",
            minimum=0,
            default="0",
        ),
        Column(
            "lead_time",
            "number",
            "Years from the decision (at the start of its period) to the first place.",
            unit="years",
            minimum=0,
            maximum=20,
            default="0",
        ),
        Column(
            "ramp",
            "shares",
            "Share of the places usable in the first, second, … year after opening; 1 afterwards (0.5;0.8).",
            blank="all places usable at once",
        ),
        Column(
            "attrition",
            "share",
            "Share of the units lost each year after opening.",
            unit="a year",
            default="0",
        ),
        Column(
            "life",
            "number",
            "Years the places last after opening.",
            unit="years",
            minimum=0,
            above=True,
            blank="beyond the plan",
        ),
        Column(
            "asset_life",
            "number",
            "Years over which its capital is financed.",
            unit="years",
            minimum=1,
            maximum=100,
            blank="the setting asset_life",
        ),
        Column(
            "first_period",
            "key",
            "First period in which it can be decided.",
            blank="the first period",
            refers_to="periods",
        ),
        Column(
            "last_period",
            "key",
            "Last period in which it can be decided.",
            blank="the last period",
            refers_to="periods",
        ),
        Column(
            "max_per_period",
            "number",
            "Most units decided in one year of the plan (shared by its periods where they are shorter).",
            unit="units a year",
            minimum=0,
            blank="no limit",
        ),
        Column("max_total", "number", "Most units in all.", unit="units", minimum=0, blank="no limit"),
        Column("min_total", "number", "Fewest units in all.", unit="units", minimum=0, default="0"),
        Column("whole_units", "yes_no", "Whether units are whole.", default="yes"),
        Column(
            "limit_group",
            "keys",
            "Limit groups it shares with other options, separated by ;.",
            blank="none",
            refers_to="limits",
        ),
        required=False,
    ),
    _table(
        "limits",
        "a limit that several options share",
        "limit_group",
        Column("limit_group", "key", "The limit group's label, named in options."),
        Column("label", "text", "Its name in reports.", blank="the key"),
        Column(
            "max_per_period",
            "number",
            "Most units decided together in one year of the plan (shared by its periods where shorter).",
            unit="units a year",
            minimum=0,
            blank="no limit",
        ),
        Column("max_total", "number", "Most units together in all.", unit="units", minimum=0, blank="no limit"),
        Column("min_total", "number", "Fewest units together in all.", unit="units", minimum=0, default="0"),
        required=False,
    ),
    _table(
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
    ),
    _table(
        "targets",
        "a promise about where and how children live",
        "target",
        Column("target", "key", "The promise's label."),
        Column("label", "text", "Its wording in reports.", blank="the key"),
        Column(
            "measure",
            "choice",
            "Which of the children in scope are counted: by locality, in in-house provision, in a family, "
            "in a preferred home, or all who live in the selected provisions.",
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
    ),
    _table(
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
    ),
    _table(
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
    ),
    _table(
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
    ),
)
"""Every input table, in the order in which a newcomer would fill them in."""

TABLE_BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}
SETTING_BY_NAME: dict[str, Setting] = {setting.name: setting for setting in SETTINGS}
