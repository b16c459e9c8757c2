"""The pack as a Word document: a new one, or what is written at the end of a council's own."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from docx.shared import Pt

from optimiser.disclosure.symbols import explained
from optimiser.pack.display import heading_of, paragraph_text, said, symbols_in
from optimiser.pack.document import Chart, Pack, Paragraph, Section, Table
from optimiser.pack.word.base import (
    clear,
    council_document,
    file_of,
    is_blank,
    new_document,
    set_language,
    set_properties,
)
from optimiser.pack.word.contents import Contents, contents_for, mark_heading, write_contents
from optimiser.pack.word.layout import layout_of
from optimiser.pack.word.pages import Room, mark_pages, room_of, turn_pages
from optimiser.pack.word.parts import set_text_alternative, write, write_caption
from optimiser.pack.word.styles import (
    CAPTION,
    CHART_MEASURE,
    CHART_TITLE,
    HEADING,
    SUBTITLE,
    TABLE_NOTE,
    TEXT,
    TITLE,
    Styles,
    styles_of,
)
from optimiser.pack.word.table import add_table

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document
    from docx.text.paragraph import Paragraph as Written

GLOSSARY = "Glossary"
_TALLEST_PICTURE = 0.7
"""Of the height of the text, so that a picture stands on one page with its title and caption."""
_EMU_PER_POINT = 12_700


@dataclass(frozen=True)
class _Writer:
    """All that the blocks of a pack are written with; figures and tables are numbered as they come."""

    document: Document
    styles: Styles
    room: Room
    hidden: frozenset[str]
    pictures: Mapping[str, bytes]
    figures: Iterator[int]
    tables: Iterator[int]

    def add(self, style: str, text: str = "") -> Written:
        """Add a paragraph at the end."""
        paragraph = self.document.add_paragraph()
        paragraph.style = self.styles[style]
        if text:
            write(paragraph, text)
        return paragraph


def word_document(pack: Pack, pictures: Mapping[str, bytes], template: Path | None = None) -> bytes:
    """A pack as the bytes of a .docx file, the same for the same pack, pictures and template.

    ``pictures`` holds each chart, by its key, as PNG; ``template`` is a council's own document, whose pages,
    headers and styles are kept and at whose end the pack is written. Raises ``OptimiserError`` where the template
    cannot be used, ``KeyError`` where a chart has no picture.
    """
    document = new_document() if template is None else council_document(template)
    writer = _Writer(
        document,
        styles_of(document),
        room_of(document, own=template is None),
        pack.hidden,
        pictures,
        count(1 + _captions_in(document, "Figure")),
        count(1 + _captions_in(document, "Table")),
    )
    headings = [heading_of(section, pack.hidden) for section in pack.sections]
    contents = contents_for(document, [*headings, *([GLOSSARY] if pack.glossary else [])])
    _write_title(writer, pack)
    write_contents(document, writer.styles, contents)
    for position, section in enumerate(pack.sections):
        _write_section(writer, section, contents, position)
    _write_glossary(writer, pack, contents)
    mark_pages(document, pack, writer.styles)
    set_language(document)
    set_properties(document, pack)
    return file_of(document)


def _captions_in(document: Document, label: str) -> int:
    """How many captions a council's document has already, after which those of the pack are counted."""
    body = document.element.body
    found = [code.text or "" for code in body.xpath(".//w:instrText")]
    found += body.xpath(".//w:fldSimple/@w:instr")
    return sum(instruction.split()[:2] == ["SEQ", label] for instruction in found)


def _write_title(writer: _Writer, pack: Pack) -> None:
    follows = not is_blank(writer.document)
    if not follows:
        clear(writer.document)
    first = writer.add(SUBTITLE, pack.authority)
    first.paragraph_format.page_break_before = follows or None
    first.paragraph_format.keep_with_next = True
    writer.add(TITLE, pack.title)
    if pack.marking:
        write(writer.add(TEXT), pack.marking, bold=True)
    source = pack.provenance
    facts = {
        "Run": source.run,
        "Assurance": source.state,
        "Price base": source.price_base,
        "Made with": source.software,
    }
    for label, fact in facts.items():
        line = writer.add(TEXT)
        line.paragraph_format.space_after = Pt(2)
        write(line, f"{label}: ", bold=True)
        write(line, fact)


def _write_section(writer: _Writer, section: Section, contents: Contents, position: int) -> None:
    directions = _directions(writer, section)
    turn_pages(writer.document, directions[0])
    _write_heading(writer, heading_of(section, writer.hidden), contents, position)
    for block, landscape in zip(section.blocks, directions[1:], strict=True):
        turn_pages(writer.document, landscape)
        if isinstance(block, Paragraph):
            _write_paragraph(writer, block)
        elif isinstance(block, Chart):
            _write_chart(writer, block)
        else:
            _write_table(writer, block)


def _write_heading(writer: _Writer, text: str, contents: Contents, position: int) -> None:
    heading = writer.add(HEADING, text)
    heading.paragraph_format.keep_with_next = True
    mark_heading(heading, contents, position)


def _directions(writer: _Writer, section: Section) -> list[bool]:
    """Whether the heading, then each block, stands on a page on its side, as wide tables do.

    A heading and paragraphs go with the table or chart after them or, at the end, with the one before, so that no
    page has nothing but a line or two.
    """
    sides = [None if isinstance(block, Paragraph) else _lies(writer, block) for block in section.blocks]
    found, beside = [], next((side for side in reversed(sides) if side is not None), _lies(writer, None))
    for side in reversed(sides):
        beside = beside if side is None else side
        found.append(beside)
    return [beside, *reversed(found)]


def _lies(writer: _Writer, block: Table | Chart | None) -> bool:
    """Whether a block stands on a page on its side: all do where a council's document does, else wide tables."""
    if writer.room.turned is None:
        return True
    return isinstance(block, Table) and layout_of(block, writer.hidden, writer.room).landscape


def _write_paragraph(writer: _Writer, paragraph: Paragraph) -> None:
    text = paragraph_text(paragraph.sentences, writer.hidden)
    if text:
        writer.add(TEXT, text)


def _write_chart(writer: _Writer, chart: Chart) -> None:
    message = said(chart.message, writer.hidden) or chart.title
    for style, text in ((CHART_TITLE, chart.title), (CHART_MEASURE, chart.measure)):
        writer.add(style, text).paragraph_format.keep_with_next = True
    holder = writer.add(TEXT)
    holder.paragraph_format.keep_with_next = True
    holder.paragraph_format.space_after = Pt(0)
    picture = holder.add_run().add_picture(io.BytesIO(writer.pictures[chart.key]), Pt(writer.room.width))
    too_tall = picture.height / _EMU_PER_POINT / (_TALLEST_PICTURE * writer.room.height)
    if too_tall > 1.0:
        picture.width, picture.height = int(picture.width / too_tall), int(picture.height / too_tall)  # type: ignore[assignment]
    set_text_alternative(picture, f"Chart {chart.key}", message)
    write_caption(writer.add(CAPTION), "Figure", next(writer.figures), message)


def _write_table(writer: _Writer, table: Table) -> None:
    caption = writer.add(CAPTION)
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(12)
    write_caption(caption, "Table", next(writer.tables), table.caption)
    marks = explained(symbols_in(table, writer.hidden))
    if marks:
        writer.add(TABLE_NOTE, " ".join(marks)).paragraph_format.keep_with_next = True
    layout = layout_of(table, writer.hidden, writer.room)
    add_table(writer.document, writer.styles, table, writer.hidden, layout)
    _write_notes(writer, table.notes)


def _write_notes(writer: _Writer, notes: tuple[str, ...]) -> None:
    """Write the notes under a table; without any an empty line, for no document may end with a table."""
    lines = [writer.add(TABLE_NOTE, note) for note in notes or ("",)]
    lines[0].paragraph_format.space_before = Pt(4)
    lines[-1].paragraph_format.space_after = Pt(12)
    for line in lines[:-1]:
        line.paragraph_format.keep_with_next = True


def _write_glossary(writer: _Writer, pack: Pack, contents: Contents) -> None:
    if not pack.glossary:
        return
    turn_pages(writer.document, _lies(writer, None))
    _write_heading(writer, GLOSSARY, contents, len(pack.sections))
    for term, meaning in pack.glossary.items():
        line = writer.add(TEXT)
        write(line, term, bold=True)
        write(line, f": {meaning}")
