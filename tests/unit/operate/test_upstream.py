"""The platform's lists as an operator walks them: at a pace, and on from where a walk broke off."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from operate.upstream import FAILURES_OF_A_WALK, Lists, Paced, no_list
from relay.phone2action import (
    Credentials,
    CredentialsRejected,
    InvalidRequest,
    Misrouted,
    NotSent,
    Phone2Action,
    Phone2ActionError,
    RateLimited,
    Rejected,
    UnknownOutcome,
)


@dataclass
class Reply:
    status_code: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def iter_content(self, _: int) -> Any:
        return iter([self.body])

    def close(self) -> None: ...


def page_of(*ids: int, last: bool = False) -> Reply:
    rows = [{"id": each, "emails": [{"address": f"p{each}@example.org"}]} for each in ids]
    return Reply(200, json.dumps({"data": rows, "pagination": {"count": 1 if last else 100, "per_page": 100}}).encode())


@dataclass
class Session:
    """Answers each question by `answer(query)`."""

    answer: Callable[[dict[str, str]], Reply]
    queries: list[dict[str, str]] = field(default_factory=list)

    def request(self, _: str, url: str, **__: Any) -> Any:
        query = {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}
        self.queries.append(query)
        return self.answer(query)


def lists(session: Session) -> tuple[Lists, list[float]]:
    """Lists over a session, and for how long they slept."""
    paced = Paced(session, 0)
    slept: list[float] = []
    api = Phone2Action(Credentials("id", "key"), base_url="https://api.example.org/2.0/", session=paced)
    return Lists(api, lambda: paced.calls, sleep=slept.append), slept


def three_pages(query: dict[str, str]) -> Reply:
    number = int(query["page"])
    return page_of(number, last=number == 3)


def test_a_walk_shows_all_pages_and_asks_each_once() -> None:
    session = Session(three_pages)
    walked, _ = lists(session)
    calls: list[int] = []
    walked.told = calls.append
    assert [each.id for each in walked.members(998, 86_400_000 * 3)] == [1, 2, 3]
    assert [query["page"] for query in session.queries] == ["1", "2", "3"]
    assert {query["updatedSince"] for query in session.queries} == {"172800"}
    assert calls == [1, 2, 3]


def test_a_walk_that_breaks_off_goes_on_at_its_page_after_as_long_as_the_api_asks() -> None:
    failures = iter([Reply(503, headers={"Retry-After": "7"}), Reply(429)])

    def answer(query: dict[str, str]) -> Reply:
        return (next(failures, None) if query["page"] == "2" else None) or three_pages(query)

    session = Session(answer)
    walked, slept = lists(session)
    assert [each.id for each in walked.everybody()] == [1, 2, 3]
    assert [query["page"] for query in session.queries] == ["1", "2", "2", "2", "3"]
    assert slept == [7.0, 2.0]


@pytest.mark.parametrize(
    "reply", [Reply(401), Reply(422, b'{"success": 0, "error": "no"}'), Reply(429, headers={"Retry-After": "600"})]
)
def test_what_will_not_pass_soon_ends_the_walk_at_once(reply: Reply) -> None:
    session = Session(lambda _: reply)
    walked, slept = lists(session)
    with pytest.raises(Phone2ActionError):
        list(walked.everybody())
    assert (len(session.queries), slept) == (1, [])


def test_what_never_passes_ends_the_walk() -> None:
    session = Session(lambda _: Reply(500))
    walked, _ = lists(session)
    with pytest.raises(UnknownOutcome):
        list(walked.everybody())
    assert len(session.queries) == 3


def test_an_api_that_gives_the_same_page_for_ever_ends_the_walk() -> None:
    session = Session(lambda _: page_of(1))
    walked, _ = lists(session)
    with pytest.raises(UnknownOutcome):
        list(walked.everybody())
    assert len(session.queries) <= 2 * FAILURES_OF_A_WALK


def test_a_stranger_whom_the_list_names_does_not_have_the_address() -> None:
    walked, _ = lists(Session(lambda _: page_of(1, 2, last=True)))
    assert [each.id for each in walked.with_address("email", "P2@example.org")] == [2]


def test_no_more_calls_are_made_a_second_than_asked_for() -> None:
    now, begun = [100.0], []

    def sleep(seconds: float) -> None:
        now[0] += seconds

    class Slow:
        def request(self, *_: Any, **__: Any) -> None:
            begun.append(now[0])
            now[0] += 3.0 if len(begun) == 3 else 0.0

    paced = Paced(Slow(), 4, clock=lambda: now[0], sleep=sleep)
    for _ in range(6):
        paced.request("GET", "https://api.example.org/")
    assert begun == [100.0, 100.25, 100.5, 103.5, 103.75, 104.0]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (CredentialsRejected(status=401), "the API refuses the credentials for it (401)"),
        (RateLimited(status=429), "the API asks to be left alone (429)"),
        (NotSent(), "the API can't be reached from here"),
        (Misrouted(status=404), "something else answers at the API's address (404)"),
        (Rejected(status=422, api_error="ann@example.org"), "the API refuses the question (422)"),
        (InvalidRequest([]), "the API takes no such question"),
        (UnknownOutcome(), "the API gave no answer that can be read"),
    ],
)
def test_what_the_api_answers_is_told_in_our_words(error: Phone2ActionError, words: str) -> None:
    assert no_list(error) == words
