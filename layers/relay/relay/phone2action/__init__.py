"""A client for the Phone2Action API 2.0, which depends on nothing but urllib3.

    from relay.phone2action import Credentials, Phone2Action

    client = Phone2Action(Credentials(app_id, app_key))
    advocate = client.create_advocate(campaigns=[998], email="ada@example.org", firstname="Ada")
    client.create_connection(advocateid=advocate.advocateid, campaignid=998, type=["email"])

`errors` draws the tree of what can go wrong, by what to do about it; `arguments` has the table of all that
can be asked for. Built to the vendor's documentation and to what public clients show, never tried against
the live API.

The names below are imported on first use, so that whoever needs only one of them (the check of a form's
fields, say) does not pay for the rest.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from relay.phone2action.arguments import CODES, Problem, check
    from relay.phone2action.client import Keys, Phone2Action
    from relay.phone2action.credentials import Credentials
    from relay.phone2action.errors import (
        CredentialsRejected,
        InvalidRequest,
        Misrouted,
        NotSent,
        Phone2ActionError,
        RateLimited,
        Rejected,
        Transient,
        UnknownOutcome,
    )
    from relay.phone2action.legislators import Legislator
    from relay.phone2action.paths import BASE_URL, GUESSED, PATHS
    from relay.phone2action.replies import AdvocateReply, CardReply, ConnectionReply
    from relay.phone2action.request_types import (
        CreateAdvocate,
        CreateConnection,
        ListAdvocates,
        ListCampaigns,
        ListConnections,
        ListLegislators,
        PostTwitterCard,
        UpdateAdvocate,
    )
    from relay.phone2action.results import (
        Address,
        Advocate,
        Campaign,
        CampaignStats,
        Connection,
        CustomField,
        Districts,
        Email,
        ExternalId,
        Membership,
        Phone,
    )
    from relay.phone2action.sessions import new_session
    from relay.phone2action.transport import Session, Timeout

__all__ = [
    "BASE_URL",
    "CODES",
    "GUESSED",
    "PATHS",
    "Address",
    "Advocate",
    "AdvocateReply",
    "Campaign",
    "CampaignStats",
    "CardReply",
    "Connection",
    "ConnectionReply",
    "CreateAdvocate",
    "CreateConnection",
    "Credentials",
    "CredentialsRejected",
    "CustomField",
    "Districts",
    "Email",
    "ExternalId",
    "InvalidRequest",
    "Keys",
    "Legislator",
    "ListAdvocates",
    "ListCampaigns",
    "ListConnections",
    "ListLegislators",
    "Membership",
    "Misrouted",
    "NotSent",
    "Phone",
    "Phone2Action",
    "Phone2ActionError",
    "PostTwitterCard",
    "Problem",
    "RateLimited",
    "Rejected",
    "Session",
    "Timeout",
    "Transient",
    "UnknownOutcome",
    "UpdateAdvocate",
    "check",
    "new_session",
]

_MODULES = {
    "arguments": ("CODES", "Problem", "check"),
    "client": ("Keys", "Phone2Action"),
    "credentials": ("Credentials",),
    "errors": (
        "CredentialsRejected",
        "InvalidRequest",
        "Misrouted",
        "NotSent",
        "Phone2ActionError",
        "RateLimited",
        "Rejected",
        "Transient",
        "UnknownOutcome",
    ),
    "legislators": ("Legislator",),
    "paths": ("BASE_URL", "GUESSED", "PATHS"),
    "replies": ("AdvocateReply", "CardReply", "ConnectionReply"),
    "sessions": ("new_session",),
    "transport": ("Session", "Timeout"),
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = next((module for module, names in _MODULES.items() if name in names), None)
    if module is None:
        module = "request_types" if name.startswith(("Create", "List", "Post", "Update")) else "results"
    return getattr(import_module(f"{__name__}.{module}"), name)
