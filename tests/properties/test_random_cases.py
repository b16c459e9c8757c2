"""The random cases themselves: the same from the same seed, seldom refused, and with something in every column."""

from __future__ import annotations

from optimiser.errors import InputError
from optimiser.tables.inputs import check_case
from optimiser.tables.specification import TABLES
from tests.properties.random_cases import as_written, generate

NOT_DRAWN = {
    *{"label", "name", "ssda903", "source", "confidence", "note", "start"},
    *{"outturn", "decision_log", "ranges", "entries", "ageing", "price_uncertainty"},
}
"""Tables and columns that no plan depends on, and a start that only dates the periods."""


def test_a_seed_gives_the_same_case_again() -> None:
    assert generate(12) == generate(12) != generate(13)


def test_every_column_is_drawn_and_takes_several_values() -> None:
    drawn: dict[tuple[str, str], set[str]] = {}
    for seed in range(300):
        for name, rows in generate(seed, by_choice=0.3).items():
            for row in rows:
                for column, cell in row.items():
                    drawn.setdefault((name, column), set()).add(cell)
    expected = {
        (table.name, column.name)
        for table in TABLES
        for column in table.columns
        if not {table.name, column.name} & NOT_DRAWN
    }
    assert {key for key, cells in drawn.items() if len(cells) > 1} == expected


def test_few_cases_are_refused() -> None:
    assert sum(_is_refused(seed) for seed in range(50)) <= 10


def _is_refused(seed: int) -> bool:
    try:
        check_case(as_written(generate(seed)))
    except InputError:
        return True
    return False
