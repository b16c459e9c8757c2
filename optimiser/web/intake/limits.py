"""How much an upload may be and may take, and holding the process that reads it to that."""

from __future__ import annotations

import faulthandler
import sys
from contextlib import suppress
from dataclasses import dataclass

MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What an upload may be (bytes and counts), and what reading it may take.

    A whole authority's case is some 200 kB in 20 tables, read in about a second with 200 MB of address space;
    the defaults leave room for one that is many times larger.
    """

    upload: int = 10 * MB
    """Bytes of the file as it was sent."""
    unpacked: int = 100 * MB
    """Bytes of everything in it that is read, when unpacked."""
    ratio: int = 200
    """Bytes that one packed byte may unpack to, in any one part of more than a megabyte."""
    members: int = 60
    """Files and folders in a ZIP of CSV files, those that are ignored included."""
    parts: int = 400
    """Parts of a workbook; every sheet with notes takes four."""
    rows: int = 200_000
    """Rows of one table."""
    columns: int = 200
    """Columns of one CSV file."""
    cells: int = 2_000_000
    """Cells of all tables together, blank ones included."""
    characters: int = 32_767
    """Characters in one cell; what Excel allows."""
    wall: float = 20
    """Seconds from start to answer, after which the reading process is killed."""
    cpu: int = 15
    """Seconds of computing."""
    memory: int = 1024 * MB
    """Bytes of address space."""


def hold(limits: Limits) -> None:
    """Hold this process to the limits of memory, time and files written, for as long as it lives.

    On Linux all of them hold. macOS may ignore the limit of memory, and Windows knows neither that nor the
    one of computing: there the limits on size, rows and cells bound the memory, and the parent's clock the
    time. Everywhere the process ends itself soon after its time is up, should the parent no longer be there
    to do it. No core file is ever written: it would hold the upload.
    """
    faulthandler.dump_traceback_later(limits.wall + 5, exit=True)
    if sys.platform == "win32":
        return
    import resource

    largest_file = 2 * limits.unpacked + 64 * MB  # tables with their defaults filled in, and the answer
    for kind, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_AS, limits.memory, limits.memory),
        (resource.RLIMIT_FSIZE, largest_file, largest_file),
        (resource.RLIMIT_CPU, limits.cpu, limits.cpu + 1),  # the signal first, so that the parent can tell
    ):
        present = resource.getrlimit(kind)[1]
        most = hard if present == resource.RLIM_INFINITY else min(hard, present)
        with suppress(ValueError, OSError):  # a system that does not know the limit
            resource.setrlimit(kind, (min(soft, most), most))
