"""Whatever anybody sends: a page, a sentence or a refusal, never a fault, and never markup of theirs."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import httpx
import pytest

from optimiser.web import app
from tests.web.serving_fixtures import Served, Visitor, serving
from tests.web.test_escaping import SCRIPT, levers_on, nothing_of_theirs

ODD = (
    "",
    "a\0b",
    "²",
    "9" * 5_000,
    "-1",
    "1e400",
    "nan",
    "'; drop table scenarios; --",
    SCRIPT,
    "../../../etc/passwd",
    "\u2028",
    "x" * 20_000,
    "\r\nSet-Cookie: a=b",
    "é雪\U0001f600",
)
MORE = (
    " ",
    "\0",
    "٣",
    "-0",
    "Infinity",
    "0x10",
    "1_000",
    "1,5",
    "%00",
    "=1+1",
    "\ufffe",
    "\u202e",
    "5 %",
    "*",
    '"',
    "\\",
)
EVERY = [*ODD, *(pytest.param(odd, marks=pytest.mark.slow) for odd in MORE)]
FORM = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="a"'
KEYS = (
    "x",
    "%2e%2e",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%5c..%5cx",
    "%00",
    "-1",
    "0",
    "²",
    "9" * 400,
    "'",
    "%22%3E",
    "a%20b",
    "%F0%9F%98%80",
    "%ED%A0%80",
    "%ff",
    "con",
    "None",
    "example.csv",
)


def short(text: object) -> str:
    return ascii(text)[:25]


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


# What forms can hold


@pytest.mark.parametrize("odd", EVERY, ids=short)
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


@pytest.mark.parametrize("odd", EVERY, ids=short)
def test_odd_texts_in_any_cell(someone: Visitor, scenario: str, odd: str) -> None:
    for table, row, column in (
        ("budgets", 2, "limit"),
        ("settings", 2, "value"),
        ("settings", 4, "value"),
        ("options", 2, "label"),
        ("options", 2, "limit_group"),
        ("targets", 2, "periods"),
        ("market", 2, "note"),
        ("market", 2, "provision"),
        ("market", 2, odd[:200]),
    ):
        path = f"/scenarios/{scenario}/cells/{table}/{row}"
        answer = someone.post(path, {"column": column, "value": odd, "reason": odd})
        assert answer.status_code in (303, 422), (table, column)
        nothing_of_theirs(answer.text)
        nothing_of_theirs(someone.page(path))
    nothing_of_theirs(someone.page(f"/scenarios/{scenario}"))
    assert someone.get(f"/scenarios/{scenario}/what-if.toml").status_code == 200


@pytest.mark.parametrize("odd", EVERY, ids=short)
def test_odd_texts_in_names_questions_and_places(someone: Visitor, case: str, scenario: str, odd: str) -> None:
    someone.sent(f"/scenarios/{scenario}/name", {"name": odd, "reason": odd})
    made = someone.began(case, odd, odd)
    path = f"/scenarios/{made}"
    for sent, fields in (
        (f"{path}/loosen", {"way": odd}),
        (f"{path}/take", {"kind": odd}),
        (f"{path}/studies/drivers", {"top": odd}),
        (f"{path}/studies/frontier", {"target": odd, "points": odd}),
        (f"/cases/{case}/compare", {"with": [odd, made]}),
        (f"{path}/changes/0/remove", {}),
        (f"{path}/duplicate", {odd[:100]: odd}),
    ):
        answer = someone.post(sent, fields)
        assert answer.status_code in (303, 404, 409, 422), sent
        nothing_of_theirs(answer.text)
    for asked, query in (
        (path, {"after": odd[:4_000]}),
        (f"{path}/cells", {"q": odd[:4_000]}),
        (f"/cases/{case}/compare", {"with": [odd[:4_000], made]}),
    ):
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
        (b"anything", FORM, 400),
        (b"--x\r\n\r\n\r\n--x--", FORM, 400),
        (PART + b"\r\n\r\n1\r\n--x--", f"{FORM}; charset=no-such", 403),
        ((PART + b'; filename="b"\r\n\r\n1\r\n') * 3 + b"--x--", FORM, 400),
        ((PART + b"\r\n\r\n1\r\n") * 3_000 + b"--x--", FORM, 400),
        (PART + b"\r\n\r\n" + b"1" * 1_100_000 + b"\r\n--x--", FORM, 400),
    ],
    ids=lambda part: short(part) if isinstance(part, bytes) else None,
)
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
    return [
        (method, one.path)
        for one in found
        for method in sorted(one.methods or ())
        if "{" in one.path and method != "HEAD"
    ]


@pytest.mark.parametrize(("method", "path"), addresses(), ids=str)
def test_keys_that_are_none_in_every_part_of_every_address(
    someone: Visitor, case: str, scenario: str, method: str, path: str
) -> None:
    """One part of the address after the other is none; the others are the visitor's own."""
    own = {
        "case": case,
        "scenario": scenario,
        "table": "market",
        "row": "2",
        "group": "market",
        "kind": "drivers",
        "section": "summary",
        "place": "0",
        "job": "x",
        "file": "run.zip",
        "like": "empty",
        "link": "x",
    }
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
    for path in (
        "//evil.example",
        "//evil.example/..",
        "/\\evil.example",
        "/cases/../../etc/passwd",
        "/%2e%2e/x",
        "/static//etc/passwd",
        "/static/%2e%2e%2fapp.py",
        "/" + "a" * 5_000,
        "/?" + "a=1&" * 2_000,
        "/cases//",
        "/.git/config",
        "/cases/x/",
    ):
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
        (b"#" * (128 * 1024 + 1), 413, "larger than 128 kB"),
        (b"", 422, "it changes nothing"),
        (b"\0", 422, "it is not TOML"),
        (b"[" * 100_000, 422, "it is not TOML"),
        (b"a = " + b"[" * 50_000 + b"]" * 50_000, 422, ""),
        (b"a = " + b"{a=" * 20_000, 422, "it is not TOML"),
        (b"a = " + b"9" * 5_000, 422, "a number has thousands of digits"),
        (b"a.b" + b".c" * 50_000 + b" = 1", 422, "hundreds of full stops"),
        (b"".join(b"k%d%s = 1\n" % (number, b".a" * 190) for number in range(300)), 422, "And 252 more."),
        ((HEAD + '[[new_row]]\ntable = "targets"\ncells = { target = "t" }\n' * 301).encode(), 422, "301 changes"),
        (HEAD.encode() + b'[[change]]\ntable = "nothing"\ncolumn = "x"\nset = 1\n', 422, "nothing"),
        ((HEAD + CHANGE + "set = nan\n").encode(), 422, ""),
        ((HEAD + CHANGE + "multiply = inf\n").encode(), 422, ""),
        ((HEAD + CHANGE + "add = " + "9" * 5_000 + "\n").encode(), 422, ""),
        ((HEAD + CHANGE + "set = 0x" + "f" * 5_000 + "\n").encode(), 422, "a number has thousands of digits"),
        ((HEAD + CHANGE + "multiply = 1e308\n").encode(), 422, ""),
        ((HEAD + CHANGE + "set = 1e-320\n").encode(), 422, ""),
        ((HEAD + CHANGE + "set = 1979-05-27\n").encode(), 422, ""),
        ((HEAD + CHANGE + "set = 9999-99-99\n").encode(), 422, ""),
        ((HEAD + CHANGE + 'set = "\\uD800"\n').encode(), 422, ""),
        ((HEAD + CHANGE + 'set = "\\u0000"\n').encode(), 422, ""),
        ((HEAD + 'remove = [{table="market", rows={provision="*"}}]\n').encode(), 422, ""),
        ((HEAD + 'change = 5\nnew_row = "x"\nremove = [1]\n').encode(), 422, ""),
        (f'{HEAD}[[new_row]]\ntable = "limits"\ncells = {{ limit_group = "{"x" * 40_000}" }}\n'.encode(), 422, ""),
    ],
    ids=lambda part: short(part) if isinstance(part, bytes) else None,
)
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
        f'{HEAD}[[change]]\ntable = "settings"\nrows = {{ setting = "price_base" }}\n'
        'column = "value"\nset = "2027/28"\n',
    )
    for row in range(2, 6):
        assert someone.page(f"/scenarios/{made}/cells/settings/{row}")
