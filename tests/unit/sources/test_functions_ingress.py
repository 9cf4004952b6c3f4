"""The ingress functions as Lambda loads them: one module each, its parts made once, its source behind it."""

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from relay import campaigns
from tests.fakes.events import Context
from tests.unit.sources.arrivals import CAMPAIGNS

EVENTS = Path(__file__).parents[3] / "events"
ENVIRONMENT = {
    "RELAY_API_BASE_URL": "https://api.example.org/2.0/",
    "RELAY_JOURNAL_TABLE": "journal",
    "RELAY_CONSENT_TABLE": "consent",
    "RELAY_RETRY_QUEUE_URL": "http://127.0.0.1:9/retry",
    "RELAY_DEAD_LETTER_QUEUE_URL": "http://127.0.0.1:9/dead",
    "RELAY_HELD_QUEUE_URL": "http://127.0.0.1:9/held",
    "RELAY_CREDENTIALS_SECRET": "credentials",
    "RELAY_KEY_SECRET": "key",
    "RELAY_PUBLIC_URL": "",
    "RELAY_SETTLE_MINUTES": "15",
    "RELAY_RETRY_WINDOW_HOURS": "96",
    "RELAY_RESEND_UNSEEN": "false",
    "RELAY_FIRST_WAIT_SECONDS": "30",
    "RELAY_LONGEST_WAIT_SECONDS": "1800",
    "RELAY_BREAKER_SECONDS": "30",
    "RELAY_SMS_OPTIN_CONFIRMED": "false",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",  # the discard port: nothing listens, so AWS is away
}


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment that template.yaml gives a function, in a layer that was built."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(campaigns, "configured", lambda: CAMPAIGNS)


@pytest.fixture
def function(request: pytest.FixtureRequest, deployed: None) -> Iterator[ModuleType]:
    """A function's module, loaded afresh."""
    name = f"functions.{request.param}.app"
    sys.modules.pop(name, None)
    yield importlib.import_module(name)
    sys.modules.pop(name, None)


def answer(function: ModuleType, event: str) -> dict[str, Any]:
    reply: dict[str, Any] = function.handler(json.loads((EVENTS / f"{event}.json").read_text()), Context())
    return reply


@pytest.mark.parametrize("function", ["web_form"], indirect=True)
def test_the_form_function_answers_a_browsers_preflight(function: ModuleType) -> None:
    reply = answer(function, "web_form_preflight")
    assert reply["statusCode"] == 204
    assert reply["headers"]["access-control-allow-origin"] == "http://127.0.0.1:3001"


@pytest.mark.parametrize("paths", ['{"list_conections": "connections"}', '{"list_connections": "/connections"}', "x"])
def test_a_function_does_not_start_with_paths_of_the_api_that_can_not_be(
    deployed: None, monkeypatch: pytest.MonkeyPatch, paths: str
) -> None:
    monkeypatch.setenv("RELAY_API_PATHS", paths)
    with pytest.raises(ValueError, match="list_connections"):
        importlib.import_module("functions.web_form.app")
    sys.modules.pop("functions.web_form.app", None)


@pytest.mark.parametrize("function", ["web_form"], indirect=True)
def test_the_form_function_acknowledges_nothing_while_aws_is_away(function: ModuleType) -> None:
    reply = answer(function, "web_form_json")
    assert reply["statusCode"] == 503
    assert int(reply["headers"]["retry-after"]) > 0


@pytest.mark.parametrize(
    ("function", "event"),
    [("twitter_card", "twitter_card_post"), ("sms_optin", "sms_keyword")],
    indirect=["function"],
)
def test_who_must_prove_itself_waits_while_the_secrets_can_not_be_read(function: ModuleType, event: str) -> None:
    reply = answer(function, event)
    assert reply["statusCode"] == 503
    assert int(reply["headers"]["retry-after"]) > 0


@pytest.mark.parametrize("function", ["web_form", "twitter_card", "sms_optin"], indirect=True)
def test_a_function_makes_its_parts_once_and_not_per_event(function: ModuleType) -> None:
    parts = function.INGRESS
    answer(function, "web_form_preflight")
    assert function.INGRESS is parts
