"""What a stress test leaves: its page, its record and tables, and its fan charts."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

from optimiser.report.studied import Studied, studied
from optimiser.run_reading import Run
from optimiser.stress.columns import STRESS_COLUMNS
from optimiser.stress.fixed_plan import StressTest
from optimiser.stress.text import sentences, stress_markdown

FILES = {name: f"stress_{name}" if name in ("promises", "budgets") else name for name in STRESS_COLUMNS}
"""What each table is called in the folder: a name that no table of the inputs has."""


def stressed(found: StressTest, run: Run) -> Studied:
    """What a stress test of a run leaves; its record says of which run it is."""
    from optimiser.stress.fan_chart import fan_charts

    tables = {FILES[name]: getattr(found, name) for name in STRESS_COLUMNS}
    draw = partial(fan_charts, found) if found.whole.futures else None
    left = studied(found, run.inputs, stress_markdown(found), tables, draw)
    told = {"whole": asdict(found.whole), "sentences": list(sentences(found))}
    record = {**left.record, **told, "result_sha256": run.result_sha256}
    return Studied(left.status, left.page, record, left.tables, left.draw)
