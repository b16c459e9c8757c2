"""A stress test in sentences, and as a page of Markdown."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from optimiser.stress.fixed_plan import StressTest
from optimiser.studies.frontier_text import level, millions
from optimiser.studies.markdown import escaped, table_row

_PROMISES, _BUDGETS, _BREAKING = 14, 8, 8
"""Most rows of each table on the page; the files have all of them."""

Told = Mapping[Any, Any]


def stress_markdown(found: StressTest) -> str:
    """The page of a stress test: unmet need first, then promises, cost, the spot market and what breaks it."""
    lines = ["# How the plan holds", "", *(f"- {sentence}" for sentence in sentences(found)), ""]
    if not found.whole.futures:
        return "\n".join(lines)
    lines += [*_promises(found), *_budgets(found), *_breaking(found)]
    return "\n".join(lines)


def sentences(found: StressTest) -> Iterator[str]:
    """What a stress test says, and what it rests on."""
    if not found.whole.futures:
        yield f"No future was finished ({found.asked:,} were asked for), so nothing can be said."
        return
    yield _unmet(found)
    yield from _kept(found)
    yield _cost(found)
    yield _spot(found)
    yield _rests_on(found)
    if found.finished < found.asked:
        yield f"Stopped early: {found.finished:,} of {found.asked:,} futures were finished; those alone count."
    if found.impossible:
        yield f"In {found.impossible:,} futures there was no way to place the children; they count nowhere."
    yield (
        "Everything decided is held and children are placed anew in each future, as well as can be by somebody "
        "who knows all of it; budgets hold nobody back. Prices put on what goes wrong are in no cost."
    )


def _unmet(found: StressTest) -> str:
    whole, rows = found.whole, found.by_period.to_dict("records")
    if whole.chance_somebody_unmet == 0:
        return "Unmet need: none. Everybody has a home in every future."
    worst = max((row for row in rows if row["measure"] == "unmet" and row["period"]), key=_mean)
    high = next(row for row in rows if row["measure"] == "unmet" and not row["period"])["p90"]
    return (
        f"Unmet need: {level('number', whole.expected_unmet_child_years)} child-years without a home are expected "
        f"over the plan (at most {level('number', high)} in nine futures of ten); somebody has no home at some "
        f"time in {percent(whole.chance_somebody_unmet)} of the futures. Most are without one in "
        f"{escaped(worst['period'])}: {level('number', worst['mean'])} children expected, "
        f"{level('number', worst['p90'])} at the 90th percentile."
    )


def _mean(row: Told) -> float:
    return float(row["mean"])


def _kept(found: StressTest) -> Iterator[str]:
    if found.promises.empty:
        yield "The case makes no promises."
        return
    if found.whole.chance_every_promise_kept == 1:
        yield "Every promise is kept in every future."
        return
    chance = percent(found.whole.chance_every_promise_kept)
    weakest = min(found.promises.to_dict("records"), key=lambda row: float(row["chance_kept"]))
    yield (
        f"Every promise is kept in every one of its periods in {chance} of the futures. The weakest is "
        f"{quoted(weakest)} in {escaped(weakest['period'])}: kept in {percent(weakest['chance_kept'])}."
    )


def _cost(found: StressTest) -> str:
    whole = found.whole
    return (
        f"Cost at present value: {millions(whole.cost_p10)} to {millions(whole.cost_p90)} in eight futures of ten "
        f"(P10 to P90), {millions(whole.expected_cost)} expected, {millions(whole.planned_cost)} as planned; the "
        f"dearest tenth cost {millions(whole.cvar_90)} on average (CVaR 90)."
    )


def _spot(found: StressTest) -> str:
    return (
        f"Spot market: {level('number', found.spot_expected)} children live there expected, on average over the "
        f"plan; {level('number', found.spot_planned)} as planned."
    )


def _rests_on(found: StressTest) -> str:
    if found.origin == "given":
        return (
            f"It rests on the case's own {found.asked:,} scenarios and their probabilities; prices are as planned."
        )
    known = 100 * 1.96 * math.sqrt(0.25 / max(1, found.whole.futures))
    return (
        f"It rests on {found.whole.futures:,} futures drawn with seed {found.seed} from the tables entries, "
        f"ageing and `price_uncertainty` (sha256 {found.uncertainty_sha256[:12]}…): if those tables are right, a "
        f"chance is known to {known:.0f} points or better (95 %)."
    )


def _promises(found: StressTest) -> Iterator[str]:
    """The promises that some future breaks, those broken most often first."""
    rows = sorted(found.promises.to_dict("records"), key=lambda row: float(row["chance_kept"]))
    broken = [row for row in rows if row["chance_kept"] < 1]
    if not broken:
        return
    yield "| promise | period | asked | as planned | chance kept | short where missed | expected |"
    yield "|---|---|---|---|---|---|---|"
    for row in broken[:_PROMISES]:
        unit, name = row["unit"], escaped(row["label"] or row["promise"])
        yield table_row(
            name, escaped(row["period"]), level(unit, row["asked"]), level(unit, row["planned"]),
            percent(row["chance_kept"]), f"{row['shortfall']:,.1f} children", level(unit, row["expected"]),
        )  # fmt: skip
    yield from _left_out(len(rows), min(len(broken), _PROMISES), len(broken), "promises and periods", "promises")


def _budgets(found: StressTest) -> Iterator[str]:
    """The budgets that some future exceeds, those exceeded most often first."""
    rows = sorted(found.budgets.to_dict("records"), key=lambda row: float(row["chance_kept"]))
    over = [row for row in rows if row["chance_kept"] < 1]
    if not over:
        return
    yield "| budget | period | limit | as planned | chance kept | above where exceeded | expected |"
    yield "|---|---|---|---|---|---|---|"
    for row in over[:_BUDGETS]:
        when = escaped(row["period"]) or "whole plan"
        money = [millions(row[name]) for name in ("limit", "planned", "excess", "expected")]
        yield table_row(row["budget"], when, *money[:2], percent(row["chance_kept"]), *money[2:])
    yield from _left_out(len(rows), min(len(over), _BUDGETS), len(over), "budgets", "budgets")


def _left_out(rows: int, shown: int, broken: int, what: str, table: str) -> Iterator[str]:
    """What the table above leaves out."""
    yield ""
    if rows > shown:
        more = f"{broken - shown} more {what} hold less often than always; " if broken > shown else ""
        yield f"{more}{rows - broken} of {rows} {what} hold in every future: see `stress_{table}.csv`."
        yield ""


def _breaking(found: StressTest) -> Iterator[str]:
    rows = found.breaking.to_dict("records")
    told = [row for row in rows if row["driver"]]
    if told:
        yield "Which futures break it (the figure that tells them best, which is no proof of a cause):"
        yield ""
        yield from (f"- {breaking_sentence(row)}" for row in told[:_BREAKING])
        yield ""
    rare = len(rows) - len(told)
    if rare:
        yield f"Of {rare} more that go wrong too few futures do, or too few do not, to say which: `breaking.csv`."
        yield ""


def breaking_sentence(row: Told) -> str:
    """What a row of the table ``breaking`` with a driver says."""
    what = escaped(row["label"])
    least = "at least" if row["side"] == "at_least" else "at most"
    figure = level("number", row["threshold"]) if row["unit"] == "children" else f"{row['threshold']:.2f} times"
    than = "" if row["unit"] == "children" else " those planned"
    return (
        f"{what[:1].upper()}{what[1:]} in {percent(row['chance'])} of the futures, told best by "
        f"{escaped(row['driver'])} in {escaped(row['period'])}, {least} {figure}{than}: so in "
        f"{percent(row['caught'])} of them, and in {percent(row['others'])} of the others."
    )


def percent(share: float) -> str:
    """A chance in per cent, never rounded to certainty.

    >>> percent(0.0), percent(0.0004), percent(0.256), percent(0.9996), percent(1.0)
    ('none', 'less than 1 %', '26 %', 'more than 99 %', 'all')
    """
    if math.isnan(share):
        return "–"
    if share <= 0 or share >= 1:
        return "none" if share <= 0 else "all"
    if share < 0.01 or share > 0.99:
        return "less than 1 %" if share < 0.01 else "more than 99 %"
    return f"{100 * share:.0f} %"


def quoted(row: Told) -> str:
    """A promise by its name."""
    return f"“{escaped(row['label'] or row['promise'])}”"
