"""A scenario as a what-if: changes with some figures given way, as a file and back, and told in one line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import optimiser
from optimiser.errors import InputError
from optimiser.scenario import Alteration, Change, NewRow, Removal, changed, what_if_in
from optimiser.tables.inputs import CaseInputs, cell_text
from optimiser.tables.specification import TABLE_BY_NAME
from optimiser.web.store import Scenario
from optimiser.web.what_ifs import (
    MOST_LETTERS,
    NO_REASON,
    changes_of,
    file_text,
    loosened,
    one_line,
    text_of,
    told_change,
)
from tests.cases.casebook import TINY

BASE = optimiser.read_case(TINY)
REVENUE = (("budget", ("revenue",)), ("period", ("",)))
CAPITAL = (("budget", ("capital_total",)), ("period", ("",)))


def limit(how: Any, value: str, rows: Any = REVENUE, since: str | None = None) -> Alteration:
    return Alteration("budgets", "limit", how, value, rows, since, reason="To see.")


def way(old: str, new: str, table: str = "budgets", column: str = "limit", **rows: str) -> dict[str, Any]:
    """What an explanation tells of one figure."""
    key = rows or {"budget": "revenue", "period": ""}
    return {"table": table, "rows": [list(one) for one in key.items()], "column": column, "old": old, "new": new}


def applied(changes: tuple[Change, ...]) -> CaseInputs:
    text = text_of("Trial", "To see.", changes)
    return changed(BASE, [what_if_in(text, "trial")]) if text else BASE


def cells(inputs: CaseInputs, table: str, column: str) -> dict[tuple[tuple[str, str], ...], str]:
    """The texts of a column, by the keys of their rows."""
    frame, key = inputs.tables[table], TABLE_BY_NAME[table].key
    return {
        tuple((name, cell_text(row[name])) for name in key): cell_text(row[column])
        for row in frame.to_dict("records")
    }  # fmt: skip


def revenue(changes: tuple[Change, ...]) -> str:
    return cells(applied(changes), "budgets", "limit")[(("budget", "revenue"), ("period", ""))]


def test_a_figure_of_the_tables_is_set() -> None:
    found = loosened((), [way("1750000", "1800000")])
    assert found == (
        Alteration("budgets", "limit", "set", "1800000", REVENUE, reason="Gives way so that there can be a plan."),
    )
    assert revenue(found) == "1800000"


def test_a_figure_that_a_change_sets_is_set_otherwise_in_its_place() -> None:
    other = limit("set", "300000", CAPITAL)
    found = loosened((limit("set", "1500000"), other), [way("1500000", "1600000")])
    assert [one.value for one in found if isinstance(one, Alteration)] == ["1600000", "300000"]
    assert found[1] == other
    assert revenue(found) == "1600000"


@pytest.mark.parametrize(
    ("changes", "old"),
    [
        ((limit("multiply", "0.9"),), "1575000"),
        ((limit("add", "-50000"),), "1700000"),
        ((limit("set", "1500000", (("budget", ("reven*",)),)),), "1500000"),
        ((limit("multiply", "0.5", ()),), "875000"),
        ((limit("set", "1000000"), limit("multiply", "2")), "2000000"),
        ((limit("set", "1000000"), limit("add", "5", ())), "1000005"),
        ((limit("multiply", "2"), limit("multiply", "0.25")), "875000"),
    ],
)
def test_a_figure_that_is_altered_already_takes_the_value_named(changes: tuple[Change, ...], old: str) -> None:
    assert revenue(changes) == old
    found = loosened(changes, [way(old, "1800000.5")])
    assert revenue(found) == "1800000.5"


def test_a_figure_from_a_period_on_gives_way_in_that_period_alone() -> None:
    rows = (("provision", ("agency_fostering",)),)
    changes = (Alteration("market", "children_max", "set", "15", rows, "2027/28", "To see."),)
    before = cells(applied(changes), "market", "children_max")
    key = (("provision", "agency_fostering"), ("area", "county"), ("period", "2027/28"), ("tier", "1"))
    assert before[key] == "15"
    found = loosened(changes, [way("15", "18", "market", "children_max", **dict(key))])
    assert cells(applied(found), "market", "children_max") == before | {key: "18"}


def test_a_setting_that_the_tables_leave_out_becomes_a_row_once() -> None:
    one = way("0.9", "1", "settings", "value", setting="settled_share_cap") | {"is_new": True}
    found = loosened((limit("add", "1"),), [one])
    assert found[1] == NewRow(
        "settings", (("setting", "settled_share_cap"), ("value", "1")), "Gives way so that there can be a plan."
    )
    again = loosened(found, [one | {"old": "1", "new": "2"}])
    assert len(again) == 2
    assert isinstance(again[1], NewRow)
    assert again[1].cells[-1] == ("value", "2")


def test_other_changes_stay_as_they_were() -> None:
    others = (Removal("targets", (("target", ("in_town",)),), "Why."), limit("set", "1", CAPITAL))
    assert loosened(others, [])[:2] == others
    assert loosened(others, [way("1750000", "1800000")])[:2] == others


# Whatever was changed before

_FIGURES = {
    ("budgets", "limit"): st.integers(900_000, 3_000_000),
    ("market", "children_max"): st.integers(12, 30),
    ("targets", "value"): st.integers(1, 99).map(lambda number: Decimal(number) / 100),
    ("options", "setup_cost"): st.decimals(0, 90_000, places=2),
    ("provisions", "weekly_cost"): st.decimals(100, 500, places=3),
}
_TIMES = st.sampled_from(["0.5", "0.9", "1.01", "1.06", "0.333", "2"])


@st.composite
def alterations(draw: st.DrawFn) -> Alteration:
    table, column = draw(st.sampled_from(sorted(_FIGURES)))
    rows = draw(st.sampled_from([*cells(BASE, table, column), None]))
    conditions = () if rows is None else tuple((name, (value,)) for name, value in rows)
    how = draw(st.sampled_from(["set", "add", "multiply"]))
    value = str(draw(_TIMES if how == "multiply" else _FIGURES[table, column]))
    since = draw(st.sampled_from([None, None, "2027/28", "2028/29"])) if table == "market" else None
    return Alteration(table, column, how, value, conditions, since, reason="To see.")  # type: ignore[arg-type]


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data(), changes=st.lists(alterations(), max_size=4).map(tuple), count=st.integers(1, 2))
def test_what_gives_way_takes_the_value_that_is_named_and_nothing_else_changes(
    data: st.DataObject, changes: tuple[Change, ...], count: int
) -> None:
    try:
        before = applied(changes)
    except InputError:  # these changes could not be made by themselves
        assume(False)
    wanted, ways = {}, []
    for _ in range(count):
        table, column = data.draw(st.sampled_from(sorted(_FIGURES)))
        held = cells(before, table, column)
        key = data.draw(st.sampled_from(sorted(held)))
        new = str(data.draw(_FIGURES[table, column]))
        if not held[key] or (table, column, key) in wanted:
            continue
        wanted[table, column, key] = new
        ways.append(way(held[key], new, table, column, **dict(key)))
    try:
        after = applied(loosened(changes, ways))
    except InputError as error:
        if any(one.check.startswith("what_if") for one in error.problems):  # they contradict one another
            raise
        return  # a case that cannot be, whatever was changed before
    for table, column in _FIGURES:
        expected = cells(before, table, column) | {
            key: new for (where, which, key), new in wanted.items() if (where, which) == (table, column)
        }
        found = cells(after, table, column)
        assert {key: Decimal(text) for key, text in found.items() if text} == {
            key: pytest.approx(Decimal(text), abs=Decimal("1e-9")) for key, text in expected.items() if text
        }


def test_what_was_said_twice_gives_way_once() -> None:
    said = Alteration("options", "setup_cost", "set", "0.00", (("option", ("new_home",)),), reason="To see.")
    (found,) = loosened((said, said), [way("0", "0.01", "options", "setup_cost", option="new_home")])
    assert isinstance(found, Alteration)
    assert found.value == "0.01"


# As text

_ANY = st.text(max_size=40)


@settings(deadline=None, max_examples=200)
@given(name=_ANY.map(lambda text: one_line(text, MOST_LETTERS)).filter(bool), reason=_ANY, why=_ANY)
def test_whatever_is_typed_comes_back_from_the_file(name: str, reason: str, why: str) -> None:
    """A name is never empty on the pages; whatever letters it has, the scenario can be read again."""
    asked = Alteration("budgets", "limit", "set", "5", REVENUE, reason=why)
    text = text_of(name, reason, (asked,))
    found = what_if_in(text, "again")
    assert found.name == name
    assert found.reason == (one_line(reason) or NO_REASON)
    assert found.changes[0].reason == one_line(why)
    assert text_of(found.name, found.reason, found.changes) == text


def test_no_changes_are_no_file() -> None:
    scenario = Scenario("id", "visitor", "case", "Name", "Why", "", "link")
    assert text_of("Name", "Why", ()) == ""
    assert changes_of(scenario) == ()
    assert file_text(scenario) == ""


def test_what_is_kept_is_what_can_be_downloaded() -> None:
    text = text_of("Name", "", (limit("add", "5"),))
    scenario = Scenario("id", "visitor", "case", "Name", "", text, "link")
    assert file_text(scenario) == text
    assert NO_REASON in text
    assert [told_change(one) for one in changes_of(scenario)] == [
        "budgets, limit (budget: revenue; period: blank): plus 5"
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\0b", "ab"), ("a\x1bb\x7f\x9fc", "abc"), ("a\ufffeb", "ab"), ("a\ud800b", "ab"), (" a \r\n\t b ", "a b"),
     ("£ 雪 \U0001f600", "£ 雪 \U0001f600"), ("\0", "")],
)  # fmt: skip
def test_letters_that_no_document_can_hold_are_left_out(text: str, line: str) -> None:
    assert one_line(text) == line


def test_a_line_is_no_longer_than_it_may_be_nor_ends_in_a_space() -> None:
    assert one_line("a" * 30, 20) == "a" * 20
    assert one_line("aaaa bbbb", 5) == "aaaa"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (limit("set", ""), "budgets, limit (budget: revenue; period: blank): becomes blank"),
        (limit("multiply", "1.1", ()), "budgets, limit, every row: times 1.1"),
        (limit("add", "-5", (("budget", ("a", "b")),), "2027/28"),
         "budgets, limit (budget: a, b): plus -5 from 2027/28"),
        (NewRow("limits", (("limit_group", "homes"), ("max_total", "2"))),
         "limits: a new row (limit_group homes, max_total 2)"),
        (Removal("targets", (("target", ("in_town",)),)), "targets: without the rows of target: in_town"),
    ],
)  # fmt: skip
def test_a_change_in_one_line(change: Change, words: str) -> None:
    assert told_change(change) == words
