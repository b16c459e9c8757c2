"""What the plan says beside what happens when it is lived through child by child."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from optimiser.pack.document import Cell, Chart, Column, Figure, Kind, Paragraph, Sentence, Table, Unit, say
from optimiser.pack.facts import Facts
from optimiser.pack.tables import FORECAST

Blocks = list[Paragraph | Table | Chart]
Row = dict[Hashable, Any]
Rows = dict[tuple[str, str], Row]

_CHILDREN = {
    "own": "In the authority's own places",
    "bought": "In bought homes",
    "inside": "Inside the boundary",
    "unmet": "Without a home",
}
_INTERVAL = "From and to: where the mean of many such lives lies, with 95 per cent confidence."


def message(facts: Facts) -> Sentence | None:
    """What it costs beside what the plan says; ``None`` without a simulation."""
    rows = _rows(facts)
    return None if rows is None else _cost(rows, "Lived through child by child it costs ")


def blocks(facts: Facts) -> Blocks:
    """What a simulation found; nothing where there is none."""
    rows = _rows(facts)
    if rows is None:
        return []
    record, money = facts.studies.by_kind["simulate"].record, _money(facts, rows)
    how = say(
        "The plan was lived through {} times, child by child (seed {}): children come at random, are matched with "
        "a vacancy that suits, and nobody is moved to suit the numbers.",
        Figure(float(record["replications"]), Unit.UNITS),
        str(record["seed"]),
    )
    chart = Chart(
        "simulated_cost",
        Kind.PAIRS,
        money,
        "Cost by period, as the plan says and as simulated",
        "£m, cash prices of each period",
        _cost(rows, "Lived through child by child it costs ", "."),
        columns=(1, 2),
        rows=tuple(range(len(facts.periods))),
    )
    found: Blocks = [Paragraph((how, _cost(rows, "At present value it then costs ", "."))), chart, money]
    if facts.publish:  # averages over the plan of what other tables hide by period
        return found
    return [*found, _children(rows)]


def _rows(facts: Facts) -> Rows | None:
    """Each figure by its name and period, of the whole plan with an empty period."""
    found = facts.studies.table("simulate", "simulated_figures")
    if found is None:
        return None
    return {(str(row["figure"]), str(row["period"])): row for row in found.to_dict("records")}


def _cost(rows: Rows, before: str, end: str = "") -> Sentence:
    row = rows["present_value", ""]
    simulated, planned = (Figure(float(row[name]), Unit.MILLIONS) for name in ("simulated", "predicted"))
    if row["low"] <= row["predicted"] <= row["high"]:
        return say(before + "{}; no difference from the plan's {} can be told" + end, simulated, planned)
    off = Figure(abs(float(row["error"])) / 100, Unit.SHARE)
    which = "less" if row["error"] < 0 else "more"
    return say(before + "{}; the plan says {}, {} " + which + end, simulated, planned, off)


def _money(facts: Facts, rows: Rows) -> Table:
    """Cost by period and of the whole plan: predicted, simulated, its interval and the difference."""
    told = [(f"{period} {FORECAST}", rows["cost", period]) for period in facts.periods]
    told += [("Whole plan, cash", rows["cost", ""]), ("Whole plan, present value", rows["present_value", ""])]
    columns = ("predicted", "simulated", "low", "high")
    return Table(
        "simulated_cost",
        "Cost as the plan says and as simulated, £m",
        (
            Column("Period"),
            *(Column(f"{head} (£m)", Unit.MILLIONS) for head in ("The plan", "Simulated", "From", "To")),
            Column("The plan against the simulation (%)", Unit.SHARE),
        ),
        tuple(
            (
                label,
                *(Figure(float(row[name]), Unit.MILLIONS) for name in columns),
                Figure(float(row["error"]) / 100, Unit.SHARE, signed=True),
            )
            for label, row in told
        ),
        (_INTERVAL,),
    )


def _children(rows: Rows) -> Table:
    """Where children live on average over the plan, predicted and simulated."""

    def cells(name: str) -> tuple[Cell, ...]:
        row = rows[name, ""]
        return tuple(
            Figure(max(0.0, float(row[column])), Unit.CHILDREN, f"children/simulated/{name}/{column}")
            for column in ("predicted", "simulated", "low", "high")
        )

    return Table(
        "simulated_children",
        "Where children live as the plan says and as simulated, children on average over the plan",
        (
            Column("Children"),
            *(Column(head, Unit.CHILDREN) for head in ("The plan", "Simulated", "From", "To")),
        ),
        tuple((label, *cells(name)) for name, label in _CHILDREN.items()),
        (_INTERVAL,),
    )
