"""Several things at once: no more than asked for, in their order, none begun after a cancel."""

from __future__ import annotations

import threading
import time

import pytest
from click.testing import CliRunner

from optimiser.cli import main
from optimiser.studies.at_once import at_once
from optimiser.studies.listening import never
from tests.cases.casebook import TINY


class Counting:
    """Work that takes a moment and counts how much of it was under way at once."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.under_way = self.most = 0

    def __call__(self, thing: int) -> int:
        with self.lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        time.sleep(0.02 / (thing + 1))
        with self.lock:
            self.under_way -= 1
        return thing * thing


@pytest.mark.parametrize("threads", [1, 3])
def test_no_more_at_once_than_asked_for_and_in_order(threads: int) -> None:
    work = Counting()
    assert list(at_once(work, range(9), never, threads)) == [thing * thing for thing in range(9)]
    assert work.most <= threads
    assert (work.most > 1) == (threads > 1)


def test_nothing_is_begun_after_a_cancel() -> None:
    begun: list[int] = []

    def work(thing: int) -> int:
        begun.append(thing)
        return thing

    assert list(at_once(work, range(5), lambda: len(begun) >= 2, threads=1)) == [0, 1, None, None, None]
    assert begun == [0, 1]


@pytest.mark.parametrize(
    "command", [["frontier", "--target", "inside_boundary", "--points", "3"], ["alternatives"]]
)
def test_a_command_takes_a_number_of_threads_and_finds_the_same(command: list[str]) -> None:
    name, *rest = command

    def page(threads: int) -> str:
        found = CliRunner().invoke(main, [name, str(TINY), *rest, "--threads", str(threads)])
        assert found.exit_code == 0, found.output
        return found.output

    assert page(1) == page(3)


def test_no_threads_at_all_are_refused() -> None:
    found = CliRunner().invoke(main, ["frontier", str(TINY), "--target", "inside_boundary", "--threads", "0"])
    assert found.exit_code == 2
    assert "--threads" in found.output
