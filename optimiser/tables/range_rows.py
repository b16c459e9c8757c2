"""Which rows of which table a row of ``ranges`` is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from optimiser.tables.values import EVERY

Condition = tuple[str, tuple[str, ...]]
"""A column and the values that its cell may have; in each, ``*`` stands for any letters."""


def conditions(rows: Iterable[str]) -> tuple[Condition, ...]:
    """The conditions in a cell ``rows``, none where it is ``*``; raises ``ValueError`` with one that is none.

    >>> conditions(("area=north|south", "provision=ifa"))
    (('area', ('north', 'south')), ('provision', ('ifa',)))
    """
    return () if tuple(rows) == EVERY else tuple(_condition(text) for text in rows)


def _condition(text: str) -> Condition:
    column, equals, values = text.partition("=")
    if not equals or not column.strip():
        raise ValueError(text)
    return column.strip(), tuple(value.strip() for value in values.split("|"))


def meets(texts: Mapping[str, str], asked: Iterable[Condition]) -> bool:
    """Whether a row, its cells as text, meets every condition; a cell of several labels does where one does."""
    return all(_any(texts[column], patterns) for column, patterns in asked)


def _any(text: str, patterns: tuple[str, ...]) -> bool:
    return any(_compiled(pattern).fullmatch(part) for part in (text, *text.split(";")) for pattern in patterns)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in pattern.split("*")), re.DOTALL)
