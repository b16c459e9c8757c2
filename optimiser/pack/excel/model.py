"""What an accessible workbook is made of: sheets with a title, lines of text and at most one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Number:
    """A number, the format that shows it, and the text that is then seen."""

    value: float
    pattern: str
    shown: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to the top of another sheet."""

    text: str
    sheet: str


Content = str | Number | Link
"""What stands in a cell."""


class Look(Enum):
    """How a line above a table, or of the cover, is set."""

    PLAIN = "plain"
    STRONG = "strong"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text or a link."""

    content: str | Link
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column; ``figures`` whether it holds numbers, or marks for them, set to the right."""

    text: str
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: ``name`` names it in the workbook; ``total`` whether its last row is the total of the others."""

    name: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Content, ...], ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its title in A1, the lines below it, then its table."""

    name: str
    title: str
    lines: tuple[Line, ...]
    grid: Grid | None = None


def unlike(name: str, taken: set[str], longest: int) -> str:
    """A name that is none of those taken, whatever their capitals, and is then taken; cut to the longest allowed.

    >>> taken: set[str] = set()
    >>> unlike("money_by_line", taken, 12), unlike("Money_by_lines", taken, 12)
    ('money_by_lin', 'Money_by_l_2')
    """
    found, count = name[:longest], 1
    while found.casefold() in taken:
        count += 1
        found = f"{name[: longest - len(f'_{count}')]}_{count}"
    taken.add(found.casefold())
    return found
