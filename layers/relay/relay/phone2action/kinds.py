"""The parts of the arguments' rules that pydantic has no constraint for: one small function for each.

`request_types` puts them before or after pydantic's own judgement of a value. Each takes a value and returns it as the
next step wants it, or raises ValueError. They repair nothing (a phone number with dashes stays as it is); they only
decide what has one meaning, such as the zone of a moment.

They run in the built layer too, so this module imports neither pydantic nor anything else that is heavy.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationInfo

MAX_ID_DIGITS = 18  # inferred: what fits a 64-bit column
MAX_TWEET = 280
LEGISLATOR = "[@legislator]"  # where a tweet names its officials, for whom 50 characters are to be left free
LEGISLATOR_ROOM = 50
# USPS Publication 28, appendix B: https://pe.usps.com/text/pub28/28apb.htm
_STATES = """
AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR
PA RI SC SD TN TX UT VT VA WA WV WI WY DC AS GU MP PR VI FM MH PW AA AE AP
"""
STATES = frozenset(_STATES.split())
ARRAYS = (list, tuple)


def is_blank(value: object) -> bool:
    """Whether a value says nothing: None, white space, an empty list, or a list of nothing but blanks."""
    if isinstance(value, str):
        return not value or value.isspace()
    if isinstance(value, ARRAYS):
        return all(map(is_blank, value))
    if isinstance(value, Mapping):
        return all(map(is_blank, value.values()))
    return value is None


def written_out(value: object) -> object:
    """A number as its digits; anything else as it is."""
    return str(value) if isinstance(value, int) else value  # of a bool, no digits


def whole_number(value: object) -> int:
    """A whole number that may be given as text, in ASCII digits and nothing else."""
    text = written_out(value)
    if not isinstance(text, str) or not (text.isascii() and text.isdigit()) or len(text) > MAX_ID_DIGITS:
        raise ValueError("not a whole number")
    return int(text)


def one_or_zero(value: object) -> str:
    """A flag (1, "1" or True) as it goes over the wire."""
    return "1" if value in (1, "1") else "0"


def word(value: object) -> str:
    """True or False as the API's word for it."""
    return str(value).lower()


def lower_case(value: object) -> object:
    """A text in lower case; anything else as it is."""
    return value.lower() if isinstance(value, str) else value


def upper_case(value: str) -> str:
    """A text in upper case."""
    return value.upper()


def us_state(value: str, info: "ValidationInfo") -> str:
    """The postal abbreviation of a US state. What states another country has is not ours to judge.

    The country stands beside the value in the same request, which is the validation's context.
    """
    country = (info.context or {}).get("country")
    if isinstance(country, str) and not is_blank(country) and country.upper() != "US":
        return value
    abbreviation = value.upper()
    if abbreviation not in STATES:
        raise ValueError("not a state")
    return abbreviation


def tweet(value: str) -> str:
    """A tweet that leaves room for the names of the officials, if it is to name them."""
    own = value.replace(LEGISLATOR, "")
    if own != value and len(own) > MAX_TWEET - LEGISLATOR_ROOM:
        from pydantic_core import PydanticKnownError

        raise PydanticKnownError("string_too_long", {"max_length": MAX_TWEET - LEGISLATOR_ROOM})
    return value


def unix_time(value: object) -> object:
    """A datetime as whole seconds since 1970, a number as its digits; anything else as it is."""
    if not isinstance(value, datetime):
        return written_out(value)
    if value.tzinfo is None:
        raise ValueError("without a zone")
    return str(int(value.timestamp()))


def utc(value: object) -> str:
    """A datetime, or the text of one, as the API writes it: in UTC. A text without a zone is taken as it is."""
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("without a zone")  # could be anybody's local time, while bare text is what the API asks for
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        raise ValueError("not a moment")  # noqa: TRY004 - pydantic takes a TypeError for a bug
    try:
        moment = value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:  # it leaves the calendar on its way to UTC
        raise ValueError("not a moment") from None
    return moment.isoformat(" ", "seconds")


def items(value: object) -> object:
    """The items of a list that are not blank; anything else as it is: a bare text is a sequence too, of letters."""
    return [item for item in value if not is_blank(item)] if isinstance(value, ARRAYS) else value


def entries(value: object) -> object:
    """The entries of a mapping whose value is not blank; anything else as it is."""
    return {key: item for key, item in value.items() if not is_blank(item)} if isinstance(value, Mapping) else value


def once(values: list[str]) -> list[str]:
    """Each value once: a type given twice could send a legislator the same message twice."""
    return list(dict.fromkeys(values))
