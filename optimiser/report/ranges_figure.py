"""The picture of the ranges of alternatives: for each decision its least, its most and the plan's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimiser.page import cut
from optimiser.report.style import BLUE, GREY, MAROON, PALE, TURQUOISE, new_figure, pictures, styled
from optimiser.studies.alternatives import Alternatives
from optimiser.studies.alternatives_text import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LABEL = 46
_NOUGHT = 0.05


def ranges_figure(found: Alternatives) -> dict[str, bytes]:
    """The ranges as ``png`` and ``svg``; raises ``ValueError`` where there is none.

    Each bar is drawn as a share of the most that is possible within the cap, with its figures beside it, so
    that one home and eighty carers can stand in one picture. What can only be nought is left out.
    """
    rows = [row for row in found.ranges.to_dict("records") if row["most"] > _NOUGHT]
    if not rows:
        raise ValueError("nothing can be decided, so there is no picture of ranges")
    with styled():
        figure, axes = new_figure(9.0, 1.6 + 0.3 * len(rows))
        for place, row in enumerate(rows):
            _bar(axes, place, row)
        _finish(axes, found, rows)
        return pictures(figure)


def _bar(axes: Axes, place: int, row: dict[Any, Any]) -> None:
    least, most, planned = (max(0.0, row[name]) / row["most"] for name in ("least", "most", "planned"))
    axes.plot([0, 1], [place, place], color=PALE, linewidth=1)
    axes.plot([least, most], [place, place], color=TURQUOISE, linewidth=7, solid_capstyle="butt")
    certain = row["least_proven"] / row["most"]
    if certain > _NOUGHT / row["most"]:
        axes.plot([0, certain], [place, place], color=BLUE, linewidth=7, solid_capstyle="butt")
    axes.plot([planned], [place], marker="D", color=MAROON, markersize=5, zorder=5)
    said = f"{number(row['least'])} to {number(row['most'])}, plan {number(row['planned'])}"
    open_ = "" if row["proven"] == "yes" else " *"
    axes.text(1.03, place, said + open_, va="center", ha="left", fontsize=8.5, color=GREY)


def _finish(axes: Axes, found: Alternatives, rows: list[dict[Any, Any]]) -> None:
    labels = [cut(row["label"], _LABEL) + (" (places)" if row["unit"] == "places" else "") for row in rows]
    axes.set_yticks(range(len(rows)), labels)
    axes.set_ylim(len(rows) - 0.4, -0.9)
    axes.set_xlim(-0.02, 1.45)
    axes.set_xticks([0, 0.5, 1], ["none", "half of the most", "the most"])
    axes.grid(visible=False)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)
    axes.set_title(f"What plans within {100 * found.within:g} % of the least cost decide", x=0)
    axes.set_xlabel(_key(rows), loc="left", fontsize=8.5)


def _key(rows: list[dict[Any, Any]]) -> str:
    said = (
        "Dark blue: proven to be in every plan. Green: from the least to the most.\n"
        "Diamond: the plan of least cost."
    )
    return said if all(row["proven"] == "yes" for row in rows) else f"{said}\n* not proven to the last unit."
