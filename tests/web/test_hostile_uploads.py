"""Hostile uploads: each is refused with a sentence, within limits, and nothing of it stays."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from optimiser.web.intake import Limits, Refused, Taken, take_in
from optimiser.web.intake.reading import read_upload
from tests.slower import quick_first
from tests.web.hostile import (
    ALL,
    ARCHIVES,
    CSV_FILES,
    OTHER_FILES,
    WORKBOOKS,
    Hostile,
    long_log,
    shared_text_bomb,
    tables,
    zipped,
)

MOST_MEMORY = 20 << 20
"""Bytes that the parent may use beside what it had, for uploads that unpack to several times as much."""


def titled(one: Hostile) -> str:
    return f"{one.title} {one.name}".replace("/", "")


def fault_of(answer: Taken | Refused, one: Hostile) -> None:
    """Exactly the fault that is expected is told, in one sentence that names no place of ours."""
    assert isinstance(answer, Refused), answer
    matching = [fault for fault in answer.problems if fault.check == one.check and one.words in fault.sentence]
    assert matching, [(fault.check, fault.sentence) for fault in answer.problems]
    for fault in answer.problems:
        assert fault.sentence.endswith((".", "?"))
        assert fault.expected, "it says what to do"
        assert not any(word in fault.sentence for word in ("Traceback", "Error", "scratch", "/tmp"))


def test_there_are_enough_of_them() -> None:
    assert min(map(len, (ARCHIVES, CSV_FILES, WORKBOOKS, OTHER_FILES))) >= 8


@pytest.mark.parametrize("one", ALL, ids=titled)
def test_it_is_refused_with_a_sentence(one: Hostile, tmp_path: Path) -> None:
    upload, scratch, into = tmp_path / "upload", tmp_path / "scratch", tmp_path / "into"
    scratch.mkdir()
    into.mkdir()
    upload.write_bytes(one.content())
    fault_of(read_upload(upload, Path(one.name).name, scratch, into, one.limits), one)
    assert not list(into.iterdir())
    assert sum(file.stat().st_size for file in scratch.iterdir()) <= 2 << 20, "it stops where it is too much"
    assert {path.name for path in tmp_path.iterdir()} == {"upload", "scratch", "into"}


_THROUGH_THE_PROCESS = {
    "some": ("bomb a.zip", "upwards a.zip", "bomb a.xlsx", "macros a.xlsx", "path for a name ....etcpasswd"),
    "others": (
        "understated a.zip", "overlapping a.zip", "link a.zip", "columns a.zip", "laughs a.xlsx",
        "far away a.xlsx", "empty a.xlsx",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Attempt:
    answer: Taken | Refused
    left: tuple[str, ...]
    """What is left in the folder that the case was to go into."""
    seconds: float


@dataclass(frozen=True)
class Attempts:
    by_title: dict[str, Attempt]
    memory: int


@pytest.fixture(scope="module", params=quick_first(_THROUGH_THE_PROCESS, 1))
def attempts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Attempts:
    """Several hostile uploads through processes of their own, two at a time as they would arrive."""
    folder = tmp_path_factory.mktemp("uploads")
    chosen = [one for one in ALL if titled(one) in _THROUGH_THE_PROCESS[request.param]]
    assert len(chosen) == len(_THROUGH_THE_PROCESS[request.param])
    for number, one in enumerate(chosen):
        (folder / f"{number}").write_bytes(one.content())

    def attempt(number: int) -> Attempt:
        into, began = folder / f"into {number}", time.monotonic()
        into.mkdir()
        answer = take_in(folder / f"{number}", chosen[number].name, into, chosen[number].limits)
        return Attempt(answer, tuple(path.name for path in into.iterdir()), time.monotonic() - began)

    tracemalloc.start()
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(attempt, range(len(chosen))))
    memory = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    numbers = range(len(chosen))
    expected = {*map(str, numbers), *(f"into {number}" for number in numbers)}
    assert {path.name for path in folder.iterdir()} == expected, "nothing stays beside them either"
    return Attempts({titled(one): each for one, each in zip(chosen, found, strict=True)}, memory)


def test_they_are_refused_by_the_process(attempts: Attempts) -> None:
    for title, attempt in attempts.by_title.items():
        fault_of(attempt.answer, next(one for one in ALL if titled(one) == title))
        assert attempt.left == (), title
        assert attempt.seconds < Limits().wall, title


def test_the_parent_needs_little_memory_for_them(attempts: Attempts) -> None:
    assert attempts.memory < MOST_MEMORY


def _taken_in(content: bytes, name: str, folder: Path, limits: Limits) -> Refused:
    (folder / "upload").write_bytes(content)
    answer = take_in(folder / "upload", name, folder / "into", limits)
    assert isinstance(answer, Refused)
    assert {path.name for path in folder.iterdir()} == {"upload"}, "no folder, no trace"
    return answer


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to a limit of memory")
def test_a_workbook_that_swells_in_memory_is_stopped(tmp_path: Path) -> None:
    refused = _taken_in(shared_text_bomb(), "plan.xlsx", tmp_path, Limits(memory=512 << 20))
    assert refused.problems[0].check == "upload_memory"
    assert refused.problems[0].sentence.startswith("plan.xlsx: reading it takes more memory")


def test_a_process_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    began = time.monotonic()
    refused = _taken_in(long_log(60_000), "plan.zip", tmp_path, Limits(wall=1))
    assert time.monotonic() - began < 5
    assert "more than the 1 seconds" in refused.problems[0].sentence
    assert refused.problems[0].check == "upload_time"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not count a process's seconds of computing")
def test_a_process_that_computes_too_long_is_stopped(tmp_path: Path) -> None:
    refused = _taken_in(long_log(60_000), "plan.zip", tmp_path, Limits(cpu=1))
    assert "more than the 1 seconds" in refused.problems[0].sentence


@pytest.fixture
def killed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every process that is started in the meantime is killed half a second later."""

    class Doomed(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            timer = threading.Timer(0.5, self.kill)
            timers.append(timer)
            timer.start()

    timers: list[threading.Timer] = []
    monkeypatch.setattr(subprocess, "Popen", Doomed)
    yield
    assert len(timers) == 1
    timers[0].join()


@pytest.mark.usefixtures("killed")
def test_a_process_that_is_killed_refuses_the_upload(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    refused = _taken_in(long_log(60_000), "secret name.zip", tmp_path, Limits())
    assert refused.problems[0].check == "upload_failed"
    assert "could not be read" in refused.problems[0].sentence
    assert "no answer" in caplog.text
    assert "secret" not in caplog.text, "the log says nothing about the upload"


def test_a_refused_upload_leaves_what_was_there(tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    (into / "settings.csv").write_text("as before", encoding="utf-8")
    (tmp_path / "upload").write_bytes(zipped({**tables(), "demand.csv": "nonsense"}))
    assert isinstance(take_in(tmp_path / "upload", "a.zip", into), Refused)
    assert (into / "settings.csv").read_text(encoding="utf-8") == "as before"
    assert {path.name for path in tmp_path.iterdir()} == {"upload", "into"}
