"""A small pack with everything that a pack can have, and figures that can be hidden."""

from __future__ import annotations

from optimiser.disclosure.symbols import Symbol
from optimiser.pack.document import (
    Chart,
    Column,
    Figure,
    Kind,
    Pack,
    Paragraph,
    Provenance,
    Section,
    Sum,
    Table,
    Unit,
    say,
)

PERIODS = ("2025/26", "2026/27", "2027/28")
CHILDREN = {"In-house foster home": (120.4, 131.0, 139.6), "Agency <foster> home": (61.2, 52.0, 3.4)}
HIDDEN = frozenset({"children/Agency <foster> home/2027/28", "children/total/2027/28"})


def child(name: str, period: str) -> Figure:
    place = PERIODS.index(period)
    value = sum(row[place] for row in CHILDREN.values()) if name == "total" else CHILDREN[name][place]
    return Figure(value, Unit.CHILDREN, f"children/{name}/{period}")


def homes_table() -> Table:
    return Table(
        key="homes_by_year",
        caption="Children by the kind of home they live in, average over each financial year",
        columns=(
            Column("Kind of home"),
            *(Column(f"{period} {Symbol.FORECAST.value}", Unit.CHILDREN) for period in PERIODS),
            Column("Change, 2025/26 to 2027/28", Unit.CHILDREN),
        ),
        rows=(
            *(
                (
                    name,
                    *(child(name, period) for period in PERIODS),
                    Figure(row[-1] - row[0], Unit.CHILDREN, f"change/{name}", signed=True),
                )
                for name, row in CHILDREN.items()
            ),
            ("All children", *(child("total", period) for period in PERIODS), Symbol.NOT_APPLICABLE),
        ),
        notes=("Source: the plan.", "Figures may not sum because of rounding."),
        total=True,
        sums=tuple(
            Sum(f"children/total/{p}", tuple((f"children/{name}/{p}", 1.0) for name in CHILDREN)) for p in PERIODS
        ),
    )


def money_table() -> Table:
    rows = (("Homes", 5_104_499.0, 0.337), ("Carers & support", -250_500.0, 0.0))
    return Table(
        key="money_by_line",
        caption="Spending by line, £m, cash prices of 2025/26",
        columns=(
            Column("Line"),
            Column("Spending (£m)", Unit.MILLIONS),
            Column("Share of children (%)", Unit.SHARE),
        ),
        rows=tuple((name, Figure(m, Unit.MILLIONS), Figure(s, Unit.SHARE)) for name, m, s in rows),
    )


def schedule_table() -> Table:
    return Table(
        key="schedule",
        caption="What is decided and when it opens",
        columns=(Column("What"), Column("Decided"), Column("First place used"), Column("Places", Unit.PLACES)),
        rows=(
            ("Own home of 4 beds, north", "2025/26", "2027/28", Figure(4.0, Unit.PLACES)),
            ("Recruit foster carers, first ten", "2025/26", "2025/26", Figure(20.9, Unit.PLACES)),
        ),
    )


def sample_pack(
    hidden: frozenset[str] = frozenset(), for_publication: bool = False, approved: bool = False
) -> Pack:
    homes, schedule = homes_table(), schedule_table()
    agency = child("Agency <foster> home", "2027/28")
    mix = Section(
        "mix",
        "Where children live",
        say("By 2027/28, {} children live with agency carers", agency),
        (
            Paragraph(
                (
                    say(
                        "In 2025/26 {} children lived in agency foster homes.",
                        child("Agency <foster> home", "2025/26"),
                    ),
                    say("By 2027/28 there are {}.", agency),
                )
            ),
            Chart(
                "homes_by_year",
                Kind.STACKED,
                homes,
                "Children by kind of home",
                "Children, average over the year",
                say(
                    "In-house foster homes rise from {} to {}.",
                    child("In-house foster home", "2025/26"),
                    child("In-house foster home", "2027/28"),
                ),
            ),
            homes,
        ),
    )
    money = Section(
        "money",
        "What it costs",
        say("Homes cost {}", Figure(5_104_499.0, Unit.MILLIONS)),
        (
            Paragraph(
                (
                    say(
                        "Homes cost {} in 2025/26, and carers & support bring in money.",
                        Figure(5_104_499.0, Unit.MILLIONS),
                    ),
                )
            ),
            money_table(),
            Chart(
                "schedule",
                Kind.TIMELINE,
                schedule,
                "What opens when",
                "Financial years",
                say("The home of 4 beds opens in 2027/28."),
                columns=(1, 2),
                periods=PERIODS,
            ),
            schedule,
        ),
    )
    provenance = Provenance(
        run="0123456789ab",
        state="Analyst tested",
        approved=approved,
        software="sufficiency-optimiser 0.1.0",
        price_base="2024/25",
    )
    return Pack(
        authority="Lewisham",
        title="Sufficiency plan 2025/26 to 2027/28",
        provenance=provenance,
        sections=(mix, money),
        for_publication=for_publication,
        hidden=hidden,
        glossary={"Sufficiency": "Enough suitable homes, near where children come from."},
    )
