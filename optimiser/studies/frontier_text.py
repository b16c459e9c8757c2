"""A frontier in sentences, and as a page of Markdown."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from optimiser.engine.words import pounds
from optimiser.studies.markdown import table_row

if TYPE_CHECKING:
    from optimiser.studies.frontier import Frontier

_LIMITS_SAID = 4


def sentences(found: Frontier, points: int) -> Iterator[str]:
    """What a frontier says: where it begins and ends, what the steps cost, why it ends, what is not proven."""
    rows: list[dict[Any, Any]] = found.table.to_dict("records")
    first, last = rows[0], rows[-1]
    when = _when(found.periods)
    yield (
        f"The plan of least cost reaches {level(found.unit, first['value'])} {found.label} {when} "
        f"and costs {millions(first['cost'])} at present value, whatever is promised about it."
    )
    if found.asked is not None:
        yield _asked(found, first["value"])
    yield from _ending(found, last, when)
    yield from _steps(found, rows)
    if found.dropped:
        plural = "levels are" if found.dropped > 1 else "level is"
        yield f"{found.dropped} {plural} left out: another point costs no more and reaches as much."
    if not found.complete:
        yield f"Stopped early: {len(rows)} of {points} points were worked out; those are kept."
    yield from _unproven(found, rows)


def _ending(found: Frontier, last: Mapping[Any, Any], when: str) -> Iterator[str]:
    if math.isnan(found.furthest):
        yield "How far the promise can go was not worked out."
        return
    reach, least = level(found.unit, found.furthest), "more" if found.sense == "at_least" else "less"
    proven = level(found.unit, found.furthest_bound)
    known = "" if proven == reach or math.isnan(found.furthest_bound) else f" (no plan goes beyond {proven})"
    yield (
        f"The furthest it goes is {reach} {when}{known}, at {millions(last['cost'])}, {pounds(last['more'])} "
        f"more; anything {least} is impossible with the options, limits and budgets of the tables."
    )
    for sentence in found.limits["sentence"].head(_LIMITS_SAID):
        yield f"What holds it there: {sentence}"


def _steps(found: Frontier, rows: list[dict[Any, Any]]) -> Iterator[str]:
    """The cheapest and the dearest step."""
    steps = [row for row in rows if not math.isnan(row["slope"])]
    if not steps:
        return
    each = (
        "£ less of capital" if found.unit == "£" else "child more" if found.sense == "at_least" else "child fewer"
    )
    named = [("first", steps[0])] + ([("last", steps[-1])] if len(steps) > 1 else [])
    for which, row in named:
        between = f"between {_signed(row['slope_least'])} and {_signed(row['slope_most'])} with the gaps left"
        yield f"The {which} step costs {_signed(row['slope'])} for each {each} ({between})."


def _asked(found: Frontier, least: float) -> str:
    sign = 1.0 if found.sense == "at_least" else -1.0
    asked = found.asked if found.asked is not None else math.nan
    said = f"The tables ask for {'at least' if sign > 0 else 'at most'} {level(found.unit, asked)}"
    if sign * (asked - least) <= 0:
        return f"{said}: the plan of least cost keeps that without being asked."
    if not math.isnan(found.furthest_bound) and sign * (asked - found.furthest_bound) > 0:
        return f"{said}, which no plan reaches."
    return f"{said}, which lies on the frontier."


def _unproven(found: Frontier, rows: list[dict[Any, Any]]) -> Iterator[str]:
    left = max(row["cost"] - row["cost_bound"] for row in rows)
    yield (
        f"No point is dominated by another found. Each cost is proven to {pounds(left)} or better: no plan that "
        "reaches as much is cheaper by more than that, and smaller differences between points are not differences."
    )
    unproven = sum(row["status"] != "optimal" for row in rows)
    if unproven:
        yield f"{unproven} of {len(rows)} points were stopped before the gap asked for was proven."


def level(unit: str, value: float) -> str:
    """A level in its unit.

    >>> level("share", 0.5369), level("number", 41.25), level("£", 1234567.0)
    ('53.7 %', '41.2', '£1,234,567')
    """
    if math.isnan(value):
        return "–"
    if unit == "share":
        return f"{100 * value:.1f} %"
    return f"£{value:,.0f}" if unit == "£" else f"{value:,.1f}"


def millions(value: float) -> str:
    """Money in millions, in pounds below a million.

    >>> millions(257_100_846.3), millions(812_345.6)
    ('£257.10m', '£812,346')
    """
    return f"£{value / 1e6:,.2f}m" if abs(value) >= 1e6 else f"£{value:,.0f}"


def _signed(value: float) -> str:
    return f"−{pounds(value)}" if value <= -0.005 else pounds(value)


def _when(periods: tuple[str, ...]) -> str:
    return f"in {periods[0]}" if len(periods) == 1 else f"in every period from {periods[0]} to {periods[-1]}"


def frontier_markdown(found: Frontier) -> str:
    """The page of a frontier: its sentences, then its points."""
    each = "£ for each £ less" if found.unit == "£" else "£ a child"
    lines = [f"# What it costs: {found.label}", "", *(f"- {sentence}" for sentence in found.sentences), ""]
    if len(found.table):
        lines += [
            f"| point | reached | {'£' if found.unit == '£' else 'children'} | cost | more | {each} | between |",
            "|---|---|---|---|---|---|---|",
            *(_row(found, row) for row in found.table.to_dict("records")),
            "",
            "Costs are at present value over the whole plan, prices of what it fails to do included.",
            "",
        ]
    return "\n".join(lines)


def _row(found: Frontier, row: Mapping[Any, Any]) -> str:
    missing = math.isnan(row["slope"])
    between = "" if missing else f"{_signed(row['slope_least'])} to {_signed(row['slope_most'])}"
    cells = (
        f"{row['point']:.0f}",
        level(found.unit, row["value"]),
        level("£" if found.unit == "£" else "number", row["amount"]),
        f"£{row['cost']:,.0f}",
        f"£{row['more']:,.0f}",
        "" if missing else _signed(row["slope"]),
        between,
    )
    return table_row(*cells)
