"""A healthy submission pays for no library that only trouble needs (docs/design.md, Numbers to reach)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

FOR_TROUBLE_ONLY = (
    "asyncio",
    "boto3",
    "botocore",
    "email.message",
    "html",
    "idna",
    "multipart",
    "pydantic.",
    "xml",
)

PROBE = """
import json, sys
import relay.telemetry, relay.stores.secrets, relay.delivery.run, relay.phone2action  # for others to judge
before = set(sys.modules)
import relay.sources.{source}
print(json.dumps(sorted(set(sys.modules) - before)))
"""


@pytest.mark.parametrize("source", ["web_form", "twitter_card", "sms"])
def test_a_source_imports_nothing_heavy(built_layer: Path, source: str) -> None:
    code = PROBE.format(source=source)
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=built_layer, capture_output=True, text=True, check=True, timeout=60
    )
    brought = json.loads(ran.stdout)
    assert f"relay.sources.{source}" in brought
    assert [name for name in brought if name.startswith(FOR_TROUBLE_ONLY)] == []
    assert "relay.sources.pages" not in brought
