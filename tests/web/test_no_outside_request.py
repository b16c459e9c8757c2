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


def weight(browser: Browser, server: Served, page: Page, address: str) -> dict[str, int]:
    """Bytes of a page and of each file that it loads, for the same visitor with nothing kept from before."""
    with visiting(browser, server.address, known=page.context.storage_state()) as known:
        fresh, came = known.context.new_page(), []
        fresh.on("response", lambda response: came.append(response))
        fresh.goto(address)
        assert {response.request.resource_type for response in came} <= LOADED
        return {response.url: len(response.body()) for response in came}


def check_weights(browser: Browser, server: Served, page: Page, addresses: dict[str, str]) -> None:
    for name, address in addresses.items():
        found = weight(browser, server, page, address)
        assert sum(found.values()) < MOST, (name, found)
        assert len(found) >= 6, (name, list(found), "the page itself, three styles and two scripts")
        assert all(url.startswith(server.address) for url in found), name


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


def test_every_main_page_is_light(browser: Browser, server: Served) -> None:
    with visiting(browser, server.address) as page:
        check_weights(browser, server, page, addresses(page))


@pytest.mark.slow
def test_every_main_page_of_a_whole_authority_is_light(browser: Browser, lewisham: Served) -> None:
    with visiting(browser, lewisham.address) as page:
        check_weights(browser, lewisham, page, addresses(page, "lewisham"))


def test_what_a_page_asks_of_anybody_else_is_not_sent_and_noticed(browser: Browser, server: Served) -> None:
    """Even were there a script that tried: the policy forbids it, and every test of these pages would fail."""
    with pytest.raises(AssertionError, match=r"example\.org"), visiting(browser, server.address) as page:
        assert page.evaluate("fetch('https://example.org/').then(() => 'sent', () => 'refused')") == "refused"
