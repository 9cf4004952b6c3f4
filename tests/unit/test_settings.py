"""A function's settings: read once from its environment, and every problem named at once."""

import pytest

from relay import wiring
from relay.environment import SettingsError, settings_from
from tests.fakes import settings
from tests.fakes.settings import JOURNAL, PUBLIC_URL

ENVIRONMENT = settings.ENVIRONMENT | {
    "RELAY_PUBLIC_URL": f"{PUBLIC_URL}/",
    "RELAY_SETTLE_MINUTES": "1.5",
    "RELAY_SMS_OPTIN_CONFIRMED": "TRUE",
}


def problem_of(**changes: str) -> str:
    """What is said of an environment with these changes."""
    with pytest.raises(SettingsError) as caught:
        settings_from(ENVIRONMENT | changes)
    assert caught.value.__cause__ is None
    return str(caught.value)


def test_texts_numbers_and_switches_are_read_from_text() -> None:
    read = settings_from(ENVIRONMENT | {"AWS_REGION": "us-east-1", "RELAY_UNKNOWN": "1"})
    assert read.journal_table == JOURNAL
    assert read.settle_minutes == 1.5
    assert read.breaker_seconds == 30
    assert read.sms_optin_confirmed is True
    assert read.resend_unseen is False


def test_paths_are_put_behind_the_public_url_as_they_are() -> None:
    assert settings_from(ENVIRONMENT).public_url == PUBLIC_URL


@pytest.mark.parametrize("unset", [{"RELAY_PUBLIC_URL": ""}, {}])
def test_the_public_url_may_be_left_open(unset: dict[str, str]) -> None:
    others = {name: value for name, value in ENVIRONMENT.items() if name != "RELAY_PUBLIC_URL"}
    assert settings_from(others | unset).public_url == ""


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    assert problem_of(RELAY_KEY_SECRET="") == "RELAY_KEY_SECRET is not set; template.yaml sets it for every function"


@pytest.mark.parametrize("value", ["soon", "nan", "inf"])
def test_a_number_is_a_number(value: str) -> None:
    assert problem_of(RELAY_SETTLE_MINUTES=value) == "RELAY_SETTLE_MINUTES must be a number"


@pytest.mark.parametrize("value", ["0", "-1"])
def test_a_time_passes(value: str) -> None:
    assert problem_of(RELAY_BREAKER_SECONDS=value) == "RELAY_BREAKER_SECONDS must be greater than 0"


def test_a_switch_is_true_or_false() -> None:
    assert problem_of(RELAY_RESEND_UNSEEN="maybe") == "RELAY_RESEND_UNSEEN must be true or false"


@pytest.mark.parametrize("word", ["true", "false"])
def test_the_operators_word_on_creates_reaches_the_client(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []
    monkeypatch.setattr(wiring, "Phone2Action", lambda *_, **named: given.append(named["create_is_upsert"]))
    wiring.on_lambda(settings_from(ENVIRONMENT | {"RELAY_CREATE_IS_UPSERT": word}), {})
    assert given == [word == "true"]


def test_every_problem_is_named_at_once() -> None:
    told = problem_of(RELAY_JOURNAL_TABLE="", RELAY_FIRST_WAIT_SECONDS="soon", RELAY_SMS_OPTIN_CONFIRMED="maybe")
    assert told.splitlines() == [
        "RELAY_JOURNAL_TABLE is not set; template.yaml sets it for every function",
        "RELAY_FIRST_WAIT_SECONDS must be a number",
        "RELAY_SMS_OPTIN_CONFIRMED must be true or false",
    ]
