"""What would be missing if nothing were decided: homes to be bought one by one, and children without a home."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from optimiser.pack.document import Chart, Kind, Known, Paragraph, Section, Sum, Table, say
from optimiser.pack.facts import NOTHING, Facts
from optimiser.pack.groups import is_bought
from optimiser.pack.sections import living
from optimiser.pack.tables import Line, figure, lines_table, total_of

KEY, TITLE = "gap", "The gap if nothing is decided"
_FAMILIES = ("fostering", "childrens_home", "supported_accommodation")
"""Families of care that an authority can provide itself: homes of these that are bought are the gap."""
_NOTE = (
    "Children in foster homes, children's homes and supported accommodation bought from others, and children "
    "without a suitable home, if nothing is decided. Secure homes, residential schools and the like are left out."
)


def section(facts: Facts) -> Section | None:
    """The gap by type, by where children come from and by need group; ``None`` where there is no baseline."""
    if not facts.has_baseline:
        return None
    bought, layout = _is_gap(facts), living.layout(facts, NOTHING)
    total = _with_unmet(facts, total_of(_lines(facts, "provision", facts.provision, bought), "All", "gap/all"))
    tables = [
        _table(facts, "gap_by_type", "kind of home", "provision", facts.provision, total),
        _table(facts, "gap_by_area", "where children come from", "home_area", facts.area, total),
        _table(facts, "gap_by_need", "need group", "need", facts.need, total),
    ]
    first, last = figure(layout, total, facts.first), figure(layout, total, facts.last)
    sentences = (
        say("If nothing is decided, {} children live in bought homes or have none in {}.", first, facts.first),
        say("By {} it is {}.", facts.last, last),
    )
    chart = Chart(
        "gap_by_area",
        Kind.STACKED,
        tables[1],
        "Homes to be bought or missing if nothing is decided, by where children come from",
        "Children, average over each period",
        say("Homes to be bought or missing go from {} in {} to {} in {}.", first, facts.first, last, facts.last),
    )
    message = say("Doing nothing leaves {} homes to be bought or missing by {}", last, facts.last)
    return Section(KEY, TITLE, message, (Paragraph(sentences), chart, *tables), _known(facts))


def _known(facts: Facts) -> Known:
    """What is bought of a provision in the last period is what the table of before and after has of it."""
    provisions = (one.provision for one in facts.run.inputs.case.provisions.values())
    return Known(
        tuple(
            Sum(
                f"children/nothing/gap/provision/{key}/{facts.last}",
                ((f"children/nothing/{key}/{facts.last}", 1.0),),
            )
            for key in provisions
        )
    )


def _is_gap(facts: Facts) -> Callable[[pd.DataFrame], pd.Series]:
    provisions = facts.run.inputs.case.provisions
    bought = [key for key, one in provisions.items() if is_bought(facts, key) and one.family in _FAMILIES]
    return lambda placements: placements["provision"].isin(bought)


def _lines(
    facts: Facts, column: str, label: Callable[[str], str], keep: Callable[[pd.DataFrame], pd.Series]
) -> list[Line]:
    return living.by_label(facts, NOTHING, column, label, keep, f"gap/{column}")


def _table(facts: Facts, key: str, by: str, column: str, label: Callable[[str], str], total: Line) -> Table:
    lines = _lines(facts, column, label, _is_gap(facts))
    without = _unmet(facts, column, label)
    head = by[0].upper() + by[1:]
    every = [line for line in _joined(lines, without, column) if any(line.figures.values())]
    return lines_table(
        key,
        f"Homes to be bought or missing if nothing is decided, by {by}, children on average over each period",
        head,
        living.layout(facts, NOTHING),
        every,
        total,
        [_NOTE],
    )


def _unmet(facts: Facts, column: str, label: Callable[[str], str]) -> list[Line]:
    """Children without a suitable home, in the rows of a table; a row of their own in that by kind of home."""
    by = "need" if column == "provision" else column
    missing = facts.expected("unmet", NOTHING, (by, "period"))
    if not missing:
        return []
    if column == "provision":
        whole = {t: sum(value for (_, when), value in missing.items() if when == t) for t in facts.periods}
        return [Line("No suitable home", "gap/provision/none", whole)]
    keys = dict.fromkeys(key for key, _ in missing)
    return [
        Line(label(key), f"gap/{column}/{key}", {t: missing.get((key, t), 0.0) for t in facts.periods})
        for key in keys
    ]


def _joined(lines: list[Line], without: list[Line], column: str) -> list[Line]:
    held = {line.key: line for line in lines}
    for line in without:
        held[line.key] = total_of([held[line.key], line], line.label, line.key) if line.key in held else line
    return list(held.values())


def _with_unmet(facts: Facts, total: Line) -> Line:
    without = _unmet(facts, "provision", facts.provision)
    return total_of([total, *without], total.label, total.key)
