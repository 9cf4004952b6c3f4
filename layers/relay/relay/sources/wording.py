"""What a text says about our texts: stop them, perhaps stop them, who are you, or nothing.

By text an opt-out can never be undone on the platform, and supporters text things like "STOP SB 12" or "don't stop".
So only a message that is *nothing but* an opt-out, with any courtesy, case, punctuation and dress, counts as one
(`opt_out_phrases`). Whatever else may be meant as one is for a person to read: US rules take any reasonable wording
(47 CFR 64.1200(a)(10)). A slogan is neither. English, Spanish and French. Nothing here is irreversible: the caller
decides.
"""

import itertools
import unicodedata
from collections.abc import Sequence
from typing import Final, Literal

from relay.keywords import OPT_IN_AND_HELP_WORDS, OTHER_HELP_WORDS
from relay.sources import plain_words, stop_words
from relay.sources.opt_out_phrases import COURTEOUS, COURTESIES, MEANS, OPT_OUT, SEVERAL, SINGLE

type Meaning = Literal["opt_out", "stop_like", "help", "other"]

KNOWN: Final = SINGLE | COURTESIES | MEANS.keys() | stop_words.PLAIN_STOP | stop_words.WEAK_STOP
"""Words that are read in spite of digits in them."""

HELP_WORDS: Final = (
    frozenset({"help", "info", "hepl", "hlep", "helpp", "halp", "hlp", "helpme", "ayudame", "aidez"}) | OTHER_HELP_WORDS
)
BESIDE_HELP: Final = frozenset(
    {
        *("me", "i", "need", "some", "more", "can", "you", "could", "want", "get", "a", "the", "us", "with", "this"),
        *("necesito", "quiero", "mas", "me", "moi", "how", "do", "to", "pueden", "puede", "ayudarme", "aide"),
    }
)
ASKING: Final = frozenset({"who", "whos", "what", "whats", "which", "quien", "quienes", "cual", "que", "qui"})
SENDER: Final = frozenset(
    {
        *(
            "organization",
            "organisation",
            "org",
            "group",
            "company",
            "campaign",
            "number",
            "sender",
            "texting",
            "texted",
        ),
        *("talking", "speaking", "messaging", "organizacion", "grupo", "numero", "campana", "this", "you", "u"),
    }
)
WHO_ARE_YOU: Final = frozenset(
    {
        *("who is this", "whos this", "who this", "who dis", "who is it", "who are you", "who r u", "who are u"),
        *("what is this", "whats this", "what is it", "what is this about", "whats this about", "what is this for"),
        *(
            "who is texting me",
            "who is texting",
            "who sent this",
            "who is this from",
            "what are you",
            "new phone who dis",
        ),
        *("quien es", "quien eres", "quienes son", "quien es usted", "quien habla", "que es esto", "de quien es"),
        *("que es", "quien", "who", "qui est ce", "qui etes vous", "cest qui", "cest quoi"),
    }
)


def judge(text: str) -> Meaning:
    """What the message means."""
    said = plain_words.clauses(text, KNOWN)
    meant = [_meant(clause) for clause in said]
    whole = [word for clause in meant for word in clause]
    if _is_opt_out(whole) and not _is_doubtful(text):
        return "opt_out"
    if _is_stop_like(text, said, meant):
        return "stop_like"
    return "help" if _asks_for_help(whole) else "other"


def is_opt_out(text: str) -> bool:
    """Whether the whole message is nothing but an opt-out."""
    return judge(text) == "opt_out"


def is_answered_by_twilio(text: str) -> bool:
    """Whether the message is exactly one of the words that Twilio has already answered."""
    return text.strip().casefold() in OPT_IN_AND_HELP_WORDS


def without_courtesies(text: str) -> list[str]:
    """The message's words without those that are said to be polite."""
    return _polite(plain_words.words(text))


def _polite(words: Sequence[str]) -> list[str]:
    sentence = f" {' '.join(words)} "
    for phrase in COURTEOUS:
        sentence = sentence.replace(f" {phrase} ", " ")
    return [word for word in sentence.split() if word not in COURTESIES]


def _meant(words: Sequence[str]) -> list[str]:
    """The words as they are meant: without courtesies, one for each of those that say the same, none twice in a row."""
    sentence = f" {' '.join(MEANS.get(word, word) for word in _polite(words))} "
    for pair, one in SEVERAL.items():
        sentence = sentence.replace(f" {pair} ", f" {one} ")
    plain = sentence.split()
    return [word for place, word in enumerate(plain) if place == 0 or word != plain[place - 1]]


def _is_opt_out(meant: Sequence[str]) -> bool:
    if not meant:
        return False
    once = [word for place, word in enumerate(meant) if place == 0 or word != meant[place - 1]]
    is_split = "".join(once) in {"stop", "unsubscribe"}  # "ST OP"
    return is_split or SINGLE.issuperset(once) or OPT_OUT.fullmatch(" ".join(once)) is not None


def _is_doubtful(text: str) -> bool:
    """Whether a question, or a picture of something, makes it doubtful that a message is nothing but an opt-out."""
    return any(character in "?\u00bf" or _is_picture_of_something(character) for character in text)


def _is_picture_of_something(character: str) -> bool:
    if character in stop_words.ALSO_HARMLESS or unicodedata.category(character) != "So":
        return False
    plain = unicodedata.normalize("NFKD", character)
    is_letter = any(letter.isalnum() for letter in plain) or ord(character) in plain_words.ALIKE
    return not is_letter and not any(first <= ord(character) <= last for first, last in stop_words.HARMLESS)


# ---------------------------------------------------------------- what may be an opt-out


def _is_stop_like(text: str, said: Sequence[Sequence[str]], meant: Sequence[Sequence[str]]) -> bool:
    whole = [word for clause in meant for word in clause]
    if not whole:
        return bool(stop_words.SIGNS.intersection(text)) and not plain_words.words(text)
    sentence = f" {' '.join(whole)} "
    as_said = f" {' '.join(word for clause in said for word in clause)} "
    return (
        sentence.strip() in stop_words.ALONE
        or _is_opt_out(whole)
        or any(word.startswith(stop_words.BEGINNINGS) or word in stop_words.STRONG for word in whole)
        or any(f" {phrase} " in one for phrase in stop_words.REFUSALS for one in (sentence, as_said))
        or _refuses_in_spanish(whole)
        or any(map(_stops, meant))
        or any(map(_denies, meant))
        or (bool(stop_words.SIGNS.intersection(text)) and all(map(_is_about_us, whole)))
        or _is_misspelt(whole)
    )


def _refuses_in_spanish(words: Sequence[str]) -> bool:
    for place, pair in enumerate(itertools.pairwise(words)):
        if pair[0] == "no" and pair[1].startswith("molest"):
            return True
        if pair in {("no", "me"), ("no", "nos"), ("ya", "no")}:
            return any(verb.startswith(stop_words.REFUSED_BY) for verb in words[place + 2 : place + 5])
    return False


def _denies(clause: Sequence[str]) -> bool:
    """Whether a clause says no, in any words, and names our texts; not if one did not come, or others are meant."""
    has_both = not stop_words.DENIALS.isdisjoint(clause) and not stop_words.OUR_TEXTS.isdisjoint(clause)
    sentence = f" {' '.join(clause)} "
    is_missed = any(f" {phrase} " in sentence for phrase in stop_words.MISSED) or (
        not stop_words.NOT_ARRIVED.isdisjoint(clause) and not stop_words.ARRIVES.isdisjoint(clause)
    )
    return has_both and not is_missed and stop_words.LEGISLATORS.isdisjoint(clause)


def _stops(clause: Sequence[str]) -> bool:
    """Whether a clause has a stop that is, or may be, for our texts."""
    for place, word in enumerate(clause):
        if word in stop_words.PLAIN_STOP and not _stops_something_else(clause[:place], clause[place + 1 :]):
            return True
    urged = (before for before, word in zip(["", *clause], clause, strict=False) if word in stop_words.WEAK_STOP)
    has_stop = any(before not in stop_words.NEGATIONS for before in urged) or _refuses(clause)
    return has_stop and all(map(_is_about_us, clause))


def _refuses(clause: Sequence[str]) -> bool:
    """Whether the person does not want, or wants no more of, something."""
    sentence = f" {' '.join(clause)} "
    phrases = ("dont want", "dont wanna", "dont need", "dont wish", "nolonger", "no more", "no quiero", "no mas")
    return any(f" {phrase} " in sentence for phrase in phrases)


def _stops_something_else(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether it is plain that what stops, or does not, are not our texts: a slogan, a place."""
    if any(word in stop_words.ABOUT_US or word in {"me", "my"} for word in after):
        return False
    if not stop_words.NEGATIONS.isdisjoint(before[-3:]) and not {"you", "u", "why"}.intersection(before):
        return True
    if before and before[-1] in stop_words.BEFORE_A_PLACE:
        return True
    if not after:
        return False
    return after[0] in stop_words.AFTER_A_PLACE or _is_a_cause(after)


def _is_a_cause(after: Sequence[str]) -> bool:
    """Whether what is to be stopped is a bill, or something else that takes words of its own."""
    first, *more = after
    if any(character.isdigit() for character in first) and first.rstrip("0123456789") in stop_words.BILLS:
        return True
    if first in stop_words.BILLS and (not more or more[0].isdigit()):
        return True
    unknown = [word for word in after if not _is_about_us(word)]
    if not unknown:
        return False
    is_doing = first.endswith("ing") and not _is_about_us(first)
    is_personal = not stop_words.PERSONAL.isdisjoint(after)
    return not is_personal and (is_doing or first in {"the", "all"} or len(unknown) > 1)


def _is_about_us(word: str) -> bool:
    """Whether a word may stand in a text that is about our texts and nothing else."""
    known = (stop_words.ABOUT_US, stop_words.PERSONAL, stop_words.SMALL, stop_words.WEAK_STOP, stop_words.PLAIN_STOP)
    return any(word in words for words in known) or (word.isdigit() and len(word) >= 3)  # noqa: PLR2004 - of a phone


def _is_misspelt(whole: Sequence[str]) -> bool:
    """Whether it would be an opt-out if a slip of the finger were mended."""
    mended = [word if word in stop_words.OTHERWISE_MEANT and len(whole) == 1 else _mended(word) for word in whole]
    return mended != list(whole) and _is_opt_out(mended)


def _mended(word: str) -> str:
    if word in stop_words.SHORT_FORMS:
        return "stop"
    if len(word) < 3 or word in KNOWN or word in stop_words.SMALL:  # noqa: PLR2004
        return word
    near = (known for known in sorted(stop_words.ALMOST) if plain_words.distance(word, known) <= 1 + (len(known) > 7))  # noqa: PLR2004
    return next(near, word)


# ---------------------------------------------------------------- help


def _asks_for_help(whole: Sequence[str]) -> bool:
    """Whether the message asks who we are, or for help."""
    if " ".join(whole) in WHO_ARE_YOU or _asks_who(whole):
        return True
    return not HELP_WORDS.isdisjoint(whole) and (HELP_WORDS | BESIDE_HELP).issuperset(whole)


def _asks_who(whole: Sequence[str]) -> bool:
    """Whether a question is about the sender and nothing else: "what organization is this"."""
    asks = bool(whole) and whole[0] in ASKING
    known = (SENDER, stop_words.SMALL, stop_words.PERSONAL)
    return asks and not SENDER.isdisjoint(whole) and all(any(word in words for words in known) for word in whole)
