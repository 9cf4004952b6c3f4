"""What keeps robots out of the public's forms, and never a person: pages, challenges, bursts."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pytest
from starlette.applications import Starlette

from local.place import CHALLENGE_PATH
from local.verifier import SECRET, Verifier
from relay import wiring
from relay.campaigns import Campaigns
from relay.sources import challenge, web_form
from relay.stores.journal import Journal
from relay.stores.secrets import CredentialStore
from tests.fakes.aws import Fault
from tests.fakes.events import FORM_PATH, Context, Event
from tests.fakes.log import Log
from tests.fakes.relay import SETTINGS, World
from tests.fakes.settings import CREDENTIALS, HELD, JOURNAL, NOWHERE, PUBLIC_URL, RETRY
from tests.unit.sandbox.serving import serve
from tests.unit.sources.arrivals import errors, urlencoded

OURS: Final = "https://whales.example.org"
CAMPAIGNS: Final = Campaigns.from_literal(
    {
        998: {"name": "Whales", "web_form": {"challenge": {"service": "turnstile", "sitekey": "site-t"}}},
        999: {"name": "Seals", "web_form": {"challenge": {"service": "hcaptcha", "sitekey": "site-h"}}},
        994: {"name": "Dolphins", "web_form": {"challenge": {"service": "hcaptcha", "sitekey": "site-h"}}},
        997: {"name": "Otters", "web_form": {"only_from_origins": True, "origins": (OURS,)}},
        996: {"name": "Tables", "web_form": {"burst": 4}},
        995: {"name": "Ballenas", "language": "es", "web_form": {"only_from_origins": True}},
    }
)
TURNSTILE, HCAPTCHA = "cf-turnstile-response", "h-captcha-response"
ANN: Final = (("email", "ann@example.org"), ("firstname", "Ann"), ("zip", "02134"))
SCRIPT: Final = {"accept": "application/json"}
VISITOR: Final = "203.0.113.9"
SERVICES: Final = [(998, TURNSTILE), (999, HCAPTCHA)]


class Relay:
    """The relay with these campaigns, and a verifier to ask."""

    def __init__(self, verifier_url: str = NOWHERE, public_url: str = "") -> None:
        self.world = World(settings=replace(SETTINGS, challenge_url=verifier_url, public_url=public_url))
        self.secrets(SECRET)
        self.begin()

    def begin(self) -> None:
        """Another process: it knows nothing of what came before."""
        credentials = CredentialStore(self.world.aws, CREDENTIALS, self.world.clock)
        outside = self.world.parts.outside._replace(credentials=credentials)
        self.ingress = wiring.ingress_of(replace(self.world.parts, outside=outside), CAMPAIGNS)

    def secrets(self, *challenges: str) -> None:
        ours = json.loads(self.world.aws.secrets[CREDENTIALS])
        ours |= {"challenge_secrets": challenges, "form_secrets": ["form-key"]}
        self.world.aws.secrets[CREDENTIALS] = json.dumps(ours)

    def post(
        self,
        campaign: int,
        *more: tuple[str, str],
        address: str = "",
        email: str = "ann@example.org",
        **headers: str,
    ) -> dict[str, Any]:
        """Post a form; names of headers with an underscore."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        fields = [(name, email if name == "email" else value) for name, value in ANN]
        return self.send(urlencoded(f"{FORM_PATH}/{campaign}", [*fields, *more], {**SCRIPT, **named}), address)

    def send(self, event: Event, address: str = "") -> dict[str, Any]:
        event["requestContext"]["timeEpoch"] = self.world.clock()
        event["requestContext"]["http"]["sourceIp"] = address
        return web_form.handle(event, Context(), self.ingress)

    @property
    def held(self) -> list[str]:
        """Why each is held that is."""
        return [each["held"] for each in self.world.messages(HELD)]

    @property
    def made(self) -> int:
        """How many advocates there are on the platform."""
        return len(self.world.platform.advocates)


@pytest.fixture
def verifier() -> Verifier:
    return Verifier()


@pytest.fixture
def verified(verifier: Verifier, monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    monkeypatch.setattr(challenge, "SECONDS", 60)  # whatever keeps this machine busy
    with serve(Starlette(routes=verifier.routes())) as served:
        yield Relay(f"{served.url}{CHALLENGE_PATH}")


# Challenges -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("campaign", "field"), SERVICES)
def test_who_met_the_challenge_is_delivered(verified: Relay, verifier: Verifier, campaign: int, field: str) -> None:
    assert verified.post(campaign, (field, "good"))["statusCode"] == 200
    assert (verified.made, verified.held) == (1, [])
    (asked,) = verifier.asked
    assert asked.items() >= {"response": "good", "secret": SECRET}.items()
    assert "remoteip" not in asked


def test_a_token_for_several_campaigns_with_one_widget_is_asked_about_once(verified: Relay, verifier: Verifier) -> None:
    assert verified.post(999, ("campaigns[]", "994"), (HCAPTCHA, "good"))["statusCode"] == 200
    assert len(verifier.asked) == 1


def test_hcaptcha_is_told_whose_widget_it_must_have_been(verified: Relay, verifier: Verifier) -> None:
    verified.post(999, (HCAPTCHA, "good"))
    assert verifier.asked[0]["sitekey"] == "site-h"


@pytest.mark.parametrize("language", ["json", "page"])
@pytest.mark.parametrize("token", ["bad", ""])
@pytest.mark.parametrize(("campaign", "field"), SERVICES)
def test_who_did_not_is_asked_once_more(verified: Relay, campaign: int, field: str, token: str, language: str) -> None:
    reply = verified.post(campaign, (field, token), accept="text/html" if language == "page" else "application/json")
    assert reply["statusCode"] == 422
    assert "Show once more that you are a person" in reply["body"]
    assert language == "page" or errors(reply) == {"": "challenge_failed"}
    assert "organizer" not in reply["body"]
    assert (verified.made, verified.held, verified.world.aws.tables.get(JOURNAL, {}).keys() - {"breaker"}) == (
        0,
        [],
        set(),
    )


@pytest.mark.parametrize("token", ["down", "nonsense"])
@pytest.mark.parametrize(("campaign", "field"), SERVICES)
def test_a_service_that_is_away_has_sign_ups_held(
    verified: Relay, campaign: int, field: str, token: str, log: Log
) -> None:
    reply = verified.post(campaign, (field, token), address=VISITOR)
    assert (reply["statusCode"], json.loads(reply["body"])["status"]) == (202, "queued")
    assert (verified.made, verified.held) == (0, ["challenge"])
    assert [line["why"] for line in log.lines if "Unverified" in line] == ["away"]
    assert VISITOR not in log.text


@pytest.mark.parametrize(("campaign", "field"), SERVICES)
def test_a_service_that_is_slow_is_not_waited_for(
    verified: Relay, campaign: int, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(challenge, "SECONDS", 0.2)  # nothing answers a slow token before the test is over
    assert verified.post(campaign, (field, "slow"))["statusCode"] == 202
    assert verified.held == ["challenge"]


def test_a_form_does_not_wait_longer_for_its_challenge_than_it_may() -> None:
    assert challenge.SECONDS < web_form.BUDGET_SECONDS


def test_a_service_that_nobody_reaches_has_sign_ups_held() -> None:
    relay = Relay(NOWHERE)
    assert relay.post(998, (TURNSTILE, "good"))["statusCode"] == 202
    assert relay.post(999)["statusCode"] == 202  # with the service away no widget gives a token
    assert relay.held == ["challenge", "challenge"]


def test_a_wrong_secret_of_ours_is_nobody_elses_fault(verified: Relay, log: Log) -> None:
    verified.secrets("another")
    assert verified.post(998, (TURNSTILE, "good"))["statusCode"] == 202
    assert verified.held == ["challenge"]
    assert [line["why"] for line in log.lines if "Unverified" in line] == ["wrong_secret"]


def test_without_a_secret_sign_ups_are_held(verified: Relay, verifier: Verifier) -> None:
    verified.secrets()
    verified.post(998, (TURNSTILE, "good"))
    assert (verified.held, verifier.asked) == (["challenge"], [])


def test_secrets_that_can_not_be_read_have_sign_ups_held(verified: Relay) -> None:
    verified.world.aws.faults.append(Fault("GetSecretValue", "away", CREDENTIALS))
    verified.post(998, (TURNSTILE, "good"))
    assert verified.held == ["challenge"]


def test_of_two_secrets_either_is_good(verified: Relay, verifier: Verifier) -> None:
    verified.secrets("the-old-one", SECRET)
    assert verified.post(998, (TURNSTILE, "good"))["statusCode"] == 200
    assert [asked["secret"] for asked in verifier.asked] == ["the-old-one", SECRET]


def test_a_secret_that_was_changed_counts_at_once(verified: Relay, verifier: Verifier) -> None:
    verified.post(998, (TURNSTILE, "first"))
    verifier.secrets = {"the-new-one"}
    verified.secrets("the-new-one")
    verified.world.clock.advance(seconds=60)
    assert verified.post(998, (TURNSTILE, "second"), email="bob@example.org")["statusCode"] == 200


def test_no_service_is_shown_the_others_secret(verified: Relay, verifier: Verifier) -> None:
    secrets = {TURNSTILE: "0x4AAAAAAA-turnstile", HCAPTCHA: "ES_0123456789abcdef"}
    verifier.secrets = set(secrets.values())
    verified.secrets(*secrets.values())
    for campaign, field in SERVICES:
        verified.post(campaign, (field, f"good {field}"))
    assert [asked["secret"] for asked in verifier.asked] == list(secrets.values())


@pytest.mark.parametrize(("campaign", "field"), SERVICES)
def test_a_double_click_is_answered_as_the_first_was(verified: Relay, campaign: int, field: str) -> None:
    replies = [verified.post(campaign, (field, "good")) for _ in range(2)]
    assert [(reply["statusCode"], reply["body"]) for reply in replies] == [(200, replies[0]["body"])] * 2
    assert verified.made == 1


@pytest.mark.parametrize(("looks", "status"), [(1, 200), (2, 200), (3, 422)])
def test_the_first_of_a_double_click_may_be_on_its_way(
    verified: Relay, monkeypatch: pytest.MonkeyPatch, looks: int, status: int
) -> None:
    verified.post(999, (HCAPTCHA, "good"))
    pauses: list[float] = []
    read = Journal.read
    monkeypatch.setattr(time, "sleep", pauses.append)
    monkeypatch.setattr(Journal, "read", lambda *asked: read(*asked) if len(pauses) > looks else None)
    assert verified.post(999, (HCAPTCHA, "good"))["statusCode"] == status
    assert (verified.made, verified.held) == (1, [])


@pytest.mark.parametrize("secret", ["0x4" + "aB3" * 13, "0x" + "0" * 40])
def test_an_old_secret_of_hcaptchas_is_told_from_turnstiles(verified: Relay, verifier: Verifier, secret: str) -> None:
    verifier.secrets = {secret}
    verified.secrets(secret)
    assert verified.post(999, (HCAPTCHA, "good"))["statusCode"] == 200
    assert verified.post(998, (TURNSTILE, "other"), email="bob@example.org")["statusCode"] == 202
    assert [asked["secret"] for asked in verifier.asked] == [secret]


def test_of_two_widgets_the_one_that_was_met_counts(verified: Relay) -> None:
    assert verified.post(998, (TURNSTILE, ""), (TURNSTILE, "good"))["statusCode"] == 200


@pytest.mark.parametrize(("campaign", "field"), SERVICES)
def test_a_token_lets_in_one_sign_up(verified: Relay, campaign: int, field: str) -> None:
    verified.post(campaign, (field, "good"))
    assert errors(verified.post(campaign, (field, "good"), email="bob@example.org")) == {"": "challenge_failed"}
    assert verified.made == 1


@pytest.mark.parametrize("form", [{**dict(ANN), TURNSTILE: "good"}, {"data": {**dict(ANN), TURNSTILE: "good"}}])
def test_a_token_in_json_is_as_good(verified: Relay, form: object) -> None:
    event = urlencoded(f"{FORM_PATH}/998", [], {"content-type": "application/json"})
    event |= {"isBase64Encoded": False, "body": json.dumps(form)}
    assert verified.send(event)["statusCode"] == 200


def test_what_is_no_token_at_all_is_not_passed_on(verified: Relay, verifier: Verifier) -> None:
    assert verified.post(998, (TURNSTILE, "x" * 20_000))["statusCode"] == 422
    assert verifier.asked[0]["response"] == ""


def test_a_server_with_a_secret_meets_no_challenge(verified: Relay, verifier: Verifier) -> None:
    assert verified.post(998, authorization="Bearer form-key")["statusCode"] == 200
    assert (verified.made, verifier.asked) == (1, [])


def test_a_full_honeypot_is_held_without_asking(verified: Relay, verifier: Verifier) -> None:
    assert verified.post(998, ("_gotcha", "x"))["statusCode"] == 202
    assert (verified.held, verifier.asked) == (["spam"], [])


def test_what_is_held_is_delivered_once_it_is_released(verified: Relay) -> None:
    verified.post(998, (TURNSTILE, "down"))
    (message,) = verified.world.messages(HELD)
    verified.world.parts.queues.retry(json.dumps(message), delay_seconds=0)
    verified.world.work_through(minutes=5)
    assert verified.made == 1


def test_other_campaigns_ask_nobody(verified: Relay, verifier: Verifier) -> None:
    assert verified.post(996)["statusCode"] == 200
    assert verifier.asked == []


# Opt-outs ---------------------------------------------------------------------------------------------------

OUT: Final = ("emailOptout", "1")


def alone(relay: Relay, campaign: int, **headers: str) -> dict[str, Any]:
    """An unsubscribe form and nothing else."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    pairs = [("email", "ann@example.org"), OUT]
    return relay.send(urlencoded(f"{FORM_PATH}/{campaign}", pairs, {**SCRIPT, **named}))


def queued(relay: Relay) -> list[Any]:
    return [each["advocate"] for each in relay.world.messages(RETRY)]


LEAVES: Final = {"email": "ann@example.org", "emailOptout": "1"}


def test_an_unsubscribe_form_meets_no_challenge(verified: Relay, verifier: Verifier) -> None:
    assert alone(verified, 998)["statusCode"] == 202
    assert (queued(verified), verifier.asked) == ([LEAVES], [])


def test_an_unsubscribe_form_may_stand_anywhere() -> None:
    relay = Relay()
    assert alone(relay, 997, origin="https://elsewhere.example.com")["statusCode"] == 202
    assert queued(relay) == [LEAVES]


@pytest.mark.parametrize("token", ["bad", "down"])
def test_an_opt_out_stands_whatever_becomes_of_its_form(verified: Relay, token: str) -> None:
    reply = verified.post(998, (TURNSTILE, token), OUT)
    assert reply["statusCode"] == (422 if token == "bad" else 202)
    assert queued(verified) == [LEAVES]


def test_an_opt_out_from_a_page_that_is_not_listed_stands() -> None:
    relay = Relay()
    assert relay.post(997, OUT, origin="https://elsewhere.example.com")["statusCode"] == 403
    assert queued(relay) == [LEAVES]


def test_an_opt_out_that_can_not_be_kept_is_not_answered_as_if_it_were() -> None:
    relay = Relay()
    relay.world.aws.faults.append(Fault("SendMessage", "away"))
    assert relay.post(997, OUT, origin="https://elsewhere.example.com")["statusCode"] == 503


# Pages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": OURS},
        {"origin": "null", "referer": f"{OURS}/join?x=1"},
        {"referer": f"{OURS}/"},
        {"origin": OURS, "referer": "https://elsewhere.example.com/"},
    ],
)
def test_a_form_on_a_listed_page_is_taken_in(headers: dict[str, str]) -> None:
    relay = Relay()
    assert relay.post(997, **headers)["statusCode"] == 200
    assert relay.made == 1


@pytest.mark.parametrize(
    ("headers", "site"),
    [
        ({"origin": "https://elsewhere.example.com"}, "https://elsewhere.example.com"),
        ({"origin": "https://www.whales.example.org"}, "https://www.whales.example.org"),
        ({"origin": "http://whales.example.org"}, "http://whales.example.org"),
        ({"origin": f"{OURS}:8443"}, f"{OURS}:8443"),
        ({"origin": f"{OURS}@elsewhere.example.com"}, ""),
        ({"origin": "chrome-extension://abc"}, ""),
        (
            {"origin": "null", "referer": "https://elsewhere.example.com/?email=ann@example.org"},
            "https://elsewhere.example.com",
        ),
    ],
)
def test_a_form_on_any_other_page_is_refused(headers: dict[str, str], site: str, log: Log) -> None:
    relay = Relay()
    reply = relay.post(997, **headers)
    assert (reply["statusCode"], errors(reply)) == (403, {"": "origin_not_allowed"})
    assert (relay.made, relay.held) == (0, [])
    assert [line["site"] for line in log.lines if "UnlistedSites" in line] == [site]
    assert [line["code"] for line in log.lines if "RefusedRequests" in line] == ["origin_not_allowed"]
    assert "ann@" not in log.text


def test_a_script_on_another_page_is_named_once(log: Log) -> None:
    headers = {"origin": "https://elsewhere.example.com", "sec_fetch_mode": "cors", "sec_fetch_site": "cross-site"}
    assert Relay().post(997, **headers)["statusCode"] == 403
    assert [line["site"] for line in log.lines if "UnlistedSites" in line] == ["https://elsewhere.example.com"]


def test_the_page_says_what_the_organizer_must_do() -> None:
    body = Relay().post(995, origin=OURS, accept="text/html")["body"]
    assert "no acepta inscripciones desde la página" in body
    assert "origin_not_allowed" in body


@pytest.mark.parametrize("headers", [{}, {"origin": "null"}, {"origin": "null", "referer": ""}])
def test_a_browser_that_names_no_page_has_its_sign_up_held(headers: dict[str, str]) -> None:
    relay = Relay()
    assert relay.post(997, **headers)["statusCode"] == 202
    assert (relay.made, relay.held) == (0, ["origin"])


def test_a_server_with_a_secret_has_no_page() -> None:
    relay = Relay()
    assert relay.post(997, authorization="Bearer form-key")["statusCode"] == 200


# Bursts -----------------------------------------------------------------------------------------------------


def burst(relay: Relay, count: int, address: str = VISITOR, **headers: str) -> list[int]:
    """Sign-ups of different people from one address; the statuses of the answers."""
    begin = len(relay.world.aws.calls)
    return [
        relay.post(996, email=f"p{begin}-{number}@example.org", address=address, **headers)["statusCode"]
        for number in range(count)
    ]


def counters(relay: Relay) -> dict[str, Any]:
    items = relay.world.aws.tables.get(JOURNAL, {})
    return {key: item for key, item in items.items() if key.startswith("burst:")}


def test_what_is_beyond_the_limit_is_held() -> None:
    relay = Relay()
    assert burst(relay, 6) == [200] * 4 + [202] * 2
    assert (relay.made, relay.held) == (4, ["burst", "burst"])


def test_a_burst_is_over_after_ten_minutes() -> None:
    relay = Relay()
    burst(relay, 6)
    relay.world.clock.advance(minutes=10)
    assert burst(relay, 4) == [200] * 4


def test_other_addresses_are_not_in_it() -> None:
    relay = Relay()
    burst(relay, 6)
    assert burst(relay, 4, "198.51.100.7") == [200] * 4


def test_all_processes_count_together() -> None:
    relay = Relay()
    burst(relay, 4)
    relay.begin()
    assert burst(relay, 4) == [200, 200, 202, 202]  # the first two of each process cost no question


def test_one_persons_posts_cost_no_call() -> None:
    relay = Relay()
    burst(relay, 2)
    assert counters(relay) == {}
    burst(relay, 1)
    (item,) = counters(relay).values()
    assert [value for name, value in item.items() if name.startswith("n")] == [{"N": "3"}]


def test_an_address_is_neither_stored_nor_logged(log: Log) -> None:
    relay = Relay()
    burst(relay, 6)
    stored = json.dumps([relay.world.aws.tables, relay.world.messages(HELD)], default=str)
    assert VISITOR not in stored + log.text
    (item,) = counters(relay).values()
    assert int(item["ttl"]["N"]) <= relay.world.clock() / 1000 + 2 * 24 * 3600


def test_another_day_has_another_name() -> None:
    relay = Relay()
    burst(relay, 3)
    relay.world.clock.advance(minutes=24 * 60)
    burst(relay, 3)
    assert len(counters(relay)) == 2


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.1.2.3", "192.168.1.2", "fd00::1", "", "unknown"])
def test_who_is_on_no_public_address_is_not_counted(address: str) -> None:
    relay = Relay()
    assert burst(relay, 6, address) == [200] * 6
    assert counters(relay) == {}


def test_a_server_with_a_secret_may_send_many() -> None:
    relay = Relay()
    assert burst(relay, 6, authorization="Bearer form-key") == [200] * 6
    assert counters(relay) == {}


def test_of_ipv6_half_an_address_counts() -> None:
    relay = Relay()
    statuses = [burst(relay, 1, f"2001:db8:0:7::{number:x}")[0] for number in range(1, 7)]
    assert statuses == [200] * 4 + [202] * 2
    assert burst(relay, 1, "2001:db8:0:8::1") == [200]


def test_with_dynamodb_away_nobody_is_held_for_it(log: Log) -> None:
    relay = Relay()
    relay.world.aws.faults.append(Fault("UpdateItem", "away", JOURNAL))
    assert set(burst(relay, 6)) == {202}
    assert relay.held == []
    assert "web_form.burst" in [line.get("where") for line in log.lines]


def test_behind_a_proxy_the_visitor_counts_and_not_the_proxy() -> None:
    relay = Relay(public_url=PUBLIC_URL)
    edge = "192.0.2.1"
    for number in range(6):
        (status,) = burst(relay, 1, edge, x_forwarded_for=f"198.51.100.{number}, {edge}")
        assert status == 200
    forged = [burst(relay, 1, edge, x_forwarded_for=f"8.8.8.{n}, {VISITOR}, {edge}")[0] for n in range(6)]
    assert forged == [200] * 4 + [202] * 2


def test_who_comes_by_ipv6_can_not_say_another_address_either() -> None:
    relay = Relay()
    home = "2001:db8:0:7::1"
    said = [burst(relay, 1, home, x_forwarded_for=f"198.51.100.{n}, {home}")[0] for n in range(6)]
    assert said == [200] * 4 + [202] * 2


def test_where_nothing_stands_in_front_nobody_can_say_another_address() -> None:
    relay = Relay()
    said = [burst(relay, 1, VISITOR, x_forwarded_for=f"198.51.100.{n}, {VISITOR}")[0] for n in range(6)]
    assert said == [200] * 4 + [202] * 2


def test_the_domain_of_the_api_itself_is_no_proxy() -> None:
    from tests.fakes.events import DOMAIN

    relay = Relay(public_url=f"https://{DOMAIN}")
    said = [burst(relay, 1, VISITOR, x_forwarded_for=f"198.51.100.{n}, {VISITOR}")[0] for n in range(6)]
    assert said == [200] * 4 + [202] * 2


def test_a_process_forgets_addresses_before_it_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    from relay.sources import ingress

    monkeypatch.setattr(ingress, "MOST_ADDRESSES", 2)
    arrivals = ingress.Arrivals()
    assert [arrivals.count(address, 1) for address in ("a", "a", "b", "c", "a")] == [1, 2, 1, 1, 1]


def test_an_opt_out_in_a_burst_stands() -> None:
    relay = Relay()
    burst(relay, 5)
    relay.post(996, OUT, address=VISITOR)
    assert relay.held == ["burst", "burst"]
    assert queued(relay) == [LEAVES]
