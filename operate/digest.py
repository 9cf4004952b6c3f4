"""The keeper's mail as it would be sent now: written by the keeper itself, so that it is the same in every word.

The function is called and says it, instead of sending it; nothing is changed by that. It knows what is deployed
(campaigns.toml, the log, the keys), and needs no right of the operator's but to call it.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from botocore.config import Config

from operate import stack as stacks
from operate.stack import Stack
from operate.trouble import Trouble
from relay.keeping.options import DIGEST

FUNCTION: Final = "Keeper"
LONGEST_SECONDS: Final = 900
ONCE: Final = Config(read_timeout=LONGEST_SECONDS, retries={"mode": "standard", "total_max_attempts": 1})


@dataclass(frozen=True, slots=True)
class Digest:
    """A mail: its subject and its text."""

    subject: str
    text: str


def mail_of_now(stack: Stack) -> Digest:
    """The mail of now. Raises `Trouble` if the stack has no keeper, or if it fails; or what boto3 raises."""
    name = stack.functions.get(FUNCTION)
    if name is None:
        raise Trouble("this stack has no keeper yet: deploy this release to it (README, Deploy it)")
    keeper = stacks.client(stack.session, "lambda", stack.endpoint, ONCE)
    answer = keeper.invoke(FunctionName=name, Payload=json.dumps({DIGEST: stack.command}))
    said = _said(answer["Payload"].read())
    if "FunctionError" in answer or not {"subject", "text"} <= said.keys():
        kind = str(said.get("errorType", "no answer"))
        raise Trouble(f"the keeper failed ({kind}): `./relay status` shows its faults")
    return Digest(str(said["subject"]), str(said["text"]))


def _said(payload: bytes) -> dict[str, Any]:
    try:
        said = json.loads(payload)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
