"""The arguments of one call as they came over the wire: a query string, a form, or a JSON object.

Both encodings of the writes end here as the same thing: every argument's values by its bare name
(`campaigns[]`, `campaigns[0]` and `campaigns` are one argument) and, for the call log, the names exactly as
they were sent. It parses only; what an argument means and whether it is allowed is `rules`' part.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

# Never shown in the call log: the Twitter card endpoint takes its credential in the body.
SECRET_ARGUMENTS = frozenset({"app_id", "api_key"})
MASK = "***"

_BRACKETS = re.compile(r"^([^\[\]]+)\[([^\[\]]*)\]$")


class Malformed(Exception):
    """The body can't be read at all. `status` is what to answer."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass(slots=True)
class Arguments:
    """What was sent: `values` by bare name (in the order sent), `keyed` for `fields[ID]`, `sent` for the call
    log.
    """

    values: dict[str, list[str]] = field(default_factory=dict)
    keyed: dict[str, dict[str, str]] = field(default_factory=dict)
    sent: dict[str, str | list[str]] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """The bare names of everything that was sent."""
        return frozenset(self.values) | frozenset(self.keyed)


def from_pairs(pairs: Iterable[tuple[str, str]]) -> Arguments:
    """Arguments of a form or a query string, blanks included."""
    arguments = Arguments()
    for name, value in pairs:
        _keep(arguments, name, value)
        _note(arguments, name, value)
    return arguments


def from_query(query: str) -> Arguments:
    """Arguments of a URL's query string."""
    return from_pairs(parse_qsl(query, keep_blank_values=True))


def from_json(content: Mapping[str, Any]) -> Arguments:
    """Arguments of a JSON object; real arrays, numbers, true and false are read as their text, null as not
    sent.
    """
    arguments = Arguments()
    for name, value in content.items():
        arguments.sent[name] = _masked(name, _logged(value))
        if isinstance(value, Mapping):
            arguments.keyed[name] = {str(key): _text(entry) for key, entry in value.items() if entry is not None}
        elif isinstance(value, list):
            bare = _bare(name)[0]
            arguments.values.setdefault(bare, []).extend(_text(entry) for entry in value if entry is not None)
        elif value is not None:
            _keep(arguments, name, _text(value))
    return arguments


def from_body(body: bytes, content_type: str) -> Arguments:
    """Arguments of a write. Both encodings work: a form [documented] and JSON [seen in public clients].

    A multipart body is refused [unknown]: no client was seen sending one. Raises `Malformed` (400, 415).
    """
    media = content_type.partition(";")[0].strip().lower()
    if media == "application/json" or media.endswith("+json"):
        return from_json(_json_object(body))
    if media in {"application/x-www-form-urlencoded", ""}:
        return from_pairs(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    raise Malformed(415, f"Unsupported media type: {media}")


def _json_object(body: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(body)
        json.dumps(content, ensure_ascii=False).encode()  # half a surrogate pair is JSON, but no text
    except (ValueError, RecursionError):
        raise Malformed(400, "The request body is not valid JSON.") from None
    if not isinstance(content, Mapping):
        raise Malformed(400, "The request body is not a JSON object.")
    return content


def _keep(arguments: Arguments, name: str, value: str) -> None:
    bare, key = _bare(name)
    if key is None or key == "" or (key.isdigit() and bare != "fields"):
        arguments.values.setdefault(bare, []).append(value)
    else:
        arguments.keyed.setdefault(bare, {})[key] = value


def _bare(name: str) -> tuple[str, str | None]:
    match = _BRACKETS.match(name)
    return (match[1], match[2]) if match else (name, None)


def _note(arguments: Arguments, name: str, value: str) -> None:
    value = MASK if name in SECRET_ARGUMENTS else value
    known = arguments.sent.get(name)
    if known is None:
        arguments.sent[name] = [value] if name.endswith("[]") else value
    elif isinstance(known, list):
        known.append(value)
    else:
        arguments.sent[name] = [known, value]


def _logged(value: Any) -> str | list[str]:
    return [_text(entry) for entry in value] if isinstance(value, list) else _text(value)


def _masked(name: str, value: str | list[str]) -> str | list[str]:
    return MASK if name in SECRET_ARGUMENTS else value


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value)
