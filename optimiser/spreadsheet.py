"""Text that a spreadsheet would run as a formula, made harmless on the way out and read back as it was."""

from __future__ import annotations

import re

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?(e[+-]?\d+)?", re.IGNORECASE)


def harmless(text: str) -> str:
    """Text with an apostrophe before it where a spreadsheet would run it; plain numbers stay as they are.

    Text that begins with apostrophes before such a start gets one more, so that :func:`as_written` can always
    tell.

    >>> harmless("=1+1"), harmless("-5"), harmless("Over 16s"), harmless("'=1+1")
    ("'=1+1", '-5', 'Over 16s', "''=1+1")
    """
    return f"'{text}" if _would_run(text.lstrip("'")) else text


def as_written(text: str) -> str:
    """Text as it was before :func:`harmless`.

    >>> as_written("'=1+1"), as_written("''=1+1"), as_written("'quoted'")
    ('=1+1', "'=1+1", "'quoted'")
    """
    return text[1:] if text.startswith("'") and _would_run(text.lstrip("'")) else text


def _would_run(text: str) -> bool:
    return text.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(text)
