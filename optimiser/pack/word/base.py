"""What a pack is written into, a new document or a council's own, and the file it becomes."""

from __future__ import annotations

import io
import zipfile
import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

import docx
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from optimiser.errors import OptimiserError
from optimiser.pack.word.parts import element, safe

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document
    from docx.section import Section

    from optimiser.pack.document import Pack

LANGUAGE = "en-GB"
FONT, SIZE = "Arial", 11.0
_WRITTEN = datetime(2000, 1, 1)
"""A pack says from which run it comes, not when it was written: the same run gives the same file."""
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_LONGEST_PROPERTY = 255
_KEPT_PARTS = (
    "/styles",
    "/settings",
    "/webSettings",
    "/fontTable",
    "/theme",
    "/officeDocument",
    "/core-properties",
)
_ROOTS = {
    "styles+xml": "w:styles",
    "settings+xml": "w:settings",
    "header+xml": "w:hdr",
    "footer+xml": "w:ftr",
    "core-properties+xml": "cp:coreProperties",
}
"""The parts that a pack is written into, by the end of their content type, and what each begins with."""
_ANYTHING = "*[not(self::w:p or self::w:sectPr)]" + "".join(
    f" | w:p//w:{tag}" for tag in ("t", "drawing", "pict", "object", "sectPr", "instrText")
)


def new_document() -> Document:
    """An empty A4 document of which nothing but its theme is left as python-docx has it."""
    document = docx.Document()
    for holder in (document.part, document.part.package):
        for identity, relation in list(holder.rels.items()):
            if not relation.reltype.endswith(_KEPT_PARTS):
                del holder.rels[identity]
    for style in list(document.styles):
        if not style.element.default:
            style.delete()
    _set_text_defaults(document)
    _set_modern(document)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin, page.bottom_margin = Mm(22), Mm(22)
    page.header_distance = page.footer_distance = Mm(10)
    return document


def council_document(template: Path) -> Document:
    """A council's own document, to be written on at its end.

    Raises ``OptimiserError`` where there is none or it is not a Word document.
    """
    try:
        data = template.read_bytes()
    except OSError as error:
        raise OptimiserError(
            f"The template {template} cannot be read ({error.strerror or error}); give --template a .docx file."
        ) from error
    try:
        document = docx.Document(io.BytesIO(data))
        document.element.body.get_or_add_sectPr()
        _complete_page(document.sections[-1])
        _require_sound(document)
    except (
        OSError, zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, AttributeError, TypeError,
        RuntimeError,
    ) as error:  # fmt: skip
        raise OptimiserError(
            f"The template {template} is not a Word document that can be opened. Open it in Word, remove any "
            "password, save it as Word Document (.docx) and try again."
        ) from error
    return document


def is_blank(document: Document) -> bool:
    """Whether nothing stands in a document but empty paragraphs."""
    return not document.element.body.xpath(_ANYTHING)


def clear(document: Document) -> None:
    """Remove the empty paragraphs of a document that holds nothing else."""
    for paragraph in list(document.paragraphs):
        paragraph._p.getparent().remove(paragraph._p)


def set_language(document: Document) -> None:
    """Say that the document is in British English: in its defaults, its styles, and its settings."""
    styles = document.styles.element
    defaults = _child(_first(_first(styles, "w:docDefaults"), "w:rPrDefault"), "w:rPr")
    _child(defaults, "w:lang")
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    settings = document.settings.element
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), LANGUAGE)


def set_properties(document: Document, pack: Pack) -> None:
    """Say what the document is, whose, and from which run."""
    properties = document.core_properties
    properties.title = _property(pack.title)
    properties.author = properties.last_modified_by = _property(pack.authority)
    properties.subject = _property(f"Sufficiency strategy pack, run {pack.provenance.run}")
    properties.keywords = _property(pack.marking)
    properties.comments = _property(f"{pack.provenance.state}. Made with {pack.provenance.software}.")
    properties.language = LANGUAGE
    properties.created = properties.modified = _WRITTEN
    properties.revision = 1


def file_of(document: Document) -> bytes:
    """The document as a file: the same bytes whenever and wherever it is written."""
    buffer = io.BytesIO()
    document.save(buffer)
    packed = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(packed, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(entry, source.read(name))
    return packed.getvalue()


def _property(text: str) -> str:
    return safe(text)[:_LONGEST_PROPERTY]


def _first(parent: Any, tag: str) -> Any:
    found = parent.find(qn(tag))
    if found is None:
        found = element(tag)
        parent.insert(0, found)
    return found


def _child(parent: Any, tag: str) -> Any:
    found = parent.find(qn(tag))
    if found is None:
        found = element(tag)
        parent.append(found)
    return found


def _set_text_defaults(document: Document) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    fonts = defaults.find(f".//{qn('w:rFonts')}")
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    normal = document.styles["Normal"]
    normal.element.attrib.pop(qn("w:customStyle"), None)
    normal.font.name, normal.font.size = FONT, Pt(SIZE)
    normal.paragraph_format.space_after = Pt(8)
    normal.paragraph_format.line_spacing = 1.15


def _set_modern(document: Document) -> None:
    """Take the settings of the python-docx template out of the compatibility mode for Word 2010."""
    settings = document.settings.element
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    for tag in ("w:savePreviewPicture", "w:rsids", "w:zoom"):
        for old in settings.findall(qn(tag)):
            settings.remove(old)


def _require_sound(document: Document) -> None:
    """Raise ``ValueError`` or ``LookupError`` where a part that is written into is not what it says it is."""
    parts: Any = document.part.package.iter_parts()
    for part in parts:
        for ending, tag in _ROOTS.items():
            if part.content_type.endswith(ending) and part.element.tag != qn(tag):
                raise ValueError(f"{part.partname} does not begin with {tag}")
    for reference in document.element.body.xpath(".//w:headerReference | .//w:footerReference"):
        _ = document.part.related_parts[reference.rId]


def _complete_page(page: Section) -> None:
    page.page_width, page.page_height = page.page_width or Mm(210), page.page_height or Mm(297)
    page.left_margin = Mm(20) if page.left_margin is None else page.left_margin
    page.right_margin = Mm(20) if page.right_margin is None else page.right_margin
    page.top_margin = Mm(22) if page.top_margin is None else page.top_margin
    page.bottom_margin = Mm(22) if page.bottom_margin is None else page.bottom_margin
