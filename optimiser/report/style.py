"""What every figure shares: colours, the bundled font, and files that are the same to the byte every time.

Colours are the Analysis Function's palette, each at least 3:1 on white. Lines and bars are labelled where they
stand; there are no legends. Figures are made without a display and leave no trace in matplotlib's own state.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, TURQUOISE, MAROON, ORANGE, GREY, PURPLE = "#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1"
"""The palette, in the order in which it is used."""

PALETTE = (BLUE, TURQUOISE, MAROON, ORANGE, GREY, PURPLE)
PALE = "#D9DEE4"
"""For grid lines and ranges behind what is said."""

DPI = 150
_SETTINGS: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10.0,
    "axes.titlesize": 12.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.edgecolor": GREY,
    "axes.labelcolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": PALE,
    "grid.linewidth": 0.8,
    "text.color": GREY,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "svg.hashsalt": "sufficiency-optimiser",
    "svg.fonttype": "path",
    "figure.dpi": DPI,
    "savefig.dpi": DPI,
    "text.parse_math": False,
}


@contextmanager
def styled() -> Iterator[None]:
    """Matplotlib's defaults with this product's style, put back afterwards whatever the user had set."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        yield


def new_figure(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure (inches) with one pair of axes, fitted to its labels; to be used within :func:`styled`."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def pictures(figure: Figure) -> dict[str, bytes]:
    """The figure as PNG and SVG, without dates or versions, so that the same figure is the same bytes."""
    found = {}
    for kind in ("png", "svg"):
        buffer = io.BytesIO()
        metadata: dict[str, Any] = {"Software": None} if kind == "png" else {"Date": None, "Creator": None}
        figure.savefig(buffer, format=kind, metadata=metadata)
        found[kind] = buffer.getvalue()
    return found
