"""The tables about chance, by their hash: that of the inputs leaves them out, since no plan uses them."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimiser.tables.inputs import CaseInputs

ABOUT_CHANCE = ("entries", "ageing", "price_uncertainty")
"""Tables that futures are drawn from and that the hash of the inputs leaves out."""


def chance_hash(inputs: CaseInputs) -> str:
    """The sha256 of the tables that futures are drawn from, in canonical order."""
    content = hashlib.sha256()
    for name in ABOUT_CHANCE:
        table = inputs.texts.tables.get(name)
        for row in () if table is None else table.rows:
            cells = [row.cells.get(column, "") for column in table.columns] if table is not None else []
            content.update(json.dumps([name, *cells], ensure_ascii=True).encode())
    return content.hexdigest()
