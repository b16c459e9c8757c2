"""Draws a chart of a pack for a page, from the table behind it: the same words and marks as in its documents.

A module for each kind lays it out without looking at files or pages, ``scene`` is what they lay out, ``writing``
makes it SVG. Names stand at the marks, without a legend; titles and units stand on the page. A hidden figure has
no mark, and its symbol is written where that tells nothing of it.
"""

from __future__ import annotations

from markupsafe import Markup

from optimiser.pack.charts.data import grid_of
from optimiser.pack.display import said
from optimiser.pack.document import Chart, Kind
from optimiser.web.charts.bars import bars
from optimiser.web.charts.lines import lines
from optimiser.web.charts.scene import Drawing
from optimiser.web.charts.spread import spread_bars
from optimiser.web.charts.stacked import stacked
from optimiser.web.charts.timeline import timeline
from optimiser.web.charts.writing import written

UNSAID = "What it shows cannot be said, because some of its figures are confidential."
"""The description of a chart whose message has a hidden figure."""

_DRAW = {Kind.LINES: lines, Kind.STACKED: stacked, Kind.BARS: bars, Kind.PAIRS: bars, Kind.SPREAD: spread_bars}


def svg_chart(chart: Chart, name: str, hidden: frozenset[str] = frozenset()) -> Markup:
    """A chart as an ``<svg>`` whose ids begin with ``name``, the same to the byte from the same table.

    Raises ``ValueError`` where its table cannot be drawn so, or ``name`` cannot begin an id.
    """
    return written(_drawing(chart, hidden), name, chart.title, said(chart.message, hidden) or UNSAID)


def _drawing(chart: Chart, hidden: frozenset[str]) -> Drawing:
    if chart.kind is Kind.TIMELINE:
        return timeline(chart, hidden)
    return _DRAW[chart.kind](grid_of(chart, hidden))
