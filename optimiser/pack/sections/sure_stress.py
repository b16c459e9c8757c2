"""How the plan holds in many futures: everybody's home, promises, budgets and cost, with what breaks them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

import pandas as pd

from optimiser.pack.document import Cell, Chart, Column, Figure, Kind, Paragraph, Sentence, Table, Unit, say
from optimiser.pack.facts import Facts
from optimiser.pack.tables import FORECAST

Blocks = list[Paragraph | Table | Chart]
Row = dict[Hashable, Any]

_LEVELS = (("Low (10th percentile)", "p10"), ("Middle (50th)", "p50"), ("High (90th percentile)", "p90"))
_PLAN = ("The plan", "planned")
_MOST_BREAKING = 3
_ROUNDED = "A chance of 100% may stand for a little less."


def message(facts: Facts) -> Sentence | None:
    """The cost in eight futures of ten, and in how many every promise is kept; ``None`` without a stress test."""
    whole = _whole(facts)
    if whole is None:
        return None
    cost = (_millions(whole["cost_p10"]), _millions(whole["cost_p90"]))
    if not facts.run.inputs.case.targets:
        return say("In eight futures of ten the plan costs {} to {}", *cost)
    if whole["chance_every_promise_kept"] >= 1:
        return say("Every promise is kept in every future; in eight of ten the plan costs {} to {}", *cost)
    kept = chance(whole["chance_every_promise_kept"])
    return say("Every promise is kept in {} of the futures; in eight of ten the plan costs {} to {}", kept, *cost)


def blocks(facts: Facts) -> Blocks:
    """What a stress test found; nothing where there is none."""
    study = facts.studies.by_kind.get("stress")
    if study is None:
        return []
    whole = _whole(facts)
    if whole is None:
        return [Paragraph((say("The plan was put to the test in futures, but none was finished."),))]
    told = [*_rests_on(study.record), *_everybody(facts, whole), *_kept(facts, whole), _cost(whole)]
    return [
        Paragraph(tuple(told)),
        *_promises(facts),
        *_by_period(facts),
        *_budgets(facts),
        *_breaking(facts),
    ]


def chance(value: float) -> str | Figure:
    """A chance as a sentence tells it: never rounded to certainty.

    >>> chance(1.0), chance(0.998)
    ('all', 'more than 99%')
    """
    if value <= 0 or value >= 1:
        return "none" if value <= 0 else "all"
    if value < 0.005 or value >= 0.995:
        return "less than 1%" if value < 0.5 else "more than 99%"
    return Figure(value, Unit.SHARE)


def _whole(facts: Facts) -> dict[str, Any] | None:
    """The figures of the whole plan; ``None`` where no future was finished."""
    study = facts.studies.by_kind.get("stress")
    whole: dict[str, Any] | None = None if study is None else study.record["whole"]
    return whole if whole is not None and whole["futures"] else None


def _millions(value: float, signed: bool = False) -> Figure:
    return Figure(float(value), Unit.MILLIONS, signed=signed)


def _count(value: float) -> Figure:
    return Figure(float(value), Unit.UNITS)


def _rests_on(record: Any) -> Iterator[Sentence]:
    number = _count(record["whole"]["futures"])
    if record["origin"] == "given":
        yield say("The plan was put to the test in {} futures that the authority gave itself.", number)
    else:
        yield say(
            "The plan was put to the test in {} futures, drawn (seed {}) from how children come, stay and leave "
            "and how prices grow.",
            number,
            str(record["seed"]),
        )
    if record["finished"] < record["asked"]:
        yield say("It was stopped early: {} were asked for.", _count(record["asked"]))
    if record["impossible"]:
        yield say("In {} more there was no way to place the children.", _count(record["impossible"]))
    yield say(
        "Everything decided is held, and children are placed anew by somebody who knows the whole of a future, so "
        "the plan looks rather too good."
    )


def _everybody(facts: Facts, whole: dict[str, Any]) -> Iterator[Sentence]:
    without = float(whole["chance_somebody_unmet"])
    if without <= 0:
        yield say("Everybody has a home in every future.")
        return
    yield say("Nobody is without a home at any time in {} of the futures.", chance(1 - without))
    years = float(whole["expected_unmet_child_years"])
    if not facts.publish:  # a number of child-years could be that of one child
        yield say("{} child-years without a home are to be expected over the plan.", Figure(years, Unit.YEARS))


def _kept(facts: Facts, whole: dict[str, Any]) -> Iterator[Sentence]:
    if not facts.run.inputs.case.targets:
        return
    kept = float(whole["chance_every_promise_kept"])
    if kept >= 1:
        yield say("Every promise is kept in every future.")
    else:
        yield say("Every promise is kept in every one of its periods in {} of the futures.", chance(kept))


def _cost(whole: dict[str, Any]) -> Sentence:
    return say(
        "At present value the plan costs {} to {} in eight futures of ten and {} on average, against {} as "
        "planned; the dearest tenth of futures cost {} on average.",
        *(_millions(whole[name]) for name in
          ("cost_p10", "cost_p90", "expected_cost", "planned_cost", "cvar_90")),
    )  # fmt: skip


def _promises(facts: Facts) -> Blocks:
    """How often each promise is kept in all of its periods, and in which it is kept least often."""
    found = facts.studies.table("stress", "stress_promises")
    if found is None:
        return []
    missed = _missed(facts)
    rows: list[tuple[str, Figure, str, Figure]] = []
    for key, periods in found.groupby("promise", sort=False):
        weakest: Row = periods.sort_values("chance_kept", kind="stable").iloc[0].to_dict()
        kept = 1 - missed.get(str(key), 0.0)
        rows.append((_label(weakest), _share(kept), str(weakest["period"]), _share(weakest["chance_kept"])))
    rows.sort(key=lambda row: row[1].value)
    table = Table(
        "promises_in_futures",
        "How often each promise is kept in the futures",
        (
            Column("Promise"),
            Column("In all its periods (%)", Unit.SHARE),
            Column("Weakest period"),
            Column("In that period (%)", Unit.SHARE),
        ),
        tuple(rows),
        (_ROUNDED,),
    )
    worst, least = rows[0][0], rows[0][1].value
    if least >= 1:
        return [table]
    told = say("The promise that is kept least often is “{}”: in {} of the futures.", worst, chance(least))
    title = "Futures in which each promise is kept in all its periods"
    chart = Chart("promises_in_futures", Kind.BARS, table, title, "% of futures", told)
    return [Paragraph((told,)), chart, table]


def _label(row: Row) -> str:
    return str(row["label"]) or str(row["promise"])


def _share(value: float) -> Figure:
    return Figure(float(value), Unit.SHARE)


def _missed(facts: Facts) -> dict[str, float]:
    """Chance that each promise is missed in one of its periods or more; those that never are are not there."""
    found = facts.studies.table("stress", "breaking")
    if found is None:
        return {}
    promises = found[found["label"].str.startswith("the promise")]
    return {str(row["what"]): float(row["chance"]) for row in promises.to_dict("records")}


def _by_period(facts: Facts) -> Blocks:
    """Revenue and bought homes over the futures, by period."""
    found = facts.studies.table("stress", "by_period")
    assert found is not None, "futures were finished, so they were measured"
    revenue = _fan(facts, found, "revenue", "Revenue (cash prices of each period)", Unit.MILLIONS, "£m")
    bought = _fan(
        facts,
        found,
        "spot_market",
        "Children in bought homes",
        Unit.CHILDREN,
        "Children, average over each period",
    )
    return [*revenue, *bought]


def _fan(facts: Facts, found: pd.DataFrame, measure: str, what: str, unit: Unit, said: str) -> Blocks:
    """The low, the middle and the high over the futures of one measure, by period, and the plan's own figure.

    The plan's own number of children is left out before publication: readers could set it against other tables.
    """
    rows = {str(row["period"]): row for row in found[found["measure"] == measure].to_dict("records")}
    counts = unit is Unit.CHILDREN
    levels = (*_LEVELS, *(() if counts and facts.publish else (_PLAN,)))

    def cell(name: str, period: str) -> Figure:
        return Figure(
            float(rows[period][name]), unit, f"children/futures/{measure}/{name}/{period}" if counts else ""
        )

    table = Table(
        f"{measure}_in_futures",
        f"{what} over the futures, {said[0].lower()}{said[1:]}",
        (Column("Over the futures"), *(Column(f"{period} {FORECAST}", unit) for period in facts.periods)),
        tuple((label, *(cell(name, period) for period in facts.periods)) for label, name in levels),
        ("Each period by itself: no future is low, or high, in all of them.",),
    )
    low, high = cell("p10", facts.last), cell("p90", facts.last)
    told = say("{}: {} to {} in {} in eight futures of ten.", what, low, high, facts.last)
    return [Chart(table.key, Kind.LINES, table, f"{what} over the futures", said, told), table]


def _budgets(facts: Facts) -> Blocks:
    found = facts.studies.table("stress", "stress_budgets")
    if found is None:
        return []
    over = found[found["chance_kept"] < 1].sort_values("chance_kept", kind="stable").to_dict("records")
    if not over:
        return [Paragraph((say("Every budget holds in every future."),))]
    rows: list[tuple[Cell, ...]] = [
        (
            f"{str(row['budget']).capitalize()}, {str(row['period']) or 'whole plan'}",
            _millions(row["limit"]),
            _millions(row["planned"]),
            _millions(row["p90"]),
            _share(row["chance_kept"]),
        )
        for row in over
    ]
    left = len(found) - len(over)
    return [
        Table(
            "budgets_in_futures",
            "Budgets that some future exceeds, £m",
            (
                Column("Budget"),
                Column("Limit (£m)", Unit.MILLIONS),
                Column("The plan (£m)", Unit.MILLIONS),
                Column("90th percentile (£m)", Unit.MILLIONS),
                Column("Futures in which it holds (%)", Unit.SHARE),
            ),
            tuple(rows),
            (_ROUNDED, *((f"{left} more hold in every future.",) if left else ())),
        )
    ]


def _breaking(facts: Facts) -> Blocks:
    """Which futures break the plan: the likeliest first."""
    found = facts.studies.table("stress", "breaking")
    if found is None:
        return []
    told = found[found["threshold"].notna()]  # of the others too few break it, or too few do not
    rows = told.head(_MOST_BREAKING).to_dict("records")
    sentences = tuple(_broken(number, row) for number, row in enumerate(rows, start=1))
    return [Paragraph(sentences)] if sentences else []


def _broken(number: int, row: Row) -> Sentence:
    what, border = str(row["label"]), float(row["threshold"])
    where: str | Figure = f"{border:.2f} times those planned"
    if row["unit"] == "children":
        where = Figure(border, Unit.CHILDREN, f"children/futures/border/{number}")
    return say(
        "{} in {} of the futures. What tells these best from the others: “{}” in {} is {} {} in {} of these and "
        "in {} of the others.",
        f"{what[:1].upper()}{what[1:]}",
        chance(float(row["chance"])),
        str(row["driver"]),
        str(row["period"]),
        "at least" if row["side"] == "at_least" else "at most",
        where,
        chance(float(row["caught"])),
        chance(float(row["others"])),
    )
