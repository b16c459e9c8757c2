"""The folder of a pack: the document, the workbook, the page, every chart and every table under a stable name."""

from __future__ import annotations

import json
from pathlib import Path

from optimiser.pack.charts.picture import chart_pictures
from optimiser.pack.csv_text import table_csv
from optimiser.pack.display import heading_of, said
from optimiser.pack.document import Pack, Table
from optimiser.pack.excel.workbook import excel_workbook
from optimiser.pack.html.page import html_page
from optimiser.pack.word.document import word_document
from optimiser.whole_file import check_can_replace, write_folder

RECORD = "pack.json"
"""The file by which the folder of a pack is known."""
NAME = "strategy-pack"
"""What the document, the workbook and the page are called."""


def check_can_write_pack(folder: Path, overwrite: bool = False) -> None:
    """Raise :class:`~optimiser.errors.RunFolderError` where a pack could not be written; called first."""
    check_can_replace(folder, RECORD, "a strategy pack", overwrite)


def write_pack(pack: Pack, folder: Path, overwrite: bool = False, template: Path | None = None) -> Path:
    """Write a pack to a folder: whole or not at all.

    ``template``: an authority's own Word document to begin from. Raises
    :class:`~optimiser.errors.RunFolderError` where the folder exists already (unless ``overwrite``) or cannot be
    written, and :class:`~optimiser.errors.OptimiserError` where the template is no Word document.
    """
    check_can_write_pack(folder, overwrite)
    pictures = {chart.key: chart_pictures(chart, pack.hidden) for chart in pack.charts()}
    files = {
        f"{NAME}.docx": word_document(pack, {key: found["png"] for key, found in pictures.items()}, template),
        f"{NAME}.xlsx": excel_workbook(pack),
        f"{NAME}.html": html_page(pack, {key: found["svg"] for key, found in pictures.items()}).encode(),
        RECORD: _record(pack).encode(),
    }
    files |= {f"charts/{key}.{kind}": data for key, found in pictures.items() for kind, data in found.items()}
    files |= {f"tables/{table.key}.csv": _csv(table, pack) for table in pack.tables()}
    return write_folder(folder, lambda place: _write_all(files, place))


def _write_all(files: dict[str, bytes], folder: Path) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)


def _csv(table: Table, pack: Pack) -> bytes:
    return table_csv(table, pack.hidden, pack.for_publication).encode()


def _record(pack: Pack) -> str:
    """What the pack is and holds, as JSON."""
    found = {
        "authority": pack.authority,
        "title": pack.title,
        "run": pack.provenance.run,
        "assurance_state": pack.provenance.state,
        "software": pack.provenance.software,
        "price_base": pack.provenance.price_base,
        "for_publication": pack.for_publication,
        "hidden_figures": len({figure.id for table in pack.tables() for figure in table.figures()} & pack.hidden),
        "sections": [
            {
                "section": section.key,
                "heading": heading_of(section, pack.hidden),
                "tables": [f"tables/{table.key}.csv" for table in section.tables()],
                "charts": {f"charts/{chart.key}": said(chart.message, pack.hidden) for chart in section.charts()},
            }
            for section in pack.sections
        ],
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"
