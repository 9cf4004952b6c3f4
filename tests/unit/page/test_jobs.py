"""Long work: in a thread, with its progress, one of a kind at a time; a page may be closed and opened again."""

import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from operate.page import jobs as jobs_module
from operate.page.app import application
from operate.page.jobs import Job, Jobs, StillRunning
from operate.trouble import Trouble
from tests.fakes.waiting import PATIENCE_SECONDS
from tests.unit.page.browser import Browser


class Held:
    """Work that goes on when the test says so."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, job: Job) -> Mapping[str, Any]:
        job.told(3, 10)
        self.begun.set()
        assert self.go_on.wait(PATIENCE_SECONDS)
        job.go_on()
        job.did("one")
        job.say("said")
        return {}


@pytest.fixture
def at_once() -> Jobs:
    """Jobs that nobody waits for."""
    return Jobs(patience=0)


@pytest.fixture
def work() -> Iterator[Held]:
    work = Held()
    yield work
    work.go_on.set()


@pytest.fixture
def browser(at_once: Jobs) -> Browser:
    def nowhere() -> Any:
        raise Trouble("no stack here")

    return Browser(application(nowhere, own_jobs=at_once))


def begun(jobs: Jobs, work: Held) -> Job:
    job = jobs.begin("move", "Moving", work, back="/letters")
    assert work.begun.wait(PATIENCE_SECONDS)
    return job


def over(job: Job) -> Job:
    assert job.over.wait(PATIENCE_SECONDS)
    return job


def test_how_far_it_is_is_shown_and_shown_again_without_a_script(at_once: Jobs, work: Held, browser: Browser) -> None:
    job = begun(at_once, work)
    answer = browser.get(job.path)
    assert "3 of 10" in answer.shown
    assert '<progress value="3" max="10" aria-label="Moving">' in answer.text
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in answer.text


def test_it_goes_on_while_nobody_looks_and_shows_how_it_ended(at_once: Jobs, work: Held, browser: Browser) -> None:
    job = begun(at_once, work)
    work.go_on.set()
    over(job)
    answer = browser.get(job.path)
    assert "said" in answer.shown
    assert answer.links("/submission/") == ["/submission/one"]
    assert "refresh" not in answer.text


def test_of_a_kind_only_one_goes_on(at_once: Jobs, work: Held) -> None:
    first = begun(at_once, work)
    with pytest.raises(StillRunning) as refused:
        at_once.begin("move", "Moving more", work, back="/letters")
    assert refused.value.job is first
    another = at_once.begin("look", "Looking", lambda _: {}, back="/letters")
    assert over(another).state == "done"
    work.go_on.set()
    over(first)
    assert over(at_once.begin("move", "Moving more", work, back="/letters")).state == "done"


def test_who_wants_a_second_one_is_shown_the_first(at_once: Jobs, work: Held, browser: Browser) -> None:
    job = begun(at_once, work)
    at_once._jobs[job.id].kind = "find"
    app = Browser(application(lambda: None, own_jobs=at_once))  # type: ignore[arg-type, return-value]
    answer = app.post("/find", typed="person@example.org")
    assert (answer.status, answer.links("/job/")) == (409, [job.path])
    assert "nothing new was begun" in answer.shown


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Trouble("look there"), "look there"),
        (ClientError({"Error": {"Code": "ExpiredToken"}}, "X"), "expired"),
        (ValueError("person@example.org"), "the command itself failed (ValueError"),
    ],
)
def test_what_goes_wrong_is_said_in_words_with_what_was_done(
    at_once: Jobs, browser: Browser, error: Exception, words: str
) -> None:
    def fail(job: Job) -> Mapping[str, Any]:
        job.did("one")
        raise error

    job = over(at_once.begin("move", "Moving", fail, back="/letters", kept="what was <typed>"))
    answer = browser.get(job.path)
    assert job.state == "failed"
    assert words in answer.shown
    assert "person@example.org" not in answer.text
    assert answer.links("/submission/") == ["/submission/one"]
    assert "what was &lt;typed&gt;" in answer.text


def test_it_can_be_stopped_where_nothing_is_lost(at_once: Jobs, work: Held, browser: Browser) -> None:
    job = begun(at_once, work)
    assert "It stops as soon as" in browser.post(f"{job.path}/stop").shown
    work.go_on.set()
    assert over(job).state == "stopped"
    assert "what is listed was done" in browser.get(job.path).shown
    assert job.ids == []


def test_the_page_s_end_is_waited_for_by_all_that_goes_on(at_once: Jobs, work: Held) -> None:
    job = begun(at_once, work)
    assert not at_once.end(0)
    work.go_on.set()
    assert at_once.end(PATIENCE_SECONDS)
    assert job.state == "stopped"


def test_old_results_are_forgotten_what_goes_on_is_not(
    at_once: Jobs, work: Held, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_module, "MOST_KEPT", 2)
    running = begun(at_once, work)
    done = [over(at_once.begin(f"look {n}", "Looking", lambda _: {}, back="/")) for n in range(4)]
    assert at_once.get(running.id) is running
    assert [at_once.get(job.id) for job in done[:1]] == [None]
    assert browser.get(done[0].path).status == 404
    assert browser.post(f"{done[0].path}/stop").status == 404


def test_a_page_hears_how_far_it_is_and_that_it_is_over(at_once: Jobs, work: Held, browser: Browser) -> None:
    job = begun(at_once, work)
    threading.Timer(0, work.go_on.set).start()
    told = browser.get(f"{job.path}/events").text
    assert told.rstrip().endswith("event: reload\r\ndata:")
    over(job)
    assert "event: piece" not in browser.get(f"{job.path}/events").text


def test_only_a_job_that_made_a_file_has_one(at_once: Jobs, browser: Browser) -> None:
    made = over(at_once.begin("a", "A", lambda _: {"file": "{}", "file_name": "kept.json"}, back="/"))
    none = over(at_once.begin("b", "B", lambda _: {}, back="/"))
    answer = browser.get(f"{made.path}/file")
    assert (answer.text, answer.headers["content-disposition"]) == ("{}", 'attachment; filename="kept.json"')
    assert browser.get(f"{none.path}/file").status == 404


def test_a_job_s_address_can_t_be_guessed(at_once: Jobs) -> None:
    ids = {over(at_once.begin(f"{n}", "A", lambda _: {}, back="/")).id for n in range(9)}
    assert len(ids) == 9
    assert all(len(each) == 16 for each in ids)
