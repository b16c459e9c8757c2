"""Checks that the periods follow one another and that what is dated lies within them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from optimiser.tables.cells import Row
from optimiser.tables.checked import Tables
from optimiser.tables.checks.registry import Finding, at, check
from optimiser.tables.problems import quoted
from optimiser.tables.timeline import comparable, natural, unclear

_MONTHS = 12
_TOLERANCE = timedelta(days=1)
"""Some years are written from 1 April, some to 31 March: a day either way is no gap."""


def _distinct_periods(tables: Tables) -> tuple[Row, ...]:
    """Return the periods, or none where their cells or labels are not in order yet."""
    rows = tables.rows("periods")
    sound = tables.sound("periods") and len({row["period"] for row in rows}) == len(rows)
    return rows if sound else ()


@check("start_on_some_rows")
def start_on_some_rows(tables: Tables) -> Iterator[Finding]:
    """Either every period has a first day or none has."""
    rows = _distinct_periods(tables)
    without = [row for row in rows if row["start"] is None]
    if without and len(without) < len(rows):
        message = "some periods have a first day and this one has none"
        yield at("periods", without[0], "start", message, "give every period its first day, or none")


@check("unclear_order")
def unclear_order(tables: Tables) -> Iterator[Finding]:
    """Periods without first days have labels whose numbers tell their order."""
    rows = _distinct_periods(tables)
    if any(row["start"] is not None for row in rows):
        return
    pair = unclear([row["period"] for row in rows])
    if pair is not None:
        row = next(row for row in rows if row["period"] == pair[1])
        message = f"the labels {quoted(pair[0])} and {quoted(pair[1])} do not tell which comes first"
        yield at("periods", row, "period", message, "give every period its first day in the column start")


@check("order_contradicts_start")
def order_contradicts_start(tables: Tables) -> Iterator[Finding]:
    """Where the labels' numbers tell an order, the first days tell the same."""
    rows = _distinct_periods(tables)
    if any(row["start"] is None for row in rows):
        return
    for earlier, later in pairwise(sorted(rows, key=lambda row: (row["start"], natural(row["period"])))):
        one, other = earlier["period"], later["period"]
        if comparable(one, other) and natural(one) > natural(other):
            message = f"{quoted(other)} starts on {later['start']}, after {quoted(one)} on {earlier['start']}"
            yield at("periods", later, "start", message, "correct the first day or the label")


@check("period_gap")
def period_gap(tables: Tables) -> Iterator[Finding]:
    """Every period starts where the one before it ends: no gap and no overlap, by first days."""
    rows = _distinct_periods(tables)
    if any(row["start"] is None for row in rows):
        return
    for earlier, later in pairwise(sorted(rows, key=lambda row: row["start"])):
        due = _months_after(earlier["start"], round(float(earlier["years"]) * _MONTHS))
        if abs(later["start"] - due) > _TOLERANCE:
            kind = "leaves a gap after" if later["start"] > due else "overlaps"
            message = f"the period {kind} {quoted(earlier['period'])}, which ends before {due}"
            yield at("periods", later, "start", message, f"write {due}, or add the period between")


def _months_after(start: date, months: int) -> date:
    """Return the day months later (the month's last day where it has no such day).

    >>> _months_after(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(start.year * _MONTHS + start.month - 1 + months, _MONTHS)
    following = date(year + (month + 1) // _MONTHS, (month + 1) % _MONTHS + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month + 1, min(start.day, last))


@check("label_gap")
def label_gap(tables: Tables) -> Iterator[Finding]:
    """Labels that hold a year go up with the length of the periods: no year is left out or there twice."""
    rows = _distinct_periods(tables)
    if tables.timeline is None or any(row["start"] is not None for row in rows):
        return
    by_label = {row["period"]: row for row in rows}
    ordered = [by_label[label] for label in tables.timeline.labels]
    for earlier, later in pairwise(ordered):
        years = _year(earlier["period"]), _year(later["period"])
        if years[0] is None or years[1] is None:
            continue
        step, length = years[1] - years[0], float(earlier["years"])
        if not math.floor(length) <= step <= math.ceil(length):
            before = f"{quoted(earlier['period'])}, which is {length:g} years long"
            message = f"{quoted(later['period'])} does not follow {before}"
            yield at("periods", later, "period", message, "add the period between them or correct the label")


def _year(label: str) -> int | None:
    found = re.search(r"(?<![0-9])(?:19|20|21)[0-9]{2}(?![0-9])", label)
    return int(found[0]) if found else None


@check("first_after_last")
def first_after_last(tables: Tables) -> Iterator[Finding]:
    """An option's first period is not after its last."""
    times = tables.timeline
    for row in tables.rows("options", "first_period", "last_period"):
        first, last = row["first_period"], row["last_period"]
        if times is None or first not in times.labels or last not in times.labels:
            continue
        if times.index(first) > times.index(last):
            message = f"its first period {quoted(first)} is after its last {quoted(last)}"
            yield at("options", row, "first_period", message, "swap them or leave one blank")


@check("opens_after_plan", "warning")
def opens_after_plan(tables: Tables) -> Iterator[Finding]:
    """An option can open within the plan."""
    times = tables.timeline
    for row in tables.rows("options", "first_period", "lead_time"):
        if times is None or (row["first_period"] not in times.labels and row["first_period"] is not None):
            continue
        opens = times.starts[times.index(row["first_period"])] + row["lead_time"]
        if opens >= times.ends[-1]:
            message = f"its first place comes {opens:g} years after the start, when the plan is over"
            yield at("options", row, "lead_time", message, "decide it earlier or add periods if it matters")
