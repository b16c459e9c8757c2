"""The list of contents: a field that Word can bring up to date, right as it stands, for it has no page numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimiser.pack.word.parts import add_bookmark, begin_field, end_field, write, write_link
from optimiser.pack.word.styles import CONTENTS, CONTENTS_HEADING, TABLE_NOTE, Styles

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_FEWEST = 3
"""A list of fewer headings tells a reader nothing that the page does not."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The headings listed, none where there is no list; their bookmarks are numbered from ``first``."""

    headings: tuple[str, ...]
    first: int


def contents_for(document: Document, headings: Sequence[str]) -> Contents:
    """The contents of a pack: none where it is short, or where a council's document has a list of its own."""
    body = document.element.body
    instructions = [code.text or "" for code in body.xpath(".//w:instrText")]
    listed = any(instruction.split()[:1] == ["TOC"] for instruction in instructions)
    numbers = [int(found) for found in body.xpath(".//w:bookmarkStart/@w:id") if found.isdigit()]
    wanted = () if listed or len(headings) < _FEWEST else tuple(headings)
    return Contents(wanted, max(numbers, default=0) + 1)


def write_contents(document: Document, styles: Styles, contents: Contents) -> None:
    """Write the list, each entry leading to its heading."""
    if not contents.headings:
        return
    write(_add(document, styles, CONTENTS_HEADING), "Contents")
    for position, heading in enumerate(contents.headings):
        entry = _add(document, styles, CONTENTS)
        if position == 0:
            begin_field(entry, 'TOC \\o "1-1" \\n \\h \\z')
        write_link(entry, _bookmark(contents, position), heading)
    end_field(_add(document, styles, TABLE_NOTE))


def mark_heading(heading: Paragraph, contents: Contents, position: int) -> None:
    """Make a heading the place that its entry leads to; the first begins a page, after that of the list."""
    if not contents.headings:
        return
    add_bookmark(heading, _bookmark(contents, position), contents.first + position)
    if position == 0:
        heading.paragraph_format.page_break_before = True


def _bookmark(contents: Contents, position: int) -> str:
    return f"_TocPack{contents.first + position}"


def _add(document: Document, styles: Styles, style: str) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.style = styles[style]
    return paragraph
