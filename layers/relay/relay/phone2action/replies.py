"""What a reply means: the judgement of status *and* body.

The rules, first that applies; they decide whether a call may be repeated, so whatever is in doubt is an
`UnknownOutcome`:

    401, 403                            CredentialsRejected
    429                                 RateLimited
    404, 405, 3xx                       Misrouted
    408                                 UnknownOutcome
    other 4xx with the API's envelope   Rejected, unless it says `success`
    other 4xx                           Misrouted
    2xx with `success` (a read: with a body that has the right shape)   carried out
    all else                            UnknownOutcome: 5xx, 2xx without success, HTML, nothing, cut off, too late

That nothing was made is proven by 401, 403, 429, and by a 4xx whose envelope says no; not by a `Misrouted` without one,
since whoever answers in the API's place may have handed the request on first.

Source: a rejected write was seen as a 4xx with the envelope of a successful one, and its text in `error`;
the rest is not documented and inferred to the safe side.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from relay.phone2action.confirmations import AdvocateReply, CardReply, ConnectionReply
from relay.phone2action.errors import (
    CredentialsRejected,
    Misrouted,
    Phone2ActionError,
    RateLimited,
    Rejected,
    UnknownOutcome,
)
from relay.phone2action.reading import integer, mapping
from relay.phone2action.transport import Answer
from relay.phone2action.validators import validator

MAX_RETRY_AFTER = 86_400.0  # ours: a longer wish is taken for a day's
DONE = range(200, 300)
REDIRECTED = range(300, 400)
REFUSED = range(400, 500)
BAD_CREDENTIALS = frozenset({401, 403})
NO_SUCH_PLACE = frozenset({404, 405})
TIMED_OUT = 408
TOO_MANY = 429

_UNREADABLE = object()  # a body that is cut off, too large, or not JSON


def carried_out(answer: Answer, clock: Callable[[], float]) -> Mapping[str, Any]:
    """The envelope of a write that was carried out. Raises `Phone2ActionError` by the rules above."""
    content = _accepted(answer, clock)
    if isinstance(content, Mapping) and _succeeded(content):
        return content
    raise _error(UnknownOutcome, answer, content, clock, " without success")


def delivered(answer: Answer, clock: Callable[[], float]) -> object:
    """The content of a read. Raises `Phone2ActionError` by the rules above.

    `clock` (seconds since 1970) turns a Retry-After that is a date into seconds.
    """
    content = _accepted(answer, clock)
    if isinstance(content, Mapping) and "success" in content and not _succeeded(content):
        raise _error(UnknownOutcome, answer, content, clock, " without success")
    return content


def advocate_reply(envelope: Mapping[str, Any], sent: object = None) -> AdvocateReply:
    """The advocate that a create or an update was about.

    `sent`: the id that an update named, which serves if the reply has none. A create without an id in its
    reply was carried out on nobody knows whom: `UnknownOutcome`.
    """
    reply: AdvocateReply = validator("AdvocateReply").validate_python(envelope)
    advocateid = reply.advocateid or integer(sent)
    if not advocateid:
        raise UnknownOutcome("the API confirmed an advocate, but gave no id")
    return reply._replace(advocateid=advocateid)


def card_reply(envelope: Mapping[str, Any]) -> CardReply:
    """The advocate that a card made, as far as the reply tells."""
    reply: CardReply = validator("CardReply").validate_python(envelope)
    return reply


def connection_reply(envelope: Mapping[str, Any]) -> ConnectionReply:
    """What a connection's reply holds; any part may be missing, or stand beside `data` instead of in it."""
    reply: ConnectionReply = validator("ConnectionReply").validate_python({**envelope, **mapping(envelope.get("data"))})
    return reply


def retry_after(value: str | None, clock: Callable[[], float]) -> float | None:
    """The seconds that a Retry-After header asks for (RFC 9110, 10.2.3: seconds or a date).

    None if it makes no sense, 0 if the date is over, at most `MAX_RETRY_AFTER`.
    """
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value), MAX_RETRY_AFTER)
    from email.utils import parsedate_to_datetime

    try:
        wait = parsedate_to_datetime(value).timestamp() - clock()
    except (ValueError, OverflowError):
        return None
    return min(max(wait, 0.0), MAX_RETRY_AFTER)


def _accepted(answer: Answer, clock: Callable[[], float]) -> object:
    content = _parsed(answer.body)
    if answer.status not in DONE:
        raise _error(_verdict(answer.status, content), answer, content, clock)
    if content is _UNREADABLE:
        raise _error(UnknownOutcome, answer, content, clock, ", but nothing that can be read")
    return content


def _verdict(status: int, content: object) -> type[Phone2ActionError]:
    if status in BAD_CREDENTIALS:
        return CredentialsRejected
    if status == TOO_MANY:
        return RateLimited
    if status in NO_SUCH_PLACE or status in REDIRECTED:
        return Misrouted
    if status == TIMED_OUT or status not in REFUSED:
        return UnknownOutcome
    if not _is_envelope(content):
        return Misrouted
    return Rejected if _says_no(content) else UnknownOutcome


def _is_envelope(content: object) -> bool:
    return isinstance(content, Mapping) and ("success" in content or "error" in content)


def _says_no(content: object) -> bool:
    return isinstance(content, Mapping) and _is_envelope(content) and not _succeeded(content)


def _parsed(body: bytes | None) -> object:
    if body is None:
        return _UNREADABLE
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return _UNREADABLE


def _succeeded(envelope: Mapping[str, Any]) -> bool:
    return envelope.get("success") in (1, "1")  # and so True, which is 1


def _error(
    kind: type[Phone2ActionError], answer: Answer, content: object, clock: Callable[[], float], what: str = ""
) -> Phone2ActionError:
    said = content.get("error") if isinstance(content, Mapping) else None
    error = kind(
        f"the API answered {answer.status}{what}",
        # Too late is no answer: that it began says little of the API.
        status=None if kind is UnknownOutcome and not answer.in_time else answer.status,
        retry_after=retry_after(answer.headers.get("Retry-After"), clock),
        api_error=said if isinstance(said, str) else "",
    )
    if kind is Misrouted:
        error.proves_not_made = answer.status in REFUSED and _says_no(content)
    return error
