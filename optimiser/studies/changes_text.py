"""The change log between two runs as a page of Markdown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from optimiser.studies.changes_between import Changes
from optimiser.studies.markdown import escaped

_COUNTS = ("starting_children", "unmet_child_years", "unmet_child_years_do_nothing")
"""Headline figures that are not money; the gap, a share, is the other."""


def changes_markdown(changes: Changes, most_rows: int = 200) -> str:
    """The change log in Markdown; of each table at most ``most_rows`` rows, the rest being counted."""
    lines = [f"# What changed from {escaped(changes.before)} to {escaped(changes.after)}", ""]
    if changes.nothing:
        return "\n".join([*lines, "Nothing differs: inputs, settings, software and result are the same.", ""])
    lines += [line for caution in changes.cautions for line in (f"**Caution.** {escaped(caution)}", "")]
    sections = (
        ("Result", ("figure", "before", "after", "difference"), _figures(changes.figures)),
        ("Decisions", ("what", "where", "decided in", "units", "opens"), _decisions(changes.decisions)),
        ("Inputs", ("table", "row", "change", "source and note"), _inputs(changes.inputs)),
        ("Settings in force, solving and software", ("of", "name", "before", "after"), _setup(changes.setup)),
    )
    for title, names, rows in sections:
        lines += _section(title, names, list(rows), most_rows)
    return "\n".join(lines)


def _section(title: str, names: Sequence[str], rows: list[tuple[str, ...]], most: int) -> Iterator[str]:
    yield from (f"## {title}", "")
    if not rows:
        yield from ("Nothing differs.", "")
        return
    yield f"| {' | '.join(names)} |"
    yield f"|{'---|' * len(names)}"
    yield from (f"| {' | '.join(escaped(cell) for cell in row)} |" for row in rows[:most])
    yield ""
    if len(rows) > most:
        yield from (f"… and {len(rows) - most} more.", "")


def _figures(table: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    for row in table.to_dict("records"):
        name = str(row["figure"])
        yield (name.replace("_", " "), *(_figure(name, row[column]) for column in ("old", "new", "difference")))


def _figure(name: str, value: float) -> str:
    if math.isnan(value):
        return "none"
    if name == "gap":
        return f"{100 * value:.3f} %"
    return f"{value:,.1f}" if name in _COUNTS else f"{'−' if value <= -0.5 else ''}£{abs(value):,.0f}"


def _decisions(table: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    for row in table.to_dict("records"):
        opens = _arrow(row["change"], row["opens_old"] or "after the plan", row["opens_new"] or "after the plan")
        units = f"{row['old']:,.10g} → {row['new']:,.10g}"
        closing = "close: " if row["action"] == "close" else ""
        yield f"{closing}{row['label']}", f"{row['provision']}, {row['area']}", row["period"], units, opens


def _arrow(change: str, old: str, new: str) -> str:
    if change == "changed" and old != new:
        return f"{old} → {new}"
    return old if change == "removed" else new


def _inputs(table: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    """One line for each row that is new or gone and for each cell that changed."""
    for (name, key, change), rows in table.groupby(["table", "row", "change"], sort=False):
        cells = rows.to_dict("records")
        said = "; ".join(part for part in (str(cells[0]["source"]), str(cells[0]["note"])) if part)
        if change == "changed":
            for cell in cells:
                words = f"{cell['column']}: {cell['old'] or 'blank'} → {cell['new'] or 'blank'}"
                yield str(name), str(key), words, said
        else:
            value = "new" if change == "added" else "old"
            held = ", ".join(f"{cell['column']} {cell[value]}" for cell in cells if cell["column"])
            yield str(name), str(key), f"{change}: {held}" if held else str(change), said


def _setup(table: pd.DataFrame) -> Iterable[tuple[str, ...]]:
    columns = ("section", "name", "old", "new")
    return [tuple(str(row[column]) or "none" for column in columns) for row in table.to_dict("records")]
