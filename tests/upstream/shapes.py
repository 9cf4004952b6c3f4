"""The same content as JSON in several legal shapes: how success, ids, numbers, dates and nothing are written.

Content is plain Python with two types more: `Id`, a number that names something, and `Stamp`, a moment.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from tests.upstream.behaviour import Behaviour

YES: dict[str, int | str | bool] = {"number": 1, "text": "1", "word": "true", "boolean": True}
NO: dict[str, int | str | bool] = {"number": 0, "text": "0", "word": "false", "boolean": False}


class Id(int):
    """A number that names an advocate, a campaign, a row."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment. The text writes it as a date in "List advocates", and as a Unix time in "List connections"."""

    seconds: float
    unix: bool = False


def encode(content: object, behaviour: Behaviour) -> bytes:
    """The body of an answer."""
    return json.dumps(_shaped(content, behaviour)).encode()


def decoded(content: object) -> Any:
    """Content as a reader of the plainest JSON gets it."""
    return json.loads(encode(content, Behaviour()))


def success(done: bool, behaviour: Behaviour) -> int | str | bool:
    """ "Create a connection" shows `"success": 1`; what a refusal has there the text does not show."""
    return (YES if done else NO)[behaviour.success]


def _shaped(content: object, behaviour: Behaviour) -> Any:
    match content:
        case dict():
            return _object(content, behaviour)
        case list():
            return [_shaped(one, behaviour) for one in content]
        case Stamp():
            return _shaped(_date(content, behaviour.dates), behaviour)
        case Id() if behaviour.ids_as_text:
            return str(int(content))
        case int() if behaviour.floats and not isinstance(content, bool):
            return float(content)
        case _:
            return content


def _object(content: dict[Any, object], behaviour: Behaviour) -> Any:
    if not content and behaviour.empty_lists:
        return []
    shaped = {str(name): _shaped(value, behaviour) for name, value in content.items()}
    if content and behaviour.extra_members and not all(str(name).isdigit() for name in content):
        shaped["x_new"] = {"since": "2.0.3", "list": [1, None, "é"]}
    return shaped


def _date(stamp: Stamp, form: str) -> object:
    moment = datetime.fromtimestamp(stamp.seconds, UTC)
    text = moment.strftime("%Y-%m-%d %H:%M:%S")
    forms: dict[str, object] = {
        "documented": int(stamp.seconds) if stamp.unix else text,
        "iso": moment.isoformat(timespec="seconds"),
        "zulu": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "object": {"date": f"{text}.000000", "timezone_type": 3, "timezone": "UTC"},
        "unix": int(stamp.seconds),
        "unix_text": str(int(stamp.seconds)),
        "mail": format_datetime(moment.replace(microsecond=0), usegmt=True),
    }
    return forms[form]
