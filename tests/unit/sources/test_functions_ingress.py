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
from relay.stores.aws import Aws
from tests.fakes.events import Context, event
from tests.fakes.settings import ANY_KEYS, NOWHERE, ON_AWS, REGION
from tests.unit.sources.arrivals import CAMPAIGNS

EVENTS = Path(__file__).parents[3] / "events"
AWS_AWAY = {"AWS_ENDPOINT_URL": NOWHERE}


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment that template.yaml gives a function, in a layer that was built."""
    for name, value in (ON_AWS | REGION | ANY_KEYS | AWS_AWAY).items():
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
    [("twitter_card", "twitter_card_post"), ("google_lead", "google_lead"), ("sms_optin", "sms_keyword")],
    indirect=["function"],
)
def test_who_must_prove_itself_waits_while_the_secrets_can_not_be_read(function: ModuleType, event: str) -> None:
    reply = answer(function, event)
    assert reply["statusCode"] == 503
    assert int(reply["headers"]["retry-after"]) > 0


@pytest.mark.parametrize("function", ["web_form", "twitter_card", "google_lead", "sms_optin"], indirect=True)
def test_a_function_makes_its_parts_once_and_not_per_event(function: ModuleType) -> None:
    parts = function.INGRESS
    answer(function, "web_form_preflight")
    assert function.INGRESS is parts


@pytest.mark.parametrize("function", ["web_form", "twitter_card", "google_lead", "sms_optin"], indirect=True)
def test_a_function_first_says_how_long_its_calls_to_aws_may_take(
    function: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[float, float]] = []
    monkeypatch.setattr(Aws, "allow", lambda _, seconds, queues: said.append((seconds, queues)))
    assert function.handler(event("/nowhere", method="PUT"), Context())["statusCode"] == 405
    left = Context().get_remaining_time_in_millis() / 1000
    assert said == [pytest.approx((left - 3, left - 0.3))]
