"""Where the client and the sandbox differ on a request, and why: the whole list.

The client may refuse what the sandbox takes: then it is the careful one of two readings, and nothing is lost but a
request. The client may send what the sandbox refuses only where the documentation states no rule. test_rules.py tries
every example at both ends; test_agreement.py looks for differences that are not listed here.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from tests.contract.documented import is_required
from tests.contract.values import Wire

type Request = Mapping[str, Wire]


class Disagreement(NamedTuple):
    """One difference. `explains(endpoint, request)`: whether it can be the cause of one; `examples` are what is
    changed in the least that an endpoint takes, the argument in question first."""

    reason: str
    client_takes: bool
    explains: Callable[[str, Request], bool]
    examples: tuple[tuple[str, dict[str, Any]], ...]


WRITES = {"create_advocate", "update_advocate", "post_twitter_card", "create_connection"}
FLAGS_WITH_NEEDS = {"smsOptin", "smsOptinConfirmed", "emailOptin", "smsOptout", "emailOptout"}
ROOM = "[@legislator]"


def _stripped(value: Wire | None) -> str:
    return value.strip() if isinstance(value, str) else ""


def _every_text(request: Request) -> list[str]:
    texts: list[str] = []
    for value in request.values():
        texts += [value] if isinstance(value, str) else list(value.values()) if isinstance(value, dict) else value
    return texts


def _in_and_out(_: str, request: Request) -> bool:
    return any(
        _stripped(request.get(f"{channel}Optin")) == _stripped(request.get(f"{channel}Optout")) == "1"
        for channel in ("sms", "email")
    )


def _is_outside_the_plan(phone: str) -> bool:
    """Whether area code or exchange begin with 0 or 1, or are 211, 311 ... 911."""
    return any(code[0] in "01" or code[1:] == "11" for code in (phone[:3], phone[3:6]) if code)


def _digits_last(email: str) -> bool:
    return email.rpartition(".")[2][:1].isdigit()


DISAGREEMENTS = (
    Disagreement(
        "Opted in and out at once: no rule forbids it, but nobody can mean it. There the opt-out wins.",
        client_takes=False,
        explains=_in_and_out,
        examples=(
            ("create_advocate", {"smsOptin": "1", "smsOptout": "1", "phone": "8165550124"}),
            (
                "update_advocate",
                {"emailOptin": "1", "emailOptout": "1", "email": "b@example.org", "campaigns": ["998"]},
            ),
        ),
    ),
    Disagreement(
        "A subject without a message: the text only says the reverse. The client sends both or neither.",
        client_takes=False,
        explains=lambda _, request: (
            bool(_stripped(request.get("emailSubject"))) and not _stripped(request.get("emailMessage"))
        ),
        examples=(("create_connection", {"emailSubject": "Whales"}),),
    ),
    Disagreement(
        "E.164: the text says 10 digits, public clients were seen sending +1. The client keeps to the text.",
        client_takes=False,
        explains=lambda _, request: _stripped(request.get("phone")).startswith(("+1", "1")),
        examples=(("create_advocate", {"phone": "+18165550124"}), ("create_advocate", {"phone": "18165550124"})),
    ),
    Disagreement(
        "Ten digits that no US number has: the text says no more than 10 digits. The client knows the numbering plan.",
        client_takes=False,
        explains=lambda _, request: _is_outside_the_plan(_stripped(request.get("phone"))),
        examples=(
            ("create_advocate", {"phone": "0165550123"}),
            ("create_advocate", {"phone": "8161550123"}),
            ("update_advocate", {"phone": "8169110123"}),
        ),
    ),
    Disagreement(
        "Room for the officials' names in a tweet: advice of the text, a rule of the client.",
        client_takes=False,
        explains=lambda _, request: ROOM in str(request.get("tweetMessage")),
        examples=(("create_connection", {"tweetMessage": "x" * 231 + ROOM}),),
    ),
    Disagreement(
        "A flag of 0 without its companions: it asks for nothing, but a client that sends it is confused.",
        client_takes=False,
        explains=lambda _, request: any(_stripped(request.get(flag)) == "0" for flag in FLAGS_WITH_NEEDS),
        examples=(("create_advocate", {"smsOptin": "0"}), ("update_advocate", {"emailOptout": "0"})),
    ),
    Disagreement(
        "A blank filter: there it is no filter, so the list is of everybody. The client refuses to ask for that.",
        client_takes=False,
        explains=lambda endpoint, request: (
            endpoint not in WRITES
            and any(_stripped(value) == "" and not is_required(endpoint, name) for name, value in request.items())
        ),
        examples=(("list_advocates", {"email": ""}), ("list_campaigns", {"state": " "})),
    ),
    Disagreement(
        "True and False in another case: seen in a public client, but documented in lower case.",
        client_takes=False,
        explains=lambda _, request: any(
            _stripped(request.get(name)).lower() in {"true", "false"} for name in ("includeGeneric", "includePrivate")
        ),
        examples=(("list_campaigns", {"includeGeneric": "True"}), ("list_campaigns", {"includePrivate": "FALSE"})),
    ),
    Disagreement(
        "An e-mail address under a top-level domain that begins with a digit: well-formed, but there is none.",
        client_takes=False,
        explains=lambda _, request: _digits_last(_stripped(request.get("email"))),
        examples=(("create_advocate", {"email": "ada@example.123"}),),
    ),
    Disagreement(
        "White space around a value: the documentation's own curl example has it. The client repairs nothing.",
        client_takes=False,
        explains=lambda _, request: any(text != text.strip() for text in _every_text(request)),
        examples=(
            ("create_advocate", {"zip5": " 02134"}),
            ("create_advocate", {"phone": "8165550124\n                              "}),
        ),
    ),
    Disagreement(
        "An unknown argument: ignored there, unless the option `strict` is on. The client takes it for a slip.",
        client_takes=False,
        explains=lambda _, request: "nickname" in request,
        examples=(("create_advocate", {"nickname": "Countess"}),),
    ),
    Disagreement(
        "The e-mail filter: the text gives it no format, and old records may hold anything. There it must be one.",
        client_takes=True,
        explains=lambda endpoint, request: endpoint == "list_advocates" and "email" in request,
        examples=(("list_advocates", {"email": "ada"}),),
    ),
    Disagreement(
        "The phone filter: any format, says the text. There it must have ten digits.",
        client_takes=True,
        explains=lambda endpoint, request: endpoint == "list_advocates" and "phone" in request,
        examples=(("list_advocates", {"phone": "555-0123"}),),
    ),
)
