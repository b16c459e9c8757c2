"""Places that follow the choice curve, in sentences: whom they turn away, and which areas share them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from optimiser.choice_rounds import Round, rounds_in_words
from optimiser.result import Result
from optimiser.sharing import sharing_in_words


def by_choice(result: Result) -> list[str]:
    """Which areas share places, whom places turn away, and whether the plan agrees with what it was made with."""
    record = result.record
    sentences = (
        sharing_in_words(record.sharing, record.labels["provisions"]),
        turned_away_in_words(result.pools, record.scenarios, record.labels["provisions"]),
        rounds_in_words([Round(**one) for one in record.choice_rounds]),
    )
    return [sentence for sentence in sentences if sentence]


def turned_away_in_words(pools: pd.DataFrame, scenarios: Mapping[str, float], labels: Mapping[str, str]) -> str:
    """The share that each provision turns away in the last period; empty where no places follow the choice curve.

    ``pools``: the result table. ``scenarios``: probability of each future. ``labels``: names of provisions.
    """
    shares = turned_away_at_the_end(pools, scenarios)
    if shares.empty:
        return ""
    each = "; ".join(f"{labels[str(name)]} {100 * share:.0f} %" for name, share in shares.items())
    return f"Of the children whom they suit, places turn away in {pools['period'].iloc[-1]}: {each}."


def turned_away_at_the_end(pools: pd.DataFrame, scenarios: Mapping[str, float]) -> pd.Series:
    """Share turned away by provision in the last period, expected over futures and areas; the smallest last.

    Provisions without places or without anybody offered them are left out.
    """
    last = pools[(pools["period"] == pools["period"].iloc[-1]) & (pools["places"] > 0)] if len(pools) else pools
    weight = last["scenario"].map(dict(scenarios)).astype("float64")
    sums = (
        pd.DataFrame({"offered": last["offered_load"] * weight, "carried": last["carried"] * weight})
        .groupby(last["provision"])
        .sum()
    )
    sums = sums[sums["offered"] > 0]
    shares: pd.Series = (1 - sums["carried"] / sums["offered"]).clip(lower=0.0)
    return shares.sort_values(ascending=False, kind="stable")
