"""What a strategy pack is made of, whatever file it becomes: sections of sentences, tables and charts.

Every number that a reader sees is a :class:`Figure`, at full precision and with its unit; only
:mod:`optimiser.pack.display` rounds. A figure that stands in several places has the same ``id`` in all of them, so
that what is hidden in one is hidden in all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from optimiser.disclosure.symbols import Symbol


class Unit(Enum):
    """What a figure counts. Values are in the plain unit: children, places, £, a share from 0 to 1, years."""

    CHILDREN = "children"
    PLACES = "places"
    UNITS = "units"
    SHARE = "%"
    RATE = "% a year"
    POUNDS = "£"
    THOUSANDS = "£000"
    MILLIONS = "£m"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit; ``signed`` for a difference, shown with its sign.

    ``id`` says which figure it is, the same wherever it is shown; empty for what tells nothing of any child.
    """

    value: float
    unit: Unit
    id: str = ""
    signed: bool = False


Cell = str | Figure | Symbol
"""What stands in a table: words, a figure, or a mark for a figure that there is not."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, with the unit of its figures; ``unit`` is ``None`` for words."""

    heading: str
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure that readers know to be the sum of others, by their ids, each times a factor: a sign or price."""

    total: str
    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A share that readers know to be some figure's part of a whole: their ids, and the whole's value."""

    share: str
    of: str
    whole: float


@dataclass(frozen=True, slots=True)
class Known:
    """What readers know to hold between figures of several tables, so that none gives away what another hides.

    ``unseen``: figures that stand nowhere but could be worked out of those that do.
    """

    sums: tuple[Sum, ...] = ()
    parts: tuple[Part, ...] = ()
    unseen: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table: ``key`` names its file and sheet; ``caption`` says what it holds, with units and period.

    The first column heads each row. ``total``: whether the last row is the total of those above. ``notes`` say
    where its figures come from and what to know of them. ``sums`` are those that readers know to hold.
    """

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    total: bool = False
    sums: tuple[Sum, ...] = ()

    def __post_init__(self) -> None:
        """Raise ``ValueError`` where a row has not a cell for each column, or a figure another unit."""
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.key}: a row has {len(row)} cells, not {len(self.columns)}: {row[0]}")
            for cell, column in zip(row, self.columns, strict=True):
                if isinstance(cell, Figure) and cell.unit is not column.unit:
                    raise ValueError(f"{self.key}, {column.heading}: a figure in {cell.unit}, not {column.unit}")

    def figures(self) -> Iterable[Figure]:
        """Every figure, row after row."""
        return (cell for row in self.rows for cell in row if isinstance(cell, Figure))


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words with figures among them. A sentence with a hidden figure is not said at all."""

    parts: tuple[str | Figure, ...]

    def figures(self) -> Iterable[Figure]:
        """Every figure that it names or tells, in order."""
        return (part for part in self.parts if isinstance(part, Figure))


def say(template: str, *parts: str | Figure) -> Sentence:
    """A sentence from a template with ``{}`` for each part.

    >>> say("{} children in {}.", Figure(3.0, Unit.CHILDREN), "2030/31").parts
    (Figure(value=3.0, unit=<Unit.CHILDREN: 'children'>, id='', signed=False), ' children in ', '2030/31', '.')
    """
    words = template.split("{}")
    if len(words) != len(parts) + 1:
        raise ValueError(f"{len(parts)} parts for {len(words) - 1} places: {template}")
    mixed = [words[0], *(piece for pair in zip(parts, words[1:], strict=True) for piece in pair)]
    return Sentence(tuple(piece for piece in mixed if piece != ""))


class Kind(Enum):
    """How a chart draws its table. Rows are those of the table but for its total; columns those with figures."""

    LINES = "a line for each row over the columns"
    STACKED = "columns stacked from a layer for each row"
    BARS = "a horizontal bar for each row, of the first column of figures"
    PAIRS = "horizontal bars for each row, one for each of the columns"
    TIMELINE = "a bar for each row, from the period in its column `from` to that in its column `to`"
    SPREAD = "a horizontal bar for each row from its first figure to its second"


AFTER_THE_PLAN = "after the plan"
"""What stands in the place of a period that is later than the last."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of a table: ``key`` names its files; ``title`` and ``measure`` stand above it in the document.

    ``columns``: positions of the table's columns that are drawn, all those with figures where it is empty; for a
    timeline the column of the first and of the last period. ``rows``: positions of the rows, all but a total where
    it is empty. ``message`` says what it shows, and is its text alternative. ``periods``: the axis of a timeline.
    """

    key: str
    kind: Kind
    table: Table
    title: str
    measure: str
    message: Sentence
    columns: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()
    periods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that belong together."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: ``key`` is what ``--section`` asks for, ``title`` what it is about, ``message`` what it says.

    The message is the heading; where it has a hidden figure the title is. ``blocks`` come in reading order;
    ``known`` is what holds between its figures and those of other sections.
    """

    key: str
    title: str
    message: Sentence
    blocks: tuple[Paragraph | Table | Chart, ...]
    known: Known = Known()

    def tables(self) -> Iterable[Table]:
        """Its tables."""
        return (block for block in self.blocks if isinstance(block, Table))

    def charts(self) -> Iterable[Chart]:
        """Its charts."""
        return (block for block in self.blocks if isinstance(block, Chart))


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a pack comes from, for its footer and its last page.

    ``run`` identifies the run; ``state`` is its assurance state in words; ``approved`` whether the plan has been
    approved, without which every page is marked as a draft.
    """

    run: str
    state: str
    approved: bool
    software: str
    price_base: str


@dataclass(frozen=True)
class Pack:
    """A whole pack.

    ``hidden``: ids of figures not to be shown; ``for_publication``: whether it may leave the authority;
    ``glossary``: term to meaning, at the end.
    """

    authority: str
    title: str
    provenance: Provenance
    sections: tuple[Section, ...]
    for_publication: bool = False
    hidden: frozenset[str] = frozenset()
    glossary: Mapping[str, str] = field(default_factory=dict)

    def tables(self) -> Iterable[Table]:
        """Every table, in order."""
        return (table for section in self.sections for table in section.tables())

    def charts(self) -> Iterable[Chart]:
        """Every chart, in order."""
        return (chart for section in self.sections for chart in section.charts())

    @property
    def marking(self) -> str:
        """What every page is marked with; empty where nothing is."""
        marks = [] if self.for_publication else ["Not for publication"]
        return " · ".join([*marks, *([] if self.provenance.approved else ["Draft"])])
