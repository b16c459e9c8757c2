"""Several people at once: limits, turns, stopping, and workers that die in the midst of a job."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

import optimiser
from optimiser.scenario import changed, what_if_in
from optimiser.web.jobs.queue import DIED
from optimiser.web.site import Site
from optimiser.web.store import JobRecord, Scenario
from tests.cases.casebook import LEWISHAM, TINY
from tests.slower import quick_first
from tests.web.serving_fixtures import Served, Visitor, serving, until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are held still by a signal")

YOURS = "You have 2 pieces of work under way, as many as one person may have."
EVERYBODYS = "Too many people are using the program at this moment. Try again in some minutes."


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One worker, and room for little."""
    with serving(tmp_path_factory.mktemp("narrow"), workers=1, most_jobs=4, most_jobs_each=2) as found:
        yield found


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Two workers."""
    with serving(tmp_path_factory.mktemp("pair"), workers=2) as found:
        yield found


def workers(served: Served) -> list[psutil.Process]:
    return served.within(lambda site: [psutil.Process(one.process.pid) for one in site.queue._workers])


@contextlib.contextmanager
def held_still(processes: list[psutil.Process]) -> Iterator[None]:
    """Processes that do nothing for a while, so that what they are at takes as long as it must."""
    for one in processes:
        one.suspend()
    try:
        yield
    finally:
        for one in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.resume()


def ready(served: Served) -> tuple[Visitor, str, str]:
    """Someone with a case whose plan has been found: who, the case, and a scenario of it."""
    someone = served.visitor()
    case = someone.opened()
    someone.settled(f"/scenarios/{someone.scenarios(case)[0]}")
    return someone, case, fees(someone, case, 0.95)


def fees(someone: Visitor, case: str, times: float) -> str:
    """A scenario in which agencies cost so many times as much."""
    return someone.took(case, fees_text(times))


def fees_text(times: float) -> str:
    return (
        f'name = "Fees times {times}"\nreason = "To see."\n[[change]]\ntable = "provisions"\n'
        f'rows = {{ provision = "agency_fostering" }}\ncolumn = "weekly_cost"\nmultiply = {times}\n'
    )


def scenario_of(served: Served, key: str) -> Scenario:
    found = served.within(lambda site: site.store.scenario(key))
    assert found is not None
    return found


def job_of(served: Served, scenario: str) -> JobRecord:
    found = served.within(lambda site: site.store.latest_job(scenario, "solve"))
    assert found is not None
    return found


def state_of(served: Served, job: str) -> str:
    found = served.within(lambda site: site.store.job(job))
    return "gone" if found is None else found.state


def test_nobody_may_have_more_than_so_many_jobs(narrow: Served) -> None:
    ann, case, first = ready(narrow)
    second, third = fees(ann, case, 0.9), fees(ann, case, 0.85)
    with held_still(workers(narrow)):
        for scenario in (first, second):
            ann.sent(f"/scenarios/{scenario}/solve")
        before = narrow.rows()
        for path, fields in ((f"/scenarios/{third}/solve", {}), (f"/scenarios/{third}/take", {"kind": "pack"}),
                             (f"/scenarios/{third}/levers", {"do": "solve"})):  # fmt: skip
            answer = ann.post(path, fields)
            assert answer.status_code == 429
            assert YOURS in answer.text
        assert narrow.rows()[:2] == before[:2]
        assert not narrow.within(lambda site: site.queue.all_under_way(third))
        answer = ann.post(f"/scenarios/{second}/solve")
        assert answer.status_code == 303, "what is asked for anew takes the place of what was"
    for scenario in (first, second):
        ann.settled(f"/scenarios/{scenario}")
    assert ann.solved(third)


def test_all_together_may_not_have_more_than_so_many_jobs(narrow: Served) -> None:
    ann, case, first = ready(narrow)
    bob, other, his = ready(narrow)
    with held_still(workers(narrow)):
        for someone, scenario in (
            (ann, first),
            (ann, fees(ann, case, 0.9)),
            (bob, his),
            (bob, fees(bob, other, 0.9)),
        ):
            someone.sent(f"/scenarios/{scenario}/solve")
        carol = narrow.visitor()
        opened = carol.opened()
        base = carol.scenarios(opened)[0]
        assert "No answer yet" in carol.page(f"/scenarios/{base}"), "her case is kept all the same"
        answer = carol.post(f"/scenarios/{base}/solve")
        assert answer.status_code == 429
        assert EVERYBODYS in answer.text
        link = scenario_of(narrow, first).link
        assert narrow.visitor().sent(f"/link/{link}").startswith("/scenarios/"), "as is a copy from a link"
    until(lambda: narrow.within(lambda site: all(one.is_over for one in site.queue._standing.values())), "an end")
    assert "Finished" in carol.solved(base)


def test_everybody_has_a_turn_before_anybody_has_another(narrow: Served) -> None:
    ann, case, first = ready(narrow)
    second = fees(ann, case, 0.9)
    bob, _, his = ready(narrow)
    with held_still(workers(narrow)):
        ann.sent(f"/scenarios/{first}/solve")
        ann.sent(f"/scenarios/{second}/solve")
        bob.sent(f"/scenarios/{his}/solve")
        assert "Waiting: next in turn." in bob.page(f"/scenarios/{his}")
        assert "Waiting: one other is ahead." in ann.page(f"/scenarios/{second}")
    for someone, scenario in ((ann, second), (bob, his)):
        someone.settled(f"/scenarios/{scenario}")
    ended = [job_of(narrow, scenario).ended for scenario in (first, his, second)]
    assert ended == sorted(ended)


def test_what_is_stopped_while_it_waits_never_begins(narrow: Served) -> None:
    ann, case, first = ready(narrow)
    second = fees(ann, case, 0.9)
    with held_still(workers(narrow)):
        ann.sent(f"/scenarios/{first}/solve")
        ann.sent(f"/scenarios/{second}/solve")
        waiting = job_of(narrow, second).id
        assert ann.sent(f"/scenarios/{second}/cancel") == f"/scenarios/{second}"
        assert "Stopped before any plan was found" in ann.page(f"/scenarios/{second}")
        assert state_of(narrow, waiting) == "cancelled"
    ann.settled(f"/scenarios/{first}")
    assert not scenario_of(narrow, second).answer
    assert "Finished" in ann.solved(second)


def test_stopping_what_is_not_under_way_does_nothing(narrow: Served) -> None:
    ann, _, scenario = ready(narrow)
    assert ann.sent(f"/scenarios/{scenario}/cancel") == f"/scenarios/{scenario}"
    ann.solved(scenario)
    before = narrow.rows()
    ann.sent(f"/scenarios/{scenario}/cancel")
    assert narrow.rows() == before


def test_a_worker_that_dies_ends_its_job_and_no_other(narrow: Served) -> None:
    ann, _, scenario = ready(narrow)
    bob, _, his = ready(narrow)
    (worker,) = workers(narrow)
    worker.suspend()
    ann.sent(f"/scenarios/{scenario}/solve")
    bob.sent(f"/scenarios/{his}/solve")
    job = job_of(narrow, scenario).id
    worker.send_signal(signal.SIGKILL)
    page = ann.settled(f"/scenarios/{scenario}")
    assert state_of(narrow, job) == "failed"
    assert DIED in page
    assert "Finished" in bob.settled(f"/scenarios/{his}"), "another worker goes on"
    (another,) = workers(narrow)
    assert another.pid != worker.pid
    assert "Finished" in ann.solved(scenario), "with the same scenario as well"
    assert scenario_of(narrow, scenario).is_answered


@pytest.mark.slow
def test_a_worker_that_dies_at_rest_is_replaced_unnoticed(narrow: Served) -> None:
    ann, _, scenario = ready(narrow)
    (worker,) = workers(narrow)
    worker.send_signal(signal.SIGKILL)
    until(lambda: [one.pid for one in workers(narrow)] not in ([], [worker.pid]), "another worker")
    assert "Finished" in ann.solved(scenario)


def test_everybody_gets_the_answer_to_their_own_question(pair: Served) -> None:
    asked = []
    for times in (0.9, 1.1, 0.9):
        someone = pair.visitor()
        case = someone.opened()
        asked.append((someone, fees(someone, case, times), times))
    for someone, scenario, _ in asked:
        someone.sent(f"/scenarios/{scenario}/solve")
    for someone, scenario, times in asked:
        someone.settled(f"/scenarios/{scenario}")
        told = job_of(pair, scenario).told
        inputs = changed(optimiser.read_case(TINY), [what_if_in(fees_text(times), "alone")])
        alone = optimiser.plan(inputs).record
        assert alone.objective is not None
        assert told["objective"] == pytest.approx(alone.objective, rel=2e-3), "either is proven to 0.1 %"


@pytest.mark.parametrize("later_first", quick_first([True, False], 1))
def test_an_answer_asked_for_since_is_not_undone_by_one_that_comes_late(pair: Served, later_first: bool) -> None:
    """A lever is changed while the plan under the earlier one is still sought: whichever search ends first."""
    ann, _, scenario = ready(pair)
    with contextlib.ExitStack() as first, contextlib.ExitStack() as second:
        both = workers(pair)
        holds = {
            one.pid: stack.enter_context(held_still([one]))
            for one, stack in zip(both, (first, second), strict=True)
        }
        assert len(holds) == 2
        ann.sent(f"/scenarios/{scenario}/solve")
        early = job_of(pair, scenario)
        name = "Renamed, so that its text is another"
        ann.sent(f"/scenarios/{scenario}/name", {"name": name})
        ann.sent(f"/scenarios/{scenario}/solve")
        late = job_of(pair, scenario)
        assert late.id != early.id
        at = pair.within(
            lambda site: {one.order.about.job: one.process.pid for one in site.queue._workers if one.order}
        )
        stacks = dict(zip((one.pid for one in both), (first, second), strict=True))
        order = (late.id, early.id) if later_first else (early.id, late.id)
        for job in order:
            stacks[at[job]].close()
            until(lambda job=job: not is_under_way(pair, job), "its end")
    found = scenario_of(pair, scenario)
    assert found.answer == late.id
    assert found.is_answered
    assert name in found.answered
    assert "Finished" in ann.settled(f"/scenarios/{scenario}")
    assert state_of(pair, late.id) == "finished"
    assert not pair.within(lambda site: site.store.job_folder(early.id).exists())


def is_under_way(served: Served, job: str) -> bool:
    def asked(site: Site) -> bool:
        found = site.queue.standing(job)
        return found is not None and not found.is_over

    return served.within(asked)


def test_what_cannot_be_met_gives_way_at_a_press(narrow: Served) -> None:
    ann, case, _ = ready(narrow)
    text = 'name = "All"\nreason = "To see."\n[[change]]\ntable = "targets"\ncolumn = "value"\nset = 0.99\n'
    scenario = ann.took(case, text)
    page = ann.solved(scenario)
    assert "No plan can meet everything that is asked" in page
    assert job_of(narrow, scenario).state == "cannot"
    assert ann.post(f"/scenarios/{scenario}/loosen", {"way": "99"}).status_code == 409
    ann.sent(f"/scenarios/{scenario}/loosen", {"way": "0"})
    assert "Finished" in ann.settled(f"/scenarios/{scenario}")
    assert scenario_of(narrow, scenario).is_answered
    assert ann.post(f"/scenarios/{scenario}/loosen", {"way": "0"}).status_code == 409, (
        "it was said of it as it was"
    )


@pytest.mark.slow
def test_stopping_a_search_keeps_its_best_plan_as_not_proven(tmp_path: Path) -> None:
    with serving(tmp_path / "kept", LEWISHAM, gap=0.0, time_limit=600.0) as served:
        ann = served.visitor()
        case = ann.opened()
        base = ann.scenarios(case)[0]
        job = job_of(served, base).id
        until(lambda: "Best plan so far" in ann.page(f"/scenarios/{base}"), "a plan", 300)
        ann.sent(f"/scenarios/{base}/cancel")
        page = ann.settled(f"/scenarios/{base}", 300)
        found = served.within(lambda site: site.store.job(job))
        assert found is not None
        assert found.state == "early"
        assert found.told["gap"] > 0
        assert found.told["objective"] > found.told["bound"]
        assert "Stopped early: not proven" in page
        assert "Not proven:" in page
        assert "proven to" not in page
        assert scenario_of(served, base).is_answered
