"""A judgement as a page of Markdown: what the plan predicts beside what happens."""

from __future__ import annotations

import math
from collections.abc import Iterator

from optimiser.simulation.judgement import Judged, Judgement, PoolJudged
from optimiser.studies.markdown import escaped, table_row

_NAMES = {
    "present_value": "Cost at present value",
    "cost": "Cost",
    "children": "Children who need a home",
    "own": "Children in own places",
    "bought": "Children whose homes are bought",
    "inside": "Looked-after children inside the boundary",
    "unmet": "Children without a home",
    "displaced": "Moves because a place was lost",
    "moved": "Planned moves",
}
_MONEY = ("present_value", "cost")
_BY_PERIOD = ("cost", "bought", "unmet")
_POLICIES = {
    "as_planned": "Children ask first where the plan would place them, then the cheapest home that suits.",
    "cheapest": "Children ask for the cheapest home that suits first; own places cost nothing more.",
}


def judgement_markdown(judgement: Judgement) -> str:
    """What the plan predicts, what happened in the simulation with its confidence interval, and the error."""
    lines = [
        f"# The plan for {escaped(judgement.authority)}, simulated",
        "",
        f"{judgement.replications:,} replications, seed {judgement.seed}, "
        f"policy “{escaped(judgement.policy.name.replace('_', ' '))}”. "
        f"{_POLICIES[judgement.policy.first]} Intervals are of 95 % confidence. An error below nought says that "
        "the plan promised less than happens.",
        "",
        "## The whole plan",
        "",
        "| figure | planned | simulated | interval | error |",
        "|---|---|---|---|---|",
        *(table_row(_NAMES[one.figure], *_cells(one)) for one in judgement.figures if not one.period),
    ]
    for name in _BY_PERIOD:
        lines += ["", f"## {_NAMES[name]}, by period", "", "| period | planned | simulated | interval | error |"]
        lines += ["|---|---|---|---|---|"]
        rows = (one for one in judgement.figures if one.figure == name and one.period)
        lines += [table_row(escaped(one.period), *_cells(one)) for one in rows]
    return "\n".join([*lines, "", *_pools(judgement), ""])


def _cells(one: Judged) -> Iterator[str]:
    simulated = one.simulated
    yield _number(one.figure, one.predicted)
    yield _number(one.figure, simulated.mean)
    yield f"{_number(one.figure, simulated.low)} to {_number(one.figure, simulated.high)}"
    small = one.figure not in _MONEY and abs(one.predicted) < 0.05
    yield "–" if small or math.isnan(one.error) else f"{one.error:+.1f} %".replace("-", "−")


def _number(figure: str, value: float) -> str:
    text = f"£{abs(value) / 1e6:,.2f}m" if figure in _MONEY else f"{abs(value):,.1f}"
    return f"−{text}" if value < 0 and any(digit in text for digit in "123456789") else text


def _pools(judgement: Judgement) -> Iterator[str]:
    yield "## Places of its own, over the whole plan"
    yield ""
    yield "| pool | places | children planned | children simulated | asked a year | turned away | interval |"
    yield "|---|---|---|---|---|---|---|"
    for pool in judgement.pools:
        if not pool.period and pool.places >= 0.05:
            yield table_row(escaped(pool.label or f"{pool.provision} in {pool.area}"), *_pool_cells(pool))


def _pool_cells(pool: PoolJudged) -> Iterator[str]:
    away = pool.turned_away
    yield from (
        f"{value:,.1f}" for value in (pool.places, pool.children_predicted, pool.children.mean, pool.asked)
    )
    if math.isnan(away.mean):
        yield from ("–", "–")
    else:
        low, high = max(0.0, away.low), min(1.0, away.high)
        yield from (f"{100 * away.mean:.0f} %", f"{100 * low:.0f} to {100 * high:.0f} %")
