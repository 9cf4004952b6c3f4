"""The main job once more, against an upstream that somebody else read from the API's documentation (tests/upstream).

The first tests run against the plain upstream and against one with odd but legal answers; then come those of the ways
in which servers and networks break a call, many of them at once.
"""

import dataclasses
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
import requests

from local import background
from local.background import Background
from tests.end_to_end.queue_view import Queues
from tests.end_to_end.senders import CARD, JSON, post_text, some_phone, somebody, writer
from tests.end_to_end.test_main_job import send_json, send_multipart, send_urlencoded
from tests.end_to_end.waits import eventually
from tests.upstream import Behaviour, Upstream

PLAIN = Behaviour()
ODD = Behaviour(
    known="refuse",
    created_status=201,
    success="text",
    ids_as_text=True,
    rows_under="data",
    phone_member="address",
    gzip=True,
    chunked=True,
)
ODDEST = dataclasses.replace(ODD, empty_lists=True, list_lag=2)

# What comes back once the API has done what it was asked for.
AFTER_ACTING: dict[str, dict[str, Any]] = {
    "302": {"kind": "redirect", "status": 302},
    "307": {"kind": "redirect", "status": 307},
    "bare 404": {"kind": "html", "status": 404},
    "HTML 400": {"kind": "html", "status": 400},
    "503": {"kind": "html", "status": 503},
    "nothing": {"kind": "empty"},
    "half an answer": {"kind": "cut"},
    "reset": {"kind": "reset"},
    "reset in the answer": {"kind": "reset", "at": "body"},
    "dripping head": {"kind": "drip", "part": "head"},
    "dripping body": {"kind": "drip", "part": "body"},
}
DRIPS = ("dripping head", "dripping body")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Background, Upstream]]:
    """A stack of its own, and the upstream that it calls.

    In the end, the upstream has refused nothing but to create who is known, and there is no dead letter.
    """
    with Upstream() as upstream:
        place = background.place_in(tmp_path_factory.mktemp("stack"))
        running = background.start(dataclasses.replace(place, upstream=upstream.url))
        try:
            yield running, upstream
            refused = [call for call in upstream.calls() if call.status >= 400 and not call.fault]
            letters = Queues(running).letters()
        finally:
            stopped = running.stop()
        assert stopped == 0, running.output()
        who_is_known = {("advocates", "POST", status) for status in (400, 409, 422)}
        assert {(call.endpoint, call.method, call.status) for call in refused} <= who_is_known
        assert not [call for call in refused if "advocateid" in call.arguments]
        assert letters == []


@pytest.fixture
def stack(both: tuple[Background, Upstream]) -> Background:
    return both[0]


@pytest.fixture
def queues(stack: Background) -> Queues:
    return Queues(stack)


@pytest.fixture(params=[pytest.param(PLAIN, marks=pytest.mark.long), ODD], ids=["plain", "odd"])
def upstream(both: tuple[Background, Upstream], request: pytest.FixtureRequest) -> Iterator[Upstream]:
    """The upstream, behaving in one of two ways (or as the test says), with nothing broken."""
    running = both[1]
    running.behave(**dataclasses.asdict(request.param))
    yield running
    running.mend()


def behaving(*behaviours: Behaviour) -> pytest.MarkDecorator:
    """Lets a test run once for each of these ways to behave."""
    return pytest.mark.parametrize("upstream", behaviours, indirect=True, ids=range(len(behaviours)))


def side_by_side(calls: Iterable[Callable[[], requests.Response]]) -> list[requests.Response]:
    """Send many at a time; the answers, in the same order."""
    with ThreadPoolExecutor(12) as threads:
        return list(threads.map(taken, calls))


def taken(send: Callable[[], requests.Response]) -> requests.Response:
    """The answer, once the relay does not ask its sender to come back: a busy machine's DynamoDB may be away."""

    def answer() -> requests.Response | None:
        given = send()
        return None if given.status_code == 503 and "Retry-After" in given.headers else given

    given = eventually(answer)
    assert given is not None
    return given


def sign_up(stack: Background, form: Any) -> requests.Response:
    return requests.post(f"{stack.relay_url}/signup/998", data=form, headers=JSON, timeout=60)


@pytest.mark.parametrize("send", [send_urlencoded, send_multipart, send_json])
def test_a_form_in_any_encoding_becomes_an_advocate(
    stack: Background, upstream: Upstream, send: Callable[[str, str], requests.Response]
) -> None:
    email = somebody()
    answer = send(f"{stack.relay_url}/signup/998", email)
    assert (answer.status_code, answer.json()["status"]) == (200, "delivered")
    (one,) = upstream.advocates(email=email)
    told = {"firstname": "Ann", "lastname": "O'Neil", "phone": "8165550123", "address1": "1 Main St", "zip5": "02134"}
    assert told.items() <= one["told"].items()
    assert [(field["fieldid"], field["value"]) for field in one["fields"]] == [(5365, "Retirement Savings")]
    joined = upstream.memberships(one["id"])
    assert {(member.campaign, member.source) for member in joined} == {(998, "website"), (999, "website")}


def test_who_signs_up_again_is_brought_up_to_date(stack: Background, upstream: Upstream) -> None:
    email = somebody()
    first = sign_up(stack, {"email": email, "firstname": "Ann"})
    second = sign_up(stack, {"email": email, "firstname": "Anne", "campaigns[]": "999"})
    assert [answer.json()["status"] for answer in (first, second)] == ["delivered"] * 2
    (one,) = upstream.advocates(email=email)
    assert one["firstname"] == "Anne"
    assert {member.campaign for member in upstream.memberships(one["id"])} == {998, 999}


def test_a_lead_card_with_a_street_writes_to_the_legislators_once(stack: Background, upstream: Upstream) -> None:
    email = somebody()
    lead = CARD | {"email": email, "address1": "1 Main St", "zip": "02134"}
    for _ in range(2):
        answer = requests.get(f"{stack.relay_url}/twitter-card/998", params=lead, timeout=40)
        assert (answer.status_code, answer.json()["connections"]) == (200, {"email": "done"})
    (one,) = upstream.advocates(email=email)
    assert (one["firstname"], one["lastname"]) == ("Patrick", "Stoddart")
    (made,) = upstream.connections(one["id"])
    assert (made.campaign, made.type, made.source) == (998, "email", "twitter-card")


def test_a_text_becomes_an_advocate_and_a_stop_is_never_taken_back(stack: Background, upstream: Upstream) -> None:
    phone = some_phone()
    assert "<Message>Thanks for joining" in post_text(stack, phone, "JOIN").text
    (one,) = upstream.advocates(phone=phone)
    assert (one["phones"][0]["subscribed"], one["memberships"][0]["campaignid"]) == (True, 998)
    assert post_text(stack, phone, "Please stop.").text == "<Response/>"
    assert eventually(lambda: not upstream.advocates(phone=phone)[0]["phones"][0]["subscribed"])
    assert "you stopped our texts" in post_text(stack, phone, "JOIN").text
    writes = [call.arguments for call in upstream.calls("advocates", "POST") if call.acted]
    about = [write for write in writes if write.get("phone") == phone]
    assert len([write for write in about if write.get("smsOptin")]) == 1


def test_an_outage_is_made_up_for_and_a_contact_without_an_answer_is_found_in_the_list(
    stack: Background, upstream: Upstream, queues: Queues
) -> None:
    form, card, phone, unanswered = somebody(), somebody(), some_phone(), somebody()
    upstream.fail(kind="reset", endpoint="connections", method="POST", acts=True, count=1)
    answer = sign_up(stack, writer(unanswered))
    assert (answer.status_code, answer.json()["connections"]) == (202, {"email": "queued"})
    upstream.fail(kind="html", status=503)
    answers = [
        sign_up(stack, {"email": form}),
        requests.post(f"{stack.relay_url}/twitter-card", data=CARD | {"email": card}, timeout=40),
    ]
    assert [(answer.status_code, answer.json()["status"]) for answer in answers] == [(202, "queued")] * 2
    assert "<Message>" in post_text(stack, phone, "JOIN").text
    people: list[dict[str, str]] = [{"email": form}, {"email": card}, {"phone": phone}]
    assert [upstream.advocates(**told) for told in people] == [[], [], []]
    upstream.mend()
    assert eventually(lambda: queues.waiting() == 0)
    assert [len(upstream.advocates(**told)) for told in people] == [1, 1, 1]
    (one,) = upstream.advocates(email=unanswered)
    (made,) = upstream.connections(one["id"])
    assert [call for call in upstream.calls("connections", "GET") if call.time > made.time]


def test_twenty_posts_of_one_form_at_once_make_one_advocate_and_one_contact(
    stack: Background, upstream: Upstream, queues: Queues
) -> None:
    email = somebody()
    answers: list[int] = []
    form = writer(email)
    threads = [threading.Thread(target=lambda: answers.append(sign_up(stack, form).status_code)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(answers), set(answers) <= {200, 202}) == (20, True)
    assert eventually(lambda: queues.waiting() == 0)
    (one,) = upstream.advocates(email=email)
    assert len(upstream.connections(one["id"])) == 1


# Broken in the way ----------------------------------------------------------------------------------------------------


def opt_ins_by_text(upstream: Upstream, phone: str) -> int:
    """How often the platform was made to text a phone."""
    writes = [call.arguments for call in upstream.calls("advocates", "POST") if call.acted]
    return len([write for write in writes if write.get("phone") == phone and write.get("smsOptin")])


def campaigns_of(upstream: Upstream, **told: str) -> list[set[int]]:
    """What each advocate with this e-mail address or phone has joined."""
    found = upstream.advocates(**told)
    return [{member.campaign for member in upstream.memberships(one["id"])} for one in found]


def twice_within_the_lag(stack: Background, email: str) -> requests.Response:
    """Sign up, and once more before any list shows it; the second answer."""
    assert taken(partial(sign_up, stack, {"email": email})).status_code in {200, 202}
    return sign_up(stack, {"email": email, "campaigns[]": "999"})


@behaving(ODDEST)
def test_whatever_comes_back_once_the_api_has_acted_nothing_is_done_twice(
    stack: Background, upstream: Upstream, queues: Queues
) -> None:
    writers = {kind: somebody() for kind in AFTER_ACTING if kind != "dripping head"}
    forms = {kind: some_phone() for kind in ("302", "HTML 400", "reset")}
    texts = {kind: some_phone() for kind in ("307", "bare 404", "dripping head")}
    again, twice = somebody(), some_phone()
    happens_once: dict[str, Any] = {"method": "POST", "acts": True, "count": 1}
    for kind, email in writers.items():
        upstream.fail(**AFTER_ACTING[kind], **happens_once, endpoint="connections", about=email)
    for kind, phone in (forms | texts).items():
        upstream.fail(**AFTER_ACTING[kind], **happens_once, endpoint="advocates", about=phone)
    opt_in = {"smsOptin": "1", "firstname": "Ann"}
    posts: dict[str, list[Callable[[], requests.Response]]] = {kind: [] for kind in AFTER_ACTING}
    for kind, email in writers.items():
        letter = [*writer(email), ("emailSubject", email), ("emailMessage", "Dear all")]
        posts[kind].append(partial(sign_up, stack, letter))
    for kind, phone in forms.items():
        posts[kind].append(partial(sign_up, stack, opt_in | {"email": somebody(), "phone": phone}))
    for kind, phone in texts.items():
        posts[kind].append(partial(post_text, stack, phone, "JOIN", f"SM{phone}"))
    posts["302"] += [partial(post_text, stack, twice, word, f"SM{word}{twice}") for word in ("JOIN", "WHALES")]
    posts["302"].append(partial(twice_within_the_lag, stack, again))
    # What opens the breaker comes last: else the others would wait for it, one after another.
    answers = side_by_side(send for kind in posts if kind not in {*DRIPS, "reset"} for send in posts[kind])
    with ThreadPoolExecutor(1) as meanwhile:
        dripping = meanwhile.submit(side_by_side, [send for kind in DRIPS for send in posts[kind]])
        assert eventually(lambda: len([call for call in upstream.calls() if call.fault == "drip"]) == len(DRIPS))
        answers += side_by_side(posts["reset"]) + dripping.result()
    assert {answer.status_code for answer in answers} <= {200, 202}
    assert eventually(lambda: queues.waiting() == 0)
    found = {kind: upstream.advocates(email=email) for kind, email in writers.items()}
    sent = {kind: sum(len(upstream.connections(one["id"])) for one in ones) for kind, ones in found.items()}
    assert sent == dict.fromkeys(writers, 1)
    for kind, phone in (forms | texts).items():
        assert (kind, len(upstream.advocates(phone=phone)), opt_ins_by_text(upstream, phone)) == (kind, 1, 1)
    assert campaigns_of(upstream, email=again) == campaigns_of(upstream, phone=twice) == [{998, 999}]


@behaving(dataclasses.replace(PLAIN, gzip=True, known="another", list_lag=2))
def test_an_api_that_resets_each_connections_second_request_is_no_api_that_is_down(
    stack: Background, upstream: Upstream, queues: Queues
) -> None:
    before = len(upstream.calls())
    upstream.fail(kind="reset", nth=2)
    upstream.fail(kind="reset", nth=2, at="unread", probability=0.5)
    email, phone, twice = somebody(), some_phone(), some_phone()
    answers = [
        sign_up(stack, [*writer(email), ("emailOptin", "1")]),
        sign_up(stack, {"email": somebody()}),
        post_text(stack, phone, "JOIN"),
        post_text(stack, phone, "WHALES"),
    ]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert [answer.json()["status"] for answer in answers[:2]] == ["delivered"] * 2
    (one,) = upstream.advocates(email=email)
    assert len(upstream.connections(one["id"])) == 1
    side_by_side(partial(post_text, stack, twice, word, f"SM{word}{twice}") for word in ("JOIN", "WHALES"))
    assert sign_up(stack, {"email": email, "emailOptout": "1"}).status_code == 202  # a question, then an update
    assert eventually(lambda: queues.waiting() == 0)
    assert [campaigns_of(upstream, phone=each) for each in (phone, twice)] == [[{998, 999}]] * 2
    assert upstream.advocates(email=email)[0]["emails"][0]["subscribed"] is False
    assert {call.nth for call in upstream.calls()[before:] if call.fault} == {2}


@behaving(*(dataclasses.replace(ODD, known_status=status) for status in (400, 409, 422)))
def test_who_is_known_and_refused_is_found_and_updated(stack: Background, upstream: Upstream) -> None:
    email = somebody()
    answers = [sign_up(stack, {"email": email, "firstname": name}) for name in ("Ann", "Anne")]
    assert [(answer.status_code, answer.json()["status"]) for answer in answers] == [(200, "delivered")] * 2
    (one,) = upstream.advocates(email=email)
    assert one["firstname"] == "Anne"
