"""The API as operators' commands ask it: by what stands in the stack's secret and parameters, none of it shown."""

import dataclasses
import json
from typing import Any

import pytest

from operate.api import api_of, credentials_of
from operate.stack import Stack
from operate.trouble import Trouble
from tests.unit.operate.sqs import Sqs
from tests.unit.operate.stacks import stack

KEYS = {"app_id": "the id", "app_key": "the key"}


class Secrets:
    """The part of boto3's client that is used."""

    def __init__(self, text: str) -> None:
        self._text = text

    def get_secret_value(self, **request: Any) -> dict[str, Any]:
        assert request == {"SecretId": "CredentialSecretId"}
        return {"SecretString": self._text}


def stack_with(text: str, **parameters: str) -> Stack:
    plain = stack(Sqs())
    clients = {**plain._clients, "secretsmanager": Secrets(text)}
    return dataclasses.replace(plain, parameters=parameters, _clients=clients)


def test_the_api_is_asked_at_the_stacks_address_with_its_keys() -> None:
    found = stack_with(json.dumps(KEYS), ApiBaseUrl="https://api.example.org/2.0/")
    assert credentials_of(found).app_key == "the key"
    api = api_of(found)
    assert api._base_url == "https://api.example.org/2.0/"
    assert "the key" not in repr(vars(api))


@pytest.mark.parametrize("text", ["", "the key", "[]", '{"app_id": 7}'])
def test_a_secret_that_cant_be_used_is_named_and_not_quoted(text: str) -> None:
    with pytest.raises(Trouble, match=r"^the credential secret can't be read: `\./relay doctor` says"):
        api_of(stack_with(text, ApiBaseUrl="https://api.example.org/2.0/"))
