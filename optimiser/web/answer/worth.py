"""What binds in a plan and what loosening it is worth, as plain data for a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimiser.engine.marginals import Marginal
from optimiser.studies.explain_tables import binding_table

_MOST_EACH = 8


def worth_told(marginals: Sequence[Marginal]) -> list[dict[str, Any]]:
    """Kinds of limit, each with the sentences of those worth most; ``more`` says how many are left out."""
    kinds: dict[str, list[str]] = {}
    for row in binding_table(marginals).to_dict("records"):
        kinds.setdefault(str(row["kind"]), []).append(str(row["sentence"]))
    return [
        {"kind": kind, "sentences": said[:_MOST_EACH], "more": max(0, len(said) - _MOST_EACH)}
        for kind, said in kinds.items()
    ]
