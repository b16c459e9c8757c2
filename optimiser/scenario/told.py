"""What was changed, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from optimiser import page
from optimiser.tables.inputs import CaseInputs, LoggedChange
from optimiser.tables.problems import listed
from optimiser.tables.specification import TABLE_BY_NAME

_MOST_NAMES = 5
_LONGEST_NAME = 60
_MOST_ROWS = 3


def what_ifs_told(inputs: CaseInputs) -> str:
    """One sentence that names what the assumptions were changed by; empty where they were not."""
    if not inputs.what_ifs:
        return ""
    cells = Counter(change.what_if for change in inputs.changes)
    named = dict.fromkeys(what_if.name for what_if in inputs.what_ifs)
    said = [f"{page.cut(name, _LONGEST_NAME)} ({_counted(cells[name], 'cell')})" for name in named]
    return f"Assumptions changed: {listed(said, most=_MOST_NAMES)}."


def changes_told(inputs: CaseInputs, width: int = 100) -> str:
    """Everything that was changed, old and new, alike changes together; empty where nothing was.

    ``width`` is that of the page, in columns.
    """
    lines: list[page.Line] = []
    for what_if in inputs.what_ifs:
        log = [change for change in inputs.changes if change.what_if == what_if.name]
        lines += page.wrapped([(f"{what_if.name}. {what_if.reason}", "")], width, "  ")
        said = [*_whole_rows(log), *_cells(log)] or ["nothing: see the warnings"]
        lines += page.wrapped([(f"• {one}", "") for one in said], width, "    ")
    return "\n".join(["Assumptions changed:", *(text for text, _ in lines)] if lines else [])


def _of_whole_row(change: LoggedChange) -> bool:
    """Whether it is a cell of the row's key, which is logged only where the row comes or goes."""
    return change.column in TABLE_BY_NAME[change.table].key


def _whole_rows(log: Sequence[LoggedChange]) -> Iterator[str]:
    """One line for the rows of a table that come, and one for those that go."""
    rows: dict[tuple[str, str], dict[str, None]] = {}
    for change in filter(_of_whole_row, log):
        told = "added" if change.old == "" else "taken away"
        rows.setdefault((change.table, told), {})[_name(change)] = None
    for (table, told), names in rows.items():
        yield f"{table}, {told}: {listed(names, most=_MOST_ROWS)}"


def _cells(log: Sequence[LoggedChange]) -> Iterator[str]:
    """One line for each column of a table that is altered in rows that stay."""
    whole = {(change.table, change.row, change.old == "") for change in log if _of_whole_row(change)}
    columns: dict[tuple[str, str], list[LoggedChange]] = {}
    for change in log:
        if (change.table, change.row, change.old == "") not in whole or (change.old and change.new):
            columns.setdefault((change.table, change.column), []).append(change)
    for (table, column), cells in columns.items():
        yield f"{table}, {column}, {_where(cells)}: {listed(_steps(cells), most=_MOST_ROWS)}"


def _name(change: LoggedChange) -> str:
    """The key of a row without the parts that are blank."""
    return " / ".join(part for part in change.row.split(" / ") if part)


def _where(cells: Sequence[LoggedChange]) -> str:
    rows = list(dict.fromkeys(map(_name, cells)))
    return listed(rows) if len(rows) <= _MOST_ROWS else _counted(len(rows), "row")


def _steps(cells: Sequence[LoggedChange]) -> Iterable[str]:
    steps = Counter(f"{cell.old or 'blank'} → {cell.new or 'blank'}" for cell in cells)
    for step, count in steps.items():
        yield step if count == 1 or len(steps) == 1 else f"{step} ({count} times)"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
