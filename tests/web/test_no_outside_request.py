"""Pages ask nothing of anybody but the server that they come from, and are light."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.driving import FEES, begin, lever, open_base, open_case, solve, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.web.serving import Served

MOST = 250_000
"""Bytes of a page with everything that it loads."""
LOADED = {"document", "stylesheet", "script", "image", "font", "other"}


def weight(page: Page, address: str) -> dict[str, int]:
    """Bytes of a page and of each file that it loads."""
    fresh, came = page.context.new_page(), []
    fresh.on("response", lambda response: came.append(response))
    fresh.goto(address)
    assert {response.request.resource_type for response in came} <= LOADED
    found = {response.url: len(response.body()) for response in came}
    fresh.close()
    return found


def check_weights(page: Page, addresses: dict[str, str]) -> None:
    for name, address in addresses.items():
        found = weight(page, address)
        assert len(found) >= 6, (name, list(found), "the page itself, three styles and two scripts")
        assert 100_000 < sum(found.values()) < MOST, (name, found)


def addresses(page: Page, name: str = "tiny") -> dict[str, str]:
    """The main pages of somebody who has answered a what-if."""
    case = open_case(page, name)
    open_base(page)
    base = page.url
    page.goto(case)
    answered = begin(page, "Cheaper")
    lever(page, FEES).fill("90")
    solve(page)
    both = "&".join(f"with={one.rsplit('/', 1)[1]}" for one in (base, answered))
    return {
        "home": "/", "case": case, "answer": answered, "compare": f"{case}/compare?{both}",
        "section": f"{answered}/read/money", "cells": f"{answered}/cells?q=demand",
        "studies": f"{answered}/studies",
    }  # fmt: skip


@pytest.mark.slow
def test_every_main_page_is_light(browser: Browser, server: Served) -> None:
    with visiting(browser, server.address) as page:
        check_weights(page, addresses(page))


@pytest.mark.slow
def test_every_main_page_of_a_whole_authority_is_light(browser: Browser, lewisham: Served) -> None:
    with visiting(browser, lewisham.address) as page:
        check_weights(page, addresses(page, "lewisham"))


def test_what_a_page_asks_of_anybody_else_is_not_sent_and_noticed(browser: Browser, server: Served) -> None:
    """Even were there a script that tried: the policy forbids it, and every test of these pages would fail."""
    with pytest.raises(AssertionError, match=r"example\.org"), visiting(browser, server.address) as page:
        assert page.evaluate("fetch('https://example.org/').then(() => 'sent', () => 'refused')") == "refused"
