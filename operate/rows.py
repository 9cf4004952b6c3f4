"""What the operations find, as names and values and rows for a person to read: the command and the page show the same.

What is here of a letter's person is for the operator only, never for a log.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import parse_qsl

from operate import trace
from operate.find import Spoken, Submitted
from operate.letters import Letter
from operate.moments import when
from operate.sides import Side
from operate.waiting import Waiting
from operate.words import PARTS, STATES, in_words, the_platform_said
from relay.keeping.words import counted

type Rows = list[tuple[str, str]]

NOTHING: Final = (
    "nothing came by that, or a form refused it and told the person why: `{0} status` counts what was refused, "
    "`{0} doctor` says whether anything can come"
)
TIMES: Final = {
    "in_at": "opted in",
    "out_at": "opted out",
    "out_recorded_at": "written down",
    "spoken_at": "last keyword",
    "suppressed_at": "held back since",
}
MOMENTS: Final = {"decided_at": "decided", "lifts": "lifts what was said", "imported_at": "imported"}


# A letter ------------------------------------------------------------------------------------------------------------


def facts_of_letter(letter: Letter) -> Rows:
    """What a letter is, without its person."""
    campaigns = ", ".join(map(str, letter.campaigns)) or "?"
    tries = counted(letter.number("attempts") or 0, "run")
    is_held = "held" in letter.content
    return [
        ("id", letter.id),
        ("reason", letter.reason),
        ("source", f"{letter.text('source') or '?'}, campaign {campaigns}"),
        ("received", f"{when(letter.number('received_at'))} UTC"),
        ("held since", f"{when(letter.at)} UTC")
        if is_held
        else ("given up", f"{when(letter.at)} UTC, after {tries} by the queue"),
    ]


def letter_story(letter: Letter, *, is_done: bool) -> Rows:
    """Why it is there, and what was made. A text that sounds like a stop, and the platform's answer, are quoted."""
    found = in_words(letter)
    told = [("why", found.what), *(("", part) for part in found.parts)]
    if answer := the_platform_said(letter):
        told.append(("answer", answer))
    if is_done:
        told.append(("since", "it has been delivered: nothing is missing, a replay takes the letter away"))
    return told


def unquoted(letter: Letter) -> Letter:
    """The letter without what may quote its person: the text that was sent, the platform's own message."""
    content = {name: each for name, each in letter.content.items() if name != "proof"}
    if isinstance(content.get("api"), dict):
        content["api"] = {name: each for name, each in content["api"].items() if name != "message"}
    return replace(letter, body=json.dumps(content)) if content else letter


def letter_person(letter: Letter) -> Rows:
    """What the person sent."""
    advocate = letter.content.get("advocate")
    rows = [(str(name), _value(value)) for name, value in advocate.items()] if isinstance(advocate, dict) else []
    posted = parse_qsl(letter.text("raw"), keep_blank_values=True)
    rows += posted or [("raw", raw) for raw in [letter.text("raw")] if raw]
    rows += [(name, letter.text(name)) for name in ("unreadable", "proof") if letter.text(name)]
    connection = letter.content.get("connection")
    if isinstance(connection, dict):
        rows.append(("asks for", _value(connection.get("types"))))
        arguments = connection.get("arguments")
        rows += [(str(name), _value(value)) for name, value in arguments.items()] if isinstance(arguments, dict) else []
    if not letter.content:
        rows.append(("text", letter.body))
    return rows


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# A submission --------------------------------------------------------------------------------------------------------


def submission_state(each: Submitted) -> str:
    """How it stands by the journal."""
    state = f"{each.state}, {each.reason}" if each.reason and each.state == "dead" else each.state
    return ("delivered" if state == "done" else state) + (" (running)" if each.busy else "")


def submission_parts(each: Submitted) -> Rows:
    """What was made of it."""
    rows = [("received", f"{when(each.received_at)} UTC")]
    rows += [("advocate", str(each.advocate))] if each.advocate else []
    rows += [(PARTS.get(part, part), STATES.get(state, state)) for part, state in each.parts.items()]
    if each.discarded_at:
        rows.append(("discarded", f"{when(each.discarded_at)} UTC: {each.discarded_why}"))
    return rows


def waiting_facts(each: Waiting) -> Rows:
    """What waits, and till when."""
    tried = f"{when(each.tried_at)} UTC" + (f", try {each.tries} of the queue" if each.tries else "")
    return [
        ("waiting", each.id),
        ("for", "an opt-out" if each.opts_out else "a sign-up"),
        ("tried", tried),
        ("next try", f"by {when(each.next_by)} UTC, unless the API asks to be left alone"),
    ]


def side_row(each: Side) -> tuple[str, str, str, str]:
    """One thing here and on the platform."""
    relay = ", ".join(STATES.get(state, state) for state in each.relay.split(", "))
    return PARTS.get(each.what, each.what), str(each.campaign or ""), relay, each.platform


def trace_text(line: trace.Line) -> str:
    """What a line of a submission's story says."""
    more = (f"{name} {_joined(name, value)}" for name, value in line.said.items() if value != line.message)
    return ", ".join((line.message, *more))


def _joined(name: str, value: Any) -> str:
    if name == "until" and isinstance(value, int):
        return f"{when(value)} UTC"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


# Consent -------------------------------------------------------------------------------------------------------------


def consent_times(spoken: Spoken) -> Rows:
    """The times of a consent record, by what they are of."""
    return [
        (TIMES.get(name, name), f"{when(at)} UTC")
        for name, at in sorted(spoken.times.items(), key=lambda each: each[1])
    ]


def evidence(said: Mapping[str, str]) -> str:
    """What is on record of one opt-in or opt-out, in a line."""
    at = said.get("received_at", "")
    moment = f"{when(int(at))} UTC" if at.isdecimal() else "?"
    return ", ".join((moment, *_told(said)))


def _told(said: Mapping[str, str]) -> Iterator[str]:
    for name, value in said.items():
        if name in MOMENTS and value.isdecimal():
            yield f"{MOMENTS[name]} {when(int(value))} UTC"
        elif name not in {"what", "received_at"}:
            yield f"{name} {value}"
