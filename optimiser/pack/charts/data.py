"""What a chart draws: the points of its table, in the unit shown, with what is written for each.

No value of a hidden figure gets this far, so no mark, axis or size of a picture can tell of one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from optimiser.disclosure.symbols import Symbol
from optimiser.pack.display import is_hidden, one, rounded, step, text_of
from optimiser.pack.document import Cell, Chart, Figure, Kind, Unit

MOST_LAYERS = 12
"""As many lines, layers or bars of a group as can be told apart."""

MOST_ROWS = 30
"""As many rows of bars as stand on a page."""

Layers = list[tuple[float, float]]
"""From where to where the layers of a stacked column reach."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value in the unit shown (34 for a share of 0.34), ``None`` where nothing is drawn; and what is written."""

    value: float | None
    text: str

    @property
    def withheld(self) -> bool:
        """Whether there is a figure here that readers do not get, other than one that there cannot be."""
        return self.value is None and self.text not in ("", Symbol.NOT_APPLICABLE.value)


@dataclass(frozen=True, slots=True)
class Grid:
    """The points of a chart, row by row; ``totals`` those of the total below the columns, where there is one.

    The names of columns have no unit behind them: it stands in the document.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    points: tuple[tuple[Point, ...], ...]
    totals: tuple[Point, ...]
    unit: Unit

    def values(self) -> tuple[float, ...]:
        """Every value that is drawn."""
        return tuple(point.value for row in self.points for point in row if point.value is not None)

    def withheld(self, place: int) -> str:
        """The mark for a stacked column that is left out; empty for one that is drawn.

        It is that of the first figure in it, or of its total, that is withheld.
        """
        points = [*(row[place] for row in self.points), *self.totals[place : place + 1]]
        return next((point.text for point in points if point.withheld), "")

    def layers(self, place: int) -> Layers:
        """From where to where each layer of a stacked column reaches: what is negative goes down from nought."""
        values = [row[place].value or 0.0 for row in self.points]
        up = list(accumulate((max(value, 0.0) for value in values), initial=0.0))
        down = list(accumulate((min(value, 0.0) for value in values), initial=0.0))
        return [(down[i + 1], down[i]) if value < 0 else (up[i], up[i + 1]) for i, value in enumerate(values)]

    @property
    def least_step(self) -> float:
        """The smallest difference that its numbers can show, in the unit shown."""
        return step(self.unit) / float(one(self.unit))


def drawn_rows(chart: Chart) -> tuple[int, ...]:
    """Positions of the rows that a chart draws; raises ``ValueError`` where there are none, or too many."""
    rows = chart.rows or tuple(range(len(chart.table.rows) - chart.table.total))
    most = MOST_LAYERS if chart.kind in (Kind.LINES, Kind.STACKED) else MOST_ROWS
    if not 0 < len(rows) <= most:
        raise ValueError(f"{chart.key}: a chart draws 1 to {most} rows, not {len(rows)}")
    return rows


def grid_of(chart: Chart, hidden: frozenset[str]) -> Grid:
    """The points of a chart; raises ``ValueError`` where it cannot be drawn, as where its units differ.

    With anything hidden, every point stands at its rounded figure: an exact length would tell more than the table.
    """
    table, rows, columns = chart.table, drawn_rows(chart), _columns(chart)
    units = {table.columns[place].unit for place in columns}
    unit = units.pop()
    if units or unit is None:
        raise ValueError(f"{chart.key}: its columns have not one unit")

    def read(row: tuple[Cell, ...]) -> tuple[Point, ...]:
        return tuple(_point(row[place], hidden) for place in columns)

    return Grid(
        rows=tuple(text_of(table.rows[place][0], hidden) for place in rows),
        columns=tuple(table.columns[place].heading.removesuffix(f" ({unit.value})") for place in columns),
        points=tuple(read(table.rows[place]) for place in rows),
        totals=read(table.rows[-1]) if table.total and not chart.rows else (),
        unit=unit,
    )


def _columns(chart: Chart) -> tuple[int, ...]:
    found = chart.columns or tuple(place for place, column in enumerate(chart.table.columns) if column.unit)
    wanted: Iterable[int] = {Kind.BARS: found[:1], Kind.SPREAD: found[:2]}.get(chart.kind, found)
    columns = tuple(wanted)
    least, most = {Kind.SPREAD: (2, 2), Kind.PAIRS: (1, MOST_LAYERS)}.get(chart.kind, (1, len(columns)))
    if not least <= len(columns) <= max(most, 1):
        raise ValueError(f"{chart.key}: {len(columns)} columns of figures cannot be drawn as {chart.kind.value}")
    return columns


def _point(cell: Cell, hidden: frozenset[str]) -> Point:
    text = text_of(cell, hidden)
    if cell is Symbol.LOW:
        return Point(0.0, text)
    if not isinstance(cell, Figure) or is_hidden(cell, hidden):
        return Point(None, text)
    return Point(float(rounded(cell)) if hidden else cell.value / float(one(cell.unit)), text)
