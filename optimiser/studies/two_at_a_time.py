"""Work on several things two at a time, in two threads: the solver lets go of Python while it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_THREADS = 2

_Thing = TypeVar("_Thing")
_Made = TypeVar("_Made")


def two_at_a_time(
    work: Callable[[_Thing], _Made], things: Iterable[_Thing], cancel: Callable[[], bool]
) -> Iterator[_Made | None]:
    """What comes of each thing, in their order; ``None`` for those not begun before ``cancel`` said so."""

    def unless_cancelled(thing: _Thing) -> _Made | None:
        return None if cancel() else work(thing)

    with ThreadPoolExecutor(_THREADS) as pool:
        yield from pool.map(unless_cancelled, things)
