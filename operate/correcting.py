"""A letter that an operator has corrected: judged before it is sent, so that a slip is no other letter."""

import json
from typing import Any, Final

from operate.letters import Letter
from operate.trouble import Trouble
from relay.letters import LARGEST_MESSAGE
from relay.messages import UnreadableMessage, from_message, raw_post

KEPT: Final = ("version", "source", "natural_key", "keyed_by_content", "received_at")
"""What says which submission it is: changed, the journal would not know what was made of it already."""


def laid_out(text: str) -> str:
    """A letter's text as a person can edit it, in UTF-8; as it is if it is no JSON."""
    try:
        content = json.loads(text)
        shown = json.dumps(content, indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
    is_whole = shown.encode(errors="ignore").decode() == shown
    return (shown if is_whole else json.dumps(content, indent=2)) + "\n"  # half a character is written as its number


def corrected(letter: Letter, text: str) -> str:
    """The letter to send instead of this one; "" if nothing was changed. Raises `Trouble` if it can't be sent."""
    if text.strip() == laid_out(letter.body).strip():
        return ""
    content = _parsed(text)
    if content == letter.content:
        return ""
    sent = json.dumps(content, separators=(",", ":"))
    changed = [name for name in KEPT if content.get(name) != letter.content.get(name)]
    if changed and not _flaw(letter.body):
        raise Trouble(f"{changed[0]} says which sign-up this is: leave it as it was. Nothing was done")
    if len(sent) > LARGEST_MESSAGE:
        raise Trouble(f"that is too long for SQS ({LARGEST_MESSAGE} characters at most): nothing was done")
    if flaw := _flaw(sent):
        raise Trouble(f"the relay could not read that ({flaw}): nothing was done")
    return sent


def _parsed(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise Trouble(f"that is no JSON any more (line {error.lineno}: {error.msg}): nothing was done") from None
    except (ValueError, RecursionError):
        raise Trouble("that is no JSON any more: nothing was done") from None
    if not isinstance(content, dict):
        raise Trouble("a letter is one JSON object, in braces: nothing was done")
    return content


def _flaw(text: str) -> str:
    """Why the relay could not read a message, without quoting it; "" if it can."""
    try:
        from_message(text)
    except UnreadableMessage as error:
        return "" if raw_post(text) else str(error)
    return ""
