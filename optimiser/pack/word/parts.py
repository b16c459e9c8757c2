"""What python-docx has no word for: fields, captions, marked header rows, text alternatives, the watermark.

Whatever comes from outside is written as text or as the value of an attribute, never as markup.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt

if TYPE_CHECKING:
    from docx.shape import InlineShape
    from docx.table import Table, _Row
    from docx.text.paragraph import Paragraph

WATERMARK = "DRAFT"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FIRST_ROW, _LAST_ROW, _FIRST_COLUMN, _NO_ROW_BANDS, _NO_COLUMN_BANDS = 0x20, 0x40, 0x80, 0x200, 0x400
_FIRST_SHAPE = 2049

_PLACE = (
    "position:absolute;margin-left:0;margin-top:0;width:400pt;height:160pt;rotation:315;z-index:-251658752;"
    "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
    "mso-position-vertical:center;mso-position-vertical-relative:margin"
)
_WATERMARK_XML = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"
     xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w10="urn:schemas-microsoft-com:office:word">
 <w:rPr><w:noProof/></w:rPr>
 <w:pict>
  <v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
               path="m@7,l@8,m@5,21600l@6,21600e">
   <v:formulas>
    <v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
    <v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>
    <v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/>
    <v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/>
   </v:formulas>
   <v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"
           o:connectangles="270,180,90,0"/>
   <v:textpath on="t" fitshape="t"/>
   <v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles>
   <o:lock v:ext="edit" text="t" shapetype="t"/>
  </v:shapetype>
  <v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{shape}" type="#_x0000_t136" alt=""
           style="{place}" o:allowincell="f" fillcolor="silver" stroked="f">
   <v:fill opacity=".4"/>
   <v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt" string="{text}"/>
   <w10:wrap anchorx="margin" anchory="margin"/>
  </v:shape>
 </w:pict>
</w:r>"""
"""The watermark as Word itself makes it, by the name by which Word's own command removes it. It has no text
alternative because the footer says the same in words."""


def safe(text: str) -> str:
    r"""Text without the characters that no XML file can hold.

    >>> safe("Carers\x07 & homes")
    'Carers & homes'
    """
    return _NOT_XML.sub("", text)


def write(paragraph: Paragraph, text: str, *, bold: bool | None = None, size: float | None = None) -> None:
    """Add text to a paragraph, bold or in a size (points) where that is not what its style says."""
    run = paragraph.add_run(safe(text))
    run.bold = bold
    if size is not None:
        run.font.size = Pt(size)


def element(tag: str, **attributes: str) -> Any:
    """A new element such as ``w:lang``, its attributes of the same namespace."""
    made = OxmlElement(tag)
    prefix = tag.split(":")[0]
    for name, value in attributes.items():
        made.set(qn(f"{prefix}:{name}"), value)
    return made


def begin_field(paragraph: Paragraph, instruction: str) -> None:
    """Begin a field, whose result follows until :func:`end_field`."""
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="begin"))
    code = element("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    paragraph.add_run()._r.append(code)
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="separate"))


def end_field(paragraph: Paragraph) -> None:
    """End the field begun last."""
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """Add a field and what it shows until a word processor works it out."""
    begin_field(paragraph, instruction)
    paragraph.add_run(shown)
    end_field(paragraph)


def write_caption(paragraph: Paragraph, label: str, number: int, text: str) -> None:
    """Write ``Table 3: text``, its number a sequence field that counts on when captions are added or moved."""
    write(paragraph, f"{label} ")
    add_field(paragraph, f"SEQ {label} \\* ARABIC", str(number))
    write(paragraph, f": {text}")


def add_bookmark(paragraph: Paragraph, name: str, identity: int) -> None:
    """Enclose all that a paragraph holds in a bookmark; ``identity`` is unique within the document."""
    start = element("w:bookmarkStart", id=str(identity), name=name)
    first = paragraph._p.find(qn("w:r"))
    first.addprevious(start)
    paragraph._p.append(element("w:bookmarkEnd", id=str(identity)))


def write_link(paragraph: Paragraph, bookmark: str, text: str) -> None:
    """Add text that leads to a bookmark of the same document."""
    link = element("w:hyperlink", anchor=bookmark, history="1")
    write(paragraph, text)
    link.append(paragraph.runs[-1]._r)
    paragraph._p.append(link)


def set_text_alternative(picture: InlineShape, name: str, text: str) -> None:
    """Say what a picture shows, for those who do not see it."""
    properties = picture._inline.docPr
    properties.set("name", safe(name))
    properties.set("descr", safe(text))


def set_table_alternative(table: Table, title: str, description: str) -> None:
    """Say what a table holds, for those who hear it before they enter it."""
    properties = table._tbl.tblPr
    properties.append(element("w:tblCaption", val=safe(title)))
    properties.append(element("w:tblDescription", val=safe(description)))


def set_table_look(table: Table, total: bool) -> None:
    """Mark the first row and the first column as headings, and the last row where it is a total."""
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    value = _FIRST_ROW | _FIRST_COLUMN | _NO_ROW_BANDS | _NO_COLUMN_BANDS | (_LAST_ROW if total else 0)
    marks = {"firstRow": 1, "lastRow": int(total), "firstColumn": 1, "lastColumn": 0, "noHBand": 1, "noVBand": 1}
    look.set(qn("w:val"), f"{value:04X}")
    for name, mark in marks.items():
        look.set(qn(f"w:{name}"), str(mark))


def set_cell_margins(table: Table, points: float) -> None:
    """Leave so much free on each side of what stands in the cells, whatever the style of the table says."""
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=str(round(20 * points)), type="dxa"))
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def set_row(row: _Row, heads: bool) -> None:
    """Keep a row on one page; ``heads`` marks it as the heading, repeated on every page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(element("w:cantSplit"))
    if heads:
        properties.append(element("w:tblHeader"))


def add_watermark(paragraph: Paragraph, number: int) -> None:
    """Lay the draft watermark behind every page that has this header; ``number`` tells one header from another."""
    xml = _WATERMARK_XML.format(number=number, shape=_FIRST_SHAPE + number, place=_PLACE, text=WATERMARK)
    paragraph._p.append(parse_xml(xml))
