"""How figures are shown: the one place where anything is rounded, always half away from nought.

Children, places and units to whole ones; shares to whole per cent, yearly rates to a tenth of one; weekly and unit
costs to whole pounds; sums of money in £000 or, with one decimal, in £m; years with one decimal.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from optimiser.disclosure.symbols import Symbol
from optimiser.pack.document import Cell, Figure, Section, Sentence, Table, Unit

MINUS = "\N{MINUS SIGN}"
_STEP = {
    Unit.CHILDREN: (1.0, 0), Unit.PLACES: (1.0, 0), Unit.UNITS: (1.0, 0), Unit.SHARE: (0.01, 0),
    Unit.RATE: (0.01, 1),
    Unit.POUNDS: (1.0, 0), Unit.THOUSANDS: (1_000.0, 0), Unit.MILLIONS: (1_000_000.0, 1), Unit.YEARS: (1.0, 1),
}  # fmt: skip
"""For each unit the size of one of those shown (a per cent is 0.01), and its decimals."""
_BEFORE = {Unit.POUNDS: "£", Unit.THOUSANDS: "£", Unit.MILLIONS: "£"}
_AFTER = {Unit.SHARE: "%", Unit.RATE: "%", Unit.THOUSANDS: ",000", Unit.MILLIONS: "m"}


def one(unit: Unit) -> Decimal:
    """One of what is shown, in the plain unit: 0.01 for a per cent, a million for £m."""
    return Decimal(repr(_STEP[unit][0]))


def step(unit: Unit) -> float:
    """What a unit is rounded to, in the plain unit: 0.01 for a share shown as whole per cent."""
    size, decimals = _STEP[unit]
    return size * 0.1**decimals


def rounded(figure: Figure) -> Decimal:
    """The number that is shown, in the unit shown: 34 for a share of 0.337.

    >>> rounded(Figure(0.337, Unit.SHARE)), rounded(Figure(2_450_000.0, Unit.MILLIONS))
    (Decimal('34'), Decimal('2.5'))
    """
    size, decimals = _STEP[figure.unit]
    exact = Decimal(repr(round(figure.value / size, 9)))
    found = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return abs(found) if found == 0 else found


def published(figure: Figure) -> float:
    """The figure in its plain unit, no more precise than it is shown.

    >>> published(Figure(0.337, Unit.SHARE)), published(Figure(2_450_000.0, Unit.MILLIONS))
    (0.34, 2500000.0)
    """
    return float(rounded(figure) * one(figure.unit))


def number(figure: Figure) -> str:
    """The figure as a table shows it: the unit stands in the heading of its column, but for per cent.

    >>> number(Figure(-1_234_567.0, Unit.THOUSANDS)), number(Figure(0.4, Unit.CHILDREN))
    ('−1,235', '[low]')
    """
    found = rounded(figure)
    if found == 0 and figure.value != 0 and figure.unit is Unit.CHILDREN and not figure.signed:
        return Symbol.LOW.value
    mark = MINUS if found < 0 else "+" if figure.signed and found > 0 else ""
    return f"{mark}{abs(found):,}{'%' if figure.unit in (Unit.SHARE, Unit.RATE) else ''}"


def in_words(figure: Figure) -> str:
    """The figure as a sentence shows it, with its unit where that is not a word.

    >>> in_words(Figure(257_100_846.0, Unit.MILLIONS)), in_words(Figure(0.4, Unit.CHILDREN))
    ('£257.1m', 'fewer than 1')
    """
    found = rounded(figure)
    if found == 0 and figure.value > 0 and figure.unit is Unit.CHILDREN and not figure.signed:
        return "fewer than 1"
    mark = MINUS if found < 0 else "+" if figure.signed and found > 0 else ""
    after = "" if figure.unit is Unit.THOUSANDS and found == 0 else _AFTER.get(figure.unit, "")
    return f"{mark}{_BEFORE.get(figure.unit, '')}{abs(found):,}{after}"


def text_of(cell: Cell, hidden: frozenset[str] = frozenset()) -> str:
    """A cell as a table shows it."""
    if isinstance(cell, Symbol):
        return cell.value
    if isinstance(cell, Figure):
        return Symbol.CONFIDENTIAL.value if is_hidden(cell, hidden) else number(cell)
    return cell


def is_hidden(figure: Figure, hidden: frozenset[str]) -> bool:
    """Whether a figure must not be shown."""
    return bool(figure.id) and figure.id in hidden


def said(sentence: Sentence, hidden: frozenset[str] = frozenset()) -> str | None:
    """A sentence as it is read; ``None`` where it has a figure that must not be shown."""
    if any(is_hidden(figure, hidden) for figure in sentence.figures()):
        return None
    return "".join(in_words(part) if isinstance(part, Figure) else part for part in sentence.parts)


def paragraph_text(sentences: Iterable[Sentence], hidden: frozenset[str] = frozenset()) -> str:
    """Sentences as one paragraph, without those that must not be said; empty where none is left."""
    return " ".join(text for sentence in sentences if (text := said(sentence, hidden)))


def heading_of(section: Section, hidden: frozenset[str] = frozenset()) -> str:
    """What stands above a section: its message or, where that must not be said, what it is about."""
    return said(section.message, hidden) or section.title


def symbols_in(table: Table, hidden: frozenset[str] = frozenset()) -> tuple[Symbol, ...]:
    """The marks that a table shows, in its cells or its headings, each once and in one order."""
    texts = [text_of(cell, hidden) for row in table.rows for cell in row]
    texts += [column.heading for column in table.columns]
    return tuple(symbol for symbol in Symbol if any(symbol.value in text for text in texts))


def plural(figure: Figure, one: str, many: str) -> str:
    """The word that goes with a figure as it is shown.

    >>> plural(Figure(1.2, Unit.CHILDREN), "child", "children")
    'child'
    """
    return one if abs(rounded(figure)) == 1 else many
