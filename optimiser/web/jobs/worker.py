"""A worker process: takes one order at a time and tells the server how it goes.

A process and not a thread, because writing a model holds Python's lock, and because one that fails takes nothing
else with it. It gives way to the pages, which answer first on a busy machine.
"""

from __future__ import annotations

import contextlib
import multiprocessing as mp
import os
import signal
import threading
from collections.abc import Callable, Iterator
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import TYPE_CHECKING

from optimiser.errors import InputError, OptimiserError
from optimiser.web.answer.problems import problems_told
from optimiser.web.jobs.messages import FAILED, REFUSED, Cancel, Deliver, Ended, Event, Order, Solve, Stop, Study

if TYPE_CHECKING:
    from optimiser.web.jobs.desk import Desk

_GIVES_WAY = 5
"""Added to the process's niceness, where there is such a thing."""

OUR_FAULT = "Something went wrong in the program. Your scenario is kept; try again, or report the fault."


def work(line: Connection) -> None:
    """Take orders from a line until it says stop, or is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    if hasattr(os, "nice"):
        os.nice(_GIVES_WAY)
    with _nameless_locks():
        from optimiser.web.jobs.desk import Desk

    desk, hearing = Desk(), _Hearing(line)
    while (order := hearing.next()) is not None:
        _carry_out(order, desk, hearing)


def _carry_out(order: Order, desk: Desk, hearing: _Hearing) -> None:
    """Carry out an order; whatever goes wrong ends the job, not the process, and only that is told."""
    job = order.about.job
    try:
        _task(order)(order, desk, hearing.say, lambda: hearing.is_cancelled(job))
    except InputError as error:
        hearing.say(Ended(job, REFUSED, problems_told(error)))
    except OptimiserError as error:
        desk.drop(order.about.case)
        hearing.say(Ended(job, REFUSED, {"reason": str(error)}))
    except Exception as error:
        desk.drop(order.about.case)
        hearing.say(Ended(job, FAILED, {"reason": OUR_FAULT, "fault": type(error).__name__}))


def _task(order: Order) -> Callable[..., None]:
    if isinstance(order, Solve):
        from optimiser.web.jobs.solving import solve_scenario

        return solve_scenario
    if isinstance(order, Study):
        from optimiser.web.jobs.studying import make_study

        return make_study
    assert isinstance(order, Deliver), "there are three kinds of order"
    from optimiser.web.jobs.delivering import deliver

    return deliver


class _Hearing:
    """A worker's end of the line: orders wait here while one is carried out; what cancels it is heard at once."""

    def __init__(self, line: Connection) -> None:
        self._line, self._orders = line, SimpleQueue[Order | None]()
        self._cancelled: set[str] = set()
        self._gone = False
        self._saying = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    def next(self) -> Order | None:
        """The next order; ``None`` where there are no more."""
        return self._orders.get()

    def say(self, event: Event) -> None:
        """Tell the server something; where it is gone there is nobody to tell."""
        with self._saying, contextlib.suppress(OSError):
            self._line.send(event)

    def is_cancelled(self, job: str) -> bool:
        """Whether a job is to end early, as every one is once nobody waits for it."""
        return self._gone or job in self._cancelled

    def _listen(self) -> None:
        while True:
            try:
                heard = self._line.recv()
            except (EOFError, OSError):
                heard = Stop()
            if isinstance(heard, Stop):
                self._gone = True
                self._orders.put(None)
                return
            if isinstance(heard, Cancel):
                self._cancelled.add(heard.job)
            else:
                self._orders.put(heard)


def started() -> tuple[mp.process.BaseProcess, Connection]:
    """A new worker process, and the server's end of the line to it."""
    context = mp.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs,), name="what-if worker", daemon=True)
    with _deaf_to_the_keyboard():
        process.start()
    theirs.close()
    return process, ours


@contextlib.contextmanager
def _nameless_locks() -> Iterator[None]:
    """What is loaded meanwhile leaves no lock behind in the system, even where this process is killed.

    Pyomo makes a lock between processes as it is loaded. In a process that was spawned it would have a name, which
    the server would be said to have leaked; one that could be handed on by forking has none.
    """
    if "fork" not in mp.get_all_start_methods():
        yield
        return
    before = mp.get_start_method()
    mp.set_start_method("fork", force=True)
    try:
        yield
    finally:
        mp.set_start_method(before, force=True)


@contextlib.contextmanager
def _deaf_to_the_keyboard() -> Iterator[None]:
    """Ctrl-C, which every process of a terminal hears, does not reach what is started before it can ignore it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which hears Ctrl-C again once it has begun
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
