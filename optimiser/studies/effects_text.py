"""The effects of the assumptions that matter most as a page of Markdown."""

from __future__ import annotations

import math
from collections.abc import Iterator

from optimiser.studies.effects import Effects
from optimiser.studies.markdown import table_row


def effects_markdown(effects: Effects) -> str:
    """What each assumption, lowered and raised by the step, does to the cost of the cheapest plan."""
    percent = f"{100 * effects.step:g} %"
    lines = [
        f"# What {percent} less or more of each assumption would do",
        "",
        f"The cheapest plan costs £{effects.objective:,.0f} at present value, proven to "
        f"£{effects.objective - effects.bound:,.0f}. Each figure is changed alone and the plan made again.",
        "",
        f"| rank | assumption | value | −{percent} | +{percent} | confidence | note |",
        "|---|---|---|---|---|---|---|",
        *_rows(effects),
        "",
    ]
    if not effects.complete:
        lines += ["**Stopped early:** assumptions that may matter more were not reached.", ""]
    lines += [f"{len(effects.estimates):,} assumptions were screened, {len(effects.left_out):,} left out.", ""]
    return "\n".join(lines)


def _rows(effects: Effects) -> Iterator[str]:
    for row in effects.table.to_dict("records"):
        name = f"{row['table']}: {row['column']} of {row['row']}".rstrip(" /")
        value = f"{row['value']} {row['unit']}".strip()
        changes = (_pounds(row["effect_down"]), _pounds(row["effect_up"]))
        yield table_row(f"{row['rank']:.0f}", name, value, *changes, row["confidence"], row["note"])


def _pounds(value: float) -> str:
    if math.isnan(value):
        return "–"
    sign = "−" if value <= -0.5 else "+" if value >= 0.5 else ""
    return f"{sign}£{abs(value):,.0f}"
