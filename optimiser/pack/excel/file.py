"""What the library that writes workbooks cannot say: the language, and which cells are headings by name."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping

from optimiser.pack.excel.write import HEADING_1, HEADING_2

LANGUAGE = "en-GB"
_NAMED = {HEADING_1: ("Heading 1", 16), HEADING_2: ("Heading 2", 17)}
"""The place of a style, its name and the number by which spreadsheets know it in any language."""


def finished(book: bytes) -> bytes:
    """The workbook with its language and its named styles."""
    changes: Mapping[str, Callable[[str], str]] = {
        "docProps/core.xml": _with_language,
        "xl/styles.xml": _with_headings,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            data = before.read(part)
            if change := changes.get(part.filename):
                data = change(data.decode("utf-8")).encode("utf-8")
            after.writestr(part, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _with_language(core: str) -> str:
    end = "</cp:coreProperties>"
    return _replaced(core, end, f"<dc:language>{LANGUAGE}</dc:language>{end}")


def _with_headings(styles: str) -> str:
    """Declare the styles to which cells already point by their place, with the font that those cells have."""
    shapes = names = ""
    for place, (name, builtin) in _NAMED.items():
        font = re.search(rf'<xf [^>]*fontId="(\d+)"[^>]* xfId="{place}"', styles)
        # A workbook without such a heading has the style all the same, in the font of the text.
        shapes += f'<xf numFmtId="0" fontId="{font.group(1) if font else 0}" fillId="0" borderId="0"/>'
        names += f'<cellStyle name="{name}" xfId="{place}" builtinId="{builtin}"/>'
    for element, more in (("cellStyleXfs", shapes), ("cellStyles", names)):
        start = f'<{element} count="2">'
        styles = _replaced(styles, start, f'<{element} count="{2 + len(_NAMED)}">')
        styles = _replaced(styles, f"</{element}>", f"{more}</{element}>")
    return styles


def _replaced(text: str, old: str, new: str) -> str:
    """The text with that one place changed; raise ``ValueError`` where the library does not write it so."""
    if text.count(old) != 1:
        raise ValueError(f"a workbook without exactly one {old}")
    return text.replace(old, new)
