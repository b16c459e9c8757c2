"""Words in charts: how wide they are, where they break, how they keep apart; and the numbers on axes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from optimiser.pack.display import MINUS
from optimiser.pack.document import Unit

SIZE = 10.0
"""Of all text in charts, in points."""

LINE = SIZE * 1.25 / 72
"""Height of a line of text, in inches."""

_SLACK = 1.03
"""Pixels may make a word a little wider than its outline is."""


def text_width(text: str) -> float:
    """Inches that the widest of its lines takes; to be used within the style of the charts."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(size=SIZE)
    lines = [line for line in text.split("\n") if line]
    widths = [text_to_path.get_text_width_height_descent(line, font, False)[0] for line in lines]
    return float(_SLACK * max(widths, default=0.0) / 72)


def text_height(text: str) -> float:
    """Inches that its lines take."""
    return LINE * (text.count("\n") + 1)


def wrapped(text: str, most: float) -> str:
    """Text in lines of at most so many inches, broken at spaces; a word that is wider is broken where it must."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined) <= most:
            lines[-1] = joined
        else:
            lines += _broken(word, most)
    return "\n".join(lines)


def widest_word(names: Iterable[str]) -> float:
    """Inches that the widest word of some names takes."""
    return max((text_width(word) for name in names for word in name.split()), default=0.0)


def _broken(word: str, most: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter) > most:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Centres for labels, in the order given, as near as can be to those wanted without overlap.

    What is wanted must rise. With the room that labels take set aside, this is a regression to rising values
    within limits: neighbours that would overlap share the mean of what they want.

    >>> spread([1.0, 1.0, 5.0], [1.0, 1.0, 1.0], 0.0, 9.0)
    [0.5, 1.5, 5.0]
    """
    if not wanted:
        return []
    offsets = [0.0]
    for below, above in pairwise(heights):
        offsets.append(offsets[-1] + (below + above) / 2)
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        pools.append((want - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (first, many), (second, more) = pools[-2:]
            pools[-2:] = [((first * many + second * more) / (many + more), many + more)]
    least, most = low + heights[0] / 2, high - heights[-1] / 2 - offsets[-1]
    free = [max(least, min(mean, most)) for mean, many in pools for _ in range(many)]
    return [place + offset for place, offset in zip(free, offsets, strict=True)]


def axis_ticks(low: float, high: float, unit: Unit, most: int = 6) -> tuple[list[float], list[str]]:
    """Round values from ``low`` to ``high``, in the unit shown, and how the axis writes them."""
    from matplotlib.ticker import MaxNLocator

    whole = unit not in (Unit.MILLIONS, Unit.YEARS, Unit.RATE)
    locator = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10], integer=whole, min_n_ticks=2)
    ticks = [float(tick) for tick in locator.tick_values(low, high) if low <= tick <= high]
    gap = min((after - before for before, after in pairwise(ticks)), default=1.0)
    decimals = next((digits for digits in range(3) if abs(gap * 10**digits - round(gap * 10**digits)) < 1e-6), 3)
    return ticks, [_axis_number(tick, decimals, unit) for tick in ticks]


def _axis_number(value: float, decimals: int, unit: Unit) -> str:
    near = round(value, decimals)
    return f"{MINUS if near < 0 else ''}{abs(near):,.{decimals}f}{'%' if unit in (Unit.SHARE, Unit.RATE) else ''}"
