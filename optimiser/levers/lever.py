"""A lever: one control that stands for changes of the input tables, with its range and where it comes from."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from optimiser.scenario import Alteration
from optimiser.scenario.what_if import Condition, How

_LONGEST_SLUG = 40
_LETTERS_OF_DIGEST = 8


@dataclass(frozen=True, slots=True)
class Cells:
    """One column of some rows of a table, which a lever changes together."""

    table: str
    column: str
    rows: tuple[Condition, ...]
    """As in :class:`~optimiser.scenario.Alteration`: every row where there is no condition."""

    def altered(self, how: How, value: str, reason: str) -> Alteration:
        """The change of these cells by a value."""
        return Alteration(self.table, self.column, how, value, self.rows, reason=reason)


@dataclass(frozen=True, slots=True)
class Wording:
    """A label that tells a lever's number, so that it is changed with it: ``before``, number, ``after``."""

    cells: Cells
    before: str
    after: str

    def told(self, number: str) -> str:
        """The label with the number."""
        return f"{self.before}{number}{self.after}"


@dataclass(frozen=True, slots=True)
class Plausible:
    """How low and how high a lever could be, in the unit in which it is shown, and where that comes from."""

    low: Decimal
    high: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Lever:
    """One control that stands for an alteration of the input tables, or for several made together.

    Numbers are shown and typed in ``unit``; ``per`` of them are one in the cells' own unit (100 per cent are
    a share, or a factor, of 1). The conversion is one of decimal numbers, so nothing is rounded by it.
    """

    id: str
    """Safe in HTML and as the name of a form's field, the same each time a case is read, and opaque."""
    group: str
    """One of :data:`GROUPS`."""
    part: str
    """The heading within the group under which it stands; empty for those at its top."""
    label: str
    help: str
    """What it changes, in a sentence or two."""
    how: How
    unit: str
    """%, £, years, units or children; empty where there are ``choices``."""
    per: int
    minimum: Decimal
    maximum: Decimal | None
    """The most that may be typed; ``None`` where any number of at least the minimum will do."""
    above: bool
    """Whether the minimum itself is excluded."""
    slider_minimum: Decimal
    slider_maximum: Decimal
    step: Decimal
    default: str
    """What the tables hold now, as :func:`shown`; empty where they hold no limit."""
    base: str
    """What the tables hold now, in words."""
    plausible: Plausible | None
    source: str
    confidence: str
    changes: tuple[Cells, ...]
    first: bool = False
    """Whether it is one of the dozen or so that are changed first."""
    choices: tuple[tuple[str, str], ...] = ()
    """Words to choose from instead of a number, each with the text that it sets; the default sets nothing."""
    wording: Wording | None = None


GROUPS = (
    "Children",
    "Fees",
    "Recruitment",
    "Lead times",
    "Occupancy",
    "Promises",
    "Budgets",
    "What may be built",
)
"""The groups of levers, in order."""


def lever_id(*parts: str) -> str:
    """An id from what a lever is about: words that can be read, and a digest that tells like ones apart.

    >>> lever_id("fees", "agency fostering")
    'fees-agency-fostering-ed28ebf5'
    """
    plain = unicodedata.normalize("NFKD", " ".join(parts)).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))[:_LONGEST_SLUG].strip("-")
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{slug}-{digest[:_LETTERS_OF_DIGEST]}"


def plain_text(number: Decimal) -> str:
    """A number as it is typed: without an exponent or noughts at its end.

    >>> plain_text(Decimal("1.0600")), plain_text(Decimal("5E+3")), plain_text(Decimal("-0"))
    ('1.06', '5000', '0')
    """
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def shown(lever: Lever, cell: Decimal) -> str:
    """A number of the cells, or one that they are multiplied by, as the lever shows it."""
    return plain_text(cell * lever.per)


def of_cell(lever: Lever, number: Decimal) -> str:
    """What an alteration holds where the lever shows a number."""
    return plain_text(number / lever.per)
