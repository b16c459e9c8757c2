"""The command ``optimiser report``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from optimiser.commands.errors import InputErrors
from optimiser.commands.options import quiet_option

if TYPE_CHECKING:
    from optimiser.pack.document import Pack


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Write the pack to this folder.")
@click.option("--overwrite", is_flag=True, help="Replace the folder if it holds a strategy pack.")
@click.option(
    "--study",
    "studies",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FOLDER",
    help="Tell of this study too (compare, frontier, alternatives, drivers, stress, simulate or robust); may be "
    "given several times.",
)
@click.option("--section", "sections", multiple=True, help="Only this section; may be given several times.")
@click.option("--template", type=click.Path(path_type=Path), help="Begin from this Word document and its styles.")
@click.option("--publish", is_flag=True, help="Hide small numbers of children, and whatever would give them away.")
@click.option(
    "--threshold",
    type=click.IntRange(min=2),
    default=5,
    show_default=True,
    help="With --publish: numbers of children below this are hidden.",
)
@quiet_option
def report(
    run: Path,
    out: Path,
    overwrite: bool,
    studies: Sequence[Path],
    sections: Sequence[str],
    template: Path | None,
    publish: bool,
    threshold: int,
    quiet: bool,
) -> None:
    """Make the strategy pack of RUN: a Word document, a spreadsheet, a page, charts and tables.

    Without --publish every page says that it is not for publication.
    """
    with InputErrors():
        from optimiser.pack.folder import check_can_write_pack, write_pack
        from optimiser.pack.making import strategy_pack

        check_can_write_pack(out, overwrite)
        _check_sections(sections)
        pack = strategy_pack(run, studies=studies, sections=sections, publish=publish, threshold=threshold)
        write_pack(pack, out, overwrite, template)
        if not quiet:
            click.echo(_told(pack, out))


def _check_sections(sections: Sequence[str]) -> None:
    from optimiser.pack.building import SECTIONS

    for section in sections:
        if section not in SECTIONS:
            raise click.BadParameter(
                f"there is no {section!r}; choose from {', '.join(SECTIONS)}.", param_hint="--section"
            )


def _told(pack: Pack, out: Path) -> str:
    tables, charts = len(list(pack.tables())), len(list(pack.charts()))
    lines = [f"{len(pack.sections)} sections, {tables} tables and {charts} charts written to {out}."]
    if pack.for_publication:
        shown = {figure.id for table in pack.tables() for figure in table.figures()}
        lines.append(
            f"{len(shown & pack.hidden)} figures are hidden; nobody can work them out from the rest of the pack."
        )
    else:
        lines.append(
            "Not for publication: numbers of children are shown however small. Use --publish to hide them."
        )
    return "\n".join(lines)
