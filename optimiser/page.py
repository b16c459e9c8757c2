"""A page of plain text: wrapped sentences, and tables whose figures stand under one another."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size

TITLE = "bold"
"""Style of a title."""

Line = tuple[str, str]
"""Text and its style."""

_LEAST_LABEL = 12


def wrapped(lines: Iterable[Line], width: int, indent: str = "") -> list[Line]:
    """Lines cut at spaces to fit the page; what continues a line is indented twice as far."""
    return [
        (part, style)
        for text, style in lines
        for part in textwrap.wrap(
            text, width, initial_indent=indent, subsequent_indent=indent * 2, break_on_hyphens=False
        )
    ]


def cut(text: str, width: int) -> str:
    """Text cut to a width, with an ellipsis where something is left out.

    >>> cut("Forest Hill", 11), cut("Forest Hill", 8)
    ('Forest Hill', 'Forest…')
    """
    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"


def table(
    title: str, names: Sequence[str], rows: Iterable[Sequence[str]], width: int, words: int = 0
) -> list[Line]:
    """A table under its title: labels on the left, figures to the right of them, then columns of words.

    ``names`` are those of every column but the first; a name may hold a line break. The last ``words``
    columns are of words. A row of one cell is a remark across the page. The labels give way where the page
    is too narrow.
    """
    heads = [name.split("\n") for name in ("", *names)]
    depth = max(map(len, heads))
    heads = [[""] * (depth - len(head)) + head for head in heads]
    cells = [*map(list, zip(*heads, strict=True)), *[list(row) for row in rows]]
    full = [row for row in cells if len(row) > 1]
    widths = [max(map(cell_len, column)) for column in zip(*full, strict=True)]
    widths[0] = max(min(widths[0], width - sum(widths[1:]) - len(names)), _LEAST_LABEL)
    first_words = len(widths) - words
    lines = wrapped([(title, TITLE)], width)
    for row in cells:
        fitted = [
            _left(cell, space) if i == 0 or i >= first_words else " " * (space - cell_len(cell)) + cell
            for i, (cell, space) in enumerate(zip(row, widths, strict=False))
        ]
        lines.append((cut((" ".join(fitted) if len(row) > 1 else row[0]).rstrip(), width), ""))
    return lines


def _left(cell: str, space: int) -> str:
    shown = cut(cell, space)
    return shown + " " * (space - cell_len(shown))
