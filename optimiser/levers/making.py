"""Levers of the three kinds from the rows that they change: times, later by, and set to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from optimiser.levers.figures import Figures, Range, Rows
from optimiser.levers.lever import Cells, Lever, Plausible, Wording, lever_id, plain_text
from optimiser.tables.specification import TABLE_BY_NAME, Column
from optimiser.tables.values import LARGEST_NUMBER

PERCENT = 100
MOST_TIMES = Decimal(1000)
"""Per cent: ten times as much as the tables say is the most that a lever multiplies by."""
_HALF, _HALF_AS_MUCH_AGAIN = Decimal(50), Decimal(150)
_SLIDER_YEARS = Decimal(3)
_QUARTER, _FINEST = Decimal("0.25"), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class About:
    """What a lever is called: ``key`` names it within its group for good, ``base`` says what the tables hold."""

    group: str
    key: tuple[str, ...]
    label: str
    help: str
    base: str
    part: str = ""
    first: bool = False


def times(figures: Figures, about: About, main: Cells, rows: Rows, others: Iterable[Cells] = ()) -> Lever:
    """A lever that multiplies figures, shown as a per cent of what the tables say.

    ``main`` is a column of the ``rows``, which tell its range and where it comes from; ``others`` are
    multiplied by the same.
    """
    column = _column(main)
    most = Decimal(str(column.maximum if column.maximum is not None else LARGEST_NUMBER))
    maximum = min(MOST_TIMES, most / max(rows.figures(main.column)) * PERCENT).quantize(Decimal(1), ROUND_FLOOR)
    given = figures.range_of(rows, main.column)
    plausible = _plausible(given, Decimal(PERCENT), Decimal(0), maximum)
    low, high = _slider((_HALF, min(_HALF_AS_MUCH_AGAIN, maximum)), Decimal(1), plausible)
    return Lever(
        id=lever_id(*about.key), group=about.group, part=about.part, label=about.label, help=about.help,
        how="multiply", unit="%", per=PERCENT, minimum=Decimal(0), maximum=maximum, above=column.above,
        slider_minimum=low, slider_maximum=high, step=Decimal(1), default="100", base=about.base,
        plausible=plausible, source=rows.source, confidence=rows.confidence, changes=(main, *others),
        first=about.first,
    )  # fmt: skip


def later(figures: Figures, about: About, rows: Rows, column: str) -> Lever:
    """A lever that adds years to figures, never less than none."""
    longest = max(rows.figures(column))
    maximum = Decimal(str(_column(rows.cells(column)).maximum)) - longest
    given = figures.range_of(rows, column)
    plausible = None
    if given is not None:
        plausible = _between(Decimal(0), min(maximum, longest * (given.high - 1)), given.source)
    low, high = _slider((Decimal(0), min(_SLIDER_YEARS, maximum)), _QUARTER, plausible)
    return Lever(
        id=lever_id(*about.key), group=about.group, part=about.part, label=about.label, help=about.help,
        how="add", unit="years", per=1, minimum=Decimal(0), maximum=maximum, above=False,
        slider_minimum=low, slider_maximum=high, step=_QUARTER, default="0", base=about.base,
        plausible=plausible, source=rows.source, confidence=rows.confidence, changes=(rows.cells(column),),
        first=about.first,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """The unit of a lever that sets a figure, and how far it goes, all in that unit.

    ``maximum``: ``None`` where the column's own will do, which may be that there is none.
    """

    unit: str
    slider: tuple[Decimal, Decimal]
    per: int = 1
    minimum: Decimal = Decimal(0)
    maximum: Decimal | None = None
    step: Decimal = Decimal(1)


def set_to(
    figures: Figures, about: About, rows: Rows, column: str, scale: Scale, wording: Wording | None = None
) -> Lever:
    """A lever that sets one figure of one row; its default is empty where the row holds none."""
    cells, held = rows.cells(column), rows.figures(column)
    described = _column(cells)
    now = held[0] * scale.per if held else None
    maximum = scale.maximum
    if maximum is None and described.maximum is not None:
        maximum = Decimal(str(described.maximum)) * scale.per
    given = None if now is None else figures.range_of(rows, column)
    plausible = None if now is None else _plausible(given, now, scale.minimum, maximum)
    step = scale.step if now is None else _step_on(now, scale.step)
    low, high = _slider(scale.slider, step, plausible, *([] if now is None else [now]))
    return Lever(
        id=lever_id(*about.key), group=about.group, part=about.part, label=about.label, help=about.help,
        how="set", unit=scale.unit, per=scale.per, minimum=scale.minimum, maximum=maximum,
        above=described.above and scale.minimum == 0, slider_minimum=low, slider_maximum=high, step=step,
        default="" if now is None else plain_text(now), base=about.base, plausible=plausible,
        source=rows.source, confidence=rows.confidence, changes=(cells,), first=about.first, wording=wording,
    )  # fmt: skip


def one_of(about: About, rows: Rows, cells: Cells, default: str, choices: tuple[tuple[str, str], ...]) -> Lever:
    """A lever of words to choose from, each with the text that it sets."""
    nought = Decimal(0)
    return Lever(
        id=lever_id(*about.key), group=about.group, part=about.part, label=about.label, help=about.help,
        how="set", unit="", per=1, minimum=nought, maximum=None, above=False, slider_minimum=nought,
        slider_maximum=nought, step=nought, default=default, base=about.base, plausible=None,
        source=rows.source, confidence=rows.confidence, changes=(cells,), first=about.first, choices=choices,
    )  # fmt: skip


def _column(cells: Cells) -> Column:
    return TABLE_BY_NAME[cells.table].column(cells.column)


def _plausible(given: Range | None, now: Decimal, low: Decimal, high: Decimal | None) -> Plausible | None:
    """A range of the figures times what is shown for them now, within the limits."""
    if given is None:
        return None
    least, most = max(low, now * given.low), now * given.high
    return _between(least, most if high is None else min(high, most), given.source)


def _between(low: Decimal, high: Decimal, source: str) -> Plausible:
    return Plausible(Decimal(plain_text(low)), Decimal(plain_text(high)), source)


def _slider(
    ends: tuple[Decimal, Decimal], step: Decimal, plausible: Plausible | None, *more: Decimal
) -> tuple[Decimal, Decimal]:
    """The ends of a slider, moved out so that it reaches all that is to be reached, in whole steps."""
    reached = [*ends, *more, *([] if plausible is None else [plausible.low, plausible.high])]
    low = (min(reached) / step).to_integral_value(ROUND_FLOOR) * step
    high = (max(reached) / step).to_integral_value(ROUND_CEILING) * step
    return Decimal(plain_text(low)), Decimal(plain_text(high))


def _step_on(number: Decimal, step: Decimal) -> Decimal:
    """A step, made finer by tens until a number lies on it, to a hundredth at the finest."""
    while number % step and step > _FINEST:
        step = step.scaleb(-1)
    return Decimal(plain_text(step))
