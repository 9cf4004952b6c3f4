"""Reading a body: urlencoded, multipart or JSON, all into the same ordered pairs of names and values.

Names repeat, blanks stay and nothing is normalised: a signature may hang on it, and what a name means is the
business of `fields`. Files are refused. Whatever comes in, these functions return pairs or raise `Refused`, and no
charset is a reason to: what is no UTF-8 is the business of `charsets`.
"""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from relay.phone2action.arguments import Problem
from relay.sources.http import Refused, Request, invalid, malformed_body
from relay.sources.json_object import JsonObject, Known

if TYPE_CHECKING:
    from relay.sources import charsets

type Pairs = tuple[tuple[str, str], ...]

URLENCODED: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
JSON: Final = "application/json"
FORMS: Final = (URLENCODED, MULTIPART, JSON)

MAXIMUM_FIELDS: Final = 500  # the longest documented form has some forty; PHP, which forms grew up with, takes 1,000
NO_FILES: Final = "Files can't be sent here."
DEEPEST: Final = 10  # levels of JSON
UTF_8: Final = frozenset({"", "utf-8", "utf8"})
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
REPLACED_MARK: Final = "\ufffd\ufffd".encode()
FORM_SERVICES: Final = frozenset({"form_response", "payload"})
"""Objects in which form services send what was filled in, with much beside it (`form_services`)."""


def read(
    request: Request, *, accepted: tuple[str, ...] = FORMS, strict: bool = True, known: Known | None = None
) -> Pairs:
    """The fields of a request's body, in their order. Not `strict`, what no form could send is left out.

    Of several names that JSON has for a field, those count first that are `known`.

    Raises `Refused`: 415 if its media type is missing or not in `accepted`, 413 over 64 KB, 400 if it is
    malformed, 422 if it is `strict` and holds a file or a JSON value that no form could send.
    """
    media, parameters = media_type(request.header("content-type"))
    if media not in accepted:
        raise Refused(415, "unsupported_media_type", f"Send one of: {', '.join(accepted)}.")
    body, charset = request.body(), parameters.get("charset", "")
    if media == URLENCODED:
        return urlencoded(body, charset)
    if media == MULTIPART:
        return multipart(body, parameters.get("boundary", ""), charset, strict=strict)
    return from_json(body, charset, strict=strict, known=known)


def media_type(header: str) -> tuple[str, Mapping[str, str]]:
    """A Content-Type header's type, in lower case, and its parameters."""
    media, *parts = header.split(";")
    parameters = {}
    for part in parts:
        name, _, value = part.partition("=")
        parameters[name.strip().lower()] = value.strip().strip('"')
    return media.strip().lower(), parameters


def urlencoded(body: bytes, charset: str = "") -> Pairs:
    """The fields of a urlencoded body or query string, blank ones too. Raises `Refused` (400)."""
    if charset.lower() in UTF_8 and b"_charset_" not in body:
        try:
            return tuple(
                parse_qsl(
                    body.removeprefix(BYTE_ORDER_MARK).decode(),
                    keep_blank_values=True,
                    errors="strict",
                    max_num_fields=MAXIMUM_FIELDS,
                )
            )
        except UnicodeDecodeError:
            pass  # another charset, and nobody said which
        except ValueError:
            raise malformed_body() from None
    from relay.sources import charsets

    try:
        raw = parse_qsl(body.removeprefix(BYTE_ORDER_MARK), keep_blank_values=True, max_num_fields=MAXIMUM_FIELDS)
    except ValueError:
        raise malformed_body() from None
    return tuple(charsets.decoded([(name, value, "") for name, value in raw], charset))


def multipart(body: bytes, boundary: str, charset: str = "", *, strict: bool = True) -> Pairs:
    """The fields of a multipart body (RFC 7578). Raises `Refused`: 400, or if `strict` 422 for a file.

    One that isn't quite as it should be is read as it was meant, if that is plain.
    """
    # Most bodies are urlencoded: they need not pay for this.
    from multipart import MultipartError  # type: ignore[import-untyped]

    from relay.sources import charsets

    try:
        fields = _parts(body, boundary, strict=strict)
    except (MultipartError, ValueError):
        from relay.sources import loose_multipart

        try:
            fields = _parts(*loose_multipart.rewritten(body, boundary), strict=strict)
        except (MultipartError, ValueError):
            raise malformed_body() from None
    return tuple(charsets.decoded(fields, charset))


def _parts(body: bytes, boundary: str, *, strict: bool) -> "list[charsets.Raw]":
    """The parts of a multipart body that are no files. Raises MultipartError or ValueError if it can't be read."""
    from multipart import PushMultipartParser

    fields: list[charsets.Raw] = []
    name, own, is_file, chunks = b"", "", False, bytearray()
    headers = _of_headers(body)
    with PushMultipartParser(boundary, max_segment_count=MAXIMUM_FIELDS, header_charset=headers) as parser:
        for event in parser.parse(body):
            if event is None:
                if not is_file:
                    fields.append((name, bytes(chunks), own))
                elif chunks and strict:
                    raise invalid([Problem(name.decode("utf-8", "replace"), "file_not_accepted", NO_FILES)])
            elif isinstance(event, bytes | bytearray):
                chunks += event
            else:
                name = (event.name or "").encode(headers, "replace")
                own, is_file, chunks = event.charset or "", event.filename is not None, bytearray()
    return fields


def _of_headers(body: bytes) -> str:
    """The charset to read part headers in: what isn't UTF-8 is read byte by byte, and decoded with its form."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def from_json(body: bytes, charset: str = "", *, strict: bool = True, known: Known | None = None) -> Pairs:
    """The members of a JSON object, as a form would have sent them. Raises `Refused`: 400, or if
    `strict` 422 for nesting that no form has.

    Lists of several are `name[]`, `{"fields": {"5365": "x"}}` is `fields[5365]`, null is blank, and numbers keep
    the digits that were sent. A list of fields (`listed_fields`) is those fields, of whose names those count first that
    are `known`; a list of one object is that object.
    """
    try:
        data = json.loads(
            text_of_json(body, charset),
            object_pairs_hook=tuple,  # so that repeated names are not lost; nothing else of JSON is a tuple
            parse_int=str,
            parse_float=str,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError):
        raise malformed_body() from None
    if isinstance(data, list) and data:
        data = _of_list(data, known)
    if not isinstance(data, tuple) or len(data) > MAXIMUM_FIELDS:
        raise malformed_body()
    if any(name == "data" and isinstance(value, tuple) for name, value in data):
        from relay.sources import form_services

        data = form_services.without_its_type(data)
    pairs: list[tuple[str, str]] = []
    for name, value in data:
        pairs += _flat(name, value, strict=strict, known=known)
    if len(pairs) > MAXIMUM_FIELDS:
        raise malformed_body()
    return tuple(pairs)


def text_of_json(body: bytes, charset: str) -> str:
    """JSON is UTF-8; what is UTF-16 or UTF-32 shows it by its first bytes, and the rest is read like a form.

    API Gateway hands JSON over as text. If it has read it by the declared charset, it is UTF-8 by now; if it has
    replaced what was no UTF-8, that is lost, but for a byte-order mark of UTF-16 or UTF-32, which is not needed.
    """
    body = body.removeprefix(REPLACED_MARK)
    try:
        return body.decode(json.detect_encoding(body))
    except UnicodeDecodeError:
        from relay.sources import charsets

        return charsets.decode(body, charsets.codec_of(charset))


def _no_number(_: str) -> str:
    raise ValueError("NaN and Infinity are not JSON")


def _of_list(data: list[Any], known: Known | None) -> JsonObject:
    """A list of fields, or the one object that is wrapped in a list. Raises `Refused` (400) if it is neither."""
    from relay.sources import listed_fields

    fields = [listed_fields.name_and_value(one, known) for one in data]
    if len(data) == 1 and fields == [None] and isinstance(data[0], tuple):
        return data[0]
    if None in fields:
        raise malformed_body()
    return tuple(field for field in fields if field)


def _flat(name: str, value: Any, depth: int = 0, *, strict: bool, known: Known | None) -> Iterator[tuple[str, str]]:
    if value is None:
        yield name, ""
    elif isinstance(value, bool):
        yield name, "true" if value else "false"
    elif isinstance(value, str):
        yield name, value
    elif depth == DEEPEST:
        if strict:
            raise _unusable(name)
    else:
        for inner, one in _members(name, value, strict=strict, known=known):
            yield from _flat(inner, one, depth + 1, strict=strict, known=known)


def _members(
    name: str, value: JsonObject | list[Any], *, strict: bool, known: Known | None
) -> Iterator[tuple[str, Any]]:
    """What a list or an object holds, under the names that a form would give it."""
    if isinstance(value, tuple):
        if name in FORM_SERVICES:
            from relay.sources import form_services

            value = form_services.without_the_form(name, value)
        for key, inner in value:
            yield f"{name}[{key}]", inner
        return
    of_several = f"{name}[]" if len(value) > 1 and not name.endswith("[]") else name
    for index, one in enumerate(value):
        if isinstance(one, tuple):
            from relay.sources import listed_fields

            key, inner = listed_fields.name_and_value(one, known, name) or (str(index), one)
            yield f"{name}[{key}]", inner
        elif not isinstance(one, list):
            yield of_several, one
        elif strict:
            raise _unusable(name)


def _unusable(name: str) -> Refused:
    words = "Give a text, a number, true or false, or a list of those."
    return invalid([Problem(name.partition("[")[0], "invalid", words)])
