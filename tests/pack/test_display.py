"""Figures are rounded in one place, half away from nought, and shown with their signs and units."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimiser.disclosure.symbols import Symbol
from optimiser.pack import display
from optimiser.pack.document import Column, Figure, Paragraph, Section, Table, Unit, say


@pytest.mark.parametrize(
    ("value", "unit", "signed", "in_table", "in_sentence"),
    [
        (2.5, Unit.CHILDREN, False, "3", "3"),
        (0.49, Unit.CHILDREN, False, "[low]", "fewer than 1"),
        (0.0, Unit.CHILDREN, False, "0", "0"),
        (-2.5, Unit.CHILDREN, True, "−3", "−3"),
        (0.2, Unit.CHILDREN, True, "0", "0"),
        (1234.4, Unit.PLACES, False, "1,234", "1,234"),
        (0.335, Unit.SHARE, False, "34%", "34%"),
        (0.1, Unit.SHARE, True, "+10%", "+10%"),
        (0.0245, Unit.RATE, False, "2.5%", "2.5%"),
        (-1_234_567.0, Unit.THOUSANDS, False, "−1,235", "−£1,235,000"),
        (400.0, Unit.THOUSANDS, False, "0", "£0"),
        (257_150_000.0, Unit.MILLIONS, False, "257.2", "£257.2m"),
        (-49_999.0, Unit.MILLIONS, True, "0.0", "£0.0m"),
        (8_009.77, Unit.POUNDS, False, "8,010", "£8,010"),
        (1.25, Unit.YEARS, False, "1.3", "1.3"),
    ],
)
def test_figures_as_tables_and_sentences_show_them(
    value: float, unit: Unit, signed: bool, in_table: str, in_sentence: str
) -> None:
    figure = Figure(value, unit, signed=signed)
    assert display.number(figure) == in_table
    assert display.in_words(figure) == in_sentence


@given(st.floats(-1e9, 1e9), st.sampled_from(list(Unit)))
def test_what_is_shown_is_within_half_a_step(value: float, unit: Unit) -> None:
    shown = display.published(Figure(value, unit))
    assert abs(shown - value) <= display.step(unit) / 2 * (1 + 1e-6) + 1e-9 * abs(value)
    assert display.rounded(Figure(shown, unit)) == display.rounded(Figure(value, unit))


@given(st.integers(-10_000, 10_000))
def test_halves_go_away_from_nought(whole: int) -> None:
    away = whole + 1 if whole >= 0 else whole - 1
    half = whole + (0.5 if whole >= 0 else -0.5)
    assert display.rounded(Figure(half, Unit.UNITS)) == Decimal(away)


def test_a_hidden_figure_is_a_mark_in_a_table_and_silences_its_sentence_and_heading() -> None:
    few, many = Figure(3.0, Unit.CHILDREN, "few"), Figure(30.0, Unit.CHILDREN, "many")
    hidden = frozenset({"few"})
    assert display.text_of(few, hidden) == Symbol.CONFIDENTIAL.value
    assert display.text_of(many, hidden) == "30"
    sentences = (say("{} live here.", few), say("{} live there.", many))
    assert display.said(sentences[0], hidden) is None
    assert display.paragraph_text(sentences, hidden) == "30 live there."
    section = Section("key", "Where they live", say("{} live here", few), (Paragraph(sentences),))
    assert display.heading_of(section, hidden) == "Where they live"
    assert display.heading_of(section) == "3 live here"


def test_a_figure_without_an_id_cannot_be_hidden() -> None:
    assert not display.is_hidden(Figure(3.0, Unit.CHILDREN), frozenset({""}))


def test_marks_of_a_table_come_once_and_in_order() -> None:
    rows = ((Symbol.NOT_APPLICABLE, Figure(3.0, Unit.CHILDREN, "few")),) * 2
    table = Table("key", "Caption", (Column("What [f]"), Column("Children", Unit.CHILDREN)), rows)
    assert display.symbols_in(table, frozenset({"few"})) == (
        Symbol.CONFIDENTIAL,
        Symbol.NOT_APPLICABLE,
        Symbol.FORECAST,
    )


@pytest.mark.parametrize(
    ("value", "word"), [(1.4, "child"), (1.5, "children"), (0.0, "children"), (-1.0, "child")]
)
def test_the_word_goes_with_the_number_that_is_shown(value: float, word: str) -> None:
    assert display.plural(Figure(value, Unit.CHILDREN), "child", "children") == word


def test_a_table_refuses_what_does_not_fit() -> None:
    columns = (Column("What"), Column("Children", Unit.CHILDREN))
    with pytest.raises(ValueError, match="has 1 cells, not 2"):
        Table("key", "Caption", columns, (("alone",),))
    with pytest.raises(ValueError, match="Children: a figure"):
        Table("key", "Caption", columns, (("a", Figure(1.0, Unit.SHARE)),))


def test_a_sentence_has_as_many_parts_as_places() -> None:
    with pytest.raises(ValueError, match="1 parts for 2 places"):
        say("{} of {}", "one")
