"""The picture of a study: how likely each plan is to cost more than any amount, in the fresh futures."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from optimiser.report.style import GREY, PALETTE, new_figure, pictures, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from optimiser.robust.study import Robust


def cost_figure(found: Robust) -> dict[str, bytes]:
    """Each plan's cost in the fresh futures as ``png`` and ``svg``; raises ``ValueError`` where there are none.

    A row for each plan: every fresh future a dot, the middle eight tenths a bar, the mean a line, and the mean of
    the dearest futures a diamond.
    """
    if found.fresh_futures.empty:
        raise ValueError("without fresh futures there is no picture")
    labels = dict(zip(found.candidates["candidate"], found.candidates["label"], strict=True))
    with styled():
        shown = list(dict.fromkeys(found.fresh_futures["candidate"]))
        figure, axes = new_figure(8.0, 1.6 + 0.9 * len(shown))
        for place, name in enumerate(reversed(shown)):
            _row(axes, found, name, place, PALETTE[shown.index(name) % len(PALETTE)])
        axes.set_yticks(
            range(len(shown)), ["\n".join(textwrap.wrap(labels[name], 22)) for name in reversed(shown)]
        )
        axes.set_title(f"What each plan costs in {found.fresh:,} futures")
        axes.set_xlabel(
            "Cost over the plan, £m present value, money alone\nDot: a future. Bar: eight futures in ten. "
            "Line: the mean. Diamond: the mean of the dearest."
        )
        axes.set_ylim(-0.75, len(shown) - 0.4)
        axes.grid(axis="y", visible=False)
        return pictures(figure)


def _row(axes: Axes, found: Robust, name: str, place: int, colour: str) -> None:
    table = found.fresh_futures
    costs = table.loc[table["candidate"] == name, "cost"].to_numpy(dtype=float) / 1e6
    told: dict[Any, Any] = found.candidates[found.candidates["candidate"] == name].to_dict("records")[0]
    spread = 0.28 * (np.modf(np.arange(len(costs)) * 0.618034)[0] - 0.5)  # even, and the same every time
    axes.plot(costs, place + 0.2 + spread, ".", color=colour, markersize=3, alpha=0.6)
    low, high = np.percentile(costs, [10, 90])
    axes.barh(place - 0.15, high - low, left=low, height=0.22, color=colour, alpha=0.35)
    mean, dearest = float(told["cost"]) / 1e6, float(told["cvar"]) / 1e6
    axes.vlines(mean, place - 0.3, place, color=colour, linewidth=2)
    axes.plot([dearest], [place - 0.15], "D", color=colour, markersize=5)
    for at in (mean, dearest):
        where: dict[str, Any] = {"xytext": (0, -6), "textcoords": "offset points", "ha": "center", "va": "top"}
        axes.annotate(f"{at:,.1f}", (at, place - 0.28), color=GREY, fontsize=8, **where)
