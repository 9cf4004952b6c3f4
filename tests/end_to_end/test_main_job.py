"""A form, a card and a text become advocates; what fails waits in SQS and arrives later."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
import requests

from local.background import Background
from tests.end_to_end.queue_view import Queues
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.senders import CARD, JSON, person, post_text, some_phone, somebody, writer
from tests.end_to_end.waits import eventually


def check_person(advocate: dict[str, Any], email: str, campaigns: set[int]) -> None:
    assert (advocate["firstname"], advocate["lastname"]) == ("Ann", "O'Neil")
    assert [entry["address"] for entry in advocate["emails"]] == [email]
    assert [entry["address"] for entry in advocate["phones"]] == ["+18165550123"]
    assert {membership["campaignid"] for membership in advocate["memberships"]} == campaigns
    assert [(field["fieldid"], field["value"]) for field in advocate["fields"]] == [(5365, "Retirement Savings")]


def send_urlencoded(url: str, email: str) -> requests.Response:
    return requests.post(url, data=[*person(email), ("campaigns[]", "999")], headers=JSON, timeout=40)


def send_multipart(url: str, email: str) -> requests.Response:
    parts = [(name, (None, value)) for name, value in [*person(email), ("campaigns[]", "999")]]
    return requests.post(url, files=parts, headers=JSON, timeout=40)


def send_json(url: str, email: str) -> requests.Response:
    body = dict(person(email)[:-1]) | {"campaigns": [999], "fields": {"5365": "Retirement Savings"}}
    return requests.post(url, json=body, headers=JSON, timeout=40)


@pytest.mark.parametrize("send", [send_urlencoded, send_multipart, send_json])
def test_a_form_in_any_encoding_becomes_an_advocate(
    stack: Background, sandbox: Sandbox, send: Callable[[str, str], requests.Response]
) -> None:
    email = somebody()
    answer = send(f"{stack.relay_url}/signup/998", email)
    assert (answer.status_code, answer.json()["status"]) == (200, "delivered")
    (advocate,) = sandbox.advocates(email=email)
    check_person(advocate, email, {998, 999})
    (written,) = sandbox.written(email)
    assert (written["zip5"], written["phone"], written["p2asource"]) == ("02134", "8165550123", "website")


def test_a_browser_sees_a_page_or_is_sent_on(stack: Background) -> None:
    html = {"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
    url = f"{stack.relay_url}/signup/998"
    page = requests.post(url, data={"email": somebody()}, headers=html, timeout=40)
    assert (page.status_code, "Thank you" in page.text) == (200, True)
    target = f"{stack.sandbox_url}/thanks"
    data = {"email": somebody(), "_next": target}
    sent_on = requests.post(url, data=data, headers=html, timeout=40, allow_redirects=False)
    assert (sent_on.status_code, sent_on.headers["location"]) == (303, target)


def test_a_script_of_the_local_page_may_read_the_reply_whatever_its_port(stack: Background) -> None:
    headers = JSON | {"origin": stack.sandbox_url}
    answer = requests.post(f"{stack.relay_url}/signup/998", data={"email": somebody()}, headers=headers, timeout=40)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, stack.sandbox_url)


def test_the_documented_lead_card_becomes_an_advocate_who_writes_if_the_card_allows_it(
    stack: Background, sandbox: Sandbox
) -> None:
    email = somebody()
    answer = requests.post(f"{stack.relay_url}/twitter-card", data=CARD | {"email": email}, timeout=40)
    assert answer.status_code == 200
    (advocate,) = sandbox.advocates(email=email)
    assert (advocate["firstname"], advocate["lastname"]) == ("Patrick", "Stoddart")
    assert [membership["campaignid"] for membership in advocate["memberships"]] == [998]
    assert sandbox.made(advocate["id"]) == []  # a card without a street can't write to a legislator
    assert not any("demo-card-key" in str(call) for call in sandbox.calls())


def test_a_card_by_get_with_a_street_writes_to_the_legislators_once(stack: Background, sandbox: Sandbox) -> None:
    email = somebody()
    lead = CARD | {"email": email, "address1": "1 Main St", "zip": "02134"}
    for _ in range(2):
        answer = requests.get(f"{stack.relay_url}/twitter-card/998", params=lead, timeout=40)
        assert (answer.status_code, answer.json()["connections"]) == (200, {"email": "done"})
    (advocate,) = sandbox.advocates(email=email)
    (made,) = sandbox.made(advocate["id"])
    assert (made["campaignid"], made["p2asource"]) == ("998", "twitter-card")


def test_a_signed_text_with_a_keyword_becomes_an_advocate(stack: Background, sandbox: Sandbox) -> None:
    phone = some_phone()
    answer = post_text(stack, phone, " whales! ")
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "text/xml")
    assert "<Message>Thanks for joining!" in answer.text
    (advocate,) = sandbox.advocates(phone=phone)
    assert [membership["campaignid"] for membership in advocate["memberships"]] == [999]
    assert [entry["address"] for entry in advocate["phones"]] == [f"+1{phone}"]


def test_while_the_api_is_down_a_form_a_card_and_a_text_wait_and_then_arrive(
    stack: Background, sandbox: Sandbox, queues: Queues
) -> None:
    form, card, phone = somebody(), somebody(), some_phone()
    sandbox.break_down(endpoint="*", kind="status", status=503)
    answers = [
        requests.post(f"{stack.relay_url}/signup/998", data={"email": form}, headers=JSON, timeout=40),
        requests.post(f"{stack.relay_url}/twitter-card", data=CARD | {"email": card}, timeout=40),
    ]
    assert [(answer.status_code, answer.json()["status"]) for answer in answers] == [(202, "queued")] * 2
    assert "<Message>" in post_text(stack, phone, "JOIN").text
    assert queues.waiting() == 3
    sandbox.mend()
    for filters in ({"email": form}, {"email": card}, {"phone": phone}):
        assert len(eventually(lambda filters=filters: sandbox.advocates(**filters))) == 1  # type: ignore[misc]
    assert eventually(lambda: queues.waiting() == 0)
    assert queues.letters_about(form, card, phone) == []


def test_a_contact_that_got_no_answer_is_found_in_the_platforms_list_and_not_sent_again(
    stack: Background, sandbox: Sandbox, queues: Queues
) -> None:
    email = somebody()
    sandbox.break_down(endpoint="connections", method="POST", kind="commit_then_timeout", count=1)
    form = writer(email)
    answer = requests.post(f"{stack.relay_url}/signup/998", data=form, headers=JSON, timeout=40)
    assert (answer.status_code, answer.json()["connections"]) == (202, {"email": "queued"})
    before = len(sandbox.calls("/connections"))
    assert eventually(lambda: queues.waiting() == 0)
    assert {call["method"] for call in sandbox.calls("/connections")[before:]} == {"GET"}
    assert queues.letters_about(email) == []
    (advocate,) = sandbox.advocates(email=email)
    assert len(sandbox.made(advocate["id"])) == 1


def test_twenty_posts_of_one_form_at_once_make_one_advocate_and_one_contact(
    stack: Background, sandbox: Sandbox, queues: Queues
) -> None:
    email = somebody()
    form = writer(email)
    answers: list[int] = []

    def post() -> None:
        url = f"{stack.relay_url}/signup/998"
        answers.append(requests.post(url, data=form, headers=JSON, timeout=60).status_code)

    threads = [threading.Thread(target=post) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {200, 202}
    (advocate,) = eventually(lambda: sandbox.advocates(email=email))
    assert eventually(lambda: queues.waiting() == 0)
    assert len(sandbox.made(advocate["id"])) == 1


@pytest.mark.parametrize(
    ("method", "path", "request_", "status"),
    [
        ("POST", "/signup/998", {"data": {"email": "nobody"}}, 422),
        ("POST", "/signup/997", {"data": {"email": "ann@example.org"}}, 422),
        ("POST", "/signup/998", {"data": {"email": "ann@example.org", "advocateid": "1"}}, 422),
        ("POST", "/signup/998", {"data": b"{", "headers": {"content-type": "application/json"}}, 400),
        ("POST", "/signup/998", {"data": b"x", "headers": {"content-type": "text/csv"}}, 415),
        ("POST", "/signup/998", {"data": {"firstname": "x" * 70_000}}, 413),
        ("POST", "/signup/998", {"data": {}, "headers": {"authorization": "Bearer wrong"}}, 401),
        ("PUT", "/signup/998", {}, 405),
        ("POST", "/twitter-card", {"data": CARD | {"api_key": "wrong"}}, 401),
        ("DELETE", "/twitter-card", {}, 405),
        ("POST", "/sms", {"data": {"Body": "JOIN"}}, 403),
        ("GET", "/sms", {}, 405),
        ("GET", "/nowhere", {}, 404),
    ],
)
def test_bad_input_is_refused_with_its_own_status_and_nothing_secret(
    stack: Background, method: str, path: str, request_: dict[str, Any], status: int
) -> None:
    headers = JSON | request_.pop("headers", {})
    answer = requests.request(method, stack.relay_url + path, headers=headers, timeout=40, **request_)
    assert answer.status_code == status
    for secret in ("Traceback", "demo-card-key", "demo-form-key", "demo-twilio-token"):
        assert secret not in answer.text


def test_an_unusable_card_with_a_valid_secret_is_kept_for_a_person(stack: Background, queues: Queues) -> None:
    answer = requests.post(f"{stack.relay_url}/twitter-card/997", data=CARD | {"email": somebody()}, timeout=40)
    assert answer.status_code == 202
    (letter,) = [letter for letter in queues.letters() if letter["id"] == answer.json()["id"]]
    assert letter["reason"] == "invalid"
    assert "demo-card-key" not in json.dumps(letter)


def test_logs_name_no_person_and_tell_what_happened_to_an_id(stack: Background) -> None:
    email = somebody()
    answer = requests.post(f"{stack.relay_url}/signup/998", data=person(email), headers=JSON, timeout=40)
    logs = stack.client("logs")

    def told() -> list[str]:
        groups = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
        lines = [event["message"] for group in groups for event in logs.filter_log_events(logGroupName=group)["events"]]
        assert not [line for line in lines if email in line or "O'Neil" in line or "5550123" in line]
        return [line for line in lines if answer.json()["id"] in line]

    (line,) = eventually(told)
    assert json.loads(line)["outcome"] == "delivered"


def test_a_stop_reaches_the_platform_and_a_keyword_after_it_is_told_so(stack: Background, sandbox: Sandbox) -> None:
    phone = some_phone()
    post_text(stack, phone, "JOIN")
    assert post_text(stack, phone, "Please stop.").text == "<Response/>"
    out, *_ = eventually(
        lambda: [
            call["form"]
            for call in sandbox.calls("/advocates")
            if call["form"].get("phone") == phone and call["form"].get("smsOptout") and call["acted"]
        ]
    )
    assert out["campaigns[]"] == ["998"]
    assert "you stopped our texts" in post_text(stack, phone, "JOIN").text
    opt_ins = [call for call in sandbox.calls("/advocates") if call["form"].get("phone") == phone]
    assert len([call for call in opt_ins if call["form"].get("smsOptin")]) == 1
