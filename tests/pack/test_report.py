"""The command: a folder with everything, the same twice, read back figure by figure; and what it refuses."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import docx
import openpyxl
import pytest
from click.testing import CliRunner

import optimiser
from optimiser.cli import main
from optimiser.pack.building import SECTIONS
from optimiser.pack.display import heading_of, published, said, text_of
from optimiser.pack.document import Figure, Pack, Paragraph
from optimiser.pack.facts import Facts
from optimiser.result import Result
from tests.assurance.rich_cases import RICH
from tests.cases.casebook import write


def report(run: Path, out: Path, *options: str) -> str:
    found = CliRunner().invoke(main, ["report", str(run), "--out", str(out), *options])
    assert found.exit_code == 0, found.output
    return found.output


@pytest.fixture(scope="module")
def draft(tiny_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("packs") / "draft"
    assert "Not for publication" in report(tiny_run, out)
    return out


@pytest.fixture(scope="module")
def public(tiny_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("packs") / "public"
    assert "figures are hidden" in report(tiny_run, out, "--publish")
    return out


def sentences(pack: Pack) -> list[str]:
    found = [heading_of(section) for section in pack.sections]
    blocks = [block for section in pack.sections for block in section.blocks if isinstance(block, Paragraph)]
    return found + [said(one) or "" for block in blocks for one in block.sentences]


def test_everything_is_there_under_a_stable_name(draft: Path, tiny_pack: Pack) -> None:
    found = {path.relative_to(draft).as_posix() for path in draft.rglob("*") if path.is_file()}
    expected = {"pack.json", *(f"strategy-pack.{kind}" for kind in ("docx", "xlsx", "html"))}
    expected |= {f"charts/{chart.key}.{kind}" for chart in tiny_pack.charts() for kind in ("png", "svg")}
    expected |= {f"tables/{table.key}.csv" for table in tiny_pack.tables()}
    assert found == expected


def test_the_same_run_gives_the_same_bytes(draft: Path, tiny_run: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    report(tiny_run, again)
    for path in draft.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (again / path.relative_to(draft)).read_bytes(), path.name


def test_the_document_says_what_the_pack_says(draft: Path, tiny_pack: Pack) -> None:
    document = docx.Document(str(draft / "strategy-pack.docx"))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for sentence in sentences(tiny_pack):
        assert sentence in text
    read = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    for table in tiny_pack.tables():
        assert [[text_of(cell) for cell in row] for row in table.rows] in [rows[1:] for rows in read], table.key


def test_the_page_says_what_the_pack_says(draft: Path, tiny_pack: Pack) -> None:
    page = (draft / "strategy-pack.html").read_text(encoding="utf-8")
    text = html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page)))
    for sentence in sentences(tiny_pack):
        assert sentence in text
    cells = Counter(html.unescape(cell) for cell in re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", page))
    for cell, times in Counter(
        text_of(c) for table in tiny_pack.tables() for row in table.rows for c in row
    ).items():
        assert cells[cell] >= times, cell


def test_the_workbook_holds_the_figures_at_full_precision(draft: Path, tiny_pack: Pack) -> None:
    book = openpyxl.load_workbook(draft / "strategy-pack.xlsx")
    named = {name: sheet for sheet in book.worksheets for name in sheet.tables}
    for table in tiny_pack.tables():
        sheet = next(sheet for name, sheet in named.items() if name.lower().endswith(table.key.lower()))
        reference = next(iter(sheet.tables.values())).ref
        rows = [[cell.value for cell in row] for row in sheet[reference]][1:]
        for row, expected in zip(rows, table.rows, strict=True):
            for value, cell in zip(row, expected, strict=True):
                if isinstance(cell, Figure) and not isinstance(value, str):
                    assert value == pytest.approx(cell.value, rel=1e-12, abs=1e-9)
                else:
                    assert value == text_of(cell)


def test_tables_as_csv_hold_the_figures(draft: Path, tiny_pack: Pack) -> None:
    for table in tiny_pack.tables():
        rows = list(csv.reader(io.StringIO((draft / "tables" / f"{table.key}.csv").read_text(encoding="utf-8"))))
        for row, expected in zip(rows[1:], table.rows, strict=True):
            for value, cell in zip(row, expected, strict=True):
                assert (float(value) == cell.value) if isinstance(cell, Figure) else (value == text_of(cell))


def test_a_published_pack_tells_no_more_than_it_shows(public: Path, tiny: Facts) -> None:
    record = json.loads((public / "pack.json").read_text(encoding="utf-8"))
    assert record["for_publication"]
    assert record["hidden_figures"] > 10
    for path in (public / "tables").glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8"))):
            for cell in row:
                assert not re.fullmatch(r"-?\d+\.\d{3,}", cell), (path.name, cell)
    assert "[c]" in (public / "tables" / "homes_now.csv").read_text(encoding="utf-8")
    assert "Not for publication" not in (public / "strategy-pack.html").read_text(encoding="utf-8")


def test_a_section_alone(tiny_run: Path, tmp_path: Path) -> None:
    report(tiny_run, tmp_path / "one", "--section", "locality")
    record = json.loads((tmp_path / "one" / "pack.json").read_text(encoding="utf-8"))
    assert [section["section"] for section in record["sections"]] == ["locality"]


def test_an_unknown_section_is_refused_with_those_there_are(tiny_run: Path, tmp_path: Path) -> None:
    found = CliRunner().invoke(main, ["report", str(tiny_run), "--out", str(tmp_path / "x"), "--section", "place"])
    assert found.exit_code == 2
    assert SECTIONS[-1] in found.output
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--study", "nowhere"], "holds no study"),
        (["--template", "nowhere.docx"], "nowhere.docx"),
        (["--section", "depends"], "drivers"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_written(
    options: list[str], says: str, tiny_run: Path, tmp_path: Path
) -> None:
    found = CliRunner().invoke(main, ["report", str(tiny_run), "--out", str(tmp_path / "x"), *options])
    assert found.exit_code == 2
    assert says in found.output
    assert not (tmp_path / "x").exists()


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    found = CliRunner().invoke(main, ["report", str(tmp_path), "--out", str(tmp_path / "x")])
    assert found.exit_code == 2
    assert "is not a run folder" in found.output


def test_only_a_pack_is_ever_replaced(draft: Path, tiny_run: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    found = CliRunner().invoke(main, ["report", str(tiny_run), "--out", str(tmp_path / "other"), "--overwrite"])
    assert found.exit_code == 2
    report(tiny_run, draft, "--overwrite")


def test_no_solver_is_loaded_without_publishing(tiny_run: Path, tmp_path: Path) -> None:
    """A fresh Python makes the pack and then says which libraries it has loaded."""
    code = (
        "import sys; from optimiser.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(sorted({'highspy', 'pyomo', 'pulp', 'scipy'} & set(sys.modules)))"
    )
    asked = [sys.executable, "-c", code, "report", str(tiny_run), "--out", str(tmp_path / "x"), "--quiet"]
    found = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=120)
    assert found.returncode == 0, found.stderr
    assert found.stdout.strip() == "[]"


def test_figures_for_publication_are_no_more_precise_than_shown(public: Path, tiny_pack: Pack) -> None:
    book = openpyxl.load_workbook(public / "strategy-pack.xlsx")
    shown = {published(figure) for table in tiny_pack.tables() for figure in table.figures()}
    numbers = [cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    held = [value for value in numbers if isinstance(value, float) and not value.is_integer()]
    assert all(any(value == pytest.approx(one) for one in shown) for value in held)


@pytest.mark.parametrize("spoiled", ["{", "{}"])
def test_a_spoiled_second_opinion_is_refused(spoiled: str, tiny_run: Path, tmp_path: Path) -> None:
    run = shutil.copytree(tiny_run, tmp_path / "run")
    (run / "audit.json").write_text(spoiled, encoding="utf-8")
    found = CliRunner().invoke(main, ["report", str(run), "--out", str(tmp_path / "x")])
    assert found.exit_code == 2
    assert "audit the run again" in found.output.lower()


@pytest.fixture(scope="module", params=["council", "overfull", "cash", "ending"])
def unlike(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """A council unlike the others: its plan and the folder of its run."""
    folder = tmp_path_factory.mktemp("unlike")
    case = optimiser.read_case(write(RICH[request.param], folder / "case"))
    result = optimiser.plan(case, gap=0.0, planning_ahead=False)
    return result, optimiser.write_run(result, folder / "run")


@pytest.mark.parametrize(
    "publish", [[], pytest.param(["--publish"], marks=pytest.mark.slow)], ids=["draft", "published"]
)
def test_councils_unlike_the_others_have_a_pack(
    unlike: tuple[Result, Path], publish: list[str], tmp_path: Path
) -> None:
    """Half-years, futures, closures, unmet need, places that open after the plan: every file is written."""
    result, run = unlike
    report(run, tmp_path / "pack", *publish)
    record = json.loads((tmp_path / "pack" / "pack.json").read_text(encoding="utf-8"))
    assert len(record["sections"]) >= 12
    closed = (result.tables["plan"]["action"] == "close").any()
    page = (tmp_path / "pack" / "strategy-pack.html").read_text(encoding="utf-8")
    assert ("it closes" in page) == bool(closed)
