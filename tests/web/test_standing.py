"""What is news enough for a page to be sent at once, whenever it was that the page asked."""

from __future__ import annotations

import pytest

from optimiser.web.jobs.messages import Better, Bracketed, Ended, Shown, Stage
from optimiser.web.jobs.standing import Standing

BEGUN = Standing("job", "visitor", "solve", "scenario")
BETTER = Better("job", 2.0, 1.0, 0.5, 0.1)


@pytest.mark.parametrize(
    "event",
    [Bracketed("job", 1.0, 2.0, 0.1), Shown("job", {"headlines": []}), Ended("job", "finished", {})],
)
def test_limits_a_plan_and_the_end_are_awaited(event) -> None:
    before = BEGUN.after(Stage("job", "checking"))
    now = before.after(event)
    assert before.awaited == 0
    assert now.awaited == now.version == 2


def test_a_stage_and_a_better_plan_are_not() -> None:
    now = BEGUN.after(Bracketed("job", 1.0, 2.0, 0.1)).after(Stage("job", "solving")).after(BETTER)
    assert (now.awaited, now.version) == (1, 3)


def test_what_came_before_the_page_asked_is_still_awaited() -> None:
    """A browser that has seen version 2 asks when version 4 is there: the plan came with version 3."""
    now = BEGUN.after(Stage("job", "a")).after(BETTER).after(Shown("job", {"headlines": []})).after(BETTER)
    assert now.awaited > 2
    assert not now.awaited > 3
