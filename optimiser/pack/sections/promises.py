"""What the plan promises, and how far each promise is kept."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

from models.case import Target
from optimiser.disclosure.symbols import Symbol
from optimiser.pack.display import plural
from optimiser.pack.document import Cell, Column, Figure, Known, Paragraph, Part, Section, Sum, Table, Unit, say
from optimiser.pack.facts import PLAN, Facts
from optimiser.pack.sections.locality import NEARNESS, near
from optimiser.pack.tables import FORECAST

KEY, TITLE = "promises", "What the plan promises"
NO_SUITABLE_HOME = "no_suitable_home"
"""The measure of a promise about a chance, in which nobody is counted."""


def section(facts: Facts) -> Section | None:
    """Every promise in the last period that it is about; ``None`` where there are none."""
    found = facts.table("targets")
    if found.empty:
        return None
    worst = found.assign(order=found["period"].map(facts.periods.index))
    worst = worst.sort_values(["target", "order", "kept"], ascending=[True, False, True]).drop_duplicates("target")
    broken = sorted({str(label) for label in found[found["kept"] == "no"]["label"]})
    rows = tuple(_row(row) for row in worst.to_dict("records"))
    count, kept = Figure(float(len(rows)), Unit.UNITS), Figure(float(len(rows) - len(broken)), Unit.UNITS)
    sentences = [
        say("{} of {} {} kept in every period.", kept, count, plural(count, "promise is", "promises are"))
    ]
    if broken:
        sentences.append(say("Not kept throughout: {}.", "; ".join(broken)))
    table = Table(
        "promises",
        "Promises, and what is reached in the last period of each",
        (
            Column("Promise"),
            Column("Period"),
            Column("Promised"),
            Column("Plan (share)", Unit.SHARE),
            Column("Plan (children)", Unit.CHILDREN),
            Column("Doing nothing (share)", Unit.SHARE),
            Column("Kept"),
        ),
        rows,
        (
            f"{Symbol.NOT_APPLICABLE.value} where a promise is of a number of children and not of a share, or of "
            "the chance that no suitable home is free and not of children.",
        ),
    )
    message = say("{} of {} promises are kept throughout", kept, count)
    known = _known(facts, worst.to_dict("records"))
    return Section(KEY, TITLE, message, (Paragraph(tuple(sentences)), table), known)


def _known(facts: Facts, rows: list[dict[Hashable, Any]]) -> Known:
    """A promise's share is of those in scope; one about everyone's distance leaves out only the exempt."""
    counts = facts.expected("locality", PLAN, ("boundary", "distance", "period"))
    sums, parts, unseen = [], [], []
    targets = {target.target: target for target in facts.run.inputs.case.targets}
    for row in rows:
        if row["measure"] == NO_SUITABLE_HOME:
            continue  # a chance: nobody is counted in it
        of, t = f"children/promise/{row['target']}/{row['period']}", str(row["period"])
        parts.append(Part(f"share/promise/{row['target']}/{t}", of, float(row["in_scope"])))
        if not math.isnan(row["do_nothing"]):  # taken to be of as many children as the plan's, whom readers know
            without, whole = f"children/promise/nothing/{row['target']}/{t}", float(row["in_scope"])
            unseen.append(Figure(float(row["do_nothing"]) * whole, Unit.CHILDREN, without))
            parts.append(Part(f"share/promise/nothing/{row['target']}/{t}", without, whole))
        if row["measure"] in NEARNESS and _is_of_everyone(facts, targets[str(row["target"])]):
            label, belongs = NEARNESS[str(row["measure"])]
            everyone = sum(value for key, value in counts.items() if key[2] == t and belongs(key[0], key[1]))
            exempt = f"children/promise/exempt/{row['target']}/{t}"
            unseen.append(Figure(max(0.0, everyone - float(row["children"])), Unit.CHILDREN, exempt))
            sums.append(Sum(near(label, t), ((of, 1.0), (exempt, 1.0))))
    return Known(tuple(sums), tuple(parts), tuple(unseen))


def _is_of_everyone(facts: Facts, target: Target) -> bool:
    case = facts.run.inputs.case
    everywhere = target.areas >= {key for key, area in case.areas.items() if area.inside_boundary}
    return everywhere and target.needs >= set(case.needs) and target.provisions >= facts.looked_after


def _row(row: dict[Hashable, Any]) -> tuple[Cell, ...]:
    share, chance = row["unit"] == "share", row["measure"] == NO_SUITABLE_HOME
    asked, word = float(row["asked"]), "at least" if row["sense"] == "at_least" else "at most"
    nothing = float(row["do_nothing"])
    without: Cell = Symbol.NOT_APPLICABLE
    if share and not math.isnan(nothing):
        without = Figure(nothing, Unit.SHARE, f"share/promise/nothing/{row['target']}/{row['period']}")
    return (
        str(row["label"]),
        f"{row['period']} {FORECAST}",
        f"{word} {asked:.0%}" if share else f"{word} {asked:g}",
        Figure(float(row["reached"]), Unit.SHARE, f"share/promise/{row['target']}/{row['period']}")
        if share and not math.isnan(float(row["reached"]))
        else Symbol.NOT_APPLICABLE,
        Symbol.NOT_APPLICABLE
        if chance
        else Figure(float(row["children"]), Unit.CHILDREN, f"children/promise/{row['target']}/{row['period']}"),
        without,
        str(row["kept"]),
    )
