"""Pages of Markdown on the terminal."""

from __future__ import annotations

import sys

import click
from rich.console import Console
from rich.markdown import Markdown

from optimiser.commands.progress import WIDTH


def print_page(markdown: str) -> None:
    """A page of Markdown on the terminal; as it is where nobody sees it yet."""
    if sys.stdout.isatty():
        console = Console()
        console.width = min(console.width, WIDTH)
        console.print(Markdown(markdown))
    else:
        click.echo(markdown)
