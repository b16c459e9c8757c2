"""An amount by which a cell gives way, as what a reader is told and a page can apply."""

from __future__ import annotations

import math

from models.case import Floats
from optimiser.engine.elastic import Elastic
from optimiser.engine.loosening import Loosening, amount_of
from optimiser.engine.loosening_words import gives_way, parts
from optimiser.engine.words import Words

FORBIDDEN = "forbidden"
"""What the setting unmet_need says where no child may be without a home."""


def loosening(loose: Elastic, number: int, exact: float, solution: Floats | None, proven: bool) -> Loosening:
    """What one cell would have to be; ``solution`` is a plan of the elastic matrix with it."""
    cell = loose.cells[number]
    amount = amount_of(cell, exact)
    homes = cell.family == "homes"
    sentence = gives_way(Words(loose.plan), loose, cell, amount, solution)
    return Loosening(
        family=cell.family,
        table=cell.table,
        rows=cell.rows,
        column=cell.column,
        old=FORBIDDEN if homes else cell.old,
        new=deterrent(loose) if homes else cell.new(amount),
        unit=cell.unit,
        amount=amount,
        exact=exact,
        proven=proven,
        sentence=sentence,
        parts=parts(loose, solution) if homes and solution is not None else (),
    )


def deterrent(loose: Elastic) -> float:
    """A price of a child without a home for a year (£) that no plan would choose: a power of ten, at least ten
    times what the dearest home costs a year.
    """
    case = loose.case
    supplement = max((suits.weekly_supplement for suits in case.suitability.values()), default=0.0)
    prices = [provision.weekly_cost for provision in case.provisions.values()]
    prices += [row.weekly_cost for row in case.market]
    running = [option.running_cost / option.places_per_unit for option in case.options.values()]
    year = (max(prices, default=0.0) + supplement) * case.settings.weeks_per_year
    return float(10.0 ** math.ceil(math.log10(10.0 * max([year, *running, 1.0]))))
