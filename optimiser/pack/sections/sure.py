"""How sure the plan is: in many futures, lived through child by child, and beside plans made in other ways."""

from __future__ import annotations

from optimiser.pack.document import Section, Sentence, say
from optimiser.pack.facts import Facts
from optimiser.pack.sections import sure_plans, sure_simulated, sure_stress

KEY, TITLE = "sure", "How sure it is"


def section(facts: Facts) -> Section | None:
    """Stress test, simulation and plans for many futures, as far as there are any; ``None`` without one."""
    blocks = (*sure_stress.blocks(facts), *sure_simulated.blocks(facts), *sure_plans.blocks(facts))
    return Section(KEY, TITLE, _message(facts), blocks) if blocks else None


def _message(facts: Facts) -> Sentence:
    """What the strongest of the studies says."""
    found = (told for each in (sure_stress, sure_simulated) if (told := each.message(facts)) is not None)
    return next(found, say("How plans hold that are made for many futures"))
