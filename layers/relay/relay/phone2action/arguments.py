"""The one check of a request before anything is sent.

The client refuses with it what the API would refuse, and so can whoever wants to tell a person which field is wrong
before the API is asked. What each argument may hold is defined in `request_types` and judged by pydantic
(`validators`); here is what a value alone can't tell: what is missing, what must stand beside it, what contradicts it.

This module only judges: it repairs nothing and sends nothing. pydantic's own texts quote what was given, so none of
them leaves it.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pydantic_core import ValidationError

from relay.phone2action.kinds import is_blank
from relay.phone2action.validators import ENDPOINTS, validator

__all__ = ["CODES", "ENDPOINTS", "Problem", "Wire", "check", "read"]

type Wire = str | list[str] | dict[str, str]
"""A value as it goes over the wire: text, the items of an array, or custom fields by their numeric id."""

CODES = frozenset(
    {
        "required",
        "email_or_phone_required",
        "invalid",
        "too_long",
        "blank",
        "unknown_field",
        "contradicts_smsOptout",
        "contradicts_emailOptout",
        "needs_campaigns",
        "needs_email",
        "needs_emailMessage",
        "needs_emailSubject",
        "needs_phone",
        "needs_smsOptin",
    }
)
"""Every code that a `Problem` can have. Programs out there rely on them: none is ever renamed."""

CODE_OF = {"string_too_long": "too_long", "extra_forbidden": "unknown_field"}
"""The code for each type of pydantic's errors (https://docs.pydantic.dev/latest/errors/validation_errors/) that is not
simply "invalid"."""


class Problem(NamedTuple):
    """One fault of a request: the argument's wire name, a code of `CODES`, and the rule in words.

    "{field} {message}" is a sentence. It never quotes the value, so it may be logged and shown.
    """

    field: str
    code: str
    message: str


def check(endpoint: str, values: Mapping[str, object]) -> tuple[Problem, ...]:
    """Every fault of a request to `endpoint` (a key of `ENDPOINTS`); none means that it may be sent.

    `values` has the arguments under their wire names without brackets (`campaigns`, not `campaigns[]`):
    `campaigns` a list of ids, `fields` a mapping of ids to texts, flags "1" or "0" (1, 0, True and False do
    too), phone numbers as ten digits, ZIPs as strings.

    In a write a blank (None, "", white space, an empty list) counts as not given, since it is never sent: it
    would overwrite what the API knows. In a read it is a fault, since without its filter the list would be of
    everybody. A flag counts as given whatever its value.
    """
    return read(endpoint, values)[1]


def read(endpoint: str, values: Mapping[str, object]) -> tuple[dict[str, Wire], tuple[Problem, ...]]:
    """The values as they go over the wire, without blanks and faulty ones, and what `check` finds."""
    table = ENDPOINTS[endpoint]
    given = {name: value for name, value in values.items() if not is_blank(value)}
    wired, codes = _judged(endpoint, given)
    problems: list[Problem] = []
    for name, argument in table.arguments.items():
        if name in given:
            if name in codes:
                problems.append(Problem(name, codes[name], argument.rule))
            if argument.needs:
                problems += _unmet(name, argument.needs, given)
        elif argument.required:
            problems.append(Problem(name, "required", "is required"))
        elif name in values and table.method == "GET":
            problems.append(Problem(name, "blank", "must not be blank: leave it out instead"))
    if table.either and given.keys().isdisjoint(table.either):
        problems += (
            Problem(name, "email_or_phone_required", "is required, unless the other is given") for name in table.either
        )
    problems += _conflicts(wired)
    problems += (_unknown(endpoint, name) for name in sorted(codes.keys() - table.arguments.keys()))
    return wired, tuple(problems)


def _judged(endpoint: str, given: Mapping[str, object]) -> tuple[dict[str, Wire], Mapping[str, str]]:
    """The values that can be sent, as they go over the wire, and for each of the others the code of its first error.

    The whole request is the validation's context, for the rules that look at another argument.
    """
    judge = validator(endpoint)
    try:
        return judge.validate_python(given, context=given), {}
    except ValidationError as error:
        codes = _codes(error)
    rest = {name: value for name, value in given.items() if name not in codes}
    return judge.validate_python(rest, context=given), codes


def _codes(error: ValidationError) -> dict[str, str]:
    codes: dict[str, str] = {}
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        codes.setdefault(str(one["loc"][0]), CODE_OF.get(one["type"], "invalid"))
    return codes


def _unmet(name: str, needs: Iterable[str], given: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(name, f"needs_{other}", f"needs {other} in the same request") for other in needs if other not in given
    ]


def _conflicts(wired: Mapping[str, Wire]) -> list[Problem]:
    conflicts = [
        Problem(into, f"contradicts_{out}", f"and {out} can't both be 1")
        for into, out in (("smsOptin", "smsOptout"), ("emailOptin", "emailOptout"))
        if wired.get(into) == wired.get(out) == "1"
    ]
    if wired.get("smsOptinConfirmed") == "1" and wired.get("smsOptin") == "0":
        conflicts.append(Problem("smsOptinConfirmed", "needs_smsOptin", "needs smsOptin to be 1"))
    return conflicts


def _unknown(endpoint: str, name: str) -> Problem:
    is_late = endpoint == "create_advocate" and name in ENDPOINTS["update_advocate"].arguments
    return Problem(
        name, "unknown_field", "can only be given in an update" if is_late else f"is not an argument of {endpoint}"
    )
