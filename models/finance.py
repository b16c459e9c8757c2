r"""Pure finance functions, used by the objective and by the reports alike.

Each docstring states its formula twice: in LaTeX for the reader, and after ``Formula:`` as an expression
that a test evaluates against the code, so that the two cannot drift apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

PENNY = 0.01
"""£ below which a difference of two costs is rounding."""
NIGHTS_PER_WEEK = 7


def annuity(rate: float, years: float) -> float:
    r"""Yearly charge for each pound borrowed and repaid in equal instalments.

    .. math:: \frac{r}{1 - (1 + r)^{-n}}

    Formula: ``rate / (1 - (1 + rate) ** -years)``

    With a rate of nought the charge is ``1 / years``. Units: £ a year per £. Raises ``ValueError`` where
    ``years`` is not positive or ``rate`` is negative.

    >>> round(annuity(0.05, 40), 6)
    0.058278
    >>> annuity(0.0, 40)
    0.025
    """
    if years <= 0 or rate < 0:
        raise ValueError(f"an annuity needs a rate of at least 0 and more than 0 years, not {rate}, {years}")
    if rate == 0:
        return 1 / years
    return float(rate / (1 - (1 + rate) ** -years))


def price_index(growth: float, years: float) -> float:
    r"""Price after some years of steady growth, as a multiple of the price now.

    .. math:: (1 + i)^{n}

    Formula: ``(1 + growth) ** years``

    >>> round(price_index(0.02, 3), 6)
    1.061208
    """
    return float((1 + growth) ** years)


def discount_factor(discount_rate: float, inflation: float, years: float) -> float:
    r"""Present value of a pound of cash paid after some years; year 0 is not discounted.

    The real discount rate is applied to cash prices, so general inflation is taken out first: the
    Treasury's Green Book discounts real values.

    .. math:: \bigl((1 + r)(1 + i)\bigr)^{-n}

    Formula: ``((1 + discount_rate) * (1 + inflation)) ** -years``

    >>> round(discount_factor(0.035, 0.0, 2), 6)
    0.933511
    >>> discount_factor(0.035, 0.02, 0)
    1.0
    """
    return float(((1 + discount_rate) * (1 + inflation)) ** -years)


def yearly_cost(weekly_cost: float, weeks_per_year: float) -> float:
    r"""Cost of a child for a year.

    .. math:: c \, w

    Formula: ``weekly_cost * weeks_per_year``

    >>> yearly_cost(1100, 52)
    57200
    """
    return weekly_cost * weeks_per_year


def net_capital(capital_cost: float, grant_share: float) -> float:
    r"""Capital that the authority pays itself.

    .. math:: C (1 - g)

    Formula: ``capital_cost * (1 - grant_share)``

    >>> net_capital(1_500_000, 0.5)
    750000.0
    """
    return capital_cost * (1 - grant_share)


def full_cost_per_place_week(fixed_cost_per_place: float, weekly_cost: float, weeks_per_year: float) -> float:
    r"""Cost of a filled place for a week at full occupancy.

    .. math:: F / w + c

    Formula: ``fixed_cost_per_place / weeks_per_year + weekly_cost``

    ``fixed_cost_per_place`` is paid in £ a year whether or not the place is filled.

    >>> full_cost_per_place_week(52_000, 100, 52)
    1100.0
    """
    return fixed_cost_per_place / weeks_per_year + weekly_cost


def break_even_occupancy(
    fixed_cost_per_place: float, weekly_cost: float, alternative_weekly_cost: float, weeks_per_year: float
) -> float:
    r"""Share of places that must be filled before a home costs no more than buying the same care.

    .. math:: \frac{F}{w (c_{alternative} - c)}

    Formula: ``fixed_cost_per_place / (weeks_per_year * (alternative_weekly_cost - weekly_cost))``

    Infinite where the alternative costs no more than the weekly cost alone, or by less than a penny a year more.
    A result above 1 says that the home never pays for itself.

    >>> round(break_even_occupancy(6699 * 52, 0, 7500, 52), 3)
    0.893
    """
    margin = weeks_per_year * (alternative_weekly_cost - weekly_cost)
    return fixed_cost_per_place / margin if margin >= PENNY else math.inf


def cashable_saving(saving: float, spending_now: float, spending_planned: float) -> float:
    r"""Part of a saving by which spending falls below what is spent now; the rest is cost avoided.

    .. math:: \min\bigl(s, \max(0, b - c)\bigr)

    Formula: ``min(saving, max(0.0, spending_now - spending_planned))``

    A negative saving is a real cost, and so wholly counted here.

    >>> cashable_saving(saving=100.0, spending_now=1_000.0, spending_planned=970.0)
    30.0
    >>> cashable_saving(saving=-5.0, spending_now=1_000.0, spending_planned=970.0)
    -5.0
    """
    return min(saving, max(0.0, spending_now - spending_planned))


def payback_period(net_benefits: Sequence[float]) -> int | None:
    """First period from which the cumulative net benefit is never again below nought.

    ``net_benefits`` in £ by period, investment counted as negative. Returns the period's position, or
    ``None`` where the investment is not paid back within the periods. Where nothing is ever invested
    (no cumulative figure below nought) there is nothing to pay back and the first period is returned.

    >>> payback_period([-100.0, 60.0, 60.0])
    2
    >>> payback_period([-100.0, 60.0]) is None
    True
    """
    cumulative = 0.0
    answer: int | None = 0
    for position, benefit in enumerate(net_benefits):
        cumulative += benefit
        if cumulative < -1e-6:
            answer = None
        elif answer is None:
            answer = position
    return answer
