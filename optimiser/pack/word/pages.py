"""The pages that a pack stands on: their direction, and what their headers and footers say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from optimiser.pack.word.parts import add_field, add_watermark, write
from optimiser.pack.word.styles import FOOTER, HEADER, Styles

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section, _Footer, _Header
    from docx.text.paragraph import Paragraph

    from optimiser.pack.document import Pack

_PAGE_NUMBER = re.compile(r"\bPAGE\b")
_EMU_PER_POINT = 12_700
_OF_ONE_SECTION_ALONE = ("w:titlePg", "w:pgNumType", "w:vAlign")


@dataclass(frozen=True, slots=True)
class Room:
    """What text has on a page, in points; ``turned`` is the width on the same page laid on its side.

    ``turned`` is ``None`` where the page lies on its side already. ``own``: whether the document is a new
    one, its font and headers known, and not a council's.
    """

    width: float
    height: float
    turned: float | None
    own: bool


def room_of(document: Document, own: bool) -> Room:
    """The room on the pages at the end of a document."""
    page = document.sections[-1]
    beside = _points(page.left_margin) + _points(page.right_margin)
    above = _points(page.top_margin) + _points(page.bottom_margin)
    width, height = _points(page.page_width), _points(page.page_height)
    return Room(width - beside, height - above, height - beside if width < height else None, own)


def turn_pages(document: Document, landscape: bool) -> None:
    """Go on in the direction asked for, upon a new page where that is not the direction so far."""
    last = document.sections[-1]
    if (_points(last.page_width) > _points(last.page_height)) is landscape:
        return
    width, height = last.page_width, last.page_height
    page = document.add_section()
    _end_section_with_last_paragraph(document)
    page.page_width, page.page_height = height, width
    page.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    for tag in _OF_ONE_SECTION_ALONE:
        for old in page._sectPr.findall(qn(tag)):
            page._sectPr.remove(old)


def mark_pages(document: Document, pack: Pack, styles: Styles) -> None:
    """Put the run, its state and the marking on every page, and the watermark of a draft behind it.

    A header or footer that says something already keeps it.
    """
    for footer in _each_footer(document):
        _write_footer(footer, pack, styles)
    if not pack.marking:
        return
    for number, header in enumerate(_each_header(document)):
        _write_header(header, number, pack, styles)


def _points(length: int | None) -> float:
    return (length or 0) / _EMU_PER_POINT


def _end_section_with_last_paragraph(document: Document) -> None:
    """Let the last paragraph end the section, not an empty one that might run over to a page of its own."""
    added: Any = document.paragraphs[-1]._p
    before = added.getprevious()
    if before is not None and before.tag == qn("w:p") and not before.xpath("w:pPr/w:sectPr"):
        before.set_sectPr(added.pPr.sectPr)
        added.getparent().remove(added)


def _kinds(document: Document, section: Section) -> Iterator[str]:
    yield ""
    if section.different_first_page_header_footer:
        yield "first_page_"
    if document.settings.odd_and_even_pages_header_footer:
        yield "even_page_"


def _each(document: Document, what: str) -> Iterator[Any]:
    """Each header or footer that some page has, once, however many sections share it."""
    seen = set()
    for section in document.sections:
        for kind in _kinds(document, section):
            found = getattr(section, f"{kind}{what}")
            if found.part.partname not in seen:
                seen.add(found.part.partname)
                yield found


def _each_header(document: Document) -> Iterator[_Header]:
    return _each(document, "header")


def _each_footer(document: Document) -> Iterator[_Footer]:
    return _each(document, "footer")


def _says_something(place: _Header | _Footer) -> bool:
    return bool(place.part.element.xpath(".//w:t | .//w:drawing | .//w:pict | .//w:object | .//w:fldSimple"))


def _next_paragraph(place: _Header | _Footer, styles: Styles, style: str) -> Paragraph:
    """The empty paragraph that a new header or footer has, or one after all that stands there."""
    empty = place.paragraphs and not _says_something(place)
    paragraph = place.paragraphs[0] if empty else place.add_paragraph()
    paragraph.style = styles[style]
    return paragraph


def _write_header(header: _Header, number: int, pack: Pack, styles: Styles) -> None:
    if not _says_something(header):
        paragraph = _next_paragraph(header, styles, HEADER)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        write(paragraph, pack.marking)
    if not pack.provenance.approved:
        add_watermark(header.paragraphs[0] if header.paragraphs else header.add_paragraph(), number)


def _write_footer(footer: _Footer, pack: Pack, styles: Styles) -> None:
    numbered = _PAGE_NUMBER.search(_instructions(footer))
    said = (f"Run {pack.provenance.run}", pack.provenance.state, pack.marking)
    write(_next_paragraph(footer, styles, FOOTER), " · ".join(part for part in said if part))
    if numbered is None:
        pages = _next_paragraph(footer, styles, FOOTER)
        pages.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        write(pages, "Page ")
        add_field(pages, "PAGE", "1")
        write(pages, " of ")
        add_field(pages, "NUMPAGES", "1")


def _instructions(footer: _Footer) -> str:
    root = footer.part.element
    spelled = [code.text or "" for code in root.iter(qn("w:instrText"))]
    simple = [field.get(qn("w:instr")) or "" for field in root.iter(qn("w:fldSimple"))]
    return " ".join(spelled + simple)
