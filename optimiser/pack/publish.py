"""Before a pack leaves the authority: which of its figures to hide, so that no small number can be worked out.

Every figure with an ``id`` is about children. Counts below the threshold are hidden, and so is what else would
give them away (:mod:`optimiser.disclosure`). Sums within tables, and what sections declare to hold between tables,
are what a reader is taken to know.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from optimiser.disclosure.cells import Cell, Kind, Pack, Relation, same
from optimiser.disclosure.choice import protect
from optimiser.disclosure.sensitive import Rule
from optimiser.pack import document
from optimiser.pack.display import step
from optimiser.pack.document import Chart, Figure, Paragraph, Part, Sum, Table, Unit

_WEIGHT_OF_TOTALS = 5.0
"""Hiding a total costs a reader as much as hiding so many of its parts."""
_NOISE = 1e-7
"""What is left over where the solver means nought."""


def protected(pack: document.Pack, threshold: int = 5) -> document.Pack:
    """The pack with what must be hidden of it.

    Raises :class:`~optimiser.disclosure.errors.DisclosureError` where nothing can protect a figure.
    """
    found = protect(linked(pack), Rule(threshold))
    return replace(pack, hidden=found.hidden)


def linked(pack: document.Pack) -> Pack:
    """The pack as disclosure control sees it: every figure once, and every relation that a reader knows."""
    sums = (*(one for table in pack.tables() for one in table.sums), *_declared_sums(pack))
    parts = {part.share: part for section in pack.sections for part in section.known.parts}
    totals = {one.total for one in sums}
    shown = {figure.id: figure for figure in _figures(pack) if figure.id}
    unseen = {one.id: one for section in pack.sections for one in section.known.unseen if one.id not in shown}
    cells = [_cell(figure, parts.get(id), id in totals) for id, figure in shown.items()]
    cells += [replace(_cell(figure, None, False), latent=True) for figure in unseen.values()]
    known = shown.keys() | unseen.keys()
    relations = [_relation(one) for one in dict.fromkeys(sums) if _ids(one) <= known]
    relations += [same(part.share, part.of) for part in parts.values() if {part.share, part.of} <= known]
    return Pack(tuple(cells), tuple(relations))


def _declared_sums(pack: document.Pack) -> Iterator[Sum]:
    return (one for section in pack.sections for one in section.known.sums)


def _figures(pack: document.Pack) -> Iterator[Figure]:
    """Every figure of the pack's tables, charts, headings and sentences."""
    for section in pack.sections:
        yield from section.message.figures()
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield from (figure for sentence in block.sentences for figure in sentence.figures())
            elif isinstance(block, Chart):
                yield from (*block.table.figures(), *block.message.figures())
            elif isinstance(block, Table):
                yield from block.figures()


def _cell(figure: Figure, part: Part | None, is_total: bool) -> Cell:
    weight = _WEIGHT_OF_TOTALS if is_total else 1.0
    if part is not None:
        return Cell(
            figure.id, figure.value * part.whole, Kind.OTHER, weight=weight, unit=step(Unit.SHARE) * part.whole
        )
    value = 0.0 if abs(figure.value) < _NOISE else figure.value
    counts = figure.unit is Unit.CHILDREN and not figure.signed
    return Cell(
        figure.id,
        value,
        Kind.CHILDREN if counts else Kind.OTHER,
        weight=weight,
        lower=0.0 if counts else -math.inf,
        unit=step(figure.unit),
    )


def _relation(one: Sum) -> Relation:
    return Relation(((one.total, 1.0), *((id, -factor) for id, factor in one.parts)))


def _ids(one: Sum) -> set[str]:
    return {one.total, *(id for id, _ in one.parts)}
