"""The Word document, read back: what it says, how it is marked up for those who hear it, what it must not say."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from optimiser.pack.display import heading_of, said, text_of
from optimiser.pack.document import Column, Figure, Kind, Paragraph, Section, Table, Unit, say
from optimiser.pack.word.document import word_document
from tests.pack.reading_word import WORDS, parts, png, read, read_sample, texts, with_table, written, years_table
from tests.pack.sample import HIDDEN, sample_pack

# What it says


@pytest.mark.parametrize("hidden", [frozenset(), HIDDEN])
def test_headings_are_the_messages_that_may_be_said(hidden: frozenset[str]):
    pack = sample_pack(hidden)
    document = read_sample(hidden)

    assert texts(document, "Title") == [pack.title]
    headings = [heading_of(section, hidden) for section in pack.sections]
    assert texts(document, "Heading 1") == [*headings, "Glossary"]
    assert texts(document, "toc 1") == [*headings, "Glossary"]
    outline = document.styles["Heading 1"].element.find(f".//{WORDS}outlineLvl")
    assert outline.get(qn("w:val")) == "0"


def test_title_page_says_whose_from_which_run_and_how_far_assured():
    text = "\n".join(paragraph.text for paragraph in read_sample().paragraphs)

    for said_there in (
        "Lewisham\n", "Not for publication · Draft\n", "Run: 0123456789ab\n", "Assurance: Analyst tested\n",
        "Price base: 2024/25\n", "Made with: sufficiency-optimiser 0.1.0\n",
    ):  # fmt: skip
        assert said_there in text


def test_a_hidden_sentence_is_left_out_of_its_paragraph():
    shown = "In 2025/26 61 children lived in agency foster homes."

    assert f"{shown} By 2027/28 there are 3." in texts(read_sample(), "Normal")
    assert shown in texts(read_sample(HIDDEN), "Normal")


@pytest.mark.parametrize("hidden", [frozenset(), HIDDEN])
def test_every_table_is_shown_cell_for_cell(hidden: frozenset[str]):
    pack = sample_pack(hidden)
    document = read(pack)

    assert len(document.tables) == len(list(pack.tables())) == 3
    for made, table in zip(document.tables, pack.tables(), strict=True):
        expected = [[column.heading for column in table.columns]]
        expected += [[text_of(cell, hidden) for cell in row] for row in table.rows]
        assert [[cell.text for cell in row.cells] for row in made.rows] == expected


def test_captions_are_numbered_by_sequence_fields():
    document = read_sample()

    assert texts(document, "Caption") == [
        "Figure 1: In-house foster homes rise from 120 to 140.",
        "Table 1: Children by the kind of home they live in, average over each financial year",
        "Table 2: Spending by line, £m, cash prices of 2025/26",
        "Figure 2: The home of 4 beds opens in 2027/28.",
        "Table 3: What is decided and when it opens",
    ]
    for paragraph in document.paragraphs:
        if paragraph.style.name == "Caption":
            label = paragraph.text.split()[0]
            codes = [code.text.strip() for code in paragraph._p.iter(qn("w:instrText"))]
            marks = [mark.get(qn("w:fldCharType")) for mark in paragraph._p.iter(qn("w:fldChar"))]
            assert codes == [f"SEQ {label} \\* ARABIC"]
            assert marks == ["begin", "separate", "end"]


def test_marks_are_explained_between_the_caption_and_the_table():
    document = read_sample(HIDDEN)
    above = document.tables[0]._tbl.getprevious()
    words = "".join(text.text for text in above.iter(qn("w:t")))

    assert [mark in words for mark in ("[c] means", "[z] means", "[f] means", "[low]")] == [
        True,
        True,
        True,
        False,
    ]
    assert above.getprevious().pPr.pStyle.val == document.styles["Caption"].style_id
    below = document.tables[0]._tbl.getnext()
    assert "".join(text.text for text in below.iter(qn("w:t"))) == "Source: the plan."


def test_glossary_gives_each_term_in_bold():
    last = read_sample().paragraphs[-1]

    assert last.text == "Sufficiency: Enough suitable homes, near where children come from."
    assert [run.text for run in last.runs if run.bold] == ["Sufficiency"]


# How it is marked up


def test_rows_are_headed_repeated_whole_and_aligned():
    pack = sample_pack()
    for made, table in zip(read(pack).tables, pack.tables(), strict=True):
        heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in made.rows]
        assert heads == [True] + [False] * len(table.rows)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in made.rows)
        look = made._tbl.tblPr.find(qn("w:tblLook"))
        assert [look.get(qn(f"w:{mark}")) for mark in ("firstRow", "firstColumn", "lastRow")] == [
            "1", "1", str(int(table.total)),
        ]  # fmt: skip
        for row in made.rows:
            for cell, column in zip(row.cells, table.columns, strict=True):
                right = WD_ALIGN_PARAGRAPH.RIGHT if column.unit else WD_ALIGN_PARAGRAPH.LEFT
                assert cell.paragraphs[0].alignment is right
        bold = [all(run.bold for cell in row.cells for run in cell.paragraphs[0].runs) for row in made.rows]
        assert bold == [True] + [False] * (len(table.rows) - 1) + [table.total]


def test_words_stand_apart_from_the_figures_before_them():
    columns = (Column("Home"), Column("Places", Unit.PLACES), Column("Kept"), Column("By"))
    rows = (("Foster home", Figure(2.0, Unit.PLACES), "yes", "2027"),)
    made = read(with_table(Table("t", "Kept", columns, rows))).tables[0]

    for row in made.rows:
        indents = [cell.paragraphs[0].paragraph_format.left_indent for cell in row.cells]
        assert [bool(indent) for indent in indents] == [False, False, True, False]
    sides = [side.get(qn("w:w")) for side in made._tbl.tblPr.find(qn("w:tblCellMar"))]
    assert sides == ["80", "80"], "the widths are worked out with these"


def test_tables_and_charts_have_text_alternatives():
    document = read_sample()

    for made, table in zip(document.tables, sample_pack().tables(), strict=True):
        assert made._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == table.caption
        assert table.columns[-1].heading in made._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))
    messages = [said(chart.message) for chart in sample_pack().charts()]
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == messages


def test_a_chart_whose_message_is_hidden_is_described_by_its_title():
    pack = sample_pack(frozenset({"children/In-house foster home/2027/28"}))
    document = read(pack)

    assert document.inline_shapes[0]._inline.docPr.get("descr") == "Children by kind of home"
    assert "Figure 1: Children by kind of home" in texts(document, "Caption")


def test_title_and_measure_stand_above_a_picture_as_wide_as_the_text():
    document = read_sample()
    names = [paragraph.style.name for paragraph in document.paragraphs]
    at = names.index("Chart Title")

    assert [paragraph.text for paragraph in document.paragraphs[at : at + 2]] == [
        "Children by kind of home", "Children, average over the year",
    ]  # fmt: skip
    assert document.paragraphs[at + 2]._p.xpath(".//w:drawing")
    assert names[at + 3] == "Caption"
    assert abs(document.inline_shapes[0].width - Mm(170)) < Pt(1)


def test_a_tall_picture_is_made_to_fit_the_page_in_its_proportions():
    pack = sample_pack()
    tall = word_document(pack, dict.fromkeys(("homes_by_year", "schedule"), png(4.0, 9.0)))
    shape = docx.Document(io.BytesIO(tall)).inline_shapes[0]

    assert shape.height <= Mm(0.7 * (297 - 44)) + Pt(1)
    assert shape.width / shape.height == pytest.approx(4 / 9, rel=0.01)


def test_captions_and_headings_stay_with_what_they_head():
    document = read_sample()

    for paragraph in document.paragraphs:
        if paragraph.text.startswith("Table ") or paragraph.style.name == "Heading 1":
            assert paragraph.paragraph_format.keep_with_next, paragraph.text
    for shape in document.inline_shapes:
        holder = shape._inline.getparent().getparent().getparent()
        assert holder.pPr.find(qn("w:keepNext")) is not None


def test_a_long_table_may_be_parted_but_leaves_no_row_alone():
    rows = read(with_table(years_table(2, rows=40, total=True))).tables[0].rows
    kept = [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in rows]

    assert kept == [True, True] + [False] * 37 + [True, True]


def test_contents_lead_to_the_headings():
    document = read_sample()
    targets = {
        mark.get(qn("w:name")): mark.getparent() for mark in document.element.body.iter(qn("w:bookmarkStart"))
    }
    links = list(document.element.body.iter(qn("w:hyperlink")))

    assert len(links) == 3
    for link in links:
        heading = targets[link.get(qn("w:anchor"))]
        assert "".join(t.text for t in heading.iter(qn("w:t"))) == "".join(t.text for t in link.iter(qn("w:t")))
    assert not texts(read(replace(sample_pack(), glossary={})), "toc 1"), "two headings need no list"


def test_language_and_properties():
    data = written(sample_pack())
    document = docx.Document(io.BytesIO(data))
    found = parts(data)

    properties = document.core_properties
    assert (properties.title, properties.author) == ("Sufficiency plan 2025/26 to 2027/28", "Lewisham")
    assert "0123456789ab" in properties.subject
    assert properties.language == "en-GB"
    languages = re.findall(
        r'<w:(?:lang|themeFontLang) w:val="([^"]+)"', found["word/styles.xml"] + found["word/settings.xml"]
    )
    assert len(languages) >= 2
    assert set(languages) == {"en-GB"}


# What it must not say, and must not do


def test_a_hidden_figure_is_nowhere_in_the_file():
    secret = Figure(48_151.62, Unit.CHILDREN, "secret")
    table = Table("t", "Children", (Column("Home"), Column("Children", Unit.CHILDREN)), (("Foster home", secret),))
    chart = replace(
        next(iter(sample_pack().charts())), table=table, message=say("{} children", secret), kind=Kind.BARS
    )
    blocks = (Paragraph((say("There are {} of them.", secret),)), chart, table)
    pack = replace(sample_pack(), sections=(Section("s", "Homes", say("{} children", secret), blocks),))

    assert "48,152" in parts(written(pack))["word/document.xml"]
    for name, text in parts(written(replace(pack, hidden=frozenset({"secret"})))).items():
        assert not re.search("48,?15[12]|48 152", text), name


def test_nothing_in_the_file_depends_on_a_hidden_figure():
    files = set()
    for value in (3.0, 4_000_000.0):
        secret = Figure(value, Unit.CHILDREN, "secret")
        columns = (Column("Home"), Column("Children", Unit.CHILDREN), Column("By whom"))
        table = Table("t", "Children", columns, (("Foster home", secret, "Agencies with carers in the borough"),))
        files.add(written(replace(with_table(table), hidden=frozenset({"secret"}))))

    assert len(files) == 1, "the width of a column would tell how long the figure is"


def test_text_from_outside_is_never_markup_and_never_breaks_the_file():
    nasty = 'A <w:p/> & "b" \x07\ud800 ]]> { PAGE }'
    pack = sample_pack()
    table = Table(
        nasty, nasty, (Column(nasty), Column("n", Unit.PLACES)), ((nasty, Figure(1.0, Unit.PLACES)),), (nasty,)
    )
    chart = replace(next(iter(pack.charts())), title=nasty, measure=nasty, message=say("{}", nasty))
    section = Section("s", nasty, say("{}", nasty), (Paragraph((say("{}", nasty),)), chart, table))
    pack = replace(pack, authority=nasty, title=nasty * 20, sections=(section,) * 3, glossary={nasty: nasty})
    document = read(replace(pack, provenance=replace(pack.provenance, run=nasty, state=nasty)))

    kept = 'A <w:p/> & "b"  ]]> { PAGE }'
    assert texts(document, "Heading 1")[0] == kept
    assert document.tables[0].rows[1].cells[0].text == kept
    assert document.inline_shapes[0]._inline.docPr.get("descr") == kept
    assert kept in document.sections[0].footer.paragraphs[0].text


def test_same_pack_same_bytes_without_dates():
    data = written(sample_pack(HIDDEN))

    assert written(sample_pack(HIDDEN)) == data
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert file.namelist()[0] == "[Content_Types].xml"
    properties = docx.Document(io.BytesIO(data)).core_properties
    assert (properties.created, properties.modified) == (properties.modified, properties.created)
    assert properties.modified.year == 2000
    assert not any(name.startswith(("docProps/thumbnail", "customXml")) for name in parts(data))


def test_a_chart_without_its_picture_is_an_error():
    with pytest.raises(KeyError, match="homes_by_year"):
        word_document(sample_pack(), {})
