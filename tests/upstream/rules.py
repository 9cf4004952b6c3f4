"""What each argument may be, endpoint by endpoint, in the order of the text.

Each table is a section's list of arguments. A check returns what the argument means, or raises `Refused`. Arguments
that the text does not list are ignored.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from tests.upstream.arguments import Arguments, Value

type Check = Callable[[str, Value], Any]
type Meant = dict[str, Any]


class Refused(Exception):
    """The API will not do this, and says why. `status` is 0 where the text leaves it open."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


def checked(arguments: Arguments, table: Mapping[str, Check], required: Collection[str] = ()) -> Meant:
    """What the arguments of a table mean. Raises `Refused`."""
    for name in required:
        if name not in arguments:
            raise Refused(f"{name} is required")
    return {name: check(name, arguments[name]) for name, check in table.items() if name in arguments}


def text(name: str, value: Value) -> str:
    if not isinstance(value, str):
        raise Refused(f"{name} must be a string")
    return value


def short(most: int) -> Check:
    def check(name: str, value: Value) -> str:
        if len(text(name, value)) > most:
            raise Refused(f"{name} must have {most} characters at most")
        return text(name, value)

    return check


def positive(name: str, value: Value) -> int:
    if not re.fullmatch("[0-9]{1,18}", text(name, value)) or int(text(name, value)) == 0:
        raise Refused(f"{name} must be a positive integer")
    return int(text(name, value))


def between(least: int, most: int) -> Check:
    def check(name: str, value: Value) -> int:
        if not least <= (number := positive(name, value)) <= most:
            raise Refused(f"{name} must be from {least} to {most}")
        return number

    return check


def digits(count: int) -> Check:
    def check(name: str, value: Value) -> str:
        if not re.fullmatch(f"[0-9]{{{count}}}", text(name, value)):
            raise Refused(f"{name} must have {count} digits")
        return text(name, value)

    return check


def flag(name: str, value: Value) -> bool:
    if value not in {"0", "1"} if isinstance(value, str) else True:
        raise Refused(f"{name} must be 1 or 0")
    return value == "1"


def true_or_false(name: str, value: Value) -> bool:
    if text(name, value).lower() not in {"true", "false"}:
        raise Refused(f"{name} must be true or false")
    return text(name, value).lower() == "true"


def email(name: str, value: Value) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", text(name, value)):
        raise Refused(f"{name} must be an e-mail address")
    return text(name, value)


def state(name: str, value: Value) -> str:
    if not re.fullmatch("[A-Z]{2}", text(name, value)):
        raise Refused(f"{name} must be the two letters of a state")
    return text(name, value)


def country(name: str, value: Value) -> str:
    """The text calls it five digits, and US its default: both are taken."""
    if not re.fullmatch("[A-Z]{2}|[0-9]{1,5}", text(name, value)):
        raise Refused(f"{name} must be a country code")
    return text(name, value)


def texts(name: str, value: Value) -> list[str]:
    if not isinstance(value, list):
        raise Refused(f"{name} must be an array")
    return value


def short_texts(name: str, value: Value) -> list[str]:
    if any(len(one) > 100 for one in texts(name, value)):
        raise Refused(f"{name} must have 100 characters each at most")
    return texts(name, value)


def numbers(name: str, value: Value) -> list[int]:
    return [positive(name, one) for one in texts(name, value)]


def fields(name: str, value: Value) -> dict[int, str]:
    if not isinstance(value, dict):
        raise Refused(f"{name} must be an array")
    return {positive(name, key): one for key, one in value.items()}


def kinds(name: str, value: Value) -> list[str]:
    unknown = set(texts(name, value)) - {"tweet", "email", "call"}
    if unknown:
        raise Refused(f"{name} must be of tweet, email and call")
    return list(dict.fromkeys(texts(name, value)))


def any_phone(name: str, value: Value) -> str:
    """ "List advocates": the number to look for may be in any format."""
    return re.sub("[^0-9]", "", text(name, value))[-10:]


def moment(name: str, value: Value) -> float:
    """ "List connections": a date and time as text, which is UTC if it names no zone."""
    try:
        told = datetime.fromisoformat(text(name, value))
    except ValueError:
        raise Refused(f"{name} must be a date and time") from None
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()


SOURCES: dict[str, Check] = {
    "p2asource": text,
    "utm_source": text,
    "utm_medium": text,
    "utm_campaign": text,
    "utm_term": text,
    "utm_content": text,
}
# "Create an advocate"
ADVOCATE: dict[str, Check] = {
    "campaigns": numbers,
    "prefix": text,
    "firstname": text,
    "lastname": text,
    "email": email,
    "phone": digits(10),
    "address1": text,
    "address2": text,
    "city": text,
    "state": state,
    "zip5": digits(5),
    "country": country,
    "smsOptin": flag,
    "smsOptinConfirmed": flag,
    "emailOptin": flag,
    "smsOptout": flag,
    "emailOptout": flag,
    **SOURCES,
    "tags": texts,
    "fields": fields,
}
# "Update an advocate": the same, and these.
UPDATE: dict[str, Check] = {
    "advocateid": positive,
    **ADVOCATE,
    "message": text,
    "guests": positive,
    "guestNames": short_texts,
}
# "Post Twitter Card"
CARD: dict[str, Check] = {
    "card": text,
    "email": email,
    "name": text,
    "screen_name": text,
    "campaignid": positive,
    "app_id": text,
    "api_key": text,
}
CARD_REQUIRED = ("card", "email", "name", "campaignid", "app_id", "api_key")
# "List advocates"
ADVOCATES: dict[str, Check] = {
    "page": positive,
    "updatedSince": positive,
    "state": state,
    "campaignid": positive,
    "email": text,
    "phone": any_phone,
    "excludeGdpr": flag,
}
# "Create a connection"
CONNECTION: dict[str, Check] = {
    "advocateid": positive,
    "campaignid": positive,
    "type": kinds,
    "emailSubject": text,
    "emailMessage": text,
    "tweetMessage": short(280),
    **SOURCES,
}
# "List connections"
CONNECTIONS: dict[str, Check] = {
    "campaign_id": positive,
    "updated_at": moment,
    "page": positive,
    "per_page": between(25, 100),
    "legislator_id": positive,
}
# "List campaigns"
CAMPAIGNS: dict[str, Check] = {
    "campaignid": positive,
    "state": state,
    "zip": digits(5),
    "includeGeneric": true_or_false,
    "includePrivate": true_or_false,
}
# "List campaign's legislators"
LEGISLATORS: dict[str, Check] = {
    "campaignid": positive,
    "zip5": digits(5),
    "address1": text,
    "address2": text,
    "city": text,
    "state": state,
}


def check_advocate(meant: Meant) -> None:
    """What arguments of one person need of each other, by both advocate sections. Raises `Refused`."""
    for name, needed in (
        ("smsOptin", "phone"),
        ("smsOptout", "phone"),
        ("emailOptin", "email"),
        ("emailOptout", "email"),
    ):
        if meant.get(name) and not (needed in meant and meant.get("campaigns")):
            raise Refused(f"{name} needs {needed} and campaigns")
    if meant.get("smsOptinConfirmed") and not meant.get("smsOptin"):
        raise Refused("smsOptinConfirmed needs smsOptin")


def check_update(meant: Meant) -> None:
    """ "Update an advocate": a source tag needs a campaign there. Raises `Refused`."""
    for name in SOURCES:
        if name in meant and not meant.get("campaigns"):
            raise Refused(f"{name} needs campaigns")


def check_connection(meant: Meant) -> None:
    """ "Create a connection": a message of one's own needs a subject. Raises `Refused`."""
    if "emailMessage" in meant and "emailSubject" not in meant:
        raise Refused("emailSubject is required with emailMessage")
