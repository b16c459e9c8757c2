"""What a person is told of a column: what belongs in its cells, what a blank one means, why one is refused."""

from __future__ import annotations

from optimiser.tables.specification import Column, Table
from optimiser.tables.values import LONGEST_LABEL, YEARS, range_in_words

_LONGEST_LIST = 90
"""Characters; longer lists of words are left to the drop-down."""

_KINDS = {
    "key": "a label",
    "keys": "labels separated by ; or * for all",
    "text": "text",
    "number": "a number",
    "whole": "a whole number",
    "share": "a share",
    "yes_no": "yes or no",
    "date": "a date such as 2026-04-01",
    "shares": "shares separated by ;",
}


def names_settings(table: Table, column: Column) -> bool:
    """Whether a column holds names of settings, which have a list of their own."""
    return table.name == "settings" and table.key == (column.name,)


def what_to_write(column: Column) -> str:
    """The kind of a column's cells, their range and unit.

    >>> what_to_write(Column("life", "number", "", unit="years", minimum=0, above=True))
    'a number above 0 (years)'
    """
    if column.kind == "choice":
        words = " or ".join(column.choices)
        kind = words if len(words) <= _LONGEST_LIST else "a word from the list"
    elif column.refers_to and column.kind == "key":
        kind = f"a label from the sheet {column.refers_to}"
    elif column.refers_to:
        kind = f"labels from the sheet {column.refers_to}, separated by ; or * for all"
    else:
        kind = _KINDS[column.kind]
    unit = f"({column.unit})" if column.unit else ""
    return " ".join(part for part in (kind, range_in_words(column), unit) if part)


def when_blank(column: Column) -> str:
    """What a blank cell means.

    >>> when_blank(Column("grant", "number", "", default="0")), when_blank(Column("area", "key", ""))
    ('Blank: 0.', 'Required.')
    """
    if column.required:
        return "Required."
    return f"Blank: {'* (all)' if column.default == '*' else plain(column.blank) or column.default}."


def explanation(table: Table, column: Column) -> str:
    """What a column means, what to write in it and what a blank cell stands for, on a line each."""
    how = "a name from the list, explained on the sheet notes" if names_settings(table, column) else None
    return f"{plain(column.description)}\nWrite: {how or what_to_write(column)}.\n{when_blank(column)}"


def refusal(table: Table, column: Column) -> str:
    """What is said of a cell that does not hold what its column takes: what to do instead."""
    if names_settings(table, column):
        return "There is no such setting. Pick one from the list; the sheet notes explains each of them."
    return _instead(column) + ("" if column.required else " Or leave the cell blank.")


def _instead(column: Column) -> str:
    if column.kind == "key" and column.refers_to:
        return (
            f"The sheet {column.refers_to} has no such label. Pick one from the list, or add it to that sheet "
            "first. A label must be spelled the same everywhere."
        )
    if column.kind == "choice":
        words = ", ".join(column.choices)
        return f"Write one of these: {words}." if len(words) <= _LONGEST_LIST else "Pick a word from the list."
    bounds = range_in_words(column)
    return {
        "key": f"Write a label of at most {LONGEST_LABEL} characters, on one line and without ; in it.",
        "number": f"Write a plain number{bounds and ' '}{bounds}, without £, commas or words.",
        "whole": f"Write a whole number {bounds}.",
        "share": f"Write a share {bounds}: 85 % is 0.85.",
        "yes_no": "Write yes or no.",
        "date": f"Write a date from {YEARS[0]} to {YEARS[1]}, such as 2026-04-01.",
    }[column.kind]


def plain(text: str) -> str:
    """Text of the specification without its marks of code.

    >>> plain("`column=value` for each condition")
    'column=value for each condition'
    """
    return text.replace("`", "")
