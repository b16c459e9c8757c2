"""The sections of an answer as parts of pages: written once, where the plan was found, and read by every page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup

from optimiser.pack.building import sections_of
from optimiser.pack.csv_text import table_csv
from optimiser.pack.display import heading_of
from optimiser.pack.document import Chart, Section, Table
from optimiser.pack.facts import Facts
from optimiser.web.charts.picture import svg_chart
from optimiser.web.rendering import filled

_TOLD = (
    "summary", "plan", "mix", "locality", "money", "promises", "gap", "need", "intentions", "risks", "assumptions",
)  # fmt: skip
"""Keys of the sections that pages tell, in the order in which they are offered."""
STUDIED = {"compare": "options", "alternatives": "options", "drivers": "depends", "frontier": "depends"}
"""For each kind of study the key of the section that tells of it."""


def answer_sections(facts: Facts) -> tuple[Section, ...]:
    """What there is to tell of a plan, in reading order."""
    return sections_of(facts, _TOLD)


def write_sections(sections: Iterable[Section], folder: Path, job: str) -> list[tuple[str, str]]:
    """Write each section as a part of a page, and its tables as CSV; their keys and what they are about.

    Figures are those of a draft for the authority itself: nothing is hidden. ``job`` is where the tables are had.
    """
    (folder / "sections").mkdir(parents=True, exist_ok=True)
    (folder / "tables").mkdir(exist_ok=True)
    written = []
    for section in sections:
        (folder / "sections" / f"{section.key}.html").write_text(section_html(section, job), encoding="utf-8")
        for table in section.tables():
            (folder / "tables" / f"{table.key}.csv").write_text(table_csv(table), encoding="utf-8", newline="")
        written.append((section.key, section.title))
    return written


def section_html(section: Section, job: str) -> Markup:
    """A section with its charts drawn, each with its table one click away."""
    drawn = {chart.table.key for chart in section.charts()}
    svgs = {chart.key: svg_chart(chart, f"{section.key}-{place}") for place, chart in enumerate(section.charts())}
    return filled(
        "parts/section.html", section=section, heading=heading_of(section), svgs=svgs, drawn=drawn,
        tables=f"/jobs/{job}/tables",
        is_table=lambda block: isinstance(block, Table), is_chart=lambda block: isinstance(block, Chart),
    )  # fmt: skip
