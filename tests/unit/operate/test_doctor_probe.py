"""The text that the doctor sends to a relay asks for nothing: the relay's own code, over a world in memory."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from operate.checks.texts import ACCEPTED, PROBE, signature
from relay.sources import sms
from tests.fakes.events import SMS_PATH, URLENCODED, Context, event
from tests.fakes.log import Log
from tests.fakes.relay import SECRETS, SETTINGS, World
from tests.fakes.settings import CREDENTIALS, PUBLIC_URL

TOKEN = "0123456789abcdef0123456789abcdef"
ADDRESS = f"{PUBLIC_URL}{SMS_PATH}"


@pytest.fixture
def world() -> World:
    made = World(settings=dataclasses.replace(SETTINGS, public_url=PUBLIC_URL))
    made.aws.secrets[CREDENTIALS] = json.dumps(json.loads(SECRETS[CREDENTIALS]) | {"twilio_auth_tokens": [TOKEN]})
    return made


def send(world: World, fields: Mapping[str, str], token: str = TOKEN) -> dict[str, Any]:
    headers = {"content-type": URLENCODED, "x-twilio-signature": signature(token, ADDRESS, fields)}
    arrival = event(SMS_PATH, body=urlencode(fields).encode(), headers=headers)
    return sms.handle(arrival, Context(), world.ingress)


def test_it_is_signed_as_twilio_signs() -> None:
    assert signature(TOKEN, ADDRESS, PROBE) == RequestValidator(TOKEN).compute_signature(ADDRESS, PROBE)


def test_it_is_taken_and_leaves_nothing_anywhere(world: World, log: Log) -> None:
    answer = send(world, PROBE)
    assert (answer["statusCode"], answer["body"]) == (200, ACCEPTED)
    assert world.aws.queues == {}
    assert world.aws.tables == {}
    assert {service for service, *_ in world.aws.calls} == {"secretsmanager"}
    assert log.lines == []


def test_signed_with_another_token_it_is_refused(world: World) -> None:
    assert send(world, PROBE, "another")["statusCode"] == 403
