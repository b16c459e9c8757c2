"""Words in charts: how wide they are and where they break. All lengths are units of the picture's view box.

A page is read in the font that it is given, so widths are those of Arial with some more for wider fonts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SIZE = 14.0
"""Of all text in charts."""

LINE = 18.0
"""Height of a line of text."""

_SLACK = 1.15
"""What other fonts of pages, such as DejaVu Sans and Verdana, are wider than Arial."""

_LETTERS = {
    191: "'", 222: "ijl‘’", 260: "|", 278: " \xa0!,./:;I[\\]ft·", 333: '()-`r“”', 334: "{}", 355: '"', 389: "*",
    400: "°", 469: "^", 500: "Jcksvxyz", 556: "#$0123456789?L_abdeghnopqu£€–§", 584: "+<=>~−×±",
    611: "FTZß", 667: "&ABEKPSVXY", 722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%æ", 944: "Wœ", 1015: "@",
}  # fmt: skip
_WIDTHS = {letter: width / 1000 for width, letters in _LETTERS.items() for letter in letters}
"""Widths of Arial's letters, for a size of 1; Helvetica and Liberation Sans have the same."""

_BREAKS = re.compile(r"[^\S\xa0]+")
"""Where lines may break: at any space but one that is made not to."""

_WIDE, _WIDEST = 1.0, 1.4
"""For a letter that is not listed: in most scripts, and of pictures such as emoji."""


def text_width(text: str) -> float:
    """What the widest of its lines takes."""
    return _SLACK * SIZE * max(map(_line_width, text.split("\n")))


def _line_width(line: str) -> float:
    try:
        return sum(map(_WIDTHS.__getitem__, line))
    except KeyError:  # letters with accents, or of other scripts
        return sum(map(_width, unicodedata.normalize("NFD", line)))


def _width(letter: str) -> float:
    found = _WIDTHS.get(letter)
    if found is not None:
        return found
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    return _WIDE if letter <= "\uffff" else _WIDEST


def text_height(text: str) -> float:
    """What its lines take."""
    return LINE * (text.count("\n") + 1)


def wrapped(text: str, most: float) -> str:
    """Text in lines at most so wide, broken at spaces; a word that is wider is broken where it must.

    >>> wrapped("Own children's home", 100.0)
    "Own\\nchildren's\\nhome"
    """
    lines: list[str] = []
    for word in _words(text):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined) <= most:
            lines[-1] = joined
        elif text_width(word) <= most:
            lines.append(word)
        else:
            lines += _broken(word, most)
    return "\n".join(lines)


def widest_word(names: Iterable[str]) -> float:
    """What the widest word of some names takes."""
    return max((text_width(word) for name in names for word in _words(name)), default=0.0)


def _words(text: str) -> list[str]:
    return [word for word in _BREAKS.split(text) if word]


def _broken(word: str, most: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter) > most:
            pieces.append("")
        pieces[-1] += letter
    return pieces
