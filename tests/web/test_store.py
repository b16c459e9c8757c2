"""What is kept between visits: whole after any end, for one program at a time, and gone when it is deleted."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from optimiser.web.store import CaseRecord, JobRecord, Scenario, Store, StoreError
from optimiser.web.store.store import new_key
from tests.cases.casebook import ROOT

AWKWARD = "'; drop table visitors; -- \" \\ \n\t\0 £ é 雪 \U0001f600 <b>"
FACTS = {"warnings": [AWKWARD], "from": "a.zip", "count": 3, "none": None}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(tmp_path / "kept")) as found:
        yield found


def a_case(store: Store, visitor: str) -> CaseRecord:
    """A case with a table and a scenario, kept as the pages keep it."""
    found = store.add_case(CaseRecord(new_key(), visitor, AWKWARD, "abc", FACTS))
    folder = store.case_folder(found.id)
    folder.mkdir(parents=True)
    (folder / "demand.csv").write_text("children", encoding="utf-8")
    store.add_scenario(visitor, found.id, "As the tables say", base=True)
    return found


def a_job(store: Store, scenario: Scenario, kind: str = "solve") -> JobRecord:
    """A job with a file."""
    found = store.add_job(scenario.visitor, scenario.case, kind, scenario.id, {"text": AWKWARD})
    folder = store.job_folder(found.id)
    folder.mkdir(parents=True)
    (folder / "answer.csv").write_text("cost", encoding="utf-8")
    return found


def files(folder: Path) -> set[str]:
    """Files of cases and jobs that there are."""
    return {path.name for part in ("cases", "jobs") for path in (folder / part).rglob("*") if path.is_file()}


def test_everything_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "kept")) as store:
        visitor, secret = store.new_visitor(AWKWARD)
        case = a_case(store, visitor.id)
        made = store.add_scenario(visitor.id, case.id, AWKWARD, AWKWARD, AWKWARD)
        store.change_scenario(made.id, "Other", "why", "text")
        job = a_job(store, made)
        store.set_job(job.id, "finished", FACTS | {"gap": float("inf")})
        store.answer_scenario(made.id, job.id, "text")
        before = store.case(case.id), store.scenario(made.id), store.job(job.id)
    with closing(Store(tmp_path / "kept")) as store:
        assert (store.case(case.id), store.scenario(made.id), store.job(job.id)) == before
        assert store.visitor(secret) == visitor
        assert [one.name for one in store.scenarios_of(case.id)] == ["As the tables say", "Other"]
        kept, found, done = store.case(case.id), store.scenario(made.id), store.job(job.id)
    assert kept is not None
    assert (kept.authority, kept.facts) == (AWKWARD, FACTS)
    assert found is not None
    assert (found.name, found.reason, found.text, found.answer, found.is_answered) == (
        "Other", "why", "text", job.id, True,
    )  # fmt: skip
    assert found.changed >= found.created > 0
    assert done is not None
    assert (done.state, done.told, done.asked) == ("finished", FACTS | {"gap": float("inf")}, {"text": AWKWARD})
    assert done.ended >= done.created > 0


def test_a_secret_is_kept_as_a_hash_alone(store: Store) -> None:
    visitor, secret = store.new_visitor()
    assert store.visitor(secret) == visitor
    assert store.visitor(secret + "x") is None
    assert store.visitor("") is None
    assert not any(secret in line for line in store._db.iterdump())
    assert len(secret) >= 40


def test_what_happens_at_once_happens_whole_or_not_at_all(store: Store) -> None:
    visitor, _ = store.new_visitor()
    case = CaseRecord("half", visitor.id, "A", "", {})
    with pytest.raises(StoreError), store.at_once():
        _begun_and_broken_off(store, case)
    assert store.case("half") is None
    with store.at_once():
        store.add_case(CaseRecord("whole", visitor.id, "A", "", {}))
    assert store.case("whole") is not None


def _begun_and_broken_off(store: Store, case: CaseRecord) -> None:
    store.add_case(case)
    raise StoreError("broken off")


def test_a_job_without_news_of_what_came_keeps_what_came(store: Store) -> None:
    visitor, _ = store.new_visitor()
    job = a_job(store, store.scenarios_of(a_case(store, visitor.id).id)[0])
    store.set_job(job.id, "working", {"cost": 1})
    store.set_job(job.id, "finished")
    found = store.job(job.id)
    assert found is not None
    assert (found.told, found.state) == ({"cost": 1}, "finished")


def test_jobs_under_way_and_no_others_are_interrupted(store: Store) -> None:
    visitor, _ = store.new_visitor()
    scenario = store.scenarios_of(a_case(store, visitor.id).id)[0]
    jobs = {state: a_job(store, scenario).id for state in ("queued", "working", "finished", "cannot", "cancelled")}
    for state, job in jobs.items():
        store.set_job(job, state)
    store.interrupt_jobs()
    states = {state: found.state for state, job in jobs.items() if (found := store.job(job))}
    assert states == {name: name for name in jobs} | {"queued": "interrupted", "working": "interrupted"}


def test_the_latest_job_is_the_one_asked_for_last_whatever_the_clock_says(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, _ = store.new_visitor()
    scenario = store.scenarios_of(a_case(store, visitor.id).id)[0]
    monkeypatch.setattr(time, "time", lambda: 1_000.0)
    jobs = [a_job(store, scenario).id for _ in range(20)]
    latest = store.latest_job(scenario.id, "solve")
    assert latest is not None
    assert latest.id == jobs[-1]
    assert store.latest_job(scenario.id, "drivers") is None


def test_what_is_told_of_a_scenario_is_its_own_answer(store: Store) -> None:
    visitor, _ = store.new_visitor()
    case, other = (a_case(store, visitor.id).id for _ in range(2))
    made = store.add_scenario(visitor.id, case, AWKWARD)
    base = store.base_of(case)
    assert (base.base, base.case, store.base_of(other).case) == (True, case, other)
    assert store.answer_of(made) is None
    assert store.told_of(made) == {}
    for scenario in (base, made):
        job = a_job(store, scenario).id
        store.set_job(job, "finished", {"objective": scenario.name})
        store.answer_scenario(scenario.id, job, AWKWARD)
    assert [store.told_of(one)["objective"] for one in store.scenarios_of(case)] == [base.name, AWKWARD]
    assert store.told_of(base) == {}, "as it was when it was read, without an answer"


# What is deleted leaves nothing


def test_a_deleted_case_leaves_no_row_and_no_file(store: Store) -> None:
    visitor, _ = store.new_visitor()
    case, other = a_case(store, visitor.id), a_case(store, visitor.id)
    scenario = store.add_scenario(visitor.id, case.id, "Secret")
    a_job(store, scenario)
    store.delete_case(case.id)
    dump = "\n".join(store._db.iterdump())
    assert case.id not in dump
    assert scenario.id not in dump
    assert "Secret" not in dump
    assert other.id in dump
    assert files(store.folder) == {"demand.csv"}
    assert [path.name for path in (store.folder / "cases").iterdir()] == [other.id]


def test_a_deleted_scenario_leaves_no_job_and_no_file(store: Store) -> None:
    visitor, _ = store.new_visitor()
    case = a_case(store, visitor.id)
    scenario = store.add_scenario(visitor.id, case.id, "Secret")
    job = a_job(store, scenario)
    store.delete_scenario(scenario.id)
    assert store.job(job.id) is None
    assert store.scenario(scenario.id) is None
    assert files(store.folder) == {"demand.csv"}
    assert len(store.scenarios_of(case.id)) == 1


def test_earlier_jobs_of_a_kind_go_with_their_files(store: Store) -> None:
    visitor, _ = store.new_visitor()
    scenario = store.scenarios_of(a_case(store, visitor.id).id)[0]
    old, new, study = a_job(store, scenario), a_job(store, scenario), a_job(store, scenario, "drivers")
    store.delete_jobs(scenario.id, "solve", new.id)
    assert store.job(old.id) is None
    assert {path.name for path in (store.folder / "jobs").iterdir()} == {new.id, study.id}


def test_a_forgotten_visitor_leaves_nothing(store: Store) -> None:
    gone, secret = store.new_visitor("someone@council.example")
    stays, _ = store.new_visitor()
    a_job(store, store.scenarios_of(a_case(store, gone.id).id)[0])
    a_case(store, stays.id)
    store.forget_visitor(gone.id)
    assert store.visitor(secret) is None
    assert gone.id not in "\n".join(store._db.iterdump())
    assert "someone@council.example" not in "\n".join(store._db.iterdump())
    assert files(store.folder) == {"demand.csv"}


def test_who_has_begun_nothing_is_idle_sooner(store: Store) -> None:
    visitors = {name: store.new_visitor()[0] for name in ("old", "late", "old empty", "late empty", "new empty")}
    for name in ("old", "late"):
        a_case(store, visitors[name].id)
    for name, seen in (("old", 10.0), ("late", 20.0), ("old empty", 10.0), ("late empty", 20.0)):
        store.seen(visitors[name], seen)
    store.seen(visitors["new empty"], 40.0)
    idle = store.idle_since(15.0, 30.0)
    assert {name for name, one in visitors.items() if one.id in idle} == {"old", "old empty", "late empty"}


def test_files_that_nothing_knows_of_go_at_the_next_start(tmp_path: Path) -> None:
    """As a program leaves that is killed between writing a folder and its row, or between a row and its files."""
    with closing(Store(tmp_path)) as store:
        visitor, _ = store.new_visitor()
        case = a_case(store, visitor.id)
        job = a_job(store, store.scenarios_of(case.id)[0])
        for folder in (store.case_folder("gone"), store.job_folder("gone"), store.case_folder(".new-gone")):
            folder.mkdir()
            (folder / "secret.csv").write_text("children", encoding="utf-8")
        (store.arrivals_folder() / "upload").write_text("children", encoding="utf-8")
    with closing(Store(tmp_path)):
        left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.csv")}
    assert left == {f"cases/{case.id}/demand.csv", f"jobs/{job.id}/answer.csv"}
    assert not (tmp_path / "arriving").exists()


# Killed in the midst

WRITER = """
import sys
from pathlib import Path
from optimiser.web.store import CaseRecord, Store
store = Store(Path(sys.argv[1]))
visitor, _ = store.new_visitor()
print(visitor.id, flush=True)
for number in range(1_000_000):
    key = f"{number:06d}"
    with store.at_once():
        store.add_case(CaseRecord(key, visitor.id, "A", "", {"number": number}))
        store.add_scenario(visitor.id, key, "As the tables say", base=True)
    made = store.add_scenario(visitor.id, key, "Trial", "", "x" * 5_000)
    job = store.add_job(visitor.id, key, "solve", made.id, {"text": made.text})
    store.set_job(job.id, "finished", {"cost": number})
    store.answer_scenario(made.id, job.id, made.text)
    print(key, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such end there")
@pytest.mark.parametrize("moment", range(3))
def test_what_was_done_survives_a_kill_in_the_midst_of_writing(tmp_path: Path, moment: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path / "kept")], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    with process:
        assert process.stdout is not None
        visitor = process.stdout.readline().strip()
        said = [process.stdout.readline().strip() for _ in range(10 + moment)]
        time.sleep(random.random() / 20)
        process.kill()
        said += process.stdout.read().split()
    assert process.returncode == -signal.SIGKILL
    with closing(Store(tmp_path / "kept")) as store:
        assert store._db.execute("pragma integrity_check").fetchone() == ("ok",)
        assert store._db.execute("pragma foreign_key_check").fetchall() == []
        cases = store.cases_of(visitor)
        whole = [one for one in said if len(one) == 6]
        assert {one.id for one in cases} >= set(whole), "whatever was said to be done is there"
        assert len(cases) <= len(whole) + 1
        for case in cases:
            scenarios = store.scenarios_of(case.id)
            assert scenarios[0].base, "a case is never without its tables' own scenario"
            if case.id in whole:
                (job,) = store.jobs_of(case.id)
                assert (job.state, job.told) == ("finished", {"cost": int(case.id)})
                assert scenarios[1].answer == job.id
                assert scenarios[1].is_answered


# Who may have it


def test_a_second_program_is_refused_with_a_sentence(store: Store) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom optimiser.web.store import Store, StoreError\n"
        "try:\n    Store(Path(sys.argv[1]))\nexcept StoreError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(store.folder)],
        capture_output=True, text=True, check=True, cwd=ROOT, timeout=120,
    )  # fmt: skip
    assert done.stdout.strip() == (
        f"{store.folder} is in use by another optimiser serve. Stop that one, or give another --folder."
    )
    assert done.stderr == ""
    assert store.new_visitor(), "and the first one goes on"


def test_once_it_is_closed_another_may_have_it(tmp_path: Path) -> None:
    for _ in range(2):
        with closing(Store(tmp_path)) as store:
            store.new_visitor()


def test_a_folder_of_another_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    Store(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "pages.sqlite3")) as changed:
        changed.execute("pragma user_version=99")
    before = (tmp_path / "pages.sqlite3").read_bytes()
    with pytest.raises(StoreError, match=r"another version of the program\. Give another --folder"):
        Store(tmp_path)
    assert (tmp_path / "pages.sqlite3").read_bytes() == before


def test_a_file_that_is_no_store_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "pages.sqlite3").write_text("Something else." * 100, encoding="utf-8")
    with pytest.raises(StoreError, match=r"cannot be used for the pages: .* Give another --folder"):
        Store(tmp_path)


def test_a_file_in_the_place_of_the_folder_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be used for the pages"):
        Store(tmp_path / "kept")


@pytest.mark.skipif(os.name != "posix", reason="there are no such permissions there")
def test_nobody_else_may_look_into_a_folder_that_is_made(tmp_path: Path) -> None:
    before = os.umask(0o002)
    try:
        with closing(Store(tmp_path / "deep" / "kept")) as store:
            assert store.folder.stat().st_mode & 0o077 == 0
    finally:
        os.umask(before)


def test_a_key_is_not_to_be_guessed_and_safe_in_an_address() -> None:
    keys = {new_key() for _ in range(2_000)}
    assert len(keys) == 2_000
    assert all(len(key) >= 12 and key.replace("-", "").replace("_", "").isalnum() for key in keys)
