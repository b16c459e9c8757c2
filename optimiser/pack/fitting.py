"""Charts that a large authority's tables are too long for: drawn more simply, or left to their tables."""

from __future__ import annotations

from dataclasses import replace

from optimiser.pack.charts.data import MOST_LAYERS, MOST_ROWS
from optimiser.pack.document import Chart, Kind, Section


def fitted(section: Section) -> Section:
    """The section with charts that can be drawn: each table stands there whatever becomes of its chart."""
    blocks = [_fitted(block) if isinstance(block, Chart) else block for block in section.blocks]
    return replace(section, blocks=tuple(block for block in blocks if block is not None))


def _fitted(chart: Chart) -> Chart | None:
    """A chart of layers that has too many becomes one of bars, of its last column; too many bars become none."""
    rows = len(chart.rows) or len(chart.table.rows) - chart.table.total
    if rows > MOST_ROWS or rows == 0:
        return None
    if chart.kind not in (Kind.LINES, Kind.STACKED) or rows <= MOST_LAYERS:
        return chart
    last = max(chart.columns or [place for place, column in enumerate(chart.table.columns) if column.unit])
    title = f"{chart.title}: {chart.table.columns[last].heading}"
    return replace(chart, kind=Kind.BARS, title=title, columns=(last,))
