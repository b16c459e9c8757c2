"""Every point of the checklist holds for the pack's workbook, and is found broken in one that breaks it."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from optimiser.pack.excel.workbook import excel_workbook
from tests.pack.excel_checklist import CHECKLIST, Book, read
from tests.pack.sample import HIDDEN, sample_pack

PACKS = {
    "draft": sample_pack(),
    "approved": sample_pack(approved=True),
    "hidden draft": sample_pack(HIDDEN),
    "published": sample_pack(HIDDEN, for_publication=True, approved=True),
}
BOOKS = {name: excel_workbook(pack) for name, pack in PACKS.items()}


@pytest.fixture(scope="module", params=PACKS)
def book(request) -> Book:
    return read(BOOKS[request.param])


@pytest.mark.parametrize("point", CHECKLIST, ids=lambda point: point.__name__)
def test_the_workbook_keeps_every_point(book, point):
    assert point(book) == []


HOMES, MONEY, CONTENTS = (f"xl/worksheets/sheet{number}.xml" for number in (5, 6, 2))
TAG, STYLES, WORDS = "xl/tables/table4.xml", "xl/styles.xml", "xl/sharedStrings.xml"
CORE, BOOK = "docProps/core.xml", "xl/workbook.xml"
FIGURE, VIEW, END = r'<c r="(\w+)" s="(\d+)"><v>131</v></c>', "(<sheetView [^>]*)/>", "</sheetData>"
MERGED = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
BREAKS = [
    ("tables_are_tagged", HOMES, "<tableParts.*</tableParts>", ""),
    ("tables_have_meaningful_names", TAG, "table_homes_by_year", "Table4"),
    ("no_merged_cells", HOMES, END, END + MERGED),
    ("no_blank_rows_columns_or_cells", HOMES, '<c r="A3"[^/]*/v></c>', ""),
    ("no_blank_rows_columns_or_cells", HOMES, FIGURE, r'<c r="\1" s="\2"/>'),
    ("one_header_row", TAG, 'totalsRowShown="0"', 'headerRowCount="0"'),
    ("one_header_row", TAG, 'name="Kind of home"', 'name="Kind"'),
    ("text_is_wrapped", STYLES, 'wrapText="1"', ""),
    ("no_filters_or_frozen_panes", TAG, "<tableColumns", '<autoFilter ref="A11:E14"/><tableColumns'),
    ("no_filters_or_frozen_panes", HOMES, VIEW, r'\1><pane ySplit="1" state="frozen"/></sheetView>'),
    ("nothing_is_hidden", HOMES, '<row r="3"', '<row r="3" hidden="1"'),
    ("notes_are_numbered_words", WORDS, r"refers to \[note 1\] and \[note 2\]", "refers to [note 1] and [note 3]"),
    ("notes_are_numbered_words", WORDS, "Kind of home", "Kind of home*"),
    ("links_are_descriptive", WORDS, "Read the notes to the tables", "Click here for notes"),
    ("links_are_descriptive", HOMES, "'Notes'!A1", "'Nowhere'!A1"),
    ("contents_lead_to_every_sheet", CONTENTS, "'money_by_line'!A1", "'schedule'!A1"),
    ("every_sheet_leads_back", HOMES, "'Contents'!A1", "'Cover'!A1"),
    ("letters_are_large_and_plain", STYLES, '<sz val="12"/>', '<sz val="11"/>'),
    ("letters_are_large_and_plain", STYLES, '<name val="Arial"/>', '<name val="Arial"/><scheme val="minor"/>'),
    ("titles_are_tagged_headings", STYLES, 'name="Heading 1"', 'name="Large"'),
    ("no_page_headers_boxes_pictures_or_macros", HOMES, "<tableParts", "<headerFooter/><tableParts"),
    ("no_fills", STYLES, "</fills>", '<fill><patternFill patternType="solid"/></fill></fills>'),
    ("colour_says_nothing", STYLES, '<b/>(.*?)<color theme="1"/>', r'<b/>\1<color rgb="FFFF0000"/>'),
    ("sheet_names_are_unique_and_meaningful", BOOK, 'name="money_by_line"', 'name="money by line"'),
    ("sheet_names_are_unique_and_meaningful", BOOK, 'name="money_by_line"', 'name="Sheet6"'),
    ("no_blank_sheets", MONEY, f"<sheetData>.*{END}", "<sheetData/>"),
    ("tables_start_in_column_a_and_end_the_sheet", HOMES, END, f'<row r="99"><c r="A99"><v>1</v></c></row>{END}'),
    ("tables_start_in_column_a_and_end_the_sheet", HOMES, "</row>", '<c r="H1"><v>1</v></c></row>'),
    ("document_is_described", CORE, "<dc:language>en-GB</dc:language>", ""),
    ("document_is_described", CORE, "<dc:title>.*</dc:title>", ""),
    ("cursor_is_in_a1_of_the_first_sheet", HOMES, VIEW, r'\1><selection activeCell="B2" sqref="B2"/></sheetView>'),
    ("cursor_is_in_a1_of_the_first_sheet", BOOK, "<workbookView ", '<workbookView activeTab="2" '),
    ("marks_are_explained", WORDS, r"\[f\] means", "[f] says"),
    ("it_says_how_many_tables", WORDS, "This worksheet contains one table.", "One table."),
    ("numbers_are_numbers", HOMES, FIGURE, r'<c r="\1" s="\2" t="inlineStr"><is><t>131</t></is></c>'),
    ("numbers_are_numbers", HOMES, "<v>131</v>", "<f>1+1</f><v>131</v>"),
    ("figures_and_marks_stand_to_the_right", STYLES, 'horizontal="right"', 'horizontal="left"'),
    ("everything_prints_one_page_wide", HOMES, 'fitToPage="1"', 'fitToPage="0"'),
    ("everything_prints_one_page_wide", HOMES, 'orientation="landscape"', 'orientation="portrait"'),
    ("everything_prints_one_page_wide", BOOK, r"homes_by_year!\$\d+:\$\d+", "homes_by_year!$$1:$$2"),
]
"""Ways to break a workbook: the point that must find out, the part of the file, what is there and what comes."""


def broken(part: str, pattern: str, replacement: str) -> bytes:
    """The published workbook with a part changed by hand, which must really have changed it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOKS["published"])) as before, zipfile.ZipFile(buffer, "w") as after:
        for name in before.namelist():
            text = before.read(name).decode("utf-8")
            if name == part:
                changed = re.sub(pattern, replacement, text)
                assert changed != text
                text = changed
            after.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize(("point", "part", "pattern", "replacement"), BREAKS, ids=[b[0] for b in BREAKS])
def test_a_broken_workbook_is_found_out(point, part, pattern, replacement):
    check = next(check for check in CHECKLIST if check.__name__ == point)
    assert check(read(broken(part, pattern, replacement)))


def test_every_point_has_been_broken():
    assert {name for name, *_ in BREAKS} == {check.__name__ for check in CHECKLIST}
