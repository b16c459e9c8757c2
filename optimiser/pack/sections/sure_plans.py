"""Plans made in several ways for a future that nobody knows, side by side, and which decisions can wait."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator
from typing import Any

from optimiser.disclosure.symbols import Symbol
from optimiser.pack.document import Cell, Chart, Column, Figure, Kind, Paragraph, Sentence, Table, Unit, say
from optimiser.pack.facts import Facts
from optimiser.pack.homes import WITHHELD, is_small_home

Blocks = list[Paragraph | Table | Chart]
Row = dict[Hashable, Any]

_ERRORS = 2.0
"""A difference smaller than so many of its standard errors is no difference."""
_MEAN = "mean"


def blocks(facts: Facts) -> Blocks:
    """What a study of plans for many futures found; nothing where there is none."""
    found = facts.studies.table("robust", "robust_candidates")
    if found is None:
        return []
    record = facts.studies.by_kind["robust"].record
    rows: list[Row] = found[found["cost"].notna()].to_dict("records")
    if not rows:
        return [Paragraph((say("Plans were made for many futures, but none was counted in fresh ones."),))]
    sentences = (_how(record, rows), *_beside(rows), *_worth(record))
    table = _table(facts, record, rows)
    chart = Chart(
        "plans_for_futures",
        Kind.SPREAD,
        table,
        "What each plan costs on average, and in the dearest futures",
        "£m, present value",
        _costs(rows),
    )
    return [Paragraph(sentences), chart, table, *_waiting(facts)]


def _first(rows: list[Row]) -> Row:
    """The plan for demand as expected, which the others are set beside; the first where it was not counted."""
    return next((row for row in rows if row["candidate"] == _MEAN), rows[0])


def _millions(value: float, signed: bool = False) -> Figure:
    return Figure(float(value), Unit.MILLIONS, signed=signed)


def _costs(rows: list[Row]) -> Sentence:
    """Between what the plans cost on average, and in the dearest futures."""
    ends = [_millions(end(float(row[name]) for row in rows)) for name in ("cost", "cvar") for end in (min, max)]
    return say("The plans cost {} to {} on average, and {} to {} in the dearest futures.", *ends)


def _how(record: Any, rows: list[Row]) -> Sentence:
    same = "the very same ones, which flatters the plans made for them"
    fresh = f"fresh ones (seed {record['fresh_seed']})" if record["fresh_seed"] is not None else same
    return say(
        "Plans were made in {} ways, with {} futures to plan for, and each was counted in {} futures, {}.",
        Figure(float(len(rows)), Unit.UNITS),
        Figure(float(record["planned_for"]), Unit.UNITS),
        Figure(float(record["fresh"]), Unit.UNITS),
        fresh,
    )


def _beside(rows: list[Row]) -> Iterator[Sentence]:
    """What each plan costs beside that for demand as expected; a difference within its error is none."""
    mean = str(_first(rows)["label"])
    for row in rows:
        more, error = float(row["cost_beside_mean"]), _ERRORS * float(row["cost_error"])
        if math.isnan(more):
            continue
        if abs(more) <= error or more == 0:
            yield say("The cost of “{}” cannot be told apart from that of “{}”.", str(row["label"]), mean)
        else:
            which = "more" if more > 0 else "less"
            yield say(
                "“{}” costs {} " + which + " on average than “{}”, give or take {}.",
                str(row["label"]),
                _millions(abs(more)),
                mean,
                _millions(error),
            )


def _worth(record: Any) -> Iterator[Sentence]:
    for name, what in (
        ("value_of_planning", "Planning for all futures in place of demand as expected"),
        ("value_of_knowing", "Knowing the future before deciding"),
    ):
        least, most = record[name]
        if least is None or most is None or not math.isfinite(most):
            continue
        if least <= 0:
            yield say(what + " would be worth at most {} in the futures planned for.", _millions(most))
        else:
            yield say(
                what + " would be worth between {} and {} in the futures planned for.",
                _millions(least),
                _millions(most),
            )


def _table(facts: Facts, record: Any, rows: list[Row]) -> Table:
    """Every plan in the same fresh futures; child-years only where the pack stays with the authority."""

    def cells(row: Row) -> tuple[Cell, ...]:
        more, error = float(row["cost_beside_mean"]), float(row["cost_error"])
        beside: tuple[Cell, ...] = (Symbol.NOT_APPLICABLE,) * 2
        if math.isfinite(more) and math.isfinite(error):
            beside = (_millions(more, signed=True), _millions(_ERRORS * error))
        kept = Figure(float(row["promises_kept"]), Unit.SHARE)
        unmet = () if facts.publish else (Figure(float(row["unmet"]), Unit.YEARS),)
        return (str(row["label"]), _millions(row["cost"]), _millions(row["cvar"]), *beside, kept, *unmet)

    dearest = f"{100 * (1 - float(record['level'])):g}%"
    unmet = () if facts.publish else (Column("Child-years without a home", Unit.YEARS),)
    return Table(
        "plans_for_futures",
        "Plans for a future that nobody knows, each in the same futures: cost at present value, £m",
        (
            Column("Planned for"),
            Column("On average (£m)", Unit.MILLIONS),
            Column(f"The dearest {dearest} (£m)", Unit.MILLIONS),
            Column("More than as expected (£m)", Unit.MILLIONS),
            Column("Give or take (£m)", Unit.MILLIONS),
            Column("Every promise kept (%)", Unit.SHARE),
            *unmet,
        ),
        tuple(cells(row) for row in rows),
        (
            "Give or take: twice the standard error of the difference. Children are placed by somebody who knows "
            "the whole of a future.",
        ),
    )


def _waiting(facts: Facts) -> list[Table]:
    """What waiting a period would cost, of what the plan for all futures decides in the first."""
    found = facts.studies.table("robust", "delay")
    if found is None:
        return []

    def area(row: Row) -> str:
        small = facts.publish and is_small_home(facts, str(row["option"]), str(row["provision"]))
        return WITHHELD if small else facts.area(str(row["area"]))

    rows = tuple(
        (
            str(row["label"]),
            area(row),
            Figure(float(row["units"]), Unit.UNITS),
            _pounds(row["least"]),
            _pounds(row["most"]),
            str(row["verdict"]),
        )
        for row in found.to_dict("records")
    )
    return [
        Table(
            "what_can_wait",
            "What waiting for the next period would cost, of what the plan for all futures decides in the first",
            (
                Column("Decision"),
                Column("Area"),
                Column("Units", Unit.UNITS),
                Column("At least (£000)", Unit.THOUSANDS),
                Column("At most (£000)", Unit.THOUSANDS),
                Column("Verdict"),
            ),
            rows,
            (f"{Symbol.NOT_APPLICABLE.value} where no plan without the decision was found.",),
        )
    ]


def _pounds(value: float) -> Cell:
    found = float(value)
    return Figure(found, Unit.THOUSANDS) if math.isfinite(found) else Symbol.NOT_APPLICABLE
