"""What a source is handed: who may say what, and where it goes. `environment` makes it, the sources only use it."""

from dataclasses import dataclass

from relay.campaigns import Campaigns
from relay.credentials import CredentialStore
from relay.intake import Intake
from relay.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingress:
    """An ingress function's parts, shared by all invocations of its process."""

    settings: Settings
    campaigns: Campaigns
    credentials: CredentialStore
    intake: Intake
