"""The pack as one page: no script, no call to anywhere, pictures within it; it reads well and prints well."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from importlib.resources import files

from optimiser.pack.display import heading_of
from optimiser.pack.document import Pack, Section
from optimiser.pack.html.blocks import Numbered, Places, block_html, is_across, numbered, places_of

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def html_page(pack: Pack, svgs: Mapping[str, str | bytes]) -> str:
    """The page; ``svgs`` holds the picture of each chart by its key.

    Raises ``KeyError`` where a chart has no picture, ``ValueError`` where one holds more than drawing.
    """
    blocks = numbered(pack)
    places = places_of(pack, blocks, svgs)
    parts = zip(pack.sections, blocks, strict=True)
    sections = "".join(_section(section, items, pack, places) for section, items in parts)
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n{_head(pack)}<body>\n'
        f'<a class="skip" href="#main">Skip to main content</a>\n{_header(pack)}{_contents(pack)}'
        f'<main id="main" tabindex="-1">\n{sections}{_glossary(pack)}</main>\n{_footer(pack)}</body>\n</html>\n'
    )


def _head(pack: Pack) -> str:
    marking = f" ({pack.marking})" if pack.marking else ""
    style = files("optimiser.pack.html").joinpath("page.css").read_text(encoding="utf-8")
    return (
        f'<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(pack.title)}, {escape(pack.authority)}{escape(marking)}</title>\n"
        f"<style>\n{style}{_running(pack)}</style>\n</head>\n"
    )


def _running(pack: Pack) -> str:
    """What stands at the head and foot of every printed page."""
    made = pack.provenance
    foot = f"{pack.authority}. Run {made.run}. {made.state}."
    return (
        f'@page {{\n  @top-right {{ content: "{_css_text(pack.marking)}"; }}\n'
        f'  @bottom-left {{ content: "{_css_text(foot)}"; }}\n}}\n'
    )


def _css_text(text: str) -> str:
    r"""Text within quotes in a style sheet: all but letters, digits and spaces by number.

    >>> _css_text('</style> "a"')
    '\\3c \\2f style\\3e  \\22 a\\22 '
    """
    return re.sub(r"[^A-Za-z0-9 ]", lambda found: f"\\{ord(found.group()):x} ", text)


def _header(pack: Pack) -> str:
    made = pack.provenance
    return (
        f'<header>\n{_marking(pack)}<p class="authority">{escape(pack.authority)}</p>\n'
        f"<h1>{escape(pack.title)}</h1>\n"
        f'<p class="state">{escape(made.state)}. Run {escape(made.run)}.</p>\n</header>\n'
    )


def _marking(pack: Pack, kind: str = "marking") -> str:
    return f'<p class="{kind}">{escape(pack.marking)}</p>\n' if pack.marking else ""


def _contents(pack: Pack) -> str:
    entries = [_entry(_place(part), part.title, heading_of(part, pack.hidden)) for part in pack.sections]
    entries += [_entry("glossary", "Glossary", "Glossary")] if pack.glossary else []
    inner = "\n".join(entries)
    return f'<nav aria-labelledby="contents">\n<h2 id="contents">Contents</h2>\n<ol>\n{inner}\n</ol>\n</nav>\n'


def _entry(place: str, title: str, heading: str) -> str:
    """A link to a section by what it is about, with what it says beside it."""
    says = f" <span>{escape(heading)}</span>" if heading != title else ""
    return f'<li><a href="#{place}">{escape(title)}</a>{says}</li>'


def _section(section: Section, items: tuple[Numbered, ...], pack: Pack, places: Places) -> str:
    heading = heading_of(section, pack.hidden)
    topic = f'<p class="topic">{escape(section.title)}</p>\n' if heading != section.title else ""
    inner = "".join(block_html(item, places) for item in items)
    across = ' class="across"' if is_across(items) else ""
    return (
        f'<section id="{_place(section)}"{across}>\n{_marking(pack, "printed")}{topic}'
        f"<h2>{escape(heading)}</h2>\n{inner}</section>\n"
    )


def _place(section: Section) -> str:
    """Where a section is in the page, the same from one run to the next."""
    return "section-" + re.sub(r"[^A-Za-z0-9_-]", "-", section.key)


def _glossary(pack: Pack) -> str:
    if not pack.glossary:
        return ""
    terms = "\n".join(
        f"<div><dt>{escape(term)}</dt><dd>{escape(meaning)}</dd></div>" for term, meaning in pack.glossary.items()
    )
    return f'<section id="glossary">\n<h2>Glossary</h2>\n<dl>\n{terms}\n</dl>\n</section>\n'


def _footer(pack: Pack) -> str:
    made = pack.provenance
    facts = {"Run": made.run, "Assurance": made.state, "Prices of": made.price_base, "Made with": made.software}
    lines = "\n".join(f"<div><dt>{name}</dt><dd>{escape(fact)}</dd></div>" for name, fact in facts.items())
    return f"<footer>\n{_marking(pack)}<dl>\n{lines}\n</dl>\n</footer>\n"
