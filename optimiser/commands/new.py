"""The command ``optimiser new``."""

from __future__ import annotations

import csv
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimiser.commands.errors import InputErrors
from optimiser.errors import RunFolderError
from optimiser.example_cases import EXAMPLES, example, unfilled_case

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

EMPTY = "empty"
"""The name of the case that is still to be filled in, beside those of the examples."""


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--like",
    type=click.Choice([*EXAMPLES, EMPTY]),
    default="tiny",
    show_default=True,
    help="Begin from this example, or from tables that are still to be filled in.",
)
@click.option("--excel", is_flag=True, help="Write one workbook, with drop-downs, limits and notes.")
def new(target: Path, like: str, excel: bool) -> None:
    """Begin a case: write TARGET, a folder of CSV tables or, with --excel, an .xlsx workbook.

    Put your own figures in it, then check and plan it. Nothing that exists already is overwritten.
    """
    _check_name(target, excel)
    with InputErrors():
        _check_is_new(target)
        if excel:
            _write_workbook(target, like)
        else:
            _write_folder(target, like)
    click.echo(_told(target, like, excel))


def _check_name(target: Path, excel: bool) -> None:
    workbook = target.suffix.lower() == ".xlsx"
    if excel and not workbook:
        raise click.BadParameter(f"a workbook needs a name that ends in .xlsx, not {target.name!r}.")
    if workbook and not excel:
        raise click.BadParameter(f"{target.name!r} would be a folder; add --excel to write a workbook.")


def _check_is_new(target: Path) -> None:
    from optimiser.whole_file import check_can_replace

    if os.path.lexists(target):
        raise RunFolderError(f"{target} exists already and is not overwritten; give another name.")
    check_can_replace(target, "settings.csv", "a case", overwrite=False)


def _write_workbook(target: Path, like: str) -> None:
    from optimiser.tables.inputs import read_case
    from optimiser.tables.template.workbook import template_workbook

    tables = unfilled_case() if like == EMPTY else read_case(example(like)).tables
    content = template_workbook(tables)
    beside = target.with_name(f".{target.name}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.rename(target)
    except OSError as error:
        raise RunFolderError(f"{target} cannot be written: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            beside.unlink()


def _write_folder(target: Path, like: str) -> None:
    from optimiser.tables.dictionary import dictionary
    from optimiser.whole_file import write_folder

    source = None if like == EMPTY else example(like)
    tables = unfilled_case()

    def fill(folder: Path) -> None:
        _write_tables(folder, tables)
        if source is not None:
            _copy_example(source, folder)
        (folder / "README.md").write_text(dictionary(), encoding="utf-8", newline="\n")

    write_folder(target, fill)


def _write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    from optimiser.tables.inputs import cell_text

    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(rows.columns)
            writer.writerows([cell_text(cell) for cell in row] for row in rows.itertuples(index=False))


def _copy_example(source: Path, folder: Path) -> None:
    """Put the tables of an example in the place of those without rows, and its what-ifs beside them."""
    for file in source.glob("*.csv"):
        shutil.copyfile(file, folder / file.name)
    for file in source.glob("what-if/*.toml"):
        (folder / "what-if").mkdir(exist_ok=True)
        shutil.copyfile(file, folder / "what-if" / file.name)


def _told(target: Path, like: str, excel: bool) -> str:
    """What was written, and what to do next."""
    from optimiser.tables.specification import TABLES

    example_of = f"those of the example {like} ({EXAMPLES[like]})" if like != EMPTY else "to be filled in"
    kind, guide = ("sheets", "its sheet notes") if excel else ("CSV files", "its README.md")
    lines = [
        f"Written to {target}: {len(TABLES)} tables as {kind}, {example_of}.",
        f"What every column holds is in {guide}.",
    ]
    what_ifs = [] if excel else list(target.glob("what-if/*.toml"))
    if what_ifs:
        lines.append(f"Its {len(what_ifs)} what-ifs are in {what_ifs[0].parent}.")
    following = "see what is still to be filled in" if like == EMPTY else "put in your own figures and check them"
    name = f'"{target}"' if " " in str(target) else str(target)
    return "\n".join([*lines, "", f"Next, {following}:", f"  optimiser check {name}"])
