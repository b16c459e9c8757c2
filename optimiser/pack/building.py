"""From a run to its pack: every section that the run has something for, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from optimiser.assurance.statement import ASSURANCE_STATES
from optimiser.errors import OptimiserError
from optimiser.pack.document import Pack, Provenance, Section
from optimiser.pack.facts import Facts
from optimiser.pack.fitting import fitted
from optimiser.pack.sections import (
    assumptions,
    assurance,
    depends,
    filling,
    gap,
    homes_now,
    intentions,
    locality,
    mix,
    money,
    need,
    options,
    promises,
    risks,
    schedule,
    summary,
    sure,
)

_SECTIONS: dict[str, Callable[[Facts], Section | None]] = {
    module.KEY: module.section
    for module in (
        summary, need, homes_now, gap, schedule, mix, filling, locality, promises, money, options, depends, sure,
        risks, intentions, assumptions, assurance,
    )
}  # fmt: skip
SECTIONS = tuple(_SECTIONS)
"""Keys of the sections, in reading order."""


def sections_of(facts: Facts, keys: Iterable[str]) -> tuple[Section, ...]:
    """The sections of those keys, in their order; without those that the run has nothing for."""
    found = (_SECTIONS[key](facts) for key in keys)
    return tuple(fitted(section) for section in found if section is not None)


GLOSSARY = {
    "Agency foster home": "A foster home of an independent fostering agency, bought by the week.",
    "Block contract": "Places paid for whether they are filled or not.",
    "Cashable saving": "A saving by which spending falls below today's, so that money can be used elsewhere.",
    "Children in our care": "Children looked after by the authority under the Children Act 1989.",
    "Cost avoided": "What would have been spent if nothing were decided. It releases no money.",
    "Do nothing": "What happens if nothing new is decided: the comparison for every figure of the plan.",
    "External": "Provided by others: an agency, a company, a charity or another authority.",
    "In-house": "Run by the authority itself.",
    "Kinship care": "A child lives with relatives or friends who are approved as carers.",
    "Present value": "Costs of later years counted for less, so that plans that pay at different times compare.",
    "Sufficiency": "Enough suitable homes for the children in our care, near where they come from.",
    "Supported accommodation": "Registered homes with support at 16 and 17; also called semi-independent.",
}


def pack_of(facts: Facts, chosen: Iterable[str] = ()) -> Pack:
    """The pack of a run; only the chosen sections where any are given.

    Raises :class:`~optimiser.errors.OptimiserError` where the run has no plan, or has nothing for a section that
    is asked for.
    """
    if not facts.run.has_plan:
        raise OptimiserError(
            f"{facts.run.folder} holds no plan ({facts.run.record['reason']}), so there is nothing to tell."
        )
    asked = tuple(chosen)
    wanted = asked or SECTIONS
    sections = sections_of(facts, (key for key in SECTIONS if key in wanted))
    found = {section.key for section in sections}
    missing = [key for key in asked if key not in found]
    if missing:
        raise OptimiserError(
            f"This run has nothing for the section {missing[0]}: {_WHY.get(missing[0], 'it is empty')}."
        )
    return Pack(
        authority=facts.authority,
        title=f"Sufficiency plan {facts.first} to {facts.last}",
        provenance=_provenance(facts),
        sections=sections,
        for_publication=facts.publish,
        glossary=GLOSSARY,
    )


_WHY = {
    "gap": "doing nothing could not be worked out",
    "promises": "the inputs have no targets",
    "filling": "no places follow the choice curve (setting capacity_mode), or it is for publication, where a "
    "reader could work out of it how many children live in small homes",
    "depends": "give the folder of drivers or of a frontier with --study",
    "sure": "give the folder of a stress test, a simulation or plans for many futures (robust) with --study",
}


def _provenance(facts: Facts) -> Provenance:
    record = facts.run.record
    return Provenance(
        run=facts.run.result_sha256[:12],
        state=ASSURANCE_STATES[facts.state].capitalize(),
        approved=facts.state == "approved",
        software=f"sufficiency-optimiser {record['versions']['sufficiency-optimiser']}",
        price_base=str(record["price_base"]),
    )
