"""Names of scenarios."""

from __future__ import annotations

from collections.abc import Collection
from itertools import count

from optimiser.web.what_ifs import MOST_LETTERS, one_line


def named(wanted: str, taken: Collection[str]) -> str:
    """A name that no other scenario has: the one wanted, or with a number after it.

    >>> named("Fees up", ["Fees up"]), named("", ["As the tables say"])
    ('Fees up (2)', 'What if 1')
    """
    wanted = one_line(wanted, MOST_LETTERS)
    if not wanted:
        return next(name for number in count(1) if (name := f"What if {number}") not in taken)
    if wanted not in taken:
        return wanted
    return next(name for number in count(2) if (name := f"{wanted} ({number})") not in taken)
