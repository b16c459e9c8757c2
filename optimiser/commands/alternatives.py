"""The command ``optimiser alternatives``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from optimiser.commands.errors import InputErrors
from optimiser.commands.options import (
    changed_case,
    folder_options,
    quiet_option,
    solve_options,
    threads_option,
    what_if_options,
)
from optimiser.commands.studying import Study

_SECONDS = 30.0
"""Most seconds of each solve unless another limit is asked for."""


def _a_share(_: click.Context, option: click.Parameter, text: str) -> float:
    """A share written as per cent (2%) or as a number (0.02)."""
    written = text.strip()
    try:
        share = float(written.removesuffix("%")) / 100 if written.endswith("%") else float(written)
    except ValueError:
        raise click.BadParameter(f"{text!r} is neither per cent (2%) nor a share (0.02).", param=option) from None
    if not 0 < share <= 1:
        raise click.BadParameter(f"{text!r} is not above 0 and at most 100%.", param=option)
    return share


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option(
    "--within",
    default="2%",
    show_default=True,
    callback=_a_share,
    help="How much more than the least cost a plan may cost, as 2% or 0.02.",
)
@click.option(
    "--different", type=click.IntRange(0, 20), default=3, show_default=True, help="Most different plans."
)
@click.option(
    "--apart",
    type=click.FloatRange(min=0, min_open=True),
    default=4.0,
    show_default=True,
    help="Places by which another plan differs at least.",
)
@folder_options("alternatives")
@what_if_options
@solve_options
@threads_option
@quiet_option
def alternatives(
    case: Path,
    within: float,
    different: int,
    apart: float,
    out: Path | None,
    overwrite: bool,
    what_ifs: Sequence[Path],
    sets: Sequence[str],
    gap: float,
    time_limit: float | None,
    seed: int,
    threads: int | None,
    quiet: bool,
) -> None:
    """Find other plans for CASE that are nearly as cheap, and what every one of them contains.

    --time-limit is of each solve, 30 seconds if not given. Ctrl-C keeps what is finished.
    """
    with InputErrors():
        from optimiser.report.studied import nearly_as_cheap
        from optimiser.studies.alternatives import alternatives as find

        study = Study("alternatives", out, overwrite, quiet)
        study.check()
        inputs = changed_case(case, what_ifs, sets)
        code = study.run(lambda progress, cancel: nearly_as_cheap(find(
            inputs, within, different=different, apart=apart, gap=gap, time_limit=time_limit or _SECONDS,
            seed=seed, threads=threads, progress=progress, cancel=cancel,
        ), inputs))  # fmt: skip
    raise SystemExit(code)
