"""Templates filled in: every value is escaped unless it was made as markup here."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from optimiser.disclosure.symbols import explained
from optimiser.pack.display import in_words, number, paragraph_text, said, symbols_in, text_of
from optimiser.pack.document import Figure, Unit
from optimiser.web.what_ifs import told_change

_NO_BREAK = "\N{NO-BREAK SPACE}"


@cache
def environment() -> Environment:
    """Where templates are found, and what they can call."""
    found = Environment(
        loader=PackageLoader("optimiser.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # they are the program's own: while it runs they stay as they are
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"text_of": text_of, "said": said, "paragraph": paragraph_text, "words": in_words}
    found.filters |= {"millions": millions, "when": when, "number": number, "per_cent": per_cent}
    found.filters["told_change"] = told_change
    found.globals |= {"symbols_in": symbols_in, "explained": explained}
    return found


def parse_templates() -> None:
    """Parse every template, so that no visitor waits for it."""
    for name in environment().list_templates():
        environment().get_template(name)


def filled(template: str, **values: Any) -> Markup:
    """A template filled in."""
    return Markup(environment().get_template(template).render(**values))


def millions(pounds: float, signed: bool = False) -> str:
    """Money in £m, as every page shows it.

    >>> millions(257_100_000.0), millions(-1_250_000.0, signed=True)
    ('£257.1m', '−£1.3m')
    """
    return in_words(Figure(pounds, Unit.MILLIONS, signed=signed))


def per_cent(share: float) -> str:
    """A small share, with two decimals: how far a plan is proven.

    >>> per_cent(0.00096), per_cent(float("inf"))
    ('0.10%', 'an unknown share')
    """
    if not math.isfinite(share):
        return "an unknown share"
    return f"{100 * share:.2f}%"


def when(moment: float) -> str:
    """A moment as people write it, in the time of this machine.

    >>> when(0.0)[-4:] in ("1970", "1969")
    True
    """
    found = datetime.fromtimestamp(moment, UTC).astimezone()
    clock = f"{found:%I:%M}{'am' if found.hour < 12 else 'pm'}".lstrip("0")
    return f"{clock} on {found.day}{_NO_BREAK}{found:%B %Y}"
