"""Figures of the tables in a plain sentence, as what a lever starts from is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from optimiser.levers.lever import plain_text

_MILLION = Decimal(1_000_000)


def pounds(amount: Decimal) -> str:
    """An amount of money, in millions where that takes two decimals at the most.

    >>> pounds(Decimal("50900000")), pounds(Decimal("1320")), pounds(Decimal("142.5"))
    ('£50.9m', '£1,320', '£142.50')
    """
    if amount >= _MILLION and amount % 10_000 == 0:
        return f"£{plain_text(amount / _MILLION)}m"
    return f"£{amount:,.0f}" if amount == amount.to_integral_value() else f"£{amount:,.2f}"


def percent(share: Decimal) -> str:
    """A share as a per cent, with one decimal at the most.

    >>> percent(Decimal("0.85")), percent(Decimal("0.6666666666666666"))
    ('85 %', '66.7 %')
    """
    return f"{number(share * 100)} %"


def number(figure: Decimal) -> str:
    """A number with commas and one decimal at the most.

    >>> number(Decimal("1433.349")), number(Decimal("12.0"))
    ('1,433.3', '12')
    """
    text = f"{figure.quantize(Decimal('0.1'), ROUND_HALF_UP):,}"
    return text.removesuffix(".0")


def exact(figure: Decimal) -> str:
    """A number as it is in the tables: 2.09 places, 0.75 years."""
    return plain_text(figure)


def spread(figures: Sequence[Decimal], told: Callable[[Decimal], str]) -> str:
    """The least and the most of some figures, or the one that they all are.

    >>> spread([Decimal(1320), Decimal(1100)], pounds)
    '£1,100 to £1,320'
    """
    low, high = told(min(figures)), told(max(figures))
    return low if low == high else f"{low} to {high}"


def counted(figure: str, noun: str) -> str:
    """A number with what it counts, in the plural but for one.

    >>> counted("1", "unit"), counted("0.5 to 1", "year")
    ('1 unit', '0.5 to 1 years')
    """
    return f"{figure} {noun}{'' if figure == '1' else 's'}"
