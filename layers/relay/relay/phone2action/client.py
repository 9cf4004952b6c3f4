"""The Phone2Action API 2.0 in ten methods, one for each documented endpoint.

    check the arguments -> send once -> judge status and body -> a typed value, or a `Phone2ActionError`

Whoever sends what can't be repeated needs to know what became of it, so the client sends it exactly once, over a
connection of its own: a connection with legislators, an advocate's `message`, an opt-in by text, a lead card, a create
that is no upsert. All else may go over a kept connection, and once more if that one was dead (`sessions`). Nothing is
tried again after an answer, or with other credentials, and no redirect is followed. When to try again is for the
caller, whom the exception tells what is known (`errors`).

It knows nothing of queues, journals or clouds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from relay.phone2action import replies
from relay.phone2action.arguments import ENDPOINTS, Problem, Wire, read
from relay.phone2action.encoding import form
from relay.phone2action.errors import CredentialsRejected, InvalidRequest
from relay.phone2action.paths import BASE_URL, checked_base_url, checked_paths
from relay.phone2action.sessions import new_session
from relay.phone2action.transport import DEFAULT_TIMEOUT, Answer, Session, Timeout, send

if TYPE_CHECKING:
    from typing import Unpack

    import requests

    from relay.phone2action.confirmations import AdvocateReply, CardReply, ConnectionReply, Legislator
    from relay.phone2action.pages import Page
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
    from relay.phone2action.results import Advocate, Campaign, CampaignStats, Connection

LARGEST_PAGE = 100
FORM = "application/x-www-form-urlencoded"


class Keys(Protocol):
    """Whatever has the account's app ID and app key; `Credentials` is one."""

    @property
    def app_id(self) -> str: ...
    @property
    def app_key(self) -> str: ...


class Phone2Action:
    """A client of one account. It may be shared between threads if its session may.

    - `credentials`: the keys, or a function that gives them and is asked anew for every call, so that
      rotated keys are taken up. What it raises passes through; nothing is sent then.
    - `base_url`: HTTPS, or plain HTTP to the loopback. Else ValueError.
    - `session`: `new_session()`, which is also made without one; a `requests.Session`, or what has its
      `request`.
    - `paths`: other paths for some endpoints (`paths.PATHS` has the names and the defaults). "{campaignid}"
      in a path stands for that argument, which then is not sent in the query.
    - `timeout`: in seconds, for each call that has none of its own; see `transport.Timeout`.
    - `create_is_upsert`: whether a create with a known e-mail changes that advocate, so that it may be repeated.
    - `clock`: seconds since 1970; a Retry-After may be a date.

    Every method takes the documented arguments under their wire names, without brackets, and raises
    `InvalidRequest` before anything is sent if they break a documented rule (`arguments.check`), else the
    other errors of `errors`.
    """

    def __init__(
        self,
        credentials: Keys | Callable[[], Keys],
        *,
        base_url: str = BASE_URL,
        session: Session | None = None,
        paths: Mapping[str, str] | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        clock: Callable[[], float] = time.time,
        create_is_upsert: bool = True,
    ) -> None:
        self._base_url = checked_base_url(base_url)
        self._paths = checked_paths(paths or {})
        self._credentials = credentials
        self._own: requests.Session | None = None
        if session is None:
            session = self._own = new_session()
        self._session = session
        self._timeout = timeout
        self._clock = clock
        self._create_is_upsert = create_is_upsert

    def __repr__(self) -> str:
        return f"Phone2Action(base_url={self._base_url!r})"

    def close(self) -> None:
        """Close the connections, if the session is the client's own."""
        if self._own is not None:
            self._own.close()

    def create_advocate(self, *, timeout: Timeout | None = None, **arguments: Unpack[CreateAdvocate]) -> AdvocateReply:
        """Create an advocate, or change the one with that e-mail (which every public client relies on)."""
        upserts = self._create_is_upsert and "email" in arguments
        envelope = self._write("create_advocate", arguments, timeout, once=not upserts or _texts(arguments))
        return replies.advocate_reply(envelope)

    def update_advocate(self, *, timeout: Timeout | None = None, **arguments: Unpack[UpdateAdvocate]) -> AdvocateReply:
        """Overwrite what is given of the advocate `advocateid`; e-mails and phones are added instead."""
        envelope = self._write("update_advocate", arguments, timeout, once="message" in arguments or _texts(arguments))
        return replies.advocate_reply(envelope, sent=arguments["advocateid"])

    def post_twitter_card(self, *, timeout: Timeout | None = None, **arguments: Unpack[PostTwitterCard]) -> CardReply:
        """Hand on a lead card. The one endpoint that takes the account's keys in its body.

        What a second call does is not documented, so it is sent exactly once.
        """
        foreign = [
            Problem(name, "unknown_field", "comes from the client's own credentials")
            for name in ("app_id", "api_key")
            if name in arguments
        ]
        if foreign:
            raise InvalidRequest(foreign)
        keys = self._keys()
        own = {"app_id": keys.app_id, "api_key": keys.app_key}
        return replies.card_reply(self._write("post_twitter_card", {**arguments, **own}, timeout, once=True))

    def create_connection(
        self, *, timeout: Timeout | None = None, **arguments: Unpack[CreateConnection]
    ) -> ConnectionReply:
        """Contact the legislators of a campaign for an advocate who belongs to it.

        Every call contacts them anew: never repeat one that ended in `UnknownOutcome` without a look at
        `list_connections`. Success means accepted, not delivered; a tweet is only a link for the person to
        follow.
        """
        return replies.connection_reply(self._write("create_connection", arguments, timeout, once=True))

    def list_advocates(
        self, *, timeout: Timeout | None = None, **arguments: Unpack[ListAdvocates]
    ) -> Iterator[Advocate]:
        """Every advocate that the filters leave, page by page from `page` on; `timeout` is each page's.

        The arguments are checked at once; the calls are made, and may fail, as the iterator goes on.
        """
        from relay.phone2action import pages

        wired = _checked("list_advocates", arguments)

        def fetch(number: int) -> Page[Advocate]:
            page = {**wired, "page": str(number)}
            return pages.advocates(self._read("list_advocates", page, timeout))

        return pages.walk(fetch, int(arguments.get("page", 1)))

    def list_connections(
        self, *, timeout: Timeout | None = None, **arguments: Unpack[ListConnections]
    ) -> Iterator[Connection]:
        """Every connection of a campaign that changed since `updated_at` (a text goes as it is, a datetime
        as UTC), page by page from `page` (1) on, in pages of `per_page` (100); `timeout` is each page's.

        The arguments are checked at once; the calls are made, and may fail, as the iterator goes on.
        """
        from relay.phone2action import pages

        per_page = arguments.get("per_page", LARGEST_PAGE)
        first = arguments.get("page", 1)
        wired = _checked("list_connections", {**arguments, "page": first, "per_page": per_page})

        def fetch(number: int) -> Page[Connection]:
            page = {**wired, "page": str(number)}
            return pages.connections(self._read("list_connections", page, timeout), int(per_page))

        return pages.walk(fetch, int(first))

    def list_campaigns(
        self, *, timeout: Timeout | None = None, **arguments: Unpack[ListCampaigns]
    ) -> tuple[Campaign, ...]:
        """The account's active campaigns that the filters leave."""
        from relay.phone2action import pages

        wired = _checked("list_campaigns", arguments)
        return pages.campaigns(self._read("list_campaigns", wired, timeout))

    def list_legislators(
        self, *, timeout: Timeout | None = None, **arguments: Unpack[ListLegislators]
    ) -> tuple[Legislator, ...]:
        """The active legislators of a campaign for an address."""
        from relay.phone2action import pages

        wired = _checked("list_legislators", arguments)
        return pages.legislators(self._read("list_legislators", wired, timeout))

    def campaign_stats(self, *, campaignid: int | str, timeout: Timeout | None = None) -> CampaignStats:
        """The totals of one campaign. The credentials need the reporting option (CredentialsRejected)."""
        from relay.phone2action import pages

        wired = _checked("campaign_stats", {"campaignid": campaignid})
        return pages.campaign_stats(self._read("campaign_stats", wired, timeout), int(campaignid))

    def all_campaigns_stats(self, *, timeout: Timeout | None = None) -> tuple[CampaignStats, ...]:
        """The totals of all campaigns. The credentials need the reporting option (CredentialsRejected)."""
        from relay.phone2action import pages

        return pages.all_campaigns_stats(self._read("all_campaigns_stats", {}, timeout))

    def _write(
        self, endpoint: str, arguments: Mapping[str, Any], timeout: Timeout | None, *, once: bool
    ) -> Mapping[str, Any]:
        answer = self._send(endpoint, _checked(endpoint, arguments), timeout, once=once)
        return replies.carried_out(answer, self._clock)

    def _read(self, endpoint: str, wired: Mapping[str, Wire], timeout: Timeout | None) -> object:
        return replies.delivered(self._send(endpoint, wired, timeout, once=False), self._clock)

    def _send(self, endpoint: str, wired: Mapping[str, Wire], timeout: Timeout | None, *, once: bool) -> Answer:
        method = ENDPOINTS[endpoint].method
        url, left = self._url(endpoint, wired)
        content = form(left)
        headers = {"Accept": "application/json"}
        if method == "POST":
            headers["Content-Type"] = FORM
        elif content:
            url = f"{url}?{content}"
        keys = None if endpoint == "post_twitter_card" else self._keys()
        return send(
            self._session,
            method,
            url,
            headers=headers,
            data=content.encode() if method == "POST" else None,
            auth=(keys.app_id, keys.app_key) if keys else None,
            timeout=self._timeout if timeout is None else timeout,
            once=once,
        )

    def _url(self, endpoint: str, wired: Mapping[str, Wire]) -> tuple[str, Mapping[str, Wire]]:
        """The endpoint's address, and the arguments that are not part of it."""
        url = self._base_url + self._paths[endpoint]
        campaignid = wired.get("campaignid")
        if "{campaignid}" not in url or not isinstance(campaignid, str):
            return url, wired
        left = {name: value for name, value in wired.items() if name != "campaignid"}
        return url.replace("{campaignid}", campaignid), left

    def _keys(self) -> Keys:
        keys = self._credentials() if callable(self._credentials) else self._credentials
        if not (keys.app_id and keys.app_key and keys.app_id.isascii() and keys.app_key.isascii()):
            raise CredentialsRejected("app ID or key is empty, or not ASCII: nothing was sent")
        return keys


def _texts(arguments: Mapping[str, Any]) -> bool:
    """Whether the platform texts the person for it, each time anew."""
    return "smsOptin" in arguments


def _checked(endpoint: str, arguments: Mapping[str, Any]) -> dict[str, Wire]:
    wired, problems = read(endpoint, arguments)
    if problems:
        raise InvalidRequest(problems)
    return wired
