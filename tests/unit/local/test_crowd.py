"""The crowd: who is in it, what they send, and that whoever is lost, done twice or disobeyed is counted as such."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

import pytest

from local import crowd
from local.command_line import Mistake
from local.crowd import Crowd, Found, Kind, Person, Tally, addresses_of, people, tally
from local.send import Answer, Outgoing

URL = "http://127.0.0.1:3000"


def person(kind: Kind) -> Person:
    return Person(kind, "N1", "one@example.org", "8165550123")


def test_no_two_people_are_one_and_all_kinds_are_among_them() -> None:
    everybody = people(300)
    assert len({each.email for each in everybody}) == len({each.phone for each in everybody}) == 300
    assert {each.kind for each in everybody} == set(crowd.KINDS)
    assert all(len(each.phone) == 10 and each.phone[3:8] == "55501" and each.phone[1:3] != "11" for each in everybody)


@pytest.mark.parametrize(
    ("kind", "targets"),
    [
        ("form", ["/signup/998"]),
        ("letter", ["/signup/998"]),
        ("card", ["/twitter-card/998"]),
        ("text", ["/sms"]),
        ("stop", ["/sms", "/sms"]),
    ],
)
def test_each_kind_sends_what_it_is_for(kind: Kind, targets: list[str]) -> None:
    posts = person(kind).posts(URL)
    assert [post.target for post in posts] == targets
    fields = [parse_qs(post.body.decode()) for post in posts]
    assert ("type[]" in fields[0]) == (kind == "letter")
    assert [each.get("Body") for each in fields] == {"text": [["JOIN"]], "stop": [["JOIN"], ["STOP"]]}.get(kind, [None])


class Relay:
    """Answers each post by its turn: with a status, or not at all."""

    def __init__(self, *answers: int | None) -> None:
        self.answers, self.posts = list(answers), list[Outgoing]()

    def __call__(self, post: Outgoing, url: str) -> Answer:
        assert url == URL
        self.posts.append(post)
        answer = self.answers.pop(0) if self.answers else 503
        if answer is None:
            raise Mistake("nobody answers")
        return Answer(status=answer, headers=[], body=b"")


def sent_to(relay: Relay, monkeypatch: pytest.MonkeyPatch, *, patience: float = 600.0) -> Crowd:
    """A crowd of one, who has sent a form; nobody waits between two tries."""
    monkeypatch.setattr(crowd, "send", relay)
    monkeypatch.setattr("random.uniform", lambda *_: 0.0)
    one = Crowd([person("form")], patience=patience)
    one.send_all(URL, before=lambda _: None, told=lambda _: None)
    return one


def test_everybody_sends_again_until_they_were_heard_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    relay = Relay(503, None, 202, 500, 200)
    one = sent_to(relay, monkeypatch)
    assert (one.sent, one.acknowledged, one.heard) == (5, 2, {"one@example.org"})
    assert len({post.body for post in relay.posts}) == 1  # a redelivery each


def test_who_is_never_heard_gives_up_in_the_end_and_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    one = sent_to(Relay(), monkeypatch, patience=0.05)
    assert (one.acknowledged, one.heard) == (0, set())
    assert set(one.given_up) == {"503"}
    assert tally(one, lambda _: [], [], set()).lost == []


def test_who_goes_home_after_one_yes_was_heard_and_may_not_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    one = sent_to(Relay(202), monkeypatch, patience=0.05)
    assert (one.acknowledged, one.heard) == (1, {"one@example.org"})
    assert tally(one, lambda _: [], [], set()).lost == ["one@example.org"]


def call(path: str, *, acted: bool = True, **form: str) -> Mapping[str, Any]:
    return {"method": "POST", "path": f"/2.0/{path}", "acted": acted, "form": form}


def counted(
    one: Person,
    found: Sequence[Found],
    calls: Sequence[Mapping[str, Any]] = (),
    unsettled: frozenset[str] = frozenset(),
) -> Tally:
    """What is counted of one person who was heard."""
    return tally(Crowd([one], heard={one.address}), lambda _: found, calls, unsettled)


HERE = Found(7, [998], 0)
LETTER = call("connections", advocateid="7")


def test_who_arrived_whole_is_just_there() -> None:
    assert counted(person("letter"), [HERE], [LETTER]) == Tally(1, 1, 1, [], [], [], [])
    assert counted(person("form"), [HERE]) == Tally(1, 1, 0, [], [], [], [])


@pytest.mark.parametrize(
    ("found", "calls"),
    [
        ([], []),
        ([Found(7, [], 0)], [LETTER]),
        ([HERE], []),
        ([HERE], [call("connections", acted=False, advocateid="7")]),
        ([HERE], [call("connections", advocateid="8")]),
    ],
    ids=["nobody", "no campaign", "no letter", "a letter that was not carried out", "somebody else's letter"],
)
def test_who_was_heard_and_is_not_whole_is_lost_or_left_to_a_person(
    found: list[Found], calls: list[Mapping[str, Any]]
) -> None:
    one = person("letter")
    assert counted(one, found, calls).lost == [one.email]
    left = counted(one, found, calls, frozenset({one.email}))
    assert (left.lost, left.left) == ([], [one.email])


@pytest.mark.parametrize(
    ("kind", "found", "calls"),
    [
        ("letter", [HERE, Found(8, [998], 0)], [LETTER]),
        ("letter", [HERE], [LETTER, LETTER]),
        ("form", [HERE], [LETTER]),
        ("text", [Found(7, [998], 2)], []),
    ],
    ids=["two advocates", "two letters", "a letter that nobody asked for", "two phones"],
)
def test_what_was_done_twice_is_counted_whoever_looks_at_it(
    kind: Kind, found: list[Found], calls: list[Mapping[str, Any]]
) -> None:
    one = person(kind)
    assert counted(one, found, calls, frozenset({one.address})).twice == [one.address]


IN, OUT = ({"phone": "8165550123", name: "1"} for name in ("smsOptin", "smsOptout"))


@pytest.mark.parametrize(("writes", "is_obeyed"), [([], True), ([IN, OUT], True), ([IN], False), ([OUT, IN], False)])
def test_an_opt_in_after_a_stop_is_counted(writes: list[dict[str, str]], *, is_obeyed: bool) -> None:
    one = person("stop")
    calls = [{**call("advocates"), "form": form} for form in writes]
    assert counted(one, [HERE], calls).disobeyed == ([] if is_obeyed else [one.phone])


def test_addresses_are_those_in_letters() -> None:
    letters: list[Mapping[str, Any]] = [
        {"advocate": {"email": "One@example.org", "phone": ""}},
        {"raw": "x"},
        {"advocate": {"phone": "81"}},
    ]
    assert addresses_of(letters) == {"one@example.org", "81"}


@pytest.mark.parametrize("advocate", [None, "nobody", ["one@example.org"], 5])
def test_a_letter_that_names_nobody_ends_no_count(advocate: object) -> None:
    good = {"advocate": {"email": "One@example.org", "phone": None}}
    assert addresses_of([{"advocate": advocate}, {}, good]) == {"one@example.org"}
