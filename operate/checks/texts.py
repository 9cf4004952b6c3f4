"""Texts: does the relay take what Twilio signs, by a text of our own; and has it refused what Twilio may have sent.

The probe is signed with the secret's own token and says that Twilio has answered a HELP itself: it has no sender, no
words and no id, so nothing is kept, sent, counted or answered (`relay.sources.sms`). Nothing that must be refused is
sent: that would count as a refused text, which rings an alarm and is what the other check goes by.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from typing import Final

from operate.checks.facts import Facts
from operate.checks.finding import Finding, broken, note, warning
from operate.checks.web import Unanswered

PROBE: Final = {"OptOutType": "HELP", "Body": ""}
ACCEPTED: Final = "<Response/>"
REFUSED: Final = 403
UNAVAILABLE: Final = 503
A_DAY_MS: Final = 86_400_000
MANY: Final = 3
WAIT: Final = "Was the secret just changed, look again in a minute."


def signature(token: str, url: str, fields: Mapping[str, str]) -> str:
    """What Twilio would sign a post with: https://www.twilio.com/docs/usage/security#validating-requests."""
    text = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), hashlib.sha1)).decode()


def probe(facts: Facts) -> Iterator[Finding]:
    """Whether a text that is signed with each of the secret's tokens is taken at the address that Twilio must have."""
    if facts.in_use is None or not facts.is_ours() or not any(each.sms for each in facts.campaigns().by_id.values()):
        return  # other checks say why, or nobody may text
    url = f"{facts.url}/sms"
    for token in facts.in_use.twilio_auth_tokens:
        headers = {"X-Twilio-Signature": signature(token, url, PROBE)}
        try:
            answer = facts.web.send("POST", url, headers, PROBE)
        except Unanswered:
            yield broken(f"Nobody answers at {url}: texts are lost.", "Look again; then at the function's log.")
            return
        if answer.status == REFUSED:
            yield broken(
                f"A text that is signed with the secret's own token is refused at {url}.",
                WAIT,
                "Else the functions know another address or secret: does that address lead to a stack of another name?",
                "Was RELAY_PUBLIC_URL changed by hand?",
            )
            return
        if ACCEPTED not in answer.text:
            cause = "the function can't read its secret" if answer.status == UNAVAILABLE else "the function fails"
            log = facts.aws(f"logs tail {facts.stack.log_groups.get('SmsOptinLogs')}")
            yield broken(f"The relay takes no texts at {url} ({answer.status}): {cause}.", "Its log:", log)
            return


def refused_texts(facts: Facts) -> Iterator[Finding]:
    """Whether texts came of late with a signature that is none of ours, and none that was right since."""
    group = facts.stack.log_groups.get("SmsOptinLogs")
    if not group:
        return
    begin = int(facts.clock() * 1000) - A_DAY_MS
    wrong = _times(facts, group, '"code":"bad_signature"', begin)
    right = _times(facts, group, '"source":"sms"', max(wrong, default=begin))
    if not wrong or right:
        return
    many = f"{len(wrong)} texts were" if len(wrong) > 1 else "A text was"
    yield (warning if len(wrong) >= MANY else note)(  # a stranger's may be one, which rings the alarm all the same
        f"{many} refused in the last day for the signature, and none has come since that was right.",
        "If they are Twilio's: is its auth token the one in the secret (was it changed at Twilio)? If not, put it in: "
        "docs/runbook.md, \u201cRotate credentials\u201d.",
        f"And is the webhook of the number, in Twilio's console, exactly {facts.url}/sms (HTTP POST)?",
        "Once that is right, have the texts sent again: Twilio keeps them under Monitor, Logs, Messaging.",
    )


def _times(facts: Facts, group: str, member: str, begin: int) -> list[int]:
    """When the function wrote a line that has this member, and is no refusal unless that was asked for."""
    pages = facts.stack.client("logs").get_paginator("filter_log_events")
    name, value = json.loads(f"{{{member}}}").popitem()
    asked = {"logGroupName": group, "filterPattern": f'"{value}"', "startTime": begin}
    lines = (
        (event["timestamp"], _line(event["message"])) for page in pages.paginate(**asked) for event in page["events"]
    )
    return [at for at, line in lines if line.get(name) == value and ("outcome" in line or name == "code")]


def _line(text: str) -> dict[str, object]:
    try:
        found = json.loads(text[text.index("{") :])
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
