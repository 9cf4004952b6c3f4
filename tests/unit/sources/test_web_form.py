"""Every cell of docs/design.md's reply table for website forms, to a browser and to a script."""

import json
from typing import Any

import pytest

from relay.delivery.receipt import Receipt
from relay.phone2action.arguments import Problem
from relay.sources import web_form
from tests.fakes.events import FORM_PATH, URLENCODED, Context, Event, event
from tests.fakes.log import Log
from tests.fakes.remembering import Relay
from tests.unit.sources import arrivals
from tests.unit.sources.arrivals import (
    DELIVERED,
    HELD,
    QUEUED,
    REJECTED,
    UNAVAILABLE,
    multipart,
    posted_json,
    relay,
    urlencoded,
)

ANN = [("email", "ann@example.org"), ("firstname", "Ann"), ("zip", "02134")]
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SCRIPT = {"accept": "application/json"}
NEXT = ("_next", "https://whales.example.org/thanks")


def send(to: Relay, arrival: Event) -> dict[str, Any]:
    return web_form.handle(arrival, Context(), to.ingress)


def from_browser(to: Relay, *more: tuple[str, str], path: str = f"{FORM_PATH}/998") -> dict[str, Any]:
    return send(to, urlencoded(path, [*ANN, *more], BROWSER))


def from_script(to: Relay, *more: tuple[str, str], path: str = f"{FORM_PATH}/998", **headers: str) -> dict[str, Any]:
    return send(to, urlencoded(path, [*ANN, *more], {**SCRIPT, **headers}))


# Delivered, queued, duplicate -------------------------------------------------------------------------------


@pytest.mark.parametrize("receipt", [DELIVERED, QUEUED, HELD])
def test_a_browser_is_sent_on_to_the_forms_next_page(receipt: Receipt) -> None:
    reply = from_browser(relay(receipt), NEXT)
    assert (reply["statusCode"], reply["headers"]["location"]) == (303, "https://whales.example.org/thanks")


def test_a_browser_is_sent_on_by_redirect_too() -> None:
    reply = from_browser(relay(), ("_redirect", "https://whales.example.org/danke"))
    assert reply["headers"]["location"] == "https://whales.example.org/danke"


@pytest.mark.parametrize("receipt", [DELIVERED, QUEUED, HELD])
def test_a_browser_without_a_next_page_gets_the_thank_you_page(receipt: Receipt) -> None:
    reply = from_browser(relay(receipt))
    assert reply["statusCode"] == 200
    assert reply["headers"]["content-type"] == "text/html; charset=utf-8"
    assert "Thank you, from &lt;all&gt; the whales &amp; us." in reply["body"]


def test_a_next_page_that_is_not_allowed_costs_no_supporter() -> None:
    to = relay()
    reply = from_browser(to, ("_next", "https://evil.example.com/"))
    assert (reply["statusCode"], "location" in reply["headers"]) == (200, False)
    assert len(to.intake.accepted) == 1


def test_a_script_is_told_that_it_was_delivered() -> None:
    reply = from_script(relay(DELIVERED))
    assert reply["statusCode"] == 200
    assert reply["headers"]["content-type"] == "application/json; charset=utf-8"
    assert json.loads(reply["body"]) == {"status": "delivered", "id": "a1b2c3"}


def test_a_script_is_told_that_it_is_queued() -> None:
    reply = from_script(relay(QUEUED))
    assert reply["statusCode"] == 202
    assert json.loads(reply["body"]) == {"status": "queued", "id": "a1b2c3"}


def test_a_script_is_told_each_connections_state_and_the_tweets_link() -> None:
    receipt = Receipt(
        status="delivered",
        id="a1b2c3",
        connections={"email": "queued", "tweet": "done"},
        tweet_url="https://twitter.example.com/intent",
    )
    assert json.loads(from_script(relay(receipt))["body"]) == {
        "status": "delivered",
        "id": "a1b2c3",
        "connections": {"email": "queued", "tweet": "done"},
        "url": "https://twitter.example.com/intent",
    }


def test_a_script_is_not_redirected() -> None:
    assert from_script(relay(), NEXT)["statusCode"] == 200


def test_who_fills_in_a_form_can_correct_it() -> None:
    to = relay()
    from_script(to)
    assert [submission.correctable for submission in to.intake.accepted] == [True]


# Advocate made, connection refused --------------------------------------------------------------------------

REFUSED_CONTACT = Receipt(status="delivered", id="a1b2c3", connections={"email": "rejected"})


def test_a_browser_is_told_that_a_contact_was_refused() -> None:
    reply = from_browser(relay(REFUSED_CONTACT))
    assert reply["statusCode"] == 200
    assert "could not be sent" in reply["body"]


def test_a_script_is_told_that_a_contact_was_refused() -> None:
    reply = from_script(relay(REFUSED_CONTACT))
    assert reply["statusCode"] == 200
    assert json.loads(reply["body"])["connections"] == {"email": "rejected"}


# Somebody abroad --------------------------------------------------------------------------------------------

ABROAD = (
    ("email", "ann@example.org"),
    ("country", "Canada"),
    ("zip", "K1M 1M4"),
    ("state", "Ontario"),
    ("mobile", "+44 20 7946 0018"),
    ("smsOptin", "1"),
    ("type", "email"),
)


def test_somebody_abroad_is_taken_in_and_a_script_told_what_was_left_out() -> None:
    to = relay(DELIVERED)
    reply = send(to, urlencoded(f"{FORM_PATH}/998", ABROAD, SCRIPT))
    assert reply["statusCode"] == 200
    assert json.loads(reply["body"]) == {
        "status": "delivered",
        "id": "a1b2c3",
        "connections": {"email": "left_out"},
        "left_out": ["zip5", "state", "phone", "smsOptin"],
    }
    (submission,) = to.intake.accepted
    assert submission.advocate["country"] == "CA"
    assert submission.connection is None
    assert submission.proof == ""


def test_somebody_abroad_reads_that_no_letter_was_sent() -> None:
    reply = send(relay(DELIVERED), urlencoded(f"{FORM_PATH}/998", ABROAD, BROWSER))
    assert reply["statusCode"] == 200
    assert "No e-mail went to officials for you" in reply["body"]
    assert "Your phone number was not kept" in reply["body"]


# Invalid ----------------------------------------------------------------------------------------------------


def test_a_browser_gets_a_page_that_names_each_field() -> None:
    to = relay()
    reply = send(to, urlencoded(f"{FORM_PATH}/998", [("email", "ann"), ("zip", "2134")], BROWSER))
    assert reply["statusCode"] == 422
    assert "E-mail address" in reply["body"]
    assert "ZIP code" in reply["body"]
    assert to.intake.untouched


def test_a_script_gets_each_field_by_the_apis_name_whatever_alias_was_used() -> None:
    to = relay()
    reply = send(
        to,
        urlencoded(f"{FORM_PATH}/998", [("email_address", "ann"), ("mobile", "1"), ("postal_code", "x")], SCRIPT),
    )
    assert reply["statusCode"] == 422
    assert arrivals.errors(reply) == {"email": "invalid", "phone": "invalid", "zip5": "invalid"}
    assert all(error["message"] for error in json.loads(reply["body"])["errors"])
    assert to.intake.untouched


def test_neither_email_nor_phone_is_an_error_for_each() -> None:
    reply = send(relay(), urlencoded(f"{FORM_PATH}/998", [("firstname", "Ann")], SCRIPT))
    assert arrivals.errors(reply) == {"email": "email_or_phone_required", "phone": "email_or_phone_required"}


def test_what_was_typed_is_not_echoed() -> None:
    for headers in (BROWSER, SCRIPT):
        reply = send(relay(), urlencoded(f"{FORM_PATH}/998", [("email", "<ann>@@"), ("zip", "secret-zip")], headers))
        assert "ann" not in reply["body"]
        assert "secret-zip" not in reply["body"]


# Refused by the API -----------------------------------------------------------------------------------------


def test_a_browser_gets_our_own_words_when_the_api_refuses() -> None:
    reply = from_browser(relay(REJECTED), NEXT)
    assert reply["statusCode"] == 422
    assert "The campaign could not accept this sign-up" in reply["body"]


def test_a_script_gets_a_code_when_the_api_refuses() -> None:
    reply = from_script(relay(REJECTED))
    assert (reply["statusCode"], arrivals.errors(reply)) == (422, {"": "rejected"})


def test_a_script_gets_the_fields_that_are_known_to_be_refused() -> None:
    receipt = Receipt(status="rejected", problems=(Problem("zip5", "invalid", "must be five digits"),))
    assert arrivals.errors(from_script(relay(receipt))) == {"zip5": "invalid"}


# Held -------------------------------------------------------------------------------------------------------


def test_a_filled_honeypot_is_held_and_answered_as_delivered() -> None:
    to = relay(HELD)
    reply = from_browser(to, NEXT, ("_gotcha", "https://spam.example.com"))
    assert reply["statusCode"] == 303
    ((submission, why),) = to.intake.held
    assert (why, submission.advocate["email"]) == ("spam", "ann@example.org")
    assert to.intake.accepted == []


def test_who_asked_for_texts_that_wait_for_a_person_to_look_is_told_so() -> None:
    receipt = Receipt(status="delivered", id="a1", held=("smsOptin",))
    assert json.loads(from_script(relay(receipt))["body"]) == {"status": "delivered", "id": "a1", "held": ["smsOptin"]}
    assert "Our texts to this phone are not switched on yet" in from_browser(relay(receipt))["body"]
    assert "switched on" not in from_browser(relay(DELIVERED))["body"]


def test_a_held_post_of_a_script_is_queued() -> None:
    reply = from_script(relay(HELD), ("_gotcha", "x"))
    assert reply["statusCode"] == 202
    assert json.loads(reply["body"]) == {"status": "queued", "id": "a1b2c3"}


def test_an_empty_honeypot_is_no_spam() -> None:
    to = relay()
    from_browser(to, ("_gotcha", " "))
    assert (len(to.intake.accepted), to.intake.held) == (1, [])


def test_spam_that_can_not_be_held_is_not_acknowledged() -> None:
    assert from_browser(relay(UNAVAILABLE), ("_gotcha", "x"))["statusCode"] == 503


# Secrets ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [f"{FORM_PATH}/998", f"{FORM_PATH}/1000"])
@pytest.mark.parametrize(
    "authorization",
    ["Bearer wrong", "Bearer ", "Bearer", "Basic form-key", "form-key", "Bearer form-key x", "Bearer \u00e9"],
)
def test_a_wrong_secret_is_401_whatever_the_campaign_asks_for(path: str, authorization: str) -> None:
    to = relay()
    reply = from_script(to, path=path, authorization=authorization)
    assert (reply["statusCode"], arrivals.errors(reply)) == (401, {"": "unauthorized"})
    assert reply["headers"]["www-authenticate"] == "Bearer"
    assert to.intake.untouched


def test_a_campaign_that_asks_for_a_secret_is_401_without_one() -> None:
    to = relay()
    assert from_browser(to, path=f"{FORM_PATH}/1000")["statusCode"] == 401
    assert from_script(to, ("campaigns[]", "1000"))["statusCode"] == 401
    assert to.intake.untouched


@pytest.mark.parametrize("authorization", ["Bearer form-key", "bearer old-form-key", "Bearer  form-key "])
def test_any_of_the_form_secrets_makes_the_sender_trusted(authorization: str) -> None:
    to = relay()
    reply = from_script(to, path=f"{FORM_PATH}/1000", authorization=authorization)
    assert reply["statusCode"] == 200
    assert to.intake.accepted[0].trusted


def test_the_public_is_not_trusted() -> None:
    to = relay()
    from_script(to)
    assert not to.intake.accepted[0].trusted


def test_a_public_form_needs_no_credentials_at_all() -> None:
    assert from_script(relay(credentials=None))["statusCode"] == 200


def test_no_reply_echoes_a_secret() -> None:
    for authorization in ("Bearer form-key", "Bearer guess"):
        reply = from_script(relay(REJECTED), authorization=authorization)
        assert "form-key" not in json.dumps(reply)
        assert "guess" not in json.dumps(reply)


# Nothing durable --------------------------------------------------------------------------------------------


def test_a_browser_gets_a_503_page_when_nothing_can_be_kept() -> None:
    reply = from_browser(relay(UNAVAILABLE), NEXT)
    assert (reply["statusCode"], reply["headers"]["retry-after"]) == (503, "42")
    assert "Please try again" in reply["body"]


def test_a_script_gets_a_503_with_retry_after_when_nothing_can_be_kept() -> None:
    reply = from_script(relay(UNAVAILABLE))
    assert (reply["statusCode"], reply["headers"]["retry-after"]) == (503, "42")
    assert arrivals.errors(reply) == {"": "unavailable"}


def test_credentials_that_are_needed_and_away_are_a_503() -> None:
    reply = from_script(relay(credentials=None), authorization="Bearer form-key")
    assert (reply["statusCode"], reply["headers"]["retry-after"]) == (503, "30")


def test_a_crash_is_a_503_and_never_a_stack_trace() -> None:
    reply = from_script(relay(RuntimeError("ann@example.org")))
    assert (reply["statusCode"], reply["headers"]["retry-after"]) == (503, "30")
    assert "ann@example.org" not in json.dumps(reply)
    assert "Traceback" not in json.dumps(reply)


# What is no form --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [BROWSER, SCRIPT])
def test_over_64_kb_is_413(headers: dict[str, str]) -> None:
    to = relay()
    assert send(to, urlencoded(f"{FORM_PATH}/998", [("city", "x" * 65_536)], headers))["statusCode"] == 413
    assert to.intake.untouched


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/xml"])
def test_a_missing_or_unknown_media_type_is_415(content_type: str) -> None:
    arrival = event(f"{FORM_PATH}/998", body=b"email=ann@example.org", headers={"content-type": content_type} | SCRIPT)
    reply = send(relay(), arrival)
    assert (reply["statusCode"], arrivals.errors(reply)) == (415, {"": "unsupported_media_type"})


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE"])
def test_another_method_is_405_with_those_allowed(method: str) -> None:
    reply = send(relay(), event(f"{FORM_PATH}/998", method=method, headers=SCRIPT))
    assert (reply["statusCode"], reply["headers"]["allow"]) == (405, "OPTIONS, POST")


@pytest.mark.parametrize(
    "arrival",
    [
        event(f"{FORM_PATH}/998", body=b"&" * 500, headers={"content-type": URLENCODED, **SCRIPT}),
        event(f"{FORM_PATH}/998", body=b"{", headers={"content-type": "application/json", **SCRIPT}),
        event(f"{FORM_PATH}/998", body=b"--x", headers={"content-type": "multipart/form-data; boundary=x", **SCRIPT}),
    ],
)
def test_a_malformed_body_is_400(arrival: Event) -> None:
    to = relay()
    reply = send(to, arrival)
    assert (reply["statusCode"], arrivals.errors(reply)) == (400, {"": "malformed_body"})
    assert to.intake.untouched


# CORS -------------------------------------------------------------------------------------------------------


def test_a_preflight_from_a_listed_page_allows_the_post_with_its_headers() -> None:
    reply = send(
        relay(),
        event(f"{FORM_PATH}/998", method="OPTIONS", headers={"origin": "https://whales.example.org"}),
    )
    assert (reply["statusCode"], reply["body"]) == (204, "")
    headers = reply["headers"]
    assert headers["access-control-allow-origin"] == "https://whales.example.org"
    assert headers["access-control-allow-methods"] == "OPTIONS, POST"
    assert headers["access-control-allow-headers"] == "authorization, content-type, idempotency-key, x-requested-with"
    assert "access-control-allow-credentials" not in headers
    assert "Origin" in headers["vary"]


@pytest.mark.parametrize(
    ("path", "origin", "allowed"),
    [
        (f"{FORM_PATH}/998", "https://calls.example.org", False),
        (FORM_PATH, "https://calls.example.org", True),
        (FORM_PATH, "https://evil.example.com", False),
        (f"{FORM_PATH}/998", "null", False),
    ],
)
def test_a_preflight_is_answered_for_the_campaign_in_the_path_or_for_any(path: str, origin: str, allowed: bool) -> None:
    reply = send(relay(), event(path, method="OPTIONS", headers={"origin": origin}))
    assert reply["statusCode"] == 204
    assert ("access-control-allow-origin" in reply["headers"]) is allowed


@pytest.mark.parametrize("origin", ["null", "https://evil.example.com"])
def test_a_post_from_an_unlisted_page_is_accepted_but_not_readable(origin: str) -> None:
    to = relay()
    reply = from_script(to, origin=origin)
    assert (reply["statusCode"], len(to.intake.accepted)) == (200, 1)
    assert "access-control-allow-origin" not in reply["headers"]


def test_a_reply_is_readable_for_the_pages_of_the_campaigns_involved_only() -> None:
    origin = "https://calls.example.org"
    joined = from_script(relay(), ("campaigns[]", "999"), origin=origin)
    assert joined["headers"]["access-control-allow-origin"] == origin
    not_joined = from_script(relay(), ("campaigns[]", "998"), path=FORM_PATH, origin=origin)
    assert "access-control-allow-origin" not in not_joined["headers"]


@pytest.mark.parametrize(
    ("path", "field", "status"), [(f"{FORM_PATH}/998", ("zip", "x"), 422), (FORM_PATH, ("campaigns", "997"), 422)]
)
def test_a_refusal_is_readable_too(path: str, field: tuple[str, str], status: int) -> None:
    reply = from_script(relay(), field, path=path, origin="https://whales.example.org")
    assert reply["statusCode"] == status
    assert reply["headers"]["access-control-allow-origin"] == "https://whales.example.org"


@pytest.mark.parametrize(
    "names",
    [
        "hx-request,hx-target,hx-current-url",
        "x-csrf-token",
        "content-type, x-turbo-request-id",
        "traceparent,x-anything.of_theirs",
    ],
)
def test_a_listed_pages_script_may_send_its_librarys_own_headers(names: str) -> None:
    asked = {"origin": "https://whales.example.org", "access-control-request-headers": names}
    headers = send(relay(), event(f"{FORM_PATH}/998", method="OPTIONS", headers=asked))["headers"]
    assert headers["access-control-allow-headers"] == names
    asked["origin"] = "https://evil.example.com"
    headers = send(relay(), event(f"{FORM_PATH}/998", method="OPTIONS", headers=asked))["headers"]
    assert "access-control-allow-headers" not in headers


@pytest.mark.parametrize("names", ["", "x\r\nset-cookie: a=b", "x: y", "a" * 1001, "h\u00e9"])
def test_what_can_not_be_names_of_headers_is_not_repeated(names: str) -> None:
    asked = {"origin": "https://whales.example.org", "access-control-request-headers": names}
    headers = send(relay(), event(f"{FORM_PATH}/998", method="OPTIONS", headers=asked))["headers"]
    assert headers["access-control-allow-headers"] == "authorization, content-type, idempotency-key, x-requested-with"


def test_a_script_is_not_sent_on_to_a_page_that_it_could_not_read() -> None:
    cors = {"origin": "https://whales.example.org", "sec-fetch-mode": "cors", "sec-fetch-site": "cross-site"}
    reply = send(relay(), urlencoded(f"{FORM_PATH}/998", [*ANN, NEXT], cors))
    assert (reply["statusCode"], reply["headers"]["content-type"]) == (200, "text/html; charset=utf-8")
    window = {"origin": "https://whales.example.org", "sec-fetch-mode": "navigate"}
    assert send(relay(), urlencoded(f"{FORM_PATH}/998", [*ANN, NEXT], window))["statusCode"] == 303


@pytest.mark.parametrize(
    ("arrival", "status"),
    [
        (event(f"{FORM_PATH}/998", headers={"content-type": "text/plain"}), 415),
        (event(f"{FORM_PATH}/998", method="PUT"), 405),
        (urlencoded(f"{FORM_PATH}/998", [("city", "x" * 65_536)]), 413),
        (urlencoded(f"{FORM_PATH}/998", ANN, {"authorization": "Bearer wrong"}), 401),
    ],
)
def test_every_refusal_is_readable(arrival: Event, status: int) -> None:
    arrival["headers"] |= {**SCRIPT, "origin": "https://whales.example.org"}
    reply = send(relay(), arrival)
    assert reply["statusCode"] == status
    assert reply["headers"]["access-control-allow-origin"] == "https://whales.example.org"


# What a refusal looks like ----------------------------------------------------------------------------------


def test_a_refusal_names_the_campaign_and_speaks_its_language() -> None:
    reply = send(relay(), urlencoded(f"{FORM_PATH}/1002", [("email", "ann")], BROWSER))
    assert '<html lang="es">' in reply["body"]
    assert "Salvemos las ballenas" in reply["body"]
    assert "Correo electrónico" in reply["body"]
    reply = send(relay(), urlencoded(f"{FORM_PATH}/1002", [("email", "ann")], SCRIPT))
    assert json.loads(reply["body"])["errors"] == [
        {
            "field": "email",
            "code": "invalid",
            "message": "Correo electrónico: escriba una dirección completa, como nombre@example.org.",
        }
    ]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_form_that_was_sent_by_get_is_told_how_to_be_sent_and_nothing_of_it_is_repeated(
    method: str, log: Log
) -> None:
    query = "email=ann@example.org&firstname=Ann"
    arrival = event(f"{FORM_PATH}/998", method=method, query=query, headers=BROWSER)
    reply = send(relay(), arrival)
    assert (reply["statusCode"], reply["headers"]["allow"]) == (405, "OPTIONS, POST")
    assert "method=&quot;post&quot;" in reply["body"]
    assert "Nothing was saved" in reply["body"]
    script = send(relay(), event(f"{FORM_PATH}/998", method=method, query=query, headers=SCRIPT))
    assert "POST" in json.loads(script["body"])["errors"][0]["message"]
    assert "ann@example.org" not in json.dumps([reply, script]) + log.text


@pytest.mark.parametrize(
    ("referer", "link"),
    [
        ("https://whales.example.org/join?email=ann@example.org#top", "https://whales.example.org/join"),
        ("https://whales.example.org/", "https://whales.example.org/"),
        ("https://evil.example.com/whales.example.org", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_the_way_back_leads_to_a_listed_site_only(referer: str, link: str | None) -> None:
    reply = send(relay(), urlencoded(f"{FORM_PATH}/998", [("email", "x")], {**BROWSER, "referer": referer}))
    assert (f'href="{link}"' in reply["body"]) if link else ("href=" not in reply["body"])


A_FILE = b'--x\r\nContent-Disposition: form-data; name="secret"; filename="a"\r\n\r\nb\r\n--x--\r\n'
A_FILES_TYPE = {"content-type": "multipart/form-data; boundary=x"}


# What is logged ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arrival", "status", "code", "field"),
    [
        (urlencoded(f"{FORM_PATH}/998", [("email", "ann@"), ("zip", "secret")]), 422, "invalid", "email"),
        (urlencoded(f"{FORM_PATH}/997", ANN), 422, "campaign_unknown", "campaigns"),
        (urlencoded(f"{FORM_PATH}/997", [("email", "ann@")]), 422, "campaign_unknown", "campaigns"),
        (urlencoded(f"{FORM_PATH}/1001", ANN), 422, "campaign_not_allowed", "campaigns"),
        (urlencoded(f"{FORM_PATH}/998", [*ANN, ("advocateid", "7")]), 422, "not_for_the_public", "advocateid"),
        (urlencoded(f"{FORM_PATH}/998", ANN, {"authorization": "Bearer secret"}), 401, "unauthorized", ""),
        (event(f"{FORM_PATH}/998", method="GET", query="email=secret"), 405, "method_not_allowed", ""),
        (urlencoded(f"{FORM_PATH}/998", [("city", "secret" * 20_000)]), 413, "too_large", ""),
        (event(f"{FORM_PATH}/998", headers={"content-type": "secret/plain"}), 415, "unsupported_media_type", ""),
        (event(f"{FORM_PATH}/998", body=A_FILE, headers=A_FILES_TYPE), 422, "file_not_accepted", "other"),
    ],
)
def test_a_refusal_leaves_one_line_and_one_metric_and_no_value(
    arrival: Event, status: int, code: str, field: str, log: Log
) -> None:
    assert send(relay(), arrival)["statusCode"] == status
    (line,) = log.lines
    assert (line["message"], line["source"], line["status"]) == ("refused", "web_form", status)
    assert (line["code"], line["field"], line["RefusedRequests"]) == (code, field, [1.0])
    assert "secret" not in log.text
    assert "ann@" not in log.text


def test_what_is_taken_in_is_no_refusal(log: Log) -> None:
    from_script(relay())
    assert log.lines == []


@pytest.mark.parametrize(
    ("wanted", "site", "fault"),
    [
        ("https://evil.example.com/thanks?who=ann@example.org", "https://evil.example.com", "not_listed"),
        ("https://WHALES.example.org:8443/", "https://whales.example.org:8443", "not_listed"),
        ("http://whales.example.org/thanks", "http://whales.example.org", "not_https"),
        ("/thanks.html", "", "no_address"),
        ("https://ann@example.org/", "", "no_address"),
        ("javascript:alert(1)", "", "no_address"),
    ],
)
def test_a_next_page_that_is_not_allowed_is_logged_by_its_site(wanted: str, site: str, fault: str, log: Log) -> None:
    assert from_browser(relay(), ("_next", wanted))["statusCode"] == 200
    (line,) = log.lines
    assert (line["message"], line["list"], line["site"], line["fault"]) == ("unlisted site", "redirects", site, fault)
    assert (line["campaigns"], line["UnlistedSites"]) == ([998], [1.0])
    assert "ann@" not in log.text


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("OPTIONS", {"access-control-request-method": "POST"}),
        ("POST", {"sec-fetch-mode": "cors", "sec-fetch-site": "cross-site"}),
    ],
)
def test_a_script_of_a_site_that_is_not_listed_is_logged_by_its_site(
    method: str, headers: dict[str, str], log: Log
) -> None:
    arrival = urlencoded(f"{FORM_PATH}/998", ANN, {**headers, "origin": "https://www.whales.example.org"})
    arrival["requestContext"]["http"]["method"] = method
    assert send(relay(), arrival)["statusCode"] in {200, 204}
    (line,) = log.lines
    assert (line["list"], line["site"]) == ("origins", "https://www.whales.example.org")
    assert line["fault"] == "not_listed"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://whales.example.org", "sec-fetch-mode": "cors"},
        {"origin": "https://evil.example.com", "sec-fetch-mode": "navigate"},
        {"origin": "https://evil.example.com"},
        {"origin": "https://relay.example.org", "sec-fetch-mode": "cors", "sec-fetch-site": "same-origin"},
    ],
)
def test_plain_forms_and_listed_scripts_are_not_logged(headers: dict[str, str], log: Log) -> None:
    send(relay(), urlencoded(f"{FORM_PATH}/998", ANN, headers))
    assert log.lines == []


# Encodings --------------------------------------------------------------------------------------------------


def test_all_three_encodings_make_the_same_submission() -> None:
    pairs = [("campaigns[]", "998"), ("campaigns[]", "999"), ("tags[]", "a"), ("fields[5365]", "Zoë"), *ANN]
    data = {
        "campaigns": [998, 999],
        "tags": ["a"],
        "fields": {"5365": "Zoë"},
        "email": "ann@example.org",
        "firstname": "Ann",
        "zip": "02134",
    }
    to = relay()
    for arrival in (urlencoded(FORM_PATH, pairs), multipart(FORM_PATH, pairs), posted_json(FORM_PATH, data)):
        send(to, arrival)
    first, *others = to.intake.accepted
    assert others == [first, first]
    assert first.advocate == {
        "email": "ann@example.org",
        "firstname": "Ann",
        "zip5": "02134",
        "tags": ["a"],
        "fields": {"5365": "Zoë"},
        "p2asource": "website",
    }


def test_a_json_post_is_answered_in_json_without_being_asked() -> None:
    reply = send(relay(), posted_json(f"{FORM_PATH}/998", dict(ANN)))
    assert json.loads(reply["body"])["status"] == "delivered"
