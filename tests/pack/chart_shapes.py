"""Charts of many shapes: one row and twelve, noughts, negatives, long names, many columns."""

from __future__ import annotations

from dataclasses import replace

from optimiser.disclosure.symbols import Symbol
from optimiser.pack.document import Cell, Chart, Column, Figure, Kind, Table, Unit, say

YEARS = tuple(f"{2025 + i}/{26 + i} {Symbol.FORECAST.value}" for i in range(6))
QUARTERS = tuple(f"{2025 + i // 4}/{26 + i // 4} Q{i % 4 + 1}" for i in range(24))
WORDS = ("Inside the borough", "Bordering boroughs", "Elsewhere within 20 miles", "Beyond 20 miles",
         "Unknown or not recorded", "Supported accommodation", "Edge")  # fmt: skip
NAMES = ("In-house foster home", "Agency foster home", "Own children's home", "External children's home",
         "Supported at home by the edge-of-care service", "Supported accommodation", "Kinship", "Secure",
         "With parents", "Other residential", "A_single_word_much_longer_than_any_line_of_a_chart_may_be",
         "Not known")  # fmt: skip
FOUR = ((120.4, 124.0, 128.0, 131.0, 135.0, 139.6), (61.2, 60.0, 55.0, 52.0, 40.0, 22.0),
        (10.0, 12.0, 14.0, 16.0, 18.0, 20.0), (30.0, 28.0, 26.0, 24.0, 22.0, 21.0))  # fmt: skip
TWELVE = tuple(tuple(max(0.0, 120.0 - 17 * i + (6 - i) * j) for j in range(6)) for i in range(12))
MONEY = ((-2.4e6, -3e6, -1.2e6, 0.5e6, 2e6, 4.4e6), (-1e6,) * 6, (1e6, 0.0, 2e6, 0.0, 1e6, 0.0))
MANY = tuple((100.0 * i + 5, 30.0 - i) * 12 for i in range(3))


def chart(
    kind: Kind,
    values: tuple[tuple[float | Symbol, ...], ...],
    heads: tuple[str, ...] = YEARS,
    unit: Unit = Unit.CHILDREN,
    total: bool = False,
    signed: bool = False,
) -> Chart:
    """A chart of a table with a row for each tuple; its figures are named ``r0/c0``, those of a total ``t/c0``."""

    def cell(value: float | Symbol, name: str) -> Cell:
        return value if isinstance(value, Symbol) else Figure(value, unit, name, signed)

    heads = heads[: len(values[0])]
    values = tuple(row[: len(heads)] for row in values)
    rows = [
        (NAMES[i], *(cell(value, f"r{i}/c{j}") for j, value in enumerate(row))) for i, row in enumerate(values)
    ]
    if total:
        sums = [sum(value for value in column if isinstance(value, float)) for column in zip(*values, strict=True)]
        rows.append(("All", *(cell(value, f"t/c{j}") for j, value in enumerate(sums))))
    table = Table("k", "c", (Column("Row"), *(Column(head, unit) for head in heads)), tuple(rows), total=total)
    return Chart("k", kind, table, "t", "m", say("x"))


def schedule(*rows: tuple[Cell, Cell], periods: tuple[str, ...] = YEARS) -> Chart:
    """A timeline of rows from a period to another."""
    columns = (Column("What"), Column("Decided"), Column("First place can be used"))
    named = tuple((NAMES[i], *row) for i, row in enumerate(rows))
    made = Chart("k", Kind.TIMELINE, Table("k", "c", columns, named), "t", "m", say("x"), columns=(1, 2))
    return replace(made, periods=periods)


CONFIDENTIAL, NONE, NOT_KNOWN = Symbol.CONFIDENTIAL, Symbol.NOT_APPLICABLE, Symbol.NOT_AVAILABLE
SHAPES: dict[str, Chart] = {
    "lines": chart(Kind.LINES, FOUR),
    "lines of noughts": chart(Kind.LINES, ((0.0, 0.0), (0.0, 0.0))),
    "one line": chart(Kind.LINES, ((3.0,),)),
    "lines from a start": chart(Kind.LINES, ((0.3,) * 7, (0.5,) * 7), ("At the start", *YEARS), Unit.SHARE),
    "twelve lines": chart(Kind.LINES, TWELVE),
    "lines below nought": chart(Kind.LINES, MONEY, unit=Unit.MILLIONS, signed=True),
    "lines of quarters": chart(Kind.LINES, MANY, QUARTERS, Unit.POUNDS),
    "lines with gaps": chart(Kind.LINES, ((1.0, NOT_KNOWN, 3.0), (2.0, 2.0, NONE))),
    "stack": chart(Kind.STACKED, FOUR, total=True),
    "stack of twelve": chart(Kind.STACKED, TWELVE, total=True),
    "one column": chart(Kind.STACKED, ((0.0,),), total=True),
    "stack below nought": chart(Kind.STACKED, MONEY, unit=Unit.MILLIONS, signed=True, total=True),
    "stack over words": chart(Kind.STACKED, ((5.0, 3.0, 2.0, 1.0, 6.0, 7.0, 8.0),) * 3, WORDS),
    "stack of quarters": chart(Kind.STACKED, MANY, QUARTERS, total=True),
    "bars": chart(Kind.BARS, tuple((row[0] * 31.0,) for row in TWELVE), unit=Unit.POUNDS),
    "one bar": chart(Kind.BARS, ((0.0,),)),
    "bars both ways": chart(Kind.BARS, ((-41.2,), (39.0,), (0.4,), (NONE,), (-3.0,)), signed=True),
    "shares": chart(Kind.BARS, ((0.337,), (1.0,), (0.0,)), unit=Unit.SHARE),
    "pairs": chart(Kind.PAIRS, FOUR, ("At 31 March 2025", "At the end of the plan, on 31 March 2031")),
    "pairs both ways": chart(Kind.PAIRS, ((-5.0, 3.0, 0.0), (90.0, -90.0, 1.0)), WORDS),
    "spread": chart(Kind.SPREAD, ((-4.4e6, 6.2e6), (3e6, -2e6), (0.0, 0.0), (0.0, 1e4), (NOT_KNOWN, 1e6)),
                    ("At its lowest", "At its highest"), Unit.MILLIONS, signed=True),
    "one range": chart(Kind.SPREAD, ((85.0, 85.0),), ("Least", "Most")),
    "timeline": schedule((YEARS[0], YEARS[2]), (YEARS[1], YEARS[1]), ("", ""), ("", YEARS[5]), (YEARS[5],) * 2),
    "timeline of quarters": schedule((QUARTERS[3], QUARTERS[23]), (CONFIDENTIAL, CONFIDENTIAL), periods=QUARTERS),
}  # fmt: skip
