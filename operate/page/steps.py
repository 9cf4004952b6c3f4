"""What to do about a letter as buttons: the lines of `operate.words`, in which commands stand, read for a page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from operate.letters import Letter
from operate.words import in_words

COMMAND: Final = re.compile(
    r"\./relay (?:letters|held|find|trace)(?: (replay|edit|discard|release|opt-out|clear))?\b(.*)"
)
WHY: Final = re.compile(r"--why (\S+)")
GIVEN: Final = "WORDS"
"""Stands where the operator says why."""

BUTTONS: Final = {
    "replay": "Try it again",
    "send-anyway": "Send it anyway",
    "edit": "Correct it",
    "discard": "Delete it for good",
    "release": "Release it",
    "opt-out": "It is a stop: opt them out",
    "clear": "It is no stop: lift it",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A line of words, or a button. `act`: the last part of the address it is sent to; "" for words or a `link`.

    `asks_why`: whether it must be said why; `why` is what stands there already.
    """

    words: str
    act: str = ""
    asks_why: bool = False
    why: str = ""
    link: str = ""


def steps(letter: Letter) -> list[Step]:
    """What to do about a letter."""
    return [step for line in in_words(letter).todo for step in _step(line, letter)]


def _step(line: str, letter: Letter) -> Iterator[Step]:
    command = COMMAND.fullmatch(line)
    if command is None:
        yield Step(line)
        return
    act, rest = command.groups()
    if act is None:
        yield _look(line, letter)
    elif act == "replay" and "--send-anyway" in rest:
        yield Step(BUTTONS["send-anyway"], "send-anyway")
    else:
        why = WHY.search(rest)
        yield Step(BUTTONS[act], act, why is not None, why[1] if why and why[1] != GIVEN else "")


def _look(line: str, letter: Letter) -> Step:
    if "--reason stop_like" in line:
        return Step("See the texts that sound like a stop", link="/held?reason=stop_like")
    if "--upstream" in line:
        return Step("What the platform has is on its submission's page", link=f"/submission/{letter.id}#there")
    return Step("See what happened to it", link=f"/submission/{letter.id}")
