"""What a study of plans for many futures leaves: its page, its record and tables, and its picture."""

from __future__ import annotations

from functools import partial

from optimiser.report.studied import Studied, studied
from optimiser.robust.columns import ROBUST_COLUMNS
from optimiser.robust.study import Robust
from optimiser.robust.text import robust_markdown
from optimiser.tables.inputs import CaseInputs

FILES = {name: f"robust_{name}" if name in ("candidates", "decisions") else name for name in ROBUST_COLUMNS}
"""What each table is called in the folder: a name that no table of another kind has."""


def left(found: Robust, inputs: CaseInputs) -> Studied:
    """What a study leaves."""
    from optimiser.robust.figure import cost_figure

    tables = {FILES[name]: getattr(found, name) for name in ROBUST_COLUMNS}
    draw = None if found.fresh_futures.empty else partial(cost_figure, found)
    return studied(found, inputs, robust_markdown(found), tables, draw)
