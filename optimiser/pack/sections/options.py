"""Options appraisal: doing nothing, the plan, planning year by year, the what-ifs given and the alternatives."""

from __future__ import annotations

import pandas as pd

from optimiser.disclosure.symbols import Symbol
from optimiser.pack.document import (
    Cell,
    Chart,
    Column,
    Figure,
    Kind,
    Paragraph,
    Section,
    Sentence,
    Table,
    Unit,
    say,
)
from optimiser.pack.facts import Facts

KEY, TITLE = "options", "The options"
_BASELINE = "Baseline"


def section(facts: Facts) -> Section:
    """Costs of the options at present value, and the alternatives where they were worked out."""
    table = _costs(facts)
    plan = Figure(float(facts.headlines["present_value"]), Unit.MILLIONS)
    blocks: list[Paragraph | Table | Chart] = [Paragraph(_sentences(facts, plan)), _chart(table, plan), table]
    blocks += _alternatives(facts)
    message = say("The plan costs {} at present value", plan)
    if facts.has_baseline:
        nothing = Figure(float(facts.headlines["present_value_do_nothing"]), Unit.MILLIONS)
        message = say("The plan costs {} at present value; doing nothing costs {}", plan, nothing)
    return Section(KEY, TITLE, message, tuple(blocks))


def _sentences(facts: Facts, plan: Figure) -> tuple[Sentence, ...]:
    heads, record = facts.headlines, facts.run.record
    unproven = Figure(float(record["objective"]) - float(record["bound"]), Unit.MILLIONS)
    found = [say("At present value the plan costs {} from {} to {}.", plan, facts.first, facts.last)]
    if record["status"] == "optimal":
        found.append(
            say("No plan that keeps to the same rules costs more than {} less: this is proven.", unproven)
        )
    else:
        found.append(
            say(
                "The search was stopped before it could prove more than that: a plan could cost {} less.", unproven
            )
        )
    ahead = heads.get("value_of_planning_ahead")
    if ahead is not None:
        found.append(
            say(
                "Planning each year by itself would cost {} more than planning ahead.",
                Figure(float(ahead), Unit.MILLIONS),
            )
        )
    return tuple(found)


def _costs(facts: Facts) -> Table:
    """Present value of each option, and how much it is more than the plan."""
    heads = facts.headlines
    plan = float(heads["present_value"])
    known: list[tuple[str, float | None, str]] = [("Plan", plan, "")]
    if facts.has_baseline:
        known.append(("Doing nothing", float(heads["present_value_do_nothing"]), ""))
    if heads.get("present_value_year_by_year") is not None:
        missed = "" if heads.get("year_by_year_keeps_everything") else "Does not keep every promise and budget"
        known.append(("Planning year by year", float(heads["present_value_year_by_year"]), missed))
    known += _what_ifs(facts)
    rows: list[tuple[Cell, ...]] = []
    for label, cost, note in known:
        money: Cell = Symbol.NOT_APPLICABLE if cost is None else Figure(cost, Unit.MILLIONS)
        more: Cell = Symbol.NOT_APPLICABLE if cost is None else Figure(cost - plan, Unit.MILLIONS, signed=True)
        rows.append((label, money, more, note or "None"))
    heads_ = (
        Column("Option"),
        Column("Cost (£m)", Unit.MILLIONS),
        Column("More than the plan (£m)", Unit.MILLIONS),
        Column("Remark"),
    )
    return Table(
        "options",
        f"Options: cost at present value from {facts.first} to {facts.last}, £m",
        heads_,
        tuple(rows),
        (
            "Prices put on promises and budgets that are missed are not money and are left out for the plan; "
            "differences smaller than what the searches left unproven are no differences.",
        ),
    )


def _what_ifs(facts: Facts) -> list[tuple[str, float | None, str]]:
    found = facts.studies.table("compare", "compare_plans")
    if found is None:
        return []
    rows = []
    for row in found.to_dict("records"):
        if row["what_if"] == _BASELINE:
            continue
        cost = None if pd.isna(row["objective"]) else float(row["objective"])
        status = {"optimal": "", "feasible": "Not proven", "infeasible": "No plan is possible"}
        rows.append((f"What if: {row['what_if']}", cost, status.get(str(row["status"]), "Not worked out")))
    return rows


def _chart(table: Table, plan: Figure) -> Chart:
    return Chart(
        "options",
        Kind.BARS,
        table,
        "Cost of the options at present value",
        "£m, present value",
        say("The plan costs {} at present value.", plan),
    )


def _alternatives(facts: Facts) -> list[Paragraph | Table | Chart]:
    found = facts.studies.table("alternatives", "alternatives")
    if found is None:
        return []
    rows = tuple(
        (
            str(row["label"]),
            Figure(float(row["cost"]), Unit.MILLIONS),
            Figure(float(row["homes"]), Unit.UNITS),
            Figure(float(row["foster_places"]), Unit.PLACES),
            Figure(float(row["in_borough"]), Unit.SHARE),
            Figure(float(row["capital"]), Unit.THOUSANDS),
        )
        for row in found[found["another"] != "no"].to_dict("records")
        if not pd.isna(row["cost"])
    )
    table = Table(
        "alternatives",
        "Other plans that cost little more and differ as much as they can",
        (
            Column("Plan"),
            Column("Cost (£m)", Unit.MILLIONS),
            Column("New homes", Unit.UNITS),
            Column("New foster places", Unit.PLACES),
            Column("In the area (%)", Unit.SHARE),
            Column("Capital (£000)", Unit.THOUSANDS),
        ),
        rows,
    )
    return [table, *_no_regret(facts)]


def _no_regret(facts: Facts) -> list[Table]:
    found = facts.studies.table("alternatives", "no_regret")
    if found is None:
        return []
    rows = tuple((str(row["sentence"]), str(row["proven"])) for row in found.to_dict("records"))
    caption = "What every plan contains that costs little more than the cheapest"
    return [Table("no_regret", caption, (Column("What every such plan contains"), Column("Proven")), rows)]
