"""Uploads that nobody should send, each with the fault that must be told of it."""

from __future__ import annotations

import copy
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import xlsxwriter

from optimiser.web.intake import Limits
from tests.tables.small_case import small_case


@dataclass(frozen=True)
class Hostile:
    """An upload, the check that must find it, and words that its sentence must hold."""

    title: str
    name: str
    content: Callable[[], bytes]
    check: str
    words: str
    limits: Limits = field(default_factory=Limits)


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    return "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)


@cache
def tables() -> Mapping[str, str]:
    """The small case as CSV files."""
    return {f"{name}.csv": csv_text(rows) for name, rows in small_case().items()}


def zipped(members: Mapping[str, str | bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def case_with(name: str, content: str | bytes) -> Callable[[], bytes]:
    """The small case in a ZIP with one file more, or another in its place."""
    return lambda: zipped({**tables(), name: content})


def member(**fields: Any) -> Callable[[], bytes]:
    """The small case in a ZIP with a member more whose record is altered, such as its mode."""

    def build() -> bytes:
        info = zipfile.ZipInfo(fields.pop("filename", "demand2.csv"))
        for key, value in fields.items():
            setattr(info, key, value)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr(info, b"../../etc/passwd")
        return target.getvalue()

    return build


def renamed(old: bytes, new: bytes) -> Callable[[], bytes]:
    """A name in a ZIP that no library would write, put there afterwards."""
    return lambda: zipped({**tables(), old.decode(): "a"}).replace(old, new)


def encrypted() -> bytes:
    """A ZIP that says its files are encrypted, in the headers of both kinds."""
    content = bytearray(zipped({"settings.csv": "a"}))
    content[6] |= 1
    content[content.index(b"PK\1\2") + 8] |= 1
    return bytes(content)


def understated() -> bytes:
    """A file of half a megabyte that is declared as 1 kB, with the checksum of what is declared."""
    content = bytearray(zipped({"settings.csv": b"a" * (1 << 19)}))
    declared = (1024).to_bytes(4, "little")
    checksum = zlib.crc32(b"a" * 1024).to_bytes(4, "little")
    for header, at in ((0, 14), (content.index(b"PK\1\2"), 16)):
        content[header + at : header + at + 4] = checksum
        content[header + at + 8 : header + at + 12] = declared
    return bytes(content)


def overlapping() -> bytes:
    """A ZIP whose members all share the same packed bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("settings.csv", b"a,b\n" * 50_000)
        archive.filelist.extend(copy.copy(archive.filelist[0]) for _ in range(20))
    return target.getvalue()


@cache
def workbook() -> bytes:
    """The small case as a workbook."""
    return workbook_with(lambda book: None)


def workbook_with(change: Callable[[Any], object], rows: Mapping[str, list[list[Any]]] | None = None) -> bytes:
    """The small case as a workbook, with a change made through XlsxWriter."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for name, lines in (rows or small_case()).items():
            sheet = book.add_worksheet(name)
            for place, line in enumerate(lines):
                for column, value in enumerate(line):
                    write = sheet.write_string if isinstance(value, str) else sheet.write_number
                    write(place, column, value)
        change(book)
    return target.getvalue()


def part(name: str, change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """The workbook with one part changed, or added where there is none."""

    def build() -> bytes:
        with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
            parts = {each: archive.read(each) for each in archive.namelist()}
        return zipped({**parts, name: change(parts.get(name, b""))})

    return build


def entities(declared: bytes) -> Callable[[bytes], bytes]:
    """Puts a document type before the root of an XML part, and uses it in the first text."""

    def change(content: bytes) -> bytes:
        head, _, rest = content.partition(b"?>")
        return head + b"?><!DOCTYPE x [" + declared + b"]>" + rest.replace(b"<t>", b"<t>&h;", 1)

    return change


LAUGHS = b'<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%b">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in b"bcdefgh"
)
FETCH = b'<!ENTITY h SYSTEM "file:///etc/passwd">'


def before(mark: bytes, more: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(mark, more + mark, 1)


def relation(kind: str, target: str) -> Callable[[bytes], bytes]:
    start = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    more = f'<Relationship Id="x" Type="{start}{kind}" Target="{target}" TargetMode="External"/>'
    return before(b"</Relationships>", more.encode())


def cell(place: str, **kinds: str) -> Callable[[], bytes]:
    ((write, value),) = kinds.items()
    return lambda: workbook_with(lambda book: getattr(book.worksheets()[0], write)(place, value))


def sheet_bomb(content: bytes) -> bytes:
    return content.replace(b"</sheetData>", b" " * (90 << 20) + b"</sheetData>")


def office(folder: str) -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", f"{folder}/document.xml": "<x/>"})


def old_office(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024) + stream.encode("utf-16-le") + bytes(1024)


def ods() -> bytes:
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"})


ARCHIVES = (
    Hostile("bomb", "a.zip", case_with("settings.csv", bytes(60 << 20)), "upload_bomb", "far more"),
    Hostile("understated", "a.zip", understated, "upload_bomb", "far more"),
    Hostile("overlapping", "a.zip", overlapping, "upload_damaged", "damaged"),
    Hostile(
        *("too much", "a.zip", case_with("settings.csv", b"a,b\n" * 500_000), "upload_unpacked", "1 MB"),
        Limits(unpacked=1 << 20),
    ),
    Hostile("cut off", "a.zip", lambda: zipped(tables())[:-200], "upload_damaged", "cut off"),
    Hostile(
        *("altered", "a.zip", lambda: zipped(tables(), zipfile.ZIP_STORED).replace(b"north", b"nroth")),
        *("upload_damaged", "damaged"),
    ),
    Hostile("before it", "a.zip", lambda: b"PK\3\4" + zipped(tables()), "upload_damaged", "damaged"),
    Hostile("nested", "a.zip", case_with("more.zip", zipped(tables())), "upload_member", "straight into"),
    Hostile("workbook in it", "a.zip", case_with("c.xlsx", workbook()), "upload_member", "by itself"),
    Hostile("no table", "a.zip", case_with("plan.pdf", b"%PDF"), "upload_member", '"plan.pdf" in it is not a CSV'),
    Hostile("upwards", "a.zip", case_with("../settings.csv", "a"), "upload_path", "leads out"),
    Hostile("upwards within", "a.zip", case_with("x/../../a.csv", "a"), "upload_path", "leads out"),
    Hostile("absolute", "a.zip", case_with("/etc/settings.csv", "a"), "upload_path", "leads out"),
    Hostile("drive", "a.zip", case_with("C:/settings.csv", "a"), "upload_path", "colon"),
    Hostile("backslash", "a.zip", renamed(b"x_a.csv", b"x\\a.csv"), "upload_path", "backslash"),
    Hostile("nothing", "a.zip", renamed(b"x_a.csv", b"x\0a.csv"), "upload_path", "control characters"),
    Hostile("device", "a.zip", case_with("case/NUL.csv", "a"), "upload_path", "device in Windows"),
    Hostile("link", "a.zip", member(external_attr=0o120777 << 16), "upload_link", "link or a device"),
    Hostile("password", "a.zip", encrypted, "upload_password", "without a password"),
    Hostile("packing", "a.zip", lambda: zipped(tables(), zipfile.ZIP_LZMA), "upload_packing", "ordinary ZIP"),
    Hostile("twice", "a.zip", case_with("Settings.CSV", "a"), "upload_twice", "keep one"),
    Hostile("folders", "a.zip", case_with("old/settings2.csv", "a"), "upload_folders", "several folders"),
    Hostile("deep", "a.zip", lambda: zipped({"a/b/settings.csv": "a"}), "upload_folders", "several folders"),
    Hostile(
        *("many", "a.zip", lambda: zipped({f"{n}.csv": "" for n in range(61)}), "upload_members", "at most 60"),
    ),
    Hostile("none", "a.zip", lambda: zipped({"README.md": "Hello"}), "upload_no_table", "no CSV file"),
    Hostile("unknown", "a.zip", lambda: zipped({"people.csv": "a"}), "unknown_table", 'no table called "people"'),
)  # fmt: skip

CSV_FILES = (
    Hostile("long cell", "a.zip", case_with("areas.csv", '"' + "x" * 40_000), "too_large", "quotation mark"),
    Hostile("open quote", "a.zip", case_with("areas.csv", 'area,"name\n'), "unreadable", "marks in pairs"),
    Hostile("columns", "a.zip", case_with("areas.csv", "," * 500_000), "too_large", "500,001 cells"),
    Hostile(
        *("one line", "a.zip", case_with("areas.csv", b"ab" * 600_000), "too_large", "every row"),
        Limits(ratio=2000),
    ),
    Hostile(
        *("rows", "a.zip", case_with("areas.csv", "a,b\n" * 103), "too_large", "more than 100 rows"),
        Limits(rows=100),
    ),
    Hostile("cells", "a.zip", lambda: zipped(tables()), "too_large", "at most 99 are read", Limits(cells=99)),
    Hostile("no text", "a.zip", case_with("areas.csv", b"area,name\0\n"), "encoding", "CSV UTF-8"),
    Hostile("UTF-16", "a.zip", case_with("areas.csv", "area,name\n".encode("utf-16")), "encoding", "CSV UTF-8"),
    Hostile("semicolons", "a.zip", case_with("areas.csv", "area;name\n"), "delimiter", "commas"),
)

_BOOK, _SHARED = "xl/workbook.xml", "xl/sharedStrings.xml"
_TYPES, _RELATIONS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"

WORKBOOKS = (
    Hostile("macros", "a.xlsx", part("xl/vbaProject.bin", lambda _: b"x"), "upload_macros", "macros"),
    Hostile(
        *("macros by type", "a.xlsx"),
        part(_TYPES, lambda xml: xml.replace(b"openxmlformats-officedocument.spreadsheetml.sheet.main",
                                             b"ms-excel.sheet.macroEnabled.main")),
        *("upload_macros", "Excel Workbook (.xlsx)"),
    ),
    Hostile("macros by name", "a.xlsm", workbook, "upload_macros", "macros"),
    Hostile(
        *("links", "a.xlsx", part("xl/externalLinks/externalLink1.xml", lambda _: b"<x/>")),
        *("upload_links", "Edit Links"),
    ),
    Hostile(
        *("links elsewhere", "a.xlsx", part(_RELATIONS, relation("attachedTemplate", "//host/share"))),
        *("upload_links", "Edit Links"),
    ),
    Hostile(
        *("connection", "a.xlsx", part("xl/connections.xml", lambda _: b"<connections/>")),
        *("upload_connection", "Queries & Connections"),
    ),
    Hostile(
        *("embedded", "a.xlsx", part("xl/embeddings/oleObject1.bin", lambda _: b"x")),
        *("upload_embedded", "delete them"),
    ),
    Hostile("laughs", "a.xlsx", part(_SHARED, entities(LAUGHS)), "upload_entities", "declares entities"),
    Hostile("laughs in the book", "a.xlsx", part(_BOOK, entities(LAUGHS)), "upload_entities", "entities"),
    Hostile("fetch", "a.xlsx", part(_SHARED, entities(FETCH)), "upload_entities", "declares entities"),
    Hostile("bomb", "a.xlsx", part("xl/worksheets/sheet1.xml", sheet_bomb), "upload_bomb", "far more"),
    Hostile("no XML", "a.xlsx", part(_SHARED, lambda xml: xml[:-9]), "upload_damaged", "damaged"),
    Hostile(
        *("encoding", "a.xlsx", part(_SHARED, lambda xml: xml.replace(b"UTF-8", b"utf-7"))),
        *("upload_damaged", "damaged"),
    ),
    Hostile("upwards", "a.xlsx", part("xl/../../x.xml", lambda _: b"<x/>"), "upload_path", "leads out"),
    Hostile("twice", "a.xlsx", part("XL/Workbook.xml", lambda _: b"<x/>"), "upload_damaged", "damaged"),
    Hostile("formula", "a.xlsx", cell("B2", write_formula="=1+1"), "formula", "paste values"),
    Hostile("DDE", "a.xlsx", cell("B2", write_formula="=cmd|'/c calc'!A0"), "formula", "paste values"),
    Hostile("far away", "a.xlsx", cell("XFD1048576", write_string="x"), "too_large", "stray cells"),
    Hostile("cells", "a.xlsx", workbook, "too_large", "more than 99 cells", Limits(cells=99)),
    Hostile("rows", "a.xlsx", workbook, "too_large", "more than 11 rows", Limits(rows=11)),
    Hostile(
        *("long cell", "a.xlsx", workbook, "too_large", "more than 30 characters"), Limits(characters=30)
    ),
    Hostile("parts", "a.xlsx", workbook, "upload_members", "at most 9", Limits(parts=9)),
)  # fmt: skip

OTHER_FILES = (
    Hostile("empty", "a.xlsx", bytes, "upload_empty", "upload an Excel workbook"),
    Hostile("large", "a.zip", lambda: b"x" * 2000, "upload_size", "keep to", Limits(upload=1000)),
    Hostile("PDF", "a.pdf", lambda: b"%PDF-1.7\n", "upload_kind", "PDF"),
    Hostile("picture", "a.png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "upload_kind", "picture"),
    Hostile("old workbook", "a.xls", lambda: old_office("Workbook"), "upload_kind", "save it as an Excel"),
    Hostile("old letter", "a.doc", lambda: old_office("WordDocument"), "upload_kind", "Word document"),
    Hostile(
        *("locked", "a.xlsx", lambda: old_office("EncryptedPackage"), "upload_password", "without a password"),
    ),
    Hostile("OpenDocument", "a.ods", ods, "upload_kind", "save it as .xlsx"),
    Hostile("letter", "a.docx", lambda: office("word"), "upload_kind", "Word document"),
    Hostile("slides", "a.pptx", lambda: office("ppt"), "upload_kind", "PowerPoint"),
    Hostile("binary", "a.xlsb", workbook, "upload_kind", "binary workbook"),
    Hostile("one table", "a.csv", lambda: tables()["areas.csv"].encode(), "upload_kind", "in a ZIP"),
    Hostile("web page", "a.xls", lambda: b"\n <html><table>", "upload_kind", "web page"),
    Hostile("bytes", "a.xlsx", lambda: bytes(range(256)), "upload_kind", "neither"),
    Hostile("ZIP as workbook", "a.xlsx", lambda: zipped(tables()), "upload_name", "not an Excel workbook"),
    Hostile("workbook as ZIP", "a.zip", workbook, "upload_name", "does not end in .xlsx"),
    Hostile("empty ZIP", "a.zip", lambda: zipped({}), "upload_kind", "nothing in it"),
    Hostile("path for a name", "../../etc/passwd", lambda: zipped(tables()), "upload_name", "passwd: it is a ZIP"),
)  # fmt: skip

ALL = (*ARCHIVES, *CSV_FILES, *WORKBOOKS, *OTHER_FILES)


def shared_text_bomb() -> bytes:
    """A workbook that is small in every respect but one: every cell of a sheet is the same long text."""
    longest = "x" * 32_000
    rows = {"decision_log": [["decision", "note"], *[[longest, longest] for _ in range(40_000)]]}
    return workbook_with(lambda book: None, rows)


def long_log(rows: int) -> bytes:
    """A sound case with so many rows that reading it takes a while."""
    case = small_case()
    case["decision_log"] += [
        [f"Decision {n}", "2025-05-03", "Board", "As before", "Council paper", "judgement"] for n in range(rows)
    ]
    return zipped({f"{name}.csv": csv_text(lines) for name, lines in case.items()})
