"""Numbers on the axes of charts: round ones, as the figures beside them are shown."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from optimiser.pack.display import number, one, step
from optimiser.pack.document import Figure, Unit

_ROUND = (1.0, 2.0, 2.5, 5.0)


Write = Callable[[Figure], str]
"""How a figure is shown: ``number`` without its unit, ``in_words`` with it."""


def axis_ticks(
    low: float, high: float, unit: Unit, most: int = 6, write: Write = number
) -> list[tuple[float, str]]:
    """Round values from ``low`` to ``high``, in the unit shown, with how the axis writes them.

    They are apart by so much that about ``most`` of them fit, and by no less than the unit shows.

    >>> axis_ticks(-0.3, 1.2, Unit.MILLIONS, 4)
    [(0.0, '0.0'), (0.5, '0.5'), (1.0, '1.0')]
    """
    gap = tick_gap(low, high, unit, most)
    values = [place * gap for place in range(math.ceil(low / gap - 1e-9), math.floor(high / gap + 1e-9) + 1)]
    return list(zip(values, tick_texts(values, unit, write), strict=True))


def tick_texts(values: Sequence[float], unit: Unit, write: Write = number) -> list[str]:
    """How an axis writes values, in the unit shown: without decimals where none of them has any."""
    texts = [write(Figure(value * float(one(unit)), unit)) for value in values]
    return [text.replace(".0", "") for text in texts] if all(".0" in text for text in texts) else texts


def tick_gap(low: float, high: float, unit: Unit, most: int = 6) -> float:
    """How far apart round values are, of which at most ``most`` gaps fit between ``low`` and ``high``."""
    least = step(unit) / float(one(unit))
    power = max(math.floor(math.log10((high - low) / most)), round(math.log10(least)))
    sizes = [size * 10.0**more for more in (power, power + 1, power + 2) for size in _ROUND]
    return next(size for size in sizes if (high - low) / size <= most and _whole(size / least))


def _whole(value: float) -> bool:
    return abs(value - round(value)) < 1e-9 * max(1.0, value)
