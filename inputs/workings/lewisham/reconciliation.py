"""Reconciliation: the revenue outturn for children looked after, and why the start differs from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inputs.workings.lewisham.prices import OWN_HOMES, home_running_cost, starting_costs
from inputs.workings.lewisham.published import FLOW_YEARS, flow, ro3, section_251, stock
from inputs.workings.lewisham.rows import BLANK, Row, entry
from inputs.workings.lewisham.sources import RO3

OWN_HOME_OPEN_SHARE = 0.5  # of 2024-25, open from autumn 2024
STAYING_PUT_WEEKLY = 330  # £ per young adult a week, as kinship
STAYING_PUT_YEARS = 1.5  # mean stay after 18, judgement; staying put may last to 21

RESIDENTIAL = ("own_home", "own_small_home", "partner_home", "block_residential", "external_residential",
               "external_complex", "secure", "other_residential", "residential_school")  # fmt: skip
FOSTERING = ("in_house_fostering", "specialist_fostering", "kinship", "ifa")
OTHER = ("own_semi_independent", "supported_lodgings", "external_supported", "other_placement", "with_parents",
         "placed_for_adoption")  # fmt: skip


def outturn_table() -> Iterable[Row]:
    """RO3 2024-25 lines for children looked after, £75.9m together."""
    yield _residential()
    yield _fostering()
    yield _asylum()
    yield _other()


def _line(name: str) -> float:
    return ro3(f"Children Looked After of which {name} - Total Expenditure (C3 = C1 + C2)")


def _millions(pounds: float) -> str:
    return f"£{pounds / 1e6:.1f}m"


def _unexplained(amount: float, provisions: Sequence[str], known: float) -> str:
    """What is left of a line beside the start and the known difference."""
    start = sum(starting_costs().get(provision, 0.0) for provision in provisions)
    return _millions(amount - start - known)


def _row(
    line: str, label: str, amount: float, provisions: Sequence[str], known: float, why: str, note: str = BLANK
) -> Row:
    cells = {"line": line, "label": label, "amount": amount, "provisions": ";".join(provisions)}
    return entry(RO3, "published", note, **cells, known_difference=known, explanation=why)


def _residential() -> Row:
    amount = _line("residential care")
    known = -round((1 - OWN_HOME_OPEN_SHARE) * len(OWN_HOMES) * home_running_cost("3_beds"), -3)
    homes, before = (stock("placement", "Secure homes and children's homes", year) for year in (2025, 2024))
    weekly = section_251("Residential Care - S251/Outturn weekly unit costs", "2024-25 (OT)")
    why = (
        f"Known: the two own homes count here for a whole year but were open for half of it ({_millions(-known)} "
        f"too much). The remaining {_unexplained(amount, RESIDENTIAL, known)} is probably dearer placements than "
        f"the typical prices here: homes held {before} children a year earlier against {homes} at the start, and "
        f"Section 251 states £{weekly:,.0f} a child a week against London's £8,085. Spending by placement is "
        "not published."
    )
    return _row("residential", "Residential care", amount, RESIDENTIAL, known, why)


def staying_put() -> tuple[float, float]:
    """Young adults a year who stay with their carers at 18, and their yearly cost in the fostering line."""
    stayed = "Aged 18 (or over) and remained with current carers"
    a_year = sum(flow("ceased", "reason", stayed, year) for year in FLOW_YEARS) / len(FLOW_YEARS)
    return a_year, round(a_year * STAYING_PUT_YEARS * STAYING_PUT_WEEKLY * 52, -3)


def _fostering() -> Row:
    amount = _line("fostering services")
    young, known = staying_put()
    unit = "Fostering - S251/Outturn weekly unit costs"
    before, after = section_251(unit, "2023-24 (OT)"), section_251(unit, "2024-25 (OT)")
    why = (
        f"Known: young adults who stay with their carers after 18, {_millions(known)} ({young:.0f} a year, "
        f"1.5 years, £{STAYING_PUT_WEEKLY} a week; judged). Nothing published explains the remaining "
        f"{_unexplained(amount, FOSTERING, known)}: prices here follow London's £920 a child a week, while "
        f"Lewisham's own figure in Section 251 rose from £{before:,.0f} to £{after:,.0f} in one year; a change of "
        "coding or guardians' allowances are possible."
    )
    return _row("fostering", "Fostering services", amount, FOSTERING, known, why)


def _asylum() -> Row:
    apart = _millions(ro3("Asylum Seekers - Total Expenditure (C3 = C1 + C2)"))
    why = (
        "Nought in the return; here unaccompanied children are costed in the fostering and other lines. The "
        f"separate RO3 line Asylum seekers ({apart}) is outside the total for children looked after and left out, "
        "though it may pay for some of their homes."
    )
    name = "asylum seeking children who are looked after"
    return _row("asylum", "Asylum-seeking children who are looked after", _line(name), (), 0, why)


def _other() -> Row:
    amount = _line("other")
    known = ro3("Children Looked After of which other - Employees (C1)")
    leaving = section_251("Leaving Care Support (finance) - Gross", "2024-25")
    why = (
        f"Known: {_millions(known)} of employees on this line, staff whom the plan does not change. Most of the "
        f"remaining {_unexplained(amount, OTHER, known)} is probably support for care leavers "
        f"({_millions(leaving)} gross in Section 251, which may include some of those employees); the rest "
        "would be guardianship and adoption allowances, not published apart."
    )
    note = "Section 251 gives £87.8m for all children looked after against RO3's £75.9m; RO3 is used."
    return _row("other", "Other", amount, OTHER, known, why, note)
