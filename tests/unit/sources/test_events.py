"""The events in events/ are what their README says: each is answered as promised there."""

import base64
import dataclasses
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import campaigns_toml
from local import deploy
from relay.campaigns import Campaigns
from relay.credentials import Credentials
from relay.delivery.receipt import Receipt
from relay.sources import google_lead, sms, twitter_card, web_form
from tests.fakes.events import Context
from tests.fakes.remembering import Relay, remembering
from tests.unit.sources.arrivals import CAMPAIGNS, DELIVERED, HELD, QUEUED, SETTINGS

EVENTS = Path(__file__).parents[3] / "events"
HANDLERS: Mapping[str, Callable[..., dict[str, Any]]] = {
    "web_form": web_form.handle,
    "twitter_card": twitter_card.handle,
    "google_lead": google_lead.handle,
    "sms": sms.handle,
}
SERVICES = ("zapier", "make", "typeform", "gravity_forms", "webflow", "squarespace", "signed")
LOCAL = Credentials(
    app_id="demo",
    app_key="demo",
    card_secrets=("demo-card-key",),
    form_secrets=("demo-form-key",),
    google_keys=("demo-google-key",),
    webhook_secrets=tuple(deploy.DEMO_SECRET["webhook_secrets"]),
    twilio_auth_tokens=("demo-twilio-token",),
)


@cache
def configured() -> Campaigns:
    """The campaigns of events/, as the build writes them."""
    return Campaigns.from_literal(campaigns_toml.load(EVENTS / "campaigns.toml"))


def send(name: str, receipt: Receipt = DELIVERED) -> tuple[dict[str, Any], Relay]:
    to = remembering(
        receipt,
        credentials=LOCAL,
        settings=dataclasses.replace(SETTINGS, public_url="http://127.0.0.1:3000"),
        campaigns=configured() if name.removeprefix("web_form_") in SERVICES else CAMPAIGNS,
    )
    arrival = json.loads((EVENTS / f"{name}.json").read_text())
    handle = next(handle for source, handle in HANDLERS.items() if name.startswith(source))
    return handle(arrival, Context(), to.ingress), to


@pytest.mark.parametrize(
    ("name", "receipt", "status"),
    [
        ("web_form_urlencoded", DELIVERED, 303),
        ("web_form_multipart", DELIVERED, 200),
        ("web_form_json", DELIVERED, 200),
        ("web_form_email_officials", DELIVERED, 200),
        ("web_form_invalid", DELIVERED, 422),
        ("web_form_spam", HELD, 200),
        ("web_form_preflight", DELIVERED, 204),
        *((f"web_form_{service}", DELIVERED, 200) for service in SERVICES),
        ("twitter_card_post", DELIVERED, 200),
        ("twitter_card_get", DELIVERED, 200),
        ("twitter_card_without_email", QUEUED, 202),
        ("twitter_card_wrong_secret", DELIVERED, 401),
        ("twitter_card_renamed", DELIVERED, 200),
        ("twitter_card_platform", DELIVERED, 200),
        ("twitter_card_test", DELIVERED, 200),
        ("google_lead", DELIVERED, 200),
        ("google_lead_questions", DELIVERED, 200),
        ("google_lead_test", DELIVERED, 200),
        ("google_lead_wrong_key", DELIVERED, 401),
        ("google_lead_without_address", QUEUED, 200),
        ("sms_keyword", DELIVERED, 200),
        ("sms_stop", HELD, 200),
        ("sms_stop_like", HELD, 200),
        ("sms_unknown_word", DELIVERED, 200),
    ],
)
def test_every_event_is_answered_as_its_readme_says(name: str, receipt: Receipt, status: int) -> None:
    reply, _ = send(name, receipt)
    assert reply["statusCode"] == status, reply["body"]


def test_the_text_that_sounds_like_a_stop_is_held_as_one() -> None:
    reply, to = send("sms_stop_like", HELD)
    assert [why for _, why in to.intake.held] == ["stop_like"]
    assert "reply STOP" in reply["body"]


def test_the_readme_lists_every_event_and_no_other() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", (EVENTS / "README.md").read_text(), flags=re.MULTILINE)
    assert sorted(listed) == sorted(path.stem for path in EVENTS.glob("*.json"))


@pytest.mark.parametrize("path", sorted(EVENTS.glob("*.json")), ids=lambda path: path.stem)
def test_an_event_has_the_shape_that_api_gateway_gives_it(path: Path) -> None:
    arrival = json.loads(path.read_text())
    assert arrival["version"] == "2.0"
    assert all(name == name.lower() for name in arrival["headers"])
    form = arrival["headers"].get("content-type", "").startswith(("multipart/", "application/x-www-form"))
    assert arrival["isBase64Encoded"] is form
    if form:
        assert str(len(base64.b64decode(arrival["body"]))) == arrival["headers"]["content-length"]


ZIP = {"zip5": "02134"}
NEWS = {"emailOptin": "1"}
IN_BOSTON = {**ZIP, "address1": "12 Linden Street"}


@pytest.mark.parametrize(
    ("service", "names", "more"),
    [
        ("zapier", ("Zoe", "Alvarez", "8165550131"), {**IN_BOSTON, **NEWS}),
        ("make", ("Malik", "Brown", "8165550132"), ZIP),
        (
            "typeform",
            ("Tina", "Chen", "8165550133"),
            {**ZIP, **NEWS, "tags": ["Orca", "Narwhal"], "utm_source": "newsletter"},
        ),
        (
            "gravity_forms",
            ("Grace", "Davis", "8165550134"),
            {
                **IN_BOSTON,
                **NEWS,
                "city": "Boston",
                "state": "MA",
                "country": "US",
                "fields": {"5365": "Retirement Savings"},
            },
        ),
        ("webflow", ("Wanda", "Evans", "8165550135"), {**ZIP, **NEWS}),
        ("squarespace", ("Sam", "Foster", "8165550136"), {**ZIP, **NEWS}),
        ("signed", ("Sigrid", "Garcia", "8165550137"), ZIP),
    ],
)
def test_what_a_service_sends_brings_the_person_as_it_comes(
    service: str, names: tuple[str, str, str], more: Mapping[str, Any]
) -> None:
    _, to = send(f"web_form_{service}")
    (made,) = to.intake.accepted
    firstname, lastname, phone = names
    email = f"{firstname}.{lastname}@example.org".lower()
    whole = {
        "firstname": firstname,
        "lastname": lastname,
        "phone": phone,
        "email": email,
        **more,
        "p2asource": "website",
    }
    assert made.advocate == whole
    assert made.campaigns == (999,)
    assert made.trusted is (service not in {"typeform", "webflow"})  # which sign in ways of their own


@pytest.mark.parametrize("service", ["typeform", "webflow", "signed"])
def test_a_services_own_id_is_the_senders_key(service: str) -> None:
    _, to = send(f"web_form_{service}")
    assert not to.intake.accepted[0].keyed_by_content


@pytest.mark.parametrize("name", ["web_form_urlencoded", "web_form_multipart", "web_form_json"])
def test_the_forms_all_bring_the_same_person(name: str) -> None:
    _, to = send(name)
    (made,) = to.intake.accepted
    assert made.advocate["email"] == "maria@example.org"
    assert made.advocate["phone"] == "8165550123"
    assert made.advocate["zip5"] == "02134"
    assert (made.advocate["firstname"], made.advocate["lastname"]) == ("Maria", "O'Neill-García")
    assert 998 in made.campaigns
