"""What tests of several parts of the product share."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest

from tests.cases.casebook import LEWISHAM

LONGEST, LONGEST_SLOW = 300, 1500
"""Seconds that a test may take on a machine that is busy with other things; those marked slow may take more."""


def pytest_collection_finish() -> None:
    """What stays until the end need not be gone through each time that garbage is collected."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Whatever waits for ever, in a test or in what it shares with others, fails by its name."""
    if not hasattr(signal, "setitimer"):
        return (yield)
    most = LONGEST if item.get_closest_marker("slow") is None else LONGEST_SLOW

    def too_long(number: int, frame: FrameType | None) -> None:
        pytest.fail(f"longer than {most} seconds")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, most)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def keyboard() -> Iterator[None]:
    """Ctrl-C is heard, though a shell that starts the tests in the background makes them deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder made by whichever of the processes that run the tests comes first."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    found, lock = base / name, base / f"{name}.lock"
    with lock.open("w") as held, contextlib.ExitStack() as locked:
        if os.name == "posix":
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX)
            locked.callback(fcntl.flock, held, fcntl.LOCK_UN)
        if not found.exists():
            begun = base / f"{name}.begun.{os.getpid()}"
            make(begun)
            with contextlib.suppress(OSError):  # where nothing can be locked, another may have come first
                begun.rename(found)
    return found


@pytest.fixture(scope="session")
def lewisham_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default case at a wide gap, for what holds of any plan; nothing in it may be altered for good."""

    def planned(folder: Path) -> None:
        import optimiser

        optimiser.write_run(optimiser.plan(optimiser.read_case(LEWISHAM), gap=0.01), folder)

    return once(tmp_path_factory, "lewisham-at-a-wide-gap", planned)
