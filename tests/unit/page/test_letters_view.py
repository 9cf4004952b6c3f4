"""Dead letters on the page: the list, one letter, and what to do as buttons."""

import json
from typing import Any

import pytest

from operate.page.jobs import Job, Jobs
from operate.page.shelf import PER_PAGE
from operate.stack import Stack
from tests.fakes.ids import an_id
from tests.unit.operate.sqs import Sqs
from tests.unit.operate.stacks import Dynamodb, journal_item
from tests.unit.page.browser import Answer, Browser

EMAIL = "person@example.org"


def letter(number: int, reason: str = "rejected", **more: Any) -> str:
    """A dead letter of a person, the older the higher its number."""
    content = {
        "version": 1,
        "source": "web_form",
        "natural_key": f"key {number}",
        "keyed_by_content": False,
        "received_at": 1_767_000_000_000,
        "campaigns": [998],
        "advocate": {"email": EMAIL, "firstname": "Ann & <b>Bob</b>"},
        "id": an_id(number),
        "reason": reason,
        "detail": "",
        "attempts": 2,
        "last_at": 1_767_000_100_000 - number,
        "api": {"endpoint": "advocates", "status": 422, "message": f"{EMAIL} is no address"},
    }
    return json.dumps(content | more)


def address(sqs: Sqs, text: str) -> str:
    return f"/letters/{sqs.id_of(text)}"


def listed(answer: Answer) -> list[str]:
    """The letters' addresses in the list's order."""
    return [each for each in answer.links("/letters/") if "?" not in each]


def retried(sqs: Sqs) -> list[Any]:
    return [json.loads(each) for each in sqs.retry]


def test_the_list_is_the_oldest_first_by_reason_and_shows_nobody(page: Browser, sqs: Sqs) -> None:
    new, old, other = letter(1), letter(2), letter(3, "expired", campaigns=[7])
    sqs.dead = [new, other, old]
    answer = page.get("/letters")
    assert listed(answer) == [address(sqs, each) for each in (other, old, new)]
    assert "all: 3 rejected: 2 expired: 1" in answer.shown
    assert EMAIL not in answer.text
    assert sorted(sqs.dead) == sorted([new, old, other])


def test_the_list_can_be_of_a_reason_and_of_a_campaign(page: Browser, sqs: Sqs) -> None:
    one, two, three = letter(1), letter(2, campaigns=[7]), letter(3, "expired", campaigns=[7])
    sqs.dead = [one, two, three]
    assert listed(page.get("/letters")) == [address(sqs, each) for each in (three, two, one)]
    assert listed(page.get("/letters?reason=rejected")) == [address(sqs, each) for each in (two, one)]
    assert listed(page.get("/letters?reason=rejected&campaign=7")) == [address(sqs, two)]
    assert "None fits" in page.get("/letters?reason=poison").shown
    assert page.get("/letters?campaign=x&page=y").status == 200


def test_thousands_are_paged(page: Browser, sqs: Sqs) -> None:
    sqs.dead = [letter(number) for number in range(PER_PAGE + 1)]
    first = page.get("/letters")
    assert (len(listed(first)), "page 1 of 2" in first.shown) == (PER_PAGE, True)
    (link,) = [each for each in first.links("/letters?") if "page=2" in each]
    assert listed(page.get(link)) == [address(sqs, letter(0))]


def test_what_lies_there_by_now_is_seen_by_looking_again(page: Browser, sqs: Sqs) -> None:
    assert "Nothing is dead" in page.get("/letters").shown
    sqs.dead = [letter(1)]
    assert listed(page.get("/letters")) == []
    assert listed(page.post("/letters/look")) == [address(sqs, letter(1))]


def test_what_is_in_somebody_s_hand_is_said(page: Browser, sqs: Sqs) -> None:
    sqs.others = 4
    assert "4 more were in somebody's hand" in page.get("/letters").shown


def test_what_a_letter_is_shows_nobody_before_a_click(page: Browser, sqs: Sqs) -> None:
    sqs.dead = [letter(1)]
    answer = page.get(address(sqs, letter(1)))
    assert "The platform refused the advocate." in answer.shown
    assert "advocates answered 422" in answer.shown
    assert EMAIL not in answer.text
    assert "Bob" not in answer.text
    shown = page.post(address(sqs, letter(1)))
    assert EMAIL in shown.shown
    assert "Ann &amp; &lt;b&gt;Bob&lt;/b&gt;" in shown.text
    assert f"{EMAIL} is no address" in shown.shown


def test_the_made_up_people_of_this_machine_are_shown_at_once(local_page: Browser, sqs: Sqs) -> None:
    sqs.dead = [letter(1)]
    assert EMAIL in local_page.get(address(sqs, letter(1))).shown


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        (letter(1), ["replay", "edit"]),
        (letter(1, "expired"), ["replay"]),
        (letter(1, "expired", detail="call: expired"), ["discard"]),
        (letter(1, "unverifiable", detail="email: unverifiable"), ["discard", "send-anyway"]),
        (letter(1, "unverifiable"), ["replay", "discard", "send-anyway"]),
        (letter(1, "poison"), ["replay"]),
        (letter(1, "invalid"), ["replay", "edit"]),
        (letter(1, "unreadable"), ["replay", "edit"]),
        (letter(1, "nobody_found"), ["replay", "discard"]),
        ("no JSON", ["replay"]),
    ],
)
def test_what_to_do_is_buttons(page: Browser, sqs: Sqs, text: str, acts: list[str]) -> None:
    sqs.dead = [text]
    base = address(sqs, text)
    answer = page.get(base)
    assert [each for each in acts if f'action="{base}/{each}"' in answer.text] == acts
    assert answer.text.count(f'action="{base}/') == len(acts)
    assert "./relay" not in answer.shown.partition("What was sent")[0].partition("What to do")[2]


def test_a_letter_is_tried_again_and_leaves_the_list(page: Browser, sqs: Sqs) -> None:
    one, two = letter(1), letter(2)
    sqs.dead = [one, two]
    page.get("/letters")
    answer = page.post(f"{address(sqs, one)}/replay")
    assert "1 moved to the retry queue" in answer.shown
    assert f"trace {an_id(1)}" in answer.shown
    assert answer.links("/submission/") == [f"/submission/{an_id(1)}"]
    assert (sqs.retry, sqs.dead) == ([one], [two])
    assert listed(page.get("/letters")) == [address(sqs, two)]


def test_a_letter_that_somebody_else_has_dealt_with_says_so(page: Browser, sqs: Sqs) -> None:
    sqs.dead = [letter(1)]
    page.get("/letters")
    sqs.dead = []
    answer = page.post(f"{address(sqs, letter(1))}/replay")
    assert "Somebody may have dealt with it" in answer.shown
    assert "0 moved" in answer.shown
    assert listed(page.get("/letters")) == []
    again = page.post(f"{address(sqs, letter(1))}/replay")
    assert (again.status, "Somebody may have dealt with it" in again.shown) == (404, True)
    assert "Somebody may have dealt with it" in page.get(address(sqs, letter(1))).shown


def test_what_may_have_been_sent_is_sent_once_that_is_confirmed(page: Browser, sqs: Sqs) -> None:
    text = letter(1, "unverifiable")
    sqs.dead = [text]
    page.get("/letters")
    asked = page.post(f"{address(sqs, text)}/send-anyway")
    assert "a legislator gets the message twice" in asked.shown
    assert sqs.retry == []
    page.post(f"{address(sqs, text)}/send-anyway", sure=asked.typed("sure"))
    assert retried(sqs)[0]["send_anyway"] == 1_767_000_100_000


def test_a_letter_is_deleted_once_it_is_said_why_and_confirmed(page: Browser, sqs: Sqs, stack: Stack) -> None:
    sqs.dead = [letter(1, "nobody_found")]
    base = address(sqs, sqs.dead[0])
    page.get("/letters")
    for why in ("", f"ask {EMAIL}", "call 816 555 0123"):
        refused = page.post(f"{base}/discard", why=why, sure="yes")
        assert (refused.status, "Nothing was done" in refused.shown) == (422, True)
        assert refused.typed("why") == why
        assert "Bob" not in refused.text
    asked = page.post(f"{base}/discard", why="they never joined")
    assert "Delete 00000000 for good?" in asked.shown.replace(an_id(1)[:8], "00000000")
    assert sqs.dead
    answer = page.post(f"{base}/discard", why=asked.typed("why"), sure=asked.typed("sure"))
    assert "1 deleted" in answer.shown
    assert sqs.dead == []
    (noted,) = stack.client("dynamodb").updated
    assert noted["ExpressionAttributeValues"][":why"] == {"S": "they never joined"}


def test_a_letter_is_corrected_in_a_form(page: Browser, sqs: Sqs) -> None:
    sqs.dead = [letter(1)]
    page.get("/letters")
    form = page.post(f"{address(sqs, letter(1))}/edit")
    text = form.typed("text").replace("Ann & <b>Bob</b>", "Ann").replace("\n", "\r\n")
    answer = page.post(f"{address(sqs, letter(1))}/edit", text=text)
    assert "1 moved to the retry queue" in answer.shown
    assert retried(sqs)[0]["advocate"] == {"email": EMAIL, "firstname": "Ann"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("{", "{{"), "no JSON any more"),
        (('"version": 1', '"version": 99'), "leave it as it was"),
        (("998", '"x"'), "the relay could not read that"),
        (("", ""), "Nothing was changed"),
    ],
)
def test_a_slip_is_refused_with_the_reason_and_what_was_typed(
    page: Browser, sqs: Sqs, change: tuple[str, str], words: str
) -> None:
    sqs.dead = [letter(1)]
    page.get("/letters")
    text = page.post(f"{address(sqs, letter(1))}/edit").typed("text").replace(*change, 1)
    answer = page.post(f"{address(sqs, letter(1))}/edit", text=text)
    assert (answer.status, words in answer.shown) == (422, True)
    assert answer.typed("text") == text
    assert (sqs.retry, sqs.dead) == ([], [letter(1)])


def test_a_correction_that_came_too_late_is_not_lost(page: Browser, sqs: Sqs) -> None:
    sqs.dead = [letter(1)]
    page.get("/letters")
    text = page.post(f"{address(sqs, letter(1))}/edit").typed("text").replace("Ann", "Anne")
    sqs.dead = []
    answer = page.post(f"{address(sqs, letter(1))}/edit", text=text)
    assert "Somebody may have dealt with it" in answer.shown
    assert "Anne" in answer.text


def test_all_of_a_reason_are_tried_again_as_they_were_seen(page: Browser, sqs: Sqs) -> None:
    one, two, three = letter(1, "expired"), letter(2, "expired"), letter(3)
    sqs.dead = [one, two, three]
    page.get("/letters")
    late = letter(4, "expired")
    sqs.dead.append(late)
    answer = page.post("/letters/all", reason="expired", campaign="", rate="1000")
    assert "2 moved to the retry queue" in answer.shown
    assert sorted(sqs.retry) == sorted([one, two])
    assert sorted(sqs.dead) == sorted([three, late])


@pytest.mark.parametrize("rate", ["fast", "-1", "nan", "inf", "0.001"])
def test_what_is_no_rate_moves_nothing(page: Browser, sqs: Sqs, rate: str) -> None:
    sqs.dead = [letter(1)]
    page.get("/letters")
    assert page.post("/letters/all", reason="", campaign="", rate=rate).status == 422
    assert sqs.retry == []


def test_of_what_sqs_did_not_take_the_rest_stays_and_what_was_moved_is_told(page: Browser, sqs: Sqs) -> None:
    one, two = letter(1), letter(2)
    sqs.dead, sqs.refuses = [one, two], "key 2"
    page.get("/letters")
    answer = page.post("/letters/all", reason="", campaign="", rate="")
    assert "SQS did not take 1 letters" in answer.shown
    assert answer.links("/submission/") == [f"/submission/{an_id(1)}"]
    assert (sqs.retry, sqs.dead) == ([one], [two])
    assert listed(page.get("/letters")) == [address(sqs, two)]


def test_who_stops_is_told_of_all_that_was_moved(page: Browser, sqs: Sqs, monkeypatch: pytest.MonkeyPatch) -> None:
    sqs.dead = [letter(number) for number in range(25)]
    page.get("/letters")
    did = Job.did

    def stopped(job: Job, thing_id: str) -> None:
        job.stopping.set()
        did(job, thing_id)

    monkeypatch.setattr(Job, "did", stopped)
    answer = page.post("/letters/all", reason="", campaign="", rate="")
    assert "stopped: what is listed was done" in answer.shown
    assert len(answer.links("/submission/")) == len(sqs.retry) == 10
    assert len(sqs.dead) == 15
    assert "all: 15" in page.get("/letters").shown


def test_what_has_been_delivered_since_is_taken_away(page: Browser, sqs: Sqs, stack: Stack) -> None:
    dynamodb: Dynamodb = stack.client("dynamodb")
    dynamodb.tables["JournalTable"] = {an_id(1): journal_item("done") | {"id": {"S": an_id(1)}}}
    sqs.dead = [letter(1), letter(2)]
    assert "delivered since" in page.get("/letters").shown
    page.post("/letters/delivered")
    assert (sqs.retry, sqs.dead) == ([letter(1)], [letter(2)])
    assert page.post("/letters/delivered").status == 422


def test_two_clicks_are_one_act(page: Browser, sqs: Sqs, jobs: Jobs) -> None:
    sqs.dead = [letter(1)]
    page.get("/letters")
    page.post(f"{address(sqs, letter(1))}/replay", follow=False)
    page.post(f"{address(sqs, letter(1))}/replay", follow=False)
    assert len(sqs.retry) == 1
