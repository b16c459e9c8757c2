"""What kind of file has arrived, told from its content and its name; anything but two kinds is refused."""

from __future__ import annotations

import zipfile
from enum import Enum
from pathlib import PurePosixPath
from typing import BinaryIO

from optimiser.errors import InputError
from optimiser.tables.problems import Problem
from optimiser.web.intake.archive import listing, refused
from optimiser.web.intake.limits import MB, Limits

_UPLOAD = "upload an Excel workbook (.xlsx) made from the template, or a ZIP of CSV files"
_FROM_EXCEL = "open it in Excel, save it as an Excel Workbook (.xlsx) and upload that"
_OLE = b"\xd0\xcf\x11\xe0"
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\5\6", "it is a ZIP with nothing in it", _UPLOAD),
    (b"%PDF", "it is a PDF, which has no tables to read", _UPLOAD),
    (b"\x89PNG", "it is a picture", _UPLOAD),
    (b"\xff\xd8\xff", "it is a picture", _UPLOAD),
    (b"GIF8", "it is a picture", _UPLOAD),
    (b"{\\rtf", "it is a Word document", _UPLOAD),
    (b"7z\xbc\xaf", "it is a 7-Zip archive", "make an ordinary ZIP of the CSV files"),
    (b"Rar!", "it is a RAR archive", "make an ordinary ZIP of the CSV files"),
    (b"\x1f\x8b", "it is a gzip archive", "make an ordinary ZIP of the CSV files"),
    (b"<", "it is a web page or an XML file", _FROM_EXCEL),
)
_WORKBOOKS: dict[str, tuple[str, str]] = {
    ".xlsm": ("upload_macros", "it is a workbook with macros"),
    ".xltm": ("upload_macros", "it is a template with macros"),
    ".xlsb": ("upload_kind", "it is a binary workbook"),
    ".xltx": ("upload_kind", "it is an Excel template"),
}


class Kind(Enum):
    """The two kinds of file that are read."""

    WORKBOOK = "an Excel workbook"
    TABLES = "a ZIP of CSV files"


def kind_of(stream: BinaryIO, file: str, limits: Limits) -> Kind:
    """Return the kind of an upload, ``file`` being its name as shown; raise ``InputError`` for any other.

    What it is called counts as well: a file that says it is another kind than it is, is refused.
    """
    size = stream.seek(0, 2)
    if size == 0:
        raise InputError([refused("upload_empty", file, "it is empty", _UPLOAD)])
    if size > limits.upload:
        message = f"it has {size / MB:,.1f} MB; at most {limits.upload / MB:,.0f} MB are read"
        raise InputError(
            [refused("upload_size", file, message, "keep to the tables and rows that the plan needs")]
        )
    stream.seek(0)
    start = stream.read(4096)
    if not start.startswith(b"PK\3\4"):
        stream.seek(0)
        raise InputError([_other(start, stream, file)])
    return _kind_of_zip(listing(stream, file), file)


def _other(start: bytes, stream: BinaryIO, file: str) -> Problem:
    """Say what a file is that is no ZIP, and what to upload instead."""
    if start.startswith(_OLE):
        return _old_office(stream.read(), file)
    for signature, message, expected in _SIGNATURES:
        if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(signature):
            return refused("upload_kind", file, message, expected)
    if _looks_like_text(start, file):
        message = "it is one text or CSV file, and a case has several tables"
        expected = "put all its CSV files in a ZIP and upload that, or fill in the Excel template"
        return refused("upload_kind", file, message, expected)
    return refused("upload_kind", file, "it is neither an Excel workbook nor a ZIP", _UPLOAD)


def _old_office(everything: bytes, file: str) -> Problem:
    """The container of old Office files and of those with a password alike; the names of its parts tell."""
    if "EncryptedPackage".encode("utf-16-le") in everything:
        return refused(
            "upload_password", file, "it is protected by a password", "save it without a password and upload that"
        )
    if "WordDocument".encode("utf-16-le") in everything:
        return refused("upload_kind", file, "it is a Word document", _UPLOAD)
    return refused("upload_kind", file, "it is in an old format of Office, such as .xls", _FROM_EXCEL)


def _looks_like_text(start: bytes, file: str) -> bool:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\0" not in start and (_suffix(file) in (".csv", ".tsv", ".txt") or b"," in start or b"\n" in start)


def _kind_of_zip(members: list[zipfile.ZipInfo], file: str) -> Kind:
    names = {one.filename.lower() for one in members}
    if "[content_types].xml" in names:
        _check_office(names, file)
        return Kind.WORKBOOK
    if "mimetype" in names and "content.xml" in names:
        message = "it is an OpenDocument file, such as .ods"
        raise InputError([refused("upload_kind", file, message, "save it as .xlsx and upload that")])
    if _suffix(file) == ".zip":
        return Kind.TABLES
    what = "is not an Excel workbook" if _suffix(file).startswith(".xl") else "is a ZIP"
    expected = f"give it a name that ends in .zip if that is what it is, or {_UPLOAD}"
    raise InputError([refused("upload_name", file, f"it {what}, whatever it is called", expected)])


def _check_office(names: set[str], file: str) -> None:
    """Refuse Office files that are no workbooks, and workbooks that are called something else."""
    for folder, what in (("word/", "a Word document"), ("ppt/", "a PowerPoint presentation")):
        if any(name.startswith(folder) for name in names):
            raise InputError([refused("upload_kind", file, f"it is {what}", _UPLOAD)])
    suffix = _suffix(file)
    if suffix in _WORKBOOKS:
        check, message = _WORKBOOKS[suffix]
        raise InputError([refused(check, file, message, _FROM_EXCEL)])
    if suffix != ".xlsx":
        message = "it is an Excel workbook but its name does not end in .xlsx"
        raise InputError([refused("upload_name", file, message, _FROM_EXCEL)])


def _suffix(file: str) -> str:
    return PurePosixPath(file).suffix.lower()
