r"""What follows from the input tables before anything is decided: stays, places, prices and present values.

Worked out from the words of the data dictionary, period by period: who stays (:math:`e^{-|t|/\mathrm{stay}}`, and
no more than demand leaves), what a unit brings over its life, what exists, what a home costs in the prices of each
period, and what a pound then is worth at the start.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from optimiser.assurance.arithmetic.input_rows import InputRow
from optimiser.assurance.arithmetic.inputs import Flow, Inputs, Pool


@dataclass(frozen=True)
class Tier:
    """A price tier of a pool in a period; where it is not offered, for nobody new and at the usual price."""

    tier: str
    children_max: float
    weekly_cost: float


@dataclass(frozen=True)
class Existing:
    """Places of a pool that exist in a period, and the supply row they come from."""

    places: float
    units: float
    row: InputRow


class Figures:
    """Every figure that follows from the input tables; periods are positions, money in £."""

    def __init__(self, inputs: Inputs) -> None:
        """Keep the input tables."""
        self.inputs = inputs
        self._units: dict[tuple[tuple[str, str], int, int, bool], float] = {}

    @cached_property
    def general_index(self) -> list[float]:
        """General price level of each period against the price base."""
        inflation, before = self.inputs.rate("general_inflation"), self.inputs.rate("years_from_price_base")
        return [(1 + inflation) ** (before + start) for start in self.inputs.starts[:-1]]

    def price_index(self, provision: str, t: int) -> float:
        """Price level of a provision in a period: general inflation and its own growth."""
        years = self.inputs.rate("years_from_price_base") + self.inputs.starts[t]
        growth = self.inputs.provisions[provision].number("price_growth", above=-1)
        return self.general_index[t] * float((1 + growth) ** years)

    @cached_property
    def discount(self) -> list[float]:
        """Present value of a pound of cash in each period."""
        yearly = (1 + self.inputs.rate("discount_rate")) * (1 + self.inputs.rate("general_inflation"))
        return [1 / yearly**start for start in self.inputs.starts[:-1]]

    @cached_property
    def weeks(self) -> float:
        """Weeks in a year."""
        return self.inputs.rate("weeks_per_year", above=0)

    def repayment(self, row: InputRow) -> tuple[float, float]:
        """Yearly charge for each pound that an option borrows, and the years for which it is paid."""
        years = row.maybe("asset_life", above=0) or self.inputs.rate("asset_life", above=0)
        rate = self.inputs.rate("borrowing_rate")
        worth = years if rate == 0 else (1 - (1 + rate) ** -years) / rate
        return 1 / worth, years

    def stays(self, flow: Flow, t: int, scenario: str) -> float:
        """Share of the children of the period before (or of the start) who are still there."""
        if self.inputs.setting("settled_children") == "free":
            return 0.0
        return self._survival(flow, t) * self._demand_left(flow.need, flow.home_area, t, scenario)

    def _survival(self, flow: Flow, t: int) -> float:
        suited = self.inputs.suitability.get((flow.need, flow.provision))
        stay = suited.maybe("mean_stay", above=0) if suited is not None else None
        if stay is None:
            stay = self.inputs.provisions[flow.provision].maybe("mean_stay", above=0)
        return 1.0 if stay is None else math.exp(-self.inputs.years[t] / stay)

    def _demand_left(self, need: str, home_area: str, t: int, scenario: str) -> float:
        now = self.inputs.demand[need, home_area, t, scenario]
        before = (
            self.inputs.demand[need, home_area, t - 1, scenario]
            if t
            else self._at_start.get((need, home_area), 0.0)
        )
        return min(1.0, now / before) if before > 0 else 1.0

    @cached_property
    def _at_start(self) -> dict[tuple[str, str], float]:
        found: dict[tuple[str, str], float] = {}
        for flow, children in self.inputs.starting.items():
            key = (flow.need, flow.home_area)
            found[key] = found.get(key, 0.0) + children
        return found

    def still_there(self, flow: Flow, t: int, scenario: str) -> float:
        """Children of a flow who have lived there since the start, were nobody ever moved."""
        left = self.inputs.starting.get(flow, 0.0)
        for when in range(t + 1):
            left *= self.stays(flow, when, scenario)
        return left

    def units_standing(self, option: tuple[str, str], decided: int, t: int) -> float:
        """Units of an option standing in a period, on average, for one decided in an earlier one."""
        return self._average(option, decided, t, ramped=False)

    def places_of_unit(self, option: tuple[str, str], decided: int, t: int) -> float:
        """Places that one unit of an option brings in a period, on average, ramp-up and attrition counted."""
        size = self.inputs.options[option].number("places_per_unit", above=0)
        return size * self._average(option, decided, t, ramped=True)

    def _average(self, option: tuple[str, str], decided: int, t: int, ramped: bool) -> float:
        key = (option, decided, t, ramped)
        if key not in self._units:
            self._units[key] = self._worked_out(self.inputs.options[option], decided, t, ramped)
        return self._units[key]

    def _worked_out(self, row: InputRow, decided: int, t: int, ramped: bool) -> float:
        """Cut the period at every birthday of the unit and add up the pieces between opening and end of life."""
        begin, end = self.inputs.starts[t], self.inputs.starts[t + 1]
        opening = self.inputs.starts[decided] + row.number("lead_time")
        closing = opening + (row.maybe("life", above=0) or math.inf)
        ramp = row.shares("ramp") if ramped else ()
        birthdays = [opening + year for year in range(len(ramp) + 1)]
        cuts = sorted({begin, end, *(when for when in (*birthdays, closing) if begin < when < end)})
        stood = 0.0
        for left, right in pairwise(cuts):
            middle = (left + right) / 2
            if opening <= middle < closing:
                age = int(middle - opening)
                stood += (right - left) * (ramp[age] if age < len(ramp) else 1.0)
        surviving = float((1 - row.number("attrition")) ** max(0.0, begin - opening))
        return surviving * stood / (end - begin)

    @cached_property
    def _supply(self) -> dict[Pool, dict[int, InputRow]]:
        found: dict[Pool, dict[int, InputRow]] = {}
        for row in self.inputs.rows("supply"):
            found.setdefault(self.inputs.pool(row), {})[self.inputs.period(row, "period")] = row
        return found

    def has_supply(self, pool: Pool) -> bool:
        """Whether some places of a pool exist or are already decided."""
        return pool in self._supply

    def existing(self, pool: Pool, t: int) -> Existing | None:
        """Return the places of a pool that exist in a period were nothing closed; ``None`` before any do."""
        rows = self._supply.get(pool, {})
        begun = [when for when in rows if when <= t]
        if not begun:
            return None
        row = rows[max(begun)]
        years = self.inputs.starts[t] - self.inputs.starts[max(begun)]
        left = row.number("places") * (1 - row.number("attrition")) ** years
        return Existing(left, row.number("units", above=0), row)

    @cached_property
    def _market(self) -> dict[Pool, dict[int, dict[int, InputRow]]]:
        found: dict[Pool, dict[int, dict[int, InputRow]]] = {}
        for row in self.inputs.rows("market"):
            tiers = found.setdefault(self.inputs.pool(row), {})
            tiers.setdefault(int(row.number("tier")), {})[self.inputs.period(row, "period")] = row
        return found

    def tiers(self, pool: Pool, t: int) -> list[Tier]:
        """Return the price tiers of a pool in a period, the first tier first; none where nothing can be bought."""
        found = []
        usual = self.inputs.provisions[pool.provision].number("weekly_cost")
        for tier, rows in sorted(self._market.get(pool, {}).items()):
            begun = [when for when in rows if when <= t]
            if not begun:
                found.append(Tier(str(tier), 0.0, usual))
                continue
            row = rows[max(begun)]
            price = row.maybe("weekly_cost")
            found.append(Tier(str(tier), row.limit("children_max"), usual if price is None else price))
        return found
