"""How wide columns and how high rows must be for all that stands in them to be seen, in any spreadsheet program.

Programs do not agree on heights that a file leaves to them, so every height is written. Fonts differ too where
Arial is missing: the sizes leave room for wider letters.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from optimiser.pack.excel.model import Content, Grid, Number, Sheet

TEXT_SIZE, HEADING_SIZE, TITLE_SIZE = 12, 14, 16
"""Sizes of letters in points."""

_TEXT_ALONE = 60  # characters; the width of column A where there is no table, which not every program shrinks
_TEXT_ABOVE = 58  # and what it has at least where long lines stand above a table
_NARROWEST, _WIDEST = 10, 48
_PADDING, _SIDES = 3, 2  # what a column has beside its words, and what of that no letter ever takes
_LINES_OF_HEADING = 3
_LETTER, _BOLD = 1.12, 1.25  # how wide the letters of a word are for a digit of the same font, at most
_LETTERS, _BOLD_LETTERS = 1.02, 1.12  # and those of a line of words
_LINE, _MARGIN, _HIGHEST = 1.3, 3, 409  # a line for its letters' size, points; the last is all that Excel allows


def widths(sheet: Sheet) -> tuple[float, ...]:
    """A width for each column in characters: numbers are seen whole, words break between words."""
    if not sheet.grid:
        return (_TEXT_ALONE,)
    first, *others = _column_widths(sheet.grid)
    above = max(len(seen(line.content)) for line in sheet.lines)
    return (max(first, min(math.ceil(above) + _PADDING, _TEXT_ABOVE)), *others)


def height(texts: Iterable[str], across: Sequence[float], size: int = TEXT_SIZE, bold: bool = False) -> float:
    """The height in points of a row of wrapped texts in columns so wide.

    >>> height(["One line"], [58.0]), height(["A rather longer line than a narrow column holds"], [20.0])
    (18.6, 65.4)
    """
    letter = (_BOLD_LETTERS if bold else _LETTERS) * size / TEXT_SIZE
    lines = [_lines(text, (width - _SIDES) / letter) for text, width in zip(texts, across, strict=False)]
    return min(_HIGHEST, round(max(lines) * size * _LINE + _MARGIN, 1))


def _lines(text: str, letters: float) -> int:
    """How many lines a text takes where so many letters stand on one."""
    wrapped = [
        textwrap.wrap(part, max(1, math.floor(letters)), break_on_hyphens=False) for part in text.split("\n")
    ]
    return sum(len(lines) or 1 for lines in wrapped)


def seen(cell: Content) -> str:
    """The text that a cell shows."""
    if isinstance(cell, str):
        return cell
    return cell.shown if isinstance(cell, Number) else cell.text


def _column_widths(grid: Grid) -> Iterator[float]:
    """A width for each column of a table, whatever stands above it."""
    for position, heading in enumerate(grid.headings):
        texts = [seen(row[position]) for row in grid.rows]
        parts = texts if heading.figures else [word for text in texts for word in text.split()]
        needed = max(
            _NARROWEST,
            len(heading.text) * _BOLD / _LINES_OF_HEADING,
            *(len(word) * _BOLD for word in heading.text.split()),
            *(len(part) * (_BOLD if grid.total else _LETTER) for part in parts),
        )
        wide = needed if heading.figures else min(_WIDEST, max(needed, *(len(text) * _LETTER for text in texts)))
        yield math.ceil(wide) + _PADDING
