"""Why a letter is dead or held, in words, and what to do about it: for people who don't read code.

It knows the closed lists of docs/protocol.md and nothing of where a letter lies. What it returns is for the
operator only, never for a log.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from operate.letters import Letter

PARTS: Final = {"email": "e-mail", "tweet": "tweet", "call": "call", "update": "message or guests"}
STATES: Final = {
    "done": "made",
    "other": "made by another sign-up of the same person",
    "maybe": "may have been made",
    "rejected": "refused by the platform",
    "expired": "not placed in time",
    "unverifiable": "may have been made, and nobody can tell",
}

REPLAY: Final = "./relay letters replay ID"
DISCARD: Final = "./relay letters discard ID --why WORDS"
EDIT: Final = "./relay letters edit ID"
LOOK: Final = "./relay find ID --upstream"
TRACE: Final = "./relay trace ID"
RELEASE: Final = "./relay held release ID"
DISCARD_HELD: Final = "./relay held discard ID --why WORDS"
OPT_OUT: Final = "./relay held opt-out ID --why WORDS"
CLEAR: Final = "./relay held clear ID --why WORDS"
LOOKS_LIKE_A_PERSON: Final = ("It looks like a person:", RELEASE, "Else:", "./relay held discard ID --why spam")


@dataclass(frozen=True, slots=True)
class Words:
    """What happened; what was made, part by part; what to do, with each command in a line of its own."""

    what: str
    parts: tuple[str, ...]
    todo: tuple[str, ...]


def in_words(letter: Letter) -> Words:
    """Why a letter is dead or held."""
    found = WHY.get(letter.reason, _unknown)(letter)
    todo = tuple(line.replace("ID", letter.id) if line.startswith("./relay") else line for line in found.todo)
    return Words(found.what, (*found.parts, *_parts(letter)), todo)


def parts_of(letter: Letter) -> dict[str, str]:
    """Each part that the letter's detail names, with its state."""
    pairs = (each.partition(": ") for each in letter.text("detail").split(", "))
    return {part: state for part, _, state in pairs if part in PARTS and state in STATES}


def the_platform_said(letter: Letter) -> str:
    """The endpoint, the status and the platform's own message, as far as the letter has them; "" if it has nothing."""
    note: Any = letter.content.get("api")
    if not isinstance(note, Mapping):
        return ""
    endpoint, status, message = (str(note.get(name) or "") for name in ("endpoint", "status", "message"))
    who = endpoint or ("the API" if status or message else "")
    answered = f"{who} answered {status}" if status else who
    return f"{answered}: \u201c{message}\u201d" if message else answered


def _parts(letter: Letter) -> tuple[str, ...]:
    return tuple(f"{PARTS[part]}: {STATES[state]}" for part, state in parts_of(letter).items())


def _rejected(letter: Letter) -> Words:
    refused = [PARTS[part] for part, state in parts_of(letter).items() if state == "rejected"]
    what = f"The platform refused the {' and the '.join(refused)}." if refused else "The platform refused the advocate."
    made = "the advocate: made" if refused else "the advocate: not made"
    cause = "Is the campaign open, is the custom field still there? Mend that, then"
    return Words(what, (made,), (cause, REPLAY, "Wrong data: correct it.", EDIT))


def _expired(letter: Letter) -> Words:
    if letter.text("detail") == "opt-out":
        what = "An opt-out could not be carried out for 13 days."
        return Words(what, (), ("The person must be opted out: once the platform is well,", REPLAY))
    if parts_of(letter).get("call") == "expired":
        what = "A call was not placed within 15 minutes of the sign-up."
        return Words(what, (), ("Nobody expects the call any more:", DISCARD))
    return Words("The platform was away until the retry window was over.", (), ("Once it is well,", REPLAY))


def _unverifiable(letter: Letter) -> Words:
    if "unverifiable" in parts_of(letter).values():
        what = "A contact with legislators may have been made, and nobody can tell."
        told = "It is listed there, or you can't tell:"
        surely = "It surely was not made, and should be:"
        return Words(what, (), ("See what the platform lists:", LOOK, told, DISCARD, surely, f"{REPLAY} --send-anyway"))
    what = "It is too old to be sure what was made, or three opt-ins by text may have acted."
    old = "Received over 25 days ago: a replay makes the advocate, but nothing that may have been made."
    young = "Younger: look the phone up on the platform. There:"
    return Words(what, (), (old, REPLAY, young, DISCARD, "Not there:", f"{REPLAY} --send-anyway"))


def _poison(_: Letter) -> Words:
    what = "The relay's own code failed on it again and again."
    return Words(what, (), ("Find the fault,", TRACE, "mend it, deploy, then", REPLAY))


def _invalid(letter: Letter) -> Words:
    what = f"A card, lead or text that can't be used: {letter.text('detail') or 'nothing says why'}."
    campaign = "A campaign that is missing: add it to campaigns.toml, deploy, then"
    return Words(what, (), (campaign, REPLAY, "Anything else: correct the post.", EDIT))


def _unreadable(letter: Letter) -> Words:
    what = f"The relay can't read this message ({letter.text('detail') or 'no detail'})."
    release = "Was the relay set back to an older release? Deploy the newer one, then"
    return Words(what, (), (release, REPLAY, "Else correct it.", EDIT))


def _nobody_found(_: Letter) -> Words:
    what = "Somebody texted a stop, and no advocate has that phone. No opt-in of that phone will be sent."
    look = "Look the phone up on the platform, also without its area code or with +1. There, opt them out by hand; or:"
    return Words(what, (), (look, REPLAY, "Not there, so they never joined:", DISCARD))


def _unknown(letter: Letter) -> Words:
    what = "AWS gave it up after 1000 tries: the relay never got as far as ending it."
    return Words(what, (), _poison(letter).todo)


def _spam(_: Letter) -> Words:
    return Words("The form's honeypot was filled in.", (), LOOKS_LIKE_A_PERSON)


def _origin(_: Letter) -> Words:
    what = "The browser did not say which page the form was on, and the campaign wants to know (only_from_origins)."
    return Words(what, (), LOOKS_LIKE_A_PERSON)


def _challenge(_: Letter) -> Words:
    what = "Nobody could tell whether a person met the form's challenge: its service was away, or our secret is wrong."
    still = "Is it still so? Compare challenge_secrets in the credential secret with the service's own page."
    return Words(what, (), (still, *LOOKS_LIKE_A_PERSON))


def _burst(_: Letter) -> Words:
    what = "Very many sign-ups came from one address within ten minutes."
    crowd = "It was a crowd of yours, behind one address (a lecture hall, an office): let all of them go."
    return Words(what, (), (crowd, "./relay held release --reason burst", "One of them:", *LOOKS_LIKE_A_PERSON[1:]))


def _stop_like(letter: Letter) -> Words:
    said = letter.text("proof")
    what = f"A text that sounds like a stop: \u201c{said}\u201d" if said else "A text that sounds like a stop."
    first = "Read it, and decide within ten business days. It means that the person wants no texts (this is final):"
    todo = (first, OPT_OUT, "It means something else:", CLEAR, "Later the same phone texted a keyword:", DISCARD_HELD)
    return Words(what, (), todo)


def _no_phone(_: Letter) -> Words:
    what = "A stop, or what may be one, of a sender that is no US phone: nothing can be carried out by that."
    known = "A person whom you know: opt them out on the platform. Then, as for a machine:"
    return Words(what, (), (known, DISCARD_HELD))


def _suppressed(_: Letter) -> Words:
    what = "The opt-in by text of a sign-up from a phone that sent something like a stop. All else was delivered."
    text, cleared = "First decide about that text:", "It was no stop, and is cleared:"
    stop = ("It was a stop:", "./relay held discard ID --why stop")
    return Words(what, (), (text, "./relay held --reason stop_like", cleared, RELEASE, *stop))


WHY: Final[Mapping[str, Callable[[Letter], Words]]] = {
    "rejected": _rejected,
    "expired": _expired,
    "unverifiable": _unverifiable,
    "poison": _poison,
    "invalid": _invalid,
    "unreadable": _unreadable,
    "nobody_found": _nobody_found,
    "spam": _spam,
    "origin": _origin,
    "challenge": _challenge,
    "burst": _burst,
    "stop_like": _stop_like,
    "no_phone": _no_phone,
    "suppressed": _suppressed,
}
"""By the closed lists of reasons, docs/protocol.md."""
