"""A chart's SVG as part of a page: named for those who cannot see it, with ids of its own, and only drawing."""

from __future__ import annotations

import re
from html import escape
from xml.etree import ElementTree

_DRAWING = frozenset({"svg", "g", "defs", "path", "use", "clipPath", "rect", "pattern"})
_LEFT_OUT = frozenset({"metadata", "style"})
_LINKS = re.compile(r"url\(#([^)]+)\)")


def inline_svg(svg: str | bytes, prefix: str, title: str, description: str) -> str:
    """The SVG element with a title and a description, every id beginning with ``prefix``.

    Raises ``ValueError`` where the picture holds anything but drawing, or points outside itself.
    """
    root = ElementTree.fromstring(svg)
    linked = set(_linked(root))
    drawn = "".join(_written(child, prefix, linked) for child in root)
    return (
        f'<svg viewBox="{escape(root.attrib["viewBox"])}" role="img" stroke-linejoin="round" stroke-linecap="butt"'
        f' aria-labelledby="{prefix}-title" aria-describedby="{prefix}-desc">'
        f'<title id="{prefix}-title">{escape(title)}</title><desc id="{prefix}-desc">{escape(description)}</desc>'
        f"{drawn}</svg>"
    )


def _linked(root: ElementTree.Element) -> list[str]:
    """Every id that something in the picture points to."""
    found: list[str] = []
    for element in root.iter():
        for name, value in element.attrib.items():
            found += _LINKS.findall(value) + ([value[1:]] if _bare(name) == "href" else [])
    return found


def _bare(name: str) -> str:
    """A name without its namespace, for which a page has no need."""
    return name.rpartition("}")[2]


def _written(element: ElementTree.Element, prefix: str, linked: set[str]) -> str:
    tag = _bare(element.tag)
    if tag in _LEFT_OUT:
        return ""
    if tag not in _DRAWING:
        raise ValueError(f"a chart holds <{tag}>, which is no drawing")
    kept = ((_bare(name), value) for name, value in element.attrib.items())
    attributes = "".join(
        _attribute(name, value, prefix) for name, value in kept if name != "id" or value in linked
    )
    inner = "".join(_written(child, prefix, linked) for child in element)
    if not inner and tag in ("g", "defs"):
        return ""
    return f"<{tag}{attributes}>{inner}</{tag}>"


def _attribute(name: str, value: str, prefix: str) -> str:
    if name.startswith("on") or (name == "href" and not value.startswith("#")):
        raise ValueError(f"a chart has {name}={value!r}, which is no drawing")
    if name == "id":
        value = f"{prefix}-{value}"
    elif name == "href":
        value = f"#{prefix}-{value[1:]}"
    else:
        value = _LINKS.sub(rf"url(#{prefix}-\1)", " ".join(value.split()))
    return f' {name}="{escape(value)}"'
