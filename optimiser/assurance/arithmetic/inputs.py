"""The input tables of a run, as the recomputation uses them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from optimiser.assurance.arithmetic.filling import Filling
from optimiser.assurance.arithmetic.input_rows import InputRow, MalformedError
from optimiser.assurance.arithmetic.ledger import Ledger
from optimiser.assurance.arithmetic.reading import read_table
from optimiser.assurance.arithmetic.traced import Cell

TABLES: dict[str, bool] = {
    "settings": True, "periods": True, "areas": True, "proximity": True, "needs": True, "demand": True,
    "scenarios": False, "provisions": True, "suitability": True, "supply": False, "placements": False,
    "options": False, "limits": False, "market": False, "targets": False, "budgets": False, "grants": False,
    "outturn": False, "matching": False,
}  # fmt: skip
"""The input tables and whether a case must have them; those without rows have no file."""

DEFAULTS: dict[str, str] = {
    "years_from_price_base": "0", "weeks_per_year": "52", "discount_rate": "0.035", "general_inflation": "0",
    "borrowing_rate": "0.05", "asset_life": "40", "capital_treatment": "financed", "capacity_mode": "occupancy",
    "unmet_need": "forbidden", "settled_children": "protected", "travel_cost_per_mile": "0",
}  # fmt: skip
"""What a setting is that is not given, from the data dictionary."""

EVERY_AREA = "*"
"""The area of the one pool that all areas of a provision make where they share their places."""

ONE_FUTURE = "all"
"""The only scenario, where the input tables name none."""


class Flow(NamedTuple):
    """Children of a need group from a home area who live in a provision in an area."""

    need: str
    home_area: str
    provision: str
    area: str


class Pool(NamedTuple):
    """A provision in an area."""

    provision: str
    area: str


@dataclass(frozen=True)
class Inputs:
    """Every input table with its rows in the order of the file, in which periods are in the order of time."""

    tables: Mapping[str, tuple[InputRow, ...]]
    shared: frozenset[str] = frozenset()
    """Provisions of which the plan decided that their areas share the places."""

    def rows(self, table: str) -> tuple[InputRow, ...]:
        """Return the rows of a table, none where it was not given."""
        return self.tables.get(table, ())

    def by(self, table: str, column: str) -> dict[str, InputRow]:
        """Return the rows of a table by a label; raise :class:`MalformedError` where one is there twice."""
        found: dict[str, InputRow] = {}
        for row in self.rows(table):
            label = row.text(column)
            if label in found:
                raise MalformedError(row.cell(column), "the same label is in an earlier row", label)
            found[label] = row
        return found

    def setting(self, name: str) -> str:
        """Return a setting as written, or its default."""
        row = self.settings.get(name)
        return DEFAULTS.get(name, "") if row is None else row.text("value")

    def rate(self, name: str, above: float = -1.0) -> float:
        """Return a setting that is a number."""
        row = self.settings.get(name)
        return float(DEFAULTS[name]) if row is None else row.number("value", above)

    @cached_property
    def settings(self) -> dict[str, InputRow]:
        """Settings by name."""
        return self.by("settings", "setting")

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """Labels of the periods."""
        return tuple(self.by("periods", "period"))

    @cached_property
    def years(self) -> tuple[float, ...]:
        """Length of each period in years."""
        return tuple(row.number("years", above=0) for row in self.rows("periods"))

    @cached_property
    def starts(self) -> tuple[float, ...]:
        """Start of each period in years since the start of the first, and the end of the last."""
        return tuple(sum(self.years[:t]) for t in range(len(self.years) + 1))

    @cached_property
    def scenarios(self) -> dict[str, float]:
        """Probability of each scenario."""
        rows = self.by("scenarios", "scenario")
        return {label: row.number("probability") for label, row in rows.items()} or {ONE_FUTURE: 1.0}

    @cached_property
    def needs(self) -> dict[str, InputRow]:
        """Need groups."""
        return self.by("needs", "need")

    @cached_property
    def provisions(self) -> dict[str, InputRow]:
        """Provisions."""
        return self.by("provisions", "provision")

    @cached_property
    def areas(self) -> dict[str, InputRow]:
        """Areas."""
        return self.by("areas", "area")

    @cached_property
    def home_areas(self) -> tuple[str, ...]:
        """Areas that children come from: those inside the boundary unless said otherwise."""
        return tuple(
            label
            for label, row in self.areas.items()
            if row.yes("home_area" if row.text("home_area") else "inside_boundary")
        )

    @cached_property
    def suitability(self) -> dict[tuple[str, str], InputRow]:
        """How provisions suit need groups."""
        rows = self.rows("suitability")
        return {(row.label("need", self.needs), row.label("provision", self.provisions)): row for row in rows}

    @cached_property
    def proximity(self) -> dict[tuple[str, str], InputRow]:
        """How areas lie from home areas."""
        areas = self.areas
        return {(row.label("home_area", areas), row.label("area", areas)): row for row in self.rows("proximity")}

    @cached_property
    def starting(self) -> dict[Flow, float]:
        """Children living in each flow at the start."""
        found: dict[Flow, float] = {}
        for row in self.rows("placements"):
            flow = Flow(
                row.label("need", self.needs),
                row.label("home_area", self.home_areas),
                *self.pool(row),
            )
            found[flow] = found.get(flow, 0.0) + row.number("children")
        return found

    @cached_property
    def demand(self) -> dict[tuple[str, str, int, str], float]:
        """Children who need a home, by need, home area, period and scenario."""
        found = {}
        for row in self.rows("demand"):
            place = (row.label("need", self.needs), row.label("home_area", self.home_areas))
            futures = list(self.scenarios)
            for scenario in [row.label("scenario", futures)] if row.text("scenario") else futures:
                found[(*place, self.period(row, "period"), scenario)] = row.number("children")
        for need in self.needs:
            for home_area in self.home_areas:
                for t, period in enumerate(self.periods):
                    for scenario in self.scenarios:
                        if (need, home_area, t, scenario) not in found:
                            key = (need, home_area, period, scenario)
                            raise MalformedError(
                                Cell("inputs/demand.csv", None, "children", key, True), "it is missing"
                            )
        return found

    @cached_property
    def options(self) -> dict[tuple[str, str], InputRow]:
        """Options by name and area."""
        return {(row.text("option"), row.label("area", self.areas)): row for row in self.rows("options")}

    @cached_property
    def pools(self) -> tuple[Pool, ...]:
        """Every provision and area with places, a market, an option, or a child at the start."""
        found = {self.pool(row) for table in ("supply", "market", "options") for row in self.rows(table)}
        found |= {Pool(flow.provision, flow.area) for flow, children in self.starting.items() if children > 0}
        return tuple(sorted(found))

    def pool(self, row: InputRow) -> Pool:
        """Return the pool that a row is about."""
        return Pool(row.label("provision", self.provisions), row.label("area", self.areas))

    def period(self, row: InputRow, column: str, blank: int = 0) -> int:
        """Return the position of a period, or another where the cell is blank."""
        return self.periods.index(row.label(column, self.periods)) if row.text(column) else blank

    def suits(self, need: str, provision: str) -> bool:
        """Whether a child of the need group may newly come to live in the provision."""
        row = self.suitability.get((need, provision))
        return row is not None and row.text("rating") != "unsuitable"

    @cached_property
    def _fillings(self) -> dict[str, Filling]:
        """How places fill, by provision, where the case says that they fill by the choice curve."""
        if self.setting("capacity_mode") != "choice":
            return {}
        return {
            label: _filling(row, label in self.shared) for label, row in self.by("matching", "provision").items()
        }

    def filling(self, provision: str) -> Filling | None:
        """Return how the places of a provision fill; ``None`` where its planning occupancy says so."""
        return self._fillings.get(provision)

    def usable_share(self, provision: str) -> float:
        """Share of a provision's places that can be planned to be filled at most."""
        how = self.filling(provision)
        return self.provisions[provision].number("occupancy", above=0) if how is None else how.available

    def complete(self) -> None:
        """Raise :class:`MalformedError` where a row that the others rely on is missing."""
        for table in ("periods", "areas", "needs", "provisions"):
            if not self.rows(table):
                raise MalformedError(Cell(f"inputs/{table}.csv", None, "the rows"), "there are none")
        for home_area in self.home_areas:
            for area in self.areas:
                if (home_area, area) not in self.proximity:
                    at = Cell("inputs/proximity.csv", None, "band", (home_area, area), missing=True)
                    raise MalformedError(at, "it is missing")

    @property
    def unmet_price(self) -> float | None:
        """£ for a child without a suitable home for a year; ``None`` where that is forbidden."""
        return None if self.setting("unmet_need") == "forbidden" else self.rate("unmet_need")


def _filling(row: InputRow, shared: bool) -> Filling:
    """Groups of one, two and three who come have a peakedness of 1 + the mean of n (n - 1) / twice that of n."""
    two, three = row.number("pairs"), row.number("threes")
    children = 1 + two + 2 * three
    return Filling(
        available=row.number("available", above=0),
        suits=row.number("suits", above=0),
        peakedness=1 + (2 * two + 6 * three) / (2 * children),
        together=(how := row.label("areas", ("apart", "together", "decide"))) == "together"
        or (how == "decide" and shared),
        sharing_cost=row.number("sharing_cost"),
    )


def read_inputs(folder: Path, ledger: Ledger) -> Inputs | None:
    """Read the input tables of a run; report what is wrong and return ``None`` where they cannot be used."""
    tables: dict[str, tuple[InputRow, ...]] = {}
    unread = False
    for name, required in TABLES.items():
        file = f"inputs/{name}.csv"
        if not required and not (folder / file).exists():
            continue
        table = read_table(folder, file, (), ledger)
        unread |= table is None
        tables[name] = tuple(InputRow(file, row) for row in table.rows) if table is not None else ()
    return None if unread else Inputs(tables)
