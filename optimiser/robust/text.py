"""A study of plans for many futures in sentences, and as a page of Markdown."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from optimiser.studies.frontier_text import millions
from optimiser.studies.markdown import escaped, table_row

if TYPE_CHECKING:
    import pandas as pd

    from optimiser.robust.study import Robust

_MOST_WAITING = 12
_MOST_SHARED = 8
_ERRORS = 2.0
"""A difference smaller than so many of its standard errors is no difference."""

Told = Mapping[Any, Any]


def sentences(found: Robust) -> Iterator[str]:
    """What a study says: unmet need first, then promises, cost, what planning for many is worth."""
    rows = _records(found.candidates)
    there = [row for row in rows if not math.isnan(row["places"])]
    for row in rows:
        if math.isnan(row["places"]):
            yield f"{_name(row)}: there is no such plan ({escaped(str(row['reason']))})."
    if found.fresh and there:
        yield _unmet(there)
        yield _kept(there)
        yield from _costs(there)
    elif there:
        yield "No fresh future was finished, so nothing can be said of how the plans hold."
    yield from _worth(found)
    yield from _gaps(rows)
    yield _rests_on(found)
    yield from _selected(found)
    if not found.complete:
        yield (
            f"Stopped early: {found.fresh} of {found.fresh_asked} fresh futures were finished; those alone count."
        )


def _records(table: pd.DataFrame) -> list[Told]:
    return [*table.to_dict("records")]


def _unmet(rows: list[Told]) -> str:
    if all(row["unmet"] == 0 for row in rows):
        return "Unmet need: none of the plans leaves a child without a home in any fresh future."
    each = "; ".join(f"{_name(row)} {row['unmet']:.2f}" for row in rows)
    same = _same(rows, "unmet_beside_mean", "unmet_error")
    return f"Unmet need, child-years without a home expected over the plan: {each}.{same}"


def _kept(rows: list[Told]) -> str:
    each = "; ".join(f"{_name(row)} {100 * row['promises_kept']:.0f} %" for row in rows)
    return f"Chance that every promise is kept in every period: {each}."


def _costs(rows: list[Told]) -> Iterator[str]:
    for row in rows:
        said = (
            f"{_name(row)} costs {millions(row['cost'])} expected, {millions(row['cvar'])} in the dearest futures"
        )
        more, error = row["cost_beside_mean"], row["cost_error"]
        if math.isnan(more):
            yield f"{said}."
        elif abs(more) <= _ERRORS * error or more == 0:
            yield f"{said}: no difference from the plan for demand as expected (within twice its standard error)."
        else:
            which = "more" if more > 0 else "less"
            yield (
                f"{said}: {millions(abs(more))} {which} than the plan for demand as expected, "
                f"give or take {millions(_ERRORS * error)}."
            )


def _same(rows: list[Told], more: str, error: str) -> str:
    """Which plans are no different from the one for demand as expected."""
    same = [_name(row) for row in rows if not math.isnan(row[more]) and abs(row[more]) <= _ERRORS * row[error]]
    if not same:
        return ""
    return (
        f" No difference from the plan for demand as expected, within twice its standard error: {', '.join(same)}."
    )


def _worth(found: Robust) -> Iterator[str]:
    for (least, most), what in (
        (found.value_of_planning, "Planning for all futures in place of demand as expected"),
        (found.value_of_knowing, "Knowing the future before deciding"),
    ):
        if math.isnan(most):
            continue
        if not math.isfinite(most):
            yield f"{what} is worth at least {millions(least)}: the plan as expected fails in some future."
        elif not least > 0:
            yield f"{what} is worth at most {millions(most)} in the futures planned for; nothing more is proven."
        else:
            yield f"{what} is worth between {millions(least)} and {millions(most)} in the futures planned for."


def _gaps(rows: list[Told]) -> Iterator[str]:
    for row in rows:
        if row["status"] == "feasible":
            gap = "an unknown gap" if math.isnan(row["gap"]) else f"a gap of {100 * row['gap']:.2f} %"
            why = escaped(str(row["reason"]))
            yield f"{_name(row)} was stopped early ({why}), at {gap}: it may not be the best."


def _rests_on(found: Robust) -> str:
    if found.origin == "given":
        planned = f"{found.planned_for} futures that the case gives"
    else:
        planned = f"{found.drawn} futures drawn with seed {found.seed}"
    if found.fresh_seed is None:
        counted = "the very same ones, which flatters the plans made for them"
    else:
        counted = f"{found.fresh} fresh ones drawn with seed {found.fresh_seed}"
    return (
        f"Planned for {planned}; counted in {counted}. Costs are present value in money alone: no price put on "
        "what goes wrong is in them. Decisions are held and children placed anew in each future by somebody who "
        "knows all of it."
    )


def _selected(found: Robust) -> Iterator[str]:
    if found.selection.empty:
        return
    rows = {str(row["measure"]): row for row in found.selection.to_dict("records")}
    far = rows["distance, as a share of that of a single future"]["kept"]
    mean, spread = rows["children, mean"], rows["children, standard deviation"]
    yield (
        f"{found.planned_for} of the {found.drawn} futures stand for all (fast forward selection, Heitsch and "
        f"Römisch 2003): probability moved {100 * far:.0f} % as far as a single future would need; children on "
        f"average {mean['kept']:.1f} in place of {mean['drawn']:.1f}, standard deviation {spread['kept']:.1f} in "
        f"place of {spread['drawn']:.1f}."
    )


def robust_markdown(found: Robust) -> str:
    """The page of a study: its sentences, the candidates, what must be decided now and what can wait."""
    lines = ["# Plans for a future nobody knows", "", *(f"- {said}" for said in found.sentences), ""]
    lines += [
        "| plan | unmet | promises kept | cost | dearest | capital | places | first | regret | worst |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *(_candidate(row) for row in found.candidates.to_dict("records")),
        "",
        "Unmet: child-years expected. Places: in all, and of them decided in the first period. Regret: above each "
        "future's own best plan, expected and at worst, in the futures planned for.",
        "",
        *_waiting(found),
        *_shared(found),
    ]
    return "\n".join(lines)


def _candidate(row: Told) -> str:
    kept = row["promises_kept"]
    cells = (
        _name(row), _figure(row["unmet"], 2), "–" if math.isnan(kept) else f"{100 * kept:.0f} %",
        _money(row["cost"]), _money(row["cvar"]), _money(row["capital"]), _figure(row["places"]),
        _figure(row["first_places"]), _money(row["mean_regret"]), _money(row["worst_regret"]),
    )  # fmt: skip
    return table_row(*cells)


def _waiting(found: Robust) -> Iterator[str]:
    rows = found.delay.to_dict("records")
    if not rows:
        return
    yield (
        "What waiting for the next period costs, of what the two-stage plan decides in the first (can wait: no "
        f"more than {millions(found.tolerance)}, which is the gap):"
    )
    yield ""
    yield "| decision | area | units | waiting costs | verdict |"
    yield "|---|---|---|---|---|"
    for row in rows[:_MOST_WAITING]:
        verdict = str(row["verdict"]) + ("" if row["later"] == "yes" else " (cannot be decided later)")
        yield table_row(escaped(row["label"]), escaped(row["area"]), f"{row['units']:g}", _between(row), verdict)
    yield ""


def _between(row: Told) -> str:
    least, most = row["least"], row["most"]
    if math.isinf(least):
        return "no plan without it"
    if not math.isfinite(most):
        return f"at least {millions(least)}"
    if most <= 0:
        return "nothing"
    return f"up to {millions(most)}" if least <= 0 else f"{millions(least)} to {millions(most)}"


def _shared(found: Robust) -> Iterator[str]:
    table = found.decisions
    if table.empty:
        return
    first = table[(table["candidate"] == table["candidate"].iloc[0]) & (table["shared"] > 1e-6)]
    first = first[first["period"] == found.first_period]
    if first.empty:
        return
    each = [
        f"{row['shared']:.3g} × {escaped(row['label'])} ({escaped(row['area'])})"
        for row in first.sort_values("places", ascending=False).to_dict("records")
    ]
    more = "" if len(each) <= _MOST_SHARED else f" and {len(each) - _MOST_SHARED} more"
    yield f"Decide now whatever plan you choose (all of them do): {'; '.join(each[:_MOST_SHARED])}{more}."
    yield ""


def _name(row: Told) -> str:
    return escaped(str(row["label"]))


def _figure(value: float, places: int = 0) -> str:
    return "–" if math.isnan(value) else f"{value:,.{places}f}"


def _money(value: float) -> str:
    return "–" if math.isnan(value) else "not possible" if math.isinf(value) else millions(value)
