"""Warming up finds the function that can't start, before anybody is told that the stack is ready."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from local import ministack, warm_up
from local.place import Place
from local.processes import StackError
from local.routes import Route

ROUTES = [
    Route(method="ANY", path="/signup", function="relay-web-form"),
    Route(method="ANY", path="/signup/{campaignid}", function="relay-web-form"),
    Route(method="ANY", path="/sms", function="relay-sms-optin"),
]


class Functions:
    """Stands for Lambda's client; the function called `broken` can't start."""

    def __init__(self, broken: str = "") -> None:
        self.broken = broken
        self.calls: list[tuple[str, str]] = []

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 (boto3's names)
        self.calls.append((FunctionName, json.loads(Payload)["requestContext"]["http"]["method"]))
        if FunctionName == self.broken:
            said = json.dumps({"errorMessage": "No module named 'multipart'"}).encode()
            return {"FunctionError": "Unhandled", "Payload": io.BytesIO(said)}
        return {"Payload": io.BytesIO(b"{}")}


def warm(functions: Functions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ministack, "client", lambda url, service, read_timeout=0.0: functions)
    monkeypatch.setattr(warm_up, "read_routes", lambda stacks: ROUTES)
    warm_up.warm_up(Place(state=Path(), build=Path(), port=0, sandbox_port=0, aws_port=0))


def test_each_function_is_called_once_with_what_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    functions = Functions()
    warm(functions, monkeypatch)
    assert sorted(functions.calls) == [("relay-sms-optin", "OPTIONS"), ("relay-web-form", "OPTIONS")]


def test_a_function_that_cannot_start_is_named_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StackError, match="relay-sms-optin can't start: No module named 'multipart'"):
        warm(Functions(broken="relay-sms-optin"), monkeypatch)
