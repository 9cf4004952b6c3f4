"""A client for the Phone2Action API 2.0, on requests and pydantic.

    from relay.phone2action import Credentials, Phone2Action

    client = Phone2Action(Credentials(app_id, app_key))
    advocate = client.create_advocate(campaigns=[998], email="ada@example.org", firstname="Ada")
    client.create_connection(advocateid=advocate.advocateid, campaignid=998, type=["email"])

`errors` draws the tree of what can go wrong, by what to do about it. Built to the vendor's documentation and to what
public clients show, never tried against the live API.

Two modules are for those who need them by name: `request_types` defines every argument (type checkers read it; it
imports pydantic, which no call needs), `results` has the rows of the lists (only reading a list needs them).
"""

import warnings

# Where requests has nothing to guess a charset with, it says so when it is imported. Replies are read as bytes here.
warnings.filterwarnings("ignore", message="Unable to find acceptable character detection dependency")

from relay.phone2action.arguments import CODES, Problem, check
from relay.phone2action.client import Keys, Phone2Action
from relay.phone2action.confirmations import AdvocateReply, CardReply, ConnectionReply, Legislator
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
from relay.phone2action.paths import BASE_URL, GUESSED, PATHS
from relay.phone2action.sessions import new_session
from relay.phone2action.transport import Session, Timeout

__all__ = [
    "BASE_URL",
    "CODES",
    "GUESSED",
    "PATHS",
    "AdvocateReply",
    "CardReply",
    "ConnectionReply",
    "Credentials",
    "CredentialsRejected",
    "InvalidRequest",
    "Keys",
    "Legislator",
    "Misrouted",
    "NotSent",
    "Phone2Action",
    "Phone2ActionError",
    "Problem",
    "RateLimited",
    "Rejected",
    "Session",
    "Timeout",
    "Transient",
    "UnknownOutcome",
    "check",
    "new_session",
]
