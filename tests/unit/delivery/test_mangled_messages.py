"""Whatever is in a message, it ends: carried out, held, or a letter, and as `unreadable` at its first receipt."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relay.messages import UnreadableMessage, from_message, raw_post
from relay.phone2action import InvalidRequest
from relay.phone2action.arguments import read
from relay.phone2action.encoding import form
from tests.fakes.log import Log
from tests.fakes.relay import World
from tests.fakes.settings import DEAD, RETRY

GOLDEN = Path(__file__).parents[2] / "golden" / "version_1"
MESSAGES = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(GOLDEN.glob("*.json"))
    if not path.stem.startswith("journal")
]
CONNECTED = json.loads((GOLDEN / "form.json").read_text(encoding="utf-8"))
RELEASED = {**MESSAGES[0], "held": "spam", "at": 1}

ODD: list[Any] = [None, True, 0, -1, 1e30, float("nan"), float("inf"), 10**400, "", "x", "\ud83d", "998", "\x00" * 9]
ODD += [[], {}, [[]], {"a": {}}, ["998"], {"998": 1}, "x" * 300_000, [1] * 5000]
odd = st.sampled_from(ODD) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters()), inner, max_size=3),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of each value in it."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [inner for key in keys for inner in ((*path, key), *places(value[key], (*path, key)))]


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """A message of ours with something odd in it, or cut off."""
    message = copy.deepcopy(draw(st.sampled_from([*MESSAGES, RELEASED])))
    for _ in range(draw(st.integers(1, 2))):
        *path, last = draw(st.sampled_from(places(message)))
        place = message
        for key in path:
            place = place[key]
        what = draw(st.sampled_from(["odd", "odd", "gone", "more"]))
        if what == "odd":
            place[last] = draw(odd)
        elif what == "gone":
            del place[last]
        elif isinstance(place, dict):
            place[draw(st.sampled_from(["smsOptin", "emailOptout", "message", "fields", "again"]))] = draw(odd)
    text = json.dumps(message)
    return text[: draw(st.integers(0, len(text)))] if draw(st.integers(0, 9)) == 0 else text


class Judged:
    """The fake platform, which refuses as the client does what breaks a rule of the API."""

    def __init__(self, world: World) -> None:
        for endpoint in ("create_advocate", "update_advocate", "create_connection"):
            setattr(world.platform, endpoint, self.judged(endpoint, getattr(world.platform, endpoint)))

    def judged(self, endpoint: str, call: Any) -> Any:
        def judge(timeout: float, **arguments: Any) -> Any:
            wired, problems = read(endpoint, arguments)
            if problems:
                raise InvalidRequest(problems)
            form(wired)
            return call(timeout=timeout, **arguments)

        return judge


def arrive(world: World, body: str) -> None:
    """Put a message into the queue whatever is in it, and let the worker receive it once."""
    world.aws.call("sqs", "SendMessage", {"QueueUrl": RETRY, "MessageBody": body})
    world.work()


@settings(max_examples=150, deadline=None)
@given(mangled())
def test_no_message_stays_for_ever_and_the_unreadable_not_for_a_moment(body: str) -> None:
    world = World()
    Judged(world)
    arrive(world, body)
    try:
        from_message(body)
    except UnreadableMessage:
        if raw_post(body) is None:
            assert [letter["reason"] for letter in world.messages(DEAD)] == ["unreadable"]
    else:
        world.work_through(minutes=60)
    assert world.messages(RETRY) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"advocate": "x"},
        {"advocate": {"emailOptin": "1"}},
        {"advocate": {"email": ["ann@example.org"], "emailOptin": "1"}},
        {"advocate": {"email": "ann@example.org", "smsOptin": "1"}},
        {"advocate": {"email": "ann@example.org", "smsOptout": "1"}},
        {"advocate": {"phone": "8165550123", "emailOptout": "1"}},
        {"advocate": {"email": "ann@example.org", "firstname": "\ud83d"}},
        {"received_at": 1e30},
        {"received_at": float("nan")},
        {"natural_key": "\ud83d"},
        {"natural_key": None},
        {"campaigns": {"998": 1}},
        {"source": "telegram"},
        {"version": 2},
        {"proof": "\udc00"},
        {"connection": {"campaign": 998, "types": ["fax"]}},
        {"connection": {"campaign": float("inf"), "types": ["email"]}},
    ],
)
def test_what_no_version_wrote_is_unreadable_at_its_first_receipt(world: World, changes: dict[str, Any]) -> None:
    arrive(world, json.dumps(CONNECTED | changes))
    assert [letter["reason"] for letter in world.messages(DEAD)] == ["unreadable"]
    assert world.messages(RETRY) == []
    assert world.platform.calls == []


@pytest.mark.parametrize(
    ("source", "counted"), [("sms", "sms"), ("telegram", "unknown"), ({}, "unknown"), ([[]], "unknown")]
)
def test_an_unreadable_message_is_counted_once_under_a_source_of_ours(
    world: World, log: Log, source: object, counted: str
) -> None:
    arrive(world, json.dumps({"version": 1, "source": source}))
    lines = [line for line in log.lines if "Submissions" in line]
    assert [(line["source"], line["outcome"], line["reason"]) for line in lines] == [(counted, "dead", "unreadable")]


@pytest.mark.parametrize("notes", [{"reason": 7}, {"id": {}}, {"attempts": "x"}, {"held": [[]], "at": float("nan")}])
def test_broken_notes_keep_no_message_from_being_read(world: World, notes: dict[str, Any]) -> None:
    arrive(world, json.dumps(CONNECTED | notes))
    assert world.platform.sent == [(101, "email")]


@pytest.mark.parametrize("character", ["x", "\x01", "\u00e9", "\U0001f40b", '"'])
def test_a_message_as_long_as_sqs_takes_leaves_room_for_its_letter(world: World, character: str) -> None:
    longest = 1_048_576 // len(character.encode()) - 50
    for body in (character * longest, '{"version": 1, "more": "' + "x" * 1_048_540 + '"}'):
        arrive(world, body)
    letters = [message.body for message in world.aws.queues[DEAD].messages]
    assert [json.loads(letter)["reason"] for letter in letters] == ["unreadable", "unreadable"]
    assert max(map(len, letters)) <= 1_048_576


@pytest.mark.parametrize("depth", [100, 900, 2_000, 10_000, 50_000])
def test_however_deep_it_is_nested_it_is_a_letter(world: World, depth: int) -> None:
    for inner in ("[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth):
        arrive(world, '{"version": 1, "advocate": ' + inner + "}")
    assert [letter["reason"] for letter in world.messages(DEAD)] == ["unreadable", "unreadable"]
