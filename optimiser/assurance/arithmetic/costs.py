"""Every cost line, worked out from children, homes and decisions, in the cash prices of its period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from optimiser.assurance.arithmetic.carried import curved_pools
from optimiser.assurance.arithmetic.input_rows import InputRow
from optimiser.assurance.arithmetic.inputs import EVERY_AREA, Flow, Pool
from optimiser.assurance.arithmetic.sides import Side
from optimiser.assurance.arithmetic.traced import Traced, total, weighted

EVERY_SCENARIO = "all"
"""The scenario of a line that is the same in every one, where there are several."""

NIGHTS = 7
"""Nights in a week."""


class Line(NamedTuple):
    """The key of a cost line; ``item`` is the option, grant, promise or budget that causes it."""

    scenario: str
    period: str
    kind: str
    line: str
    provision: str = ""
    area: str = ""
    item: str = ""


_Amount = tuple[Line, Traced]


def cost_lines(side: Side) -> dict[Line, Traced]:
    """Every line of money of a side, and the price of unmet need where the settings have one."""
    parts: dict[Line, list[Traced]] = defaultdict(list)
    for maker in (_children, _existing, _sharing, _options, _closures, _grants, _unmet):
        for line, amount in maker(side):
            parts[line].append(amount)
    return {line: total(amounts) for line, amounts in parts.items()}


def in_every(side: Side) -> str:
    """The scenario under which a line is shown that is the same in every one."""
    scenarios = list(side.inputs.scenarios)
    return scenarios[0] if len(scenarios) == 1 else EVERY_SCENARIO


def miles(side: Side, flow: Flow) -> float:
    """Miles between a flow's home area and where its children live; nought where they are not known."""
    row = side.inputs.proximity.get((flow.home_area, flow.area))
    return (row.maybe("miles") if row is not None else None) or 0.0


def _revenue(side: Side, t: int, scenario: str, line: str, *rest: str) -> Line:
    return Line(scenario, side.inputs.periods[t], "revenue", line, *rest)


def _children(side: Side) -> Iterator[_Amount]:
    """What children cost by the week, by distance and when they move on."""
    rate = side.inputs.rate("travel_cost_per_mile")
    for pool, flows in side.of_pool.items():
        provision = side.inputs.provisions[pool.provision]
        move_cost = provision.number("planned_move_cost")
        for t, scenario in side.times():
            years, level = side.inputs.years[t], side.figures.general_index[t]
            yield _revenue(side, t, scenario, "placements", *pool), _weekly(side, pool, t, scenario)
            travel = (
                (side.children(flow, t, scenario), miles(side, flow) * rate * years * level) for flow in flows
            )
            yield _revenue(side, t, scenario, "travel", *pool), weighted(travel)
            moves = ((side.planned(flow, t, scenario), move_cost * level) for flow in flows)
            yield _revenue(side, t, scenario, "planned_moves", *pool), weighted(moves)


def _weekly(side: Side, pool: Pool, t: int, scenario: str) -> Traced:
    """A child in a place of the pool's own pays its price, one who is bought the tier's, each the supplement."""
    year = side.figures.weeks * side.inputs.years[t] * side.figures.price_index(pool.provision, t)
    tiers = side.figures.tiers(pool, t)
    own = side.inputs.provisions[pool.provision].number("weekly_cost")
    parts = [(side.bought_at(pool, tier, t, scenario), tier.weekly_cost * year) for tier in tiers]
    if side.has_own(pool) or not tiers:
        parts.append((side.filled(pool, t, scenario), own * year))
    for flow in side.of_pool[pool]:
        parts.append((side.children(flow, t, scenario), _supplement(side, flow) * year))
    return weighted(parts)


def _supplement(side: Side, flow: Flow) -> float:
    row = side.inputs.suitability.get((flow.need, flow.provision))
    return 0.0 if row is None else row.number("weekly_supplement")


def _existing(side: Side) -> Iterator[_Amount]:
    """What places that exist cost and bring in, filled or not, as long as they are open."""
    for pool in side.of_pool:
        for t, years in enumerate(side.inputs.years):
            exists = side.figures.existing(pool, t)
            if exists is None:
                continue
            place_years = side.open_share(pool, t, exists.units) * (exists.places * years)
            running = exists.row.number("running_cost") * side.figures.price_index(pool.provision, t)
            grant = -exists.row.number("grant") * side.figures.general_index[t]
            yield _revenue(side, t, in_every(side), "existing_places", *pool), place_years * running
            yield _revenue(side, t, in_every(side), "grants", *pool), place_years * grant


def _sharing(side: Side) -> Iterator[_Amount]:
    """What it costs while the areas of a provision share their places."""
    for shared in curved_pools(side):
        how = side.inputs.filling(shared.provision)
        if shared.area == EVERY_AREA and how is not None and how.sharing_cost:
            for t, years in enumerate(side.inputs.years):
                cash = how.sharing_cost * years * side.figures.general_index[t]
                yield (
                    _revenue(side, t, in_every(side), "existing_places", shared.provision, "", "sharing"),
                    Traced(cash),
                )


def _options(side: Side) -> Iterator[_Amount]:
    """What options cost to set up, to run and to pay for."""
    for option, row in side.inputs.options.items() if side.is_plan else ():
        prevention = side.inputs.provisions[row.text("provision")].text("family") == "support_at_home"
        where = (row.text("provision"), option[1], option[0])
        for t in range(len(side.inputs.periods)):
            setup = side.decided(option, t) * (row.number("setup_cost") * side.figures.general_index[t])
            for name, amount in (("setup", setup), ("new_places", _running(side, option, row, t))):
                yield _revenue(side, t, in_every(side), "prevention" if prevention else name, *where), amount
            net = row.number("capital_cost") * (1 - row.number("grant_share"))
            capital = side.decided(option, t) * (net * side.figures.general_index[t])
            yield Line(in_every(side), side.inputs.periods[t], "capital", "capital", *where), capital
            if side.inputs.setting("capital_treatment") == "financed":
                financing = _financing(side, option, row, net, t)
                yield _revenue(side, t, in_every(side), "financing", *where), financing


def _running(side: Side, option: tuple[str, str], row: InputRow, t: int) -> Traced:
    price = row.number("running_cost") * side.figures.price_index(row.text("provision"), t) * side.inputs.years[t]
    return weighted(
        (side.decided(option, when), side.figures.units_standing(option, when, t) * price) for when in range(t + 1)
    )


def _financing(side: Side, option: tuple[str, str], row: InputRow, net: float, t: int) -> Traced:
    """The yearly charge on what was borrowed, at the prices of the decision, until it is paid off."""
    charge, life = side.figures.repayment(row)
    starts = side.inputs.starts
    parts = []
    for when in range(t + 1):
        years = max(0.0, min(starts[t + 1], starts[when] + life) - starts[t])
        parts.append((side.decided(option, when), net * side.figures.general_index[when] * charge * years))
    return weighted(parts)


def _closures(side: Side) -> Iterator[_Amount]:
    for pool in side.of_pool if side.is_plan else ():
        for t in range(len(side.inputs.periods)):
            exists = side.figures.existing(pool, t)
            if exists is not None and exists.places > 0:
                price = exists.row.number("closing_cost") * side.figures.general_index[t]
                yield _revenue(side, t, in_every(side), "closures", *pool), side.closed(pool, t) * price


def _grants(side: Side) -> Iterator[_Amount]:
    """Income, as negative costs: by child and night, by unit decided, or by period."""
    inputs = side.inputs
    for row in inputs.rows("grants"):
        for t, period in enumerate(inputs.periods):
            if period not in row.labels("periods", inputs.periods):
                continue
            amount = -row.number("amount") * side.figures.general_index[t]
            if row.text("basis") == "per_period":
                line = _revenue(side, t, in_every(side), "grants", "", "", row.text("grant"))
                yield line, Traced(amount)
            elif row.text("basis") == "per_unit":
                yield from _per_unit(side, row, t, amount)
            else:
                yield from _nightly(side, row, t, amount)


def _per_unit(side: Side, row: InputRow, t: int, amount: float) -> Iterator[_Amount]:
    names = dict.fromkeys(option for option, _ in side.inputs.options)
    for option, held in side.inputs.options.items() if side.is_plan else ():
        provision = held.text("provision")
        if option[0] in row.labels("options", names) and provision in row.labels(
            "provisions", side.inputs.provisions
        ):
            line = _revenue(side, t, in_every(side), "grants", provision, option[1], row.text("grant"))
            yield line, side.decided(option, t) * amount


def _nightly(side: Side, row: InputRow, t: int, amount: float) -> Iterator[_Amount]:
    needs = row.labels("needs", side.inputs.needs)
    provisions = row.labels("provisions", side.inputs.provisions)
    nights = side.figures.weeks * NIGHTS * side.inputs.years[t]
    for pool, flows in side.of_pool.items():
        counted = [flow for flow in flows if flow.need in needs and pool.provision in provisions]
        for scenario in side.inputs.scenarios if counted else ():
            line = _revenue(side, t, scenario, "grants", *pool, row.text("grant"))
            yield line, weighted((side.children(flow, t, scenario), amount * nights) for flow in counted)


def _unmet(side: Side) -> Iterator[_Amount]:
    price = side.inputs.unmet_price
    for need, home_area in {key[:2] for key in side.inputs.demand} if price is not None else ():
        for t, scenario in side.times():
            cash = (price or 0.0) * side.inputs.years[t] * side.figures.general_index[t]
            line = Line(scenario, side.inputs.periods[t], "priced", "unmet_need")
            yield line, side.unmet(need, home_area, t, scenario) * cash
