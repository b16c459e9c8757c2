"""More of the same in tests marked slow, so that the default run stays short."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def quick_first(values: Iterable[Any], quick: int) -> list[Any]:
    """Parameters of a test, those after the first so many marked slow."""
    held = list(values)
    return [*held[:quick], *(pytest.param(value, marks=pytest.mark.slow) for value in held[quick:])]


def tried(quick: int, slow: int, *drawn: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Any]:
    """A relation tried on so many examples by default, and on more in a test marked slow."""

    def made(relation: Callable[..., None]) -> Any:
        @pytest.mark.parametrize("examples", quick_first((quick, slow), 1))
        def test(examples: int) -> None:
            settings(max_examples=examples, deadline=None)(given(*drawn)(relation))()

        test.__doc__ = relation.__doc__
        return test

    return made
