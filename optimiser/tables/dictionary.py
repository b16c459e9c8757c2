"""The data dictionary ``inputs/README.md``, generated from the column specification.

``python -m optimiser.tables.dictionary`` writes it again after a change of the specification.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from optimiser.tables.checks.registry import registered
from optimiser.tables.raw import READING_CHECKS, READING_WARNINGS
from optimiser.tables.specification import PROVENANCE, SETTINGS, TABLES, Column, Table
from optimiser.tables.values import range_in_words

DICTIONARY = Path(__file__).resolve().parents[2] / "inputs" / "README.md"
"""Where the data dictionary is kept."""

_KINDS = {
    "key": "a label",
    "keys": "labels separated by `;`, or `*` for all",
    "text": "text",
    "number": "a number",
    "whole": "a whole number",
    "share": "a share",
    "yes_no": "`yes` or `no`",
    "date": "a date",
    "shares": "shares separated by `;`",
}

_COLUMNS = """
| column | what to write | unit | range | when blank | meaning |
|---|---|---|---|---|---|"""

_INTRODUCTION = """\
# Input tables

<!-- Generated from optimiser/tables/specification.py by: python -m optimiser.tables.dictionary -->

A case is either a folder with one CSV file for each table (`settings.csv`, `periods.csv`, …) or one Excel
workbook (`.xlsx`) with a sheet of the same name for each. Both are read alike and give the same plan.

## How to write them

* **Row 1 holds the column names**, spelled as below. The order of columns and rows does not matter. A column
  may be left out where its cells may be blank. Blank rows are skipped.
* **CSV files** have commas between the columns and are in UTF-8 (“CSV UTF-8” in Excel). Windows-1252 is read
  too, with a warning. Files that do not end in `.csv`, hidden files and subfolders are left alone.
* **Workbooks** hold values only: no formulas, no merged cells. Hidden sheets are read like others. A sheet
  called `notes` is left alone.
* **A number** is plain: `5200`, `5200.5`, `-1` or `1e3`, without £, commas, % or words.
* **A share** is a number from 0 to 1: 85 % is `0.85`.
* **A label** names something in other tables. It must be spelled the same everywhere, capital letters
  included, and has neither `;` nor line breaks in it.
* **Labels** in one cell are separated by `;`. `*` stands for all of them.
* **A date** is year-month-day, `2026-04-01`, or a date cell in a workbook.
* **yes or no** is one of these two words, not TRUE or FALSE.
* A file, or a workbook, may have up to 50 MB.

## When something is wrong

Everything is read and checked before anything is planned, and every error is reported at once, each as a
sentence that names table, row (as numbered in the file or sheet; the column names are row 1), column, what
was written and what to write instead. Nothing is filled in, rounded or dropped silently: a blank cell means
what the table below says, and nothing else. Warnings do not stop a plan; they are shown beside it.

Every table takes the columns `source`, `confidence` and `note`; they are described after the last table.
"""


def dictionary() -> str:
    """Return the text of the data dictionary, in Markdown."""
    parts = [_INTRODUCTION, "## Tables\n", "\n".join(_contents()) + "\n"]
    parts += ["\n".join(_table(table)) + "\n" for table in TABLES]
    parts += ["\n".join(_provenance()) + "\n"]
    parts += ["\n".join(_settings()) + "\n", "\n".join(_checks()) + "\n"]
    return "\n".join(parts)


def _contents() -> Iterator[str]:
    yield "| table | one row is | needed |"
    yield "|---|---|---|"
    for table in TABLES:
        needed = "yes" if table.required else "no"
        yield f"| [{table.name}](#{table.name}) | {table.row_is} | {needed} |"


def _table(table: Table) -> Iterator[str]:
    yield f"### {table.name}\n"
    needed = "Required." if table.required else "Optional."
    key = ", ".join(f"`{name}`" for name in table.key)
    yield f"One row is {table.row_is}. {needed} No two rows have the same {key}."
    yield from table.notes
    yield _COLUMNS
    yield from (_row(column) for column in table.columns if column not in PROVENANCE)


def _provenance() -> Iterator[str]:
    yield "### Columns of every table\n"
    yield "Every table takes these three columns too. Together they are the assumptions log."
    yield _COLUMNS
    yield from (_row(column) for column in PROVENANCE)


def _row(column: Column) -> str:
    cells = (
        f"`{column.name}`",
        _what_to_write(column),
        column.unit,
        range_in_words(column),
        _when_blank(column),
        column.description,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _what_to_write(column: Column) -> str:
    """Return the kind of a column's cells, the words they may hold and the table they name."""
    if column.kind == "choice":
        return " or ".join(f"`{choice}`" for choice in column.choices)
    of_table = f" of [{column.refers_to}](#{column.refers_to})" if column.refers_to else ""
    return _KINDS[column.kind] + of_table


def _when_blank(column: Column) -> str:
    if column.required:
        return "an error"
    return column.blank or f"`{column.default}`"


def _settings() -> Iterator[str]:
    yield "## List of settings\n"
    yield "The rows that the table `settings` may hold.\n"
    yield "| setting | what to write | unit | range | when there is no row | meaning |"
    yield "|---|---|---|---|---|---|"
    yield from (_row(setting.column) for setting in SETTINGS)


def _checks() -> Iterator[str]:
    yield "## What is checked\n"
    yield "| check | what must hold | otherwise |"
    yield "|---|---|---|"
    for name, sentence in READING_CHECKS.items():
        severity = "warning" if name in READING_WARNINGS else "error"
        yield f"| {name.replace('_', ' ')} | {sentence} | {severity} |"
    for check in registered().values():
        yield f"| {check.name.replace('_', ' ')} | {check.sentence} | {check.severity} |"


def main() -> None:
    """Write the data dictionary."""
    DICTIONARY.parent.mkdir(exist_ok=True)
    DICTIONARY.write_text(dictionary(), encoding="utf-8")


if __name__ == "__main__":
    main()
