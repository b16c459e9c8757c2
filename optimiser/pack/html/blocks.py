"""Paragraphs, tables and charts as parts of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from optimiser.disclosure.symbols import explained
from optimiser.pack.display import paragraph_text, said, symbols_in, text_of
from optimiser.pack.document import Cell, Chart, Column, Pack, Paragraph, Table
from optimiser.pack.html.svg import inline_svg

_SHORT = 12
"""Rows up to which a table is printed on one page."""

_WIDE, _WIDEST = 9, 15
"""Columns from which a table is printed smaller, and from which its section is printed on paper laid sideways."""

_UNSAID = "What it shows cannot be said, because some of its figures are confidential."


@dataclass(frozen=True, slots=True)
class Places:
    """What parts of a page need to know of the whole: what is hidden, the pictures, and where each table is.

    ``tables``: the number of a table in the page by its key, the first where there are several.
    """

    hidden: frozenset[str]
    svgs: Mapping[str, str | bytes]
    tables: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A block with its number among those of its sort, from 1."""

    block: Paragraph | Table | Chart
    number: int


def numbered(pack: Pack) -> tuple[tuple[Numbered, ...], ...]:
    """For each section its blocks; tables and charts are each counted through the pack."""
    counts = {Paragraph: 0, Table: 0, Chart: 0}
    sections = []
    for section in pack.sections:
        blocks = []
        for block in section.blocks:
            counts[type(block)] += 1
            blocks.append(Numbered(block, counts[type(block)]))
        sections.append(tuple(blocks))
    return tuple(sections)


def places_of(pack: Pack, blocks: Iterable[Iterable[Numbered]], svgs: Mapping[str, str | bytes]) -> Places:
    """What the parts of a page of these blocks need to know."""
    tables: dict[str, int] = {}
    for item in (item for section in blocks for item in section):
        if isinstance(item.block, Table):
            tables.setdefault(item.block.key, item.number)
    return Places(pack.hidden, svgs, tables)


def is_across(items: Iterable[Numbered]) -> bool:
    """Whether a section holds a table too wide for upright paper."""
    return any(isinstance(item.block, Table) and len(item.block.columns) >= _WIDEST for item in items)


def block_html(item: Numbered, places: Places) -> str:
    """A block; empty for a paragraph of which nothing may be said."""
    if isinstance(item.block, Table):
        return _table(item.block, item.number, places.hidden)
    if isinstance(item.block, Chart):
        return _figure(item.block, item.number, places)
    text = paragraph_text(item.block.sentences, places.hidden)
    return f"<p>{escape(text)}</p>\n" if text else ""


def _figure(chart: Chart, number: int, places: Places) -> str:
    name = f"figure-{number}"
    description = said(chart.message, places.hidden) or _UNSAID
    drawn = inline_svg(places.svgs[chart.key], name, chart.title, description)
    table = places.tables.get(chart.table.key)
    where = f' <a href="#table-{table}">Its figures are in table {table}.</a>' if table else ""
    return (
        f'<figure id="{name}">\n<figcaption><span id="{name}-caption" class="caption">Figure {number}: '
        f"{escape(chart.title)}</span> <span>{escape(chart.measure)}.{where}</span></figcaption>\n"
        f"{_scrolling(f'{name}-caption', drawn)}</figure>\n"
    )


def _table(table: Table, number: int, hidden: frozenset[str]) -> str:
    name = f"table-{number}"
    kinds = ["table", *["wide"] * (len(table.columns) >= _WIDE), *["short"] * (len(table.rows) <= _SHORT)]
    title = f"Table {number}: {escape(table.caption)}"
    caption = f'<caption><span id="{name}-caption" class="caption">{title}</span></caption>'
    head = "".join(_heading(column) for column in table.columns)
    last = len(table.rows) - 1
    rows = "\n".join(_row(row, table, table.total and i == last, hidden) for i, row in enumerate(table.rows))
    body = f"<table>\n{caption}\n<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n"
    return (
        f'<div class="{" ".join(kinds)}" id="{name}">\n'
        f"{_lines('marks', explained(symbols_in(table, hidden)))}"
        f"{_scrolling(f'{name}-caption', body)}{_lines('notes', table.notes)}</div>\n"
    )


def _heading(column: Column) -> str:
    """The heading of a column; an empty one heads nothing."""
    tag = "th" if column.heading else "td"
    scope = ' scope="col"' if column.heading else ""
    return f"<{tag}{scope}{_side(column)}>{escape(column.heading)}</{tag}>"


def _row(row: tuple[Cell, ...], table: Table, total: bool, hidden: frozenset[str]) -> str:
    first, *others = (escape(text_of(cell, hidden)) for cell in row)
    head = f'<th scope="row">{first}</th>' if first else "<td></td>"
    cells = (f"<td{_side(column)}>{text}</td>" for text, column in zip(others, table.columns[1:], strict=True))
    start = '<tr class="total">' if total else "<tr>"
    return f"{start}{head}{''.join(cells)}</tr>"


def _side(column: Column) -> str:
    return ' class="number"' if column.unit else ""


def _scrolling(label: str, inner: str) -> str:
    """A part that scrolls sideways by itself where it is wider than the screen, with the keyboard too."""
    return f'<div class="scroll" role="region" tabindex="0" aria-labelledby="{label}">\n{inner}</div>\n'


def _lines(kind: str, texts: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f'<ul class="{kind}">{items}</ul>\n' if items else ""
