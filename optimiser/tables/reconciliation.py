"""The warning that the starting position does not reconcile to published spending and nobody has said why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models.case import Case
from models.starting_position import covered_provisions, starting_costs
from optimiser.tables.cells import Row
from optimiser.tables.problems import Problem

CHECK = "unreconciled_outturn"
"""The check's name."""

TOLERANCE = 0.01
"""A line is reconciled where no more than this share of it is left over."""


def unreconciled(case: Case, outturn: Sequence[Row]) -> Iterator[Problem]:
    """Warn of each outturn line with an unexplained difference of more than 1 % and no explanation."""
    unexplained = [(row, covered_provisions(case, row["provisions"])) for row in outturn if not row["explanation"]]
    if not any(covered for _, covered in unexplained):
        return
    costs = starting_costs(case)
    for row, covered in unexplained:
        if not covered:
            continue
        start = sum(costs[provision] for provision in covered)
        left = row["amount"] - start - row["known_difference"]
        if abs(left) > TOLERANCE * max(row["amount"], start):
            more = "more" if left > 0 else "less"
            message = (
                f"£{row['amount']:,.0f} published is £{abs(left):,.0f} {more} than the £{start:,.0f} "
                "that its provisions cost at the start"
            )
            expected = "say why in explanation, or give the part that is known in known_difference"
            yield Problem(
                "warning", CHECK, "outturn", row.number, "amount", f"{row['amount']:g}", message, expected, None
            )
