"""Before publication no small number of children is shown or can be worked out, in any table or sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimiser.disclosure.audit import audit
from optimiser.disclosure.errors import DisclosureError
from optimiser.disclosure.sensitive import Rule
from optimiser.pack.building import pack_of
from optimiser.pack.display import in_words, is_hidden, said
from optimiser.pack.document import Figure, Pack, Paragraph, Section, Sentence, Unit
from optimiser.pack.facts import Facts
from optimiser.pack.publish import linked, protected


@pytest.fixture(scope="module")
def published(tiny: Facts) -> Pack:
    return protected(pack_of(replace(tiny, publish=True)))


def counts(pack: Pack) -> list[Figure]:
    figures = (figure for table in pack.tables() for figure in table.figures())
    return [figure for figure in figures if figure.unit is Unit.CHILDREN and not figure.signed]


def test_no_small_number_is_shown(published: Pack) -> None:
    small = [figure for figure in counts(published) if 0 < round(figure.value) < 5]
    assert small
    assert all(is_hidden(figure, published.hidden) for figure in small)
    assert any(not is_hidden(figure, published.hidden) for figure in counts(published)), "not all is hidden"


def test_every_count_of_a_table_can_be_hidden(published: Pack) -> None:
    assert all(figure.id for figure in counts(published))


def test_no_sentence_tells_a_hidden_figure(published: Pack) -> None:
    for section in published.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                for sentence in block.sentences:
                    if said(sentence, published.hidden) is not None:
                        assert not {figure.id for figure in sentence.figures()} & published.hidden


def test_every_count_in_a_sentence_can_be_hidden(published: Pack) -> None:
    sentences = [
        sentence for section in published.sections for sentence in (section.message, *section_sentences(section))
    ]
    told = [figure for sentence in sentences for figure in sentence.figures() if figure.unit is Unit.CHILDREN]
    assert told
    assert all(figure.id for figure in told), [in_words(figure) for figure in told if not figure.id]


def section_sentences(section: Section) -> list[Sentence]:
    return [one for block in section.blocks if isinstance(block, Paragraph) for one in block.sentences]


def test_nothing_hidden_can_be_worked_out(published: Pack) -> None:
    assert audit(linked(published), published.hidden, Rule(5))


def test_a_leak_is_refused(published: Pack) -> None:
    """A hidden part of a table whose other cells and total are shown can be worked out."""
    cells = linked(published)
    totals = {relation.terms[0][0] for relation in cells.relations}
    leaks = 0
    for id in sorted(published.hidden - totals):
        try:
            audit(cells, {id}, Rule(5))
        except DisclosureError:
            leaks += 1
    assert leaks == len(published.hidden - totals)


def test_a_higher_threshold_hides_more(tiny: Facts, published: Pack) -> None:
    pack = pack_of(replace(tiny, publish=True))
    ten = protected(pack, threshold=10)
    small = [figure for figure in counts(pack) if 5 <= round(figure.value) < 10]
    assert small
    assert all(is_hidden(figure, ten.hidden) for figure in small)
    assert len(ten.hidden) >= len(published.hidden)


def test_what_stands_in_two_tables_is_hidden_in_both(published: Pack) -> None:
    places = {
        id: sum(figure.id == id for table in published.tables() for figure in table.figures())
        for id in published.hidden
    }
    assert max(places.values()) > 1
