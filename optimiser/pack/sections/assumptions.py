"""Where the figures come from: sources, with the confidence in them; and what was changed by what-ifs."""

from __future__ import annotations

from optimiser.disclosure.symbols import Symbol
from optimiser.pack.display import plural
from optimiser.pack.document import Column, Figure, Paragraph, Section, Table, Unit, say
from optimiser.pack.facts import Facts

KEY, TITLE = "assumptions", "Assumptions and sources"


def section(facts: Facts) -> Section:
    """Every source with how many figures rest on it; the settings; every change by a what-if."""
    found = facts.table("assumptions")
    by = {
        word: Figure(float((found["confidence"] == word).sum()), Unit.UNITS)
        for word in ("published", "derived", "judgement")
    }
    every = Figure(float(len(found)), Unit.UNITS)
    sentences = (
        say(
            "The plan rests on {} figures: {} published, {} derived from published ones, {} judged.",
            every,
            by["published"],
            by["derived"],
            by["judgement"],
        ),
        say("The run's own folder lists each of them."),
        say(
            "Numbers of children, places and units are shown as whole numbers, shares as whole per cents and "
            "money in £000 or to a tenth of £1m; nothing is rounded before it is shown."
        ),
    )
    blocks: list[Paragraph | Table] = [Paragraph(sentences), _sources(facts), _settings(facts)]
    changes = facts.table("changes")
    if not changes.empty:
        blocks.append(_changes(facts))
    count = Figure(float(found["source"].nunique()), Unit.UNITS)
    message = say("{} figures from {} {}", every, count, plural(count, "source", "sources"))
    return Section(KEY, TITLE, message, tuple(blocks))


def _sources(facts: Facts) -> Table:
    found = facts.table("assumptions")
    rows = []
    for (source, confidence), one in found.groupby(["source", "confidence"], sort=True):
        tables = ", ".join(sorted(set(one["table"])))
        rows.append(
            (
                str(source) or "Not stated",
                str(confidence) or "Not stated",
                tables,
                Figure(float(len(one)), Unit.UNITS),
            )
        )
    return Table(
        "sources",
        "Sources of the figures, with the confidence in them",
        (Column("Source"), Column("Confidence"), Column("Input tables"), Column("Figures", Unit.UNITS)),
        tuple(rows),
    )


def shown(facts: Facts, table: str, value: str) -> str | Symbol:
    """A figure of the inputs as text; hidden in a published pack where its table counts children."""
    return Symbol.CONFIDENTIAL if facts.publish and table in ("demand", "placements") else value


def _settings(facts: Facts) -> Table:
    found = facts.table("decisions")
    rows = tuple(
        (
            str(row["decision"]).replace("_", " "),
            str(row["value"]) or str(row["reason"]) or "Not stated",
            str(row["source"]) or "Not stated",
        )
        for row in found.to_dict("records")
    )
    return Table("choices", "Choices made", (Column("Choice"), Column("Value"), Column("Source")), rows)


def _changes(facts: Facts) -> Table:
    rows = tuple(
        (
            str(row["change"]),
            f"{row['table']}: {row['row']}, {row['column']}",
            shown(facts, str(row["table"]), str(row["old"])),
            shown(facts, str(row["table"]), str(row["new"])),
        )
        for row in facts.table("changes").to_dict("records")
    )
    return Table(
        "changes",
        "Figures changed by what-ifs",
        (Column("What-if"), Column("Figure"), Column("Before"), Column("After")),
        rows,
    )
