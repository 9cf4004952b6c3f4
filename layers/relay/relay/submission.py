"""What a person asked for: the value that every other part of the relay speaks of.

A `Submission` is made by a source, carried out by `delivery`, and survives in a queue as a versioned message
in between. It knows nothing of HTTP, AWS or the platform's API beyond the API's own argument names.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MESSAGE_VERSION = 1

type Argument = str | list[str] | dict[str, str]
"""An API argument's value: text, a list (`tags[]`), or custom fields by their numeric id (`fields[5365]`)."""


class UnreadableMessage(ValueError):
    """A queue message that is not a submission this code can read. Its text names no personal data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionRequest:
    """The contacts with legislators that a person asked for.

    `types` holds "email", "tweet" and "call"; `arguments` the API's own emailSubject, emailMessage and
    tweetMessage.
    """

    campaign: int
    types: tuple[str, ...]
    arguments: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One person's request, as it arrived once.

    - `source`: "web_form", "twitter_card", "google_lead" or "sms".
    - `natural_key`: what makes two arrivals the same one. It may be an e-mail address, so it is never logged
      or used as a key itself: the journal uses its HMAC.
    - `keyed_by_content`: the key is the content itself, so it counts for one UTC day only.
    - `received_at`: `requestContext.timeEpoch` of the first receipt, in milliseconds: it decides what was said later.
    - `campaigns`: the campaigns to join, each allowed for this source.
    - `advocate`: the API's arguments under their wire names, without blanks and without `campaigns`.
    - `trusted`: the sender showed a valid secret or signature.
    - `send_anyway`: when an operator said, of this dead letter, that what may have been sent be sent (milliseconds).
      What may have been sent after that is not meant.
    - `proof`: how an opt-in was expressed (a keyword, a form's box), kept as evidence of consent.
    """

    source: str
    natural_key: str = field(repr=False)
    keyed_by_content: bool
    received_at: int
    campaigns: tuple[int, ...]
    advocate: Mapping[str, Argument] = field(repr=False)
    connection: ConnectionRequest | None = None
    trusted: bool = False
    send_anyway: int = 0
    proof: str = field(default="", repr=False)

    def to_message(self) -> str:
        """The submission as the JSON text of a queue message (or of a dead letter, which adds a reason)."""
        connection = self.connection
        return json.dumps(
            {
                "version": MESSAGE_VERSION,
                "source": self.source,
                "natural_key": self.natural_key,
                "keyed_by_content": self.keyed_by_content,
                "received_at": self.received_at,
                "campaigns": list(self.campaigns),
                "advocate": dict(self.advocate),
                "connection": connection
                and {
                    "campaign": connection.campaign,
                    "types": list(connection.types),
                    "arguments": dict(connection.arguments),
                },
                "trusted": self.trusted,
                "send_anyway": self.send_anyway,
                "proof": self.proof,
            },
            separators=(",", ":"),
        )


def from_message(text: str) -> Submission:
    """Read a queue message back.

    Keys that this version does not know are ignored, so that a dead letter (message plus reason) needs no
    translation before it is replayed. Raises `UnreadableMessage`, without quoting the message.
    """
    try:
        data = json.loads(text)
        if data["version"] != MESSAGE_VERSION:
            raise UnreadableMessage(f"message version {int(data['version'])} is not known here")
        connection = data["connection"]
        return Submission(
            source=data["source"],
            natural_key=data["natural_key"],
            keyed_by_content=data["keyed_by_content"],
            received_at=int(data["received_at"]),
            campaigns=tuple(int(campaign) for campaign in data["campaigns"]),
            advocate=data["advocate"],
            connection=connection
            and ConnectionRequest(
                campaign=int(connection["campaign"]),
                types=tuple(connection["types"]),
                arguments=connection["arguments"],
            ),
            trusted=data["trusted"],
            send_anyway=int(data.get("send_anyway", 0)),
            proof=data["proof"],
        )
    except UnreadableMessage:
        raise
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableMessage(f"not a submission: {type(error).__name__}") from None


def raw_post(text: str) -> dict[str, Any] | None:
    """The `invalid` letter in a message, whose `raw` is a sender's post that could not be used; None if it is none."""
    try:
        data = json.loads(text)
    except ValueError:
        return None
    is_letter = isinstance(data, dict) and {"raw", "source", "received_at"} <= data.keys()
    return data if is_letter and data.get("version") == MESSAGE_VERSION else None
