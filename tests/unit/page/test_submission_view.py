"""One submission on the page: its story in order, where it lies, what waits; the platform's side after a click."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from operate import find, followed
from operate.find import Spoken
from operate.followed import Story
from operate.letters import Letter
from operate.page.views import submission as view
from operate.sides import Side, Upstream
from operate.stack import Stack
from operate.trace import Line
from operate.waiting import Waiting
from tests.fakes.ids import an_id
from tests.unit.page.browser import Browser

AT = 1_767_268_800_000
ID = an_id(1)
ITEM = {
    "id": ID,
    "state": "open",
    "asked": "web_form 998",
    "received_at": AT,
    "advocate": 101,
    "conn": {"email": "maybe"},
}
STORY = Story(
    lines=(
        Line(AT, "web_form", "queued", {"outcome": "queued", "reason": "<b>"}),
        Line(AT + 1000, "retry", "waiting", {"outcome": "waiting", "attempt": 1}),
    ),
    item=ITEM,
    hints=("2 log lines",),
    id=ID,
)
HELD = Letter(json.dumps({"held": "stop_like", "proof": "leave me alone"}), "m-2", "r")


@pytest.fixture
def story(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets a submission have a story; without anything said, the one above."""

    def so(found: Story = STORY, waits: tuple[Waiting, ...] = ()) -> None:
        monkeypatch.setattr(followed, "follow", lambda *_, **__: found)
        monkeypatch.setattr(view, "waiting", lambda *_: (waits, ()))

    so()
    return so


@pytest.fixture
def upstream(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of the platform and of the consent table."""
    asked: list[str] = []

    def beside(*_: Any) -> Upstream:
        asked.append("platform")
        return Upstream((101,), (Side("advocate", 0, "101", "-"),), ())

    def consent_by(_: Any, wanted: str) -> tuple[Spoken, ...]:
        asked.append(wanted)
        return (Spoken("", {"in_at": AT}, ({"what": "opt-in", "received_at": str(AT)},)),)

    monkeypatch.setattr(view, "lists_of", lambda _: type("Lists", (), {})())
    monkeypatch.setattr(view, "beside", beside)
    monkeypatch.setattr(find, "consent_by", consent_by)
    return asked


def test_its_story_is_told_in_order_with_its_parts_and_the_journal_s_item(page: Browser, story: Any) -> None:
    answer = page.get(f"/submission/{ID}")
    assert "2026-01-01 12:00:00 web_form queued, reason <b> 2026-01-01 12:00:01 retry waiting" in answer.shown
    assert "e-mail may have been made" in answer.shown
    assert "asked web_form 998" in answer.shown
    assert "2 log lines" in answer.shown


def test_what_waits_is_said_till_when(page: Browser, story: Callable[..., None]) -> None:
    story(waits=(Waiting(ID, False, 1, AT, AT + 60_000),))
    assert "by 2026-01-01 12:01:00 UTC" in page.get(f"/submission/{ID}").shown


def test_where_it_lies_is_a_link_and_no_person_is_quoted(page: Browser, story: Callable[..., None]) -> None:
    story(replace(STORY, item=None, held=(HELD,)))
    answer = page.get(f"/submission/{ID}")
    assert answer.links("/held/") == ["/held/m-2"]
    assert "Now: held until a person has looked" in answer.shown
    assert "leave me" not in answer.text


def test_the_platform_and_the_consent_are_asked_after_a_click(page: Browser, story: Any, upstream: list[str]) -> None:
    first = page.get(f"/submission/{ID}")
    assert "Ask the platform" in first.shown
    assert upstream == []
    answer = page.post(f"/submission/{ID}/platform")
    assert "advocate 101 -" in answer.shown
    assert "opt-in 2026-01-01 12:00:00 UTC" in answer.shown
    assert upstream == ["platform", ID]


def test_on_this_machine_they_are_asked_at_once(local_page: Browser, story: Any, upstream: list[str]) -> None:
    assert "advocate 101 -" in local_page.get(f"/submission/{ID}").shown


def test_of_an_unknown_one_it_is_said_that_nothing_is_known(page: Browser, story: Callable[..., None]) -> None:
    story(Story((), None, ("nothing at all is known of it",), ID))
    answer = page.get(f"/submission/{ID}")
    assert "nothing at all is known of it" in answer.shown


@pytest.mark.parametrize("wanted", ["x", "a@example.org", "a" * 80])
def test_what_is_no_id_is_said(page: Browser, wanted: str) -> None:
    answer = page.get(f"/submission/{wanted}")
    assert (answer.status, "that is no id of a submission" in answer.shown) == (422, True)


def test_consent_is_found_by_a_submission_s_id(stack: Stack) -> None:
    asked: list[Any] = []
    key = "ab" * 16

    class Scan:
        def paginate(self, **how: Any) -> Any:
            asked.append(how)
            return [{"Items": [{"id": {"S": f"{key}:1"}, f"said_in_{ID}": {"M": {}}}]}]

    dynamodb = stack.client("dynamodb")
    record = {"id": {"S": key}, "in_at": {"N": str(AT)}, f"said_in_{ID}": {"M": {"received_at": {"S": str(AT)}}}}
    dynamodb.tables["ConsentTable"] = {key: record}
    dynamodb.get_paginator = lambda _: Scan()
    (spoken,) = find.consent_by(stack, ID)
    assert (spoken.times, spoken.said) == ({"in_at": AT}, ({"what": "opt-in", "received_at": str(AT)},))
    assert f"said_out_{ID}" in asked[0]["ExpressionAttributeNames"].values()
