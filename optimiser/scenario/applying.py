"""What-ifs applied to a case: every cell logged, contradictions found, and the case checked like any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from optimiser.errors import InputError
from optimiser.scenario.cell_texts import column_of, filled, new_text
from optimiser.scenario.matching import NoRowError, WorkRow, matched
from optimiser.scenario.names import name_problems, problem
from optimiser.scenario.overlooked import overlooked
from optimiser.scenario.periods import rows_from
from optimiser.scenario.what_if import Alteration, Change, NewRow, Removal, WhatIf
from optimiser.tables.inputs import AppliedWhatIf, CaseInputs, LoggedChange, check_case
from optimiser.tables.known import NOTHING_KNOWN, KnownTables
from optimiser.tables.problems import Problem, listed, quoted, rows_listed
from optimiser.tables.raw import READING_WARNINGS, RawRow, RawTable, RawTables
from optimiser.tables.specification import PROVENANCE, TABLE_BY_NAME, TABLES, Table
from optimiser.tables.values import CellError, range_in_words

_PROVENANCE = tuple(column.name for column in PROVENANCE)
_MOST_PLACES = 3
"""Changes named beside a fault that more of them may have brought about."""


def changed(inputs: CaseInputs, what_ifs: Sequence[WhatIf], known: KnownTables = NOTHING_KNOWN) -> CaseInputs:
    """Return the inputs with the what-ifs applied in order, checked like any other, every cell logged.

    Changing inputs in two goes is the same as in one. ``known``: what is known of the inputs' own tables, where
    they are changed again and again; it makes no difference but in time.

    Raises :class:`~optimiser.errors.InputError` with every change that names what there is not, matches no row or
    sets a cell that an earlier one made something else; or, where there is none of these, with all that the
    ordinary checks find.
    """
    if not what_ifs:
        return inputs
    work = _applied(inputs, what_ifs)
    try:
        found = check_case(work.raw(), known)
    except InputError as error:
        raise InputError([work.traced(fault) for fault in error.problems], error.warnings) from None
    of_reading = [warning for warning in inputs.warnings if warning.check in READING_WARNINGS]
    return replace(
        found,
        warnings=(*of_reading, *found.warnings, *work.warnings, *overlooked(found, work.log)),
        what_ifs=(*inputs.what_ifs, *(AppliedWhatIf(one.name, one.reason, one.file) for one in what_ifs)),
        changes=(*inputs.changes, *work.log),
    )


def changed_tables(inputs: CaseInputs, what_ifs: Sequence[WhatIf]) -> RawTables:
    """The tables with the what-ifs applied, before the ordinary checks: to explain what those refuse.

    Raises :class:`~optimiser.errors.InputError` as :func:`changed` does for the changes themselves.
    """
    return _applied(inputs, what_ifs).raw()


def _applied(inputs: CaseInputs, what_ifs: Sequence[WhatIf]) -> _Work:
    work = _Work(inputs)
    for what_if in what_ifs:
        work.apply(what_if)
    if work.problems:
        raise InputError(work.problems, work.warnings)
    return work


_Address = tuple[str, str, str]
"""Table, key of the row, column."""


@dataclass
class _Work:
    """The tables while what-ifs are applied to them, with the log and everything that is wrong."""

    inputs: CaseInputs
    tables: dict[str, list[WorkRow]] = field(default_factory=dict)
    """Those that a change is about; the others are as they were."""
    log: list[LoggedChange] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    touched: dict[_Address, str] = field(default_factory=dict)
    """The place of the last change of a cell."""
    places: list[str] = field(default_factory=list)
    """The place of every change."""
    removed: dict[tuple[str, int], str] = field(default_factory=dict)
    """The key of a row of a table, by its number, that was taken away."""

    def __post_init__(self) -> None:
        for change in self.inputs.changes:
            self.touched[change.table, change.row, change.column] = change.place

    def apply(self, what_if: WhatIf) -> None:
        """Apply one what-if; what is wrong with a change is noted and the change left out."""
        faults = [*name_problems(what_if)]
        self.problems += faults
        unknown = {fault.changed_by for fault in faults}
        for change in what_if.changes:
            place = what_if.place(change)
            if place in unknown:
                continue
            self.places.append(place)
            try:
                _Step(self, what_if, change, place).take()
            except NoRowError as fault:
                self.wrong(place, "what_if_rows", change.table, fault.message, fault.expected,
                           column=fault.column, value=fault.value)  # fmt: skip

    def rows(self, table: str) -> list[WorkRow]:
        """The rows of a table as they are now, to be changed."""
        if table not in self.tables:
            raw = self.inputs.texts.tables.get(table)
            self.tables[table] = [] if raw is None else [_work_row(row) for row in raw.rows]
        return self.tables[table]

    def wrong(self, place: str, check: str, table: str, message: str, expected: str, *,
              row: int | None = None, column: str | None = None, value: str | None = None) -> None:  # fmt: skip
        """Note what is wrong with a change."""
        self.problems.append(problem(place, check, message, expected, table, column, value, row))

    def warn(self, place: str, change: Alteration, message: str, expected: str) -> None:
        """Note what is worth a look in a change."""
        found = problem(place, "what_if_nothing", message, expected, change.table, change.column)
        self.warnings.append(replace(found, severity="warning"))

    def raw(self) -> RawTables:
        """The tables as they are now, for the ordinary checks."""
        found = {table.name: self._raw(table) for table in TABLES}
        return RawTables(self.inputs.path, {name: raw for name, raw in found.items() if raw is not None})

    def _raw(self, table: Table) -> RawTable | None:
        """A table as it is now, the very one where nothing is changed; ``None`` without rows."""
        rows = self.tables.get(table.name)
        if rows is None:
            return self.inputs.texts.tables.get(table.name)
        columns = tuple(column.name for column in table.columns)
        every = tuple(RawRow(row.number, dict(row.cells)) for row in rows)
        return RawTable(table.name, table.name, columns, every) if rows else None

    def _key(self, table: str, number: int) -> str | None:
        """The key of the row of a table with a number, also of one that was taken away."""
        there = (row.key(table) for row in self.rows(table) if row.number == number)
        return next(there, self.removed.get((table, number)))

    def traced(self, fault: Problem) -> Problem:
        """A fault that the ordinary checks found, with the changes that brought it about.

        Those of its cell; else those of its row, of its table, or all of them.
        """
        of_table = {key: place for key, place in self.touched.items() if key[0] == fault.table}
        key = self._key(fault.table, fault.row or 0) if of_table else None
        of_row = {where: place for where, place in of_table.items() if where[1] == key}
        of_cell = {where: place for where, place in of_row.items() if where[2] == fault.column}
        found = of_cell or of_row or of_table
        places = dict.fromkeys(found.values() if found else self.places)
        expected = _range_expected(fault) if of_cell and fault.check == "out_of_range" else fault.expected
        return replace(fault, changed_by=listed(places, most=_MOST_PLACES), expected=expected)


def _work_row(row: RawRow) -> WorkRow:
    return WorkRow(row.number, {column: str(text) for column, text in row.cells.items()})


def _range_expected(fault: Problem) -> str:
    """What to do about a figure that changes have put out of its range, rather than what could be typed there."""
    if fault.table == "settings" or fault.column is None:
        return fault.expected
    column = TABLE_BY_NAME[fault.table].column(fault.column)
    words = "from 0 to 1" if column.kind == "shares" else range_in_words(column)
    return f"change it so that it stays a number {words}" if words else fault.expected


@dataclass(frozen=True)
class _Step:
    """One change being applied."""

    work: _Work
    what_if: WhatIf
    change: Change
    place: str

    def take(self) -> None:
        """Apply the change; raise :class:`NoRowError` where it is about no row."""
        match self.change:
            case Alteration() as change:
                self._alter(change)
            case NewRow() as change:
                self._add(change)
            case Removal() as change:
                self._remove(change)

    def _alter(self, change: Alteration) -> None:
        rows = self.work.rows(change.table)
        found = matched(change.table, rows, change.rows)
        found, split = rows_from(change, found, rows, [period.period for period in self.work.inputs.case.periods])
        rows += split
        before, blank, refused = len(self.work.log), [], False
        for row in found:
            old = row.cells[change.column]
            try:
                new = new_text(change, column_of(change.table, change.column, row.cells), old)
            except CellError as fault:
                self._wrong_cell(row, old, fault)
                refused = True
                continue
            if new is None:
                blank.append(row)
            elif new != old:
                refused |= self._contradicts(change, row, old, new)
                self._log(row, change.column, old, new)
        if not refused:
            self._say_what_stayed(change, blank, altered=len(self.work.log) > before)

    def _contradicts(self, change: Alteration, row: WorkRow, old: str, new: str) -> bool:
        """Report a cell that an earlier change made something else than this one sets; whether it is one."""
        earlier = self.work.touched.get((change.table, row.key(change.table), change.column))
        if change.how != "set" or earlier is None:
            return False
        message = f"{quoted(new)} is set for {row.key(change.table)}, but {earlier} made it {quoted(old)}"
        self.work.wrong(self.place, "what_if_contradiction", change.table, message,
                        "leave one of the two out", row=row.number, column=change.column, value=new)  # fmt: skip
        return True

    def _say_what_stayed(self, change: Alteration, blank: list[WorkRow], altered: bool) -> None:
        if blank and not altered:
            meaning = TABLE_BY_NAME[change.table].column(change.column).blank
            message = f"every cell is blank ({meaning}), so there is nothing to {change.how}"
            raise NoRowError(message, "use set", change.column)
        if blank:
            numbers = rows_listed(row.number for row in blank)
            message = f"blank in row{'s' if len(blank) > 1 else ''} {numbers}, where nothing is changed"
            self.work.warn(self.place, change, message, "use set for them")
        elif not altered:
            self.work.warn(self.place, change, "the change alters nothing: the cells have these values already",
                           "leave it out, or check its value")  # fmt: skip

    def _wrong_cell(self, row: WorkRow, old: str, fault: CellError) -> None:
        column = self.change.column if isinstance(self.change, Alteration) else None
        self.work.wrong(self.place, fault.check, self.change.table, fault.message, fault.expected,
                        row=row.number, column=column, value=old)  # fmt: skip

    def _add(self, change: NewRow) -> None:
        rows = self.work.rows(change.table)
        said = {"source": f"What-if {self.what_if.name}: {self.what_if.reason_for(change)}"}
        given = said | {"confidence": "judgement"} | dict(change.cells)
        columns = TABLE_BY_NAME[change.table].columns
        cells = {column.name: filled(column, given.get(column.name, "")) for column in columns}
        row = WorkRow(max((one.number for one in rows), default=1) + 1, cells)
        rows.append(row)
        self._log_whole(row, added=True)

    def _remove(self, change: Removal) -> None:
        rows = self.work.rows(change.table)
        gone = matched(change.table, rows, change.rows)
        for row in gone:
            self.work.removed[change.table, row.number] = row.key(change.table)
            self._log_whole(row, added=False)
        numbers = {row.number for row in gone}
        rows[:] = [row for row in rows if row.number not in numbers]

    def _log_whole(self, row: WorkRow, added: bool) -> None:
        """Log a row that comes or goes by its cells that hold something, but for where its figures come from."""
        for column, text in row.cells.items():
            if text and column not in _PROVENANCE:
                self._log(row, column, *(("", text) if added else (text, "")), stays=added)

    def _log(self, row: WorkRow, column: str, old: str, new: str, stays: bool = True) -> None:
        table = self.change.table
        key, reason = row.key(table), self.what_if.reason_for(self.change)
        entry = LoggedChange(self.what_if.name, table, key, column, old, new, reason, self.place)
        self.work.log.append(entry)
        self.work.touched[table, key, column] = self.place
        if stays:
            row.cells[column] = new
