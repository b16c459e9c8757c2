"""The sheet on which charts are drawn, in inches, and the marks that tell one row from the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimiser.pack.charts.text import SIZE
from optimiser.report.style import PALETTE, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 7.0
"""Of every chart, in inches: a little wider than the text on an A4 page."""

EDGE, GAP = 0.08, 0.07
"""Inches left free at the edge of the picture, and between a mark and its words."""

_MARKERS = "osD^vP"


@dataclass(frozen=True, slots=True)
class Box:
    """Where the axes stand on the sheet, in inches from its lower left corner."""

    left: float
    bottom: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Canvas:
    """A sheet with its axes; what is written is placed in inches from the lower left corner."""

    figure: Figure
    axes: Axes
    box: Box

    def write(self, x: float, y: float, text: str, ha: str = "left", va: str = "center", turn: float = 0) -> None:
        """Text at a place on the sheet, aligned as said; lines of the grid end before it."""
        placed: dict[str, Any] = {"ha": ha, "va": va, "rotation": turn, "transform": self.figure.dpi_scale_trans}
        look: dict[str, Any] = {"fontsize": SIZE, "multialignment": ha, "linespacing": 1.2}
        look["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
        self.figure.text(x, y, text, **placed, **look)

    def rule(self, xs: list[float], ys: list[float], **look: Any) -> None:
        """A line or a marker at places on the sheet, outside the axes too."""
        from matplotlib.lines import Line2D

        self.figure.add_artist(Line2D(xs, ys, transform=self.figure.dpi_scale_trans, **look))


def canvas(height: float, box: Box) -> Canvas:
    """An empty sheet of the width of every chart; its axes have no ticks, and no line but what is drawn."""
    figure, axes = new_figure(WIDTH, height)
    figure.set_layout_engine("none")
    axes.set_position((box.left / WIDTH, box.bottom / height, box.width / WIDTH, box.height / height))
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.tick_params(length=0, labelsize=SIZE)
    return Canvas(figure, axes, box)


def filled(place: int) -> dict[str, Any]:
    """How the bars and layers of a row look: the palette in order, then the palette with a pattern."""
    look = {"facecolor": PALETTE[place % len(PALETTE)], "edgecolor": "white", "linewidth": 0.4}
    return look if place < len(PALETTE) else {**look, "hatch": "////"}


def stroked(place: int) -> dict[str, Any]:
    """How the line of a row looks: its colour and marker, dashed once the palette is used up."""
    turn = place % len(PALETTE)
    dashes = "-" if place < len(PALETTE) else (0, (3, 1.5))
    look = {"color": PALETTE[turn], "marker": _MARKERS[turn], "linestyle": dashes}
    return {**look, "linewidth": 2.0, "markersize": 5}
