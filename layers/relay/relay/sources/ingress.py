"""What a source is handed: who may say what, and where it goes. `wiring` makes it, the sources only use it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from relay.campaigns import Campaigns
from relay.delivery.intake import Intake
from relay.delivery.run import Deadline
from relay.delivery.unusable import UnusablePosts
from relay.settings import Settings
from relay.stores.secrets import CredentialStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingress:
    """An ingress function's parts, shared by all invocations of its process. `clock` gives milliseconds."""

    settings: Settings
    campaigns: Campaigns
    credentials: CredentialStore
    clock: Callable[[], int]
    intake: Intake
    unusable: UnusablePosts

    def deadline(self, context: Any, budget_seconds: float) -> Deadline:
        """Until when an invocation may act, by Lambda's `context` and its sender's patience from now on."""
        return Deadline.of(context, budget_seconds=budget_seconds, clock=self.clock)
