"""The validators that the build writes judge as those do that pydantic makes: the same values, the same errors."""

from collections.abc import Callable
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
from pydantic_core import SchemaValidator, ValidationError

from relay import validators
from tests.unit.test_settings import ENVIRONMENT

SUBMISSION: dict[str, Any] = {
    "source": "sms",
    "natural_key": "SM0123",
    "keyed_by_content": False,
    "received_at": 1_767_268_800_123,
    "campaigns": [998],
    "advocate": {"phone": "8165550123", "tags": ["a"], "fields": {"5365": "Zoë"}},
    "connection": {"campaign": 998, "types": ["email"], "arguments": {"emailSubject": "S"}},
    "trusted": True,
    "proof": "JOIN",
}
RAW_POST: dict[str, Any] = {"source": "sms", "received_at": 1, "raw": "Body=JOIN"}
CREDENTIALS: dict[str, Any] = {
    "app_id": "a",
    "app_key": "k",
    "card_secrets": ["one", "", "two"],
    "form_secrets": "three",
}
SETTINGS: dict[str, Any] = {name.removeprefix("RELAY_").lower(): value for name, value in ENVIRONMENT.items()}

CASES: dict[str, list[Any]] = {
    "submission": [
        SUBMISSION,
        SUBMISSION | {"later": 1, "connection": None, "received_at": "1"},
        SUBMISSION | {"source": "pigeon", "received_at": -1, "advocate": {"tags": [7]}},
        SUBMISSION | {"received_at": float("nan"), "connection": {"campaign": "x"}},
        {},
        None,
    ],
    "raw_post": [RAW_POST, RAW_POST | {"reason": "invalid"}, RAW_POST | {"raw": 7, "received_at": 1e30}, {}, []],
    "credentials": [
        CREDENTIALS,
        CREDENTIALS | {"google_keys": None, "card_secrets": 7, "twilio_auth_tokens": {"a": 1}},
        {"app_id": 5},
        "text",
    ],
    "settings": [SETTINGS, SETTINGS | {"settle_minutes": "nan", "breaker_seconds": "0", "resend_unseen": "maybe"}, {}],
}


@pytest.fixture(scope="module")
def compiled(built_layer: Path) -> Callable[[str], SchemaValidator]:
    """The function `validator` of the module that the build puts in the place of `relay.validators`."""
    found: Callable[[str], SchemaValidator] = run_path(str(built_layer / "relay" / "validators.py"))["validator"]
    return found


def verdict(validator: SchemaValidator, given: Any) -> Any:
    """The value that is made of what is given, or every error."""
    try:
        return validator.validate_python(given)
    except ValidationError as error:
        return error.errors(include_url=False, include_context=False)


@pytest.mark.parametrize(("name", "given"), [(name, given) for name, several in CASES.items() for given in several])
def test_compiled_and_written_validators_judge_alike(
    compiled: Callable[[str], SchemaValidator], name: str, given: Any
) -> None:
    assert repr(verdict(compiled(name), given)) == repr(verdict(validators.validator(name), given))


def test_every_model_is_tried_with_good_and_bad_values() -> None:
    assert set(CASES) == set(validators.MODELS)
    for name, several in CASES.items():
        refused = [isinstance(verdict(validators.validator(name), given), list) for given in several]
        assert {True, False} == set(refused)
