"""ZIP files read without trusting a word of what they say about themselves.

Nothing is unpacked by the library: every byte goes through :func:`content`, which counts. Only what ordinary
programs write is read: plain or deflated files that lie one after the other from the first byte on.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from optimiser.errors import InputError
from optimiser.tables.problems import Problem
from optimiser.tables.problems import quoted as quoted_cell
from optimiser.web.intake.limits import MB, Limits
from optimiser.web.intake.records import visible

_CHUNK = 1 << 18
_HEADER = struct.Struct("<4s5H3I2H")  # the header before each file's content
_UTF8 = 0x800
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_AGAIN = "make it again from the files themselves and upload that"
_FEWER = "keep to the tables and rows that the plan needs"


def refused(check: str, file: str, message: str, expected: str, value: str | None = None) -> Problem:
    """A problem of an upload as a whole; ``file`` is its name as shown."""
    return Problem("error", check, "", None, None, value, message, expected, file)


def quoted(name: str) -> str:
    """Return a member's name in quotation marks, fit to be shown."""
    return quoted_cell(visible(name))


def listing(stream: BinaryIO, file: str) -> list[zipfile.ZipInfo]:
    """Return what a ZIP file says it holds; raise ``InputError`` where it cannot be read."""
    try:
        return zipfile.ZipFile(stream).infolist()
    except (
        zipfile.BadZipFile,
        struct.error,
        NotImplementedError,
        RuntimeError,
        LookupError,
        ValueError,
        EOFError,
        OSError,
    ) as error:
        raise InputError([damaged(file)]) from error


def damaged(file: str) -> Problem:
    """The problem of an upload that is cut off, altered or made to deceive."""
    return refused("upload_damaged", file, "it is damaged or was cut off on its way", _AGAIN)


def check_members(stream: BinaryIO, members: list[zipfile.ZipInfo], file: str, most: int, limits: Limits) -> None:
    """Raise ``InputError`` where a ZIP file is anything but ordinary: too much, tricks in names, locks, overlaps.

    ``most`` is how many members it may have.
    """
    if len(members) > most:
        message = f"it holds {len(members):,} files and folders; at most {most} are read"
        raise InputError([refused("upload_members", file, message, _FEWER)])
    if sum(one.file_size for one in members) > limits.unpacked:
        raise InputError([_too_much(file, limits)])
    found = [problem for one in members for problem in (_fault(one, file, limits),) if problem is not None]
    if found:
        raise InputError(found)
    _check_places(stream, members, file)


def content(stream: BinaryIO, member: zipfile.ZipInfo, file: str, limits: Limits) -> Iterator[bytes]:
    """Yield what a member holds, piece by piece; raise ``InputError`` where it is not what was declared.

    What all members were declared to come to, :func:`check_members` has seen: none may come to more.
    """
    size = checksum = 0
    try:
        for piece in _pieces(stream, member, file):
            size, checksum = size + len(piece), zlib.crc32(piece, checksum)
            if size > member.file_size or _is_bomb(member, size, limits):
                raise InputError([_bomb(member, file)])
            yield piece
    except zlib.error as error:
        raise InputError([damaged(file)]) from error
    if (size, checksum) != (member.file_size, member.CRC):
        raise InputError([damaged(file)])


def _pieces(stream: BinaryIO, member: zipfile.ZipInfo, file: str) -> Iterator[bytes]:
    stream.seek(_start(stream, member, file))
    left = member.compress_size
    deflated = member.compress_type == zipfile.ZIP_DEFLATED
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    waiting = b""
    while left or (deflated and not inflate.eof):
        if not waiting and left:
            waiting = stream.read(min(left, _CHUNK))
            left -= len(waiting)
            if not waiting or inflate.eof:
                raise InputError([damaged(file)])
        if not deflated:
            piece, waiting = waiting, b""
        else:
            piece = inflate.decompress(waiting, _CHUNK)
            waiting = inflate.unconsumed_tail
            if not (piece or waiting or left or inflate.eof):
                raise InputError([damaged(file)])
        yield piece


def _start(stream: BinaryIO, member: zipfile.ZipInfo, file: str) -> int:
    """Return where a member's content begins, from the header before it, which must be that of the member."""
    stream.seek(member.header_offset)
    try:
        mark, _, flags, *_, name_length, extra_length = _HEADER.unpack(stream.read(_HEADER.size))
        name = stream.read(name_length).decode("utf-8" if flags & _UTF8 else "cp437")
    except (struct.error, UnicodeDecodeError) as error:
        raise InputError([damaged(file)]) from error
    if mark != b"PK\3\4" or name != member.orig_filename or flags & 1:
        raise InputError([damaged(file)])
    return member.header_offset + _HEADER.size + int(name_length) + int(extra_length)


def _check_places(stream: BinaryIO, members: Iterable[zipfile.ZipInfo], file: str) -> None:
    """Refuse members that share bytes, or begin after something that is no member."""
    end = 0
    for one in sorted(members, key=lambda member: member.header_offset):
        if one.header_offset < end or (end == 0 and one.header_offset > 0):
            raise InputError([damaged(file)])
        end = _start(stream, one, file) + one.compress_size


def _is_bomb(member: zipfile.ZipInfo, size: int, limits: Limits) -> bool:
    return size > MB and size > limits.ratio * member.compress_size


def _bomb(member: zipfile.ZipInfo, file: str) -> Problem:
    name = member.orig_filename
    message = f"{quoted(name)} unpacks to far more than a table of that size would"
    return refused("upload_bomb", file, message, _AGAIN, value=name)


def _too_much(file: str, limits: Limits) -> Problem:
    message = f"it unpacks to more than the {limits.unpacked / MB:.0f} MB that are read"
    return refused("upload_unpacked", file, message, _FEWER)


def _fault(member: zipfile.ZipInfo, file: str, limits: Limits) -> Problem | None:
    """Return what is wrong with a member as it is declared, if anything."""
    name = member.orig_filename
    trick = _trick(name)
    if trick:
        return refused("upload_path", file, f"the name {quoted(name)} {trick}", _AGAIN, value=name)
    mode = stat.S_IFMT(member.external_attr >> 16)
    if mode not in (0, stat.S_IFREG, stat.S_IFDIR):
        message = f"{quoted(name)} is a link or a device, not a file"
        return refused("upload_link", file, message, "put the file itself in its place", value=name)
    if member.flag_bits & 0x2041:  # encrypted, strongly encrypted, or with its headers masked
        message = f"{quoted(name)} is protected by a password"
        return refused("upload_password", file, message, "make the ZIP again without a password", value=name)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        message = f"{quoted(name)} is packed in a way that is not read"
        return refused("upload_packing", file, message, "make an ordinary ZIP file", value=name)
    return _bomb(member, file) if _is_bomb(member, member.file_size, limits) else None


def _trick(name: str) -> str:
    """Return what a name would do to somebody who unpacked it as it is; empty for an ordinary one."""
    parts = name.removesuffix("/").split("/")
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in name):
        return "has control characters in it"
    if "\\" in name or ":" in name:
        return "has a backslash or a colon in it"
    if any(part in ("", ".", "..") for part in parts):
        return "leads out of the folder that it would be unpacked to"
    if any(_DEVICE.fullmatch(part.rstrip(" .")) for part in parts):
        return "is that of a device in Windows"
    return ""
