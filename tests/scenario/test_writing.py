"""What-ifs written as files: what is read back is what was written."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimiser.scenario import (
    Alteration,
    NewRow,
    Removal,
    WhatIf,
    changed,
    read_what_if,
    what_if_from,
    what_if_in,
)
from optimiser.scenario.what_if import Change
from optimiser.scenario.writing import what_if_text
from optimiser.tables.inputs import CaseInputs
from optimiser.tables.specification import TABLES, Table
from tests.cases.casebook import LEWISHAM
from tests.scenario.conftest import said

WHAT_IFS = sorted((LEWISHAM / "what-if").glob("*.toml"))


def plain(what_if: WhatIf) -> WhatIf:
    """The what-if without the file and the lines that it was written on."""
    return replace(what_if, file="", changes=tuple(replace(change, line=None) for change in what_if.changes))


def again(what_if: WhatIf) -> WhatIf:
    return plain(what_if_in(what_if_text(what_if), "again.toml"))


def test_a_file_in_full() -> None:
    what_if = WhatIf(
        "Fees and homes",
        'Providers "ask for" more.',
        (
            Alteration("market", "weekly_cost", "multiply", "1.06",
                       (("provision", ("ifa", "b*")), ("tier", ("1",))), "2027/28", "Fees rise."),
            Removal("options", (("option", ("home_*",)),)),
            Alteration("targets", "value", "set", "0.60"),
            NewRow("targets", (("target", "near"), ("needs", "a;b"), ("value", "0.5")), "Members ask."),
            Alteration("options", "lead_time", "add", "-0.25"),
        ),
        "",
    )  # fmt: skip
    assert what_if_text(what_if) == (
        "# A what-if: changed assumptions of a case. See the plan under them with\n"
        "#     optimiser plan CASE --what-if FILE\n"
        'name = "Fees and homes"\n'
        'reason = "Providers \\"ask for\\" more."\n'
        "\n"
        "[[change]]\n"
        'table = "market"\n'
        'rows = { provision = ["ifa", "b*"], tier = 1 }\n'
        'column = "weekly_cost"\n'
        "multiply = 1.06\n"
        'from_period = "2027/28"\n'
        'reason = "Fees rise."\n'
        "\n"
        "[[remove]]\n"
        'table = "options"\n'
        'rows = { option = "home_*" }\n'
        "\n"
        "[[change]]\n"
        'table = "targets"\n'
        'column = "value"\n'
        'set = "0.60"\n'
        "\n"
        "[[new_row]]\n"
        'table = "targets"\n'
        'cells = { target = "near", needs = "a;b", value = 0.5 }\n'
        'reason = "Members ask."\n'
        "\n"
        "[[change]]\n"
        'table = "options"\n'
        'column = "lead_time"\n'
        "add = -0.25\n"
    )
    assert again(what_if) == what_if


@pytest.mark.parametrize("path", WHAT_IFS, ids=lambda path: path.stem)
def test_the_examples_come_back(path: Path) -> None:
    what_if = read_what_if(path)
    assert again(what_if) == plain(what_if)


def test_no_conditions_is_every_row() -> None:
    what_if = WhatIf("None", "left", (Removal("grants", ()), Alteration("needs", "note", "set", "")), "")
    assert again(what_if) == what_if


@pytest.mark.parametrize(
    "text",
    ['"', "\\", "\\u0041", "'''", '"""', "a\nb\r\nc\td", "\x00\x08\x0c\x1b\x85\x7f", "#[[change]]", "= {",
     "£ é 家 🏠", "\ufeff\u2028\u202e", "1.10", "007", "1e3", "-0", "nan", "inf", "true", "2026-04-01", "1_000",
     "10000000000000000"],
)  # fmt: skip
def test_texts_that_could_be_taken_for_something_else(text: str) -> None:
    change = Alteration("needs", "note", "set", text, (("note", (text, "x")),))
    found = again(WhatIf("Text", "To see.", (change, NewRow("needs", (("note", text),))), ""))
    assert found.changes == (change, NewRow("needs", (("note", text),)))


def test_a_letter_that_no_file_can_hold_is_replaced() -> None:
    text = what_if_text(WhatIf("Half \ud83c", "of a pair", (Alteration("needs", "note", "set", "x"),), ""))
    assert tomllib.loads(text.encode().decode())["name"] == "Half \N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(("typed", "value"), [("*=1.060", "1.06"), ("+=.5", "0.5"), ("-=2e6", "-2000000")])
def test_numbers_typed_otherwise_stay_the_same_number(typed: str, value: str) -> None:
    found = again(what_if_from(f"budgets.limit{typed}")).changes[0]
    assert isinstance(found, Alteration)
    assert found.value == value


def test_a_column_named_twice_is_refused() -> None:
    what_if = what_if_from("options[limit_group=new_homes,limit_group=council*].lead_time+=1")
    assert said(lambda: what_if_text(what_if)) == [
        f"{what_if.file}, limit_group: it names limit_group twice; name each column once."
    ]


def test_what_was_written_changes_the_tables_as_before(tiny: CaseInputs) -> None:
    what_if = WhatIf(
        "Both",
        "to see",
        (
            Alteration("options", "lead_time", "add", "1", (("option", ("new_*",)),)),
            Alteration("options", "lead_time", "multiply", "0.5", reason="In order, so that a year is one again."),
        ),
        "",
    )
    found = changed(tiny, [what_if_in(what_if_text(what_if), "")])
    assert [(change.row, change.new) for change in found.changes] == [
        ("new_home / town", "2"), ("new_home / town", "1"), ("recruit / town", "0.5"),
    ]  # fmt: skip
    assert found.sha256 == changed(tiny, [what_if]).sha256


sentences = st.text(min_size=1).map(lambda text: " ".join(text.split())).filter(bool)
cells = st.one_of(st.text(), st.decimals(allow_nan=False, allow_infinity=False).map(str)).map(str.strip)
numbers = st.floats(-1e12, 1e12).map(
    lambda number: str(Decimal(int(number) if number.is_integer() else repr(number)))
)


def conditions(table: Table) -> st.SearchStrategy[tuple[tuple[str, tuple[str, ...]], ...]]:
    names = st.lists(st.sampled_from([column.name for column in table.columns]), unique=True, max_size=3)
    patterns = st.lists(cells, min_size=1, max_size=3).map(tuple)
    return names.flatmap(lambda chosen: st.tuples(*(st.tuples(st.just(name), patterns) for name in chosen)))


def alterations(table: Table) -> st.SearchStrategy[Alteration]:
    texts = [column.name for column in table.columns if column.kind == "text" and column.blank]
    figures = [c.name for c in table.columns if c.kind in ("number", "share") and c.name not in table.key]
    period, reason = st.none() | sentences, st.just("") | sentences
    found = st.builds(Alteration, st.just(table.name), st.sampled_from(texts), st.just("set"), cells,
                      conditions(table), period, reason)  # fmt: skip
    if figures:
        how = st.sampled_from(["add", "multiply"])
        found |= st.builds(Alteration, st.just(table.name), st.sampled_from(figures), how, numbers,
                           conditions(table), period, reason)  # fmt: skip
    return found


def of_table(table: Table) -> st.SearchStrategy[Change]:
    named = st.dictionaries(st.sampled_from([column.name for column in table.columns]), cells)
    reason = st.just("") | sentences
    new_rows = st.builds(NewRow, st.just(table.name), named.map(lambda found: tuple(found.items())), reason)
    return alterations(table) | new_rows | st.builds(Removal, st.just(table.name), conditions(table), reason)


@given(st.builds(WhatIf, sentences, sentences,
                 st.lists(st.sampled_from(TABLES).flatmap(of_table), min_size=1, max_size=6).map(tuple),
                 st.just("")))  # fmt: skip
def test_any_what_if_comes_back(what_if: WhatIf) -> None:
    assert again(what_if) == what_if
