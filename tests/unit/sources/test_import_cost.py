"""A healthy submission pays for no library that only trouble needs (docs/design.md, Decisions)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

# What each would add to a cold start, in million instructions: asyncio 41, boto3's session 82, multipart 6, pydantic
# 140 without a model. What botocore imports anyway (html, xml, email) or requests (idna) costs nothing more.
FOR_TROUBLE_ONLY = (
    "asyncio",
    "boto3",
    "multipart",
    "pydantic.",
    *(f"relay.sources.{name}" for name in ("abroad", "characters", "countries", "country_names", "phones", "places")),
    "relay.sources.placeholders",
    "relay.sources.states",
)
READING = """
import base64, json, sys
from urllib.parse import parse_qsl
from relay.sources import fields
before = set(sys.modules)
body = json.load(open({event!r}, encoding="utf-8"))["body"]
assert fields.read(parse_qsl(base64.b64decode(body).decode(), keep_blank_values=True)).arguments["state"] == "MA"
print(json.dumps(sorted(set(sys.modules) - before)))
"""

PROBE = """
import json, sys
import relay.wiring, relay.sources.{source}
print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.parametrize("source", ["web_form", "twitter_card", "sms"])
def test_a_source_imports_nothing_heavy(built_layer: Path, source: str) -> None:
    code = PROBE.format(source=source)
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=built_layer, capture_output=True, text=True, check=True, timeout=60
    )
    imported = json.loads(ran.stdout)
    assert f"relay.sources.{source}" in imported
    assert [name for name in imported if name.startswith(FOR_TROUBLE_ONLY)] == []


def test_a_plain_sign_up_needs_nothing_that_odd_values_do(built_layer: Path) -> None:
    event = Path(__file__).parents[3] / "events" / "web_form_urlencoded.json"
    code = READING.format(event=str(event))
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=built_layer, capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(ran.stdout) == []
