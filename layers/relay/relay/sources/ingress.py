"""What a source is handed: who may say what, and where it goes. `wiring` makes it, the sources only use it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from relay.campaigns import Campaigns
from relay.delivery.intake import Intake
from relay.delivery.run import KEPT_SECONDS, Deadline
from relay.delivery.unusable import UnusablePosts
from relay.settings import Settings
from relay.stores.aws import Aws
from relay.stores.secrets import CredentialStore

ANSWER_SECONDS: Final = 0.3  # the last that an invocation does


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingress:
    """An ingress function's parts, shared by all invocations of its process. `clock` gives milliseconds."""

    settings: Settings
    campaigns: Campaigns
    credentials: CredentialStore
    clock: Callable[[], int]
    intake: Intake
    unusable: UnusablePosts
    aws: Aws

    def deadline(self, context: Any, budget_seconds: float) -> Deadline:
        """Until when an invocation may act, by Lambda's `context` and its sender's patience from now on."""
        return Deadline.of(context, budget_seconds=budget_seconds, kept_seconds=KEPT_SECONDS, clock=self.clock)

    def begin(self, context: Any) -> None:
        """Begin an invocation: whatever hangs from now on, its sender is answered before Lambda's `context` ends."""
        left = context.get_remaining_time_in_millis() / 1000
        self.aws.allow(left - KEPT_SECONDS, queues=left - ANSWER_SECONDS)
