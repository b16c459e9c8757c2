"""The result tables of a run: their keys and figures, each figure a cell that knows where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from optimiser.assurance.arithmetic.ledger import Ledger
from optimiser.assurance.arithmetic.reading import RECORD, Row, Table, number_in, read_table
from optimiser.assurance.arithmetic.traced import Cell, Traced

Key = tuple[str, ...]
Place = tuple[str, Key, str]
"""A cell by its file, the key of its row and its column, whether or not there is such a row."""

_FLOW = ("scenario", "period", "need", "home_area", "provision", "area")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a result table must hold: the key of a row, its figures, figures that may be blank, and its texts."""

    key: Key
    figures: Key
    may_be_blank: Key = ()
    texts: Key = ()


_BESIDE = ("do_nothing", "difference")
_OF_BASELINE = (*_BESIDE, "planned_do_nothing")
"""Columns that are blank only where doing nothing could not be solved (or nobody is in a promise's scope)."""

SHAPES: dict[str, Shape] = {
    "plan": Shape(
        ("action", "option", "provision", "area", "period"),
        ("units", "places", "setup_cost", "capital_gross", "capital_grant", "capital_net"),
        (),
        ("label", "opens"),
    ),
    "placements": Shape(_FLOW, ("children", "new_placements"), _BESIDE),
    "places": Shape(
        ("scenario", "period", "provision", "area"),
        ("places", "usable", "children", "bought", "empty"),
        ("occupancy", *_BESIDE),
    ),
    "pools": Shape(
        ("scenario", "period", "provision", "area"),
        ("offered_load", "places_10", "places_5", "places_2"),
        (
            "places", "available", "carried", "children", "occupancy", "turned_away", "no_suitable",
            "choice_of_two",
        ),
    ),
    "newcomers": Shape(("scenario", "period", "need"), ("newcomers",), ("placed",)),
    "bought": Shape(("scenario", "period", "provision", "area", "tier"), ("weekly_cost", "children"), _BESIDE),
    "costs": Shape(("scenario", "period", "kind", "line", "provision", "area", "item"), ("amount",), _BESIDE),
    "savings": Shape(
        ("period",),
        (
            "revenue_plan", "revenue_do_nothing", "revenue_saving", "cashable", "avoided", "cumulative_saving",
            "capital_gross", "capital_grant", "capital_net", "net_benefit", "cumulative_net_benefit",
        ),
    ),
    "planning_ahead": Shape(
        ("period",),
        ("revenue_plan", "revenue_year_by_year", "revenue_saving", "capital_plan", "capital_year_by_year"),
    ),
    "locality": Shape(("scenario", "period", "boundary", "distance"), ("children", "share"), _BESIDE),
    "targets": Shape(
        ("scenario", "period", "target"),
        ("asked", "children", "in_scope", "shortfall"),
        ("reached", *_BESIDE),
        ("label", "measure", "unit", "sense", "kept"),
    ),
    "unmet": Shape(("scenario", "period", "need", "home_area"), ("children",), _BESIDE),
    "moves": Shape(_FLOW, ("planned", "disrupted"), (*_BESIDE, "planned_do_nothing")),
    "break_even": Shape(
        ("option", "area", "period"),
        ("fixed_cost_per_place", "full_cost_per_place_week", "planning_occupancy"),
        ("alternative_weekly_cost", "break_even_occupancy"),
        ("label",),
    ),
    "marginals": Shape(("family", "period", "scenario", "sentence"), ("value",), (), ("unit",)),
    "reconciliation": Shape(
        ("line",),
        ("published", "starting_cost", "known_difference", "unexplained"),
        (),
        ("label", "provisions", "explanation", "source"),
    ),
    "assumptions": Shape(
        ("table", "row", "column"), (), (),
        ("value", "source", "confidence", "note", "changed_by", "was"),
    ),
    "changes": Shape(("change", "table", "row", "column"), (), (), ("old", "new", "reason")),
}  # fmt: skip
"""The result tables that are recomputed."""

_MAY_BE_LEFT_OUT = ("planning_ahead",)
"""Tables that a run has only where it was asked for them."""

_MAY_REPEAT = ("marginals", "assumptions", "changes")
"""Tables whose keys are for readers and may occur twice."""


class ResultTable:
    """A result table by the keys of its rows; a row that is not there counts as nought throughout."""

    def __init__(
        self, name: str, table: Table, ledger: Ledger, instead: Mapping[Place, float], has_baseline: bool
    ) -> None:
        """Index the rows by key; report cells that hold no number and rows that are there twice."""
        self.name, self.file, self.shape = name, table.file, SHAPES[name]
        self._rows: dict[Key, Row] = {}
        self._figures: dict[tuple[Key, str], Traced] = {}
        self._instead = instead
        self.all_rows = table.rows
        for row in table.rows:
            key = tuple(row.cells[column] for column in self.shape.key)
            if key in self._rows and name not in _MAY_REPEAT:
                earlier = self._rows[key].number
                ledger.report(
                    "row", Cell(self.file, row.number, "the row", key), f"row {earlier} has the same key"
                )
                continue
            self._rows[key] = row
            self._check_figures(row, key, ledger, has_baseline)

    def _check_figures(self, row: Row, key: Key, ledger: Ledger, has_baseline: bool) -> None:
        for column in (*self.shape.figures, *self.shape.may_be_blank):
            text = row.cells[column]
            of_baseline = has_baseline and column in _OF_BASELINE and self.name != "targets"
            if number_in(text) is None and (text or column in self.shape.figures or of_baseline):
                message = "the cell is blank" if not text else f"'{text}' is not a number"
                ledger.spoil(Cell(self.file, row.number, column, key), message, text)

    @property
    def keys(self) -> Iterator[Key]:
        """The keys of the rows, in the order of the file, and of any row that a figure is put in instead."""
        put = (key for file, key, _ in self._instead if file == self.file)
        return iter(dict.fromkeys([*self._rows, *put]))

    def __contains__(self, key: Key) -> bool:
        """Whether there is a row with this key."""
        return key in self._rows

    def __len__(self) -> int:
        """The number of rows."""
        return len(self._rows)

    def cell(self, key: Key, column: str) -> Cell:
        """Return the place of a cell."""
        row = self._rows.get(key)
        return Cell(self.file, None if row is None else row.number, column, key, missing=row is None)

    def figure(self, key: Key, column: str) -> Traced:
        """Return a figure: nought where there is no row, not a number where the cell is blank or spoiled."""
        found = self._figures.get((key, column))
        if found is None:
            found = Traced(self._value(key, column), cell=self.cell(key, column))
            self._figures[key, column] = found
        return found

    def _value(self, key: Key, column: str) -> float:
        put = self._instead.get((self.file, key, column))
        if put is not None:
            return put
        row = self._rows.get(key)
        value = 0.0 if row is None else number_in(row.cells[column])
        return float("nan") if value is None else value

    def text(self, key: Key, column: str) -> str:
        """Return a text; empty where there is no row."""
        row = self._rows.get(key)
        return "" if row is None else row.cells[column]


@dataclass
class Run:
    """A run folder as read: its record and its result tables, some figures put in place of others where asked."""

    record: Mapping[str, Any]
    tables: Mapping[str, ResultTable]
    instead: Mapping[Place, float] = field(default_factory=dict)
    _record_figures: dict[str, Traced] = field(default_factory=dict)

    def __getitem__(self, name: str) -> ResultTable:
        """Return a result table."""
        return self.tables[name]

    @cached_property
    def has_plan(self) -> bool:
        """Whether a plan was found."""
        return self.record["status"] in ("optimal", "feasible")

    @cached_property
    def has_baseline(self) -> bool:
        """Whether doing nothing could be solved."""
        return has_baseline(self.record)

    @cached_property
    def headlines(self) -> Mapping[str, Any]:
        """The headline figures."""
        return headlines_of(self.record)

    def recorded(self, path: str) -> Traced:
        """Return a figure of the record by its path, such as ``headlines.present_value``.

        Not a number where it is ``null`` or missing; infinite, and so never right, where it is something else.
        """
        if path not in self._record_figures:
            put = self.instead.get((RECORD, (), path))
            value: Any = self.record
            for part in path.split("."):
                value = value.get(part) if isinstance(value, dict) else None
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            held = float(value) if is_number else float("nan") if value is None else float("inf")
            held = held if put is None else put
            self._record_figures[path] = Traced(held, cell=Cell(RECORD, None, path))
        return self._record_figures[path]


def headlines_of(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the headline figures of a record."""
    found = record.get("headlines")
    return found if isinstance(found, dict) else {}


def has_baseline(record: Mapping[str, Any]) -> bool:
    """Whether the record says that doing nothing could be solved."""
    return headlines_of(record).get("do_nothing") == "solved"


def read_tables(folder: Path, ledger: Ledger) -> dict[str, Table] | None:
    """Read every result table; report what is wrong and return ``None`` where one cannot be used."""
    found, wanted = {}, 0
    for name, shape in SHAPES.items():
        if name in _MAY_BE_LEFT_OUT and not (folder / f"{name}.csv").exists():
            continue
        needed = (*shape.key, *shape.figures, *shape.may_be_blank, *shape.texts)
        wanted += 1
        table = read_table(folder, f"{name}.csv", needed, ledger)
        if table is not None:
            found[name] = table
    return found if len(found) == wanted else None


def unknown_tables(folder: Path) -> list[str]:
    """Return the result tables that are there and not known."""
    return sorted(path.name for path in folder.glob("*.csv") if path.stem not in SHAPES)
