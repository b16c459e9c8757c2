"""The pages served by a program of their own, and browsers that visit them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.driving import visiting
from tests.web.serving import Served, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_INPUTS = Path(__file__).parents[2] / "inputs"
_NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
"""No other computer is found by any browser of these tests."""


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The pages of the tiny case, which is solved in well under a second."""
    with served(_INPUTS / "tiny", tmp_path_factory.mktemp("pages")) as found:
        yield found


@pytest.fixture(scope="package")
def lewisham(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The pages of Lewisham, whose search takes long enough to be watched; for tests marked slow."""
    with served(_INPUTS / "lewisham", tmp_path_factory.mktemp("pages-of-lewisham")) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for one file of tests: no event loop of it is left running for the files that follow."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    installed = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_api.sync_playwright() as running:
        try:
            found = running.chromium.launch(executable_path=installed, args=["--no-sandbox", _NO_NETWORK])
        except sync_api.Error as error:
            pytest.skip(f"no Chromium can be started here: {str(error).splitlines()[0]}")
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser, server: Served) -> Iterator[Page]:
    """A visitor whom the pages have not seen before."""
    with visiting(browser, server.address) as found:
        yield found


@pytest.fixture
def plain_page(browser: Browser, server: Served) -> Iterator[Page]:
    """A new visitor with JavaScript turned off."""
    with visiting(browser, server.address, script=False) as found:
        yield found
