"""How a workbook to fill in looks: fonts, colours, heights, and the formats of cells, each made once."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import Any

from optimiser.tables.specification import Column

FONT = {"font_name": "Arial", "font_size": 11, "font_family": 2, "font_scheme": "none"}
DARK, PALE, WHITE = "#12436D", "#D9DEE4", "#FFFFFF"
"""Behind the names of required columns, behind those of others, and the letters of the first."""

A4 = 9
"""The number by which spreadsheets know the size of paper."""

FIGURES = ("number", "whole", "share")
"""Kinds of columns whose cells are numbers."""

_LINE, _MARGIN, _HIGHEST = 14.0, 1.5, 409.0
"""Points: a line, what a row has beside its lines, and the highest row that spreadsheets take."""

_LETTERS = 1.1
"""Letters of a text, at least, where the width of a column counts one digit."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Looks:
    """The formats of a workbook."""

    def __init__(self, book: Any) -> None:
        """Make formats in this workbook when they are first asked for."""
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def of(self, **shape: object) -> Any:
        """The format of a shape, in the properties of XlsxWriter; cells are set to their top."""
        key = tuple(sorted(shape.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "top", **shape})
        return self._made[key]

    def heading(self, required: bool, figures: bool = False) -> Any:
        """The name of a column: bold where it is required, and not only of another colour."""
        side = {"align": "right" if figures else "left", "indent": 1, "valign": "vcenter"}
        if required:
            return self.of(bold=True, font_color=WHITE, bg_color=DARK, bottom=2, **side)
        return self.of(bg_color=PALE, bottom=1, **side)

    def column(self, column: Column, text: str = "") -> Any:
        """The cells of a column; those for text take nothing for a date, a number or a formula.

        A text that a spreadsheet would run after a change of format is marked as text once more.
        """
        if column.kind in FIGURES:
            return self.of(align="right", indent=1)
        if column.kind == "date":
            return self.of(num_format="yyyy-mm-dd", align="left", indent=1)
        shape = {"num_format": "@", "align": "left", "indent": 1}
        wrapped = {"text_wrap": True} if column.kind == "text" else {}
        marked = {"quote_prefix": True} if text.startswith(_FORMULA_STARTS) else {}
        return self.of(**shape, **wrapped, **marked)


def height(texts: Sequence[str], across: Sequence[float]) -> float | None:
    """The height in points of a row of texts in columns so wide; ``None`` where one line does.

    Programs do not agree on heights that a file leaves to them.

    >>> height(["One line"], [58.0]), height(["A rather longer line than a narrow column holds"], [20.0])
    (None, 43.5)
    """
    most = max(_lines(text, (width - 3) * _LETTERS) for text, width in zip(texts, across, strict=False))
    return None if most == 1 else min(_HIGHEST, most * _LINE + _MARGIN)


def _lines(text: str, letters: float) -> int:
    parts = text.split("\n")
    return sum(len(textwrap.wrap(part, max(1, math.floor(letters)))) or 1 for part in parts)
