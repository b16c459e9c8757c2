"""The styles that a pack is written in, by name: those of a council's document as they are, the others made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor

from optimiser.pack.word.parts import element
from optimiser.report.style import BLUE, GREY, PALE

if TYPE_CHECKING:
    from docx.document import Document

TITLE, SUBTITLE, HEADING, TEXT, CAPTION = "Title", "Subtitle", "Heading 1", "Normal", "Caption"
CHART_TITLE, CHART_MEASURE = "Chart Title", "Chart Measure"
TABLE, TABLE_TEXT, TABLE_NOTE = "Table Grid", "Table Text", "Table Note"
CONTENTS_HEADING, CONTENTS, HEADER, FOOTER = "TOC Heading", "toc 1", "Header", "Footer"

Styles = Mapping[str, Any]
"""Each style that a pack uses, by the name it is asked for by."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What a paragraph style is made with where a document lacks it; sizes and spaces in points."""

    name: str
    size: float | None = None
    bold: bool = False
    colour: str = ""
    before: float = 0.0
    after: float = 0.0
    keep_with_next: bool = False
    builtin: bool = True


_LOOKS = (
    _Look(TITLE, 26.0, bold=True, colour=BLUE, before=6.0, after=12.0, keep_with_next=True),
    _Look(SUBTITLE, 14.0, colour=GREY, after=4.0),
    _Look(HEADING, 16.0, bold=True, colour=BLUE, before=20.0, after=8.0, keep_with_next=True),
    _Look(CAPTION, 10.0, bold=True, colour=GREY, before=4.0, after=6.0),
    _Look(CHART_TITLE, 11.0, bold=True, before=10.0, after=0.0, keep_with_next=True, builtin=False),
    _Look(CHART_MEASURE, 10.0, colour=GREY, after=4.0, keep_with_next=True, builtin=False),
    _Look(TABLE_TEXT, 10.0, before=2.0, after=2.0, builtin=False),
    _Look(TABLE_NOTE, 9.0, colour=GREY, after=3.0, builtin=False),
    _Look(CONTENTS_HEADING, 14.0, bold=True, colour=BLUE, before=18.0, after=6.0, keep_with_next=True),
    _Look(CONTENTS, after=4.0),
    _Look(HEADER, 9.0, bold=True),
    _Look(FOOTER, 9.0, colour=GREY),
)

_TABLE_STYLE = f"""
<w:style {nsdecls("w")} w:type="table" w:styleId="TableGrid">
 <w:name w:val="Table Grid"/>
 <w:uiPriority w:val="39"/>
 <w:tblPr>
  <w:tblBorders>
   <w:top w:val="single" w:sz="8" w:space="0" w:color="{GREY[1:]}"/>
   <w:bottom w:val="single" w:sz="8" w:space="0" w:color="{GREY[1:]}"/>
   <w:insideH w:val="single" w:sz="4" w:space="0" w:color="{PALE[1:]}"/>
  </w:tblBorders>
 </w:tblPr>
 <w:tblStylePr w:type="firstRow">
  <w:tblPr/>
  <w:tcPr>
   <w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="{GREY[1:]}"/></w:tcBorders>
   <w:shd w:val="clear" w:color="auto" w:fill="{PALE[1:]}"/>
   <w:vAlign w:val="bottom"/>
  </w:tcPr>
 </w:tblStylePr>
 <w:tblStylePr w:type="lastRow">
  <w:tblPr/>
  <w:tcPr><w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{GREY[1:]}"/></w:tcBorders></w:tcPr>
 </w:tblStylePr>
</w:style>"""


def styles_of(document: Document) -> Styles:
    """The styles for a pack: found by name, whatever its capitals, or made where the document has none."""
    found: dict[str, Any] = {look.name: _found_or_made(document, look) for look in _LOOKS}
    text = document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    found[TEXT] = text if text is not None else _found_or_made(document, _Look(TEXT))
    found[TABLE] = _find(document, TABLE, WD_STYLE_TYPE.TABLE) or _make_table_style(document)
    return found


def _find(document: Document, name: str, kind: WD_STYLE_TYPE) -> Any:
    same = (style for style in document.styles if (style.name or "").casefold() == name.casefold())
    return next((style for style in same if style.type == kind), None)


def _found_or_made(document: Document, look: _Look) -> Any:
    return _find(document, look.name, WD_STYLE_TYPE.PARAGRAPH) or _make(document, look)


def _make(document: Document, look: _Look) -> Any:
    name = look.name
    taken = {(style.name or "").casefold() for style in document.styles}
    while name.casefold() in taken:  # by a style of another type, for no two styles may have one name
        name += " text"
    identity = _free_identity(document, name)
    style: Any = document.styles.add_style(
        name, WD_STYLE_TYPE.PARAGRAPH, builtin=look.builtin and name == look.name
    )
    style.element.styleId = identity
    style.base_style = document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    style.hidden, style.quick_style = False, True
    _dress(style, look)
    return style


def _dress(style: Any, look: _Look) -> None:
    style.font.bold = True if look.bold else None
    if look.size is not None:
        style.font.size = Pt(look.size)
    if look.colour:
        style.font.color.rgb = RGBColor.from_string(look.colour[1:])
    format_ = style.paragraph_format
    format_.space_before, format_.space_after = Pt(look.before), Pt(look.after)
    format_.line_spacing = 1.0
    if look.keep_with_next:
        format_.keep_with_next = format_.keep_together = True
    if look.name == HEADING:
        style.element.get_or_add_pPr().append(element("w:outlineLvl", val="0"))


def _make_table_style(document: Document) -> Any:
    made = parse_xml(_TABLE_STYLE)
    made.styleId = _free_identity(document, TABLE)
    base = document.styles.default(WD_STYLE_TYPE.TABLE)
    if base is not None:
        made.find(_NAME).addnext(element("w:basedOn", val=base.style_id))
    document.styles.element.append(made)
    return next(style for style in document.styles if style.style_id == made.styleId)


_NAME = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}name"


def _free_identity(document: Document, name: str) -> str:
    taken = {style.style_id for style in document.styles}
    identity = wanted = "".join(name.title().split())
    number = 1
    while identity in taken:
        number += 1
        identity = f"{wanted}{number}"
    return identity
