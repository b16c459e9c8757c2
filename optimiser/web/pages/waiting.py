"""Pages that wait for news: asked with the version that a browser has, answered once there is a later one."""

from __future__ import annotations

import time
from collections.abc import Container
from dataclasses import dataclass

from optimiser.web.jobs.standing import Standing
from optimiser.web.pages.handling import Ask, NotFoundError, place_in
from optimiser.web.pages.words import ENDED, best_words, status_words
from optimiser.web.store import JobRecord

_PATIENCE = 20.0
"""Seconds that a page waits for news before it is sent as it is."""
_BREATH = 0.5
"""Seconds at least between two pieces of news of which nobody waits for the second, lest a page flicker."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A job as the page that follows it shows it.

    ``standing`` is where it stands and ``saying`` that in words, ``best`` the best plan so far; ``None`` and empty
    once it is over. ``state`` is then how it ended, with the colour of its tag.
    """

    job: JobRecord
    standing: Standing | None
    saying: str
    best: str
    state: tuple[str, str]


async def followed(ask: Ask, kinds: Container[str]) -> Followed:
    """The job in the address, once there is news of it.

    Raises :class:`~optimiser.web.pages.handling.NotFoundError` where it is not the visitor's, or of no such kind.
    """
    job = ask.job()
    if job.kind not in kinds:
        raise NotFoundError
    standing = await wait_for_news(ask, job.id)
    job = ask.job()
    state = ENDED.get(job.state, ("", ""))
    if standing is None or standing.is_over:
        return Followed(job, None, "", "", state)
    return Followed(job, standing, status_words(standing), best_words(standing), state)


async def wait_for_news(ask: Ask, job: str) -> Standing | None:
    """Where a job stands; with ``after`` in the address, once there is news of it."""
    after, standing = place_in(ask.request.query_params.get("after", "")), ask.site.queue.standing(job)
    if after is None or standing is None or standing.is_over:
        return standing
    began = time.monotonic()
    found = await ask.site.queue.heard(job, after, _PATIENCE)
    while found is not None and not ask.site.queue.is_leaving and found.awaited <= after:
        left = _BREATH - (time.monotonic() - began)
        if left <= 0:
            break
        found = await ask.site.queue.heard(job, found.version, left)
    return found
