"""``optimiser serve`` as a program of its own, for as long as a test needs it."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_PATIENCE = 120.0
"""Seconds until the pages answer, on a busy machine."""


@dataclass(frozen=True)
class Served:
    """Where pages are served."""

    address: str


@contextmanager
def served(case: Path, folder: Path) -> Iterator[Served]:
    """The pages of a case, until the block ends; at the end nothing may have gone wrong in the program."""
    port, log = _free_port(), folder / "log.txt"
    command = [sys.executable, "-m", "optimiser", "serve", str(case), "--folder", str(folder / "kept")]
    command += ["--port", str(port), "--workers", "2"]
    with log.open("a", encoding="utf-8") as written:
        process = subprocess.Popen(command, cwd=_ROOT, stdout=written, stderr=subprocess.STDOUT)
    try:
        _wait_until_it_answers(process, port, log)
        yield Served(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(_PATIENCE)
    told = log.read_text(encoding="utf-8")
    assert "fault" not in told, told
    assert "Traceback" not in told, told


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
            asked.request("GET", "/about")
            if asked.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            asked.close()
    raise AssertionError(f"the pages did not answer: {log.read_text(encoding='utf-8')}")
