"""The picture of a frontier: cost against what is promised, each point labelled where it stands."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from optimiser.report.style import BLUE, MAROON, TURQUOISE, new_figure, pictures, styled
from optimiser.studies.frontier import Frontier
from optimiser.studies.frontier_text import level, millions

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROOM = 0.06
_KEY = "Bar: down to what is proven. The dotted line only joins the points."


def frontier_figure(found: Frontier) -> dict[str, bytes]:
    """The frontier as ``png`` and ``svg``; raises ``ValueError`` where it has no point.

    The bar below a point reaches down to the cost that no plan that reaches as much can go below; the dotted
    line joins the points and says nothing of what lies between them.
    """
    if found.table.empty:
        raise ValueError("a frontier without points has no picture")
    with styled():
        figure, axes = new_figure(8.0, 5.0)
        _drawn(axes, found)
        return pictures(figure)


def _drawn(axes: Axes, found: Frontier) -> None:
    rows: list[dict[Any, Any]] = found.table.to_dict("records")
    scale = 100.0 if found.unit == "share" else 1e-6 if found.unit == "£" else 1.0
    reached = [row["value"] * scale for row in rows]
    cost, bound = ([row[name] / 1e6 for row in rows] for name in ("cost", "cost_bound"))
    axes.vlines(reached, bound, cost, color=TURQUOISE, linewidth=4)
    axes.plot(reached, cost, color=BLUE, linewidth=1, linestyle=":", marker="o", markersize=5)
    _limits(axes, reached, cost, bound, found.sense)
    for row, x, y in _labelled(rows, reached, cost, axes.get_xlim(), axes.get_ylim()):
        said = level(found.unit, row["value"])
        said += f"\n+{millions(row['more'])}" if row["more"] >= 1 else "\nleast cost"
        place: dict[str, Any] = {"xytext": (-6, 5), "ha": "right", "va": "bottom"}
        axes.annotate(said, (x, y), textcoords="offset points", color=BLUE, fontsize=9, **place)
    _asked(axes, found, scale)
    axes.set_title("\n".join(textwrap.wrap(f"Least cost against {found.label}", 70)))
    axes.set_xlabel(f"{_across(found)}\n{_KEY}")
    axes.set_ylabel("Cost over the plan, £m present value")
    axes.yaxis.set_major_formatter(_plain(cost))


def _labelled(
    rows: Sequence[dict[Any, Any]],
    across: Sequence[float],
    up: Sequence[float],
    wide: tuple[float, float],
    high: tuple[float, float],
) -> list[tuple[dict[Any, Any], float, float]]:
    """The points that have room for a label: the first, the last, and those far enough from any labelled."""
    order = [0, len(rows) - 1, *range(1, len(rows) - 1)]
    placed: list[int] = []
    for number in dict.fromkeys(order):
        apart = [
            abs(across[number] - across[other]) / abs(wide[1] - wide[0]) >= 0.16
            or abs(up[number] - up[other]) / (high[1] - high[0]) >= 0.14
            for other in placed
        ]
        if all(apart):
            placed.append(number)
    return [(rows[number], across[number], up[number]) for number in sorted(placed)]


def _limits(axes: Axes, reached: list[float], cost: list[float], bound: list[float], sense: str) -> None:
    """Room around the points for their labels; what is harder to reach lies to the right."""
    wide = max(reached) - min(reached) or max(1.0, abs(reached[0]) * 0.1)
    high = max(cost) - min(bound) or max(0.01, abs(cost[0]) * 0.01)
    ends = (min(reached) - 0.17 * wide, max(reached) + 0.06 * wide)
    if sense == "at_most":
        ends = (max(reached) + 0.17 * wide, min(reached) - 0.06 * wide)
    axes.set_xlim(*ends)
    axes.set_ylim(min(bound) - _ROOM * high, max(cost) + 3 * _ROOM * high)


def _asked(axes: Axes, found: Frontier, scale: float) -> None:
    """What the tables ask for, where it lies within the picture."""
    low, high = sorted(axes.get_xlim())
    if found.asked is None or not low < found.asked * scale < high:
        return
    axes.axvline(found.asked * scale, color=MAROON, linewidth=1.2, linestyle="--")
    _, top = axes.get_ylim()
    said = f"asked for: {level(found.unit, found.asked)} "
    axes.annotate(
        said, (found.asked * scale, top), xytext=(4, -4), textcoords="offset points", va="top", color=MAROON,
        fontsize=9, ha="left", rotation=90,
    )  # fmt: skip


def _across(found: Frontier) -> str:
    unit = {"share": "%", "number": "children", "£": "£m"}[found.unit]
    when = found.periods[0] if len(found.periods) == 1 else f"{found.periods[0]} to {found.periods[-1]}"
    capital = "" if found.unit == "£" else f" in {when}"
    return f"{found.label[:1].upper()}{found.label[1:]}{capital}, {unit}"


def _plain(cost: Sequence[float]) -> Callable[[float, float], str]:
    """Ticks in millions with as many decimals as tell them apart."""
    span = max(cost) - min(cost)
    decimals = 2 if span <= 0 else min(3, max(0, 1 - math.floor(math.log10(span))))
    return lambda value, _: f"{value:,.{decimals}f}"
