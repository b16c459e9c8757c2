"""What the sections read of a run: periods, labels, and figures added up over rows and expected over futures."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from optimiser.pack.forecast import Forecast, can_forecast, forecast
from optimiser.pack.studies import Studies
from optimiser.run_reading import Run

PLAN, NOTHING = "children", "do_nothing"
"""Columns of the result tables: the plan's figure, and the same if nothing is decided."""


@dataclass(frozen=True)
class Facts:
    """A run as the sections read it, with the studies and the second opinion that go with it.

    ``publish``: whether the pack is to be published, so that small homes are not named by place. ``draws``:
    whether futures may be drawn to tell how many children there may be, which takes a second or two.
    """

    run: Run
    studies: Studies = field(default_factory=Studies)
    statement: Mapping[str, Any] | None = None
    publish: bool = False
    draws: bool = False

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """Labels of the periods, in their order."""
        return tuple(period.period for period in self.run.inputs.case.periods)

    @property
    def first(self) -> str:
        """Label of the first period."""
        return self.periods[0]

    @property
    def last(self) -> str:
        """Label of the last period."""
        return self.periods[-1]

    @property
    def headlines(self) -> Mapping[str, Any]:
        """Headline figures of the run's record."""
        found: Mapping[str, Any] = self.run.record["headlines"]
        return found

    @property
    def has_baseline(self) -> bool:
        """Whether doing nothing could be worked out."""
        return self.headlines.get("present_value_do_nothing") is not None

    @property
    def state(self) -> str:
        """The assurance state: what the second opinion lets stand, else what the run claims."""
        claimed = self.run.record["responsibility"].get("assurance_state", "none")
        return str(claimed if self.statement is None else self.statement["assurance_state"])

    def table(self, name: str) -> pd.DataFrame:
        """A result table of the run."""
        return self.run.tables[name]

    def expected(
        self, name: str, value: str, keys: tuple[str, ...], keep: Callable[[pd.DataFrame], pd.Series] | None = None
    ) -> dict[tuple[str, ...], float]:
        """A column of a result table added up by some others, expected over the futures.

        ``keep`` says of each row whether it counts. Rows without a figure (no baseline) count as nought.
        """
        found = self.run.tables[name]
        found = found if keep is None else found[keep(found)]
        chances = self.run.record["scenarios"]
        weights = found["scenario"].map(chances).fillna(1.0) if "scenario" in found else 1.0
        sums = (found[value].fillna(0.0) * weights).groupby([found[key] for key in keys]).sum()
        return {key if isinstance(key, tuple) else (key,): float(total) for key, total in sums.items()}

    @cached_property
    def _living(self) -> dict[str, dict[tuple[str, ...], float]]:
        return {who: self.expected("placements", who, ("provision", "period")) for who in (PLAN, NOTHING)}

    def living(self, who: str) -> dict[tuple[str, ...], float]:
        """Children by provision and period, under the plan or if nothing is decided (``PLAN`` or ``NOTHING``)."""
        return self._living[who]

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Labels of options, areas, need groups and provisions by their keys; of one key in two, the latter's."""
        case = self.run.inputs.case
        found = {key.option: option.label for key, option in case.options.items()}
        found |= {key: area.name for key, area in case.areas.items()}
        found |= {key: need.label for key, need in case.needs.items()}
        return found | {key: provision.label for key, provision in case.provisions.items()}

    def provision(self, key: str) -> str:
        """Label of a provision."""
        return self.run.inputs.case.provisions[key].label

    def area(self, key: str) -> str:
        """Name of an area."""
        return self.run.inputs.case.areas[key].name

    def need(self, key: str) -> str:
        """Label of a need group."""
        return self.run.inputs.case.needs[key].label

    @cached_property
    def forecast(self) -> Forecast | None:
        """How many children there may be; ``None`` where nothing may be drawn, or the tables say too little."""
        return forecast(self.run.inputs) if self.draws else None

    @property
    def could_forecast(self) -> bool:
        """Whether the tables say enough for it."""
        return can_forecast(self.run.inputs)

    @property
    def authority(self) -> str:
        """Name of the authority."""
        return self.run.inputs.case.settings.authority

    @cached_property
    def looked_after(self) -> frozenset[str]:
        """Provisions whose children are looked after."""
        provisions = self.run.inputs.case.provisions
        return frozenset(key for key, provision in provisions.items() if provision.looked_after)


def end_of(period: str) -> str:
    """When a period ends, in words.

    >>> end_of("2027/28"), end_of("Year 3")
    ('31 March 2028', 'the end of Year 3')
    """
    year = re.fullmatch(r"(\d{4})/(\d{2})", period)
    return f"31 March {int(year[1]) + 1}" if year else f"the end of {period}"
