"""What a stress test leaves: its page, its record and tables, and its fan charts."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

from optimiser.report.studied import Studied, studied
from optimiser.stress.columns import STRESS_COLUMNS
from optimiser.stress.fixed_plan import StressTest
from optimiser.stress.text import sentences, stress_markdown
from optimiser.tables.inputs import CaseInputs

FILES = {name: f"stress_{name}" if name in ("promises", "budgets") else name for name in STRESS_COLUMNS}
"""What each table is called in the folder: a name that no table of the inputs has."""


def stressed(found: StressTest, inputs: CaseInputs) -> Studied:
    """What a stress test leaves."""
    from optimiser.stress.fan_chart import fan_charts

    tables = {FILES[name]: getattr(found, name) for name in STRESS_COLUMNS}
    draw = partial(fan_charts, found) if found.whole.futures else None
    left = studied(found, inputs, stress_markdown(found), tables, draw)
    record = {**left.record, "whole": asdict(found.whole), "sentences": list(sentences(found))}
    return Studied(left.status, left.page, record, left.tables, left.draw)
