"""Tables that several sections make the same way: figures by period, with totals that readers can check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from optimiser.disclosure.symbols import Symbol
from optimiser.pack.document import Cell, Column, Figure, Sum, Table, Unit

ROUNDING = "Figures may not sum because of rounding."
FORECAST = Symbol.FORECAST.value


@dataclass(frozen=True, slots=True)
class Line:
    """A row of figures: its label, the key that its figures' ids end in, and a figure for each column's key.

    A column without a figure shows that there can be none.
    """

    label: str
    key: str
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Layout:
    """What the figures of a table count: ``what`` begins their ids; ``columns`` are keys with their headings."""

    what: str
    unit: Unit
    columns: Sequence[tuple[str, str]]


def figure(layout: Layout, line: Line, column: str) -> Figure:
    """One figure of a line; its id is the same wherever it stands."""
    return Figure(line.figures[column], layout.unit, f"{layout.what}/{line.key}/{column}")


def total_of(lines: Sequence[Line], label: str, key: str = "all") -> Line:
    """The sum of some lines."""
    columns = dict.fromkeys(column for line in lines for column in line.figures)
    sums = {column: sum(line.figures.get(column, 0.0) for line in lines) for column in columns}
    return Line(label, key, sums)


def lines_table(
    key: str,
    caption: str,
    head: str,
    layout: Layout,
    lines: Sequence[Line],
    total: Line | None = None,
    notes: Iterable[str] = (),
) -> Table:
    """A table of lines, with their total below where one is given."""
    every = [*lines, *([] if total is None else [total])]
    sums = () if total is None else tuple(_sum(layout, lines, total, column) for column, _ in layout.columns)
    return Table(
        key=key,
        caption=caption,
        columns=(Column(head), *(Column(heading, layout.unit) for _, heading in layout.columns)),
        rows=tuple(_row(layout, line) for line in every),
        notes=(*notes, *(() if total is None else (ROUNDING,))),
        total=total is not None,
        sums=sums,
    )


def _row(layout: Layout, line: Line) -> tuple[Cell, ...]:
    cells: list[Cell] = [line.label]
    for column, _ in layout.columns:
        cells.append(figure(layout, line, column) if column in line.figures else Symbol.NOT_APPLICABLE)
    return tuple(cells)


def _sum(layout: Layout, lines: Sequence[Line], total: Line, column: str) -> Sum:
    parts = ((f"{layout.what}/{line.key}/{column}", 1.0) for line in lines if column in line.figures)
    return Sum(f"{layout.what}/{total.key}/{column}", tuple(parts))


def money_table(
    key: str,
    caption: str,
    head: str,
    columns: Sequence[tuple[str, Unit]],
    rows: Iterable[tuple[str, Sequence[float | None]]],
    notes: Iterable[str] = (),
    total: bool = False,
    signed: frozenset[int] = frozenset(),
) -> Table:
    """A table of money and shares that tell nothing of any one child; ``signed`` columns are differences."""
    cells = tuple(
        (
            label,
            *(
                Symbol.NOT_APPLICABLE if value is None else Figure(value, unit, signed=place in signed)
                for place, (value, (_, unit)) in enumerate(zip(values, columns, strict=True))
            ),
        )
        for label, values in rows
    )
    heads = (Column(head), *(Column(heading, unit) for heading, unit in columns))
    return Table(key, caption, heads, cells, (*notes, *((ROUNDING,) if total else ())), total)
