"""What can go wrong with a call, arranged by what the caller must do about it.

    Phone2ActionError
    |-- InvalidRequest        refused here, nothing was sent: correct it (`problems` names each field)
    |-- Rejected              the API refused it for good: do not repeat it unchanged
    |-- CredentialsRejected   401 or 403, nothing was carried out: the operator must act, keep the request
    |-- Transient             not carried out: repeat it later, after `retry_after` if that is given
    |   |-- RateLimited           429
    |   |-- NotSent               no connection was made: DNS, refused, TLS, connect time-out
    |   `-- Misrouted             hardly reached the API: 3xx, 404, 405, a 4xx that is not the API's own
    `-- UnknownOutcome        it may have been carried out: find out before repeating it

`proves_not_made` is the harder question, for what can't be repeated: is it proven that nothing was made? A `Misrouted`
proves it only with the API's own envelope, which says no.

Every text is made of our own words, a status and the name of an exception class. No URL, query, argument,
personal data or text of the API ever gets into one, so they can be logged as they are; and none is chained
to its cause, since the exceptions of `requests` carry the URL. The API's own words are kept apart, in
`api_error`, which no `repr` shows.
"""

from collections.abc import Iterable

from relay.phone2action.arguments import Problem


class Phone2ActionError(Exception):
    """The root of all errors of this package.

    - `status`: the reply's HTTP status, None if there was no reply, or none in time.
    - `retry_after`: how many seconds the API asked to be left alone, None if it did not say. With an
      `UnknownOutcome` it is no permission to repeat a write.
    - `api_error`: the `error` text of the API's envelope, "" if there was none. It may quote what a person
      typed: never log it, never show it to the public.
    - `proves_not_made`: whether it is proven that the call made nothing, for what can't be repeated.
    """

    proves_not_made = False

    def __init__(
        self,
        message: str = "",
        *,
        status: int | None = None,
        retry_after: float | None = None,
        api_error: str = "",
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after
        self.api_error = api_error


class InvalidRequest(Phone2ActionError):
    """The request breaks a documented rule and was not sent. `problems` has each fault's field and rule."""

    proves_not_made = True

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.field} {problem.message}" for problem in self.problems))


class Rejected(Phone2ActionError):
    """A 4xx with the API's envelope: it understood the request, refused it, and will refuse it again."""

    proves_not_made = True


class CredentialsRejected(Phone2ActionError):
    """A 401 or 403: app ID or key are wrong, or lack the option that this endpoint needs."""

    proves_not_made = True


class Transient(Phone2ActionError):
    """Not carried out, and likely to be if repeated later."""


class RateLimited(Transient):
    """A 429."""

    proves_not_made = True


class NotSent(Transient):
    """No connection was made, so not one byte of the request left: DNS, refused, TLS, connect time-out."""

    proves_not_made = True


class Misrouted(Transient):
    """Something other than the API answered: a redirect, an unknown path, a 4xx without its envelope.

    Our own configuration is the likely cause, so it deserves an alarm. What may be repeated counts as not carried out;
    but a proxy may answer so after it has handed the request on.
    """


class UnknownOutcome(Phone2ActionError):
    """The request left, and nobody knows whether it was carried out.

    A time-out, a reset, a 408, a 5xx, a 2xx without `success`, a reply that can't be read.
    """
