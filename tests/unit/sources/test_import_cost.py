"""A healthy submission pays for no library that only trouble needs (docs/design.md, Decisions)."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest

EVENTS = Path(__file__).parents[3] / "events"

# What each would add to a cold start, in million instructions: asyncio 41, boto3's session 82, multipart 6, pydantic
# 140 without a model. What botocore imports anyway (html, xml, email) or requests (idna) costs nothing more.
FOR_TROUBLE_ONLY = (
    "asyncio",
    "boto3",
    "multipart",
    "pydantic.",
    *(f"relay.sources.typed.{name}" for name in ("abroad", "assembly", "characters", "countries", "country_names")),
    *(
        f"relay.sources.typed.{name}"
        for name in ("names", "phones", "placeholders", "places", "series", "states", "ticks")
    ),
    *(f"relay.sources.{name}" for name in ("charsets", "explanations", "languages", "loose_multipart", "pages")),
    *(f"relay.sources.{name}" for name in ("form_services", "listed_fields", "own_names", "standard_webhooks")),
    "relay.sources.texts.answers",
)

PROBE = """
import json, sys
import relay.wiring, relay.sources.{source}
print(json.dumps(sorted(sys.modules)))
"""

READING = """
import json, sys
from relay.sources import bodies, twitter_card
from relay.sources.typed import fields
fields.read(twitter_card.lead_of(bodies.urlencoded({body!r}), "998"))
print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.parametrize("source", ["web_form", "twitter_card", "sms"])
def test_a_source_imports_nothing_heavy(built_layer: Path, source: str) -> None:
    imported = modules_after(PROBE.format(source=source), built_layer)
    assert f"relay.sources.{source}" in imported
    assert [name for name in imported if name.startswith(FOR_TROUBLE_ONLY)] == []


@pytest.mark.parametrize("arrival", ["web_form_urlencoded", "twitter_card_post"])
def test_a_plain_form_is_read_without_what_odd_ones_need(built_layer: Path, arrival: str) -> None:
    event = json.loads((EVENTS / f"{arrival}.json").read_text(encoding="utf-8"))
    imported = modules_after(READING.format(body=base64.b64decode(event["body"])), built_layer)
    assert "relay.sources.typed.fields" in imported
    assert [name for name in imported if name.startswith(FOR_TROUBLE_ONLY)] == []


def modules_after(code: str, layer: Path) -> list[str]:
    """The modules that a new process has imported after running this code, which prints them."""
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=layer, capture_output=True, text=True, check=True, timeout=60
    )
    imported: list[str] = json.loads(ran.stdout)
    return imported
