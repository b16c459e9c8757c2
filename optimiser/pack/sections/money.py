"""What the plan costs: unit costs, spending by line and year, invest to save, break-even occupancy."""

from __future__ import annotations

import math

from optimiser.disclosure.symbols import Symbol
from optimiser.pack.document import Chart, Figure, Kind, Known, Paragraph, Section, Sentence, Sum, Table, Unit, say
from optimiser.pack.facts import PLAN, Facts
from optimiser.pack.groups import AT_HOME, kinds
from optimiser.pack.tables import FORECAST, Layout, Line, lines_table, money_table, total_of

KEY, TITLE = "money", "What it costs"
PLACEMENTS = "placements"
_LINES = {
    PLACEMENTS: "Children's placements",
    "travel": "Travel",
    "existing_places": "Running homes that exist",
    "new_places": "Running what the plan adds",
    "setup": "Setting up and recruiting",
    "prevention": "Keeping families together",
    "closures": "Closing homes",
    "planned_moves": "Planned moves",
    "financing": "Paying for capital",
    "grants": "Grants received",
}


def section(facts: Facts) -> Section:
    """Revenue by line, invest to save by year, unit costs and break-even occupancy."""
    savings = facts.table("savings")
    lines, saving = _lines(facts), _invest_to_save(facts)
    chart = Chart(
        "revenue",
        Kind.PAIRS,
        saving,
        "Revenue under the plan and if nothing is decided",
        "£m of each period, cash prices",
        _revenue(facts),
        columns=(1, 2) if facts.has_baseline else (1,),
    )
    blocks: tuple[Paragraph | Table | Chart, ...] = (
        Paragraph(_sentences(facts)),
        chart,
        saving,
        lines,
        *_unit_costs(facts),
        *_break_even(facts),
    )
    total = Figure(float(savings["revenue_plan"].sum()), Unit.MILLIONS)
    message = say("Revenue is {} from {} to {}", total, facts.first, facts.last)
    if facts.has_baseline:
        message = say(
            "Revenue is {} from {} to {}, {} less than doing nothing",
            total,
            facts.first,
            facts.last,
            Figure(float(savings["revenue_saving"].sum()), Unit.MILLIONS),
        )
    return Section(KEY, TITLE, message, blocks, _known(facts))


def _revenue(facts: Facts) -> Sentence:
    last = facts.table("savings").iloc[-1]
    plan = Figure(float(last["revenue_plan"]), Unit.MILLIONS)
    if not facts.has_baseline:
        return say("Revenue is {} in {}.", plan, facts.last)
    nothing = Figure(float(last["revenue_do_nothing"]), Unit.MILLIONS)
    return say("In {} revenue is {} under the plan and {} if nothing is decided.", facts.last, plan, nothing)


def _sentences(facts: Facts) -> tuple[Sentence, ...]:
    heads = facts.headlines
    net = Figure(float(heads["capital_net"]), Unit.MILLIONS)
    grant = Figure(float(heads["capital_grant"]), Unit.MILLIONS)
    found = [_revenue(facts), say("Capital is {} net of {} of grant.", net, grant)]
    if facts.has_baseline:
        cash, avoided = (Figure(float(heads[key]), Unit.MILLIONS) for key in ("cashable_saving", "cost_avoided"))
        found.append(
            say(
                "Of the saving, {} is cashable: spending falls below today's at general inflation. The other {} "
                "is cost avoided, which releases no money.",
                cash,
                avoided,
            )
        )
        if heads.get("payback_period"):
            found.append(say("The plan has paid back its capital by {}.", str(heads["payback_period"])))
    return tuple(found)


def _lines(facts: Facts) -> Table:
    """Revenue of each cost line by period."""
    amounts = facts.expected("costs", "amount", ("line", "period"), lambda costs: costs["kind"] == "revenue")
    present = [line for line in _LINES if any(amounts.get((line, t)) for t in facts.periods)]
    layout = Layout("money", Unit.THOUSANDS, [(t, f"{t} {FORECAST} (£000)") for t in facts.periods])
    lines = [Line(_LINES[line], line, {t: amounts.get((line, t), 0.0) for t in facts.periods}) for line in present]
    return lines_table(
        "revenue_by_line",
        "Revenue by line under the plan, £000, cash prices of each period",
        "Line",
        layout,
        lines,
        total_of(lines, "Revenue in all"),
    )


def _known(facts: Facts) -> Known:
    """What placements cost is the children of each kind of home times what they cost on average.

    Whoever knows the prices could tell numbers of children from it.
    """
    living = facts.living(PLAN)
    paid = facts.expected(
        "costs",
        "amount",
        ("provision", "period"),
        lambda costs: (costs["kind"] == "revenue") & (costs["line"] == PLACEMENTS),
    )
    sums = []
    for t in facts.periods:
        parts, rest = [], 0.0
        for kind, members in kinds(facts).items():
            money = sum(paid.get((key, t), 0.0) for key in members)
            children = sum(living.get((key, t), 0.0) for key in members)
            if children > 0 and kind != AT_HOME:
                parts.append((f"children/plan/{kind}/{t}", money / children))
            else:
                rest += money
        if not rest:
            sums.append(Sum(f"money/{PLACEMENTS}/{t}", tuple(part for part in parts if part[1])))
    return Known(tuple(sums))


def _invest_to_save(facts: Facts) -> Table:
    """Revenue beside doing nothing, capital, and the net position so far."""
    savings = facts.table("savings")
    names = [("revenue_plan", "Revenue, plan (£m)")]
    if facts.has_baseline:
        names += [
            ("revenue_do_nothing", "Revenue, doing nothing (£m)"),
            ("cashable", "Cashable saving (£m)"),
            ("avoided", "Cost avoided (£m)"),
        ]
    names += [
        ("capital_gross", "Capital (£m)"),
        ("capital_grant", "Grant (£m)"),
        ("capital_net", "Net capital (£m)"),
    ]
    if facts.has_baseline:
        names.append(("cumulative_net_benefit", "Net position so far (£m)"))
    rows = [(str(row["period"]), [float(row[name]) for name, _ in names]) for row in savings.to_dict("records")]
    sums = [sum(values[place] for _, values in rows) for place in range(len(names))]
    ending: list[float | None] = [
        None if name == "cumulative_net_benefit" else sums[i] for i, (name, _) in enumerate(names)
    ]
    return money_table(
        "invest_to_save",
        "Invest to save: revenue, savings, capital and net position by period, £m, cash prices",
        "Period",
        [(heading, Unit.MILLIONS) for _, heading in names],
        [*rows, ("All periods", ending)],
        [
            "Net position: revenue saved so far before financing charges, less net capital.",
            "A saving is cashable where spending falls below today's at general inflation; the rest is avoided.",
        ]
        if facts.has_baseline
        else [],
        total=True,
    )


def _unit_costs(facts: Facts) -> tuple[Table, ...]:
    """What a child's home costs a week, where it is bought or paid by the child."""
    case = facts.run.inputs.case
    priced = [one for one in case.provisions.values() if one.weekly_cost > 0]
    if not priced:
        return ()
    rows = [(one.label, [one.weekly_cost, one.price_growth]) for one in priced]
    return (
        money_table(
            "unit_costs",
            f"Weekly cost of a child's home, prices of {case.settings.price_base}",
            "Provision",
            [("Each week (£)", Unit.POUNDS), ("Growth above inflation (% a year)", Unit.RATE)],
            rows,
            ["What is paid for each child; homes that the authority runs are in the table of revenue by line."],
        ),
    )


def _break_even(facts: Facts) -> tuple[Table, ...]:
    """The occupancy at which what the plan adds costs no more than what doing nothing pays."""
    found = facts.table("break_even").drop_duplicates("label")
    if found.empty:
        return ()
    rows = [
        (
            str(row["label"]),
            [
                float(row["full_cost_per_place_week"]),
                _or_none(row["alternative_weekly_cost"]),
                _or_none(row["break_even_occupancy"]),
                float(row["planning_occupancy"]),
            ],
        )
        for row in found.to_dict("records")
    ]
    return (
        money_table(
            "break_even",
            f"Break-even occupancy of what the plan adds, prices of {facts.run.inputs.case.settings.price_base}",
            "Decision",
            [
                ("Cost of a filled place each week (£)", Unit.POUNDS),
                ("What it replaces each week (£)", Unit.POUNDS),
                ("Break-even occupancy (%)", Unit.SHARE),
                ("Planned occupancy (%)", Unit.SHARE),
            ],
            rows,
            [f"{Symbol.NOT_APPLICABLE.value} where doing nothing buys no such home."],
        ),
    )


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
