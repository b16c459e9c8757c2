"""Writes a drawing as an SVG element of a page: well-formed, without styles or scripts, every text escaped.

Colours, fonts and widths of lines are those of ``static/charts.css``.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from optimiser.web.charts.scene import WIDTH, Drawing, Fill, Part, Stroke, Text, short
from optimiser.web.charts.words import LINE, SIZE

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BASELINE = 0.36 * SIZE
"""From the middle of a line of text down to its baseline: half the height of a capital."""

_UP, _DOWN = ' patternTransform="rotate(-45)"', ' patternTransform="rotate(45)"'
_PATTERNS = (
    (9, _UP, "M0 4.5h9"), (8, "", "M4 4h0"), (9, _DOWN, "M0 4.5h9"), (8, "", "M0 4h8"),
    (10, _UP, "M0 5h10M5 0v10"), (8, "", "M4 0v8"), (5, _UP, "M0 2.5h5"), (5, "", "M2.5 2.5h0"),
    (5, _DOWN, "M0 2.5h5"), (5, "", "M0 2.5h5"), (9, "", "M0 4.5h9M4.5 0v9"),
)  # fmt: skip
"""From the second on: the side of the tile, how it is turned, and its lines; a line of no length is a dot."""


def written(drawing: Drawing, name: str, title: str, description: str) -> Markup:
    """The ``<svg>``, named by its title and described; every id in it begins with ``name``.

    Raises ``ValueError`` where ``name`` cannot begin an id.
    """
    if not _ID.fullmatch(name):
        raise ValueError(f"{name!r} cannot begin an id: letters, digits, hyphens and underscores, a letter first")
    used = {part.look.pattern for part in drawing.parts if isinstance(part, Fill)} - {0}
    patterns = "".join(_pattern(name, number) for number in sorted(used))
    return Markup(  # what comes from outside is escaped part by part
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" font-size="{short(SIZE)}"'
        f' viewBox="0 0 {short(WIDTH)} {short(drawing.height)}"'
        f' aria-labelledby="{name}-title" aria-describedby="{name}-desc">'
        f'<title id="{name}-title">{_escaped(title)}</title><desc id="{name}-desc">{_escaped(description)}</desc>'
        f"{f'<defs>{patterns}</defs>' if patterns else ''}"
        f"{''.join(_part(part, name) for part in drawing.parts)}</svg>"
    )


def _escaped(text: str) -> str:
    """Text as it may stand in XML, which has no place for most control characters."""
    return str(escape(_NOT_XML.sub("\ufffd", text)))


def _pattern(name: str, number: int) -> str:
    side, turn, path = _PATTERNS[(number - 1) % len(_PATTERNS)]
    kind = "hatch dot" if path.endswith("h0") else "hatch"
    return (
        f'<pattern id="{name}-{number}" width="{side}" height="{side}" patternUnits="userSpaceOnUse"{turn}>'
        f'<path class="{kind}" d="{path}"/></pattern>'
    )


def _part(part: Part, name: str) -> str:
    match part:
        case Text():
            return _text(part) if part.text else ""
        case Fill():
            return _fill(part, name)
        case Stroke():
            colour = f" l-{part.colour}" if part.colour else ""
            return f'<path class="{part.kind}{colour}" d="{part.path}"/>'


def _fill(part: Fill, name: str) -> str:
    """The shape in its colour, and once more in its pattern, through which the colour is seen."""
    kind = "mark" if part.mark else "plain" if part.look.pattern == 0 else "bar"
    drawn = f'<path class="{kind} f-{part.look.colour}" d="{part.path}"/>'
    over = f'<path fill="url(#{name}-{part.look.pattern})" d="{part.path}"/>' if part.look.pattern else ""
    return drawn + over


def _text(part: Text) -> str:
    lines = part.text.split("\n")
    x, y = short(part.x), part.y + _BASELINE - (len(lines) - 1) * LINE / 2
    turn = f' transform="rotate(-90 {x} {short(part.y)})"' if part.turned else ""
    anchor = "" if part.anchor == "start" else f' text-anchor="{part.anchor}"'
    if len(lines) == 1:
        return f'<text x="{x}" y="{short(y)}"{anchor}{turn}>{_escaped(lines[0])}</text>'
    spans = (f'<tspan x="{x}" y="{short(y + i * LINE)}">{_escaped(line)}</tspan>' for i, line in enumerate(lines))
    return f"<text{anchor}{turn}>{''.join(spans)}</text>"
