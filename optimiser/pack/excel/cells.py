"""A figure as a cell of a workbook: a number with a format under which it is seen just as everywhere else."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from optimiser.disclosure.symbols import Symbol
from optimiser.errors import OptimiserError
from optimiser.pack import display
from optimiser.pack.document import Cell, Figure
from optimiser.pack.excel.model import Number

LONGEST = 32_767
"""The most characters that a cell can hold."""

_MARKS = frozenset(symbol.value for symbol in Symbol)
_SCALES = {Decimal(1): "", Decimal(1_000): ",", Decimal(1_000_000): ",,", Decimal("0.01"): "%"}
"""For the size of one of those shown, the end of a format that shows plain units so."""


def content_of(cell: Cell, hidden: frozenset[str], for_publication: bool) -> str | Number:
    """What stands in the workbook for a cell of a table: words and marks as text, figures as numbers.

    A figure keeps its full precision, but for publication it is rounded as it is shown: the rest of its digits
    could tell, by subtraction, what another cell hides. Raises ``OptimiserError`` where a text is too long.
    """
    shown = display.text_of(cell, hidden)
    if not isinstance(cell, Figure) or shown in _MARKS:
        return fitting(shown)
    value = display.published(cell) if for_publication else _full(cell)
    return Number(value, _pattern(cell), shown)


def fitting(text: str) -> str:
    """The text itself; raise ``OptimiserError`` where no cell of a workbook can hold it."""
    if len(text) > LONGEST:
        raise OptimiserError(
            f"A text of {len(text):,} characters cannot stand in a spreadsheet, where a cell holds {LONGEST:,}: "
            f'shorten what begins "{text[:60]}".'
        )
    return text


def _full(figure: Figure) -> float:
    """The figure at full precision.

    Display takes 2.4999999999 for the 2.5 that a solver meant, and a half as a half; spreadsheets may not. Where
    one would round to another number, the cell holds what was meant, or that and a little in the last digit.
    """
    size = display.one(figure.unit)
    meant = float(Decimal(repr(round(figure.value / float(size), 9))) * size)
    return next((value for value in (figure.value, meant) if _is_seen_right(value, figure)), meant * (1 + 1e-15))


def _is_seen_right(value: float, figure: Figure) -> bool:
    """Whether spreadsheets round a value as it is shown: Excel by 15 digits, LibreOffice by its arithmetic."""
    size, shown = display.one(figure.unit), display.rounded(figure)
    by_digits = Decimal(f"{value:.15g}") / size
    by_arithmetic = Decimal(repr(value * 100 if size < 1 else value / float(size)))
    return all(found.quantize(shown, ROUND_HALF_UP) == shown for found in (by_digits, by_arithmetic))


def _pattern(figure: Figure) -> str:
    """The number format: a section for positive numbers, one for negative ones and one for nought.

    What is shown as nought has no sign, though it is a little more or less than nought.
    """
    places = _decimals(figure)
    digits = f"#,##0{'.' if places else ''}{'0' * places}{_SCALES[display.one(figure.unit)]}"
    if display.rounded(figure) == 0:
        return ";".join([digits] * 3)
    return f'{"+" if figure.signed else ""}{digits};"{display.MINUS}"{digits};{digits}'


def _decimals(figure: Figure) -> int:
    return -int(display.rounded(figure).as_tuple().exponent)
