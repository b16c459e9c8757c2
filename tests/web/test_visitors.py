"""Who is asking: what is one visitor's is nobody else's by any address; tokens, proxies, links, forgetting."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.routing import Mount, Route

from optimiser.web import app
from optimiser.web.app import make_app
from optimiser.web.pages.levers_shown import GROUP_OF
from optimiser.web.settings import Settings
from optimiser.web.site import Site
from tests.web.serving_fixtures import Served, Visitor, served, serving, until

__all__ = ["served"]

OPEN = {
    "/",
    "/about",
    "/accessibility",
    "/sign-in",
    "/cases",
    "/cases/example",
    "/template/{like}.xlsx",
    "/link/{link}",
}
"""Addresses that name nothing of anybody's; what a link shows is tested by itself."""
OTHER_PARTS = {
    "group": next(iter(GROUP_OF)),
    "section": "summary",
    "table": "demand",
    "row": "2",
    "kind": "frontier",
    "place": "0",
    "file": "run.zip",
}
"""Parts of addresses that say what about a case, a scenario or a job is asked for, each so that there is such."""
WHAT_IF = (
    'name = "Secret fees"\nreason = "Confidential."\n[[change]]\ntable = "provisions"\n'
    'rows = { provision = "agency_fostering" }\ncolumn = "weekly_cost"\nmultiply = 1.1\n'
)


@dataclass
class Owner:
    """Someone with one of everything: a case, a scenario that is solved, a study, a comparison and files."""

    visitor: Visitor
    case: str
    scenario: str
    jobs: Mapping[str, str]
    """Jobs by how the addresses of those that show them begin."""
    tables: Mapping[str, str]
    """A table of the answer and one of the study."""

    def address(self, path: str, scenario: str | None = None) -> str:
        """An address of theirs for the pattern of a route."""
        job = next((job for start, job in self.jobs.items() if path.startswith(start)), self.jobs["/jobs"])
        parts = OTHER_PARTS | {"case": self.case, "scenario": scenario or self.scenario, "job": job}
        if path.startswith("/jobs"):
            parts |= {"table": self.tables["study" if "/study/" in path else "tables"]}
        return re.sub(r"\{(\w+)\}", lambda part: parts[part[1]], path)


@pytest.fixture(scope="module")
def owner(served: Served) -> Owner:
    mine = served.visitor()
    case = mine.opened()
    base = mine.scenarios(case)[0]
    mine.settled(f"/scenarios/{base}")
    scenario = mine.took(case, WHAT_IF)
    mine.solved(scenario)
    study = mine.sent(f"/scenarios/{scenario}/studies/alternatives", {"within": "0.02"})
    compared = mine.sent(f"/cases/{case}/compare", {"with": [base, scenario]})
    for place in (study, compared):
        mine.settled(place)
    answer = served.within(lambda site: site.store.latest_job(scenario, "solve"))
    assert answer is not None
    found = {place.rsplit("/", 1)[0]: place.rsplit("/", 1)[1] for place in (study, compared)}
    jobs = found | {
        "/deliveries": served.within(lambda site: delivered(site, scenario)),
        "/jobs/{job}/study": found["/studies"],
        "/jobs": answer.id,
    }
    folders = {
        "tables": served.site.store.job_folder(answer.id) / "tables",
        "study": served.site.store.job_folder(found["/studies"]) / "study",
    }
    return Owner(
        mine, case, scenario, jobs, {name: next(folder.glob("*.csv")).stem for name, folder in folders.items()}
    )


def delivered(site: Site, scenario: str) -> str:
    """The job of files that were made, as it is kept; making them takes long and is tested elsewhere."""
    about = site.store.scenario(scenario)
    assert about is not None
    job = site.store.add_job(about.visitor, about.case, "pack", scenario, {})
    folder = site.store.job_folder(job.id)
    folder.mkdir(parents=True)
    for name in ("strategy-pack.zip", "run.zip"):
        (folder / name).write_bytes(b"PK")
    told = {"objective": 1.0, "bound": 1.0, "gap": 0.0, "answer": 1.0}
    site.store.set_job(job.id, "finished", told)
    return job.id


def routes() -> list[tuple[str, str]]:
    """Every method and path of the application, but for files that are the same for all."""
    found = [route for subject in app._SUBJECTS for route in subject.ROUTES]
    return [(method, route.path) for route in found for method in sorted(route.methods or ()) if method != "HEAD"]


OWNED = [(method, path) for method, path in routes() if path not in OPEN]


def test_every_route_of_the_application_is_among_those_tried(tmp_path: Path) -> None:
    made = make_app(Settings(tmp_path))
    made.state.site.store.close()
    known = {path for _, path in routes()}
    for route in made.routes:
        assert isinstance(route, Route | Mount)
        assert route.path in known or route.path == "/static"
    assert set(routes()) >= {("POST", "/scenarios/{scenario}/delete"), ("GET", "/deliveries/{job}/{file}")}
    assert len(OWNED) > 30
    for _, path in OWNED:
        assert re.search(r"\{(case|scenario|job)\}", path), f"{path}: whose is it? Say so, or list it as open"


@pytest.mark.parametrize(("method", "path"), OWNED, ids=lambda part: part)
def test_nothing_of_another_visitors_can_be_had_or_changed(
    served: Served, owner: Owner, method: str, path: str
) -> None:
    address = owner.address(path)
    if method == "GET":
        query = f"?with={owner.scenario}&with={served_base(owner)}" if path.endswith("/compare") else ""
        answer = owner.visitor.get(address + query)
        assert answer.status_code == 200, (address, "it is there for its owner, or this would prove nothing")
    before = served.rows()
    with Visitor(served.address) as stranger:
        stranger.page("/")
        fields = {"do": "solve", "kind": "pack", "within": "0.02", "way": "0", "with": [owner.scenario]}
        answer = stranger.get(address) if method == "GET" else stranger.post(address, fields)
    assert answer.status_code == 404, address
    assert "Secret" not in answer.text
    assert "Tinyshire" not in answer.text
    assert served.rows() == before


def served_base(owner: Owner) -> str:
    return owner.visitor.scenarios(owner.case)[0]


def test_a_scenario_of_another_cannot_be_compared_with_ones_own(served: Served, owner: Owner) -> None:
    with Visitor(served.address) as stranger:
        case = stranger.opened()
        base = stranger.scenarios(case)[0]
        chosen = [base, owner.scenario]
        assert stranger.get(f"/cases/{case}/compare", params={"with": chosen}).status_code == 404
        assert stranger.post(f"/cases/{case}/compare", {"with": chosen}).status_code == 404


def test_a_visitors_own_case_does_not_lend_its_address_to_another_case(owner: Owner) -> None:
    """A scenario of one case, asked for as if it were of another of the same visitor's."""
    mine = owner.visitor
    other = mine.opened()
    answer = mine.get(f"/cases/{other}/compare", params={"with": [owner.scenario, mine.scenarios(other)[0]]})
    assert answer.status_code == 422
    assert "Secret fees" not in answer.text
    mine.sent(f"/cases/{other}/delete")


def test_the_first_page_lists_only_ones_own(served: Served, owner: Owner) -> None:
    assert owner.case in owner.visitor.page("/")
    with Visitor(served.address) as stranger:
        assert owner.case not in stranger.page("/")
        assert "Secret" not in stranger.page("/")


def test_a_secret_that_nobody_has_makes_someone_new(served: Served, owner: Owner) -> None:
    ((name, secret),) = owner.visitor.browser.cookies.items()
    for given, status in (("0" * 43, 404), (secret[:-1], 404), ("", 404), (secret, 200)):
        with Visitor(served.address, cookie=f"{name}={given}") as someone:
            assert someone.get(f"/cases/{owner.case}").status_code == status, "the cookie is who one is"


# Links


def link_of(owner: Owner, scenario: str) -> str:
    found = re.search(r'value="(http://[^"]+/link/[\w-]+)"', owner.visitor.page(f"/scenarios/{scenario}"))
    assert found is not None
    return found[1]


def test_a_link_shows_the_scenario_and_nothing_to_change(served: Served, owner: Owner) -> None:
    link = link_of(owner, owner.scenario)
    assert link.startswith(served.address)
    assert owner.scenario not in link, "the address holds no key by which it could be changed"
    with Visitor(served.address) as stranger:
        page = stranger.page(link)
        assert "Secret fees" in page
        assert "Confidential." in page
        assert "times 1.1" in page
        assert "£" in page, "and its figures"
        for secret in (owner.case, owner.scenario, *owner.jobs.values()):
            assert secret not in page
        assert stranger.get(link[:-1]).status_code == 404
        assert stranger.get(f"{served.address}/link/{owner.scenario}").status_code == 404


def test_a_copy_from_a_link_is_the_strangers_own(served: Served, owner: Owner) -> None:
    link = link_of(owner, owner.scenario).removeprefix(served.address)
    with Visitor(served.address) as stranger:
        copied = stranger.sent(link)
        page = stranger.settled(copied)
        assert "Secret fees" in page
        scenario = copied.removeprefix("/scenarios/")
        assert scenario != owner.scenario
        stranger.sent(f"/scenarios/{scenario}/name", {"name": "Mine now"})
        assert "Secret fees" in owner.visitor.page(f"/scenarios/{owner.scenario}")
        assert owner.visitor.get(copied).status_code == 404
        (case,) = re.findall(r'href="/cases/(\w+)"', stranger.page("/"))
        assert case != owner.case
        again = stranger.sent(link)
        assert re.findall(r'href="/cases/(\w+)"', stranger.page("/")) == [case], "the case itself is had once"
        assert again != copied
        stranger.sent(f"/cases/{case}/delete")
        assert stranger.get(copied).status_code == 404
    assert owner.visitor.get(f"/cases/{owner.case}").status_code == 200


def test_a_link_ends_with_its_scenario(served: Served, owner: Owner) -> None:
    scenario = owner.visitor.began(owner.case, "Short")
    link = link_of(owner, scenario)
    owner.visitor.sent(f"/scenarios/{scenario}/delete")
    assert owner.visitor.get(link).status_code == 404


# Tokens and proxies


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("guarded"), workers=0, token="correct horse") as found:
        yield found


KEPT = [one for one in routes() if one[1] not in ("/about", "/accessibility", "/sign-in")]


@pytest.mark.parametrize(("method", "path"), KEPT, ids=lambda part: part)
def test_without_the_token_every_address_leads_to_where_it_is_given(
    guarded: Served, method: str, path: str
) -> None:
    before = guarded.rows()
    with Visitor(guarded.address) as stranger:
        answer = stranger.browser.request(method, re.sub(r"\{\w+\}", "x", path))
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in"
    assert "set-cookie" not in answer.headers
    assert guarded.rows() == before, "nobody is remembered"


def test_a_wrong_token_is_refused_slowly(guarded: Served) -> None:
    def guess(wrong: str) -> None:
        began = time.monotonic()
        answer = stranger.browser.post("/sign-in", data={"token": wrong})
        assert answer.status_code == 403
        assert time.monotonic() - began >= 1
        assert "That is not the token" in answer.text
        assert "set-cookie" not in answer.headers
        assert wrong not in answer.text or not wrong

    with Visitor(guarded.address) as stranger, ThreadPoolExecutor(5) as all_at_once:
        list(all_at_once.map(guess, ("", "wrong", "correct horse ", "correct hors", "é" * 1_000)))
        assert stranger.get("/").status_code == 303


def test_the_token_lets_in_for_good(guarded: Served) -> None:
    with Visitor(guarded.address) as someone:
        answer = someone.browser.post("/sign-in", data={"token": "correct horse"})
        assert answer.status_code == 303
        assert "correct" not in answer.headers["set-cookie"]
        case = someone.opened()
        assert someone.get(f"/cases/{case}").status_code == 200
        with Visitor(guarded.address) as other:
            other.browser.post("/sign-in", data={"token": "correct horse"})
            assert other.get(f"/cases/{case}").status_code == 404, "the token is everybody's, a case is not"


def test_where_no_token_is_asked_for_none_lets_in(served: Served) -> None:
    with Visitor(served.address) as stranger:
        assert stranger.browser.post("/sign-in", data={"token": "None"}).status_code == 403
        assert stranger.browser.post("/sign-in", files={"token": b"correct horse"}).status_code in (400, 403)


def test_who_the_proxy_says_it_is_goes_with_the_cookie(tmp_path: Path) -> None:
    with serving(tmp_path, workers=0, user_header="X-Signed-In") as behind:
        with Visitor(behind.address) as nobody:
            for path in ("/", "/cases/x", "/scenarios/x"):
                answer = nobody.get(path)
                assert answer.status_code == 403
                assert "X-Signed-In" in answer.text
                assert "set-cookie" not in answer.headers
        with Visitor(behind.address, **{"x-signed-in": "ann"}) as ann:
            case = ann.opened()
            cookies = dict(ann.browser.cookies)
        with Visitor(behind.address, **{"x-signed-in": "bob"}) as bob:
            bob.browser.cookies.update(cookies)
            assert bob.get(f"/cases/{case}").status_code == 404, "a cookie of hers does not make him her"
        with Visitor(behind.address, **{"x-signed-in": "ann"}) as ann:
            ann.browser.cookies.update(cookies)
            assert ann.get(f"/cases/{case}").status_code == 200


def test_token_and_proxy_together_ask_for_both(tmp_path: Path) -> None:
    with serving(tmp_path, workers=0, user_header="X-Signed-In", token="correct horse") as behind:
        with Visitor(behind.address) as nobody:
            assert nobody.browser.post("/sign-in", data={"token": "correct horse"}).status_code == 403
        with Visitor(behind.address, **{"x-signed-in": "ann"}) as ann:
            assert ann.get("/").status_code == 303
            assert ann.browser.post("/sign-in", data={"token": "correct horse"}).status_code == 303
            assert ann.get("/").status_code == 200


# Forgetting


def test_who_does_not_come_back_is_forgotten_with_rows_and_files(served: Served) -> None:
    gone, stays = served.visitor(), served.visitor()
    cases = {one: one.opened() for one in (gone, stays)}
    for one, case in cases.items():
        one.settled(f"/scenarios/{one.scenarios(case)[0]}")
    theirs = {one: served.within(lambda site, case=case: what_is_kept(site, case)) for one, case in cases.items()}
    assert all(folder.is_dir() for visitor, folders in theirs.values() for folder in folders)
    assert min(len(folders) for _, folders in theirs.values()) == 2, "tables and an answer"
    month = served.site.settings.keep_days * 86_400

    def later(days: float) -> None:
        served.within(lambda site: site.forget_idle(time.time() + days * 86_400))

    later(-1)
    assert gone.get(f"/cases/{cases[gone]}").status_code == 200, "it is too early"
    long_ago = (time.time() - month - 60, theirs[gone][0])
    served.within(
        lambda site: site.store._db.execute("update visitors set seen = ? where id = ?", long_ago).rowcount
    )
    later(0)
    assert gone.get(f"/cases/{cases[gone]}").status_code == 404
    assert stays.get(f"/cases/{cases[stays]}").status_code == 200
    assert not any(folder.exists() for folder in theirs[gone][1])
    assert all(folder.is_dir() for folder in theirs[stays][1])
    assert theirs[gone][0] not in "\n".join(served.rows())
    assert cases[gone] not in served.within(lambda site: {*site.queue._holding, *site._cases})


def what_is_kept(site: Site, case: str) -> tuple[str, list[Path]]:
    """Whose a case is, and the folders of it and its jobs."""
    record = site.store.case(case)
    assert record is not None
    return record.visitor, [
        site.store.case_folder(case),
        *(site.store.job_folder(job.id) for job in site.store.jobs_of(case)),
    ]


def test_coming_back_is_noted(tmp_path: Path) -> None:
    with serving(tmp_path, workers=0) as kept:
        someone = kept.visitor()
        someone.page("/")
        kept.within(lambda site: site.store._db.execute("update visitors set seen = 1") and None)
        someone.page("/")
        (seen,) = kept.within(lambda site: site.store._db.execute("select seen from visitors").fetchone())
        assert time.time() - seen < 60


def test_a_case_deleted_in_the_midst_of_its_solve_leaves_nothing(served: Served) -> None:
    someone = served.visitor()

    def all_over(site: Site) -> bool:
        return all(one.is_over for one in site.queue._standing.values())

    for pause in (0.0, 0.02, 0.1):
        until(lambda: served.within(all_over), "an end of what came before")
        case = someone.opened()
        folders = served.within(lambda site, case=case: what_is_kept(site, case)[1])
        time.sleep(pause)
        someone.sent(f"/cases/{case}/delete")
        until(lambda: served.within(all_over), "an end")
        assert not any(folder.exists() for folder in folders)
        assert case not in served.within(lambda site: {*site.queue._holding, *site._cases})
