"""Risks and limits: what binds, what the inputs warn of, and what a plan of this kind cannot say."""

from __future__ import annotations

from optimiser.pack.document import Column, Paragraph, Section, Sentence, Table, say
from optimiser.pack.facts import Facts
from optimiser.pack.homes import names_small_home

KEY, TITLE = "risks", "Risks and limits"
_MOST = 12
_LIMITS = (
    "The plan supports decisions about how many homes of each kind there should be. It never decides for a child: "
    "where a child lives follows from an assessment of the child's needs.",
    "Numbers of children are averages over a period. Children arrive one by one, and a home that is free on "
    "average may be full on the day.",
    "Forecasts of need, prices and recruitment are assumptions; this pack lists their sources and confidence.",
    "Places are limited to a planned occupancy. Whether a child fits with those who live in a home is not in it.",
)


def section(facts: Facts) -> Section:
    """Limits of the method, warnings of the inputs, and the limits that bind with what they are worth."""
    warnings = [str(text) for text in facts.run.record.get("warnings", ())]
    limits = tuple(say("{}", text) for text in _LIMITS)
    blocks: list[Paragraph | Table] = [Paragraph(limits)]
    if warnings and not facts.publish:  # they may quote numbers of children from the inputs
        rows = tuple((str(number), text) for number, text in enumerate(warnings, start=1))
        blocks.append(
            Table("warnings", "What the checks of the inputs warn of", (Column("Number"), Column("Warning")), rows)
        )
    binding = _binding(facts)
    if binding.rows:
        blocks.append(binding)
    return Section(KEY, TITLE, _message(facts), tuple(blocks))


def _message(facts: Facts) -> Sentence:
    return say("What could change the plan, and what it cannot say")


def _binding(facts: Facts) -> Table:
    """The limits that are worth most, the dearest of each kind first."""
    found = facts.table("marginals")
    worth = found.assign(size=found["value"].abs()).sort_values("size", ascending=False)
    if facts.publish:  # these sentences name the area
        worth = worth[~worth["sentence"].map(lambda sentence: names_small_home(facts, sentence)).astype(bool)]
    worth = worth.groupby("family", sort=False).head(2).head(_MOST)
    rows = tuple((str(row["period"]) or "All", str(row["sentence"])) for row in worth.to_dict("records"))
    return Table(
        "what_binds",
        "What holds the plan where it is, and what a little more leeway is worth",
        (Column("Period"), Column("What it is worth")),
        rows,
        ("With the decisions about whole homes and services held as they are.",),
    )
