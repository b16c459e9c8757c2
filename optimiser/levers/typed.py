"""What somebody types for a lever: strictly read, so that nothing is dropped and nothing guessed."""

from __future__ import annotations

import re
from decimal import Decimal

from optimiser.levers.lever import Lever, plain_text
from optimiser.tables.problems import listed, quoted
from optimiser.tables.values import LARGEST_NUMBER

_SPACES = " \t\u00a0\u2009\u202f"
_NUMBER = re.compile(
    rf"""
    (?P<sign>[-+]?)[{_SPACES}]*
    (?P<pound>£?)[{_SPACES}]*
    (?P<whole>[0-9]{{1,3}}(?P<by>[,{_SPACES}])[0-9]{{3}}(?:(?P=by)[0-9]{{3}})*|[0-9]*)
    (?:\.(?P<part>[0-9]*))?
    [{_SPACES}]*(?P<percent>%?)
    """,
    re.VERBOSE,
)
_MOST_LETTERS = 40
_TYPICAL = {"multiply": Decimal(106), "add": Decimal("0.5"), "set": Decimal(10)}


class TypedError(Exception):
    """Why a text cannot be what a lever is set to, as a sentence without a full stop."""


def typed(lever: Lever, text: str) -> str:
    """Return a text as the lever writes it: a plain number in its unit, or one of its words.

    Spaces around it do not matter, nor do spaces or commas between thousands, a £ before pounds or a % after
    per cent. A text of nothing is the default. Raises :class:`TypedError` for anything else.
    """
    text = text.strip()
    if not text:
        return lever.default
    if lever.choices:
        return _word(lever, text)
    number = _number(lever, text)
    if lever.default and number == Decimal(lever.default):
        return lever.default
    if not _within(lever, number):
        raise TypedError(f"{quoted(text)} is out of range; write {what_to_write(lever)}")
    if not _is_kept(number / lever.per):
        raise TypedError(f"{quoted(text)} has more digits than can be kept; write {what_to_write(lever)}")
    return plain_text(number)


def what_to_write(lever: Lever) -> str:
    """What a lever can be set to, with an example: ``a number from 0 to 1000, such as 106``."""
    if lever.choices:
        return " or ".join(word for word, _ in lever.choices)
    low, high = plain_text(lever.minimum), None if lever.maximum is None else plain_text(lever.maximum)
    if high is None:
        told = f"above {low}" if lever.above else f"of at least {low}"
    else:
        told = f"above {low} and up to {high}" if lever.above else f"from {low} to {high}"
    return f"a number {told}, such as {plain_text(_example(lever))}"


def _example(lever: Lever) -> Decimal:
    """A number that the lever takes: the default where it sets one, else a change as councils ask for."""
    if lever.how == "set" and lever.default:
        return Decimal(lever.default)
    typical = max(_TYPICAL[lever.how], lever.minimum)
    return typical if lever.maximum is None else min(typical, lever.maximum)


def _word(lever: Lever, text: str) -> str:
    found = [word for word, _ in lever.choices if word.casefold() == text.casefold()]
    if not found:
        words = listed(quoted(word) for word, _ in lever.choices)
        raise TypedError(f"{quoted(text)} is none of its words, {words}; write {what_to_write(lever)}")
    return found[0]


def _number(lever: Lever, text: str) -> Decimal:
    found = _NUMBER.fullmatch(text.replace("\N{MINUS SIGN}", "-")) if len(text) <= _MOST_LETTERS else None
    wrong = found is None or not (found["whole"] or found["part"])
    if (
        found is None
        or wrong
        or (found["pound"] and lever.unit != "£")
        or (found["percent"] and lever.unit != "%")
    ):
        raise TypedError(f"{quoted(text)} is not {_kind(lever)}; write {what_to_write(lever)}")
    whole = re.sub(rf"[,{_SPACES}]", "", found["whole"])
    return Decimal(f"{found['sign']}{whole or '0'}.{found['part'] or '0'}")


def _kind(lever: Lever) -> str:
    return {"%": "a per cent", "£": "an amount of pounds"}.get(lever.unit, f"a number of {lever.unit}")


def _within(lever: Lever, number: Decimal) -> bool:
    if number < lever.minimum or (lever.above and number == lever.minimum):
        return False
    return number <= (Decimal(str(LARGEST_NUMBER)) if lever.maximum is None else lever.maximum)


def _is_kept(cell: Decimal) -> bool:
    """Whether a number of a cell is the same in a file, where it is held in binary, and back."""
    return Decimal(repr(float(cell))) == cell
