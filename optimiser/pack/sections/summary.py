"""The plan in brief: what a reader of one page should know."""

from __future__ import annotations

from optimiser.pack.document import Figure, Paragraph, Section, Sentence, Table, Unit, say
from optimiser.pack.facts import NOTHING, PLAN, Facts
from optimiser.pack.sections import living
from optimiser.pack.sections.homes_now import LAYOUT, START, start_lines
from optimiser.pack.sections.mix import in_house_share
from optimiser.pack.tables import FORECAST, Layout, Line, figure, lines_table, total_of

KEY, TITLE = "summary", "In brief"


def section(facts: Facts) -> Section:
    """Children, homes and money in a few sentences."""
    found = [*_children(facts), *_money(facts), *_unmet(facts)]
    shares = in_house_share(facts, PLAN)
    last = shares[facts.last]
    message = say("A plan for {} from {} to {}", facts.authority, facts.first, facts.last)
    if last is not None:
        message = say(
            "By {} {} of children live in {}'s own provision",
            facts.last,
            last,
            facts.authority,
        )
    return Section(KEY, TITLE, message, (Paragraph(tuple(found)), *_without_home(facts)))


def _children(facts: Facts) -> list[Sentence]:
    start = total_of(start_lines(facts), "All")
    layout, lines = living.layout(facts, PLAN), living.by_kind(facts, PLAN)
    total = total_of(lines, "All")
    found = [
        say(
            "{} children are in our care at the start; the plan is for {} in {}.",
            figure(LAYOUT, start, START),
            figure(layout, total, facts.last),
            facts.last,
        )
    ]
    shares, without = in_house_share(facts, PLAN), in_house_share(facts, NOTHING)
    first, last, nothing = shares[facts.first], shares[facts.last], without[facts.last]
    if first is not None and last is not None:
        found.append(
            say(
                "The authority's own provision goes from {} to {} of them.",
                first,
                last,
            )
        )
    if nothing is not None and facts.has_baseline:
        found.append(say("If nothing is decided it is {}.", nothing))
    return found


def _money(facts: Facts) -> list[Sentence]:
    heads = facts.headlines
    plan = Figure(float(heads["present_value"]), Unit.MILLIONS)
    if not facts.has_baseline:
        return [say("The plan costs {} at present value.", plan), say("What doing nothing costs is not known.")]
    nothing = float(heads["present_value_do_nothing"])
    return [
        say(
            "At present value the plan costs {}, {} less than doing nothing.",
            plan,
            Figure(nothing - float(heads["present_value"]), Unit.MILLIONS),
        ),
        say("Capital net of grant is {}.", Figure(float(heads["capital_net"]), Unit.MILLIONS)),
    ]


def _unmet(facts: Facts) -> list[Sentence]:
    years = float(facts.headlines["unmet_child_years"])
    if years <= 0:
        return [say("Every child has a suitable home throughout.")]
    if facts.publish:  # a number of child-years could be that of one child
        return [say("Some children go without a suitable home for some of the time.")]
    return [say("Children go without a suitable home for {} child-years in all.", Figure(years, Unit.YEARS))]


def _without_home(facts: Facts) -> tuple[Table, ...]:
    """Children without a suitable home under the plan, by need group and period; nothing where there are none."""
    missing = facts.expected("unmet", PLAN, ("need", "period"))
    if not any(value > 0 for value in missing.values()):
        return ()
    layout = Layout("children/plan", Unit.CHILDREN, [(t, f"{t} {FORECAST}") for t in facts.periods])
    lines = [
        Line(facts.need(key), f"no home/{key}", {t: missing.get((key, t), 0.0) for t in facts.periods})
        for key in dict.fromkeys(key for key, _ in missing)
    ]
    caption = "Children without a suitable home under the plan, by need group, average over each period"
    total = total_of(lines, "All children without a suitable home", "no home")
    return (lines_table("unmet_by_group", caption, "Need group", layout, lines, total),)
