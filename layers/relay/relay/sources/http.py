"""What every source shares of HTTP: the request out of API Gateway's event, the refusals, the reply back.

Events are of payload format 2.0 of an HTTP API
(https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html):
header names in lower case, repeated headers joined by commas, `rawQueryString` as it was sent, form bodies in
base64. How a body is read is in `bodies`, how a person is answered in each source: nothing here knows a
campaign.
"""

import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from relay import telemetry
from relay.delivery.unusable import Unusable
from relay.stores.secrets import Unavailable

if TYPE_CHECKING:
    from relay.phone2action.arguments import Problem

MAXIMUM_BODY: Final = 64 * 1024  # bytes, decoded; docs/design.md: more than that is no sign-up
RETRY_AFTER_SECONDS: Final = 30

SET_UP_WRONG: Final = frozenset(
    {"campaign_unknown", "campaign_not_allowed", "not_for_the_public", "not_from_a_form", "unknown_field"}
)
"""Codes of what the organiser has to mend in the form or in campaigns.toml; who fills the form in can't."""

ALWAYS: Final = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class Refused(Exception):
    """A request that is answered with an error, because of what it is or because nothing durable can be done.

    `status` is the HTTP status, `code` a stable word for programs, `message` a sentence for people that
    quotes nothing of the request; `problems` says what is wrong with each argument (422 only), `headers` what
    the status asks for, like Allow, and `told` what is put into the words for `code`.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        problems: "Sequence[Problem]" = (),
        headers: Mapping[str, str] | None = None,
        told: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.problems = tuple(problems)
        self.headers = dict(headers or {})
        self.told = dict(told or {})


def invalid(problems: "Sequence[Problem]") -> Refused:
    """422: the request was understood, and this is wrong with it."""
    return Refused(422, "invalid", "Some of what was sent can't be used.", problems=problems)


def unavailable(retry_after: int = RETRY_AFTER_SECONDS) -> Refused:
    """503: nothing was kept, so the sender must try again, after so many seconds."""
    return Refused(
        503,
        "unavailable",
        "This could not be saved just now. Please try again in a minute.",
        headers={"retry-after": str(retry_after)},
    )


def method_not_allowed(*allowed: str) -> Refused:
    """405, with the methods that are allowed; the last is the usual one."""
    message = f"Nothing was received: what is sent to this address must be sent by the method {allowed[-1]}."
    return Refused(405, "method_not_allowed", message, headers={"allow": ", ".join(allowed)})


def not_found() -> Refused:
    """404: no route, and nothing that was plainly meant to be one."""
    return Refused(
        404,
        "not_found",
        "There is nothing at this address: it must end in /sms, /signup/998, /twitter-card/998 or /google-lead/998 "
        "(998 is a campaign).",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it came in.

    `path` and `query` are as sent; `headers` have lower-case names; `received_at` is API Gateway's own time
    in milliseconds, the clock that decides whose consent is later; `domain` is the host that API Gateway answered for
    (not the Host header's), `address` whoever is connected to it.
    """

    method: str
    path: str
    path_parameters: Mapping[str, str]
    query: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    received_at: int
    domain: str
    address: str = field(repr=False)
    encoded_body: str = field(repr=False)
    in_base64: bool

    @classmethod
    def from_event(cls, event: Mapping[str, Any]) -> "Request":
        """The request in an event. Raises KeyError only if it is no event of an HTTP API."""
        context = event["requestContext"]
        return cls(
            method=context["http"]["method"],
            path=event["rawPath"],
            path_parameters=event.get("pathParameters") or {},
            query=event.get("rawQueryString") or "",
            headers={name.lower(): value for name, value in (event.get("headers") or {}).items()},
            received_at=int(context["timeEpoch"]),
            domain=context.get("domainName") or "",
            address=context["http"].get("sourceIp") or "",
            encoded_body=event.get("body") or "",
            in_base64=bool(event.get("isBase64Encoded")),
        )

    def header(self, name: str) -> str:
        """A header's value by its lower-case name, "" if it was not sent."""
        return self.headers.get(name, "")

    def body(self) -> bytes:
        """The body's bytes. Raises `Refused`: 413 over 64 KB, 400 if its base64 can't be undone."""
        if self.in_base64:
            try:
                body = binascii.a2b_base64(self.encoded_body, strict_mode=True)
            except ValueError:
                raise malformed_body() from None
        else:
            body = self.encoded_body.encode("utf-8", "surrogatepass")
        if len(body) > MAXIMUM_BODY:
            raise Refused(413, "too_large", "This is too large: at most 64 KB can be sent.")
        return body


def malformed_body() -> Refused:
    """400: the body is not what its media type says it is."""
    return Refused(400, "malformed_body", "The request's body can't be read: it is not what its type says it is.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One reply: text of a media type, or nothing."""

    status: int
    body: str = field(default="", repr=False)
    media_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def to_gateway(self) -> dict[str, Any]:
        """The reply as API Gateway wants it from a function, with the headers that every reply carries."""
        headers = {**ALWAYS, **self.headers}
        if self.media_type:
            headers["content-type"] = f"{self.media_type}; charset=utf-8"
        return {"statusCode": self.status, "headers": headers, "body": self.body, "isBase64Encoded": False}


def errors(
    refused: Refused, words_of: "Callable[[Problem], str]" = attrgetter("message"), message: str = ""
) -> dict[str, Any]:
    """The JSON body of a refusal: one entry per problem, or one that names no field.

    `words_of` a problem and the `message` of the whole stand in the place of their own.
    """
    problems = [
        {"field": problem.field, "code": problem.code, "message": words_of(problem)} for problem in refused.problems
    ]
    return {"errors": problems or [{"field": "", "code": refused.code, "message": message or refused.message}]}


def guarded(
    source: str,
    request: Request,
    answer: Callable[[Request], Response],
    refuse: Callable[[Refused], Response],
) -> dict[str, Any]:
    """Answer a request, whatever happens. A refusal leaves a trace in the log.

    An exception that nobody foresaw means that nothing is known to be durable, so the sender is asked to try
    again; the log gets its type and the code's locations, because its text may quote a person.
    """
    try:
        return answer(request).to_gateway()
    except Refused as refusal:
        refused = refusal
    except Unusable as unusable:
        refused = invalid(unusable.problems)
    except Unavailable:
        refused = unavailable()
    except Exception as error:  # noqa: BLE001 - the last fence: a stack trace must never become a reply
        telemetry.fault(source, error)
        refused = unavailable()
    _leave_trace(source, refused)
    return refuse(refused).to_gateway()


def _leave_trace(source: str, refused: Refused) -> None:
    """Log a refusal: with problems, the code of the one that the sender can't mend, else of the first.

    A field is named if it is one of the API's arguments; any other name is the sender's own, and may hold anything.
    """
    from relay.phone2action.arguments import ENDPOINTS

    known = {name for endpoint in ENDPOINTS.values() for name in endpoint.arguments}
    problems = sorted(refused.problems, key=lambda problem: problem.code not in SET_UP_WRONG)
    fields = [problem.field if problem.field in known else "other" for problem in problems if problem.field]
    telemetry.refused(source, refused.status, problems[0].code if problems else refused.code, fields)
