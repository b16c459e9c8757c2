"""The warning that the flows of the table entries contradict the demand table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from models.case import Case
from models.turnover.entering import Misfit
from models.turnover.flows import flows_of
from models.turnover.implied import Implied, beside_demand
from models.uncertainty import Entries, Uncertainty
from optimiser.tables.problems import Problem, listed, quoted


def doubtful_flows(case: Case, uncertainty: Uncertainty, rows: Mapping[str, int]) -> Iterator[Problem]:
    """Warn of need groups whose flows contradict the demand table; nothing where there are no flows.

    ``rows`` gives the row of the table ``entries`` that each need group is in.
    """
    if any(need not in uncertainty.entries for need in case.needs) or not any(case.placements.values()):
        return
    flows = flows_of(case, uncertainty)
    beside = beside_demand(case, flows)
    for place, need in enumerate(case.needs):
        below = [misfit for misfit in flows.misfits if misfit.need == place]
        apart = [row for row in beside if row.need == need and not row.agrees]
        if below:
            yield _warning("entries_below_nought", uncertainty.entries[need], rows, *_fewer_than_none(case, below))
        elif apart:
            yield _warning("flows_unlike_demand", uncertainty.entries[need], rows, *_apart(apart))


def _fewer_than_none(case: Case, found: list[Misfit]) -> tuple[str, str]:
    """Say so of the periods that fall short of what stays; others only bear a part of the compromise."""
    falling = [misfit for misfit in found if misfit.nearest > misfit.demand] or found
    first = falling[0]
    labels = [case.periods[misfit.period].period for misfit in falling]
    need = list(case.needs)[first.need]
    message = (
        f"the demand of {quoted(need)} implies fewer than no entries in {listed(labels)}: the demand table "
        f"has {first.demand:g} children in {labels[0]}, and futures come no nearer than {first.nearest:.1f}"
    )
    return message, "shorten mean_time_in_care, correct the demand or the placements, or give entries_per_year"


def _apart(rows: list[Implied]) -> tuple[str, str]:
    worst = max(rows, key=lambda row: abs(row.difference) / max(row.demand, 1.0))
    message = (
        f"futures of {quoted(worst.need)} have {worst.flows:.1f} children on average in {worst.period}, where the "
        f"demand table has {worst.demand:g}; more than a tenth apart in {listed(row.period for row in rows)}"
    )
    return message, "correct the entries, the time in care or the ageing, or leave entries_per_year blank"


def _warning(check: str, entry: Entries, rows: Mapping[str, int], message: str, expected: str) -> Problem:
    written = None if entry.per_year is None else f"{entry.per_year:g}"
    row = rows.get(entry.need)
    return Problem("warning", check, "entries", row, "entries_per_year", written, message, expected)
