"""A submission as a queue message and back: the form in which it outlives a deployment.

Messages of every released version are read for ever (tests/golden). Where they go is the business of `stores.queues`.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from pydantic_core import ValidationError

from relay.submission import RawPost, Submission
from relay.validators import validator

MESSAGE_VERSION: Final = 1
LATER: Final = ("released_at", "wording", "origin", "imported_at", "card")
"""Newer than the version's first message: not written if empty."""

KINDS: Final = frozenset({"email", "tweet", "call"})
ADDRESS_OF_FLAG: Final[Mapping[str, str]] = {
    "smsOptin": "phone",
    "smsOptout": "phone",
    "emailOptin": "email",
    "emailOptout": "email",
}


class UnreadableMessage(ValueError):
    """A queue message that is not a submission this code can read. Its text names no personal data."""


def to_message(submission: Submission) -> str:
    """The submission as the JSON text of a queue message."""
    fields = asdict(submission)
    del fields["correctable"]  # nobody waits for what comes out of a queue
    for name in LATER:
        if not fields[name]:
            del fields[name]
    return json.dumps({"version": MESSAGE_VERSION, **fields}, separators=(",", ":"))


def from_message(text: str) -> Submission:
    """Read a queue message back.

    Keys that this version does not know are ignored, so that a dead letter (message plus reason) needs no translation
    before it is replayed. Raises `UnreadableMessage`, without quoting the message.
    """
    data = _read(text)
    data.pop("correctable", None)
    submission: Submission = _judged("submission", data)
    if flaw := _flaw(submission):
        raise UnreadableMessage(f"not a submission: {flaw}")
    return submission


def raw_post(text: str) -> RawPost | None:
    """The sender's post in an `invalid` letter, which could not be made a submission; None if it is no such letter."""
    try:
        post: RawPost = _judged("raw_post", _read(text))
    except UnreadableMessage:
        return None
    return post


def source_of(text: str) -> str:
    """What a message that can't be read names as its source, which may be any text; "" if it names none."""
    try:
        source = _read(text).get("source")
    except UnreadableMessage:
        return ""
    return source if isinstance(source, str) else ""


def _flaw(submission: Submission) -> str:
    """What no submission of ours has, though each value by itself is of the right type; "" if there is nothing."""
    for flag, address in ADDRESS_OF_FLAG.items():
        if flag in submission.advocate and not isinstance(submission.advocate.get(address), str):
            return f"advocate: {flag} without {address}"
    if submission.connection and not KINDS.issuperset(submission.connection.types):
        return "connection: unknown type"
    try:
        json.dumps(asdict(submission), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return "half a character"  # of a surrogate pair: neither DynamoDB nor the platform takes it
    return ""


def _read(text: str) -> dict[str, Any]:
    """The JSON object in a message of this version."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableMessage(f"not a message: {type(error).__name__}") from None
    if not isinstance(data, dict):
        raise UnreadableMessage("not a message: no JSON object")
    version = data.get("version")
    if version != MESSAGE_VERSION:
        known = f"message version {version}" if isinstance(version, int) else "a message without a version"
        raise UnreadableMessage(f"{known} is not known here")
    return data


def _judged(name: str, data: dict[str, Any]) -> Any:
    """The value of a model. Raises `UnreadableMessage` with the model's own fields and what is wrong with each."""
    try:
        return validator(name).validate_python(data)
    except ValidationError as error:
        found = dict.fromkeys(
            f"{problem['loc'][0]}: {problem['type']}"
            for problem in error.errors(include_input=False, include_url=False)
        )
        raise UnreadableMessage(f"not a {name}: {', '.join(found)}") from None
