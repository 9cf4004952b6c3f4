"""What a person asked for: the value that every other part of the relay speaks of.

A `Submission` is made by a source, carried out by `delivery`, and survives in a queue as a versioned message in between
(`messages`). It knows nothing of HTTP, AWS or the platform's API beyond the API's own argument names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final, TypedDict

from relay.campaigns import Source
from relay.markers import Limits

END_OF_TIME: Final = 253_370_764_800_000  # the year 9999, milliseconds: the last that has a day after it in `datetime`

type Milliseconds = Annotated[int, Limits(ge=0, lt=END_OF_TIME)]
"""A moment, in milliseconds since 1970."""

type Argument = str | list[str] | dict[str, str]
"""An API argument's value: text, a list (`tags[]`), or custom fields by their numeric id (`fields[5365]`)."""


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

    - `natural_key`: what makes two arrivals the same one (`canonical.natural_key`). One that an earlier version made
      may be an e-mail address, so it is never logged or used as a key itself: the journal uses its HMAC.
    - `keyed_by_content`: the key is the content itself, so it counts for one UTC day only.
    - `received_at`: `requestContext.timeEpoch` of the first receipt, in milliseconds. It decides which consent is
      the later one.
    - `campaigns`: the campaigns to join, each allowed for this source.
    - `advocate`: the API's arguments under their wire names, without blanks and without `campaigns`.
    - `trusted`: the sender showed a valid secret or signature.
    - `send_anyway`: when an operator said, of this dead letter, that what may have been sent be sent (milliseconds).
      What may have been sent after that is not meant.
    - `released_at`: when an operator let it go out of the held queue (milliseconds).
    - `proof`: how an opt-in was expressed (a keyword, a form's box), kept as evidence of consent; `wording`: the id
      that the sender gave to the words beside the box; `origin`: that of the page with the form.
    - `imported_at`: when `relay import` queued it (milliseconds); `received_at` is then when the person sent it, by the
      file.
    - `card`: what Post Twitter Card, the API's own endpoint, takes of a lead beside its person (`card`, `screen_name`);
      None: it is no lead for that endpoint.
    - `correctable`: its sender waits for the answer and can correct what is refused. Not part of a message: nobody
      waits for what comes out of a queue.
    """

    source: Source
    natural_key: str = field(repr=False)
    keyed_by_content: bool
    received_at: Milliseconds
    campaigns: tuple[int, ...]
    advocate: Mapping[str, Argument] = field(repr=False)
    connection: ConnectionRequest | None = None
    trusted: bool = False
    send_anyway: Milliseconds = 0
    released_at: Milliseconds = 0
    proof: str = field(default="", repr=False)
    wording: str = ""
    origin: str = ""
    imported_at: Milliseconds = 0
    card: Mapping[str, str] | None = field(default=None, repr=False)
    correctable: bool = False


class RawPost(TypedDict):
    """A sender's post that could not be made a submission, as an `invalid` letter keeps it.

    `raw` is the body without its secrets, in the encoding of a form.
    """

    source: str
    received_at: Milliseconds
    raw: str
