"""Who hears how far a study has come and who may end it, where the caller gives nobody."""

from __future__ import annotations

from collections.abc import Callable

Cancel = Callable[[], bool]
"""Says whether a study should end, keeping what is finished."""


def nobody(_: object) -> None:
    """Hear of progress and do nothing."""


def never() -> bool:
    """Let a study go on to its end."""
    return False
