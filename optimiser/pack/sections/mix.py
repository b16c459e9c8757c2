"""Where children live under the plan, year by year and beside doing nothing; and how much of it is in-house."""

from __future__ import annotations

from collections.abc import Sequence

from optimiser.disclosure.symbols import Symbol
from optimiser.pack.display import rounded
from optimiser.pack.document import (
    Cell,
    Chart,
    Column,
    Figure,
    Kind,
    Known,
    Paragraph,
    Part,
    Section,
    Sentence,
    Sum,
    Table,
    Unit,
    say,
)
from optimiser.pack.facts import NOTHING, PLAN, Facts
from optimiser.pack.groups import AT_HOME, is_bought, kinds
from optimiser.pack.sections import living
from optimiser.pack.sections.homes_now import START, kind_sums, start_by_provision
from optimiser.pack.tables import FORECAST, ROUNDING, Line, figure, lines_table, total_of

KEY, TITLE = "mix", "Where children live under the plan"
_EVERYONE = "All children looked after"


def section(facts: Facts) -> Section:
    """Children by kind of home and year; each provision before and after; the in-house share."""
    layout, lines = living.layout(facts, PLAN), living.by_kind(facts, PLAN)
    total = total_of(lines, _EVERYONE)
    table = lines_table(
        "mix_by_year",
        "Children looked after by kind of home under the plan, average over each period",
        "Kind of home",
        layout,
        lines,
        total,
    )
    ratio = _in_house(facts)
    moved = _most_moved(facts, lines)
    changes = tuple(_change(facts, line, word) for line, word in moved)
    chart = Chart(
        "mix_by_year",
        Kind.STACKED,
        table,
        "Children looked after by kind of home under the plan",
        "Children, average over each period",
        changes[0] if changes else say("The mix of homes stays as it is."),
    )
    opening = say("Between {} and {}, under the plan:", facts.first, facts.last)
    told = Paragraph(
        (opening, *changes) if changes else (say("Children live where they do at first throughout."),)
    )
    blocks = (told, chart, table, _before_and_after(facts), _ratio_chart(ratio), ratio)
    return Section(KEY, TITLE, _message(facts, [line for line, _ in moved]), blocks, _known(facts))


def _known(facts: Facts) -> Known:
    """Kinds are sums of provisions in the last period; what is in-house is the in-house kinds and a rest."""
    living_now = facts.living(PLAN)
    at_end = {key: children for (key, t), children in living_now.items() if t == facts.last}
    sums = list(kind_sums(facts, "children/plan", facts.last, at_end))
    parts: list[Part] = []
    unseen: list[Figure] = []
    for who, name in living.WHO.items():
        for t, here in _looked_after(facts, who).items():
            of, own = f"children/{name}/in house/{t}", {key for key in here if not is_bought(facts, key)}
            if sum(here.values()):
                parts.append(Part(f"share/{name}/in house/{t}", of, sum(here.values())))
                unseen.append(Figure(sum(here[key] for key in own), Unit.CHILDREN, of))
            if who == PLAN:
                pure, rest = _own_kinds(facts), f"children/{name}/in house, other/{t}"
                told = {key for members in pure.values() for key in members}
                unseen.append(Figure(sum(here[key] for key in own - told), Unit.CHILDREN, rest))
                sums.append(Sum(of, (*((f"children/plan/{kind}/{t}", 1.0) for kind in pure), (rest, 1.0))))
    return Known(tuple(sums), tuple(parts), tuple(unseen))


def _looked_after(facts: Facts, who: str) -> dict[str, dict[str, float]]:
    """Children looked after of each provision, by period."""
    found: dict[str, dict[str, float]] = {t: {} for t in facts.periods}
    for (key, t), children in facts.living(who).items():
        if key in facts.looked_after:
            found[t][key] = children
    return found


def _own_kinds(facts: Facts) -> dict[str, tuple[str, ...]]:
    """Kinds of home that the authority alone provides."""
    return {
        kind: members
        for kind, members in kinds(facts).items()
        if kind != AT_HOME and not any(is_bought(facts, key) for key in members)
    }


def _most_moved(facts: Facts, lines: Sequence[Line]) -> list[tuple[Line, str]]:
    """The kinds of home that rise and fall most from the first period to the last, as far as can be seen."""

    def rise(line: Line) -> float:
        return line.figures[facts.last] - line.figures[facts.first]

    layout, found = living.layout(facts, PLAN), []
    for line, word in ((max(lines, key=rise), "rises"), (min(lines, key=rise), "falls")):
        first, last = (rounded(figure(layout, line, t)) for t in (facts.first, facts.last))
        if (last > first) if word == "rises" else (last < first):
            found.append((line, word))
    return found


def _change(facts: Facts, line: Line, word: str) -> Sentence:
    first, last = (figure(living.layout(facts, PLAN), line, t) for t in (facts.first, facts.last))
    return say("“{}” {} from {} to {} children.", line.label, word, first, last)


def _message(facts: Facts, moved: Sequence[Line]) -> Sentence:
    if not moved:
        return say("The mix of homes stays as it is until {}", facts.last)
    template = "By {}: "
    mixed: list[str | Figure] = [facts.last]
    for line in moved:
        template += "{}, from {} to {} children" if line is moved[0] else "; {}, from {} to {}"
        mixed += [
            _lower(line.label),
            *(figure(living.layout(facts, PLAN), line, t) for t in (facts.first, facts.last)),
        ]
    return say(template, *mixed)


def _lower(label: str) -> str:
    return label[0].lower() + label[1:]


def _before_and_after(facts: Facts) -> Table:
    """Every provision at the start, and in the last period under doing nothing and under the plan."""
    start = start_by_provision(facts)
    plan = facts.living(PLAN)
    nothing = facts.living(NOTHING)
    keys = [
        key
        for key in facts.run.inputs.case.provisions
        if key in facts.looked_after
        and any((start.get(key), plan.get((key, facts.last)), nothing.get((key, facts.last))))
    ]
    rows: list[tuple[Cell, ...]] = []
    sums: list[Sum] = []
    for key in keys:
        after, without = plan.get((key, facts.last), 0.0), nothing.get((key, facts.last), 0.0)
        cells: list[Cell] = [
            facts.provision(key),
            Figure(start.get(key, 0.0), Unit.CHILDREN, f"children/start/{key}/{START}"),
            Figure(after, Unit.CHILDREN, f"children/plan/{key}/{facts.last}"),
        ]
        if facts.has_baseline:
            difference = f"children/difference/{key}/{facts.last}"
            cells[2:2] = [Figure(without, Unit.CHILDREN, f"children/nothing/{key}/{facts.last}")]
            cells.append(Figure(after - without, Unit.CHILDREN, difference, signed=True))
            sums.append(
                Sum(
                    difference,
                    ((f"children/plan/{key}/{facts.last}", 1.0), (f"children/nothing/{key}/{facts.last}", -1.0)),
                )
            )
        rows.append(tuple(cells))
    plan_head = Column(f"Plan, {facts.last} {FORECAST}", Unit.CHILDREN)
    heads = [Column("Provision"), Column("At the start", Unit.CHILDREN), plan_head]
    if facts.has_baseline:
        heads[2:2] = [Column(f"Doing nothing, {facts.last} {FORECAST}", Unit.CHILDREN)]
        heads.append(Column("Plan less doing nothing", Unit.CHILDREN))
    caption = f"Children looked after by provision: at the start, and in {facts.last}"
    return Table("mix_before_and_after", caption, tuple(heads), tuple(rows), (ROUNDING,), sums=tuple(sums))


def _in_house(facts: Facts) -> Table:
    """The share of children looked after who live in in-house provision."""
    rows = []
    for who, label in ((PLAN, "Plan"), (NOTHING, "Doing nothing")):
        if who == NOTHING and not facts.has_baseline:
            continue
        shares = in_house_share(facts, who)
        cells = (Symbol.NOT_APPLICABLE if share is None else share for share in shares.values())
        rows.append((label, *cells))
    heads = (Column(""), *(Column(f"{t} {FORECAST}", Unit.SHARE) for t in facts.periods))
    caption = "Share of children looked after who live in the authority's own provision, average over each period"
    return Table(
        "in_house_share",
        caption,
        (Column("Which"), *heads[1:]),
        tuple(rows),
        ("Own provision is what the authority runs itself (SSDA903 provider code PR1). The rest is external.",),
    )


def in_house_share(facts: Facts, who: str) -> dict[str, Figure | None]:
    """The share of children looked after in in-house provision, by period; ``None`` where there is nobody."""
    found: dict[str, Figure | None] = {}
    for t, here in _looked_after(facts, who).items():
        everyone, own = sum(here.values()), sum(here[key] for key in here if not is_bought(facts, key))
        share = f"share/{living.WHO[who]}/in house/{t}"
        found[t] = Figure(own / everyone, Unit.SHARE, share) if everyone > 0 else None
    return found


def _ratio_chart(table: Table) -> Chart:
    plan = [cell for cell in table.rows[0] if isinstance(cell, Figure)]
    message = (
        say("In-house provision goes from {} to {} of children under the plan.", plan[0], plan[-1])
        if plan
        else say("Nobody is looked after.")
    )
    return Chart(
        "in_house_share",
        Kind.LINES,
        table,
        "Children in the authority's own provision",
        "Share of children looked after, %",
        message,
    )
