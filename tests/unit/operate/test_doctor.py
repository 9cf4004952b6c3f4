"""The doctor names each misconfiguration rightly, and nothing else, with what to do; and it changes nothing."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from operate import doctor
from operate.checks import live, settings
from operate.checks.texts import PROBE
from tests.unit.operate.healthy import TOKEN, URL, World, refused
from tests.unit.operate.misconfigured import (
    BAD,
    DAY_MS,
    GOOD,
    KINDS,
    NOW_MS,
    QUEUE_SETTINGS,
    change,
    environment,
    log,
)

READS = re.compile("(get|list|describe|batch_get|filter)_|(receive_message|change_message_visibility_batch)$")
"""The last two are how `relay letters` looks into a queue, and puts back at once."""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def found_in(world: World) -> list[doctor.Found]:
    return doctor.examine(world.facts())


@pytest.mark.parametrize("kind", KINDS)
def test_each_misconfiguration_is_named_rightly_and_alone_with_what_to_do(world: World, kind: str) -> None:
    seed, severity, check, what, todo = KINDS[kind]
    seed(world)
    found = found_in(world)
    assert {(each.severity, each.check) for each in found} == {(severity, check)}, found
    for each in found:
        assert re.search(what, each.finding.what), each
        assert re.search(todo, " ".join(each.finding.todo) + " "), each
        assert each.looked
    assert_only_read(world)


def assert_only_read(world: World) -> None:
    """Whatever is wrong: nothing is written, and the relay is sent the two probes at most."""
    assert [operation for _, operation, _ in world.calls if not READS.match(operation)] == []
    assert {(method, url) for method, url, _ in world.web.sent} <= {("GET", f"{URL}/"), ("POST", f"{URL}/sms")}


@pytest.mark.parametrize("name", QUEUE_SETTINGS)
def test_a_queue_that_was_changed_by_hand_is_named_with_the_command_that_puts_it_back(world: World, name: str) -> None:
    before = world.says["sqs", "get_queue_attributes"]

    def attributes(**request: Any) -> Any:
        found = before(**request)
        found["Attributes"] |= {name: QUEUE_SETTINGS[name]} if request["QueueUrl"].endswith("-retry") else {}
        return found

    world.says["sqs", "get_queue_attributes"] = attributes
    (only,) = found_in(world)
    assert only.check == "settings: queue"
    assert f"RetryQueue (relay-prod-retry) was changed by hand: {name}" in only.finding.what
    assert only.finding.todo[0].startswith("aws sqs set-queue-attributes --queue-url ")
    assert f'"{name}"' in only.finding.todo[0]


# Nothing else --------------------------------------------------------------------------------------------------------


def test_a_healthy_stack_has_nothing_and_is_only_read(world: World) -> None:
    world.dead = [{"reason": "expired", "last_at": NOW_MS - DAY_MS}]
    world.held = [{"held": "spam", "at": NOW_MS - DAY_MS}]
    world.log = [(NOW_MS - 1000, BAD), (NOW_MS - 900, GOOD)]
    assert found_in(world) == []
    operations = {operation for _, operation, _ in world.calls}
    looks = {"receive_message", "change_message_visibility_batch"}  # as `relay letters` looks, and puts back at once
    assert {each for each in operations if not re.match(r"(get|list|describe|batch_get|filter)_", each)} == looks
    put_back = [request for _, operation, request in world.calls if operation == "change_message_visibility_batch"]
    assert {entry["VisibilityTimeout"] for request in put_back for entry in request["Entries"]} == {0}
    assert sorted(world.web.sent) == [("GET", f"{URL}/", None), ("POST", f"{URL}/sms", PROBE)]


def test_empty_queues_are_not_even_looked_into(world: World) -> None:
    found_in(world)
    assert "receive_message" not in {operation for _, operation, _ in world.calls}


def test_no_value_of_a_secret_or_a_variable_is_ever_shown(world: World) -> None:
    world.secret |= {"app_id": "hidden-1", "app_key": "hidden-2 ", "card_secrets": ["hidden-3 "], "hidden": "hidden-4"}
    environment(PASSWORD="hidden-5")(world)
    told = str(found_in(world))
    assert not re.search(r"hidden-\d", told)
    assert TOKEN not in told


def test_checks_that_cannot_be_made_say_so_and_all_others_are(world: World) -> None:
    world.says["iam", "list_role_policies"] = refused("AccessDenied")
    world.says["acm", "describe_certificate"] = EndpointConnectionError(endpoint_url="https://acm")
    world.says["sns", "list_subscriptions_by_topic"] = {}
    world.says["lambda", "get_event_source_mapping"] = change_state = dict(
        world.says["lambda", "get_event_source_mapping"]
    )
    change_state["State"] = "Disabled"
    found = found_in(world)
    assert [each.check for each in found if each.looked] == ["worker"]
    unseen = {each.check: each.finding.what for each in found if not each.looked}
    assert unseen.keys() == {"settings: role", "certificate", "subscriptions of alarms"}
    assert unseen["settings: role"].startswith("Could not look at settings: role: ")
    assert "can't be reached" in unseen["certificate"]
    assert "this check itself failed (KeyError)" in unseen["subscriptions of alarms"]


def test_the_worst_is_named_first(world: World) -> None:
    for kind in ("key without a table", "certificate ends", "paused"):
        KINDS[kind][0](world)
    assert [each.severity for each in found_in(world)] == ["broken", "warning", "note"]


def test_progress_is_told_to_the_end(world: World) -> None:
    told: list[tuple[int, int]] = []
    doctor.examine(world.facts(), told=lambda done, expected: told.append((done, expected)))
    assert told == [(number, len(doctor.CHECKS)) for number in range(1, len(doctor.CHECKS) + 1)]


# What is true ---------------------------------------------------------------------------------------------------------


def test_a_local_stack_is_told_what_is_meant_so_as_notes(world: World) -> None:
    world.endpoint = "http://127.0.0.1:3002"
    world.parameters |= {"SettleMinutes": "1.5", "LongestWaitSeconds": "30", "AlarmEmail": ""}
    world.says["sns", "list_subscriptions_by_topic"] = {"Subscriptions": []}
    world.secret |= {"twilio_auth_tokens": ["demo-twilio-token"]}
    world.web.known_tokens = ("demo-twilio-token",)
    found = [each for each in found_in(world) if not each.check.startswith("settings")]
    assert {each.severity for each in found} == {"note"}
    assert {each.check for each in found} == {"parameters", "subscriptions of alarms"}


def test_a_key_that_was_put_back_is_the_right_one(world: World) -> None:
    first, second = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    current = {"VersionStages": ["AWSCURRENT"], "CreatedDate": first}
    other = {"VersionStages": ["AWSPREVIOUS"], "CreatedDate": second}
    world.says["secretsmanager", "list_secret_version_ids"] = {"Versions": [other, current]}
    assert found_in(world) == []


def test_strangers_posts_before_a_text_that_was_right_are_no_wrong_token(world: World) -> None:
    log((50, BAD), (40, BAD), (30, BAD), (20, GOOD))(world)
    assert found_in(world) == []


@pytest.mark.parametrize(
    ("lines", "said"), [([(50, BAD)], "A text was refused"), ([(50, BAD), (40, BAD)], "2 texts were refused")]
)
def test_a_few_refused_texts_which_ring_already_are_a_note_since_a_stranger_may_have_sent_them(
    world: World, lines: list[tuple[int, dict[str, Any]]], said: str
) -> None:
    log(*lines)(world)
    (found,) = found_in(world)
    assert (found.check, found.severity) == ("refused texts", "note")
    assert said in found.finding.what


@pytest.mark.parametrize("state", ["Enabling", "Updating"])
def test_a_mapping_that_is_being_changed_is_no_fault(world: World, state: str) -> None:
    change("lambda", "get_event_source_mapping", State=state)(world)
    assert found_in(world) == []


@pytest.mark.parametrize(
    "result", ["OK", "OK - 3 records", "OK - 3 records, 1 partial failures", "No records processed"]
)
def test_a_worker_that_took_what_it_was_given_is_no_fault(world: World, result: str) -> None:
    change("lambda", "get_event_source_mapping", LastProcessingResult=result)(world)
    assert found_in(world) == []


def test_every_type_that_can_be_looked_at_has_a_name() -> None:
    assert settings.WORDS.keys() == live.READERS.keys()
