"""The typed tables as the checks see them: good rows only, and no more than is surely known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from optimiser.tables.cells import Row, typed_rows, typed_settings
from optimiser.tables.problems import Problems
from optimiser.tables.raw import RawTable, RawTables
from optimiser.tables.specification import SETTINGS, TABLE_BY_NAME, TABLES
from optimiser.tables.timeline import Timeline, timeline
from optimiser.tables.values import EVERY, Value, parse


@dataclass(frozen=True)
class Tables:
    """Every table with its cells as values.

    A check asks for the columns it needs and is given the rows in which those could be read, so that one
    fault never makes a second one appear elsewhere. Which tables are looked at is noted in ``asked``, so that
    what was found in tables that are still the same need not be found again (:mod:`.known`).
    """

    read: Mapping[str, tuple[Row, ...]]
    """The rows of every table; to be asked for by :meth:`rows` or :meth:`as_read`."""
    settings: Mapping[str, Value]
    """The settings that are given and can be read; to be asked for by :meth:`setting`."""
    files: Mapping[str, str] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    """Tables of which some rows, or all, could not be read at all."""
    sound_settings: bool = True
    """To be asked for by :attr:`settings_sound`."""
    source: Mapping[str, RawTable] = field(default_factory=dict, repr=False)
    """The tables as written."""
    asked: set[str] = field(default_factory=set, repr=False, compare=False)
    """Names of the tables that were looked at since somebody cleared it."""
    _found: dict[tuple[str, tuple[str, ...]], tuple[Row, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Answers of :meth:`rows`, which many checks ask the same."""
    _adds_up: dict[str, bool] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Answers of :meth:`consistent` by table."""

    @property
    def nothing_read(self) -> bool:
        """Whether there is no table at all that could be read."""
        self.asked.update(TABLE_BY_NAME)
        return not self.read and not self.broken

    @property
    def settings_sound(self) -> bool:
        """Whether every setting that is given could be read."""
        self.asked.add("settings")
        return self.sound_settings

    def has(self, table: str) -> bool:
        """Whether the table is there (whether or not it could be read)."""
        self.asked.add(table)
        return table in self.read or table in self.broken

    def as_read(self, table: str) -> tuple[Row, ...]:
        """Every row of a table, whatever of it could be read; none where it is not there."""
        self.asked.add(table)
        return self.read.get(table, ())

    def rows(self, table: str, *columns: str) -> tuple[Row, ...]:
        """Return the rows of a table in which every one of the columns could be read (all, if none named)."""
        self.asked.add(table)
        if (table, columns) not in self._found:
            wanted = set(columns) or {column.name for column in TABLE_BY_NAME[table].columns}
            rows = self.read.get(table, ())
            self._found[table, columns] = tuple(row for row in rows if not wanted & row.bad)
        return self._found[table, columns]

    def sound(self, *tables: str) -> bool:
        """Whether every cell of the tables could be read, so that sums over them mean something."""
        self.asked.update(tables)
        if any(TABLE_BY_NAME[table].required and not self.read.get(table) for table in tables):
            return False
        return not any(
            table in self.broken or any(row.bad for row in self.read.get(table, ())) for table in tables
        )

    def consistent(self, *tables: str) -> bool:
        """Whether the tables are sound, name only what is defined and nothing twice: they can be added up."""
        return all(self._consistent(table) for table in tables)

    def _consistent(self, table: str) -> bool:
        named = (column.refers_to for column in TABLE_BY_NAME[table].columns if column.refers_to)
        self.asked.update((table, *named))
        if table not in self._adds_up:
            self._adds_up[table] = self.sound(table) and self.references_hold(table) and self._keys_differ(table)
        return self._adds_up[table]

    def _keys_differ(self, table: str) -> bool:
        key, rows = TABLE_BY_NAME[table].key, self.as_read(table)
        return len({tuple(row[column] for column in key) for row in rows}) == len(rows)

    def references_hold(self, table: str) -> bool:
        """Whether every label that the rows of a table name is defined, as far as the rows can be read."""
        for column in TABLE_BY_NAME[table].columns:
            if not column.refers_to:
                continue
            known = self.labels(column.refers_to)
            for row in self.as_read(table):
                value = row.values.get(column.name)
                named = value if isinstance(value, tuple) else () if value is None else (value,)
                if known is None or (named != EVERY and not known.issuperset(named)):
                    return False
        return True

    def labels(self, table: str) -> frozenset[str] | None:
        """Return the labels a table defines, or ``None`` where they are not all known."""
        self.asked.add(table)
        if table in self.broken or (TABLE_BY_NAME[table].required and table not in self.read):
            return None
        column = TABLE_BY_NAME[table].key[0]
        rows = self.as_read(table)
        return None if any(column in row.bad for row in rows) else frozenset(row[column] for row in rows)

    def by_label(self, table: str, *columns: str) -> dict[str, Row]:
        """Return the rows of a table by the first column of its key, the first row of a label counting."""
        key = TABLE_BY_NAME[table].key[0]
        found: dict[str, Row] = {}
        for row in self.rows(table, *((key, *columns) if columns else ())):
            found.setdefault(row[key], row)
        return found

    @property
    def timeline(self) -> Timeline | None:
        """The periods in order, or ``None`` where they cannot be put in order."""
        self.asked.add("periods")
        return self._timeline

    @cached_property
    def _timeline(self) -> Timeline | None:
        return timeline(self.rows("periods")) if self.sound("periods") else None

    @property
    def home_areas(self) -> frozenset[str]:
        """The areas that children come from, as far as they are known."""
        self.asked.add("areas")
        return self._home_areas

    @cached_property
    def _home_areas(self) -> frozenset[str]:
        return frozenset(
            row["area"] for row in self.rows("areas", "area", "inside_boundary", "home_area") if is_home(row)
        )

    def setting(self, name: str) -> Value:
        """Return a setting's value, or its default where it is not given."""
        self.asked.add("settings")
        if name in self.settings:
            return self.settings[name]
        column = next(setting.column for setting in SETTINGS if setting.name == name)
        return None if name == "unmet_need" or column.required else parse(column, "")

    def number(self, name: str) -> float:
        """Return a setting that is a number."""
        value = self.setting(name)
        return float(value) if isinstance(value, int | float) else 0.0


def is_home(area: Row) -> bool:
    """Whether children come from the area: as stated, else where it is inside the boundary."""
    return bool(area["inside_boundary"] if area["home_area"] is None else area["home_area"])


def typed_tables(raw: RawTables, problems: Problems, before: Tables | None = None) -> Tables:
    """Return the typed tables of what was read, and report every cell that cannot be read.

    Rows that are as they were in tables ``before``, every cell of which could be read, are not read again.
    """
    problems.add(raw.problems)
    short = {problem.table for problem in raw.problems if problem.check in ("long_row", "short_row")}
    rows = {
        table.name: _rows(raw.tables[table.name], problems, before) for table in TABLES if table.name in raw.tables
    }
    settings = raw.tables.get("settings")
    if before is not None and settings is before.source.get("settings"):
        given, sound = before.settings, before.sound_settings
    else:
        given, sound = ({}, True) if settings is None else typed_settings(settings, problems)
    files = {name: table.file for name, table in raw.tables.items()}
    return Tables(rows, given, files, raw.broken | short, sound, raw.tables)


def _rows(raw: RawTable, problems: Problems, before: Tables | None) -> tuple[Row, ...]:
    old = None if before is None else before.source.get(raw.name)
    if before is None or old is None:
        return typed_rows(raw, problems)
    if raw is old:
        return before.read[raw.name]
    if old.columns != raw.columns:
        return typed_rows(raw, problems)
    both = zip(old.rows, before.read[raw.name], strict=True)
    return typed_rows(raw, problems, {written.number: (written, row) for written, row in both})
