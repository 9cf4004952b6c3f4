"""What texts are answered in English, where the organiser has not written an answer. `answers` puts names in."""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "sms.hint": "Sorry, that is not a keyword we know. {join} {stop}",
    "sms.near": "To join {names}, text {keyword} and nothing else. {stop}",
    "sms.help": "This is {names}. {join} {stop}",
    "sms.unclear": "This is {names}. If you want no more texts, reply STOP.",
    "sms.abroad": "Sorry, only US mobile numbers can join {names} by text.",
    "sms.stopped": (
        "You are on the list of {names}, but you stopped our texts from this phone before, and that can't be undone "
        "by text."
    ),
    "sms.join": "To join, text {keyword}.",
    "sms.join_one_of": "To join, text {choices}.",
    "sms.choice": "{keyword} for {name}",
    "sms.or": "{first} or {last}",
    "sms.and": "{first} and {last}",
    "sms.some": "our campaigns",
    "sms.stop": "Reply STOP to get no more texts.",
}
