"""The picture of a stress test: how far what is measured spreads over the futures, by period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimiser.report.style import BLUE, GREY, MAROON, PALE, TURQUOISE, pictures, styled
from optimiser.stress.fixed_plan import StressTest

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PANELS = (
    ("children", "Children who need a home", 1.0),
    ("unmet", "Children without a home", 1.0),
    ("spot_market", "Children on the spot market", 1.0),
    ("inside_boundary", "Inside the boundary, %", 100.0),
    ("in_house_fostering", "Fostered in-house, % of fostered", 100.0),
    ("revenue", "Revenue, £m cash", 1e-6),
)
_KEY = (
    "Dark band: every second future (P25 to P75); pale band: nine of ten (P5 to P95). Line: median. "
    "Dots: as planned. Axes of shares and pounds do not begin at nought."
)


def fan_charts(found: StressTest) -> dict[str, bytes]:
    """A fan for each of six measures as ``png`` and ``svg``; raises ``ValueError`` where no future was solved."""
    if not found.whole.futures:
        raise ValueError("a stress test without futures has no picture")
    from matplotlib.figure import Figure

    with styled():
        figure = Figure(figsize=(10.0, 6.6), layout="constrained")
        for axes, panel in zip(figure.subplots(2, 3).flat, _PANELS, strict=True):
            _fan(axes, found, *panel)
        figure.suptitle("How the plan holds", x=0.01, ha="left", fontsize=14, fontweight="bold")
        figure.supxlabel(f"{_KEY}\n{_rests_on(found)}", x=0.01, ha="left", fontsize=8.5)
        return pictures(figure)


def _rests_on(found: StressTest) -> str:
    if found.origin == "given":
        return f"The case's own {found.whole.futures:,} scenarios."
    return f"{found.whole.futures:,} futures drawn with seed {found.seed}."


def _fan(axes: Axes, found: StressTest, measure: str, title: str, scale: float) -> None:
    table = found.by_period
    rows: list[dict[Any, Any]] = table[(table["measure"] == measure) & (table["period"] != "")].to_dict("records")
    across = list(range(len(rows)))

    def scaled(name: str) -> list[float]:
        return [row[name] * scale for row in rows]

    marker = "o" if len(rows) == 1 else None
    axes.fill_between(across, scaled("p5"), scaled("p95"), color=PALE, linewidth=3 if marker else 0)
    axes.fill_between(across, scaled("p25"), scaled("p75"), color=TURQUOISE, linewidth=3 if marker else 0)
    axes.plot(across, scaled("p50"), color=BLUE, linewidth=2, marker=marker)
    axes.plot(across, scaled("planned"), color=MAROON, linewidth=1.4, linestyle=":", marker=".")
    if measure in ("children", "unmet", "spot_market"):
        axes.set_ylim(bottom=0)
    axes.set_title(title, fontsize=10)
    step = max(1, -(-len(rows) // 3))
    axes.set_xticks(across[::step], [row["period"] for row in rows][::step], fontsize=8, color=GREY)
