"""Marks that stand for a figure in a published table, after the Analysis Function's guidance on symbols."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Symbol(Enum):
    """A mark in place of a figure, or beside one (``FORECAST`` and ``ESTIMATE``, in a column of their own)."""

    CONFIDENTIAL = "[c]"
    NOT_APPLICABLE = "[z]"
    NOT_AVAILABLE = "[x]"
    FORECAST = "[f]"
    ESTIMATE = "[e]"
    LOW = "[low]"

    @property
    def sentence(self) -> str:
        """What the mark means, for readers."""
        return _SENTENCES[self]


_SENTENCES = {
    Symbol.CONFIDENTIAL: "[c] means confidential: hidden to protect children, because the figure is a small "
    "number, would reveal one, or would let one be worked out.",
    Symbol.NOT_APPLICABLE: "[z] means not applicable: there can be no figure here.",
    Symbol.NOT_AVAILABLE: "[x] means not available: there is a figure but it is not known.",
    Symbol.FORECAST: "[f] means forecast: the figure is about the future.",
    Symbol.ESTIMATE: "[e] means estimated: the figure was not counted but worked out.",
    Symbol.LOW: "[low] means low: the figure is not 0 but rounds to 0.",
}


def explained(used: Iterable[Symbol]) -> tuple[str, ...]:
    """Sentences for the marks that a table uses, to stand above it: in one order, each once."""
    wanted = set(used)
    return tuple(symbol.sentence for symbol in Symbol if symbol in wanted)
