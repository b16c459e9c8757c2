"""What a study leaves, whoever asked for it: its page, its record and tables, and its pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from optimiser.report.study_folder import StudyFiles, record_of

if TYPE_CHECKING:
    import pandas as pd

    from optimiser.engine.outcome import Status
    from optimiser.studies.alternatives import Alternatives
    from optimiser.studies.compare import Comparison
    from optimiser.studies.drivers import Drivers
    from optimiser.studies.frontier import Frontier
    from optimiser.tables.inputs import CaseInputs

Draw = Callable[[], Mapping[str, bytes]]


@dataclass(frozen=True)
class Studied:
    """What a study found: how it ended, its page, its record and tables; ``draw`` makes its pictures, if any."""

    status: Status
    page: str
    record: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    draw: Draw | None = None

    def files(self, name: str) -> StudyFiles:
        """What is written to the folder of a study of this name, its pictures drawn."""
        pictures = {} if self.draw is None else self.draw()
        return StudyFiles(name, self.record, self.page, self.tables, pictures)


def compared(found: Comparison, inputs: CaseInputs) -> Studied:
    """What a comparison leaves."""
    from optimiser.report.waterfall_figure import waterfall_figure
    from optimiser.studies.compare_text import compare_markdown

    tables = {
        "compare_plans": found.plans,
        "compare_figures": found.figures,
        "compare_waterfall": found.waterfall,
        "compare_decisions": found.decisions,
        "compare_children": found.children,
        "changes": found.changes,
    }
    draw = None if found.waterfall.empty else partial(waterfall_figure, found)
    return Studied(found.status, compare_markdown(found), record_of(found, inputs), tables, draw)


def traced(found: Frontier, inputs: CaseInputs) -> Studied:
    """What a frontier leaves."""
    from optimiser.report.frontier_figure import frontier_figure
    from optimiser.studies.frontier_text import frontier_markdown

    tables = {"frontier": found.table, "frontier_decisions": found.decisions, "frontier_limits": found.limits}
    draw = None if found.table.empty else partial(frontier_figure, found)
    return studied(found, inputs, frontier_markdown(found), tables, draw)


def driven(found: Drivers, inputs: CaseInputs) -> Studied:
    """What a study of drivers leaves."""
    from optimiser.report.tornado_figure import tornado_figure
    from optimiser.studies.drivers_text import drivers_markdown

    tables = {
        "tornado": found.tornado,
        "promise_effects": found.promises,
        "switching": found.switching,
        "steady_decisions": found.decisions,
        "left_out": found.left_out,
    }
    drawn = bool(found.tornado[["least_low", "least_high"]].notna().any(axis=None))
    return studied(
        found, inputs, drivers_markdown(found), tables, partial(tornado_figure, found) if drawn else None
    )


def nearly_as_cheap(found: Alternatives, inputs: CaseInputs) -> Studied:
    """What a study of alternatives leaves."""
    from optimiser.report.ranges_figure import ranges_figure
    from optimiser.studies.alternatives_text import alternatives_markdown

    tables = {
        "alternatives": found.table,
        "alternative_decisions": found.decisions,
        "ranges": found.ranges,
        "no_regret": found.no_regret,
    }
    drawn = not found.ranges.empty and bool((found.ranges["most"] > 0.05).any())
    draw = partial(ranges_figure, found) if drawn else None
    return studied(found, inputs, alternatives_markdown(found), tables, draw)


def studied(
    found: Any, inputs: CaseInputs, page: str, tables: Mapping[str, pd.DataFrame], draw: Draw | None
) -> Studied:
    """What a study found, with what its inputs were changed by: on the page, and in a table of their own."""
    from optimiser.results.all_tables import changes_table

    every = {**tables, "changes": changes_table(inputs.changes)}
    return Studied(found.status, with_changes(page, inputs), record_of(found, inputs), every, draw)


def with_changes(page: str, inputs: CaseInputs) -> str:
    """A page of Markdown with what the assumptions were changed by, if they were, under its title."""
    from optimiser.scenario import what_ifs_told

    told = what_ifs_told(inputs)
    title, _, rest = page.partition("\n")
    return f"{title}\n\n{told}\n{rest}" if told else page
