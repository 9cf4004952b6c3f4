"""What was sent by hand and what was answered: the last card, the last form as JSON, the talk of each phone."""

import json
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import responses
from typing import Final, Literal
from xml.etree import ElementTree

from local import send
from local.command_line import Mistake
from local.crowd import CARD_KEY, TO, form_post, json_post
from local.page.around import Around
from local.sandbox.kinds import PARSERS
from operate.page.frame import Form
from operate.queue import now_ms
from operate.trouble import Mistyped, Trouble

MOST_PHONES: Final = 20
MOST_LINES: Final = 30
CONFIRMS: Final = "(The platform asks to confirm: reply YES.)"


@dataclass(frozen=True, slots=True)
class Sent:
    """What was answered. `id` is the submission's, "" if the answer names none. `at`: milliseconds since 1970."""

    at: int
    status: str
    words: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A text message, of the person's or of somebody to them."""

    at: int
    whose: Literal["person", "relay", "platform"]
    words: str


@dataclass(slots=True)
class Talks:
    """What the page has sent, and for whom it is prefilled. `last`: what kind was sent last."""

    around: Around
    sends: Callable[[send.Outgoing, str], send.Answer] = send.send
    phone: str = field(default_factory=lambda: f"81655501{secrets.randbelow(100):02}")
    card: Sent | None = None
    form: Sent | None = None
    texts_at: int = 0
    last: Literal["", "form", "card", "text"] = ""
    _lines: OrderedDict[str, list[Line]] = field(default_factory=OrderedDict)

    def send_card(self, fields: Form) -> None:
        """Send a lead card as the card's own server does. Raises `Trouble`."""
        self.last = "card"
        lead = {name: value for name, value in fields.items() if value}
        self.card = self._sent(form_post(f"/twitter-card/{self.around.campaign}", lead | {"api_key": CARD_KEY}))

    def send_form(self, fields: Form, origin: str) -> None:
        """Send a form as a page's script does: as JSON. Raises `Trouble`."""
        self.last = "form"
        content = {name.removesuffix("[]"): [value] if name.endswith("[]") else value for name, value in fields.items()}
        self.form = self._sent(json_post(f"/signup/{self.around.campaign}", content, origin))

    def send_text(self, phone: str, words: str) -> None:
        """Send a text, and keep what comes back. Raises `Trouble`."""
        self.last = "text"
        self.phone = _digits(phone)
        if not words:
            raise Mistyped("write something into the text first")
        self.texts_at = now_ms()
        self._say("person", words)
        answer = self._answer(send.text_message(f"+1{self.phone}", TO, words, self.around.relay))
        for said in _texts_in(answer):
            self._say("relay", said)

    def say_yes(self, phone: str) -> None:
        """Answer the platform's confirmation text. Raises `Trouble` if none waits for an answer."""
        self.last = "text"
        self.phone = _digits(phone)
        if not self.around.sandbox.say_yes(self.phone):
            raise Trouble("no confirmation text waits for an answer from that phone")
        self._say("person", "YES")
        self._say("platform", "(The platform has noted it: this phone is subscribed.)")

    def talk(self) -> Sequence[Line]:
        """The talk of the phone that texted last, the platform's confirmation texts among it."""
        asked = [text for text in self.around.sandbox.texts() if text["phone"] == self.phone]
        lines = [Line(int(text["time"] * 1000), "platform", CONFIRMS) for text in asked]
        return sorted([*lines, *self._lines.get(self.phone, ())], key=lambda line: line.at)[-MOST_LINES:]

    def forget(self) -> None:
        """Begin anew."""
        self.card = self.form = None
        self.last = ""
        self.texts_at = 0
        self._lines.clear()

    def _say(self, whose: Literal["person", "relay", "platform"], words: str) -> None:
        lines = self._lines.setdefault(self.phone, [])
        lines.append(Line(time.time_ns() // 1_000_000, whose, words))
        del lines[:-MOST_LINES]
        while len(self._lines) > MOST_PHONES:
            self._lines.popitem(last=False)

    def _sent(self, outgoing: send.Outgoing) -> Sent:
        answer = self._answer(outgoing)
        words = answer.body.decode("utf-8", "replace")
        return Sent(now_ms(), f"{answer.status} {responses.get(answer.status, '')}".strip(), words, _id_in(words))

    def _answer(self, outgoing: send.Outgoing) -> send.Answer:
        try:
            return self.sends(outgoing, self.around.relay)
        except Mistake as mistake:
            raise Trouble(str(mistake)) from None


def _digits(phone: str) -> str:
    try:
        return str(PARSERS["anyphone"](phone))
    except ValueError:
        raise Mistyped("that is no US phone: write ten digits, as in 8165550123") from None


def _id_in(body: str) -> str:
    try:
        found = json.loads(body)
    except ValueError:
        return ""
    return str(found.get("id", "")) if isinstance(found, dict) else ""


def _texts_in(answer: send.Answer) -> list[str]:
    """What the person's phone shows; a refusal is shown as one."""
    try:
        found = ElementTree.fromstring(answer.body)  # noqa: S314 (from this machine)
    except ElementTree.ParseError:
        return [f"({answer.status} {responses.get(answer.status, '')}: no text comes back)"]
    return [message.text or "" for message in found.iter("Message")] or ["(no text comes back)"]
