"""Options appraisal: doing nothing, the plan, planning year by year, the what-ifs given and the alternatives."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from optimiser.disclosure.symbols import Symbol
from optimiser.pack.display import step
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
        least = Figure(max(unproven.value, step(Unit.MILLIONS)), Unit.MILLIONS)
        found.append(say("No plan that keeps to the same rules costs more than {} less: this is proven.", least))
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


@dataclass(frozen=True, slots=True)
class _Option:
    """An option: its cost and how much that is more than the plan's, £; absent where it has no cost."""

    label: str
    cost: float | None
    more: float | None
    remark: str = "None"

    def row(self) -> tuple[Cell, ...]:
        """The option as a row of the table."""
        money: Cell = Symbol.NOT_APPLICABLE if self.cost is None else Figure(self.cost, Unit.MILLIONS)
        more: Cell = Symbol.NOT_APPLICABLE if self.more is None else Figure(self.more, Unit.MILLIONS, signed=True)
        return (self.label, money, more, self.remark)


def _costs(facts: Facts) -> Table:
    """Present value of each option, and how much it is more than the plan."""
    return Table(
        "options",
        f"Options: cost at present value from {facts.first} to {facts.last}, £m",
        (
            Column("Option"),
            Column("Cost (£m)", Unit.MILLIONS),
            Column("More than the plan (£m)", Unit.MILLIONS),
            Column("Remark"),
        ),
        tuple(option.row() for option in (*_own(facts), *_what_ifs(facts))),
        (
            "The cost of a what-if takes in the prices put on promises and budgets that it misses, the others do "
            "not; it is compared with the plan as it was made beside the what-ifs.",
        ),
    )


def _own(facts: Facts) -> list[_Option]:
    """The plan and what comes with every run beside it."""
    heads = facts.headlines
    plan = float(heads["present_value"])
    found = [_Option("Plan", plan, 0.0)]
    if facts.has_baseline:
        nothing = float(heads["present_value_do_nothing"])
        found.append(_Option("Doing nothing", nothing, nothing - plan))
    if heads.get("present_value_year_by_year") is not None:
        yearly = float(heads["present_value_year_by_year"])
        kept = "None" if heads.get("year_by_year_keeps_everything") else "Does not keep every promise and budget"
        found.append(_Option("Planning year by year", yearly, yearly - plan, kept))
    return found


_REMARKS = {
    "feasible": "Not proven to be the cheapest",
    "infeasible": "No plan is possible",
    "stopped": "Not worked out",
}


def _what_ifs(facts: Facts) -> list[_Option]:
    """The what-ifs of a comparison; whether their difference is proven is said there."""
    plans, figures = (facts.studies.table("compare", f"compare_{name}") for name in ("plans", "figures"))
    if plans is None or figures is None:
        return []
    costs = {str(row["what_if"]): row for row in figures[figures["figure"] == "cost"].to_dict("records")}
    found = []
    for row in plans[plans["what_if"] != _BASELINE].to_dict("records"):
        name, remark = str(row["what_if"]), _REMARKS.get(str(row["status"]), "None")
        if name not in costs:
            found.append(_Option(f"What if: {name}", None, None, remark))
            continue
        cost = costs[name]
        if remark == "None" and cost["proven"] == "no":
            remark = "Not proven to differ from the plan"
        found.append(_Option(f"What if: {name}", float(cost["value"]), float(cost["difference"]), remark))
    return found


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
