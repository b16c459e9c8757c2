"""Draws a chart from the very table that stands behind it: the same picture, to the byte, from the same table.

A module for each kind draws it; titles and units stand in the document, and names stand at the marks, without a
legend. A hidden figure has no mark, and its symbol is written where that tells nothing of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimiser.pack.charts.bars import bars
from optimiser.pack.charts.data import grid_of
from optimiser.pack.charts.lines import lines
from optimiser.pack.charts.spread import spread_bars
from optimiser.pack.charts.stacked import stacked
from optimiser.pack.charts.timeline import timeline
from optimiser.pack.document import Chart, Kind
from optimiser.report.style import pictures, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DRAW = {Kind.LINES: lines, Kind.STACKED: stacked, Kind.BARS: bars, Kind.PAIRS: bars, Kind.SPREAD: spread_bars}


def chart_pictures(chart: Chart, hidden: frozenset[str] = frozenset()) -> dict[str, bytes]:
    """A chart as ``png`` and ``svg``; raises ``ValueError`` where its table cannot be drawn so."""
    with styled():
        return pictures(chart_figure(chart, hidden))


def chart_figure(chart: Chart, hidden: frozenset[str] = frozenset()) -> Figure:
    """A chart before it becomes a file; to be used within :func:`optimiser.report.style.styled`."""
    if chart.kind is Kind.TIMELINE:
        return timeline(chart, hidden)
    return _DRAW[chart.kind](grid_of(chart, hidden))
