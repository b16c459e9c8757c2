"""How many children there may be: low, central and high of drawn futures, and nothing where none can be drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.uncertainty import Futures
from optimiser.disclosure.audit import audit
from optimiser.disclosure.sensitive import Rule
from optimiser.futures import generate, low_central_high, uncertainty_of
from optimiser.pack import forecast
from optimiser.pack.building import pack_of
from optimiser.pack.charts.picture import chart_pictures
from optimiser.pack.display import in_words, is_hidden, said
from optimiser.pack.document import Figure, Pack, Paragraph, Table
from optimiser.pack.facts import Facts
from optimiser.pack.making import strategy_pack
from optimiser.pack.publish import linked, protected
from tests.pack.finding import the


@pytest.fixture(scope="module")
def pack(flowing: Facts) -> Pack:
    return pack_of(flowing, ["need"])


@pytest.fixture(scope="module")
def drawn(flowing: Facts) -> Futures:
    inputs = flowing.run.inputs
    return generate(inputs.case, uncertainty_of(inputs), 1000, 0)


def values(table: Table, row: int) -> list[float]:
    return [cell.value for cell in table.rows[row] if isinstance(cell, Figure)]


def sentences(pack: Pack) -> list[str]:
    (section,) = pack.sections
    paragraphs = [block for block in section.blocks if isinstance(block, Paragraph)]
    return [said(one) or "" for block in paragraphs for one in block.sentences]


def test_low_central_and_high_are_those_of_the_drawn_futures(pack: Pack, drawn: Futures, flowing: Facts) -> None:
    table = the(pack, "need_range")
    assert [row[0] for row in table.rows] == ["Low", "Central", "High", "The plan is made for"]
    for place, level in enumerate(low_central_high(drawn)):
        start, *by_period = values(table, place)
        assert start == sum(flowing.run.inputs.case.placements.values())
        assert by_period == pytest.approx(level.sum(axis=(0, 1)))
    low, central, high, planned = (values(table, place)[1:] for place in range(4))
    assert planned == pytest.approx(flowing.run.inputs.case.demand.sum(axis=(0, 1, 3)))
    assert all(a < b < c for a, b, c in zip(low, central, high, strict=True))
    below = (
        drawn.totals <= np.array(low)[:, None] * drawn.totals.mean(axis=1)[:, None] / np.array(planned)[:, None]
    )
    assert below.mean(axis=1) == pytest.approx([0.1] * 3, abs=0.002), "one future in ten has fewer children"


def test_a_need_group_has_its_own_range(pack: Pack, drawn: Futures, flowing: Facts) -> None:
    """Wider for its size than that of all children together, and not a share of it."""
    table, case = the(pack, "need_range_by_group"), flowing.run.inputs.case
    planned = case.demand[..., -1, :].sum(axis=(1, 2))
    for place, row in enumerate(table.rows):
        children = drawn.demand[place, :, -1].sum(axis=0)
        scale = planned[place] / children.mean()
        ends = [scale * np.quantile(children, q, method="inverted_cdf") for q in (0.1, 0.9)]
        assert values(table, place) == pytest.approx([ends[0], planned[place], ends[1]]), row[0]
    widths = [(high - low) / middle for low, middle, high in (values(table, place) for place in range(2))]
    whole = [values(the(pack, "need_range"), place)[-1] for place in range(4)]
    assert min(widths) > (whole[2] - whole[0]) / whole[3]


def test_how_it_was_drawn_and_what_it_means_is_said(pack: Pack) -> None:
    (note,) = the(pack, "need_range").notes
    assert "10th, 50th and 90th percentiles of all children together" in note
    assert "1,000 futures drawn (seed 0)" in note
    low, high = (values(the(pack, "need_range"), place)[-1] for place in (0, 2))
    assert f"In eight futures of ten there are between {low:.0f} and {high:.0f} that year." in sentences(pack)


def test_the_chart_draws_three_lines_from_the_table_and_tells_what_they_say(pack: Pack) -> None:
    chart = next(chart for chart in pack.charts() if chart.key == "need_range")
    assert chart.table is the(pack, "need_range")
    assert chart.rows == (0, 1, 2)
    low, high = (in_words(figure) for figure in chart.message.figures())
    assert (
        said(chart.message) == f"By 2027/28 between {low} and {high} children need a home in eight futures of ten."
    )
    assert chart_pictures(chart)["png"].startswith(b"\x89PNG")


def test_the_same_tables_have_the_same_range(pack: Pack, flowing: Facts) -> None:
    again = pack_of(replace(flowing, publish=False), ["need"])
    assert the(again, "need_range") == the(pack, "need_range")
    assert the(again, "need_range_by_group") == the(pack, "need_range_by_group")


def test_without_entries_the_section_is_as_it_was(tiny: Facts) -> None:
    drawing = replace(tiny, draws=True)
    assert pack_of(drawing, ["need"]).sections == pack_of(tiny, ["need"]).sections
    assert [table.key for table in pack_of(drawing, ["need"]).tables()] == ["need_by_group"]


def test_pages_draw_nothing_and_say_where_the_range_is(flowing: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    """The what-if pages write these sections at every answer; a draw takes longer than they do."""

    def refuse(*_: object) -> Futures:
        raise AssertionError("futures are drawn for a page")

    monkeypatch.setattr(forecast, "generate", refuse)
    page = pack_of(Facts(flowing.run), ["need"])
    assert "The strategy pack tells how many more or fewer children there may be." in sentences(page)
    assert [table.key for table in page.tables()] == ["need_by_group"]


def test_a_pack_made_from_the_folder_has_it(flowing_run: Path) -> None:
    assert the(strategy_pack(flowing_run, sections=["need"]), "need_range").rows


def test_small_numbers_are_hidden_before_publication(flowing: Facts) -> None:
    """Four young people of 16 and 17: their number, their low and what would give them away."""
    pack = protected(pack_of(replace(flowing, publish=True), ["need"]))
    rows = {row[0]: row for row in the(pack, "need_range_by_group").rows}
    _, low, planned, high = rows["16 and 17"]
    assert isinstance(low, Figure)
    assert isinstance(planned, Figure)
    assert isinstance(high, Figure)
    assert low.value < planned.value < 5 < high.value
    assert is_hidden(low, pack.hidden)
    assert is_hidden(planned, pack.hidden)
    assert not is_hidden(high, pack.hidden)
    assert all(figure.id for table in pack.tables() for figure in table.figures())
    audit(linked(pack), pack.hidden, Rule(5))
