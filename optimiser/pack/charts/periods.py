"""The bars of a timeline: for each row from which period to which it reaches, and what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from optimiser.disclosure.symbols import Symbol
from optimiser.pack.charts.data import drawn_rows
from optimiser.pack.display import text_of
from optimiser.pack.document import AFTER_THE_PLAN, Cell, Chart


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: its name, and where its bar begins and ends, in periods from the first.

    ``opens``: whether its first place can be used within the plan. ``mark`` is what is written where there is no
    bar.
    """

    name: str
    start: float = 0.0
    end: float = 0.0
    opens: bool = False
    mark: str = ""


def bars_of(chart: Chart, hidden: frozenset[str]) -> list[Bar]:
    """The bars of a chart.

    An empty period is before the plan, or after it, and so is
    :data:`~optimiser.pack.document.AFTER_THE_PLAN`. Raises ``ValueError`` where there are not two columns of
    periods and an axis, and where a row names a period that is not on it.
    """
    rows = [chart.table.rows[place] for place in drawn_rows(chart)]
    if len(chart.columns) != 2 or not chart.periods:
        raise ValueError(f"{chart.key}: a timeline has two columns of periods, and an axis")
    return [_bar(chart, row, hidden) for row in rows]


def _bar(chart: Chart, row: tuple[Cell, ...], hidden: frozenset[str]) -> Bar:
    name, (start, end) = text_of(row[0], hidden), (row[place] for place in chart.columns)
    marks = [text_of(cell, hidden) for cell in (start, end) if isinstance(cell, Symbol)]
    if marks:
        return Bar(name, mark=marks[0])
    first, last = text_of(start, hidden), text_of(end, hidden).removeprefix(AFTER_THE_PLAN)
    missing = {first, last} - {"", *chart.periods}
    if missing:
        raise ValueError(f"{chart.key}: {missing.pop()!r} is not a period of its axis")
    begins = chart.periods.index(first) if first else 0
    return Bar(name, begins, chart.periods.index(last) + 0.5 if last else len(chart.periods), bool(last))


def end_of_bars(chart: Chart) -> str:
    """What the end of a bar is: the heading of its column."""
    return chart.table.columns[chart.columns[1]].heading


def words_beside(bars: Sequence[Bar], opens: str) -> list[str]:
    """What stands beside each bar; ``opens`` beside the first that opens, which has the most room."""
    named = min((i for i, bar in enumerate(bars) if bar.opens), key=lambda i: bars[i].end, default=None)
    texts = [bar.mark or ("" if bar.opens else AFTER_THE_PLAN) for bar in bars]
    return [opens if i == named else text for i, text in enumerate(texts)]
