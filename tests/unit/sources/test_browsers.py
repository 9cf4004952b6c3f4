"""Negotiation, CORS and redirects: who gets JSON, who may read it, and where nobody is sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.campaigns import Campaign, Campaigns
from relay.sources import browsers
from relay.sources.http import Request
from tests.fakes.events import FORM_PATH, event
from tests.unit.sources.arrivals import CAMPAIGNS

WHALES = CAMPAIGNS.by_id[998]
CALLS = CAMPAIGNS.by_id[999]


def request(**headers: str) -> Request:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request.from_event(event(FORM_PATH, headers=sent))


@pytest.mark.parametrize(
    "accept",
    [
        "application/json",
        "application/json, text/plain, */*",
        "application/json, text/html;q=0.9",
        "text/html;q=0.5, application/json;q=0.6",
        "text/html;q=0, */*",
        "application/*, text/html;q=0.1",
        "APPLICATION/JSON",
        "application/json, text/html",
        "*/*, application/json",
    ],
)
def test_json_is_for_whoever_prefers_it(accept: str) -> None:
    assert browsers.prefers_json(request(accept=accept))


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
        "text/html",
        "text/*",
        "text/html, application/json",
        "application/json;q=0.2, text/html;q=0.3",
        "application/json;q=0",
        "application/json;q=0, */*",
        "image/png",
    ],
)
def test_a_page_is_for_everybody_else(accept: str) -> None:
    assert not browsers.prefers_json(request(accept=accept))


@pytest.mark.parametrize("accept", ["text/html", "*/*", ""])
def test_a_script_that_says_it_is_one_gets_json(accept: str) -> None:
    assert browsers.prefers_json(request(accept=accept, x_requested_with="XMLHttpRequest"))


@pytest.mark.parametrize(("accept", "json"), [("*/*", True), ("", True), ("text/html", False)])
def test_who_sends_json_gets_json_unless_it_asks_for_a_page(accept: str, json: bool) -> None:
    assert browsers.prefers_json(request(accept=accept, content_type="application/json")) is json


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["text/html", "*/*", ";q=", "q=nan", "inf", ",", "-1", " "])).map("".join)
)
def test_no_accept_header_raises(accept: str) -> None:
    browsers.prefers_json(request(accept=accept))


def test_a_listed_origin_may_read_the_reply_and_without_credentials() -> None:
    headers = browsers.cors_headers(request(origin="https://whales.example.org"), [CALLS, WHALES])
    assert headers["access-control-allow-origin"] == "https://whales.example.org"
    assert "access-control-allow-credentials" not in headers


@pytest.mark.parametrize("origin", ["https://calls.example.org", "https://evil.example.com", "null", "*", ""])
def test_no_other_origin_may(origin: str) -> None:
    assert "access-control-allow-origin" not in browsers.cors_headers(request(origin=origin), [WHALES])


def test_caches_are_told_that_the_reply_depends_on_the_origin() -> None:
    assert "Origin" in browsers.cors_headers(request(), [WHALES])["vary"]


@pytest.mark.parametrize(
    "target",
    [
        "https://whales.example.org/thanks?who=me#top",
        "https://whales.example.org",
        "HTTPS://Whales.Example.ORG:443/thanks",
        "http://127.0.0.1:3001/",
    ],
)
def test_a_listed_page_is_gone_on_to(target: str) -> None:
    assert browsers.redirect_target(target, [CALLS, WHALES]) == target


def test_what_a_header_can_not_hold_is_percent_encoded() -> None:
    target = browsers.redirect_target('https://whales.example.org/für"<x>%20', [WHALES])
    assert target == "https://whales.example.org/f%C3%BCr%22%3Cx%3E%20"


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("https://whales.example.org", "https://whales.example.org?left_out=zip5,state&contacts_left_out=email"),
        ("https://a.example.org/b?c=1#d", "https://a.example.org/b?c=1&left_out=zip5,state&contacts_left_out=email#d"),
        ("https://a.example.org/?", "https://a.example.org/?left_out=zip5,state&contacts_left_out=email"),
    ],
)
def test_a_page_is_told_in_its_query_what_was_left_out(page: str, told: str) -> None:
    assert browsers.with_left_out(page, ["zip5", "state"], ["email"]) == told


@pytest.mark.parametrize(
    ("arguments", "contacts", "query"),
    [((), ("email", "call"), "?contacts_left_out=email,call"), (("zip5",), (), "?left_out=zip5"), ((), (), "")],
)
def test_only_what_was_left_out_is_told(arguments: tuple[str, ...], contacts: tuple[str, ...], query: str) -> None:
    page = "https://whales.example.org/thanks"
    assert browsers.with_left_out(page, arguments, contacts) == page + query


EVIL = [
    "",
    "/thanks",
    "thanks",
    "//whales.example.org/",
    "https:whales.example.org",
    "https:/whales.example.org",
    "https:///whales.example.org",
    "http://whales.example.org/",
    "https://whales.example.org:8443/",
    "https://whales.example.org:/",
    "https://whales.example.org:x/",
    "https://whales.example.org.evil.example.com/",
    "https://evil.example.com/?https://whales.example.org",
    "https://whales.example.org@evil.example.com/",
    "https://user:pass@whales.example.org/",
    "https://whales.example.org\\@evil.example.com/",
    "https:\\\\whales.example.org/",
    "https://whales.example.org/a\\b",
    "https://evil.example.com\\.whales.example.org/",
    "https://whales.example.org/\r\nSet-Cookie: a=b",
    "https://whales.example.org/\tx",
    " https://whales.example.org/",
    "https://whales.example.org/ x",
    "https://whales.example.org\x00/",
    "https://wh\u0430les.example.org/",
    "https://whales.example.org\u2025/",
    "https://[::1/",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://localhost.evil.example.com:3001/",
    "http://127.0.0.1:3001.evil.example.com/",
    "http://127.0.0.1/",
    "ftp://whales.example.org/",
]


@pytest.mark.parametrize("target", EVIL)
def test_no_other_target_is(target: str) -> None:
    assert browsers.redirect_target(target, [WHALES]) is None


def test_a_campaign_that_is_not_involved_does_not_lend_its_redirects() -> None:
    assert browsers.redirect_target("https://whales.example.org/", [CALLS]) is None


def test_plain_http_is_for_this_machine_only_even_if_listed() -> None:
    assert browsers.redirect_target("http://plain.example.org/", careless("http://plain.example.org")) is None


def test_user_info_is_refused_even_if_listed() -> None:
    assert browsers.redirect_target("https://me@whales.example.org/", careless("https://me@whales.example.org")) is None


def careless(redirect: str) -> list[Campaign]:
    return list(Campaigns.from_literal({1: {"name": "x", "web_form": {"redirects": (redirect,)}}}).by_id.values())


@given(
    st.text()
    | st.lists(
        st.sampled_from(
            [
                "https://",
                "whales.example.org",
                "@",
                "\\",
                "/",
                ":",
                "?",
                "#",
                "[",
                "]",
                "\r\n",
                "evil.example.com",
                "%0d",
                " ",
            ]
        )
    ).map("".join)
)
def test_a_target_is_on_a_listed_origin_and_fit_for_a_header_or_there_is_none(wanted: str) -> None:
    target = browsers.redirect_target(wanted, [WHALES])
    if target is not None:
        assert target.isascii()
        assert target.isprintable()
        assert " " not in target
        allowed = ("https://whales.example.org", "https://whales.example.org:443")
        assert target.lower().partition("//")[2].partition("/")[0].partition("?")[0].partition("#")[0] in {
            origin.partition("//")[2] for origin in allowed
        }
