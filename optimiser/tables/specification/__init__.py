"""The column specification: the single source for reading, checking, defaults, units and the data dictionary.

Every input table is described here once. Nothing else in the product repeats a column's name, type,
range, default or meaning: the reader, the checks, the error messages and ``inputs/README.md`` are all
driven by :data:`TABLES`.
"""

from __future__ import annotations

from optimiser.tables.specification.care import FAMILIES, PROVISIONS, SUITABILITY
from optimiser.tables.specification.columns import PROVENANCE, Column, Kind, Table, table
from optimiser.tables.specification.decisions import DECISION_LOG
from optimiser.tables.specification.matching import MATCHING
from optimiser.tables.specification.money import BUDGETS, GRANTS, MEASURES, OUTTURN, TARGETS
from optimiser.tables.specification.options import LIMITS, OPTIONS
from optimiser.tables.specification.people import DEMAND, NEEDS, PLACEMENTS, SCENARIOS
from optimiser.tables.specification.places import AREAS, MARKET, PERIODS, PROXIMITY, SUPPLY
from optimiser.tables.specification.ranges import RANGES
from optimiser.tables.specification.settings import ASSURANCE_STATES, SETTINGS, Setting
from optimiser.tables.specification.uncertainty import AGEING, ENTRIES, PRICE_UNCERTAINTY

_SETTINGS_TABLE = table(
    "settings",
    "one setting",
    "setting",
    Column("setting", "key", "The setting's name, from the list below."),
    Column("value", "text", "Its value."),
)

TABLES: tuple[Table, ...] = (
    _SETTINGS_TABLE,
    PERIODS,
    AREAS,
    PROXIMITY,
    NEEDS,
    DEMAND,
    SCENARIOS,
    PROVISIONS,
    SUITABILITY,
    MATCHING,
    SUPPLY,
    PLACEMENTS,
    OPTIONS,
    LIMITS,
    MARKET,
    TARGETS,
    BUDGETS,
    GRANTS,
    OUTTURN,
    DECISION_LOG,
    RANGES,
    ENTRIES,
    AGEING,
    PRICE_UNCERTAINTY,
)
"""Every input table, in the order in which a newcomer would fill them in."""

TABLE_BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}
SETTING_BY_NAME: dict[str, Setting] = {setting.name: setting for setting in SETTINGS}

__all__ = [
    "ASSURANCE_STATES",
    "FAMILIES",
    "MEASURES",
    "PROVENANCE",
    "SETTINGS",
    "SETTING_BY_NAME",
    "TABLES",
    "TABLE_BY_NAME",
    "Column",
    "Kind",
    "Setting",
    "Table",
]
