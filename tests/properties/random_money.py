"""Random tables about promises, budgets and grants."""

from __future__ import annotations

from tests.properties.drawing import Draw, Outline, Row, Rows

_MEASURES = (
    "inside_boundary", "within_20_miles", "beyond_20_miles", "in_house", "family", "preferred", "selected",
)  # fmt: skip


def targets(draw: Draw, case: Outline) -> Rows:
    return [_target(draw, case, f"t{number}") for number in range(draw.pick([0, 0, 1, 1, 2]))]


def _target(draw: Draw, case: Outline, label: str) -> Row:
    is_number, sense = draw.chance(0.3), draw.pick(["at_least", "at_most"])
    share = draw.number(0, 0.6) if sense == "at_least" else draw.number(0.3, 1)
    return {
        "target": label,
        "measure": draw.pick(_MEASURES),
        "unit": "number" if is_number else "share",
        "needs": draw.scope([need.label for need in case.needs], 0.6),
        "provisions": draw.scope([care.label for care in case.care], 0.5),
        "areas": draw.scope(case.areas, 0.75),
        "periods": draw.scope(case.periods, 0.5),
        "sense": sense,
        "value": draw.number(0, 10, 1) if is_number else share,
        "price_if_missed": draw.pick(["", 20_000, 20_000, 100_000, 0]),
    }


def chances(draw: Draw, case: Outline, filling: Rows) -> Rows:
    """A promise about the chance of a suitable home, in half of the cases, of some that places fill by chance."""
    chosen = draw.some([row["provision"] for row in filling])
    promise = {
        **{"target": "c", "measure": "no_suitable_home", "sense": "at_most", "provisions": ";".join(chosen)},
        **{"periods": draw.scope(case.periods, 0.5), "value": draw.number(0.05, 0.9)},
        "price_if_missed": draw.pick(["", 20_000, 20_000, 500_000, 0]),
    }
    return [promise] if draw.chance(0.5) else []


def budgets(draw: Draw, case: Outline, needed: Rows) -> Rows:
    children = sum(row["children"] for row in needed) / len(case.periods)
    found: Rows = []
    for budget in ("revenue", "capital", "capital_total"):
        if draw.chance(0.25):
            every = budget == "capital_total" or draw.chance(0.5)
            for period in [""] if every else draw.some(case.periods):
                found.append({"budget": budget, "period": period, **_limit(draw, budget, children)})
    return found


def _limit(draw: Draw, budget: str, children: float) -> Row:
    if budget == "revenue":
        limit = round(children * draw.number(30_000, 200_000))
        return {"limit": limit, "price_if_missed": draw.pick(["", 1, 0.2, 3])}
    return {
        "limit": draw.pick([0, 150_000, 500_000, 900_000]),
        "price_if_missed": draw.pick(["", "", 1, 0.3, 5]),
    }


def grants(draw: Draw, case: Outline, decisions: Rows) -> Rows:
    labels = sorted({row["option"] for row in decisions})
    bases = ["per_child_per_night", "per_period", *(["per_unit"] if labels else [])]
    return [
        _grant(draw, case, f"x{number}", draw.pick(bases), labels) for number in range(draw.pick([0, 0, 1, 2]))
    ]


def _grant(draw: Draw, case: Outline, label: str, basis: str, labels: list[str]) -> Row:
    of_children, of_units = basis == "per_child_per_night", basis == "per_unit"
    amount = draw.number(1, 143) if of_children else draw.number(500, 9000) if of_units else 50_000
    return {
        "grant": label,
        "basis": basis,
        "amount": amount,
        "needs": draw.scope([need.label for need in case.needs], 0.5) if of_children else "*",
        "provisions": draw.scope([care.label for care in case.care], 0.5) if of_children else "*",
        "options": draw.scope(labels, 0.5) if of_units else "*",
        "periods": draw.scope(case.periods, 0.5),
    }
