"""How an upstream behaves: what it answers when it answers, and how it fails. Values only.

The defaults are what the text says. What the text leaves open has the plainest reading as its default.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

ENDPOINTS = ("advocates", "connections", "campaigns", "legislators", "stats", "twittercard")
STATUSES = {"html": 503, "json": 400, "busy": 429, "redirect": 302, "empty": 200}


class Mistake(ValueError):
    """A behaviour or a fault that does not exist, in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """Choices between legal ways to answer.

    Of the account: `keys` are the pairs of app ID and key that are taken, `campaigns` those that exist, `reporting`
    whether the keys may read stats.

    Of a create whose person is known already (by e-mail, or by phone if there is none): `known` updates that advocate,
    makes another, or refuses with `known_status`.

    Of lists: `list_lag` is how many seconds it takes until a new row is shown.

    Of JSON: `success` is 1, "1", "true" or true. `rows_under` and `phone_member` are the names that the text gives,
    or those that public clients read. `dates` as in `shapes`.

    Of HTTP: `close` ends the connection after each answer, having said so or not. `interim` sends 100 Continue before
    each answer. `accept_seconds` is how long a connection waits to be taken.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    keys: tuple[tuple[str, str], ...] = (("demo", "demo"),)
    campaigns: tuple[int, ...] = (998, 999)
    reporting: bool = True

    known: Literal["update", "another", "refuse"] = "update"
    known_status: Literal[400, 409, 422] = 409
    list_lag: float = 0
    created_status: Literal[200, 201] = 200
    refusal_status: Literal[400, 404, 422] = 400

    success: Literal["number", "text", "word", "boolean"] = "number"
    ids_as_text: bool = False
    floats: bool = False
    empty_lists: bool = False
    extra_members: bool = False
    dates: Literal["documented", "iso", "zulu", "object", "unix", "unix_text", "mail"] = "documented"
    rows_under: Literal["advocates", "data"] = "advocates"
    phone_member: Literal["number", "address"] = "number"

    gzip: bool = False
    chunked: bool = False
    header_case: Literal["usual", "upper", "lower"] = "usual"
    interim: bool = False
    close: Literal["never", "said", "unsaid"] = "never"
    accept_seconds: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way to fail, and which calls meet it.

    Which: `endpoint` (the last word of the path, or "*"), `method`, the `nth` request of each connection, those with
    `about` as one of their arguments, with `probability`, until it happened `count` times.

    `acts`: the call is carried out all the same, and before anything is answered. `late`: it is carried out only when
    the fault is over, though the client may have left.

    `kind`:
    - html, json, busy, redirect, empty: an answer with `status`. busy has Retry-After in `retry_after` seconds or as a
      date (`as_date`); redirect points to `to`, "" being the same URL.
    - silence: nothing for `seconds` (None: until the client leaves), then the answer.
    - drip: one byte each `every` seconds of the head or the body (`part`), for `seconds`, then the answer.
    - cut: the connection ends in order in the middle of the body.
    - reset: the connection is reset before the request is read, before it is answered, or in the body (`at`).
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    kind: Literal["html", "json", "busy", "redirect", "empty", "silence", "drip", "cut", "reset"]
    endpoint: str = "*"
    method: Literal["*", "GET", "POST"] = "*"
    nth: int | None = None
    about: str = ""
    probability: float = 1
    count: int | None = None
    acts: bool = False
    late: bool = False
    status: int = 0
    message: str = "Something is wrong."
    retry_after: int = 1
    as_date: bool = False
    to: str = ""
    seconds: float | None = None
    every: float = 1
    part: Literal["head", "body"] = "body"
    at: Literal["unread", "unanswered", "body"] = "unanswered"

    def __post_init__(self) -> None:
        """Refuse what can't happen. Raises `Mistake`."""
        if self.endpoint != "*" and self.endpoint not in ENDPOINTS:
            raise Mistake(f"endpoint must be * or one of {', '.join(ENDPOINTS)}")
        if self.late and not self.acts:
            raise Mistake("late needs acts")
        if self.late and (self.kind == "cut" or (self.kind == "reset" and self.at == "body")):
            raise Mistake("a body that breaks off can't be of a call that is carried out late")
        if self.kind == "reset" and self.at == "unread" and self.acts:
            raise Mistake("what is not read can't be carried out")
        if self.kind == "reset" and self.at == "unread" and self.about:
            raise Mistake("what is not read is about nobody")
        if not 0 <= self.probability <= 1:
            raise Mistake("probability must be from 0 to 1")

    @property
    def shown_status(self) -> int:
        """The status of the answer that takes the place of the true one."""
        return self.status or STATUSES.get(self.kind, 503)


_BEHAVIOUR = TypeAdapter(Behaviour)
_FAULT = TypeAdapter(Fault)


def changed(behaviour: Behaviour, changes: Mapping[str, Any]) -> Behaviour:
    """The behaviour with these changes. Raises `Mistake`."""
    return _judged(_BEHAVIOUR, asdict(behaviour) | dict(changes))


def fault_of(values: Mapping[str, Any]) -> Fault:
    """A fault from what JSON can say. Raises `Mistake`."""
    return _judged(_FAULT, dict(values))


def _judged[T](adapter: TypeAdapter[T], values: dict[str, Any]) -> T:
    try:
        return adapter.validate_python(values)
    except ValidationError as error:
        told = error.errors(include_url=False, include_input=False)
        raise Mistake("; ".join(f"{'.'.join(map(str, one['loc'])) or 'fault'}: {one['msg']}" for one in told)) from None
