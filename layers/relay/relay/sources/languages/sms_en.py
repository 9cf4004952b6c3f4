"""What texts are answered in English, where the organiser has not written an answer. `answers` puts names in."""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "hint": "Sorry, that is not a keyword we know. {join} {stop}",
    "near": "To join {names}, text {keyword} and nothing else. {stop}",
    "help": "This is {names}. {join} {stop}",
    "unclear": "This is {names}. If you want no more texts, reply STOP.",
    "abroad": "Sorry, only US mobile numbers can join {names} by text.",
    "stopped": "You are on the list of {names}, but you stopped our texts from this phone before, "
    "and that can't be undone by text.",
    "join": "To join, text {keyword}.",
    "join_one_of": "To join, text {choices}.",
    "choice": "{keyword} for {name}",
    "or": " or ",
    "and": " and ",
    "some": "our campaigns",
    "stop": "Reply STOP to get no more texts.",
}
