"""The picture of a difference in cost, split by cause."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

from optimiser.report.style import BLUE, GREY, MAROON, PURPLE, TURQUOISE, new_figure, pictures, styled
from optimiser.studies.compare import Comparison
from optimiser.studies.compare_figures import COST
from optimiser.studies.compare_text import shown, step_name
from optimiser.studies.waterfall import CAUSE, RESULT, TOGETHER_ONLY

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LETTERS, _LINES = 30, 3
_MILLION = 1e6
_ROOM = 0.18
"""Share of the span of the steps that is left free at either end, for the words beside the bars."""


def waterfall_figure(found: Comparison, figure: str = COST) -> dict[str, bytes]:
    """The steps of a figure in £ as ``png`` and ``svg``; raises ``ValueError`` where there are none."""
    rows = found.waterfall[found.waterfall["figure"] == figure].to_dict("records")
    if not rows or rows[0]["unit"] != "£":
        raise ValueError(f"there are no steps in pounds of {figure!r} to draw")
    with styled():
        made, axes = new_figure(9.0, 1.4 + 0.62 * len(rows))
        for place, row in enumerate(rows):
            _bar(axes, place, row)
        _finish(axes, rows)
        return pictures(made)


def _bar(axes: Axes, place: int, row: dict[Any, Any]) -> None:
    """A level from the left edge on, or a step from where the one before it ends."""
    level = row["kind"] not in (CAUSE, TOGETHER_ONLY)
    begins, ends = (0.0 if level else row["begins"] / _MILLION), row["ends"] / _MILLION
    dearer = MAROON if row["amount"] > 0 else TURQUOISE
    colour = BLUE if level else PURPLE if row["kind"] == TOGETHER_ONLY else dearer
    axes.barh(place, ends - begins, left=begins, height=0.56, color=colour)
    if row["kind"] != RESULT:
        axes.plot([ends, ends], [place - 0.28, place + 1.28], color=GREY, linewidth=0.8)
    told = shown(row["amount"], "£", signed=not level) or "£0"
    within = "" if level or abs(row["amount"]) > row["unproven"] else "\n(not proven)"
    axes.annotate(
        told + within,
        (max(begins, ends), place),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        fontsize=9,
    )


def _finish(axes: Axes, rows: list[dict[Any, Any]]) -> None:
    levels = [row[side] / _MILLION for row in rows for side in ("begins", "ends") if row[side]]
    span = (max(levels) - min(levels)) or max(levels) * 0.1 or 1.0
    axes.set_xlim(min(levels) - _ROOM * span, max(levels) + 2 * _ROOM * span)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), [_label(step_name(row, len(rows))) for row in rows])
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel("£ million. The axis does not begin at nought.", loc="left")
    axes.set_title("What each change does to the cost of the plan", x=0)


def _label(name: str) -> str:
    return "\n".join(wrap(name, _LETTERS)[:_LINES])
