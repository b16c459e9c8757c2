"""An explanation in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from optimiser.engine.loosening_words import KINDS
from optimiser.engine.reasons import Combination, Explanation

NO_PLAN = "No plan can meet everything asked"
PERHAPS = "Enough alone, but perhaps more than is needed (time ran out before the least was known)"
_NAMED = 12


def sentences_of(found: Explanation) -> tuple[str, ...]:
    """What an explanation says, one sentence a subject."""
    if found.has_plan:
        return ("Everything asked can be met, within rounding: nothing has to give way.",)
    return tuple(_sentences(found))


def _sentences(found: Explanation) -> Iterator[str]:
    kinds = [combined(one) for one in found.kinds]
    perhaps = [one.sentence for one in found.enough]
    if found.alone:
        yield f"{NO_PLAN}. It would take {_any_one([one.sentence for one in found.alone])}."
        if perhaps:
            yield f"{PERHAPS}: {'; or '.join(_cut(perhaps))}."
    elif perhaps:
        yield f"{NO_PLAN}. {PERHAPS}: {'; or '.join(_cut(perhaps))}."
    elif kinds:
        yield f"{NO_PLAN}, and no one figure is enough alone. It would take {_any_one(kinds)}."
    elif found.together is not None:
        takes = "; and ".join(one.sentence for one in found.together.loosenings)
        yield f"{NO_PLAN}, and no one kind of change is enough. It would take all of: {takes}."
    elif found.unsettled or found.cut_short:
        yield f"{NO_PLAN}, and in the time allowed nothing was found that is enough to give way."
    else:
        check = "check the children, places and moves at the start of the plan against each other"
        yield f"{NO_PLAN}, and nothing was found that could give way: {check}."
    if (found.alone or perhaps) and kinds:
        yield f"Or, where no one figure of a kind is enough, the least in all of that kind: {'; or '.join(kinds)}."
    if found.conflict:
        yield _cannot_hold(found)
    if found.not_enough and (found.alone or perhaps or kinds):
        left = _cut([one.sentence for one in found.not_enough])
        yield f"Not enough alone, however far they give way: {'; '.join(left)}."
    if found.unsettled:
        left = _cut([one.sentence for one in found.unsettled])
        yield f"Not settled in the time allowed, whether enough alone: {'; '.join(left)}."
    if found.cut_short:
        yield "The time allowed ran out before every combination was tried."
    if any(not one.proven for one in (*found.kinds, *((found.together,) if found.together else ()))):
        yield "Of what would have to give way together, less than this might be enough."


def combined(one: Combination) -> str:
    """What a combination takes, as part of a sentence."""
    said = _cut([loosening.sentence for loosening in one.loosenings])
    takes = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    return f"{KINDS[one.family]}, {takes}" if one.family else takes


def _any_one(ways: Sequence[str]) -> str:
    choice = "any one of: " if len(ways) > 1 else ""
    return choice + "; or ".join(_cut(ways))


def _cannot_hold(found: Explanation) -> str:
    named = _cut([one.sentence for one in found.conflict])
    together = f"{'; '.join(named[:-1])}; and {named[-1]}" if len(named) > 1 else named[0]
    verb = "These cannot hold together" if len(named) > 1 else "This cannot hold"
    without = "without any one of them" if len(named) > 1 else "without it"
    proof = f"{without} there is a plan" if found.irreducible else "it is not proven that all of them are needed"
    return f"{verb}: {together} ({proof})."


def _cut(said: Sequence[str]) -> list[str]:
    more = len(said) - _NAMED
    return list(said) if more <= 0 else [*said[:_NAMED], f"{more} more like these"]
