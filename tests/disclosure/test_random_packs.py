"""Random packs: nothing can be worked out of any, nothing hidden could be shown, and nothing lighter would do."""

from __future__ import annotations

import random
from itertools import combinations, product

import pytest

from optimiser.disclosure.audit import audit
from optimiser.disclosure.cells import Cell, Kind, Pack
from optimiser.disclosure.choice import Suppression, choose, protect
from optimiser.disclosure.errors import DisclosureError
from optimiser.disclosure.sensitive import Rule, protections
from tests.disclosure.tables import pack_of, random_numbers, random_pack
from tests.slower import quick_first


def is_safe(pack: Pack, hidden: frozenset[str]) -> bool:
    try:
        audit(pack, hidden)
    except DisclosureError:
        return False
    return True


def check(pack: Pack, chosen: Suppression) -> None:
    assert chosen.primary == {cell.id for cell in pack.cells if cell.kind is Kind.CHILDREN and 0 < cell.value < 5}
    assert {derived.cell.id for derived in chosen.derived} == chosen.hidden
    for derived in chosen.derived:
        interval = derived.interval
        assert interval.low - 1e-3 <= derived.cell.value <= interval.high + 1e-3
        if derived.cell.id in chosen.primary:
            assert interval.low < 1e-6
            assert interval.high > 5 - 1e-6


@pytest.mark.parametrize("start", quick_first(range(0, 200, 20), 4))
def test_nothing_can_be_worked_out_of_two_hundred_packs(start: int) -> None:
    for seed in range(start, start + 20):
        pack = random_pack(seed, most=2 if seed % 5 else 3)
        chosen = protect(pack)
        check(pack, chosen)
        assert chosen.is_least, seed


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 1040))
def test_nothing_can_be_worked_out_of_larger_packs(seed: int) -> None:
    pack = random_pack(seed, most=6)
    check(pack, protect(pack))


@pytest.mark.parametrize("seed", range(0, 120, 10))
def test_whatever_is_hidden_is_needed(seed: int) -> None:
    """Show any one of the hidden cells and the audit refuses: a leak planted in every possible place."""
    pack = random_pack(seed, most=2 if seed % 20 else 3)
    hidden = choose(pack).hidden
    for id in hidden:
        assert not is_safe(pack, hidden - {id}), id


@pytest.mark.parametrize("seed", range(200, 210))
def test_without_time_to_prove_anything_the_choice_is_as_safe(seed: int) -> None:
    pack = random_pack(seed, most=2)
    quick, least = protect(pack, time_limit=0.0), choose(pack)
    check(pack, quick)
    assert quick.bound <= least.weight <= quick.weight
    assert quick.bound == 0 or not quick.secondary


@pytest.mark.parametrize("seed", range(10))
def test_no_subset_of_the_cells_is_lighter(seed: int) -> None:
    """Against every subset of a 2 × 2 or 2 × 3 table's cells, by weight, judged by the audit alone."""
    chance = random.Random(seed)
    plain = pack_of("t", random_numbers(chance, 2, 2 if seed % 3 else 3))
    weighed = tuple(
        Cell(c.id, c.value, c.kind, weight=chance.choice((1, 1.5, 2, 4)), whole=True) for c in plain.cells
    )
    pack = Pack(weighed, plain.relations)
    chosen = choose(pack)
    others = [cell for cell in pack.cells if cell.id not in chosen.primary]
    lightest = min(
        (
            weight
            for size in range(len(others) + 1)
            for extra in combinations(others, size)
            if (weight := sum(cell.weight for cell in extra)) < chosen.weight + 1e-9
            and is_safe(pack, chosen.primary | {cell.id for cell in extra})
        ),
        default=None,
    )
    assert lightest == pytest.approx(chosen.weight)


@pytest.mark.parametrize("seed", range(4))
def test_the_audit_agrees_with_every_table_written_out(seed: int) -> None:
    """All 2 × 3 tables of small whole numbers that agree with what is shown, one after another."""
    chance = random.Random(seed)
    pack = pack_of("t", [[chance.randint(0, 3) for _ in range(3)] for _ in range(2)])
    cells = [cell.id for cell in pack.cells]
    hidden = set(chance.sample(cells[:6], 4)) | set(chance.sample(cells[6:9], 1))
    asked = protections(pack, Rule(threshold=0))
    assert not asked
    try:
        found = {d.cell.id: (d.interval.low, d.interval.high) for d in audit(pack, hidden, Rule(threshold=0))}
    except DisclosureError:
        found = {}
    possible = [numbers for numbers in product(range(7), repeat=6) if _agrees(pack, hidden, numbers)]
    ends = {
        id: (min(numbers[place] for numbers in possible), max(numbers[place] for numbers in possible))
        for place, id in enumerate(cells[:6])
        if id in hidden
    }
    if found:
        assert {id: tuple(map(round, found[id])) for id in ends} == ends
        assert all(low < high for low, high in ends.values())
    else:
        assert any(low == high for low, high in ends.values()) or hidden - set(ends)


def _agrees(pack: Pack, hidden: set[str], numbers: tuple[int, ...]) -> bool:
    first, second = numbers[:3], numbers[3:]
    sums = [a + b for a, b in zip(first, second, strict=True)]
    figures = (*numbers, sum(first), sum(second), *sums, sum(numbers))
    return all(cell.id in hidden or cell.value == figure for cell, figure in zip(pack.cells, figures, strict=True))
