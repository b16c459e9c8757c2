"""What the sections tell is what the tables of the run hold: read back cell by cell, and worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import optimiser
from optimiser.errors import OptimiserError
from optimiser.pack.building import SECTIONS, pack_of
from optimiser.pack.charts.picture import chart_pictures
from optimiser.pack.display import heading_of, paragraph_text, said, text_of
from optimiser.pack.document import Chart, Column, Figure, Kind, Pack, Paragraph, Section, Table, Unit, say
from optimiser.pack.facts import Facts, end_of
from optimiser.pack.fitting import fitted
from optimiser.pack.groups import kinds
from optimiser.pack.publish import protected
from optimiser.run_reading import read_run
from tests.cases.casebook import TINY, read, write
from tests.pack.finding import the


def section(pack: Pack, key: str) -> Section:
    return next(one for one in pack.sections if one.key == key)


def shown(table: Table) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for row in table.rows]


def text(pack: Pack, key: str) -> str:
    return " ".join(
        paragraph_text(block.sentences) for block in section(pack, key).blocks if isinstance(block, Paragraph)
    )


def test_sections_come_in_reading_order_and_each_says_something(tiny_pack: Pack) -> None:
    keys = [one.key for one in tiny_pack.sections]
    without = ("depends", "sure", "filling")
    assert keys == [key for key in SECTIONS if key not in without], "no study was given, nor a choice curve"
    for one in tiny_pack.sections:
        assert heading_of(one)
        assert one.blocks


def test_homes_of_the_tiny_case(tiny_pack: Pack) -> None:
    """20 children: 8 with the council's carers, 8 with an agency's, 4 in a bought home (its placements)."""
    assert shown(the(tiny_pack, "homes_now")) == [
        ["Foster homes, in-house", "8"],
        ["Foster homes, external", "8"],
        ["Children's homes, in-house", "0"],
        ["Children's homes, external", "4"],
        ["All children looked after", "20"],
    ]
    assert heading_of(section(tiny_pack, "homes")) == "20 children are in our care at the start"


def test_the_gap_is_what_is_bought_where_nothing_is_decided(tiny_pack: Pack) -> None:
    assert shown(the(tiny_pack, "gap_by_type"))[-1] == ["All", "12", "12", "12"]
    assert (
        heading_of(section(tiny_pack, "gap")) == "Doing nothing leaves 12 homes to be bought or missing by 2028/29"
    )


@pytest.mark.parametrize(
    ("rows", "kind", "becomes"),
    [
        (12, Kind.STACKED, Kind.STACKED),
        (13, Kind.STACKED, Kind.BARS),
        (13, Kind.LINES, Kind.BARS),
        (30, Kind.PAIRS, Kind.PAIRS),
        (31, Kind.STACKED, None),
        (31, Kind.TIMELINE, None),
        (0, Kind.BARS, None),
    ],
)
def test_a_chart_that_a_table_is_too_long_for_is_simpler_or_left_out(
    rows: int, kind: Kind, becomes: Kind | None
) -> None:
    columns = (Column("What"), Column("2026/27", Unit.CHILDREN), Column("2027/28", Unit.CHILDREN))
    cells = tuple((f"Row {i}", Figure(1.0 + i, Unit.CHILDREN), Figure(2.0, Unit.CHILDREN)) for i in range(rows))
    total = ("All", Figure(1.0, Unit.CHILDREN), Figure(2.0, Unit.CHILDREN))
    table = Table("key", "Caption", columns, (*cells, total), total=True)
    chart = Chart("key", kind, table, "Children", "Children", say("Message"))
    found = fitted(Section("key", "Title", say("Message"), (chart, table)))
    assert list(found.tables()) == [table]
    assert [one.kind for one in found.charts()] == ([] if becomes is None else [becomes])
    if becomes is Kind.BARS:
        (bars,) = found.charts()
        assert (bars.columns, bars.title) == ((2,), "Children: 2027/28")
        assert chart_pictures(bars)


def test_the_plan_of_the_tiny_case(tiny_pack: Pack) -> None:
    assert shown(the(tiny_pack, "schedule")) == [
        ["Open a home of 4 beds", "2026/27", "2027/28", "1", "4", "200"],
        ["Recruit a foster household", "2026/27", "2028/29", "3", "8", "0"],
    ]
    assert "4 units, which bring 12 places" in text(tiny_pack, "plan")


def test_money_of_the_tiny_case(tiny_pack: Pack, tiny: Facts) -> None:
    savings = tiny.table("savings")
    table = the(tiny_pack, "invest_to_save")
    for row, saving in zip(table.rows, savings.to_dict("records"), strict=False):
        figures = [cell.value for cell in row if isinstance(cell, Figure)]
        assert figures[0] == saving["revenue_plan"]
        assert figures[1] == saving["revenue_do_nothing"]
        assert figures[-1] == saving["cumulative_net_benefit"]
    lines = the(tiny_pack, "revenue_by_line").rows
    total = [cell.value for cell in lines[-1] if isinstance(cell, Figure)]
    assert total == pytest.approx(savings["revenue_plan"].tolist())


def test_sums_that_readers_know_do_hold(tiny_pack: Pack) -> None:
    known = {figure.id: figure.value for table in tiny_pack.tables() for figure in table.figures() if figure.id}
    known |= {one.id: one.value for each in tiny_pack.sections for one in each.known.unseen}
    sums = [one for table in tiny_pack.tables() for one in table.sums]
    sums += [one for each in tiny_pack.sections for one in each.known.sums]
    checked = 0
    for one in sums:
        if {one.total, *(id for id, _ in one.parts)} <= known.keys():
            assert known[one.total] == pytest.approx(sum(known[id] * factor for id, factor in one.parts), abs=1e-6)
            checked += 1
    assert checked > 60
    for part in (part for each in tiny_pack.sections for part in each.known.parts):
        if {part.share, part.of} <= known.keys():
            assert known[part.share] * part.whole == pytest.approx(known[part.of], abs=1e-6)


def test_a_figure_has_one_value_wherever_it_stands(tiny_pack: Pack) -> None:
    seen: dict[str, float] = {}
    for table in tiny_pack.tables():
        for figure in table.figures():
            if figure.id:
                assert seen.setdefault(figure.id, figure.value) == pytest.approx(figure.value), figure.id
    assert len(seen) > 80


def test_only_the_sections_asked_for(tiny: Facts) -> None:
    assert [one.key for one in pack_of(tiny, ["locality", "summary"]).sections] == ["summary", "locality"]


def test_a_section_that_a_run_has_nothing_for_is_refused(tiny: Facts) -> None:
    with pytest.raises(OptimiserError, match="give the folder of drivers"):
        pack_of(tiny, ["depends"])


def test_a_run_without_a_plan_has_no_pack(tmp_path: Path) -> None:
    tables = read(TINY)
    for row in tables["demand"]:
        row["children"] = str(float(row["children"]) * 1.5)
    result = optimiser.plan(optimiser.read_case(write(tables, tmp_path / "case")))
    run = optimiser.write_run(result, tmp_path / "run")
    with pytest.raises(OptimiserError, match="holds no plan"):
        pack_of(Facts(read_run(run)))


def test_when_a_period_ends() -> None:
    assert end_of("2099/00") == "31 March 2100"
    assert end_of("2026/27 first half") == "the end of 2026/27 first half"


def test_every_child_of_lewisham_is_in_one_kind_of_home(lewisham_run: Path) -> None:
    facts = Facts(read_run(lewisham_run), publish=True)
    members = [key for found in kinds(facts).values() for key in found]
    assert sorted(members) == sorted(facts.run.inputs.case.provisions)
    pack = pack_of(facts)
    totals = the(pack, "mix_by_year").rows[-1]
    looked_after = facts.expected("placements", "children", ("provision", "period"))
    for cell, period in zip(totals[1:], facts.periods, strict=True):
        assert isinstance(cell, Figure)
        assert cell.value == pytest.approx(
            sum(value for (key, t), value in looked_after.items() if t == period and key in facts.looked_after)
        )
    assert_small_homes_have_no_place(pack)


def assert_small_homes_have_no_place(pack: Pack) -> None:
    """Homes of one or two beds are told without their area where the pack is to be published."""
    rows = shown(the(pack, "schedule_by_area"))
    small = [row for row in rows if "home of 2 beds" in row[0] or "home of 1 bed" in row[0]]
    assert all(row[1] == "Area withheld" for row in small)
    intentions = shown(the(pack, "intentions"))
    assert all(row[1] == "Area withheld" for row in intentions if "1 or 2 beds" in row[0])
    assert shown(the(pack, "what_binds"))
    assert not any("1 or 2 beds" in row[1] or "of 2 beds" in row[1] for row in shown(the(pack, "what_binds")))
    sentences = [
        said(one) or ""
        for each in pack.sections
        for block in each.blocks
        if isinstance(block, Paragraph)
        for one in block.sentences
    ]
    assert not any("1 or 2 beds" in one and "Lewisham" in one for one in sentences)


def test_without_a_baseline_nothing_is_compared_with_it(tiny: Facts) -> None:
    """Where doing nothing could not be worked out, its figures are empty and no sentence speaks of it."""
    headlines = {
        key: None if "do_nothing" in key or key in ("revenue_saving", "cashable_saving", "cost_avoided") else value
        for key, value in tiny.headlines.items()
    }
    tables = {name: table.assign(**dict.fromkeys({"do_nothing", "revenue_do_nothing"} & {*table}, float("nan")))
              for name, table in tiny.run.tables.items()}  # fmt: skip
    record = {**tiny.run.record, "headlines": headlines}
    pack = pack_of(Facts(replace(tiny.run, record=record, tables=tables)))
    assert "gap" not in [one.key for one in pack.sections]
    assert [column.heading for column in the(pack, "mix_before_and_after").columns] == [
        "Provision",
        "At the start",
        "Plan, 2028/29 [f]",
    ]
    assert [row[0] for row in shown(the(pack, "options"))] == ["Plan", "Planning year by year"]
    assert "What doing nothing costs is not known." in text(pack, "summary")
    assert all(math.isfinite(figure.value) for table in pack.tables() for figure in table.figures())


def test_the_assurance_state_is_what_the_second_opinion_lets_stand(tiny: Facts) -> None:
    statement = {"assurance_state": "approved", "sentence": "The second opinion agrees.", "checks": []}
    approved = pack_of(Facts(tiny.run, statement=statement))
    assert approved.provenance.approved
    assert approved.marking == "Not for publication"
    assert "The second opinion agrees." in text(approved, "assurance")
    assert pack_of(tiny).marking == "Not for publication · Draft"


@pytest.mark.parametrize("publish", [False, True])
def test_children_without_a_home_are_told_first(publish: bool, tmp_path: Path) -> None:
    """Half as many children again as places: those without a home are in the brief, by need group and year."""
    tables = read(TINY)
    for row in tables["demand"]:
        row["children"] = str(float(row["children"]) * 1.5)
    tables["settings"].append({"setting": "unmet_need", "value": "1000000"})
    result = optimiser.plan(optimiser.read_case(write(tables, tmp_path / "case")), planning_ahead=False)
    facts = Facts(read_run(optimiser.write_run(result, tmp_path / "run")), publish=publish)
    pack = pack_of(facts)
    missing = result.tables["unmet"]
    assert missing["children"].sum() > 0
    cells = the(pack, "unmet_by_group").rows[-1][1:]
    found = [cell.value for cell in cells if isinstance(cell, Figure)]
    assert found == pytest.approx([missing.loc[missing["period"] == t, "children"].sum() for t in facts.periods])
    assert ("child-years" in text(pack, "summary")) != publish
    if publish:
        assert protected(pack).hidden


def test_a_mix_that_does_not_change_is_said_not_to(tiny: Facts) -> None:
    """Every year as the first: nothing rises and nothing falls."""
    placements = tiny.table("placements")
    first = placements[placements["period"] == tiny.first]
    same = pd.concat([first.assign(period=period) for period in tiny.periods], ignore_index=True)
    facts = Facts(replace(tiny.run, tables={**tiny.run.tables, "placements": same}))
    pack = pack_of(facts, ["mix"])
    assert heading_of(section(pack, "mix")) == "The mix of homes stays as it is until 2028/29"
    assert text(pack, "mix") == "Children live where they do at first throughout."
