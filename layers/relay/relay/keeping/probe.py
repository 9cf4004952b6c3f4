"""Whether the platform takes the relay's keys, and has the campaigns that campaigns.toml names: one question an hour.

On a quiet day nothing else would tell that the keys have been changed, or a campaign closed, before a person signs up.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from relay.campaigns import Campaigns
from relay.phone2action import CredentialsRejected, Misrouted, Phone2ActionError, Rejected
from relay.phone2action.results import Campaign

type Answer = Literal["fine", "keys", "address", "refused", "away"]
"""What the platform is like: the keys are refused; something else answers; the question is refused; no answer."""

SECONDS: Final = 20.0

KINDS: Final[tuple[tuple[type[Phone2ActionError], Answer], ...]] = (
    (CredentialsRejected, "keys"),
    (Misrouted, "address"),
    (Rejected, "refused"),
)


@dataclass(frozen=True, slots=True)
class Probed:
    """What the platform answered. `missing`: campaigns that it does not list as active, with their names here."""

    answer: Answer
    missing: Mapping[int, str] = field(default_factory=dict)


def probed(ask: Callable[[], Iterable[Campaign]], campaigns: Campaigns) -> Probed:
    """Ask the platform for its campaigns. Only its kind of answer gets further, none of its words."""
    try:
        there = {each.id for each in ask()}
    except Phone2ActionError as error:
        return Probed(next((answer for kind, answer in KINDS if isinstance(error, kind)), "away"))
    return Probed("fine", {number: each.name for number, each in campaigns.by_id.items() if number not in there})
