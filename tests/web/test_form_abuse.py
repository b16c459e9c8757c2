"""Whatever anybody sends: a page, a sentence or a refusal, never a fault, and never markup of theirs."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from optimiser.scenario.reading import LARGEST_WHAT_IF
from optimiser.web import app
from optimiser.web.app import make_app
from optimiser.web.pages import home
from optimiser.web.settings import Settings
from tests.web.serving_fixtures import Served, Visitor, serving

SCRIPT = "</title><script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}${8*8}"
"""What a page must show as letters."""
ODD = (
    "", " ", "\0", "a\0b", "²", "٣", "9" * 5_000, "-1", "-0", "1e400", "nan", "Infinity", "0x10", "1_000",
    "1,5", "'; drop table scenarios; --", SCRIPT, "../../../etc/passwd", "%00", "=1+1", "\u2028", "\ufffe",
    "\u202e", "x" * 20_000, "5 %", "\r\nSet-Cookie: a=b", "*", "é雪\U0001f600", '"', "\\",
)  # fmt: skip
KEYS = (
    "x", "..", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%5c..%5cx", "%00", "-1", "0", "²", "9" * 400, "'", "%22%3E",
    "a%20b", "%F0%9F%98%80", "%ED%A0%80", "%ff", "con", "None", "example.csv",
)  # fmt: skip


def short(text: object) -> str:
    return ascii(text)[:25]


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


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Served without workers: what is sent is looked at when it comes."""
    folder = tmp_path_factory.mktemp("abused")
    with serving(folder, workers=0, most_scenarios_each=5_000, most_cases_each=5_000) as found:
        yield found


@pytest.fixture(autouse=True)
def no_fault(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing in this file may come to a fault of the program."""
    yield
    assert not [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]


@pytest.fixture(scope="module")
def someone(pages: Served) -> Visitor:
    return pages.visitor()


@pytest.fixture(scope="module")
def case(someone: Visitor) -> str:
    return someone.opened()


@pytest.fixture
def scenario(someone: Visitor, case: str) -> str:
    return someone.began(case)


def levers_on(page: str) -> set[str]:
    return set(re.findall(r'name="reason-([^"]+)"', page))


# What forms can hold


@pytest.mark.parametrize("odd", ODD, ids=short)
def test_odd_texts_in_every_field_of_every_lever(someone: Visitor, scenario: str, odd: str) -> None:
    page = someone.page(f"/scenarios/{scenario}")
    levers = levers_on(page)
    for group in re.findall(r'/levers/([\w-]+)"', page):
        levers |= levers_on(someone.page(f"/scenarios/{scenario}/levers/{group}"))
    assert len(levers) > 10
    every = {name: odd for lever in levers for name in (lever, f"reason-{lever}")}
    answer = someone.post(f"/scenarios/{scenario}/levers", every)
    assert answer.status_code in (303, 413, 422)
    nothing_of_theirs(answer.text)
    for lever in sorted(levers)[:4]:
        answer = someone.post(f"/scenarios/{scenario}/levers", {lever: odd, f"reason-{lever}": odd, "do": "save"})
        assert answer.status_code in (303, 422)
        nothing_of_theirs(answer.text)
    for field in ("group", "reset", "do", "no-lever", odd[:100]):
        assert someone.post(f"/scenarios/{scenario}/levers", {field: odd}).status_code in (303, 404, 422)
    nothing_of_theirs(someone.page(f"/scenarios/{scenario}"))


@pytest.mark.parametrize("odd", ODD, ids=short)
def test_odd_texts_in_any_cell(someone: Visitor, scenario: str, odd: str) -> None:
    for table, row, column in (("budgets", 2, "limit"), ("settings", 2, "value"), ("settings", 4, "value"),
                               ("options", 2, "label"), ("options", 2, "limit_group"), ("targets", 2, "periods"),
                               ("market", 2, "note"), ("market", 2, "provision"), ("market", 2, odd[:200])):  # fmt: skip
        path = f"/scenarios/{scenario}/cells/{table}/{row}"
        answer = someone.post(path, {"column": column, "value": odd, "reason": odd})
        assert answer.status_code in (303, 422), (table, column)
        nothing_of_theirs(answer.text)
        nothing_of_theirs(someone.page(path))
    nothing_of_theirs(someone.page(f"/scenarios/{scenario}"))
    assert someone.get(f"/scenarios/{scenario}/what-if.toml").status_code == 200


@pytest.mark.parametrize("odd", ODD, ids=short)
def test_odd_texts_in_names_questions_and_places(someone: Visitor, case: str, scenario: str, odd: str) -> None:
    someone.sent(f"/scenarios/{scenario}/name", {"name": odd, "reason": odd})
    made = someone.began(case, odd, odd)
    path = f"/scenarios/{made}"
    for sent, fields in (
        (f"{path}/loosen", {"way": odd}), (f"{path}/take", {"kind": odd}), (f"{path}/studies/drivers", {"top": odd}),
        (f"{path}/studies/frontier", {"target": odd, "points": odd}), (f"/cases/{case}/compare", {"with": [odd, made]}),
        (f"{path}/changes/0/remove", {}), (f"{path}/duplicate", {odd[:100]: odd}),
    ):  # fmt: skip
        answer = someone.post(sent, fields)
        assert answer.status_code in (303, 404, 409, 422), sent
        nothing_of_theirs(answer.text)
    for asked, query in ((path, {"after": odd[:4_000]}), (f"{path}/cells", {"q": odd[:4_000]}),
                         (f"/cases/{case}/compare", {"with": [odd[:4_000], made]})):  # fmt: skip
        answer = someone.get(asked, params=query)
        assert answer.status_code in (200, 404, 422)
        nothing_of_theirs(answer.text)
    answer = someone.get(f"{path}/what-if.toml")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert "/" not in answer.headers["content-disposition"].removeprefix("attachment")


def test_names_are_kept_on_one_line_and_no_longer_than_they_may_be(someone: Visitor, case: str) -> None:
    made = someone.began(case, "a\0 \n b" + "x" * 300, "r" * 5_000)
    page = someone.page(f"/scenarios/{made}")
    name = re.search(r'id="name"[^>]* value="([^"]*)"', page)
    assert name is not None
    assert name[1].startswith("a bxxx")
    assert len(name[1]) == 100
    reason = re.search(r"<textarea[^>]*>(r+)</textarea>", page)
    assert reason is not None
    assert len(reason[1]) == 1_000


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"", "application/x-www-form-urlencoded", 403),
        (b"&" * 500_000, "application/x-www-form-urlencoded", 403),
        (b"=&=&%zz=%&mark=%ff", "application/x-www-form-urlencoded", 403),
        ("&".join(f"f{number}=1" for number in range(5_000)).encode(), "application/x-www-form-urlencoded", 400),
        (b'{"mark": 1}', "application/json", 403),
        (b"anything", "", 403),
        (b"anything", "multipart/form-data", 400),
        (b"anything", "multipart/form-data; boundary=x", 400),
        (b"--x\r\n\r\n\r\n--x--", "multipart/form-data; boundary=x", 400),
        (b'--x\r\nContent-Disposition: form-data; name="mark"\r\n\r\n1\r\n--x--', "multipart/form-data; boundary=x; charset=no-such", 403),
        (b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n1\r\n' * 3 + b"--x--", "multipart/form-data; boundary=x", 400),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 3_000 + b"--x--", "multipart/form-data; boundary=x", 400),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"1" * 1_100_000 + b"\r\n--x--", "multipart/form-data; boundary=x", 400),
    ],
    ids=lambda part: short(part) if isinstance(part, bytes) else None,
)  # fmt: skip
def test_forms_that_are_none(someone: Visitor, content: bytes, kind: str, status: int) -> None:
    someone.page("/")
    answer = someone.browser.post("/cases", content=content, headers={"content-type": kind})
    assert answer.status_code == status
    assert "Nothing has been changed" in answer.text


def test_a_megabyte_of_text_is_too_much(someone: Visitor, scenario: str) -> None:
    answer = someone.post(f"/scenarios/{scenario}/name", {"name": "x" * (1 << 20)})
    assert answer.status_code == 413
    assert "at most 1 MB" in answer.text


def test_files_in_the_place_of_texts_and_texts_in_the_place_of_files(
    someone: Visitor, case: str, scenario: str
) -> None:
    for field in ("name", "group", "way", "kind", "column", "value"):
        for path in ("name", "levers", "loosen", "take", "cells/market/2", "studies/frontier"):
            answer = someone.post(f"/scenarios/{scenario}/{path}", files={field: ("a.txt", b"text")})
            assert answer.status_code in (303, 404, 409, 422)
    assert someone.post(f"/cases/{case}/compare", files={"with": ("a.txt", b"text")}).status_code == 404
    for path in ("/cases", f"/cases/{case}/what-if"):
        for fields in ({"file": "text"}, {}):
            answer = someone.post(path, fields)
            assert answer.status_code == 422
            assert "Choose a" in answer.text
        assert someone.post(path, files={"file": ("", b"text")}).status_code == 422


def test_a_lever_of_another_case_is_said_to_be_none_or_left_out(someone: Visitor, scenario: str) -> None:
    before = someone.get(f"/scenarios/{scenario}/what-if.toml").text
    fields = {"market-price-ifa-south": "110", "reason-market-price-ifa-south": "why", "do": "save"}
    assert someone.post(f"/scenarios/{scenario}/levers", fields).status_code in (303, 422)
    assert someone.get(f"/scenarios/{scenario}/what-if.toml").text == before


# Addresses


def addresses() -> list[tuple[str, str]]:
    found = [route for subject in app._SUBJECTS for route in subject.ROUTES]
    return [(method, one.path) for one in found for method in sorted(one.methods or ()) if "{" in one.path]


@pytest.mark.parametrize(("method", "path"), addresses(), ids=str)
def test_keys_that_are_none_in_every_part_of_every_address(
    someone: Visitor, case: str, scenario: str, method: str, path: str
) -> None:
    """One part of the address after the other is none; the others are the visitor's own."""
    own = {"case": case, "scenario": scenario, "table": "market", "row": "2", "group": "market", "kind": "drivers",
           "section": "summary", "place": "0", "job": "x", "file": "run.zip", "like": "empty", "link": "x"}  # fmt: skip
    parts = re.findall(r"\{(\w+)\}", path)
    for part in parts:
        for key in KEYS:
            filled = path
            for name in parts:
                filled = filled.replace(f"{{{name}}}", key if name == part else own[name])
            data = {"mark": someone.mark} if method == "POST" else None
            answer = someone.browser.request(method, filled, data=data)
            assert answer.status_code in (303, 307, 400, 404, 405, 409), (filled, answer.status_code)
            if answer.status_code == 303:
                assert answer.headers["location"].startswith("/"), "no address leads elsewhere"
            assert "root:" not in answer.text


def test_no_odd_address_leads_to_a_fault_or_elsewhere(someone: Visitor) -> None:
    for path in ("//evil.example", "//evil.example/..", "/\\evil.example", "/cases/../../etc/passwd", "/%2e%2e/x",
                 "/static//etc/passwd", "/static/%2e%2e%2fapp.py", "/" + "a" * 5_000, "/?" + "a=1&" * 2_000,
                 "/cases//", "/.git/config", "/cases/x/"):  # fmt: skip
        answer = someone.browser.request("GET", httpx.URL(someone.address + path))
        assert answer.status_code in (200, 307, 404)
        where = answer.headers.get("location", someone.address)
        assert where.startswith((someone.address, "/")), where
        assert not where.startswith("//")


# What-if files

HEAD = 'name = "A"\nreason = "B"\n'
CHANGE = '[[change]]\ntable = "market"\nrows = { provision = "agency_fostering" }\ncolumn = "children_max"\n'


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"\xff\xfe\x00", 422, "not in UTF-8"),
        (b"#" * (LARGEST_WHAT_IF + 1), 413, "larger than a megabyte"),
        (b"", 422, "it changes nothing"),
        (b"\0", 422, "it is not TOML"),
        (b"[" * 100_000, 422, "it is not TOML"),
        (b"a = " + b"[" * 50_000 + b"]" * 50_000, 422, ""),
        (b"a = " + b"{a=" * 20_000, 422, "it is not TOML"),
        (b"a = " + b"9" * 5_000, 422, ""),
        (b"a.b" + b".c" * 50_000 + b" = 1", 422, ""),
        (HEAD.encode() + b'[[change]]\ntable = "nothing"\ncolumn = "x"\nset = 1\n', 422, "nothing"),
        ((HEAD + CHANGE + "set = nan\n").encode(), 422, ""),
        ((HEAD + CHANGE + "multiply = inf\n").encode(), 422, ""),
        ((HEAD + CHANGE + "add = " + "9" * 5_000 + "\n").encode(), 422, ""),
        ((HEAD + CHANGE + "multiply = 1e308\n").encode(), 422, ""),
        ((HEAD + CHANGE + "set = 1e-320\n").encode(), 422, ""),
        ((HEAD + CHANGE + "set = 1979-05-27\n").encode(), 422, ""),
        ((HEAD + CHANGE + "set = 9999-99-99\n").encode(), 422, ""),
        ((HEAD + CHANGE + 'set = "\\uD800"\n').encode(), 422, ""),
        ((HEAD + CHANGE + 'set = "\\u0000"\n').encode(), 422, ""),
        ((HEAD + 'remove = [{table="market", rows={provision="*"}}]\n').encode(), 422, ""),
        ((HEAD + 'change = 5\nnew_row = "x"\nremove = [1]\n').encode(), 422, ""),
        ((HEAD + '[[new_row]]\ntable = "limits"\ncells = { limit_group = "' + "x" * 40_000 + '" }\n').encode(), 422, ""),
    ],
    ids=lambda part: short(part) if isinstance(part, bytes) else None,
)  # fmt: skip
def test_what_if_files_that_are_none(someone: Visitor, case: str, content: bytes, status: int, words: str) -> None:
    before = len(someone.scenarios(case))
    answer = someone.post(f"/cases/{case}/what-if", files={"file": ("../../a<b>.toml", content)})
    assert answer.status_code == status
    assert words in answer.text
    assert 'id="problems-title"' in answer.text, "it is said what is wrong"
    nothing_of_theirs(answer.text)
    assert len(someone.scenarios(case)) == before


def test_a_what_if_of_other_rows_does_not_hide_a_row(someone: Visitor, case: str) -> None:
    """What one setting is set to is nothing that another could hold."""
    made = someone.took(
        case,
        f'{HEAD}[[change]]\ntable = "settings"\nrows = {{ setting = "price_base" }}\ncolumn = "value"\nset = "2027/28"\n',
    )
    for row in range(2, 6):
        assert someone.page(f"/scenarios/{made}/cells/settings/{row}")


# Limits


def test_there_is_an_end_to_scenarios_and_cases_however_they_are_made(tmp_path: Path) -> None:
    with serving(tmp_path, workers=0, most_scenarios_each=3, most_cases_each=2) as small:
        someone = small.visitor()
        case = someone.opened()
        base = someone.scenarios(case)[0]
        first = someone.began(case)
        link = someone.page(f"/scenarios/{first}").split("/link/")[1].split('"')[0]
        someone.began(case)
        before = someone.scenarios(case)
        ways: tuple[tuple[str, dict[str, Any]], ...] = (
            (f"/cases/{case}/scenarios", {"name": "more"}), (f"/scenarios/{first}/duplicate", {}),
            (f"/scenarios/{base}/levers", {"do": "save"}), (f"/link/{link}", {}),
            (f"/scenarios/{base}/cells/budgets/2", {"column": "limit", "value": "1900000"}),
        )  # fmt: skip
        for path, fields in ways:
            answer = someone.post(path, fields)
            assert answer.status_code == 409, path
            assert "This case has 3 scenarios, as many as one case may have. Delete one first." in answer.text
        text = f"{HEAD}{CHANGE}set = 15\n"
        assert someone.uploaded(case, text).status_code == 409
        assert someone.scenarios(case) == before
        someone.opened()
        for answer in (someone.post("/cases/example"), someone.post("/cases", files={"file": ("a.zip", b"PK")})):
            assert answer.status_code == 409
            assert "You have 2 cases open" in answer.text


def test_uploads_take_their_turns(pages: Served, someone: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each may take a gigabyte: who finds both places taken waits, and is told where that lasts too long."""
    monkeypatch.setattr(home, "_TURN", 0.2)
    file = {"file": ("a.zip", b"PK\x05\x06" + b"\0" * 18, "application/zip")}
    for _ in range(2):
        pages.loop.call_soon_threadsafe(pages.site.arrivals._waiters or pages.site.arrivals.locked)
    assert pages.within(lambda site: site.arrivals._value) == 2
    pages.within(lambda site: setattr(site.arrivals, "_value", 0))
    answer = someone.post("/cases", files=file)
    assert answer.status_code == 429
    assert "Upload yours again in a minute." in answer.text
    pages.within(lambda site: site.arrivals.release())
    assert someone.post("/cases", files=file).status_code == 422, "with a place free it is read, and refused"
    assert pages.within(lambda site: site.arrivals._value) == 1, "which gives the place back"
    pages.within(lambda site: site.arrivals.release())
    assert not list((pages.site.store.folder / "arriving").iterdir())


# Every page, with a script in everything that can be typed


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
        seen = walked(someone, ["/", f"/cases/{case}/compare?with={base}&with={scenario}", study, falls,
                                f"/scenarios/{scenario}/cells?q={quote(SCRIPT)}"])  # fmt: skip
        assert len(seen) > 25
        shown = [path for path, page in seen.items() if "alert(1)" in page]
        for part in (f"/cases/{case}", f"/scenarios/{scenario}", "/link/", "/compare", "/read/", "/provenance",
                     "/studies", "/comparisons/", "/take", "/cells"):  # fmt: skip
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
    for page in ("<script>1</script>", '<script src="//x"></script>', '<a onclick="1">', '<p style="x">', "<img src=x>",
                 '<script src="http://evil/static/x.js"></script>'):  # fmt: skip
        with pytest.raises(AssertionError):
            nothing_of_theirs(page)
    nothing_of_theirs('<script src="/static/htmx.js?1" defer></script><p class="x">&lt;script&gt;</p>')


def test_an_application_that_is_never_started_can_be_made(tmp_path: Path) -> None:
    made = make_app(Settings(tmp_path))
    made.state.site.store.close()
