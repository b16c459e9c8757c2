"""Promises about the chance that a suitable home is free: what places and loads come to, pool by pool."""

from __future__ import annotations

from dataclasses import dataclass

from optimiser.assurance.arithmetic.carried import chance_of_nothing, curved_pools, load_of
from optimiser.assurance.arithmetic.input_rows import InputRow
from optimiser.assurance.arithmetic.inputs import EVERY_AREA, Pool
from optimiser.assurance.arithmetic.sides import Side, excess
from optimiser.assurance.arithmetic.traced import NOTHING, Traced, no_figure, total

CHANCE = "no_suitable_home"
"""The measure of such a promise."""

_NOBODY = 1e-6
"""Children offered a pool below which nobody comes to it."""


@dataclass(frozen=True)
class ChanceReach:
    """What a side reaches: who come, who of them find nothing that suits, how many beyond the promised share.

    ``reached``: the chance in the pool where it is greatest.
    """

    in_scope: Traced
    counted: Traced
    short: Traced
    reached: Traced
    is_clear: bool

    @classmethod
    def of(cls, plan: Side, side: Side, row: InputRow, t: int, scenario: str) -> ChanceReach:
        """Work out a promise in a period: the pools and loads of the plan, the places of the side."""
        value = row.number("value")
        coming, nothing, beyond, chances = [], [], [], []
        for shared, pools in curved_pools(plan).items():
            load = load_of(plan, shared, t, scenario)
            if not _is_about(plan, row, shared, pools) or load.value <= _NOBODY:
                continue
            places = excess(total(side.places(pool, t) for pool in pools))
            chance = chance_of_nothing(plan, shared, places, t, scenario)
            none = load * chance
            coming.append(load)
            nothing.append(none)
            beyond.append(excess(none - load * value))
            chances.append(chance)
        worst = max(chances, key=lambda chance: chance.value, default=no_figure(NOTHING))
        return cls(total(coming), total(nothing), total(beyond), worst, bool(chances))


def _is_about(side: Side, row: InputRow, shared: Pool, pools: list[Pool]) -> bool:
    inputs = side.inputs
    if shared.provision not in row.labels("provisions", inputs.provisions):
        return False
    areas = {pool.area for pool in pools} if shared.area == EVERY_AREA else {shared.area}
    return inputs.provisions[shared.provision].yes("looked_after") and areas <= set(
        row.labels("areas", inputs.areas)
    )
