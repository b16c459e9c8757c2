"""A pack checks itself, figures are rounded as shown, and marks are explained."""

from __future__ import annotations

import math

import pytest

from optimiser.disclosure.cells import Cell, Interval, Kind, Pack, Relation, Reveals, same, total
from optimiser.disclosure.symbols import Symbol, explained
from tests.disclosure.tables import children, pack_of, random_pack


@pytest.mark.parametrize(
    ("cells", "relations", "says"),
    [
        ([children("a", 1), children("a", 1)], [], "same id"),
        ([children("a", 3), children("b", 4)], [same("a", "b")], "not true"),
        ([children("a", 3)], [same("a", "b")], "unknown"),
        ([children("a", 3)], [same("a", "a")], "twice"),
        ([children("a", 3)], [Relation((("a", 0.0),))], "nought times"),
        ([children("a", 3)], [Relation(())], "without terms"),
        ([children("a", -1)], [], "not within"),
        ([children("a", 9, upper=8)], [], "not within"),
        ([Cell("a", math.nan)], [], "not within"),
        ([Cell("a", 1, weight=0)], [], "above 0"),
        ([Cell("a", 1, weight=math.inf)], [], "above 0"),
        ([Cell("a", 1, unit=-1)], [], "above 0"),
        ([Cell("a", 1.5, whole=True)], [], "whole"),
        ([Cell("a", 1, Kind.CHILDREN, lower=-1)], [], "fewer than 0"),
        ([Cell("a", 1, reveals=Reveals("b", 2))], [], "not in the pack"),
        ([Cell("a", 1, reveals=Reveals("b", 0)), children("b", 1)], [], "no cost per child"),
    ],
)
def test_a_pack_that_contradicts_itself_is_refused(
    cells: list[Cell], relations: list[Relation], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        Pack(tuple(cells), tuple(relations))


def test_sums_of_pence_are_true_in_spite_of_floating_point() -> None:
    parts = tuple(Cell(str(place), 0.1, Kind.MONEY) for place in range(10))
    assert sum(cell.value for cell in parts) != 1.0
    Pack((*parts, Cell("+", 1.0, Kind.MONEY)), (total("+", [cell.id for cell in parts]),))


@pytest.mark.parametrize(
    ("value", "unit", "whole", "shown", "low", "high"),
    [
        (2.5, 1, False, 3, 2.5, 3.5),
        (2.4, 1, False, 2, 1.5, 2.5),
        (7, 0, True, 7, 7, 7),
        (7, 1, True, 7, 7, 7),
        (97, 10, True, 100, 95, 104),
        (1.4, 10, False, 0, 0, 5),
        (624_000, 1e6, False, 1e6, 5e5, 1.5e6),
    ],
)
def test_what_a_rounded_figure_tells(
    value: float, unit: float, whole: bool, shown: float, low: float, high: float
) -> None:
    cell = Cell("a", value, unit=unit, whole=whole)
    assert cell.shown == shown
    assert cell.seen == Interval(low, high)


def test_tables_that_nothing_links_are_parts() -> None:
    first, second = pack_of("a", [[1, 2], [3, 4]]), pack_of("b", [[5, 6], [7, 8]])
    alone = children("alone", 3)
    both = Pack((*first.cells, alone, *second.cells), (*first.relations, *second.relations))
    parts = both.linked_parts()
    assert [{cell.id for cell in part.cells} for part in parts] == [
        {cell.id for cell in first.cells}, {"alone"}, {cell.id for cell in second.cells}
    ]  # fmt: skip
    assert [len(part.relations) for part in parts] == [6, 0, 6]
    assert len(random_pack(3).linked_parts()) == 1


def test_marks_are_explained_once_in_one_order() -> None:
    sentences = explained([Symbol.FORECAST, Symbol.CONFIDENTIAL, Symbol.FORECAST])
    assert [sentence.split()[0] for sentence in sentences] == ["[c]", "[f]"]
    assert all(symbol.sentence.startswith(f"{symbol.value} means ") for symbol in Symbol)
