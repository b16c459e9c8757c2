"""A difference split by cause: where it begins, a floating bar for each cause, and where it ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from optimiser.pack.display import in_words, one, step
from optimiser.pack.document import Figure, Unit
from optimiser.studies.waterfall import CAUSE, TOGETHER_ONLY, Step
from optimiser.web.charts.across import Scale, across, names_of, scaled
from optimiser.web.charts.scene import GAP, Drawing, Fill, Look, Part, Stroke, Text, box, polyline
from optimiser.web.charts.ticks import tick_gap, tick_texts
from optimiser.web.charts.words import LINE, text_height, text_width, wrapped
from optimiser.web.charts.writing import written

_LANE, _BAR = 34.0, 26.0
_LEVEL, _MORE, _LESS, _BOTH = Look("blue"), Look("maroon", 1), Look("turquoise", 3), Look("purple", 2)

_SMALL = 1 / 3
"""Of the highest level; where the levels differ by less, the scale does not begin at nought."""

_BELOW = 0.25
"""What such a scale shows below the lowest level, of what the levels differ by."""

_FEW = 4
"""Gaps of a scale, such that where it begins is round."""

_TEETH, _DEPTH = 4, 5.0
"""How the left end of a bar is torn where the scale does not begin at nought."""


@dataclass(frozen=True, slots=True)
class _Bar:
    """A step in the unit shown; ``level``: whether it stands on nought."""

    begins: float
    ends: float
    level: bool
    label: str
    look: Look

    @property
    def reach(self) -> float:
        """Its right end, beside which the label stands."""
        return max(self.begins, self.ends)


def waterfall_svg(steps: Sequence[Step], title: str, description: str, unit: Unit, name: str) -> Markup:
    """The steps as an ``<svg>`` whose ids begin with ``name``; amounts are in the plain unit, as £.

    Where the differences are small beside the levels the scale does not begin at nought, and says so. Raises
    ``ValueError`` where there are no steps, or ``name`` cannot begin an id.
    """
    if not steps:
        raise ValueError("a waterfall has a level to begin with, and one to end with")
    bars = [_bar(item, unit) for item in steps]
    return written(_drawing(names_of(_names(steps)), bars, unit), name, title, description)


def _names(steps: Sequence[Step]) -> list[str]:
    from optimiser.studies.compare_text import step_name  # loads pandas, which other charts do without

    return [step_name({"kind": item.kind, "what_if": item.name}, len(steps)) for item in steps]


def _bar(item: Step, unit: Unit) -> _Bar:
    level = item.kind not in (CAUSE, TOGETHER_ONLY)
    label = in_words(Figure(item.amount, unit, signed=not level))
    if not level and item.unproven and abs(item.amount) <= item.unproven:
        label += "\n(not proven)"
    change = _BOTH if item.kind == TOGETHER_ONLY else _MORE if item.amount > 0 else _LESS
    shown = float(one(unit))
    return _Bar(item.begins / shown, item.ends / shown, level, label, _LEVEL if level else change)


def _drawing(names: Sequence[str], bars: Sequence[_Bar], unit: Unit) -> Drawing:
    chart = across(names, [[max(_LANE, text_height(bar.label))] for bar in bars])
    start = _start(bars, unit)
    scale = Scale(chart.left, chart.width, start, _end(bars, start, unit, chart.width))
    parts = scaled(chart, scale, unit, in_words)
    if start <= 0:
        parts.append(chart.upright(scale.at(0.0), "axis"))
    for bar, (lane,) in zip(bars, chart.lanes, strict=True):
        parts += _drawn(bar, scale, lane)
        parts.append(Text(scale.at(bar.reach) + GAP, lane, bar.label))
    for bar, (lane,), (after,) in zip(bars, chart.lanes, chart.lanes[1:], strict=False):
        x = scale.at(bar.ends)
        parts.append(Stroke("join", polyline([(x, lane + _BAR / 2), (x, after - _BAR / 2)])))
    told = _told(start, unit, chart.width)
    foot = LINE + (GAP + text_height(told) if told else 0.0)
    below = Text(chart.left, chart.bottom + GAP + foot - text_height(told) / 2, told)
    return Drawing(chart.height(foot), (*parts, *chart.names, below))


def _start(bars: Sequence[_Bar], unit: Unit) -> float:
    """Where the scale begins, in the unit shown: at nought or below, or at a round value below all levels."""
    levels = _levels(bars)
    low, high = min(levels), max(levels)
    span = high - low or _SMALL * _BELOW * high
    if low <= 0 or span > _SMALL * high:
        return min(low, 0.0)
    below = max(low - _BELOW * span, 0.0)
    gap = tick_gap(below, high, unit, _FEW)
    return math.floor(below / gap) * gap


def _levels(bars: Sequence[_Bar]) -> list[float]:
    return [level for bar in bars for level in ((bar.ends,) if bar.level else (bar.begins, bar.ends))]


def _end(bars: Sequence[_Bar], start: float, unit: Unit, width: float) -> float:
    """Where a scale so wide ends, such that every label has room beside its bar."""
    room = [(bar.reach - start, text_width(bar.label)) for bar in bars]
    least = step(unit) / float(one(unit))
    most = width / max(least, *(reach for reach, _ in room))
    return start + width / min([most, *((width - text - 2 * GAP) / reach for reach, text in room if reach > 0)])


def _drawn(bar: _Bar, scale: Scale, lane: float) -> list[Part]:
    left, right = sorted((scale.at(bar.begins), scale.at(bar.ends)))
    top = lane - _BAR / 2
    if bar.level and scale.low > 0:
        return [Fill(bar.look, _torn(scale.left, top, scale.at(bar.ends)))]
    return [Fill(bar.look, box(left, top, right - left, _BAR))] if bar.begins != bar.ends else []


def _torn(left: float, top: float, right: float) -> str:
    """The path of a bar with teeth for its left end."""
    tooth = _BAR / (2 * _TEETH)
    teeth = [(left + _DEPTH * (i % 2), top + _BAR - i * tooth) for i in range(2 * _TEETH)]
    return polyline([(left, top), (right, top), (right, top + _BAR), *teeth]) + "z"


def _told(start: float, unit: Unit, width: float) -> str:
    """What is said of a scale that does not begin at nought."""
    if start <= 0:
        return ""
    (at,) = tick_texts([start], unit, in_words)
    return wrapped(f"The scale begins at {at}, not at nought.", width)
