"""How far the number of children may be from what the plan is made for: low, central and high."""

from __future__ import annotations

from optimiser.pack.document import Cell, Chart, Column, Figure, Kind, Paragraph, Table, Unit, say
from optimiser.pack.facts import Facts
from optimiser.pack.forecast import Forecast
from optimiser.pack.tables import FORECAST, Layout, Line, figure

Blocks = tuple[Paragraph | Table | Chart, ...]
_LEVELS = ("Low", "Central", "High")
_LOW, _HIGH = 0, 2


def range_blocks(facts: Facts, layout: Layout, lines: list[Line], total: Line) -> Blocks:
    """The range of all children by period and of each need group in the last; nothing where none can be drawn.

    ``layout``, ``lines`` and ``total`` are those of what the plan is made for, by need group: the start first,
    then each period.
    """
    if not facts.could_forecast:
        return ()
    found = facts.forecast
    if found is None:
        return (Paragraph((say("The strategy pack tells how many more or fewer children there may be."),)),)
    table = _of_all(facts, found, layout, total)
    low, high = (Figure(float(found.totals[level, -1]), Unit.CHILDREN, _id(level, facts.last)) for level in
                 (_LOW, _HIGH))  # fmt: skip
    planned = figure(layout, total, facts.last)
    sentences = (
        say("Nobody knows how many children there will be: the plan is made for {} in {}.", planned, facts.last),
        say("In eight futures of ten there are between {} and {} that year.", low, high),
    )
    chart = Chart(
        "need_range",
        Kind.LINES,
        table,
        "Children who need a home: low, central and high",
        "Children at the start, and average over each period",
        say("By {} between {} and {} children need a home in eight futures of ten.", facts.last, low, high),
        rows=tuple(range(len(_LEVELS))),
    )
    return (Paragraph(sentences), chart, table, _of_groups(facts, found, layout, lines))


def _id(level: int, period: str) -> str:
    return f"children/forecast/{_LEVELS[level].lower()}/{period}"


def _of_all(facts: Facts, found: Forecast, layout: Layout, total: Line) -> Table:
    """Low, central and high by period, and what the plan is made for; at the start all four are the same."""
    start = figure(layout, total, layout.columns[0][0])
    rows: list[tuple[Cell, ...]] = [
        (
            name,
            start,
            *(
                Figure(float(children), Unit.CHILDREN, _id(level, period))
                for period, children in zip(facts.periods, found.totals[level], strict=True)
            ),
        )
        for level, name in enumerate(_LEVELS)
    ]
    rows.append(("The plan is made for", *(figure(layout, total, column) for column, _ in layout.columns)))
    return Table(
        "need_range",
        "Children who need a home or support: low, central and high, at the start and average over each period",
        (Column("Forecast"), *(Column(heading, Unit.CHILDREN) for _, heading in layout.columns)),
        tuple(rows),
        (
            "Low, central and high are the 10th, 50th and 90th percentiles of all children together, each period "
            f"by itself, in {found.futures:,} futures drawn (seed {found.seed}) from how many children come to "
            "need a home, how long they stay and how they grow older, as the input tables say.",
        ),
    )


def _of_groups(facts: Facts, found: Forecast, layout: Layout, lines: list[Line]) -> Table:
    """Each need group by itself in the last period, beside what the plan is made for."""
    case = facts.run.inputs.case
    place = {need: position for position, need in enumerate(case.needs)}
    heads = ("Low", "The plan is made for", "High")
    rows = tuple(
        (
            line.label,
            _of_group(found, place[line.key], _LOW, facts.last, line.key),
            figure(layout, line, facts.last),
            _of_group(found, place[line.key], _HIGH, facts.last, line.key),
        )
        for line in lines
    )
    return Table(
        "need_range_by_group",
        f"Children who need a home or support, by need group: low and high in {facts.last}",
        (Column("Need group"), *(Column(f"{head}, {facts.last} {FORECAST}", Unit.CHILDREN) for head in heads)),
        rows,
        (
            "Each group by itself, the 10th and 90th percentiles of the same futures. Not all groups are low or "
            "high at once, so they do not add up to the low and the high of all children.",
        ),
    )


def _of_group(found: Forecast, need: int, level: int, period: str, key: str) -> Figure:
    children = float(found.groups[level, need, -1])
    return Figure(children, Unit.CHILDREN, f"{_id(level, period)}/{key}")
