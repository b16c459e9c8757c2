"""The statement of a second opinion as one page of Markdown, for the terminal and for the file alike."""

from __future__ import annotations

from collections.abc import Iterator

from optimiser.assurance.statement import ASSURANCE_STATES, Check, Statement

_ROLES = ("commissioner", "analyst", "assurer", "approver")
_MOST_SENTENCES = 8
"""Sentences of one check on the page; ``audit.json`` has them all."""


def as_markdown(statement: Statement) -> str:
    """The statement on one page."""
    return "\n".join([*_head(statement), *_checks(statement), *_people(statement), *_foot(statement)]) + "\n"


def _head(statement: Statement) -> Iterator[str]:
    run = statement.run
    yield f"# Second opinion on the plan of {run['authority']}"
    yield ""
    yield f"**{statement.sentence}**"
    yield ""
    yield _claim(statement)
    yield ""


def _claim(statement: Statement) -> str:
    run = statement.run
    status, objective, bound, gap = (run[name] for name in ("status", "objective", "bound", "gap"))
    if objective is None:
        return f"The run says: {status} ({run['reason']})."
    claim = f"The run says: {status}; present value £{objective:,.0f}"
    return f"{claim}, and no plan below £{bound:,.0f} (gap {100 * gap:.3f} %)."


def _checks(statement: Statement) -> Iterator[str]:
    for number, check in enumerate(statement.checks, start=1):
        yield f"## {number}. {check.name}: {check.judgement}"
        yield ""
        yield from (f"- {sentence}" for sentence in check.sentences[:_MOST_SENTENCES])
        left = len(check.sentences) - _MOST_SENTENCES
        if left > 0:
            yield f"- … and {left} more in audit.json."
        yield f"- {_how(check)}"
        yield ""


def _how(check: Check) -> str:
    return f"Checked by {check.by}, in {check.seconds:.1f} s."


def _people(statement: Statement) -> Iterator[str]:
    yield "## Who is responsible"
    yield ""
    named = [(role, statement.responsibility.get(role, "")) for role in _ROLES]
    yield "- " + "; ".join(f"{role}: {name or 'nobody named'}" for role, name in named) + "."
    state, claimed = statement.assurance_state, statement.responsibility.get("assurance_state", "none")
    yield f"- Assurance state: {ASSURANCE_STATES[state]}."
    if claimed != state:
        yield f'- The inputs claim "{ASSURANCE_STATES[claimed]}", which a run that fails a check cannot be.'
    yield ""


def _foot(statement: Statement) -> Iterator[str]:
    run = statement.run
    yield f"Inputs {run['inputs_sha256'][:12]}, result {run['result_sha256'][:12]}. " + "; ".join(
        f"{name} {version}" for name, version in statement.versions.items()
    )
