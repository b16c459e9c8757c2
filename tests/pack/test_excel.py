"""The pack as a workbook: what its cells hold, what they show, what it hides, and that text stays text."""

from __future__ import annotations

import io
import math
import re
import zipfile
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from optimiser.disclosure.symbols import Symbol
from optimiser.errors import OptimiserError
from optimiser.pack import display
from optimiser.pack.document import Column, Figure, Pack, Section, Table, Unit, say
from optimiser.pack.excel.cells import content_of
from optimiser.pack.excel.model import Number
from optimiser.pack.excel.sizes import seen, widths
from optimiser.pack.excel.workbook import excel_workbook, sheets_of
from tests.pack.excel_checklist import CHECKLIST, Book, links, read, table_rows
from tests.pack.sample import HIDDEN, sample_pack

PACKS = {
    "draft": sample_pack(),
    "hidden draft": sample_pack(HIDDEN),
    "published": sample_pack(HIDDEN, for_publication=True, approved=True),
}
every_pack = pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)


def shown_under(pattern: str, value: float) -> str:
    """What a spreadsheet shows of a number under a format: by 15 digits, halves away from nought."""
    positive, negative, nought = pattern.split(";")
    section = positive if value > 0 else negative if value < 0 else nought
    found = re.fullmatch(r'(?P<before>\+|"[^"]*")?#,##0(?P<part>\.0+)?(?P<scale>,*)(?P<after>%?)', section)
    assert found, section
    exact = abs(Decimal(f"{value:.15g}")) / 1000 ** len(found["scale"]) * (100 if found["after"] else 1)
    digits = exact.quantize(Decimal(1).scaleb(-len((found["part"] or ".")[1:])), ROUND_HALF_UP)
    return f"{(found['before'] or '').strip(chr(34))}{digits:,}{found['after']}"


def pack_of(*tables: Table, **changes: object) -> Pack:
    section = Section("one", "A section", say("What it says"), tables)
    return replace(sample_pack(), sections=(section,), **changes)


def table_of(key: str = "homes", caption: str = "Homes in the borough", cell: str = "Fostering") -> Table:
    columns = (Column("Kind of home"), Column("Children", Unit.CHILDREN))
    return Table(key, caption, columns, ((cell, Figure(12.5, Unit.CHILDREN, "a")),))


def pairs(book: Book, pack: Pack):
    """Every cell of the pack's tables with the cell of the workbook in which it stands."""
    for table, sheet in zip(pack.tables(), book.data(), strict=True):
        for row, cells in zip(table.rows, table_rows(book, sheet)[1:], strict=True):
            yield from zip(row, cells, strict=True)


def faults(book: Book) -> dict[str, list[str]]:
    """Every point of the checklist that a workbook breaks."""
    return {check.__name__: found for check in CHECKLIST if (found := check(book))}


def words(book: Book) -> list[str]:
    return [c.value for s in book.sheets for row in s.iter_rows() for c in row if isinstance(c.value, str)]


@every_pack
def test_every_cell_shows_what_the_pack_shows(pack):
    for content, cell in pairs(read(excel_workbook(pack)), pack):
        text = shown_under(cell.number_format, cell.value) if cell.data_type == "n" else cell.value
        assert text == display.text_of(content, pack.hidden)


def test_figures_keep_full_precision():
    held = [
        (c.value, cell)
        for c, cell in pairs(read(excel_workbook(sample_pack())), sample_pack())
        if isinstance(c, Figure)
    ]
    assert len(held) == 17
    for value, cell in held:
        assert cell.data_type == "n"
        assert math.isclose(cell.value, value, rel_tol=1e-15)


def test_published_figures_are_rounded_in_their_cells():
    pack = PACKS["published"]
    for content, cell in pairs(read(excel_workbook(pack)), pack):
        if isinstance(content, Figure) and cell.data_type == "n":
            step = Decimal(repr(display.step(content.unit)))
            assert Decimal(repr(cell.value)) % step == 0
            assert abs(cell.value - content.value) <= float(step) / 2


@pytest.mark.parametrize(("published", "says"), [(False, "full precision"), (True, "rounded as they are shown")])
def test_the_first_note_says_how_precise_numbers_are(published, says):
    book = read(excel_workbook(sample_pack(HIDDEN, published)))
    notes = table_rows(book, book.document["Notes"])
    assert says in notes[1][1].value
    assert notes[1][2].value == "All tables"


numbers = (
    st.floats(-1e9, 1e9)
    | st.integers(-4_000_000, 4_000_000).map(lambda n: n / 2)
    | st.integers(-999, 999).map(lambda n: n / 200)
)


@given(numbers, st.sampled_from(Unit), st.booleans(), st.booleans())
@example(0.285, Unit.SHARE, False, False)
@example(2.4999999999, Unit.CHILDREN, False, False)
@example(-2.4999999999, Unit.PLACES, True, False)
@example(2_450_000.0, Unit.MILLIONS, False, False)
@example(-49_999.999999, Unit.MILLIONS, True, False)
@example(0.3, Unit.CHILDREN, True, False)
@example(-0.3, Unit.PLACES, False, True)
def test_a_number_is_seen_as_everywhere_else(value, unit, signed, published):
    figure = Figure(value, unit, "a", signed)
    held = content_of(figure, frozenset(), published)
    if isinstance(held, str):
        assert held == display.number(figure) == Symbol.LOW.value
    else:
        assert shown_under(held.pattern, held.value) == held.shown == display.number(figure)
        assert abs(held.value - value) <= display.step(unit) * (0.5000001 if published else 1e-8)


@pytest.mark.parametrize("value", [0.285, 0.145, 1.005, -0.285])
def test_half_a_per_cent_is_a_half_however_a_spreadsheet_multiplies(value):
    held = content_of(Figure(value, Unit.SHARE), frozenset(), False)
    percent = Decimal(repr(float(f"{held.value:.16G}") * 100)).quantize(Decimal(1), ROUND_HALF_UP)
    assert f"{abs(percent)}%" == held.shown.lstrip(display.MINUS)
    assert math.isclose(held.value, value, rel_tol=2e-15)


def test_only_noise_below_the_last_digit_ever_changes_a_number():
    assert content_of(Figure(2.4999999999, Unit.CHILDREN), frozenset(), False).value == 2.5
    assert content_of(Figure(1 / 3, Unit.SHARE), frozenset(), False).value == 1 / 3


def secret_pack(published: bool) -> Pack:
    """A pack whose hidden figures stand in a table, in the message of a section and in a column's widest cell."""
    secrets = (Figure(7_654_321.375, Unit.CHILDREN, "s1"), Figure(8_123_456.75, Unit.MILLIONS, "s2", signed=True))
    columns = (Column("Where"), Column("Children", Unit.CHILDREN), Column("Cost (£m)", Unit.MILLIONS))
    table = Table(
        "secret",
        "Children by area",
        columns,
        (("North", *secrets), ("South", Figure(31.0625, Unit.CHILDREN), Figure(0.0, Unit.MILLIONS))),
    )
    section = Section("one", "Where children live", say("{} live in the north", secrets[0]), (table,))
    return replace(sample_pack(), sections=(section,), hidden=frozenset({"s1", "s2"}), for_publication=published)


@pytest.mark.parametrize("published", [False, True])
def test_a_hidden_figure_is_nowhere_in_the_file(published):
    pack = secret_pack(published)
    book = read(excel_workbook(pack))
    for name, text in book.parts.items():
        assert not re.search(r"7[,.]?654|8[,.]?123|8\.1|\.375", text), name
    assert [cell.value for cell in table_rows(book, book.document["secret"])[1]] == ["North", "[c]", "[c]"]
    assert "From the section: Where children live" in book.above(book.document["secret"])


def test_what_is_not_hidden_of_the_same_pack_would_be_found():
    book = read(excel_workbook(replace(secret_pack(False), hidden=frozenset())))
    assert any("7654321.375" in text for text in book.parts.values())
    assert any("7,654,321 live in the north" in text for text in book.parts.values())


def test_the_width_of_a_column_does_not_tell_what_it_hides():
    hidden = sheets_of(secret_pack(True))[-2]
    assert hidden.name == "secret"
    assert widths(hidden)[1:] == (13, 13)


def test_the_digits_that_are_not_shown_do_not_leave_the_council():
    assert not any("31.0625" in text for text in read(excel_workbook(secret_pack(True))).parts.values())
    assert any("31.0625" in text for text in read(excel_workbook(secret_pack(False))).parts.values())


FORMULAS = ('=HYPERLINK("http://evil")', "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "<b>&amp;</b>")


@pytest.mark.parametrize("text", FORMULAS)
def test_text_never_becomes_a_formula(text):
    columns = (Column(text), Column("Children", Unit.CHILDREN))
    table = Table("a", text, columns, ((text, Figure(1.0, Unit.CHILDREN)),), notes=(text, f"Source: {text}"))
    pack = replace(pack_of(table, glossary={text: text}), authority=text, title=text)
    pack = replace(pack, sections=(replace(pack.sections[0], message=say(text)),))
    book = read(excel_workbook(pack))
    assert not any(re.search(r"<f[ >]|<b>&amp;", xml) for xml in book.pages.values())
    assert {c.data_type for s in book.sheets for row in s.iter_rows() for c in row if c.value is not None} == {
        "s",
        "n",
    }
    assert words(book).count(text) >= 6  # the title, the heading, the cell, the note, the term and its meaning
    for cell in (c for s in book.sheets for row in s.iter_rows() for c in row if c.value == text):
        assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t"))


def test_only_sheets_of_the_workbook_are_linked_to():
    book = read(excel_workbook(pack_of(table_of(cell="http://evil.example"))))
    assert not any("hyperlink" in xml for name, xml in book.parts.items() if name.endswith(".rels"))
    assert {place for sheet in book.sheets for _, place in links(sheet)} == set(book.pages)


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        (("homes", "homes", "Homes"), ["homes", "homes_2", "Homes_3"]),
        (("k" * 40, "k" * 35), ["k" * 31, "k" * 29 + "_2"]),
        (("notes", "History", "cover"), ["notes_2", "History_2", "cover_2"]),
        (("a b/c:d[e]", "'é'", "2025/26"), ["a_b_c_d_e", "table", "2025_26"]),
        (("A1", "R1C1", "mix2026"), ["A1", "R1C1", "mix2026"]),
    ],
)
def test_sheets_have_names_that_every_program_takes(keys, names):
    pack = pack_of(*(table_of(key) for key in keys))
    book = read(excel_workbook(pack))
    assert [sheet.title for sheet in book.data()] == names
    assert faults(book) == {}


def test_headings_alike_or_empty_are_told_apart():
    columns = (
        Column("Area"),
        Column("Children\nnow", Unit.CHILDREN),
        Column("children  now", Unit.CHILDREN),
        Column("", None),
    )
    cells = ("North", Figure(1.0, Unit.CHILDREN), Figure(2.0, Unit.CHILDREN), "x")
    book = read(excel_workbook(pack_of(Table("a", "Areas of the borough", columns, (cells,)))))
    assert [c.value for c in table_rows(book, book.document["a"])[0]] == [
        "Area",
        "Children now",
        "children now_2",
        "Column 4",
    ]
    assert faults(book) == {}


def test_an_empty_cell_and_an_empty_table_say_so():
    empty = Table("empty", "Homes that open", table_of().columns, (), total=True)
    book = read(excel_workbook(pack_of(table_of(cell=" "), empty)))
    assert [c.value for c in table_rows(book, book.document["homes"])[1]] == ["[z]", 12.5]
    assert [c.value for c in table_rows(book, book.document["empty"])[1]] == ["None", "[z]"]
    assert faults(book) == {}


def test_a_pack_without_tables_marks_or_glossary_is_a_workbook_all_the_same():
    book = read(excel_workbook(pack_of(glossary={})))
    assert list(book.pages) == ["Cover", "Contents"]
    assert "This workbook contains no tables." in words(book)
    assert faults(book) == {}


@pytest.mark.parametrize("place", ["cell", "caption"])
def test_a_text_that_no_cell_can_hold_is_refused(place):
    with pytest.raises(OptimiserError, match="32,767: shorten what begins"):
        excel_workbook(pack_of(table_of(**{place: "word " * 7_000})))


def test_a_note_of_two_tables_is_told_once_with_both():
    one, two = (
        replace(table_of(key), notes=("Homes are counted in March.",) * 2 + ("Source: the run.",))
        for key in ("a", "b")
    )
    book = read(excel_workbook(pack_of(one, two, table_of("c"))))
    rows = [[cell.value for cell in row] for row in table_rows(book, book.document["Notes"])]
    assert rows[2:] == [["note 2", "Homes are counted in March.", "Table 1, Table 2"]]
    assert "This table refers to [note 1] and [note 2]." in book.above(book.document["b"])
    assert "Source: the run." in book.above(book.document["b"])
    assert "This table refers to [note 1]." in book.above(book.document["c"])


def test_the_cover_says_what_the_workbook_is():
    text = " ".join(str(row[0].value) for row in read(excel_workbook(sample_pack())).document["Cover"].iter_rows())
    for said in ("Sufficiency plan 2025/26 to 2027/28", "Authority: Lewisham", "Not for publication · Draft",
                 "Run: 0123456789ab", "Assurance: Analyst tested", "Software: sufficiency-optimiser 0.1.0",
                 "Price base: 2024/25", "contains 3 tables",
                 "Not for publication means", "Draft means"):  # fmt: skip
        assert said in text


def test_every_sheet_is_marked_until_it_may_leave_and_none_afterwards():
    draft, published = read(excel_workbook(PACKS["draft"])), read(excel_workbook(PACKS["published"]))
    for sheet in draft.sheets[1:]:
        assert draft.above(sheet)[-1] == "Not for publication · Draft"
        top = len(draft.above(sheet))
        assert sheet.print_title_rows == f"${top}:${top + 1}"
    assert not any(re.search("Not for publication|Draft", text) for text in published.parts.values())


def test_only_a_total_row_is_bold():
    book = read(excel_workbook(sample_pack()))
    for sheet in book.data():
        bold = [row[0].value for row in table_rows(book, sheet)[1:] if any(cell.font.bold for cell in row)]
        assert bold == (["All children"] if sheet.title == "homes_by_year" else [])


def test_columns_and_rows_are_large_enough_for_what_they_show():
    long = (Column("Unaccompanied"), Column("Accommodation", Unit.CHILDREN), Column("£", Unit.POUNDS))
    row = ("Semi-independence", Figure(3.0, Unit.CHILDREN), Figure(-987_654_321_000.0, Unit.POUNDS))
    pack = pack_of(*sample_pack().tables(), Table("long", "Long words and numbers", long, (row,)))
    for sheet in (sheet for sheet in sheets_of(pack) if sheet.grid):
        for position, width in enumerate(widths(sheet)):
            cells = [row[position] for row in sheet.grid.rows]
            parts = [seen(c) for c in cells if isinstance(c, Number)] + [w for c in cells for w in seen(c).split()]
            assert width >= max(map(len, [*parts, *sheet.grid.headings[position].text.split()])) + 2


def test_rows_are_high_enough_for_wrapped_text():
    book = read(excel_workbook(sample_pack(HIDDEN)))
    for sheet in book.sheets:
        for row in sheet.iter_rows():
            lines = max(len(str(c.value or "")) / sheet.column_dimensions["A"].width for c in row[:1])
            assert sheet.row_dimensions[row[0].row].height >= 15 * max(1, lines)


@every_pack
def test_the_same_pack_gives_the_same_bytes(pack):
    book = excel_workbook(pack)
    assert book == excel_workbook(pack)
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert read(book).document.properties.created.year == 1980
