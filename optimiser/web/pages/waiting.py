"""Pages that wait for news: asked with the version that a browser has, answered once there is a later one."""

from __future__ import annotations

import time

from optimiser.web.jobs.standing import Standing
from optimiser.web.pages.handling import Ask, place_in

_PATIENCE = 20.0
"""Seconds that a page waits for news before it is sent as it is."""
_BREATH = 0.5
"""Seconds at least between two pieces of news that change little, so that a page does not flicker."""


async def wait_for_news(ask: Ask, job: str) -> Standing | None:
    """Where a job stands; with ``after`` in the address, once there is news of it."""
    after, standing = place_in(ask.request.query_params.get("after", "")), ask.site.queue.standing(job)
    if after is None or standing is None or standing.is_over:
        return standing
    began = time.monotonic()
    found = await ask.site.queue.heard(job, after, _PATIENCE)
    while found is not None and not ask.site.queue.is_leaving and _changes_little(standing, found):
        left = _BREATH - (time.monotonic() - began)
        if left <= 0:
            break
        found = await ask.site.queue.heard(job, found.version, left)
    return found


def _changes_little(before: Standing, now: Standing) -> bool:
    """Whether nothing has come that somebody waits for: the end, a plan to read, the first limits of the cost."""
    return not now.is_over and now.told == before.told and (now.bracket is None) == (before.bracket is None)
