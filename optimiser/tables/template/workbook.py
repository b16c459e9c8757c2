"""The input tables as one workbook, empty or filled with a case, that leads a person through filling it in.

1. ``wording``      what a person is told of a column.
2. ``validations``  what its cells may hold.
3. ``guide``        the sheet that says how.
4. ``sheets``       a sheet for each table.
5. ``looks``        fonts and colours.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import xlsxwriter  # type: ignore[import-untyped]

from optimiser.tables.inputs import cell_text
from optimiser.tables.specification import TABLES
from optimiser.tables.template.guide import TITLE, first_setting, guide, write_guide
from optimiser.tables.template.looks import FONT, Looks
from optimiser.tables.template.sheets import check_rows, write_table
from optimiser.tables.template.validations import Extents, last_row

if TYPE_CHECKING:
    import pandas as pd

_CREATED = datetime(1980, 1, 1)
"""The same tables must give the same bytes, so a workbook bears no true date: zip files begin to count here."""


def template_workbook(tables: Mapping[str, pd.DataFrame] | None = None) -> bytes:
    """The workbook (.xlsx) with every input table as a sheet, to fill in or to change.

    ``tables`` are those of :class:`~optimiser.tables.inputs.CaseInputs`, any of which may be left out; without
    them, the sheets hold the names of their columns only. Read back, the workbook is the same case. The same
    tables give the same bytes. Raises ``OptimiserError`` where a sheet cannot hold a table or one of its texts.
    """
    tables = tables or {}
    for table in TABLES:
        if table.name in tables:
            check_rows(table, tables[table.name])
    lines = guide(_authority(tables))
    last_rows = {table.name: last_row(len(tables.get(table.name, ()))) for table in TABLES}
    extents = Extents(last_rows, first_setting(lines))
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_format_properties": FONT}) as book:
        book.set_properties({"title": TITLE, "subject": "Input tables", "created": _CREATED})
        looks = Looks(book)
        write_guide(book, looks, lines)
        for table in TABLES:
            write_table(book, looks, table, tables.get(table.name), extents)
    return buffer.getvalue()


def _authority(tables: Mapping[str, pd.DataFrame]) -> str:
    """Whose case it is, as the settings say; empty where they do not."""
    if "settings" not in tables:
        return ""
    settings = tables["settings"]
    return next((cell_text(value) for value in settings.loc[settings["setting"] == "authority", "value"]), "")
