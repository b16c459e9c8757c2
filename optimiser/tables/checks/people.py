"""Checks of children: who they are, how many, where they come from and what suits them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from optimiser.tables.checked import Tables
from optimiser.tables.checks.keys import rows_of
from optimiser.tables.checks.registry import Finding, at, check
from optimiser.tables.problems import listed, quoted

TWENTY_MILES = 20.0
"""DfE's locality bands part at 20 miles from the child's home."""
YOUNGEST_IN_SUPPORTED_ACCOMMODATION = 16
"""Supported accommodation is for 16- and 17-year-olds: Supported Accommodation (England) Regulations 2023."""


@check("ages")
def ages(tables: Tables) -> Iterator[Finding]:
    """A need group's oldest age is not below its youngest."""
    for row in tables.rows("needs", "age_from", "age_to"):
        if row["age_to"] < row["age_from"]:
            message = f"the oldest age {row['age_to']} is below the youngest {row['age_from']}"
            yield at("needs", row, "age_to", message, "swap or correct them")


@check("missing_proximity")
def missing_proximity(tables: Tables) -> Iterator[Finding]:
    """Every home area has a row for every area."""
    areas = tables.labels("areas")
    if areas is None or "proximity" in tables.broken or not tables.has("proximity"):
        return
    rows = tables.as_read("proximity")
    if any({"home_area", "area"} & row.bad for row in rows) or not tables.references_hold("proximity"):
        return
    given = {(row["home_area"], row["area"]) for row in rows}
    for home_area in sorted(tables.home_areas):
        missing = [area for area in sorted(areas) if (home_area, area) not in given]
        if missing:
            message = f"there is no row from home area {quoted(home_area)} to {listed(map(quoted, missing))}"
            value = f"{home_area}, {missing[0]}"
            yield Finding("proximity", message, "add a row for each", column="area", value=value)


@check("band_contradicts_boundary")
def band_contradicts_boundary(tables: Tables) -> Iterator[Finding]:
    """The band is inside, or unknown, where the area lies inside the boundary, and never inside elsewhere."""
    areas = tables.by_label("areas", "inside_boundary")
    for row in tables.rows("proximity", "area", "band"):
        if row["area"] not in areas:
            continue
        inside = areas[row["area"]]["inside_boundary"]
        if inside != (row["band"] == "inside") and not (inside and row["band"] == "unknown"):
            says = "lies inside the boundary" if inside else "does not lie inside the boundary"
            message = f"band {quoted(row['band'])} contradicts the table areas: {quoted(row['area'])} {says}"
            instead = "inside or unknown" if inside else "within_20_miles, beyond_20_miles or unknown"
            yield at("proximity", row, "band", message, f"write {instead}, or correct areas")


@check("band_contradicts_miles")
def band_contradicts_miles(tables: Tables) -> Iterator[Finding]:
    """The band agrees with the miles."""
    for row in tables.rows("proximity", "band", "miles"):
        miles, band = row["miles"], row["band"]
        if miles is None:
            continue
        right = "within_20_miles" if miles <= TWENTY_MILES else "beyond_20_miles"
        if band in ("within_20_miles", "beyond_20_miles", "unknown") and band != right:
            message = f"band {quoted(band)} contradicts {miles:g} miles"
            yield at("proximity", row, "band", message, f"write {right}, or correct the miles")


@check("missing_demand")
def missing_demand(tables: Tables) -> Iterator[Finding]:
    """Every need group has a row for every home area and period (and future): nothing is filled in."""
    needs, periods, futures = (tables.labels(name) for name in ("needs", "periods", "scenarios"))
    rows = tables.as_read("demand")
    key = {"need", "home_area", "period", "scenario"}
    if needs is None or periods is None or futures is None or "demand" in tables.broken or not rows:
        return
    if any(key & row.bad for row in rows) or not tables.references_hold("demand"):
        return
    given = {(row["need"], row["home_area"], row["period"], row["scenario"]) for row in rows}
    for need in sorted(needs):
        for home_area in sorted(tables.home_areas):
            for period in sorted(periods):
                if (need, home_area, period, None) in given:
                    continue
                missing = [f for f in sorted(futures) if (need, home_area, period, f) not in given]
                if missing or not futures:
                    yield _no_demand(need, home_area, period, missing)


def _no_demand(need: str, home_area: str, period: str, futures: list[str]) -> Finding:
    of_futures = f" in {listed(map(quoted, futures))}" if futures else ""
    message = f"there is no row for {quoted(need)} from {quoted(home_area)} in {quoted(period)}{of_futures}"
    where = f"{need}, {home_area}, {period}"
    return Finding("demand", message, "add it, with 0 where there are none", column="children", value=where)


@check("demand_twice")
def demand_twice(tables: Tables) -> Iterator[Finding]:
    """Demand is given either for every future at once or for each future, not both."""
    rows = tables.rows("demand", "need", "home_area", "period", "scenario")
    of_all = {(r["need"], r["home_area"], r["period"]): r for r in rows if r["scenario"] is None}
    for row in rows:
        key = (row["need"], row["home_area"], row["period"])
        if row["scenario"] is not None and key in of_all:
            message = f"{rows_of([of_all[key]])} gives the same demand for every future"
            yield at("demand", row, "scenario", message, "delete that row or this one")


@check("probabilities")
def probabilities(tables: Tables) -> Iterator[Finding]:
    """The probabilities of the futures sum to 1."""
    rows = tables.rows("scenarios", "probability")
    total = sum(row["probability"] for row in rows)
    if rows and tables.sound("scenarios") and abs(total - 1) > 1e-6:
        message = f"the probabilities sum to {total:g}, not to 1"
        yield Finding("scenarios", message, "correct them", column="probability", value=f"{total:g}")


@check("no_suitable_provision")
def no_suitable_provision(tables: Tables) -> Iterator[Finding]:
    """Every need group that has children has a provision that suits it."""
    if not tables.sound("suitability", "demand"):
        return
    suited = {row["need"] for row in tables.rows("suitability") if row["rating"] != "unsuitable"}
    with_children = {row["need"] for row in tables.rows("demand") if row["children"] > 0}
    for need, row in tables.by_label("needs", "need").items():
        if need in with_children and need not in suited:
            message = f"no provision suits {quoted(need)}"
            yield at("needs", row, "need", message, "add rows to suitability rated preferred or suitable")


@check("too_young_for_supported_accommodation")
def too_young_for_supported_accommodation(tables: Tables) -> Iterator[Finding]:
    """No child under 16 lives in supported accommodation, which the law keeps for 16- and 17-year-olds."""
    needs = tables.by_label("needs", "age_from")
    provisions = tables.by_label("provisions", "family")
    for name, column in (("suitability", "rating"), ("placements", "children")):
        for row in tables.rows(name, "need", "provision", column):
            need, provision = needs.get(row["need"]), provisions.get(row["provision"])
            if need is None or provision is None or row[column] in ("unsuitable", 0):
                continue
            too_young = need["age_from"] < YOUNGEST_IN_SUPPORTED_ACCOMMODATION
            if too_young and provision["family"] == "supported_accommodation":
                message = (
                    f"{quoted(row['need'])} has children from age {need['age_from']}, but supported "
                    "accommodation is for 16- and 17-year-olds "
                    "(Supported Accommodation (England) Regulations 2023)"
                )
                expected = "rate it unsuitable" if name == "suitability" else "split the need group by age"
                yield at(name, row, column, message, f"{expected}, or correct the ages")


@check("settled_in_unsuitable", "warning")
def settled_in_unsuitable(tables: Tables) -> Iterator[Finding]:
    """Children live in provisions that suit them."""
    if not tables.sound("suitability"):
        return
    rating = {(row["need"], row["provision"]): row["rating"] for row in tables.rows("suitability")}
    found = [
        row
        for row in tables.rows("placements", "need", "provision", "children")
        if row["children"] > 0 and rating.get((row["need"], row["provision"])) == "unsuitable"
    ]
    if found:
        pairs = sorted({f"{row['need']} in {row['provision']}" for row in found})
        children = sum(row["children"] for row in found)
        message = (
            f"{children:g} children live where suitability says unsuitable ({'; '.join(pairs)}); "
            "they may stay, nobody new comes"
        )
        yield at("placements", found[0], "children", message, "correct the rating if it is wrong")


@check("settled_in_unlisted", "warning")
def settled_in_unlisted(tables: Tables) -> Iterator[Finding]:
    """Where children live, the pair of need group and provision is listed in suitability."""
    if not tables.sound("suitability") or not tables.has("suitability"):
        return
    listed_pairs = {(row["need"], row["provision"]) for row in tables.rows("suitability")}
    missing: dict[tuple[str, str], list[int]] = defaultdict(list)
    known_needs, known_provisions = tables.labels("needs"), tables.labels("provisions")
    for row in tables.rows("placements", "need", "provision", "children"):
        pair = (row["need"], row["provision"])
        known = pair[0] in (known_needs or ()) and pair[1] in (known_provisions or ())
        if known and row["children"] > 0 and pair not in listed_pairs:
            missing[pair].append(row.number)
            if len(missing[pair]) == 1:
                message = f"children live there, but {pair[0]} with {pair[1]} is not listed in suitability"
                expected = "list it, or it counts as unsuitable and nobody new may come"
                yield at("placements", row, "provision", message, expected)


@check("nobody_leaves", "warning")
def nobody_leaves(tables: Tables) -> Iterator[Finding]:
    """A provision in which children live has a mean length of stay."""
    if not tables.sound("suitability", "provisions"):
        return
    own = {(row["need"], row["provision"]): row["mean_stay"] for row in tables.rows("suitability")}
    stay = {row["provision"]: row["mean_stay"] for row in tables.rows("provisions")}
    said: set[str] = set()
    for row in tables.rows("placements", "need", "provision", "children"):
        provision = row["provision"]
        if row["children"] == 0 or provision not in stay or provision in said:
            continue
        if own.get((row["need"], provision)) is None and stay[provision] is None:
            said.add(provision)
            message = f"children live in {quoted(provision)}, which has no mean length of stay, so nobody leaves"
            where = tables.by_label("provisions")[provision]
            yield at("provisions", where, "mean_stay", message, "give it in years")
