"""What the plan depends on: the assumptions that move its cost most, and where a decision would switch."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from optimiser.disclosure.symbols import Symbol
from optimiser.pack.document import Cell, Chart, Column, Figure, Kind, Paragraph, Section, Table, Unit, say
from optimiser.pack.facts import Facts
from optimiser.pack.sections.assumptions import shown

KEY, TITLE = "depends", "What the plan depends on"
_MOST = 12
"""Assumptions shown; the study itself has them all."""


def section(facts: Facts) -> Section | None:
    """Tornado, switching values and frontier, as far as they were worked out; ``None`` where none was."""
    blocks: list[Paragraph | Table | Chart] = [*_tornado(facts), *_switching(facts), *_frontier(facts)]
    if not blocks:
        return None
    table = next((block for block in blocks if isinstance(block, Table)), None)
    message = say(TITLE)
    if table is not None and table.key == "drivers" and table.rows:
        message = say("The cost depends most on: {}", str(table.rows[0][0]))
    return Section(KEY, TITLE, message, tuple(blocks))


def name_of(facts: Facts, row: dict[Hashable, Any]) -> str:
    """An assumption in words: what it is a figure of, and which rows, by their labels.

    Keys of rows are told by the labels of areas, need groups, provisions and options where they are some.
    """
    keys = [key.strip() for key in str(row["row"]).split("/")]
    told = ", ".join(facts.labels.get(key, key) for key in keys if key not in ("", "*"))
    column = str(row["column"]).replace("_", " ")
    return f"{column[0].upper()}{column[1:]}: {told or str(row['table']).replace('_', ' ')}"


def _tornado(facts: Facts) -> list[Paragraph | Table | Chart]:
    found = facts.studies.table("drivers", "tornado")
    if found is None:
        return []
    most = found[found["effect_low"].notna() & found["effect_high"].notna()].head(_MOST)
    rows = tuple(
        (
            name_of(facts, row),
            shown(facts, str(row["table"]), f"{row['value_low']} to {row['value_high']}"),
            Figure(float(row["effect_low"]), Unit.MILLIONS, signed=True),
            Figure(float(row["effect_high"]), Unit.MILLIONS, signed=True),
        )
        for row in most.to_dict("records")
    )
    without = found[(found["how_low"] == "no plan") | (found["how_high"] == "no plan")]
    sentences = [say("Each assumption was taken to its lowest and its highest, each alone, and planned again.")]
    if rows:
        low, high = (cell for cell in rows[0] if isinstance(cell, Figure))
        sentences.append(
            say("What moves the cost most is “{}”: {} at its lowest, {} at its highest.", rows[0][0], low, high)
        )
    if len(without):
        names = "; ".join(name_of(facts, row) for row in without.head(5).to_dict("records"))
        sentences.append(say("At one end of these there is no plan at all: {}.", names))
    table = Table(
        "drivers",
        "Effect on the least cost of taking each assumption to its lowest and its highest, £m at present value",
        (
            Column("Assumption"),
            Column("From and to"),
            Column("At its lowest (£m)", Unit.MILLIONS),
            Column("At its highest (£m)", Unit.MILLIONS),
        ),
        rows,
        (f"The {len(rows)} that move it most, of those for which there is a plan at both ends.",),
    )
    if not rows:
        return [Paragraph(tuple(sentences))]
    chart = Chart(
        "drivers",
        Kind.SPREAD,
        table,
        "Effect of each assumption on the least cost",
        "£m at present value, against the plan as it is",
        sentences[1],
    )
    return [Paragraph(tuple(sentences)), chart, table]


def _switching(facts: Facts) -> list[Table]:
    found = facts.studies.table("drivers", "switching")
    if found is None:
        return []
    switched = found[found["found"] == "found"].head(_MOST)
    rows = tuple(
        (
            str(row["label"]),
            str(row["change"]),
            name_of(facts, row),
            shown(facts, str(row["table"]), str(row["value"])),
            shown(facts, str(row["table"]), str(row["value_there"])),
            Figure(float(row["per_cent"]) / 100, Unit.SHARE, signed=True),
        )
        for row in switched.to_dict("records")
    )
    if not rows:
        return []
    return [
        Table(
            "switching",
            "Switching values: how far an assumption must move before a decision leaves or enters the plan",
            (
                Column("Decision"),
                Column("Change"),
                Column("Assumption"),
                Column("Used"),
                Column("Switches at"),
                Column("Change (%)", Unit.SHARE),
            ),
            rows,
        )
    ]


def _frontier(facts: Facts) -> list[Paragraph | Table | Chart]:
    found = facts.studies.table("frontier", "frontier")
    if found is None:
        return []
    record = facts.studies.by_kind["frontier"].record
    share = record["unit"] == "share"
    rows: list[tuple[str, Figure, Figure, Cell]] = []
    for row in found.to_dict("records"):
        point = f"children/frontier/{int(row['point'])}"
        number = float(row["value"])
        value = Figure(number, Unit.SHARE) if share else Figure(number, Unit.CHILDREN, point)
        slope: Cell = (
            Symbol.NOT_APPLICABLE if pd.isna(row["slope"]) else Figure(float(row["slope"]), Unit.THOUSANDS)
        )
        rows.append((f"Point {int(row['point'])}", value, Figure(float(row["cost"]), Unit.MILLIONS), slope))
    first, last = rows[0], rows[-1]
    table = Table(
        "frontier",
        f"Least cost against the promise “{record['label']}”",
        (
            Column("Point"),
            Column("Reached (%)" if share else "Reached", Unit.SHARE if share else Unit.CHILDREN),
            Column("Cost (£m)", Unit.MILLIONS),
            Column("Each further child (£000)", Unit.THOUSANDS),
        ),
        tuple(rows),
    )
    rises = say(
        "The least cost goes from {} where {} is reached to {} where {} is.", first[2], first[1], last[2], last[1]
    )
    return [Paragraph((rises,)), table]
