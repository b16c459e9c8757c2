"""Writes packs as Word documents and reads them back, for tests."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import docx
from docx.document import Document

from optimiser.pack.document import Column, Figure, Pack, Paragraph, Section, Table, Unit, say
from optimiser.pack.word.document import word_document
from optimiser.report.style import new_figure, pictures, styled
from tests.pack.sample import sample_pack

WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def png(width: float = 7.0, height: float = 3.0) -> bytes:
    with styled():
        figure, axes = new_figure(width, height)
        axes.plot([1, 2, 3])
        return pictures(figure)["png"]


def written(pack: Pack, template: Path | None = None) -> bytes:
    return word_document(pack, {chart.key: png() for chart in pack.charts()}, template)


def read(pack: Pack, template: Path | None = None) -> Document:
    return docx.Document(io.BytesIO(written(pack, template)))


@cache
def _sample(hidden: frozenset[str]) -> bytes:
    return written(sample_pack(hidden))


def read_sample(hidden: frozenset[str] = frozenset()) -> Document:
    return docx.Document(io.BytesIO(_sample(hidden)))


def texts(document: Document, style: str) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == style]


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name).decode("utf-8") for name in file.namelist() if not name.endswith(".png")}


def with_table(table: Table, *more: Table | Paragraph) -> Pack:
    return replace(sample_pack(), sections=(Section("one", "One", say("One"), (table, *more)),), glossary={})


def years_table(columns: int, rows: int = 3, key: str = "years", total: bool = False) -> Table:
    years = (Column(f"{2025 + year}/{26 + year}", Unit.CHILDREN) for year in range(columns))
    cells = tuple(Figure(1234.0, Unit.CHILDREN) for _ in range(columns))
    return Table(
        key, "Children by year", (Column("Home"), *years), ((("Foster home"), *cells),) * rows, total=total
    )
