"""Every state that a page can be in, and how a visitor comes to it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from tests.cases.casebook import TINY
from tests.web.driving import (
    FEES,
    PROMISE,
    REVENUE,
    SAVE,
    SOLVE,
    YIELD,
    begin,
    heading,
    lever,
    open_base,
    open_case,
    solve,
    submit,
    wait_for_job,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Visitor:
    """Someone with a case, and with what-ifs in every state once they are asked for: the address of each."""

    def __init__(self, page: Page) -> None:
        """A visitor who has done nothing yet."""
        self.page = page

    @cached_property
    def case(self) -> str:
        return open_case(self.page)

    @cached_property
    def base(self) -> str:
        self.page.goto(self.case)
        open_base(self.page)
        return self.page.url

    @cached_property
    def untouched(self) -> str:
        return self._begun("Untouched")

    @cached_property
    def answered(self) -> str:
        assert self.base, "so that there is something to compare with"
        return self._solved("Cheaper", {FEES: "90", YIELD: "120"})

    @cached_property
    def cannot(self) -> str:
        found = self._solved("Everybody in the town", {PROMISE: "100"})
        assert heading(self.page) == "No plan can meet everything that is asked"
        return found

    @cached_property
    def changed(self) -> str:
        """Changed since it was answered."""
        found = self._solved("Changed since", {FEES: "95"})
        lever(self.page, FEES).fill("85")
        self.page.get_by_role("button", name=SAVE).click()
        self.page.get_by_text("before your last changes").wait_for()
        return found

    @cached_property
    def refused(self) -> str:
        """A cell that a lever changes is changed by itself too."""
        page, found = self.page, self._begun("A budget set twice")
        page.get_by_role("link", name="Any other figure of the tables").click()
        page.get_by_label("What is it about?").fill("budgets revenue")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("link", name="budgets: ").first.click()
        field = page.get_by_role("group", name="limit")
        field.get_by_label("New value").fill("1800000")
        field.get_by_role("button", name="Change").click()
        page.get_by_text("Other changes").wait_for()
        lever(page, REVENUE).fill("99")
        solve(page)
        assert heading(page) == "These changes cannot be made"
        return found

    @cached_property
    def comparison(self) -> str:
        return self._ordered(f"{self.case}/compare", **{"with": _key(self.answered)})

    @cached_property
    def study(self) -> str:
        return self._ordered(f"{self.answered}/studies/alternatives", within="0.02")

    @cached_property
    def delivery(self) -> str:
        return self._ordered(f"{self.answered}/take", kind="pack")

    @cached_property
    def link(self) -> str:
        self.page.goto(self.answered)
        return self.page.get_by_label("Link that shows this what-if").input_value()

    def _begun(self, name: str) -> str:
        self.page.goto(self.case)
        return begin(self.page, name, "Asked by the panel")

    def _solved(self, name: str, levers: dict[str, str]) -> str:
        found = self._begun(name)
        for label, value in levers.items():
            lever(self.page, label).fill(value)
        solve(self.page)
        return found

    def _ordered(self, address: str, **fields: str) -> str:
        self.page.goto(self.case)
        found = ordered(self.page, address, **fields)
        self.page.goto(found)
        wait_for_job(self.page)
        return found


def ordered(page: Page, address: str, **fields: str) -> str:
    """Have work done; the address where it is told of."""
    response = submit(page, address, **fields)
    assert response.status == 303, response.text()
    return response.headers["location"]


def _key(address: str) -> str:
    return address.rsplit("/", 1)[1]


def _bad_upload(by: Visitor) -> None:
    """A case whose demand has a negative number, and whose budget is no number."""
    page, archive = by.page, io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        for file in sorted(TINY.glob("*.csv")):
            text = file.read_text(encoding="utf-8")
            written.writestr(file.name, text.replace("2026/27,16,", "2026/27,-16,").replace("1750000", "lots"))
    page.goto("/")
    file_field = page.get_by_label("Workbook (.xlsx) or ZIP file with CSV tables")
    file_field.set_input_files({"name": "own.zip", "mimeType": "application/zip", "buffer": archive.getvalue()})
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("heading", level=1, name="own.zip cannot be used yet").wait_for()
    assert page.locator(".faulty").count() == 2
    assert page.evaluate("document.activeElement.tagName") == "H1"


def _mistyped(by: Visitor) -> None:
    page = by.page
    page.goto(by.untouched)
    lever(page, FEES).fill("lots")
    lever(page, YIELD).fill("-5")
    page.get_by_role("button", name=SOLVE).click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_role("alert").get_by_role("link").count() == 2


def _wrong_token(by: Visitor) -> None:
    page = by.page
    page.goto("/sign-in")
    page.get_by_label("Token").fill("guess")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("alert").wait_for()


def _no_file(by: Visitor) -> None:
    page = by.page
    page.goto(by.case)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("alert").wait_for()


def _wrong_cell(by: Visitor) -> None:
    page = by.page
    _row(by)
    field = page.get_by_role("group", name="children")
    field.get_by_label("New value").fill("many")
    field.get_by_role("button", name="Change").click()
    page.get_by_role("alert").wait_for()


def _row(by: Visitor) -> None:
    page = by.page
    page.goto(f"{by.answered}/cells?q=demand")
    page.get_by_role("link", name="demand: ").first.click()
    page.get_by_role("group", name="children").wait_for()


def _opened_up(by: Visitor) -> None:
    """An answer with all that is folded away unfolded."""
    page = by.page
    page.goto(by.answered)
    page.locator("details").first.wait_for()
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def _at(which: Callable[[Visitor], str]) -> Callable[[Visitor], None]:
    return lambda by: by.page.goto(which(by)) and None


STATES: dict[str, Callable[[Visitor], None]] = {
    "home": _at(lambda _: "/"),
    "faults": _bad_upload,
    "case": _at(lambda at: at.case),
    "answered": _opened_up,
    "cannot be met": _at(lambda at: at.cannot),
    "mistyped": _mistyped,
    "compare": _at(lambda at: f"{at.case}/compare?with={_key(at.base)}&with={_key(at.answered)}"),
    "not found": _at(lambda _: "/nothing"),
}
"""How to come to a page in a state."""
MORE_STATES: dict[str, Callable[[Visitor], None]] = {
    "lever group": _at(lambda at: f"{at.answered}/levers/children"),
    "cells found": _at(lambda at: f"{at.answered}/cells?q=family"),
    "linked": _at(lambda at: at.link),
    "about": _at(lambda _: "/about"),
    "no file": _no_file,
    "base": _at(lambda at: at.base),
    "untouched": _at(lambda at: at.untouched),
    "changed since": _at(lambda at: at.changed),
    "refused": _at(lambda at: at.refused),
    "what may be built": _at(lambda at: f"{at.answered}/levers/what-may-be-built"),
    "cells": _at(lambda at: f"{at.answered}/cells"),
    "wrong cell": _wrong_cell,
    "worth": _at(lambda at: f"{at.answered}/worth"),
    "provenance": _at(lambda at: f"{at.answered}/provenance"),
    "studies": _at(lambda at: f"{at.answered}/studies"),
    "study": _at(lambda at: at.study),
    "take": _at(lambda at: f"{at.answered}/take"),
    "delivery": _at(lambda at: at.delivery),
    "compare nothing": _at(lambda at: f"{at.case}/compare"),
    "comparison": _at(lambda at: at.comparison),
    "row": _row,
    "accessibility": _at(lambda _: "/accessibility"),
    "sign in": _at(lambda _: "/sign-in"),
    "wrong token": _wrong_token,
}
"""The same of states that are much like one of those, or take long to come to."""
