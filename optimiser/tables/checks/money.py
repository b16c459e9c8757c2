"""Checks of money: budgets that mean one thing and can be kept, prices that make sense together."""

from __future__ import annotations

from collections.abc import Iterator

from optimiser.tables.checked import Tables
from optimiser.tables.checks.keys import rows_of
from optimiser.tables.checks.registry import Finding, as_text, at, check
from optimiser.tables.committed import committed_spending
from optimiser.tables.problems import quoted

COST_OF_A_POST = 45_000
"""£ a year for one residential care worker with on-costs, at the low end of local pay."""
FEWEST_POSTS = 5
"""A 24-hour home needs at least one waking adult at all times: 168 hours a week, and with leave, training
and sickness one full-time post covers about 34 of them, so five posts."""
CHEAPEST_HOME = COST_OF_A_POST * FEWEST_POSTS
"""£ a year below which a staffed children's home is not plausible."""


@check("capital_total_with_period")
def capital_total_with_period(tables: Tables) -> Iterator[Finding]:
    """The capital budget of the whole plan names no period."""
    for row in tables.rows("budgets", "budget", "period"):
        if row["budget"] == "capital_total" and row["period"] is not None:
            message = "capital_total is for the whole plan, but a period is given"
            yield at("budgets", row, "period", message, "leave the period blank, or write capital")


@check("budget_twice")
def budget_twice(tables: Tables) -> Iterator[Finding]:
    """A budget is given either for every period at once or for each period, not both."""
    rows = tables.rows("budgets", "budget", "period")
    of_all = {row["budget"]: row for row in rows if row["period"] is None}
    for row in rows:
        if row["period"] is not None and row["budget"] in of_all and row["budget"] != "capital_total":
            message = f"{rows_of([of_all[row['budget']]])} limits {row['budget']} in every period already"
            yield at("budgets", row, "period", message, "delete that row or this one")


@check("budget_below_committed")
def budget_below_committed(tables: Tables) -> Iterator[Finding]:
    """A hard revenue budget is not below what is spent already, whatever the plan."""
    times = tables.timeline
    hard = [r for r in tables.rows("budgets") if r["budget"] == "revenue" and r["price_if_missed"] is None]
    if times is None or not hard:
        return
    committed = committed_spending(tables, times)
    if committed is None:
        return
    for row in hard:
        if row["period"] is not None and row["period"] not in times.labels:
            continue
        periods = range(len(times.labels)) if row["period"] is None else (times.index(row["period"]),)
        for period in periods:
            spending = committed[period]
            if row["limit"] < spending - 0.5:
                message = (
                    f"the limit £{row['limit']:,.0f} is below £{spending:,.0f}, which children already "
                    f"placed and places that cannot be closed cost at least in {times.labels[period]}"
                )
                yield at("budgets", row, "limit", message, "raise it or give it a price_if_missed")
                break


@check("grant_share_of_nothing", "warning")
def grant_share_of_nothing(tables: Tables) -> Iterator[Finding]:
    """A share of capital met by grant goes with a capital cost."""
    for row in tables.rows("options", "capital_cost", "grant_share"):
        if row["grant_share"] > 0 and row["capital_cost"] == 0:
            message = f"{row['grant_share']:.0%} of the capital is met by grant, but there is no capital cost"
            yield at(
                "options",
                row,
                "grant_share",
                message,
                "give the capital_cost, or leave it blank",
            )


@check("home_too_cheap", "warning")
def home_too_cheap(tables: Tables) -> Iterator[Finding]:
    """A new children's home costs at least what staffing it around the clock costs."""
    provisions = tables.by_label("provisions", "family", "sector", "weekly_cost")
    weeks = tables.number("weeks_per_year")
    for row in tables.rows("options", "provision", "running_cost", "places_per_unit"):
        home = provisions.get(row["provision"])
        if home is None or (home["family"], home["sector"]) != ("childrens_home", "in_house"):
            continue  # one bought bed is a unit too, but not a home
        cost = row["running_cost"] + home["weekly_cost"] * weeks * row["places_per_unit"]
        if cost < CHEAPEST_HOME:
            message = (
                f"a full home costs £{cost:,.0f} a year, less than £{CHEAPEST_HOME:,.0f}, "
                f"which {FEWEST_POSTS} posts cost to staff it day and night"
            )
            yield at("options", row, "running_cost", message, "check it: £ per unit (home) per year")


@check("unmet_need_too_cheap", "warning")
def unmet_need_too_cheap(tables: Tables) -> Iterator[Finding]:
    """A child without a home is priced above the dearest home."""
    price = tables.setting("unmet_need")
    if not isinstance(price, float) or not tables.sound("provisions", "suitability", "market"):
        return
    supplement: dict[str, float] = {}
    for row in tables.rows("suitability"):
        most = max(supplement.get(row["provision"], 0.0), row["weekly_supplement"])
        supplement[row["provision"]] = most
    prices = [(row["weekly_cost"], row["provision"]) for row in tables.rows("provisions")]
    prices += [(r["weekly_cost"], r["provision"]) for r in tables.rows("market") if r["weekly_cost"] is not None]
    dearest = max(((cost + supplement.get(name, 0.0), name) for cost, name in prices), default=(0.0, ""))
    year = dearest[0] * tables.number("weeks_per_year")
    if price < year:
        message = (
            f"the price of unmet need £{price:,.0f} is below £{year:,.0f} a year in {quoted(dearest[1])}, "
            "so that a plan would rather leave a child without a home"
        )
        row_of = next((r for r in tables.rows("settings", "setting") if r["setting"] == "unmet_need"), None)
        number = None if row_of is None else row_of.number
        expected = "raise it well above the dearest home"
        yield Finding("settings", message, expected, number, "value", as_text(price))
