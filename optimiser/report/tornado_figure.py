"""The picture of what moves the least cost: a bar for each assumption, from its lowest to its highest."""

from __future__ import annotations

import math
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from optimiser.report.style import BLUE, GREY, ORANGE, PALE, new_figure, pictures, styled
from optimiser.studies.drivers import Drivers
from optimiser.studies.drivers_text import named

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST, _LETTERS, _MILLION = 20, 58, 1e6
_COLOURS = {"low": BLUE, "high": ORANGE}


def tornado_figure(found: Drivers, most: int = _MOST) -> dict[str, bytes]:
    """The first assumptions as ``png`` and ``svg``; raises ``ValueError`` where there is none with a limit.

    A bar reaches to the effect found; the pale line through its end shows between which limits it is proven.
    Where an end was not planned again, there is the line alone.
    """
    rows = found.tornado.head(min(most, max(found.top, 1))).to_dict("records")
    if not any(_ends(row) for row in rows):
        raise ValueError("there is no effect to draw")
    with styled():
        figure, axes = new_figure(10.0, 1.6 + 0.42 * len(rows))
        for place, row in enumerate(rows):
            for way in ("low", "high"):
                _side(axes, place, row, way)
        _finish(axes, rows)
        return pictures(figure)


def _ends(row: dict[Any, Any]) -> list[float]:
    """Every finite effect and limit of a row, £m."""
    names = (f"{kind}_{way}" for way in ("low", "high") for kind in ("effect", "least", "most"))
    return [row[name] / _MILLION for name in names if math.isfinite(row[name])]


def _side(axes: Axes, place: int, row: dict[Any, Any], way: str) -> None:
    effect, least, most = (row[f"{name}_{way}"] / _MILLION for name in ("effect", "least", "most"))
    colour, lane = _COLOURS[way], place + (-0.17 if way == "low" else 0.17)
    if math.isfinite(effect):
        axes.barh(lane, effect, height=0.32, color=colour)
    if math.isfinite(least) and math.isfinite(most):
        shade = PALE if math.isfinite(effect) else colour
        axes.plot([least, most], [lane, lane], color=shade, linewidth=2.5, solid_capstyle="butt")


def _finish(axes: Axes, rows: list[dict[Any, Any]]) -> None:
    ends = [end for row in rows for end in (*_ends(row), 0.0)]
    low, high = min(ends), max(ends)
    span = (high - low) or 1.0
    axes.set_xlim(low - 0.16 * span, high + 0.16 * span)
    axes.set_ylim(len(rows) - 0.4, -0.7)
    axes.axvline(0, color=GREY, linewidth=1)
    for place, row in enumerate(rows):
        for way in ("low", "high"):
            _label(axes, place, row, way, 0.008 * span)
    axes.set_yticks(range(len(rows)), [f"{row['rank']:.0f}  {_name(row)}" for row in rows])
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)
    axes.set_title("What moves the cost of the plan", x=0)
    axes.set_xlabel(
        "Change of the least cost over the plan, £m present value. Blue: the figure at its lowest; orange: at its "
        "highest.\nAt each end: the figure there. Thin line: between which limits the change is proven to lie.",
        loc="left", fontsize=8.5,
    )  # fmt: skip


def _label(axes: Axes, place: int, row: dict[Any, Any], way: str, gap: float) -> None:
    """The figure at an end of its range, beside the bar; and why there is no bar."""
    names = (f"{kind}_{way}" for kind in ("effect", "least", "most"))
    reach = [row[name] / _MILLION for name in names if math.isfinite(row[name])]
    without = f" ({row[f'how_{way}']})" if row[f"how_{way}"] in ("no plan", "not possible", "stopped") else ""
    left = bool(reach) and sum(reach) < 0
    end = (min(reach) if left else max(reach)) if reach else 0.0
    end = min(end, 0.0) - gap if left else max(end, 0.0) + gap
    lane = place + (-0.17 if way == "low" else 0.17)
    said = shorten(f"{row[f'value_{way}']}{without}", 26, placeholder="…")
    axes.text(end, lane, said, ha="right" if left else "left", va="center", fontsize=7.5)


def _name(row: dict[Any, Any]) -> str:
    return shorten(named(row), _LETTERS, placeholder="…")
