"""Packs for tests: a table written as rows of numbers with its totals, and random packs of linked tables."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import product

from optimiser.disclosure.cells import Cell, Kind, Pack, Relation, difference, priced, same, total


def children(id: str, value: float, weight: float = 1.0, unit: float = 0.0, upper: float = float("inf")) -> Cell:
    return Cell(id, value, Kind.CHILDREN, weight=weight, unit=unit, upper=upper, whole=float(value).is_integer())


def table(
    name: str, numbers: Sequence[Sequence[float]], total_weight: float = 1.0, unit: float = 0.0
) -> tuple[list[Cell], list[Relation]]:
    """Cells ``name:row,column`` with margins ``name:row,+``, ``name:+,column`` and ``name:+,+``."""
    rows, columns = range(len(numbers)), range(len(numbers[0]))
    cells = [children(f"{name}:{r},{c}", numbers[r][c], unit=unit) for r, c in product(rows, columns)]
    by_row = [children(f"{name}:{r},+", sum(numbers[r]), total_weight, unit) for r in rows]
    by_column = [children(f"{name}:+,{c}", sum(row[c] for row in numbers), total_weight, unit) for c in columns]
    grand = children(f"{name}:+,+", sum(map(sum, numbers)), total_weight, unit)
    sums = [total(f"{name}:{r},+", [f"{name}:{r},{c}" for c in columns]) for r in rows]
    sums += [total(f"{name}:+,{c}", [f"{name}:{r},{c}" for r in rows]) for c in columns]
    sums += [total(grand.id, [cell.id for cell in margin]) for margin in (by_row, by_column)]
    return [*cells, *by_row, *by_column, grand], sums


def pack_of(name: str, numbers: Sequence[Sequence[float]], total_weight: float = 1.0, unit: float = 0.0) -> Pack:
    cells, relations = table(name, numbers, total_weight, unit)
    return Pack(tuple(cells), tuple(relations))


def random_numbers(chance: random.Random, rows: int, columns: int) -> list[list[int]]:
    likely = (0, 1, 2, 3, 4, 5, 6, 8, 12, 20, 45)
    return [[chance.choice(likely) for _ in range(columns)] for _ in range(rows)]


def random_pack(seed: int, most: int = 3) -> Pack:
    """Two tables of the same children by other columns, often a third (a plan, with differences) and money."""
    chance = random.Random(seed)
    rows, columns = chance.randint(2, most), chance.randint(2, most)
    weight = chance.choice((1.0, 3.0, 10.0))
    first = random_numbers(chance, rows, columns)
    second = [_split(chance, sum(row), chance.randint(2, 3)) for row in first]
    width = max(map(len, second))
    second = [row + [0] * (width - len(row)) for row in second]
    cells, relations = table("a", first, weight)
    more, sums = table("b", second, weight)
    cells, relations = cells + more, relations + sums
    relations += [same(f"a:{row},+", f"b:{row},+") for row in range(rows)]
    if chance.random() < 0.3:
        _add_plan(chance, first, weight, cells, relations)
    if chance.random() < 0.5:
        _add_money(chance, first, cells, relations)
    return Pack(tuple(cells), tuple(relations))


def _split(chance: random.Random, of: int, parts: int) -> list[int]:
    ends = sorted(chance.randint(0, of) for _ in range(parts - 1))
    return [high - low for low, high in zip([0, *ends], [*ends, of], strict=True)]


def _add_plan(
    chance: random.Random, first: list[list[int]], weight: float, cells: list[Cell], relations: list[Relation]
) -> None:
    """A plan for the same groups, and what it changes of each row's total."""
    plan = [[max(0, value + chance.randint(-3, 3)) for value in row] for row in first]
    more, sums = table("p", plan, weight)
    cells += more
    relations += sums
    for row, (now, then) in enumerate(zip(first, plan, strict=True)):
        cells.append(Cell(f"d:{row}", sum(then) - sum(now), lower=-float("inf"), whole=True))
        relations.append(difference(f"d:{row}", f"p:{row},+", f"a:{row},+"))


def _add_money(
    chance: random.Random, first: list[list[int]], cells: list[Cell], relations: list[Relation]
) -> None:
    """What some groups cost at a cost per child that the reader knows, shown in full or rounded, and the sum."""
    unit, priced_ids = chance.choice((0.0, 1_000.0, 1_000_000.0)), []
    prices = [chance.randint(20_000, 300_000) for _ in first[0]]
    for column, price in enumerate(prices):
        cells.append(Cell(f"m:{column}", price * first[0][column], Kind.MONEY, unit=unit))
        relations.append(priced(f"m:{column}", f"a:0,{column}", price))
        priced_ids.append(f"m:{column}")
    cells.append(Cell("m:+", sum(p * n for p, n in zip(prices, first[0], strict=True)), Kind.MONEY, unit=unit))
    relations.append(total("m:+", priced_ids))
