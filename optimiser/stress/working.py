"""Futures worked on, several at a time in processes of their own.

Each future is by itself (:mod:`.solved`), so what is found depends neither on how many processes there are nor on
which of them has which future. They are new processes, not copies of this one: HiGHS's threads do not survive
being copied. A program that asks for more than one must have its work under ``if __name__ == "__main__":``.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar

from optimiser.errors import OptimiserError
from optimiser.stress.measured import Measured
from optimiser.stress.solved import Trial
from optimiser.studies.listening import Cancel

_LISTENS = 0.2
"""Seconds after which it is asked again whether to stop."""

_Held = TypeVar("_Held")


def worked(
    asked: Trial, futures: range, processes: int, told: Callable[[], None], cancel: Cancel
) -> dict[int, tuple[Measured, ...]]:
    """What comes of each future, by its position; those not finished before ``cancel`` said so are left out.

    ``told`` is called after each, ``cancel`` asked before each and several times a second.
    """
    found: dict[int, tuple[Measured, ...]] = {}
    alone = min(processes, len(futures)) <= 1
    each = _here(asked, futures, cancel) if alone else _there(asked, futures, processes, cancel)
    for future, measured in each:
        found[future] = measured
        told()
    return dict(sorted(found.items()))


def _here(asked: Trial, futures: range, cancel: Cancel) -> Iterator[tuple[int, tuple[Measured, ...]]]:
    for future in futures:
        if cancel():
            return
        yield future, asked.measured(future)


def _there(
    asked: Trial, futures: range, processes: int, cancel: Cancel
) -> Iterator[tuple[int, tuple[Measured, ...]]]:
    processes, left = min(processes, len(futures)), iter(futures)
    pool = ProcessPoolExecutor(
        processes, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(_sendable(asked),)
    )
    try:
        under_way: dict[Future[tuple[Measured, ...]], int] = {}
        while not cancel():
            for future in left:
                under_way[pool.submit(_one, future)] = future
                if len(under_way) > processes:
                    break
            if not under_way:
                return
            done, _ = wait(under_way, timeout=_LISTENS, return_when=FIRST_COMPLETED)
            for finished in done:
                yield under_way.pop(finished), finished.result()
    except BrokenProcessPool as error:
        if cancel():  # Ctrl-C came before a process had learnt to leave it to this one
            return
        raise OptimiserError(
            "A process that worked on the futures was ended from outside, perhaps for want of memory: ask for "
            "fewer at a time with --threads."
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_here_in: list[Trial] = []
"""In a process of the pool: what it works on."""


def _begin(asked: Trial) -> None:
    """Begin a process of the pool; Ctrl-C is for the one that asked."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _here_in[:] = [asked]


def _one(future: int) -> tuple[Measured, ...]:
    return _here_in[0].measured(future)


def _sendable(held: _Held) -> _Held:
    """A dataclass with plain dictionaries in place of read-only ones, which cannot be sent to a process."""
    changed: dict[str, Any] = {}
    for one in fields(held):  # type: ignore[arg-type]
        value = getattr(held, one.name)
        if isinstance(value, MappingProxyType):
            changed[one.name] = dict(value)
        elif is_dataclass(value) and one.init:
            changed[one.name] = _sendable(value)
    return replace(held, **changed) if changed else held  # type: ignore[type-var]
