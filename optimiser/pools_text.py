"""Pools whose places follow the choice curve, in a sentence: whom they turn away at the end of the plan."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


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
