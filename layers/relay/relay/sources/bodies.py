"""Reading a body: urlencoded, multipart or JSON, all into the same ordered pairs of names and values.

Names repeat, blanks stay and nothing is normalised: a signature may hang on it, and what a name means is the
business of `fields`. Files are refused. Whatever comes in, these functions return pairs or raise `Refused`.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from relay.phone2action.arguments import Problem
from relay.sources.http import Refused, Request, invalid, malformed_body

type Pairs = tuple[tuple[str, str], ...]

URLENCODED: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
JSON: Final = "application/json"
FORMS: Final = (URLENCODED, MULTIPART, JSON)

MAXIMUM_FIELDS: Final = 500  # the longest documented form has some forty; PHP, which forms grew up with, takes 1,000
CHARSETS: Final = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "iso-8859-1": "cp1252",  # https://encoding.spec.whatwg.org/#names-and-labels: browsers mean windows-1252
    "windows-1252": "cp1252",
}


def read(request: Request, *, accepted: tuple[str, ...] = FORMS, strict: bool = True) -> Pairs:
    """The fields of a request's body, in their order. Not `strict`, what no form could send is left out.

    Raises `Refused`: 415 if its media type is missing or not in `accepted`, 413 over 64 KB, 400 if it is
    malformed, 422 if it is `strict` and holds a file or a JSON value that no form could send.
    """
    media, parameters = media_type(request.header("content-type"))
    charset = CHARSETS.get(parameters.get("charset", "utf-8").lower())
    if media not in accepted or charset is None:
        raise Refused(415, "unsupported_media_type", f"Send one of: {', '.join(accepted)}; in UTF-8.")
    body = request.body()
    if media == URLENCODED:
        return urlencoded(body, charset)
    if media == MULTIPART:
        return multipart(body, parameters.get("boundary", ""), charset, strict=strict)
    return from_json(body, strict=strict)


def media_type(header: str) -> tuple[str, Mapping[str, str]]:
    """A Content-Type header's type, in lower case, and its parameters."""
    media, *parts = header.split(";")
    parameters = {}
    for part in parts:
        name, _, value = part.partition("=")
        parameters[name.strip().lower()] = value.strip().strip('"')
    return media.strip().lower(), parameters


def urlencoded(body: bytes, charset: str = "utf-8") -> Pairs:
    """The fields of a urlencoded body or query string, blank ones too. Raises `Refused` (400)."""
    try:
        return tuple(
            parse_qsl(
                body.decode(charset),
                keep_blank_values=True,
                encoding=charset,
                errors="strict",
                max_num_fields=MAXIMUM_FIELDS,
            )
        )
    except ValueError:
        raise malformed_body() from None


def multipart(body: bytes, boundary: str, charset: str = "utf-8", *, strict: bool = True) -> Pairs:
    """The fields of a multipart body (RFC 7578). Raises `Refused`: 400, or if `strict` 422 for a file."""
    # Most bodies are urlencoded: they need not pay for this.
    from multipart import MultipartError, PushMultipartParser  # type: ignore[import-untyped]

    pairs: list[tuple[str, str]] = []
    name, is_file, chunks = "", False, bytearray()
    try:
        with PushMultipartParser(boundary, max_segment_count=MAXIMUM_FIELDS) as parser:
            for event in parser.parse(body):
                if event is None:
                    if not is_file:
                        pairs.append((name, chunks.decode(charset)))
                    elif chunks and strict:
                        raise invalid([Problem(name, "file_not_accepted", "Files can't be sent here.")])
                elif isinstance(event, bytes | bytearray):
                    chunks += event
                else:
                    name, is_file, chunks = event.name or "", event.filename is not None, bytearray()
    except (MultipartError, ValueError):
        raise malformed_body() from None
    return tuple(pairs)


class _Object(tuple[tuple[str, Any], ...]):
    """A JSON object as its members in their order, so that repeated names are not lost."""

    __slots__ = ()


def from_json(body: bytes, *, strict: bool = True) -> Pairs:
    """The members of a JSON object, as a form would have sent them. Raises `Refused`: 400, or if
    `strict` 422 for nesting.

    Lists are repeated names, `{"fields": {"5365": "x"}}` is `fields[5365]`, null is blank, and numbers keep
    the digits that were sent.
    """
    try:
        data = json.loads(
            body.decode("utf-8-sig"),
            object_pairs_hook=_Object,
            parse_int=str,
            parse_float=str,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError):
        raise malformed_body() from None
    if not isinstance(data, _Object) or len(data) > MAXIMUM_FIELDS:
        raise malformed_body()
    pairs: list[tuple[str, str]] = []
    for name, value in data:
        try:
            pairs += _flat(name, value, nested=False)
        except Refused:
            if strict:
                raise
    return tuple(pairs)


def _no_number(_: str) -> str:
    raise ValueError("NaN and Infinity are not JSON")


def _flat(name: str, value: Any, *, nested: bool) -> Iterator[tuple[str, str]]:
    if value is None:
        yield name, ""
    elif isinstance(value, bool):
        yield name, "true" if value else "false"
    elif isinstance(value, str):
        yield name, value
    elif isinstance(value, list):
        for one in value:
            if isinstance(one, list | _Object):
                raise _unusable(name)
            yield from _flat(name, one, nested=True)
    elif isinstance(value, _Object) and not nested:
        for key, inner in value:
            yield from _flat(f"{name}[{key}]", inner, nested=True)
    else:
        raise _unusable(name)


def _unusable(name: str) -> Refused:
    return invalid([Problem(name, "invalid", "Give a text, a number, true or false, or a list of those.")])
