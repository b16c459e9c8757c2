"""A ZIP of CSV files: which of its members are tables, and their content written under names of our own."""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from optimiser.errors import InputError
from optimiser.tables.problems import Problem, Problems, listed
from optimiser.tables.raw import known_table
from optimiser.web.intake.archive import check_members, content, listing, quoted, refused
from optimiser.web.intake.limits import Limits

_IGNORED = ("thumbs.db", "desktop.ini")
_ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz")
_OUTSIDE = "put all CSV files of one case into one folder, or straight into the ZIP"


def unpack_tables(stream: BinaryIO, file: str, folder: Path, limits: Limits) -> tuple[Problem, ...]:
    """Write every table of a ZIP to ``<table>.csv`` in a folder; return a problem for each that is not known.

    ``file`` is the upload's name as shown. Files at the top or in exactly one folder are read; what computers
    and people add (``__MACOSX``, ``Thumbs.db``, hidden files, README) is ignored. Raises ``InputError`` with
    every member that has no place in a case, or where there is no table.
    """
    members = listing(stream, file)
    check_members(stream, members, file, limits.members, limits)
    files = [one for one in members if not one.is_dir() and not _is_ignored(one.orig_filename)]
    found = [*_misplaced(files, file), *_twice(files, file)]
    if not files:
        expected = "put the CSV files of the case into it"
        found.append(refused("upload_no_table", file, "there is no CSV file in it", expected))
    if found:
        raise InputError(found)
    unknown, tables = Problems(), 0
    for one in files:
        path = PurePosixPath(one.orig_filename)
        table = known_table(path.stem, path.name, unknown)
        if table is None:
            continue
        tables += 1
        with (folder / f"{table.name}.csv").open("xb") as target:
            target.writelines(content(stream, one, file, limits))
    if not tables:
        raise InputError(unknown.sorted())
    return unknown.sorted()


def _is_ignored(name: str) -> bool:
    path = PurePosixPath(name)
    last = path.name.lower()
    return "__MACOSX" in path.parts or last in _IGNORED or last.startswith((".", "~$", "readme"))


def _misplaced(files: list[zipfile.ZipInfo], file: str) -> Iterator[Problem]:
    """Yield a problem for every file that is no CSV file, and one where they lie in several folders."""
    for one in files:
        name, ending = one.orig_filename, PurePosixPath(one.orig_filename).suffix.lower()
        if ending in _ARCHIVES:
            message, expected = "is a ZIP or such itself", "put the CSV files straight into the ZIP"
        elif ending.startswith(".xls"):
            message, expected = "is a workbook", "upload the workbook by itself, without a ZIP around it"
        elif ending != ".csv":
            message, expected = "is not a CSV file", "leave it out of the ZIP"
        else:
            continue
        yield refused("upload_member", file, f"{quoted(name)} in it {message}", expected, value=name)
    folders = sorted({PurePosixPath(one.orig_filename).parent.as_posix() for one in files})
    if len(folders) > 1 or any("/" in folder for folder in folders):
        names = listed(("the top" if folder == "." else quoted(folder) for folder in folders), most=4)
        yield refused("upload_folders", file, f"its files lie in several folders: {names}", _OUTSIDE)


def _twice(files: list[zipfile.ZipInfo], file: str) -> Iterator[Problem]:
    """Yield a problem for every name that would be the same file on some computer."""
    seen: set[str] = set()
    for one in files:
        name = unicodedata.normalize("NFKC", PurePosixPath(one.orig_filename).name).casefold()
        if name in seen:
            message = f"{quoted(one.orig_filename)} is there twice, but for capital letters or its folder"
            yield refused("upload_twice", file, message, "keep one of them", value=one.orig_filename)
        seen.add(name)
