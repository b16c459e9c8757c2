"""Column specification of the log of what was decided about the model and its method."""

from __future__ import annotations

from optimiser.tables.specification.columns import Column, table

DECISION_LOG = table(
    "decision_log",
    "a decision about the model, its method or its use",
    "decision date",
    Column("decision", "text", "What was decided."),
    Column("date", "date", "The day it was decided."),
    Column("made_by", "text", "Who decided it: a name or a role."),
    Column("reason", "text", "Why."),
    required=False,
    notes=("The choices that the settings make are listed with it in every run; they need no row here.",),
)
