"""What the pages of the studies share: cells and rows of tables in Markdown."""

from __future__ import annotations


def escaped(text: str) -> str:
    r"""Text that stays within a cell and is shown as it is.

    >>> escaped("2026/27 | [new_home] *")
    '2026/27 \\| \\[new\\_home] \\*'
    """
    for mark in ("\\", "|", "*", "_", "`", "<", "["):
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())


def table_row(*cells: object) -> str:
    """A row of a table; a bar within a cell becomes a stroke.

    >>> table_row("home", 4, "here|there")
    '| home | 4 | here/there |'
    """
    return f"| {' | '.join(str(one).replace('|', '/') for one in cells)} |"
