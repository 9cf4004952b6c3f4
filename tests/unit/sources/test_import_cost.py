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
)

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
