"""What is held, on the page: released, opted out, cleared, deleted; each once it is meant."""

import json
from typing import Any

import pytest

from operate import stops
from operate.consent import Consents
from relay.stores.table import Table, from_dynamodb
from tests.fakes.relay import World
from tests.fakes.settings import CONSENT
from tests.unit.operate.sqs import Sqs
from tests.unit.page.browser import Browser

PHONE = "8165550123"
SAID = "leave me alone <please>"


def held(reason: str, number: int = 1, **more: Any) -> str:
    content = {
        "version": 1,
        "source": "sms" if reason != "spam" else "web_form",
        "natural_key": f"SM{number}",
        "keyed_by_content": False,
        "received_at": 1_767_000_000_000,
        "campaigns": [] if reason == "stop_like" else [998],
        "advocate": {"phone": PHONE},
        "held": reason,
        "at": 1_767_000_000_000 + number,
    }
    return json.dumps(content | ({"proof": SAID} if reason == "stop_like" else {}) | more)


def address(sqs: Sqs, text: str) -> str:
    return f"/held/{sqs.id_of(text)}"


@pytest.fixture
def consents(world: World, monkeypatch: pytest.MonkeyPatch) -> Consents:
    """The world's consent table, as the page's operations find it."""
    found = Consents(table=Table(world.aws, CONSENT), identity=world.identity)
    monkeypatch.setattr(stops, "consents_of", lambda _: found)
    return found


def record(world: World) -> Any:
    return from_dynamodb(world.aws.tables[CONSENT][world.identity.consent("sms", PHONE)])


def test_what_a_text_said_is_shown_after_a_click(page: Browser, sqs: Sqs) -> None:
    sqs.dead = [held("stop_like")]
    answer = page.get(address(sqs, sqs.dead[0]))
    assert "sounds like a stop" in answer.shown
    assert "leave me" not in answer.text
    assert PHONE not in answer.text
    shown = page.post(address(sqs, sqs.dead[0]))
    assert "leave me alone &lt;please&gt;" in shown.text
    assert PHONE in shown.shown


def test_spam_that_is_none_is_released(page: Browser, sqs: Sqs) -> None:
    sqs.dead = [held("spam")]
    base = address(sqs, sqs.dead[0])
    assert page.get(base).typed("why") == "spam"
    asked = page.post(f"{base}/release")
    assert ("can't give it back" in asked.shown, sqs.retry) == (True, [])
    assert "1 moved to the retry queue" in page.post(f"{base}/release", sure=asked.typed("sure")).shown
    assert "released_at" in json.loads(sqs.retry[0])


def test_a_text_that_sounds_like_a_stop_is_never_released(page: Browser, sqs: Sqs) -> None:
    sqs.dead = [held("stop_like")]
    page.get("/held")
    answer = page.post(f"{address(sqs, sqs.dead[0])}/release")
    assert "it asks for nothing" in answer.shown
    assert page.post("/held/all", reason="", campaign="", rate="", sure="1").status == 422
    assert sqs.retry == []


def test_all_that_fit_are_released_once_their_number_is_confirmed(page: Browser, sqs: Sqs) -> None:
    spam = [held("spam", number) for number in (1, 2)]
    sqs.dead = [*spam, held("stop_like", 3)]
    page.get("/held")
    asked = page.post("/held/all", reason="", campaign="998", rate="")
    assert "Release 2?" in asked.shown
    assert sqs.retry == []
    sqs.dead.append(held("spam", 4))
    page.post("/held/look")
    again = page.post("/held/all", reason="", campaign="998", rate="", sure=asked.typed("sure"))
    assert ("Release 3?" in again.shown, sqs.retry) == (True, [])
    page.post("/held/all", reason="", campaign="998", rate="", sure=again.typed("sure"))
    assert len(sqs.retry) == 3
    assert sqs.dead == [held("stop_like", 3)]


def test_a_stop_is_carried_out_once_it_is_confirmed(page: Browser, sqs: Sqs, world: World, consents: Consents) -> None:
    sqs.dead = [held("stop_like")]
    base = address(sqs, sqs.dead[0])
    page.get("/held")
    asked = page.post(f"{base}/opt-out", why="read by two")
    assert "can never be undone" in asked.shown
    assert (CONSENT in world.aws.tables and world.aws.tables[CONSENT]) in ({}, False)
    answer = page.post(f"{base}/opt-out", why=asked.typed("why"), sure=asked.typed("sure"))
    assert "opted out; the worker tells the platform now" in answer.shown
    assert record(world)["out_at"] == 1_767_000_000_000
    assert json.loads(sqs.retry[0])["advocate"] == {"phone": PHONE, "smsOptout": "1"}
    assert sqs.dead == []
    assert "Nothing is held" in page.get("/held").shown


def test_a_text_that_is_no_stop_is_cleared_and_what_it_held_back_is_named(
    page: Browser, sqs: Sqs, consents: Consents
) -> None:
    text, opt_in = held("stop_like"), held("suppressed", 2)
    sqs.dead = [text, opt_in]
    page.get("/held")
    answer = page.post(f"{address(sqs, text)}/clear", why="a slogan", sure="yes")
    assert "nothing to lift" in answer.shown or "held nothing back" in answer.shown
    assert f"held release {sqs.id_of(opt_in)}" in answer.shown
    assert sqs.dead == [opt_in]


@pytest.mark.parametrize("act", ["opt-out", "clear", "discard"])
def test_it_must_be_said_why(page: Browser, sqs: Sqs, act: str) -> None:
    sqs.dead = [held("stop_like")]
    page.get("/held")
    answer = page.post(f"{address(sqs, sqs.dead[0])}/{act}", why=" ", sure="yes")
    assert (answer.status, len(sqs.dead)) == (422, 1)


@pytest.mark.parametrize("act", ["opt-out", "clear"])
def test_what_somebody_else_has_decided_says_so(page: Browser, sqs: Sqs, consents: Consents, act: str) -> None:
    sqs.dead = [held("stop_like")]
    base = address(sqs, sqs.dead[0])
    page.get("/held")
    sqs.dead = []
    answer = page.post(f"{base}/{act}", why="read by two", sure="yes")
    assert "Somebody may have dealt with it" in answer.shown
    assert sqs.retry == []
    assert page.post(f"{base}/{act}", why="read by two", sure="yes").status == 404


def test_a_letter_s_acts_are_not_for_what_is_held(page: Browser, sqs: Sqs) -> None:
    sqs.dead = [held("stop_like")]
    page.get("/held")
    assert page.post(f"{address(sqs, sqs.dead[0])}/send-anyway", sure="yes").status == 404
    assert page.post(f"{address(sqs, sqs.dead[0])}/replay").status == 404
    assert len(sqs.dead) == 1
