"""What-if files: what is understood, and what is said of a file that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimiser.errors import InputError
from optimiser.scenario import Alteration, NewRow, Removal, read_what_if, read_what_ifs, what_if_in
from tests.scenario.conftest import HEAD, said, what_if, write_what_if


def test_everything_that_can_be_written() -> None:
    found = what_if(
        "[[remove]]",
        'table = "options"',
        'rows = { option = "new_*" }',
        "[[change]]",
        'table = "market"',
        'rows = { provision = ["a", "b*"], tier = 1 }',
        'column = "weekly_cost"',
        "multiply = 1.06",
        'from_period = "2027/28"',
        'reason = "Fees rise."',
        "[[new_row]]",
        'table = "targets"',
        "[new_row.cells]",
        'target = "near"',
        'needs = ["b", "a"]',
        "value = 0.5",
    )
    assert (found.name, found.reason, found.file) == ("Test", "To see.", "test.toml")
    assert found.changes == (
        Removal("options", (("option", ("new_*",)),), "", 3),
        Alteration("market", "weekly_cost", "multiply", "1.06", (("provision", ("a", "b*")), ("tier", ("1",))),
                   "2027/28", "Fees rise.", 6),
        NewRow("targets", (("target", "near"), ("needs", "b;a"), ("value", "0.5")), "", 13),
    )  # fmt: skip
    assert found.place(found.changes[1]) == "test.toml, line 6"
    assert [found.reason_for(change) for change in found.changes] == ["To see.", "Fees rise.", "To see."]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("0.50", "0.5"),
        ("2", "2"),
        ("true", "yes"),
        ('" a "', "a"),
        ("2026-04-01", "2026-04-01"),
        ('["b", "a"]', "b;a"),
    ],
)
def test_values_as_cells(value: str, cell: str) -> None:
    change = what_if("[[change]]", 'table = "needs"', 'column = "note"', f"set = {value}").changes[0]
    assert isinstance(change, Alteration)
    assert change.value == cell


CHANGE = ("[[change]]", 'table = "options"')
WRONG = {
    "unknown key of the file": (['nmae = "x"'], 'test.toml, line 3: there is no key "nmae"; did you mean "name"?'),
    "unknown key of a change": (
        [*CHANGE, 'column = "lead_time"', "ad = 1", "set = 1"],
        'test.toml, line 3: there is no key "ad" in [[change]]; did you mean "add"?',
    ),
    "two things to do": (
        [*CHANGE, 'column = "lead_time"', "set = 1", "add = 1"],
        "test.toml, line 3: [[change]] has both set and add; write exactly one of set, add and multiply.",
    ),
    "nothing to do": (
        [*CHANGE, 'column = "lead_time"'],
        "test.toml, line 3: [[change]] does not say what to do; write exactly one of set, add and multiply.",
    ),
    "no column": ([*CHANGE, "set = 1"], "test.toml, line 3: [[change]] does not say its column; add column = …."),
    "not a number": (
        [*CHANGE, 'column = "lead_time"', 'multiply = "1.06"'],
        'test.toml, line 3: multiply takes a number, not "1.06"; write a number such as 1.06.',
    ),
    "a number that is none": (
        [*CHANGE, 'column = "lead_time"', "add = nan"],
        'test.toml, line 3: add takes a number, not "nan"; write a number such as 1.06.',
    ),
    "a value for no cell": (
        [*CHANGE, 'column = "lead_time"', "set = 07:32:00"],
        'test.toml, line 3: "07:32:00" is nothing that a cell can hold; write a text, a number, yes or no, '
        "or a list of them.",
    ),
    "rows that are none": (
        [*CHANGE, 'column = "lead_time"', "set = 1", 'rows = "new_home"'],
        "test.toml, line 3: rows is not a table; write rows = { column = value }.",
    ),
    "a row that cannot be": (
        [*CHANGE, 'column = "lead_time"', "set = 1", "rows = { option = [] }"],
        'test.toml, line 3: rows has "[]" for option, which no cell can hold; write a text, a number, yes or no, '
        "or a list of them.",
    ),
    "a table of another type": (
        ["[[change]]", "table = 1", 'column = "lead_time"', "set = 1"],
        'test.toml, line 3: table is "1"; write table = "…", a text in quotation marks.',
    ),
    "unknown table": (
        ["[[change]]", 'table = "option"', 'column = "lead_time"', "set = 1"],
        'test.toml, line 3: there is no table called "option"; did you mean "options"?',
    ),
    "unknown column": (
        [*CHANGE, 'column = "leadtime"', "set = 1"],
        'test.toml, line 3, options, column leadtime: there is no column "leadtime"; did you mean "lead_time"?',
    ),
    "unknown key column": (
        [*CHANGE, 'column = "lead_time"', "set = 1", 'rows = { optoin = "x" }'],
        'test.toml, line 3, options, column optoin: there is no column "optoin"; did you mean "option"?',
    ),
    "unknown cell of a new row": (
        ["", "[[new_row]]", 'table = "needs"', 'cells = { need = "x", lable = "y" }'],
        'test.toml, line 4, needs, column lable: there is no column "lable"; did you mean "label"?',
    ),
    "a key": (
        [*CHANGE, 'column = "area"', 'set = "x"'],
        "test.toml, line 3, options, column area: the column says which row it is, so it is not changed; take the "
        "row away with [[remove]] and add another with [[new_row]].",
    ),
    "a text multiplied": (
        [*CHANGE, 'column = "label"', "multiply = 2"],
        "test.toml, line 3, options, column label: there is no product of the column's cells; use set.",
    ),
    "something added to a ramp": (
        [*CHANGE, 'column = "ramp"', "add = 0.1"],
        "test.toml, line 3, options, column ramp: there is no sum of the column's cells; use set or multiply.",
    ),
    "a value of another type": (
        [*CHANGE, 'column = "lead_time"', 'set = "soon"'],
        'test.toml, line 3, options, column lead_time: "soon" is not a number; write a plain number such as 5200.',
    ),
    "a share above one": (
        [*CHANGE, 'column = "grant_share"', "set = 50"],
        'test.toml, line 3, options, column grant_share: "50" is not a share; did you mean 0.5?',
    ),
    "a blank that must be filled": (
        [*CHANGE, 'column = "places_per_unit"', 'set = ""'],
        "test.toml, line 3, options, column places_per_unit: the cell is blank; fill it in: places that one unit "
        "brings (a household, a home, a flat, a block, a team).",
    ),
    "nothing at all": ([], "test.toml: it changes nothing; add a [[change]]."),
    "not a list": (
        ["change = 3"],
        "test.toml, line 3: change is not a list of entries; head it [[change]], in two pairs of brackets.",
    ),
    "one pair of brackets": (
        ["[change]", 'table = "options"'],
        "test.toml: change is not a list of entries; head it [[change]], in two pairs of brackets.",
    ),
    "all rows taken away by mistake": (
        ["[[remove]]", 'table = "options"'],
        "test.toml, line 3: [[remove]] does not say its rows; add rows = ….",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("entries", "sentence"), WRONG.values(), ids=WRONG)
def test_what_is_said_of_a_wrong_file(entries: list[str], sentence: str) -> None:
    assert said(lambda: what_if(*entries)) == [sentence]


def test_everything_is_said_at_once() -> None:
    found = said(lambda: what_if_in("[[change]]\ntable = 'x'\ncolumn = 'y'\nset = 1\n\n[[change]]\n", "a.toml"))
    assert [sentence.split(":")[0] for sentence in found] == [
        "a.toml, line 6",
        "a.toml, line 6",
        "a.toml, line 6",
        "a.toml",
        "a.toml",
        "a.toml, line 1",
    ]


def test_a_fault_of_syntax_names_its_line() -> None:
    (sentence,) = said(lambda: what_if("[[change]]", "table = options"))
    assert sentence.startswith("test.toml, line 4: it is not TOML: ")


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_files_of_any_system(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "a.toml"
    text = HEAD + '# £\n[[change]]\ntable = "needs"\ncolumn = "note"\nset = "é"\n'
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", ending).encode())
    found = read_what_if(path)
    assert (found.changes[0].line, found.file) == (4, str(path))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    spoilt = tmp_path / "b.toml"
    spoilt.write_bytes(b"name = \xff")
    large = tmp_path / "c.toml"
    large.write_bytes(b"#" * (1024 * 1024 + 1))
    good = write_what_if(tmp_path / "d.toml", "[[change]]", 'table = "needs"', 'column = "note"', 'set = "x"')
    asked = [tmp_path / "none.toml", tmp_path, spoilt, good, large]
    found = said(lambda: read_what_ifs(asked, ["needs.note=x", "needs"]))
    assert [sentence.split("; ")[0] for sentence in found] == [
        f"{asked[0]}: the what-if cannot be read (No such file or directory)",
        f"{tmp_path}: the what-if cannot be read (Is a directory)",
        f"{spoilt}: the what-if cannot be read (it is not in UTF-8)",
        f"{large}: the what-if cannot be read (it is larger than a megabyte)",
        '--set "needs": there is no column after "needs"',
    ]
    assert [one.name for one in read_what_ifs([good], ["needs.note=x"])] == ["Test", "needs.note=x"]


@pytest.mark.parametrize(
    "number", ["9" * 5000, "0x" + "f" * 5000, "0b" + "1" * 20_000, "[1, {a = 0o" + "7" * 5000 + "}]"]
)
def test_a_number_of_thousands_of_digits_is_refused_in_a_sentence(number: str) -> None:
    with pytest.raises(InputError, match="thousands of digits"):
        what_if_in(f'name = "a"\nreason = "b"\nlong = {number}', "long.toml")
