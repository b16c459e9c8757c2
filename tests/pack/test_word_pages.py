"""The pages of the Word document, read back: headers and footers, wide tables, a council's document as base."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from optimiser.errors import OptimiserError
from optimiser.pack.display import heading_of
from optimiser.pack.document import Column, Paragraph, Section, Table, Unit, say
from tests.pack.reading_word import WORDS, parts, png, read, read_sample, texts, with_table, written, years_table
from tests.pack.sample import sample_pack

# Every page


def test_the_footer_names_the_run_its_state_its_marking_and_the_page():
    footer = read_sample().sections[0].footer

    assert footer.paragraphs[0].text == "Run 0123456789ab · Analyst tested · Not for publication · Draft"
    assert footer.paragraphs[1].text == "Page 1 of 1"
    codes = [code.text.strip() for code in footer.part.element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize(
    ("for_publication", "approved", "marking", "watermark"),
    [
        (False, False, "Not for publication · Draft", True),
        (True, False, "Draft", True),
        (False, True, "Not for publication", False),
        (True, True, "", False),
    ],
)
def test_watermark_until_approved(for_publication: bool, approved: bool, marking: str, watermark: bool):
    data = written(sample_pack(for_publication=for_publication, approved=approved))
    document = docx.Document(io.BytesIO(data))

    assert document.sections[0].header.paragraphs[0].text == marking
    assert document.sections[0].footer.paragraphs[0].text.endswith(marking or "Analyst tested")
    headers = "".join(text for name, text in parts(data).items() if name.startswith("word/header"))
    assert ('string="DRAFT"' in headers) is watermark
    assert ('alt=""' in headers) is watermark


# Wide tables


def widths(document: Document) -> list[float]:
    return [sum(int(cell.width) for cell in table.rows[0].cells) for table in document.tables]


def test_a_table_too_wide_for_the_page_lies_on_its_side_and_the_next_section_does_not():
    after = Section("two", "Two", say("Two"), (Paragraph((say("Upright."),)),))
    pack = with_table(years_table(12), Paragraph((say("Beside the table."),)))
    document = read(replace(pack, sections=(*pack.sections, after)))

    assert [page.orientation for page in document.sections] == [
        WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT,
    ]  # fmt: skip
    assert [round(page.page_width.mm) for page in document.sections] == [210, 297, 210]
    assert all(page.header.is_linked_to_previous for page in list(document.sections)[1:])
    assert widths(document) == [pytest.approx(Mm(257), rel=0.01)]
    ends = document.element.body.xpath("w:p[w:pPr/w:sectPr]")
    assert all("".join(end.xpath(".//w:t/text()")) for end in ends), "an empty line may need a page of its own"
    upright = document.element.body.xpath("w:p[.//w:t='Upright.']/preceding::w:sectPr")
    assert len(upright) == 2
    assert len(document.element.body.xpath("w:p[.//w:t='Beside the table.']/preceding::w:sectPr")) == 1


@pytest.mark.parametrize("columns", [1, 5, 9, 12, 20, 40])
def test_tables_fit_the_page_in_type_of_nine_points_or_more(columns: int):
    document = read(with_table(years_table(columns)))
    page = document.sections[-1]
    room = page.page_width - page.left_margin - page.right_margin

    assert widths(document) == [pytest.approx(room, rel=0.01)]
    sizes = {run.font.size.pt for cell in document.tables[0]._cells for run in cell.paragraphs[0].runs}
    assert min(sizes) >= 9.0


def test_pages_are_only_turned_where_smaller_type_does_not_help():
    found = {}
    for columns in range(1, 14):
        document = read(with_table(years_table(columns)))
        size = document.tables[0].rows[0].cells[0].paragraphs[0].runs[0].font.size.pt
        found[columns] = (size, document.sections[-1].orientation)

    assert found[4] == (10.0, WD_ORIENT.PORTRAIT)
    assert found[9] == (9.0, WD_ORIENT.PORTRAIT)
    assert found[12] == (10.0, WD_ORIENT.LANDSCAPE)


def test_tables_without_rows_or_notes_are_tables_still():
    empty = Table("none", "Nothing yet", (Column("Home"), Column("Places", Unit.PLACES)), (), total=True)
    document = read(with_table(empty))

    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["Home", "Places"]
    assert document.element.body[-2].tag == qn("w:p"), "no document may end with a table"


# A council's own document


@pytest.fixture
def template(tmp_path: Path) -> Path:
    council = docx.Document()
    page = council.sections[0]
    page.left_margin, page.different_first_page_header_footer = Mm(33), True
    page.first_page_header.paragraphs[0].add_run().add_picture(io.BytesIO(png(2.0, 1.0)), Mm(20))
    page.header.paragraphs[0].text = "Cabinet paper"
    page.footer.paragraphs[0].text = "www.council.example"
    council.styles["Heading 1"].font.name = "Georgia"
    council.styles["Caption"].delete()
    council.styles["Table Grid"].delete()
    council.styles.add_style("caption", WD_STYLE_TYPE.CHARACTER)
    council.add_heading("Report to Cabinet", 1)
    caption = council.add_paragraph("Figure 1: the council's own")
    caption._p.append(docx.oxml.parse_xml(f'<w:fldSimple xmlns:w="{WORDS[1:-1]}" w:instr=" SEQ Figure "/>'))
    path = tmp_path / "council.docx"
    council.save(str(path))
    return path


def test_a_template_keeps_its_pages_headers_words_and_styles(template: Path):
    document = read(sample_pack(), template)
    page = document.sections[0]

    assert document.paragraphs[0].text == "Report to Cabinet"
    assert round(page.left_margin.mm) == 33
    assert page.header.paragraphs[0].text == "Cabinet paper"
    assert page.first_page_header.part.element.xpath(".//w:drawing")
    assert page.footer.paragraphs[0].text == "www.council.example"
    assert document.styles["Heading 1"].font.name == "Georgia"
    assert texts(document, "Heading 1")[1] == heading_of(sample_pack().sections[0])
    captions = [p.text for p in document.paragraphs if p.text.startswith("Figure ")]
    assert [text.split(":")[0] for text in captions] == ["Figure 1", "Figure 2", "Figure 3"]
    shape = document.inline_shapes[0]
    assert abs(shape.width - (page.page_width - page.left_margin - page.right_margin)) < Pt(1)


def test_a_template_is_marked_on_every_kind_of_page(template: Path):
    page = read(sample_pack(), template).sections[0]

    assert [paragraph.text for paragraph in page.header.paragraphs] == ["Cabinet paper"]
    for header in (page.header, page.first_page_header):
        assert header.part.element.xpath("count(.//w:pict)") == 1
    for footer in (page.footer, page.first_page_footer):
        assert [p.text for p in footer.paragraphs][-2:] == [
            "Run 0123456789ab · Analyst tested · Not for publication · Draft", "Page 1 of 1",
        ]  # fmt: skip


def test_a_turned_page_is_no_first_page_again(template: Path):
    pages = list(read(with_table(replace(years_table(12), notes=("From the plan.",))), template).sections)

    assert [page.different_first_page_header_footer for page in pages] == [True, False]
    assert pages[1].orientation == WD_ORIENT.LANDSCAPE


def test_styles_that_a_template_lacks_are_made(template: Path):
    document = read(sample_pack(), template)

    assert len(texts(document, "Caption text")) == 5, "a style of another type has the name"
    assert {table.style.name for table in document.tables} == {"Table Grid"}
    identities = [style.style_id for style in document.styles]
    assert len(identities) == len(set(identities))


def test_a_template_that_numbers_its_pages_and_lists_its_contents_keeps_to_its_own(tmp_path: Path):
    path = tmp_path / "numbered.docx"
    path.write_bytes(written(sample_pack()))
    document = read(sample_pack(), path)

    codes = [code.text.split()[0] for code in document.sections[0].footer.part.element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]
    assert len(texts(document, "Contents")) == len(texts(document, "TOC Heading")) - 1 == 0


def test_an_empty_template_gets_no_empty_page(tmp_path: Path):
    path = tmp_path / "empty.docx"
    blank = docx.Document()
    blank.add_paragraph()
    blank.sections[0].orientation = WD_ORIENT.LANDSCAPE
    blank.sections[0].page_width, blank.sections[0].page_height = Mm(297), Mm(210)
    blank.save(str(path))
    document = read(with_table(years_table(12)), path)

    assert document.paragraphs[0].text == "Lewisham"
    assert not document.paragraphs[0].paragraph_format.page_break_before
    assert len(document.sections) == 1


def test_a_template_that_cannot_be_used_is_named_with_what_to_do(tmp_path: Path, template: Path):
    with pytest.raises(OptimiserError, match=r"nowhere\.docx cannot be read .*--template"):
        read(sample_pack(), tmp_path / "nowhere.docx")
    words, broken = tmp_path / "words.docx", tmp_path / "broken.docx"
    words.write_text("Dear all")
    with zipfile.ZipFile(template) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            target.writestr(name, b"<a/>" if name == "word/header1.xml" else source.read(name))
    for path in (words, broken):
        with pytest.raises(OptimiserError, match=r"docx is not a Word document .*\.docx\) and try again"):
            read(sample_pack(), path)
