"""How a table fits a page: type size and widths worked out from its words, so that nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimiser.pack.display import text_of

if TYPE_CHECKING:
    from optimiser.pack.document import Table
    from optimiser.pack.word.pages import Room

LARGE, SMALL = 10.0, 9.0
"""Type sizes in points; none is smaller, whatever a table holds."""
BESIDE = 4.0
"""Points left free on each side of a cell's text."""
_NARROW, _WIDE = frozenset("ijltfrI.,:;'|!()[]/ -"), frozenset("mwMW@%—")
_NARROW_EM, _WIDE_EM, _CAPITAL_EM, _OTHER_EM = 0.36, 0.92, 0.74, 0.575
"""Widths of letters in em, each a little more than in Arial, whose digits are 0.556 wide."""
APART = 1.0
"""How far, in em, words stand from the figures on their left, which end where the words begin."""
_BOLD = 1.03
_TIGHT, _SAFE = 1.0, 1.18
"""How much wider than Arial a font may be: Verdana, or what stands in for Arial where there is none, by 0.18."""
_LONGEST_WORD = 14.0
_ROOM_FOR_WORDS = 8.0
"""What a column of sentences has at the least, in em: fewer would make it a column of single words."""
_LONGEST_LINE = 60.0
_OVER_MEAN = 1.5
"""How much more than its mean cell a column of words is given before any is given room for its longest."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table fits a page: its type size and column widths in points; whether the page is turned.

    ``with_notes``: whether its last row stays with the notes under it.
    """

    size: float
    widths: tuple[float, ...]
    landscape: bool
    with_notes: bool


@dataclass(frozen=True, slots=True)
class _Need:
    """What a column needs, in em.

    ``word`` so that no word is broken, ``least`` so that it can be read at all, ``usual`` for most cells to take
    few lines, ``whole`` for every cell to take one.
    """

    word: float
    least: float
    usual: float
    whole: float


def layout_of(table: Table, hidden: frozenset[str], room: Room) -> Layout:
    """The layout in which every word stands whole: upright before turned, larger type before smaller.

    >>> from optimiser.pack.document import Column, Table
    >>> from optimiser.pack.word.pages import Room
    >>> short = Table("k", "Homes", (Column("Area"), Column("Kind")), (("North", "Foster"),))
    >>> layout_of(short, frozenset(), Room(400.0, 700.0, 650.0, True)).landscape
    False
    """
    tight = _TIGHT if room.own else _SAFE
    needs = tuple(_need(index, table, hidden) for index in range(len(table.columns)))
    tried = [(room.width, False)] + ([(room.turned, True)] if room.turned is not None else [])
    for width, landscape in tried:
        for size, factor in ((LARGE, _SAFE), (SMALL, tight)):
            if _points(needs, size, factor) <= width:
                return Layout(size, _shared(needs, size, width), landscape, room.own)
    width, landscape = tried[-1]
    return Layout(SMALL, _shared(needs, SMALL, width), landscape, room.own)


def _need(index: int, table: Table, hidden: frozenset[str]) -> _Need:
    column = table.columns[index]
    texts = [text_of(row[index], hidden) for row in table.rows]
    word = max(_em(word) for text in (column.heading, *texts) for word in text.split() or [""])
    lengths = [_em(text) for text in texts] or [0.0]
    whole = max(word, *lengths)
    if column.unit is not None:
        return _Need(whole, whole, max(whole, _em(column.heading) / 2), max(whole, _em(column.heading) / 2))
    word, whole = min(word, _LONGEST_WORD), min(whole, _LONGEST_LINE)
    usual = min(whole, max(word, _OVER_MEAN * sum(lengths) / len(lengths)))
    apart = APART if index and table.columns[index - 1].unit is not None else 0.0
    return _Need(word + apart, max(word, min(whole, _ROOM_FOR_WORDS)) + apart, usual + apart, whole + apart)


def _em(text: str) -> float:
    """The width of text in em, as bold as it may be."""
    return _BOLD * sum(
        _NARROW_EM if letter in _NARROW
        else _WIDE_EM if letter in _WIDE
        else _CAPITAL_EM if letter.isupper()
        else _OTHER_EM
        for letter in text
    )  # fmt: skip


def _points(needs: Sequence[_Need], size: float, factor: float) -> float:
    return sum(max(need.least, need.word * factor) * size + 2 * BESIDE for need in needs)


def _shared(needs: Sequence[_Need], size: float, width: float) -> tuple[float, ...]:
    """What each column can be read in, then what its words take in any font, then what makes its lines few."""
    goals: tuple[Callable[[_Need], float], ...] = (
        lambda need: need.word * _SAFE,
        lambda need: need.usual * _SAFE,
        lambda need: need.whole * _SAFE,
    )
    widths = [need.least * size + 2 * BESIDE for need in needs]
    for goal in goals:
        wanted = [max(0.0, goal(need) * size + 2 * BESIDE - has) for need, has in zip(needs, widths, strict=True)]
        spare = max(0.0, width - sum(widths))
        granted = min(1.0, spare / sum(wanted)) if any(wanted) else 0.0
        widths = [has + granted * want for has, want in zip(widths, wanted, strict=True)]
    return tuple(has * width / sum(widths) for has in widths)
