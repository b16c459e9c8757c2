"""Whom places turn away, in a sentence."""

from __future__ import annotations

import pandas as pd

from optimiser.pools_text import turned_away_in_words

LABELS = {"own": "Own homes", "foster": "Fostering", "none": "No places"}


def pools(*rows: tuple[str, str, str, str, float, float, float]) -> pd.DataFrame:
    columns = ["scenario", "period", "provision", "area", "places", "offered_load", "carried"]
    return pd.DataFrame(list(rows), columns=columns)


def test_the_last_period_over_areas_and_futures_the_most_first() -> None:
    """Own homes carry 3 of 6 in one future (likelihood ¼) and 6 of 10 in the other: 5.25 of 9, so 42 % are not."""
    table = pools(
        ("few", "2025/26", "own", "in", 1, 8, 1),
        ("few", "2026/27", "own", "in", 2, 4, 2),
        ("few", "2026/27", "own", "out", 1, 2, 1),
        ("many", "2026/27", "own", "in", 2, 10, 6),
        ("few", "2026/27", "foster", "*", 9, 10, 9),
        ("many", "2026/27", "foster", "*", 9, 10, 9),
        ("few", "2026/27", "none", "*", 0, 5, 0),
        ("many", "2026/27", "none", "*", 0, 5, 0),
    )
    said = turned_away_in_words(table, {"few": 0.25, "many": 0.75}, LABELS)
    assert said == "Of the children whom they suit, places turn away in 2026/27: Own homes 42 %; Fostering 10 %."


def test_nothing_is_said_where_no_places_follow_the_curve_or_nobody_comes() -> None:
    assert turned_away_in_words(pools(), {"all": 1.0}, LABELS) == ""
    nobody = pools(("all", "2026/27", "own", "in", 2, 0, 0))
    assert turned_away_in_words(nobody, {"all": 1.0}, LABELS) == ""
