"""How the plan was checked, by whom, and with what result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimiser.assurance.statement import ASSURANCE_STATES
from optimiser.pack.document import Column, Paragraph, Section, Table, say
from optimiser.pack.facts import Facts

KEY, TITLE = "assurance", "How the plan was checked"
_WHO = ("commissioner", "analyst", "assurer", "approver")


def _found(facts: Facts, check: Mapping[str, Any]) -> str:
    """What a check found; where the pack is published, only its result, since it may quote numbers of children."""
    return str(check["judgement"]) if facts.publish else " ".join(check["sentences"])


def section(facts: Facts) -> Section:
    """Who answers for the plan, and the second opinion on it where there is one."""
    statement, state = facts.statement, ASSURANCE_STATES[facts.state]
    responsible = facts.run.record["responsibility"]
    people = tuple((who.capitalize(), str(responsible.get(who) or "Not named")) for who in _WHO)
    sentences = [say("Assurance state: {}.", state)]
    if statement is None:
        sentences.append(say("No second opinion has been taken on this run yet."))
    else:
        sentences.append(say("{}", str(statement["sentence"])))
    blocks: list[Paragraph | Table] = [Paragraph(tuple(sentences))]
    if statement is not None:
        checks = tuple(
            (str(check["name"]), str(check["by"]), str(check["judgement"]), _found(facts, check))
            for check in statement["checks"]
        )
        heads = (Column("Check"), Column("Made with"), Column("Result"), Column("What was found"))
        blocks.append(Table("checks", "The second opinion on this plan", heads, checks))
    blocks.append(Table("responsible", "Who answers for the plan", (Column("Role"), Column("Name")), people))
    return Section(KEY, TITLE, say("Assurance state: {}", state), tuple(blocks))
