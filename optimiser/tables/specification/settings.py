"""The settings that the table ``settings`` may hold: what a plan is made from, and who answers for it."""

from __future__ import annotations

from dataclasses import dataclass

from optimiser.tables.specification.columns import Column, Kind


@dataclass(frozen=True, slots=True)
class Setting:
    """One row that the ``settings`` table may hold."""

    name: str
    column: Column
    about_people: bool = False
    """Whether it says who answers for a plan and how far it is assured: no figure of the plan, so not in
    :class:`models.case.Settings` and not in the inputs' hash (see :mod:`optimiser.tables.responsibility`)."""


def _setting(name: str, kind: Kind, description: str, default: str | None, **more: object) -> Setting:
    return Setting(name, Column(name, kind, description, default=default, **more))  # type: ignore[arg-type]


ASSURANCE_STATES = ("none", "analyst_tested", "peer_reviewed", "approved")
"""How far a plan is assured, each state taking in those before it."""

_OF_THE_PLAN: tuple[Setting, ...] = (
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
        "How full places can be planned to be. occupancy: a planning maximum for each provision; choice: what "
        "Erlang's loss formula says of children who come at random, for the provisions of the table matching.",
        "occupancy",
        choices=("occupancy", "choice"),
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
"""Settings that the mathematics of a plan is made from."""


def _who(name: str, description: str) -> Setting:
    return Setting(name, Column(name, "text", description, blank="not named"), about_people=True)


_OF_PEOPLE: tuple[Setting, ...] = (
    _who("commissioner", "Who asked for the plan and will use it: a name or a role."),
    _who("analyst", "Who made the tables and ran the plan: a name or a role."),
    _who("assurer", "Who checks the analyst's work, and is never the analyst: a name or a role."),
    _who("approver", "Who answers for the plan being fit for its use: a name or a role."),
    Setting(
        "assurance_state",
        Column(
            "assurance_state",
            "choice",
            "How far the plan is assured: analyst_tested needs an analyst, peer_reviewed an assurer too, "
            "approved an approver too.",
            choices=ASSURANCE_STATES,
            default="none",
        ),
        about_people=True,
    ),
)
"""Settings that say who answers for a plan (the roles of HM Treasury's Aqua Book)."""

SETTINGS: tuple[Setting, ...] = _OF_THE_PLAN + _OF_PEOPLE
"""Every setting with its type, range, default and meaning."""
