"""The alternatives of a case in sentences, and as a page of Markdown."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from optimiser.engine.words import pounds
from optimiser.studies.frontier_text import millions
from optimiser.studies.markdown import table_row

if TYPE_CHECKING:
    from optimiser.studies.alternatives import Alternatives


def sentences(found: Alternatives) -> Iterator[str]:
    """What the alternatives say: the cap, how many differ, what all contain, what is open, what is not proven."""
    share = f"{100 * found.within:g} %"
    yield (
        f"The best plan found costs {millions(found.least)} at present value (no plan costs less than "
        f"{millions(found.bound)}); a plan within {share} costs at most {millions(found.cap)}."
    )
    others = int((found.table["another"] == "yes").sum()) - 1
    plural = "other plan" if others == 1 else "other plans"
    yield (
        f"{others} {plural} within {share}, each at least {found.apart:g} places apart (over the options, the "
        "difference in places decided, added up; where and when does not count)."
    )
    yield from found.no_regret["sentence"]
    if found.complete and found.no_regret.empty:
        yield f"Nothing is in every plan within {share}: each decision can be left out for that much more."
    never = found.ranges[(found.ranges["most_proven"] < 0.05) & (found.ranges["kind"] == "option")]
    if len(never):
        yield f"In no plan within {share}: {'; '.join(never['label'])}."
    open_ = int((found.ranges["proven"] == "no").sum())
    if open_:
        of_all = f"{open_} of {len(found.ranges)} ranges"
        yield f"{of_all} are not proven to their last unit in the time allowed: the table has what is proven."
    if not found.complete:
        yield "Stopped early, or a direction had no plan in the time allowed: what was finished is kept."


def alternatives_markdown(found: Alternatives) -> str:
    """The page of the alternatives: sentences, the plans side by side, the range of each decision."""
    share = f"{100 * found.within:g} %"
    lines = [f"# Other plans within {share} of the least cost", ""]
    lines += [*(f"- {sentence}" for sentence in found.sentences), ""]
    if found.table.empty:
        return "\n".join(lines)
    lines += [
        "| plan | cost | more | homes | beds | foster places | capital | in borough | places apart | |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *(_plan(row) for row in found.table.to_dict("records")),
        "",
        "In borough: share of children in the last period. Places apart: from the plan of least cost.",
        "",
        f"| decision | plan | least | most | by when in every plan within {share} | proven |",
        "|---|---|---|---|---|---|",
        *(_range(row) for row in found.ranges.to_dict("records")),
        "",
    ]
    return "\n".join(lines)


def _plan(row: Mapping[Any, Any]) -> str:
    remarks = [] if row["another"] == "yes" else ["much like one before it"]
    remarks += [] if row["status"] == "optimal" else ["not proven furthest"]
    cells = (
        *(row["label"], millions(row["cost"]), pounds(row["more"]) if row["more"] >= 1 else "–"),
        *(number(row["homes"]), number(row["beds"]), number(row["foster_places"]), millions(row["capital"])),
        *(f"{100 * row['in_borough']:.1f} %", number(row["distance"]), "; ".join(remarks)),
    )
    return table_row(*cells)


def _range(row: Mapping[Any, Any]) -> str:
    label = row["label"] + (" (places)" if row["unit"] == "places" else "")
    by = row["least_by"] or row["some_by"]
    figures = (number(row[name]) for name in ("planned", "least", "most"))
    return table_row(label, *figures, by, row["proven"])


def number(value: float) -> str:
    """A number of units or places, to one decimal where it is not whole.

    >>> number(4.0), number(31.25), number(-0.0)
    ('4', '31.2', '0')
    """
    if math.isnan(value):
        return "–"
    return f"{value + 0.0:,.1f}".removesuffix(".0") if abs(value) > 0.05 else "0"
