"""What a text says about texts: stop them, maybe stop them, or one of the words that Twilio itself answers.

By text an opt-out can never be undone on the platform, and advocacy lists text things like "STOP SB 12" or "don't
stop". So only a message that is *nothing but* an opt-out, with any courtesy, case and punctuation, counts as
one. Whatever else sounds like it is for a person to read: US rules take any reasonable wording (47 CFR
64.1200(a)(10)). English only, with the few Spanish words that US lists meet. Nothing here is irreversible:
the caller decides.
"""

from typing import Final

from relay.keywords import OPT_IN_AND_HELP_WORDS, OPT_OUT_WORDS, SPANISH_STOP_WORDS

COURTESIES: Final = frozenset(
    {
        *("please", "pls", "plz", "kindly", "thanks", "thx", "ty"),
        *("hi", "hello", "hey", "ok", "okay", "sir", "madam", "maam"),
        *("now", "immediately", "just"),
    }
)
_LISTS: Final = ("this list", "your list", "the list")
OPT_OUTS: Final = frozenset(
    {
        *OPT_OUT_WORDS,
        "opt out",
        "opt me out",
        "stop all",
        "stop all texts",
        "stop all messages",
        "stop texts",
        "stop messages",
        "stop texting",
        "stop texting me",
        "stop messaging",
        "stop messaging me",
        "stop sending texts",
        "stop sending messages",
        "stop sending me texts",
        "stop sending me messages",
        "unsubscribe me",
        "remove me",
        "remove my number",
        "do not text",
        "do not text me",
        "dont text",
        "dont text me",
        "no more texts",
        "no more messages",
        "i want to opt out",
        "i want to unsubscribe",
        "i would like to opt out",
        "i would like to unsubscribe",
        *(f"remove me from {which}" for which in _LISTS),
        *(f"remove my number from {which}" for which in _LISTS),
        *(f"take me off {which}" for which in _LISTS),
        *(f"unsubscribe me from {which}" for which in _LISTS),
    }
)
STOP_LIKE_WORDS: Final = OPT_OUT_WORDS | SPANISH_STOP_WORDS
STOP_LIKE_BEGINNINGS: Final = ("stop", "unsub")
STOP_LIKE_PHRASES: Final = (
    "opt out",
    "opt me out",
    "remove me",
    "remove my",
    "delete me",
    "delete my",
    "take me off",
    "leave me alone",
    "lose my number",
    "wrong number",
    "no more",
    "no mas",
    "do not text",
    "do not message",
    "do not contact",
    "dont text",
    "dont message",
    "dont contact",
)
_APOSTROPHES: Final = dict.fromkeys(map(ord, "'`\u2018\u2019\u02bc"))


def words(text: str) -> list[str]:
    """The text's words in lower case, without punctuation: "Don't STOP!" is dont, stop."""
    lowered = text.casefold().translate(_APOSTROPHES)
    return "".join(character if character.isalnum() else " " for character in lowered).split()


def is_opt_out(text: str) -> bool:
    """Whether the whole message is nothing but an opt-out."""
    plain = [word for word in _thanked(text) if word not in COURTESIES]
    said = [word for place, word in enumerate(plain) if place == 0 or word != plain[place - 1]]
    return " ".join(said) in OPT_OUTS


def is_stop_like(text: str) -> bool:
    """Whether anything in the message sounds like an opt-out."""
    said = words(text)
    if any(word in STOP_LIKE_WORDS or word.startswith(STOP_LIKE_BEGINNINGS) for word in said):
        return True
    sentence = f" {' '.join(said)} "
    return any(f" {phrase} " in sentence for phrase in STOP_LIKE_PHRASES)


def is_answered_by_twilio(text: str) -> bool:
    """Whether the message is exactly one of the words that Twilio has already answered."""
    return text.strip().casefold() in OPT_IN_AND_HELP_WORDS


def _thanked(text: str) -> list[str]:
    return " ".join(words(text)).replace("thank you", "thanks").split()
