"""What every request passes first: names, where a change comes from, sizes, and the headers of every answer."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from optimiser.web.guard import POLICY
from tests.web.serving_fixtures import Served, Visitor, resting, serving

__all__ = ["resting"]

MEGABYTE = 1 << 20
CHANGE = "/cases/example"


@pytest.fixture
def visitor(resting: Served) -> Iterator[Visitor]:
    """Someone new."""
    with Visitor(resting.address) as found:
        yield found


def headers_are_there(answer: httpx.Response) -> None:
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert "server" not in answer.headers, "what serves is nobody's business"


def test_the_policy_lets_nothing_in_from_elsewhere_and_nothing_within_a_page() -> None:
    directives = dict(part.split(" ", 1) for part in POLICY.split("; "))
    assert directives["default-src"] == "'none'"
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    for name in ("script-src", "style-src", "connect-src", "form-action"):
        assert directives[name] == "'self'"
    assert directives["frame-ancestors"] == "'none'"
    assert directives["base-uri"] == "'none'"


@pytest.mark.parametrize(
    "name",
    [
        "evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "localhost.evil.example",
        "127.0.0.2:{port}", "[::2]:{port}", "0.0.0.0:{port}", "127.0.0.1@evil.example", "evil.example@127.0.0.1",
        "127.0.0.1:{port}@evil.example", "127.0.0.1/evil", "127.0.0.1\\evil", "127.0.0.1 evil", "[127.0.0.1",
        "127.0.0.1:port", "127.0.0.1:123456", "", ":{port}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/about", "/static/pages.css", "/cases/x"])
def test_a_name_that_is_not_ours_is_misdirected(resting: Served, name: str, path: str) -> None:
    """DNS rebinding: a page of evil.example, whose name leads here of a sudden, still asks for evil.example."""
    answer = raw(resting, "GET", path, [("Host", name.format(port=urlsplit(resting.address).port))])
    assert answer.status_code in (400, 421), "400 where it is no Host at all"
    assert "set-cookie" not in answer.headers
    if answer.status_code == 421:
        headers_are_there(answer)
        assert "not one of ours" in answer.text


@pytest.mark.parametrize("name", ["127.0.0.1", "LOCALHOST:{port}", "[::1]:{port}", "localhost"])
def test_the_names_of_this_machine_are_ours(resting: Served, name: str) -> None:
    answer = raw(resting, "GET", "/about", [("Host", name.format(port=urlsplit(resting.address).port))])
    assert answer.status_code == 200


def test_the_name_of_a_proxy_is_ours_however_it_is_written(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serving(tmp_path_factory.mktemp("named"), workers=0, names=("Plans.Council.example",)) as named:
        for name in ("plans.council.example", "PLANS.council.EXAMPLE:443"):
            assert raw(named, "GET", "/about", [("Host", name)]).status_code == 200
        assert raw(named, "GET", "/about", [("Host", "council.example")]).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"}, {"origin": "null"}, {"origin": ""}, {"origin": "http://[::1"},
        {"origin": "http://127.0.0.1:1"}, {"origin": "http://127.0.0.1"}, {"origin": "file://{ours}"},
        {"origin": "http://{ours}.evil.example"}, {"origin": "http://evil.example/{ours}"},
        {"origin": "http://a@{ours}"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "nonsense"}, {"origin": "http://{ours}", "sec-fetch-site": "cross-site"},
        {"origin": "http://evil.example", "sec-fetch-site": "same-origin"},
    ],
)  # fmt: skip
def test_a_change_from_another_site_is_refused_even_with_cookie_and_mark(
    visitor: Visitor, headers: dict[str, str]
) -> None:
    ours = urlsplit(visitor.address).netloc
    answer = visitor.post(CHANGE, headers={name: value.format(ours=ours) for name, value in headers.items()})
    assert answer.status_code == 403
    headers_are_there(answer)
    assert "/cases/" not in visitor.page("/").replace("/cases/example", ""), "nothing was opened"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "QUERY", "CONNECT-ish"])
def test_whatever_is_not_just_reading_must_come_from_here(visitor: Visitor, method: str) -> None:
    answer = visitor.browser.request(method, "/about", headers={"origin": "http://evil.example"})
    assert answer.status_code == 403


@pytest.mark.parametrize("site", ["same-origin", "none", None])
def test_a_change_of_our_own_pages_is_taken(visitor: Visitor, site: str | None) -> None:
    headers = {"origin": visitor.address} | ({} if site is None else {"sec-fetch-site": site})
    assert visitor.post(CHANGE, headers=headers).status_code == 303


@pytest.mark.parametrize(
    "fields", [{}, {"mark": ""}, {"mark": "0" * 64}, {"mark": "é"}, {"mark": ["0" * 64, "1" * 64]}]
)
def test_a_change_without_the_mark_of_its_form_is_refused(visitor: Visitor, fields: dict[str, str]) -> None:
    visitor.page("/")
    answer = visitor.browser.post(CHANGE, data=fields)
    assert answer.status_code == 403
    assert "Nothing has been changed" in answer.text
    headers_are_there(answer)


def test_the_mark_of_another_visitor_does_not_do(resting: Served, visitor: Visitor) -> None:
    with Visitor(resting.address) as other:
        answer = visitor.browser.post(CHANGE, data={"mark": other.mark})
        assert other.mark != visitor.mark
    assert answer.status_code == 403


def test_a_mark_sent_as_a_file_is_none(visitor: Visitor) -> None:
    assert visitor.browser.post(CHANGE, files={"mark": ("mark", visitor.mark)}).status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200), ("/about", 200), ("/sign-in", 200), ("/static/pages.css", 200), ("/static/nothing.css", 404),
        ("/static/../../pyproject.toml", 404), ("/static/%2e%2e/%2e%2e/app.py", 404), ("/nothing", 404),
        ("/cases/nothing", 404), ("/cases", 405), ("/scenarios/x/solve", 405), ("/template/empty.xlsx", 200),
        ("/cases/example/", 307),
    ],
)  # fmt: skip
def test_every_answer_carries_the_headers(visitor: Visitor, path: str, status: int) -> None:
    for method in ("GET", "HEAD"):
        answer = visitor.browser.request(method, path)
        assert answer.status_code == status
        headers_are_there(answer)


def test_only_files_that_never_change_under_their_address_are_kept(visitor: Visitor) -> None:
    assert "immutable" in visitor.get("/static/pages.css?1").headers["cache-control"]
    for path in ("/", "/about", "/static/nothing.css", "/nothing"):
        assert visitor.get(path).headers["cache-control"] == "no-store"


def test_a_method_that_is_not_allowed_says_which_are(visitor: Visitor) -> None:
    answer = visitor.browser.put("/about")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
    headers_are_there(answer)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(resting: Served) -> None:
    cookie = httpx.get(resting.address, trust_env=False).headers["set-cookie"]
    attributes = {part.strip().casefold() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= attributes
    assert "secure" not in attributes, "nothing else would work without HTTPS"
    assert not any(part.startswith("domain") for part in attributes)
    assert cookie.split("=", 1)[0] == f"what_if_{urlsplit(resting.address).port}"
    behind = httpx.get(resting.address, headers={"x-forwarded-proto": "https"}, trust_env=False)
    assert "secure" in {part.strip().casefold() for part in behind.headers["set-cookie"].split(";")}


def test_only_who_is_new_is_given_a_cookie(visitor: Visitor) -> None:
    assert "set-cookie" in visitor.get("/").headers
    assert "set-cookie" not in visitor.get("/").headers


# How large a request may be


def chunks(size: int) -> Iterator[bytes]:
    for _ in range(size // 65_536):
        yield b"a" * 65_536


def too_large(answer: httpx.Response, most: str) -> None:
    assert answer.status_code == 413
    assert f"at most {most} MB are read" in answer.text
    headers_are_there(answer)


def test_a_form_that_says_that_it_is_too_large_is_refused_unread(resting: Served) -> None:
    most = resting.site.settings.intake.upload
    for kind, length, said in (("multipart/form-data; boundary=x", most + MEGABYTE + 1, 11),
                               ("application/x-www-form-urlencoded", MEGABYTE + 1, 1)):  # fmt: skip
        asked = [
            ("Host", urlsplit(resting.address).netloc),
            ("Content-Type", kind),
            ("Content-Length", str(length)),
        ]
        too_large(raw(resting, "POST", CHANGE, asked), str(said))


@pytest.mark.parametrize("length", ["-1", "1e9", "0x10", "1 000", "٣", "9" * 30, "", "+5"])
def test_a_length_that_is_none_is_refused(resting: Served, length: str) -> None:
    asked = [("Host", urlsplit(resting.address).netloc), ("Content-Length", length)]
    assert raw(resting, "POST", CHANGE, asked).status_code in (400, 413)


def test_a_form_that_grows_too_large_is_refused_on_the_way(visitor: Visitor) -> None:
    visitor.page("/")
    answer = visitor.browser.post(
        CHANGE, content=chunks(2 * MEGABYTE), headers={"content-type": "application/x-www-form-urlencoded"}
    )
    too_large(answer, "1")


def test_an_upload_that_grows_too_large_is_refused_on_the_way(resting: Served, visitor: Visitor) -> None:
    visitor.page("/")

    def body() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\n'
        yield from chunks(resting.site.settings.intake.upload + 2 * MEGABYTE)

    answer = visitor.browser.post(
        "/cases", content=body(), headers={"content-type": "multipart/form-data; boundary=x"}
    )
    too_large(answer, "11")
    assert visitor.get("/").status_code == 200, "and the pages are served on"


def raw(served: Served, method: str, path: str, headers: list[tuple[str, str]]) -> httpx.Response:
    """The answer to a request whose headers no ordinary client would send."""
    line = http.client.HTTPConnection(urlsplit(served.address).netloc, timeout=20)
    try:
        line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers:
            line.putheader(name, value.encode())
        line.endheaders()
        answer = line.getresponse()
        return httpx.Response(answer.status, headers=answer.getheaders(), content=answer.read())
    finally:
        line.close()
