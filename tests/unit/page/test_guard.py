"""Who may see the page: this machine's own browser, sent here by the link, and no other site's page in it."""

import pytest

from operate.page.app import application
from operate.stack import Stack
from operate.trouble import Trouble
from tests.unit.page.browser import HOST, Browser

TOKEN = "a token that nobody guesses"


def nowhere() -> Stack:
    raise Trouble("no stack here")


@pytest.fixture
def guarded() -> Browser:
    return Browser(application(nowhere, token=TOKEN))


@pytest.fixture
def let_in(guarded: Browser) -> Browser:
    guarded.get(f"/find?token={TOKEN.replace(' ', '%20')}")
    return guarded


def test_the_link_lets_in_and_leaves_no_token_in_the_address(guarded: Browser) -> None:
    answer = guarded.get(f"/find?token={TOKEN.replace(' ', '%20')}", follow=False)
    assert (answer.status, answer.headers["location"]) == (303, "/find")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=strict" in answer.headers["set-cookie"]
    assert guarded.get("/find").status == 200


@pytest.mark.parametrize("path", ["/find", "/find?token=another", "/static/page.css", "/letters", "/job/1/file"])
def test_who_has_no_token_sees_nothing(guarded: Browser, path: str) -> None:
    answer = guarded.get(path)
    assert (answer.status, answer.text) == (403, "Open the link that `relay page` has printed.")


def test_another_cookie_lets_nobody_in(guarded: Browser) -> None:
    guarded.cookies["relay-page-3001"] = "another"
    assert guarded.get("/find").status == 403


def test_a_token_in_a_form_s_address_lets_nobody_in(guarded: Browser) -> None:
    assert guarded.post(f"/find?token={TOKEN.replace(' ', '%20')}", typed="x").status == 403


@pytest.mark.parametrize("host", ["relay.example.org", "relay.example.org:3001", "127.0.0.1.example.org", "192.0.2.1"])
def test_another_name_for_this_machine_is_turned_away(let_in: Browser, host: str) -> None:
    let_in.headers["Host"] = host
    assert let_in.get("/find").status == 403


@pytest.mark.parametrize("host", [HOST, "localhost:3001", "[::1]:3001"])
def test_the_names_that_only_this_machine_has_are_good(host: str) -> None:
    assert Browser(application(nowhere), {"Host": host}).get("/find").status == 200


def test_another_machine_is_turned_away() -> None:
    assert Browser(application(nowhere), client=("192.0.2.1", 50_000)).get("/find").status == 403


@pytest.mark.parametrize(
    "origin", ["https://example.org", "http://127.0.0.1:3000", "https://127.0.0.1:3001", "null", "", "http://["]
)
def test_what_another_site_sends_is_turned_away(let_in: Browser, origin: str) -> None:
    let_in.headers["Origin"] = origin
    assert let_in.post("/find", typed="x").status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_that_comes_from_elsewhere_is_turned_away(let_in: Browser, site: str) -> None:
    let_in.headers["Sec-Fetch-Site"] = site
    assert let_in.post("/find", typed="x").status == 403


def test_the_page_s_own_forms_are_taken(let_in: Browser) -> None:
    let_in.headers |= {"Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"}
    assert let_in.post("/find", typed="x").status == 422


def test_every_answer_forbids_foreign_scripts_frames_and_keeping(guarded: Browser, let_in: Browser) -> None:
    for answer in (let_in.get("/find"), let_in.get("/nowhere"), Browser(guarded.app).get("/find")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_form_without_end_is_not_read(let_in: Browser) -> None:
    assert let_in.post("/find", typed="x" * 4_100_000).status == 413


def test_trouble_is_a_page_in_words(let_in: Browser) -> None:
    answer = let_in.get("/status")
    assert (answer.status, "no stack here" in answer.shown) == (503, True)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("mode", ["no-cors", "cors"])
def test_another_site_s_picture_or_script_begins_no_look(let_in: Browser, site: str, mode: str) -> None:
    let_in.headers |= {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode}
    assert let_in.get("/letters").status == 403


def test_a_link_may_be_followed_from_anywhere(let_in: Browser) -> None:
    let_in.headers |= {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert let_in.get("/find").status == 200


def test_an_address_that_takes_forms_only_says_so(let_in: Browser) -> None:
    answer = let_in.get("/letters/1/discard")
    assert (answer.status, "nothing was sent" in answer.shown) == (405, True)
