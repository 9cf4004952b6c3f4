"""Whether a clause refuses our texts, told by classes of words: which wording somebody chooses can't be listed.

Nothing in such a clause is about anything but our texts, us and the person, and something in it refuses: a word that
does so by itself ("unlist", "harassment"), or a denial of what such a person wants, did or is ("don't need", "never
joined", "wrong number"). Where a thing has a name of its own, like a bill, the clause says nothing. Two are refusals
whatever stands beside them: that the person, or something of theirs, is to be taken off ("scrub my number"), and that
the number is somebody else's. The classes are in `refusal_words`; what comes out is for a person to read (`wording`).
"""

import itertools
from collections.abc import Callable, Collection, Sequence
from typing import Final, NamedTuple

from relay.sources.texts import plain_words, refusal_words, stop_words
from relay.sources.texts.refusal_words import ALL_KNOWN, ME, MY_OWN, NO, NOT, NUMBER, TAKES, THEIR, THING, THIRD

SHORTEST: Final = 5  # letters of a word of which a slip of the finger is seen
MOST_NAMES: Final = 2  # a first and a last one

type Words = Sequence[str]


class At(NamedTuple):
    """A word of a clause, and what stands around it."""

    clause: Words
    before: Words
    word: str
    after: Words


def refuses(clause: Words) -> bool:
    """Whether a clause, of words as they are meant, refuses our texts."""
    words = [_mended(word) for word in clause]
    if _has_died(words) or _names_another(words):
        return True
    places = [At(words, words[:place], word, words[place + 1 :]) for place, word in enumerate(words)]
    return any(map(_takes_off, places)) or (_is_about_us(words) and any(map(_refuses_at, places)))


def is_not(text: str) -> bool:
    """Whether a text says that its sender is not somebody whom it names."""
    return refusal_words.NOT_NAMED.search(text) is not None


def declines(said: Words) -> bool:
    """Whether a clause, as it was said, ends with "no thanks", in any words."""
    return len(said) > 1 and said[-1] in refusal_words.THANKS and said[-2] in NO


def is_denied(before: Words) -> bool:
    """Whether what stands before a refusal makes it none: "don't remove me", "I don't want to be removed"."""
    words = list(before)
    while words and words[-1] in refusal_words.BETWEEN:
        words.pop()
    is_answer = bool(words) and words[-1] in NO and len(words) == len(before)  # "nah take me off"
    return bool(words) and words[-1] in NOT and not is_answer


# ---------------------------------------------------------------- whatever stands beside it


def _takes_off(at: At) -> bool:
    """Whether the person, or something of theirs, is to be taken off: "scrub my number", "drop me", "get us off"."""
    word, before, after = at.word, at.before, at.after
    if is_denied(before) or (before and before[-1] in THIRD | stop_words.LEGISLATORS):
        return False
    is_theirs = _starts(after, ME) or (_starts(after, MY_OWN) and _has(THING, after[1:3]))
    if word in TAKES and _starts(after, refusal_words.OFF):
        return _has({"my", "this"}, after[1:3]) or (word == "taken" and "be" in before)
    if word in TAKES and is_theirs:
        return _has(refusal_words.OFF, after[1:4])
    is_said_in_spanish = word.startswith(refusal_words.TAKES_ME_OFF) and _starts(before[-1:], {"me", "nos"})
    is_plain = word in refusal_words.TAKES_OFF and is_theirs and not _starts(after[1:], {"a"})
    return is_said_in_spanish or is_plain or _leaves(at) or _keeps(at)


def _leaves(at: At) -> bool:
    """Whether it is a group, or a list, that the person leaves: "I would like to leave the text group"."""
    is_group = _starts(at.after[-1:], refusal_words.GROUP) and len(at.after) <= len(["the", "text", "group"])
    return at.word in refusal_words.LEAVES and is_group and _is_of(at.before, stop_words.SMALL | stop_words.PERSONAL)


def _keeps(at: At) -> bool:
    """Whether we are to keep our texts to ourselves."""
    is_ours = _starts(at.after, refusal_words.YOUR) and _has(stop_words.OUR_TEXTS, at.after[1:3])
    return at.word in refusal_words.KEEPS and is_ours


def _names_another(clause: Words) -> bool:
    """Whether the number is said not, or no longer, to be that of somebody."""
    named = [word for word in clause if word not in ALL_KNOWN | THIRD]
    if len(named) > MOST_NAMES or _has(stop_words.LEGISLATORS, clause):
        return False
    denies = _has(NOT | refusal_words.GONE, clause)
    is_ours = _has(NUMBER, clause) and _has(refusal_words.HERE, clause)
    is_unknown = denies and (is_ours or _has(refusal_words.KNOWS, clause))
    is_gone = _has(refusal_words.GONE, clause) and _has(refusal_words.LIVES, clause) and "they" not in clause
    is_mistaken = _has(refusal_words.ANOTHER, clause) and _has(refusal_words.MISTAKES, clause)
    is_not_i = " no soy " in f" {' '.join(clause)} "
    return (bool(named) and (is_unknown or is_not_i)) or (denies and "named" in clause) or is_gone or is_mistaken


def _has_died(clause: Words) -> bool:
    has_died = len(clause) > 1 and _has(refusal_words.DIED, clause) and not {"because", "phone"}.intersection(clause)
    return has_died and _is_of(clause, ALL_KNOWN | THIRD | THEIR | refusal_words.RELATIVES)


# ---------------------------------------------------------------- where nothing else is named


def _is_about_us(clause: Words) -> bool:
    """Whether nothing in a clause is of another matter; a text that did not come is one."""
    is_bill = any(word in stop_words.BILLS and number.isdigit() for word, number in itertools.pairwise(clause))
    sentence = f" {' '.join(clause)} "
    is_missed = any(f" {phrase} " in sentence for phrase in stop_words.MISSED)
    return not (is_bill or is_missed) and _is_of(clause, ALL_KNOWN)


def _refuses_at(at: At) -> bool:
    """Whether a word refuses, in a clause that is about nothing but our texts."""
    if at.word.startswith(refusal_words.MISTAKEN) or _is_object_me(at.word):
        return True
    return any(at.word in words and holds(at) for words, holds in RULES)


def _refuses_by_itself(at: At) -> bool:
    asks_price = at.word in refusal_words.COSTS and at.clause[0] in refusal_words.HOW_MUCH
    is_other = at.clause[0] == "is" or not {"we", "them"}.isdisjoint(at.clause)
    return not (is_denied(at.before) or is_other or asks_price)


def _is_tired(at: At) -> bool:
    is_of_us = _starts(at.after, refusal_words.OF_IT) and _has(refusal_words.FED_UP_WITH, at.after)
    return is_of_us or _has(refusal_words.ENOUGH, at.before) or list(at.after) == ["up"]


def _is_done(at: At) -> bool:
    """Done with you people, over it, had it with these texts."""
    after = at.after[1:] if at.word == "had" and _starts(at.after, {"it"}) else at.after
    return (at.word == "over" or _starts(after, {"with"})) and _has(refusal_words.FED_UP_WITH, after)


def _is_work_phone(at: At) -> bool:
    return list(at.clause[:2]) == ["this", "is"] and _has(NUMBER | {"line", "landline"}, at.after)


def _asks_whence(at: At) -> bool:
    is_ours = _has(refusal_words.WHENCE, at.after) or list(at.after[:2]) == ["did", "i"]
    return is_ours and _has(refusal_words.HANDS_ON, at.after)


def _asks_why(at: At) -> bool:
    is_doubt = at.word in refusal_words.ASKS_WHY or _has(NOT, at.before)
    return is_doubt and _has(refusal_words.GETS, at.after) and _has(refusal_words.US, at.after)


def _denies(at: At) -> bool:
    """Whether a denial is one of what who gets our texts would want, of who they are, or of the texts."""
    after = at.after
    verb = next((word for word in after[:4] if word not in {"to", "wanna", "want", "need", "be", "the", "a"}), "")
    if ("to" in after[:2] and verb in refusal_words.OWN_ACTS) or list(after[:2]) == ["need", "to"]:
        return False
    if "to" in after[:2] and _has(refusal_words.TAKES_OFF, after):
        return False
    is_name = _has(MY_OWN | THEIR, after[:2]) and _has(THING, after[:3])
    is_for_me = list(after) in (["for", "me"], ["for", "us"])
    is_i = list(after) == ["soy"] or _has({"yo", "politics"}, after[:2]) or _has(refusal_words.PERSON, after[:4])
    is_more = _starts(after, {"more"}) and _has(refusal_words.US, after)
    return is_name or is_for_me or is_i or is_more or _has(refusal_words.WANTS | refusal_words.REACHES, after[:6])


RULES: Final[Sequence[tuple[frozenset[str], Callable[[At], bool]]]] = (
    (refusal_words.REFUSES, _refuses_by_itself),
    (refusal_words.ABUSE, bool),
    (refusal_words.ABUSES, lambda at: _has(refusal_words.ABUSED, at.after[:3])),
    (frozenset({"get"}), lambda at: list(at.clause) in (["get", "off"], ["get", "out"])),
    (frozenset({"go"}), lambda at: not {"hell", "yourself"}.isdisjoint(at.after)),
    (frozenset({"go", "get", "back", "drop"}), lambda at: (at.word, *at.after[:1]) in refusal_words.SENT_AWAY),
    (refusal_words.TIRED, _is_tired),
    (refusal_words.DONE, _is_done),
    (refusal_words.CONSENT, lambda at: _has(TAKES, at.before)),
    (refusal_words.PLACES, _is_work_phone),
    (refusal_words.BY_MISTAKE, lambda at: _has(refusal_words.WANTS, at.clause)),
    (
        refusal_words.WRONG,
        lambda at: _has(refusal_words.SOMEBODY, at.after[:2]) and not any(map(str.isdigit, at.clause)),
    ),
    (refusal_words.REACHES, lambda at: _has(refusal_words.ANOTHER, at.after)),
    (refusal_words.ASKS_WHENCE, _asks_whence),
    (refusal_words.HARDLY, lambda at: list(at.after) == ["no"]),
    (NOT | {"nothing"}, _denies),
    (refusal_words.ASKS_WHY | {"know", "sure"}, _asks_why),
    (NUMBER | {"owner"}, lambda at: _has(refusal_words.OWNS, at.clause)),
)
"""What must stand around a word of a class, in a clause that is about nothing but our texts, for it to refuse them."""


def _mended(word: str) -> str:
    """A word that nobody knows as the one of `KEYS` that is a slip of the finger away."""
    if len(word) < SHORTEST or word in ALL_KNOWN | THIRD | THEIR:
        return word
    return next((key for key in sorted(refusal_words.KEYS) if plain_words.distance(word, key) <= 1), word)


def _is_object_me(word: str) -> bool:
    return word.endswith("me") and word.startswith(refusal_words.TAKES_ME_OFF)


def _starts(words: Words, known: Collection[str]) -> bool:
    return bool(words) and words[0] in known


def _has(known: Collection[str], words: Words) -> bool:
    return any(word in known for word in words)


def _is_of(clause: Words, known: Collection[str]) -> bool:
    return all(
        word in known or word.isdigit() or word.startswith(refusal_words.MISTAKEN) or _is_object_me(word)
        for word in clause
    )
