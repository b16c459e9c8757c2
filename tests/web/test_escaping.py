"""Whatever is typed is shown as letters, on every page that can be reached."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.web.serving_fixtures import Visitor, serving

SCRIPT = "</title><script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}${8*8}"
"""What a page must show as letters."""


class Markup(HTMLParser):
    """Elements, handlers and styles of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.scripts: list[str | None] = []
        self.handlers: list[str] = []
        self.images: list[str | None] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script":
            self.scripts.append(given.get("src"))
        if tag == "img":
            self.images.append(given.get("src"))
        self.handlers += [name for name in given if name.startswith("on") or name == "style"]


def nothing_of_theirs(page: str) -> None:
    """A page without a script, a handler or a picture that somebody typed."""
    found = Markup(page)
    assert all(src is not None and src.startswith("/static/") for src in found.scripts), found.scripts
    assert not found.handlers
    assert not found.images
    assert "alert(1)</script>" not in page
    assert "49$" not in page, "and no template of theirs was filled in"


def levers_on(page: str) -> set[str]:
    return set(re.findall(r'name="reason-([^"]+)"', page))


def test_what_is_typed_is_shown_as_letters_on_every_page(tmp_path: Path) -> None:
    with serving(tmp_path) as real:
        someone = real.visitor()
        case = someone.opened()
        base = someone.scenarios(case)[0]
        someone.settled(f"/scenarios/{base}")
        text = quoted(SCRIPT)
        scenario = someone.took(
            case,
            f'name = {text}\nreason = {text}\n[[change]]\ntable = "provisions"\ncolumn = "label"\nset = {text}\n'
            f'rows = {{ provision = "agency_fostering" }}\nreason = {text}\n[[change]]\ntable = "provisions"\n'
            f'rows = {{ provision = "agency_fostering" }}\ncolumn = "weekly_cost"\nset = 950\nreason = {text}\n',
        )
        lever = next(one for one in sorted(levers_on(someone.page(f"/scenarios/{scenario}"))) if "budget" in one)
        someone.post(f"/scenarios/{scenario}/levers", {lever: SCRIPT, f"reason-{lever}": SCRIPT})
        someone.solved(scenario)
        study = someone.sent(f"/scenarios/{scenario}/studies/alternatives", {"within": "0.02"})
        falls = someone.sent(f"/cases/{case}/compare", {"with": [base, scenario]})
        for place in (study, falls):
            someone.settled(place)
        seen = walked(
            someone,
            [
                "/",
                f"/cases/{case}/compare?with={base}&with={scenario}",
                study,
                falls,
                f"/scenarios/{scenario}/cells?q={quote(SCRIPT)}",
            ],
        )
        assert len(seen) > 25
        shown = [path for path, page in seen.items() if "alert(1)" in page]
        for part in (
            f"/cases/{case}",
            f"/scenarios/{scenario}",
            "/link/",
            "/compare",
            "/read/",
            "/provenance",
            "/studies",
            "/comparisons/",
            "/take",
            "/cells",
        ):
            assert [path for path in shown if part in path], f"{part}: it is not even shown there"
        for path, page in seen.items():
            try:
                nothing_of_theirs(page)
            except AssertionError as error:
                raise AssertionError(path) from error


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def walked(someone: Visitor, places: list[str]) -> dict[str, str]:
    """Every page that can be reached by links from some, with its text."""
    found: dict[str, str] = {}
    while places:
        path = places.pop()
        if path in found:
            continue
        answer = someone.get(path)
        assert answer.status_code == 200, path
        if "text/html" not in answer.headers["content-type"]:
            continue
        found[path] = answer.text
        links = re.findall(r'href="(/[^"#]*)', answer.text) + re.findall(
            rf'value="{re.escape(someone.address)}(/link/[^"]+)"', answer.text
        )
        places += [link for link in links if not link.startswith(("/static", "/template"))]
    return found


def test_the_walk_knows_markup_that_is_not_ours() -> None:
    """What looks for scripts finds them."""
    for page in (
        "<script>1</script>",
        '<script src="//x"></script>',
        '<a onclick="1">',
        '<p style="x">',
        "<img src=x>",
        '<script src="http://evil/static/x.js"></script>',
    ):
        with pytest.raises(AssertionError):
            nothing_of_theirs(page)
    nothing_of_theirs('<script src="/static/htmx.js?1" defer></script><p class="x">&lt;script&gt;</p>')
