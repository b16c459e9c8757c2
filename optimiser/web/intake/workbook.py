"""An Excel workbook stripped to what is read: its XML, every part of it checked, in a plain ZIP of our own.

What reads the workbook then (twice, by two libraries) sees only bytes that were counted and checked here, so
that it does not matter how either would take an archive made to deceive. Macros, links, connections and
embedded objects are refused rather than dropped: a person who sends them expects them to count.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from optimiser.errors import InputError
from optimiser.tables.problems import Problem
from optimiser.web.intake.archive import check_members, content, damaged, listing, refused
from optimiser.web.intake.limits import Limits

_ACTIVE: tuple[tuple[str, re.Pattern[str], str, str], ...] = (
    (
        "upload_macros",
        re.compile(r"vbaproject|vbadata|macroenabled|macrosheet|dialogsheet"),
        "it has macros",
        "save it as an Excel Workbook (.xlsx), which keeps none, and upload that",
    ),
    (
        "upload_links",
        re.compile(r"externallink|^external target"),
        "it has links to other files",
        "break them under Data, Edit Links, or paste values, and save it again",
    ),
    (
        "upload_connection",
        re.compile(r"[/.]connections\b|querytable"),
        "it has a connection to data elsewhere",
        "remove it under Data, Queries & Connections, or paste values into a new workbook",
    ),
    (
        "upload_embedded",
        re.compile(r"oleobject|/embeddings/|activex|ctrlprop|/control$|relationships/package$"),
        "it has embedded objects or controls",
        "delete them, or paste values into a new workbook",
    ),
)
"""What does something by itself, told by the name of a part, its content type or its relationship."""
_HYPERLINK = "/hyperlink"


def clean_workbook(stream: BinaryIO, file: str, target: Path, limits: Limits) -> None:
    """Write the XML of a workbook to a new one; raise ``InputError`` where it is not harmless.

    ``file`` is the upload's name as shown. Hyperlinks do nothing by themselves and may stay.
    """
    members = listing(stream, file)
    check_members(stream, members, file, limits.parts, limits)
    names = [one.orig_filename.lower() for one in members]
    if len(set(names)) < len(names):
        raise InputError([damaged(file)])
    seen = _Seen(file, limits)
    seen.words.update(names)
    with zipfile.ZipFile(target, "x", zipfile.ZIP_STORED) as clean:
        for one in members:
            if one.orig_filename.lower().endswith((".xml", ".rels")):
                _copy(stream, one, clean, seen)
    if found := _active(seen.words, file):
        raise InputError(found)


def _copy(stream: BinaryIO, member: zipfile.ZipInfo, clean: zipfile.ZipFile, seen: _Seen) -> None:
    parser = seen.parser()
    try:
        with clean.open(zipfile.ZipInfo(member.orig_filename), "w") as part:
            for piece in content(stream, member, seen.file, seen.limits):
                parser.Parse(piece, False)
                part.write(piece)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # the last two of an unknown encoding
        raise InputError([damaged(seen.file)]) from error


def _active(words: set[str], file: str) -> list[Problem]:
    return [
        refused(check, file, message, expected)
        for check, pattern, message, expected in _ACTIVE
        if any(pattern.search(word) for word in words)
    ]


class _Seen:
    """Goes through the parts' XML and keeps what tells of more than values; text is only counted."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.file = file
        self.limits = limits
        self.words: set[str] = set()
        """Names of parts, content types and relationships, in small letters."""
        self._cells = 0
        self._characters: int | None = None
        """Characters so far of the cell or shared text that is being read."""

    def parser(self) -> expat.XMLParserType:
        """Return a parser for one part."""
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        self._characters = None
        return parser

    def _refuse(self, check: str, message: str, expected: str) -> None:
        raise InputError([refused(check, self.file, message, expected)])

    def _doctype(self, *_: object) -> None:
        """No workbook declares a document type: it is where entities that multiply or fetch would be."""
        self._refuse("upload_entities", "its XML declares entities", "save it again in Excel and upload that")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name in ("c", "si"):
            self._characters = 0
            self._cells += name == "c"
            if self._cells > self.limits.cells:
                message = f"its sheets have more than {self.limits.cells:,} cells"
                self._refuse("too_large", message, "delete formatted cells around the tables, and unused sheets")
        elif name in ("Default", "Override"):
            self.words.add(attributes.get("ContentType", "").lower())
        elif name == "Relationship":
            kind = attributes.get("Type", "").lower()
            self.words.add(kind)
            if attributes.get("TargetMode", "").lower() == "external" and not kind.endswith(_HYPERLINK):
                self.words.add("external target")

    def _end(self, tag: str) -> None:
        if tag.rpartition(":")[2] in ("c", "si"):
            self._characters = None

    def _text(self, text: str) -> None:
        if self._characters is None:
            return
        self._characters += len(text)
        if self._characters > self.limits.characters:
            message = f"a cell has more than {self.limits.characters:,} characters"
            self._refuse("too_large", message, "keep notes short")
