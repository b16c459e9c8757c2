"""What drives the answer in sentences, and as a page of Markdown."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from optimiser.engine.words import pounds
from optimiser.studies.markdown import table_row

if TYPE_CHECKING:
    from optimiser.studies.drivers import Drivers

_SAID = 5
_EPSILON = 1e-6
_NONE = "none"


def sentences(found: Drivers) -> Iterator[str]:
    """What moves the cost most, what decides a switch, what stays the same, and what is not proven."""
    rows: list[dict[Any, Any]] = found.tornado.to_dict("records")
    yield (
        f"{len(rows):,} assumptions were varied, each alone, from its lowest to its highest; "
        f"{len(found.left_out):,} were left out (the reasons are in left_out)."
    )
    if rows:
        first = rows[0]
        yield f"The least cost depends most on {named(first)}: {_span(first)}."
    yield from _switches(found)
    yield from _decisions(found)
    yield from _proof(found, rows)
    if not found.complete:
        yield "Stopped early: what is finished is kept; assumptions that may matter more were perhaps not reached."


def named(row: Mapping[Any, Any]) -> str:
    """An assumption in words: its column and which rows."""
    column = "" if row["column"] == "value" else f"{row['column'].replace('_', ' ')} of "
    parts = [part.strip() for part in str(row["row"]).split(" / ") if part.strip() and part.strip() != "*"]
    rows = ", ".join(part.replace("_", " ") for part in parts) or row["table"].replace("_", " ")
    where = "" if row["table"] in ("settings", "provisions", "options") else f" ({row['table'].replace('_', ' ')})"
    return f"{column}{rows}{where}"


def side_said(row: Mapping[Any, Any], way: str) -> str:
    """The effect of one end as it is known: a figure where it was solved and proven, else its limits."""
    how, least, most = row[f"how_{way}"], row[f"least_{way}"], row[f"most_{way}"]
    if how in ("no plan", "not possible", "stopped"):
        return str(how)
    if how == "solved" and (least > 0 or most < 0 or most - least < 1):
        return signed(row[f"effect_{way}"])
    high = "no limit" if math.isnan(most) else signed(most)
    return f"{signed(least)} to {high}"


def signed(value: float) -> str:
    """Pounds in millions (or thousands where less than £100,000) with their sign.

    >>> signed(-1_234_567), signed(45_600), signed(0.2)
    ('−£1.23m', '+£46k', '£0')
    """
    if abs(value) < 0.5:
        return "£0"
    sign = "−" if value < 0 else "+"
    size = abs(value)
    if size >= 100_000:
        return f"{sign}£{size / 1e6:,.2f}m"
    return f"{sign}£{size / 1e3:,.0f}k" if size >= 10_000 else f"{sign}£{size:,.0f}"


def _span(row: Mapping[Any, Any]) -> str:
    ends = (f"{side_said(row, way)} at {row[f'value_{way}']}" for way in ("low", "high"))
    return f"{' and '.join(ends)} {row['unit']}".rstrip()


def _switches(found: Drivers) -> Iterator[str]:
    rows = [row for row in found.switching.to_dict("records") if row["found"] == "found"]
    rows.sort(key=lambda row: abs(row["per_cent"]))
    for row in rows[:_SAID]:
        yield switch_said(row)
    if len(found.switching) and not rows:
        yield "No decision that was looked at switches as a price moves between half and twice its value."


def switch_said(row: Mapping[Any, Any]) -> str:
    """How far a figure must move before a decision is no longer, or becomes, worth making."""
    option = row["label"] or row["option"]
    if row["change"] == "leaves":
        what = f"the plan's {_units(row['units'])} of {option} are one too many"
        what = what if row["units"] > 1 else f"{option} is no longer worth deciding"
    else:
        what = f"{option}, which the plan leaves out, is worth deciding"
    if abs(row["per_cent"]) < 0.05:
        return f"As things are it costs the same, within what is not proven, whether or not {what} ({named(row)})."
    way = "fall" if row["per_cent"] < 0 else "rise"
    return (
        f"{_capital(named(row))} must {way} by {abs(row['per_cent']):.1f} %, to {row['value_there']} "
        f"{row['unit']}, before {what}; there the two ways differ by between {signed(row['least'])} and "
        f"{signed(row['most'])}."
    )


def _units(number: float) -> str:
    return f"{number:.0f}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _decisions(found: Drivers) -> Iterator[str]:
    rows: list[dict[Any, Any]] = found.decisions.to_dict("records")
    plans = int(rows[0]["plans"]) if rows else 0
    if not plans:
        return
    firm = [row for row in rows if row["same"] == "yes" and row["planned"] > _EPSILON]
    never = [row for row in rows if row["most"] <= _EPSILON]
    said = ", ".join(f"{_amount(row['planned'])} of {row['label'] or row['option']}" for row in firm) or _NONE
    yield f"Decided alike in all {plans} plans that were made again: {said}."
    if never:
        yield f"Decided in none of them: {', '.join(row['label'] or row['option'] for row in never)}."


def _amount(number: float) -> str:
    return f"{number:.4g}"


def _proof(found: Drivers, rows: list[dict[Any, Any]]) -> Iterator[str]:
    solved = sum(row[f"how_{way}"] == "solved" for row in rows for way in ("low", "high"))
    unproven = found.objective - found.bound
    yield (
        f"The plan as it is costs {pounds(found.objective)} at present value, proven to {pounds(unproven)}. "
        f"{solved} plans were made again; everywhere else the limits are proven by two linear programmes: no plan "
        "costs less than the one, and the plan in hand, its decisions kept, costs the other."
    )


def drivers_markdown(found: Drivers) -> str:
    """What drives the answer as a page."""
    lines = ["# What drives the answer", "", *(line for one in found.sentences for line in (one, ""))]
    if found.tornado.empty:
        return "\n".join(lines)
    lines += ["## The assumptions that matter most", "", *_tornado(found), ""]
    lines += ["## Where decisions switch", "", *_switching(found), ""] if len(found.switching) else []
    lines += ["## Decisions over all plans that were made again", "", *_steady(found), ""]
    return "\n".join(lines)


def _tornado(found: Drivers) -> Iterator[str]:
    yield "| rank | assumption | value | lowest | effect | highest | effect | confidence | note |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for row in found.tornado.head(max(found.top, 1)).to_dict("records"):
        rank = f"{row['rank']:.0f}"
        if row["rank_best"] != row["rank_worst"]:
            rank += f" ({row['rank_best']:.0f} to {row['rank_worst']:.0f})"
        yield table_row(
            rank, named(row), f"{row['value']} {row['unit']}", row["value_low"], side_said(row, "low"),
            row["value_high"], side_said(row, "high"), row["confidence"], row["note"],
        )  # fmt: skip
    yield ""
    yield (
        "Ranks in brackets: those that it can have within what is not proven. Where an effect is two figures, it "
        "is proven to lie between them."
    )


def _switching(found: Drivers) -> Iterator[str]:
    yield "| decision | in the plan | worth today | figure | value | switches at | change | what is found |"
    yield "|---|---|---|---|---|---|---|---|"
    for row in found.switching.to_dict("records"):
        at = row["value_there"] if not math.isnan(row["factor"]) else "–"
        change = f"{row['per_cent']:+.1f} %" if not math.isnan(row["factor"]) else "–"
        worth = "–" if math.isnan(row["worth"]) else signed(row["worth"])
        option, note = row["label"] or row["option"], f": {row['note']}" if row["note"] else ""
        yield table_row(
            option, _units(row["units"]), worth, named(row), f"{row['value']} {row['unit']}", at, change,
            f"{row['found']}{note}",
        )  # fmt: skip
    yield ""
    yield "Each figure was followed from half to twice its value unless said otherwise, all its rows together."


def _steady(found: Drivers) -> Iterator[str]:
    yield "| option | in the plan | least | most | same throughout |"
    yield "|---|---|---|---|---|"
    for row in found.decisions.to_dict("records"):
        units = (_amount(row[name]) for name in ("planned", "least", "most"))
        yield table_row(row["label"] or row["option"], *units, row["same"])
