"""An explanation as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from optimiser.engine.explanation_text import PERHAPS, combined
from optimiser.engine.reasons import Explanation
from optimiser.studies.explain import Explained

_PER_KIND = 8


def explain_markdown(found: Explained) -> str:
    """What is in the way of a plan and what would have to give way; or what binds in the plan there is."""
    lines = list(_binding(found)) if found.objective is not None else list(_no_plan(found))
    return "\n".join([*lines, ""])


def _binding(found: Explained) -> Iterator[str]:
    yield from ("# What binds, and what it costs", "", " ".join(found.sentences))
    rows = found.binding.to_dict("records")
    for kind, group in groupby(rows, key=lambda row: row["kind"]):
        held = list(group)
        yield from ("", f"## {str(kind).capitalize()}", "")
        yield from (f"- {row['sentence']}" for row in held[:_PER_KIND])
        if len(held) > _PER_KIND:
            yield f"- and {len(held) - _PER_KIND} more, each worth less"
    yield from ("", "Each is worth what it says for a little more of it, with whole-number decisions held fixed.")


def _no_plan(found: Explained) -> Iterator[str]:
    explanation = found.explanation
    yield from ("# Why there is no plan", "", *(found.sentences[:1] or ()))
    if found.arithmetic:
        yield from ("", "## 1. Arithmetic that fails before anything is solved", "")
        yield from (f"- {sentence}" for sentence in found.arithmetic)
    elif explanation.conflict:
        yield from ("", "## 1. Arithmetic", "", "The arithmetic of the tables holds; the promises do not.")
    yield from _by_itself(explanation)
    combinations = [*explanation.kinds, *([explanation.together] if explanation.together else [])]
    if combinations:
        yield from (
            "",
            "## 3. Together",
            "",
            "Each line is the least in all of its kind; different units are never added.",
            "",
        )
        yield from (f"- {combined(one)}" for one in combinations)
    if explanation.conflict:
        proof = (
            "Without any one of them there is a plan."
            if explanation.irreducible
            else ("It is not proven that all of them are needed.")
        )
        yield from ("", "## 4. These cannot hold together", "")
        yield from (f"- {one.sentence}" for one in explanation.conflict)
        yield from ("", proof)
    if explanation.unsettled or explanation.cut_short:
        yield from ("", "## Not settled in the time allowed", "")
        yield from (f"- whether enough alone: {one.sentence}" for one in explanation.unsettled)
        if explanation.cut_short:
            yield "- whether there is a cheaper combination"


def _by_itself(explanation: Explanation) -> Iterator[str]:
    """What is enough alone: the least first, then what may be more than is needed."""
    if not (explanation.alone or explanation.enough):
        return
    yield from ("", "## 2. Any one of these is enough by itself", "")
    yield from (f"- {one.sentence}" for one in explanation.alone)
    if explanation.enough:
        yield from ("", f"{PERHAPS}:", "") if explanation.alone else (f"{PERHAPS}:", "")
        yield from (f"- {one.sentence}" for one in explanation.enough)
    yield from ("", "Nothing that is not named under 4 can be enough by itself, however far it gives way.")
