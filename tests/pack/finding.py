"""Finding a table of a pack."""

from __future__ import annotations

from optimiser.pack.document import Pack, Table


def the(pack: Pack, key: str) -> Table:
    """The table of that key."""
    return next(table for table in pack.tables() if table.key == key)
