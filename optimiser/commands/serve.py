"""The command ``optimiser serve``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from optimiser.commands.errors import InputErrors


@click.command()
@click.argument("case", type=click.Path(exists=True, path_type=Path), required=False)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to serve on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on; another needs --token.")
@click.option("--name", "names", multiple=True, help="Name by which a proxy in front asks for the pages.")
@click.option("--token", envvar="OPTIMISER_TOKEN", show_envvar=True,
              help="What visitors must give before anything is shown; at least 8 letters.")  # fmt: skip
@click.option("--user-header", help="Header in which a proxy in front says who is signed in.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help="Where cases and what-ifs are kept between one start and the next.",
)
@click.option("--workers", type=click.IntRange(1, 64), help="Solves at once: as many as processors, if not given.")
@click.option("--keep-days", type=click.FloatRange(min=0.01), default=30.0, show_default=True,
              help="Days for which the work of someone who does not come back is kept.")  # fmt: skip
def serve(
    case: Path | None,
    port: int,
    host: str,
    names: tuple[str, ...],
    token: str | None,
    user_header: str | None,
    folder: Path | None,
    workers: int | None,
    keep_days: float,
) -> None:
    """Open the what-if pages for CASE on this computer; without CASE, for the example of Lewisham.

    Ctrl-C stops them. Nothing is sent anywhere, and nobody else can open them, unless --host says otherwise.
    """
    with InputErrors():
        from optimiser.example_cases import example
        from optimiser.web.serving import address, exposure
        from optimiser.web.serving import serve as serve_pages
        from optimiser.web.settings import Settings

        place = folder or Path(click.get_app_dir("sufficiency-optimiser")) / "what-if"
        settings = Settings(
            place, case or example("lewisham"), host, port, names, token, user_header,
            workers=workers or os.cpu_count() or 1, keep_days=keep_days,
        )  # fmt: skip

        def say() -> None:
            click.echo(f"The what-if pages: {address(settings)}   (Ctrl-C stops them)")
            click.echo(f"{exposure(settings)} What is done there is kept in {place}.")

        serve_pages(settings, say)
