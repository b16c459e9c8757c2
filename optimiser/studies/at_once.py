"""Work on several things at once, in threads: the solver lets go of Python while it runs.

What comes out does not depend on how many threads there are: each thing is worked on by itself
(only a time limit of seconds is reached sooner where more of them share the processors).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Thing = TypeVar("_Thing")
_Made = TypeVar("_Made")


def at_once(
    work: Callable[[_Thing], _Made],
    things: Iterable[_Thing],
    cancel: Callable[[], bool],
    threads: int | None = None,
) -> Iterator[_Made | None]:
    """What comes of each thing, in their order; ``None`` for those not begun before ``cancel`` said so.

    ``threads``: at most so many at once; as many as there are processors where it is not given.
    """

    def unless_cancelled(thing: _Thing) -> _Made | None:
        return None if cancel() else work(thing)

    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        yield from pool.map(unless_cancelled, things)
